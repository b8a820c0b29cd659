"""Group commit: one thread writes, takes whatever waits as one batch, and answers after the batch is on disk.

At every step, what is true if we stop here: before COMMIT returns nobody was answered and nothing of the batch is on
disk; after it everything is, and an answer that does not leave is asked for again and found (every operation is
idempotent). An operation that fails does so alone. Nearly all that fail have written nothing yet. When one has, the
batch is run again with a savepoint around each; when SQLite itself gives up the whole transaction (a full disk), again
one operation at a time.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from navette.core.errors import Full, NavetteError, Unavailable
from navette.store import ledger as ledgers
from navette.store.connection import connect
from navette.store.transaction import Event, Transaction, sizes

MAX_BATCH = 256
CHECKPOINT_SECONDS = 0.5
BIG_WAL_PAGES = 16_000
NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_SHMSIZE")

Apply = Callable[[Transaction, "Waiting"], "Done"]
Operation = Callable[[Transaction], Any]
Notes = dict[str, str]
Told = tuple[bytes, Event]  # (mailbox, what it hears)


@dataclass(slots=True)
class Waiting:
    """One operation and who waits for it. check: what needs no database, done before the transaction begins."""

    future: "asyncio.Future[tuple[Any, Notes]]"
    operation: Operation
    check: Callable[[], object] | None


@dataclass(slots=True)
class Done:
    """What to tell who waits: a value or the failure."""

    waiting: Waiting
    value: Any = None
    error: Exception | None = None


class _Spoilt(Exception):
    """An operation failed after it had written: the transaction holds what must not be kept."""


class Writer(threading.Thread):
    """The one thread that writes. `publish` is called in the event loop with the events of each committed batch."""

    def __init__(
        self, path: Path, signer: ledgers.Signer, publish: Callable[[list[Told]], None], max_mb: int = 0
    ) -> None:
        super().__init__(name="navette-writer", daemon=True)
        self._loop = asyncio.get_running_loop()
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._signer, self._publish = signer, publish
        self._path = path
        self._db = connect(path, max_mb=max_mb)
        loaded = {ledger: ledgers.load(self._db, ledger) for ledger in ledgers.NUMBERS}
        self._frontiers = {ledger: frontier for ledger, (frontier, _) in loaded.items()}
        self.notes: Notes = {ledger: note or signer.sign(ledger, edge) for ledger, (edge, note) in loaded.items()}
        self.commits = self.operations = 0
        self._stopped = threading.Event()
        self._checkpointer = threading.Thread(target=self._checkpoint, name="navette-checkpoint", daemon=True)

    def submit(self, operation: Operation, check: Callable[[], object] | None) -> "asyncio.Future[tuple[Any, Notes]]":
        """Queues an operation; the future gives (value, checkpoints) once it is on disk, or raises its failure."""
        future: asyncio.Future[tuple[Any, Notes]] = self._loop.create_future()
        if self._stopped.is_set():
            future.set_exception(Unavailable("stopping"))
        else:
            self._queue.put(Waiting(future, operation, check))
        return future

    def stop(self) -> None:
        """Takes nothing more, finishes what is queued, then ends: `join` waits for it.

        In the event loop, as `submit`: nothing can be queued behind the end and never be answered.
        """
        self._stopped.set()
        self._queue.put(None)

    @property
    def waiting(self) -> int:
        """Operations queued, those of the batch under way not counted."""
        return self._queue.qsize()

    def run(self) -> None:
        """The thread: drain, commit, answer."""
        self._checkpointer.start()
        while (first := self._queue.get()) is not None:
            batch, last = self._drain(first)
            try:
                done, events = self._commit_or_split(batch)
            except Exception as error:  # unforeseen: nobody waits for ever, and the next batch is written
                done, events = [Done(waiting, error=error) for waiting in batch], []
            self._answer(done, events)
            if last:
                break
        self._checkpointer.join()
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()

    def _drain(self, first: Waiting) -> tuple[list[Waiting], bool]:
        """Whatever waits now: no timer, a lone request is never delayed."""
        batch = [first]
        while len(batch) < MAX_BATCH:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                break
            if waiting is None:
                return batch, True
            batch.append(waiting)
        return batch, False

    def _commit_or_split(self, batch: list[Waiting]) -> tuple[list[Done], list[Told]]:
        refused: list[Done] = []
        sound: list[Waiting] = []
        for waiting in batch:
            error = _failure_of(waiting.check)
            if error is None:
                sound.append(waiting)
            else:
                refused.append(Done(waiting, error=error))
        if not sound:
            return refused, []
        try:
            done, events = self._commit(sound)
            return refused + done, events
        except sqlite3.Error as error:
            if len(sound) == 1 or _is_busy(error):  # another program has the database: nobody here is guilty
                return [*refused, *(Done(waiting, error=_named(error)) for waiting in sound)], []
        together: list[Told] = []
        for waiting in sound:  # SQLite gave up the whole: each alone, so that only the guilty one fails
            done, events = self._commit_or_split([Waiting(waiting.future, waiting.operation, None)])
            refused += done
            together += events
        return refused, together

    def _commit(self, batch: list[Waiting]) -> tuple[list[Done], list[Told]]:
        """Savepoints cost a tenth of a batch: only once an operation has failed after it wrote."""
        try:
            return self._transact(batch, self._apply)
        except _Spoilt:
            return self._transact(batch, self._apply_apart)

    def _transact(self, batch: list[Waiting], apply: Apply) -> tuple[list[Done], list[Told]]:
        """Memory follows the disk: the frontiers advance only after COMMIT."""
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        try:
            transaction = Transaction(db, sizes(self._frontiers))
            done = [apply(transaction, waiting) for waiting in batch]
            frontiers, notes = self._grow(transaction)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        self._frontiers, self.notes = frontiers, notes
        self.commits += 1
        self.operations += len(batch)
        return done, transaction.events

    def _apply(self, transaction: Transaction, waiting: Waiting) -> Done:
        """The operation succeeds, or finds out that it must not before it writes."""
        before = transaction.touched
        try:
            return Done(waiting, waiting.operation(transaction))
        except sqlite3.OperationalError:
            raise  # the disk, a lock: the transaction itself is in doubt
        except Exception as error:
            if transaction.touched != before:
                raise _Spoilt from error
            return Done(waiting, error=error)

    def _apply_apart(self, transaction: Transaction, waiting: Waiting) -> Done:
        """Behind a savepoint, so that a failure leaves no trace."""
        db, mark = self._db, transaction.mark()
        db.execute("SAVEPOINT operation")
        try:
            value = waiting.operation(transaction)
        except sqlite3.OperationalError:
            raise  # the disk, a lock: the transaction itself is in doubt
        except Exception as error:
            db.execute("ROLLBACK TO operation")
            db.execute("RELEASE operation")
            transaction.rewind(mark)
            return Done(waiting, error=error)
        db.execute("RELEASE operation")
        return Done(waiting, value)

    def _grow(self, transaction: Transaction) -> tuple[dict[str, Any], Notes]:
        frontiers, notes = dict(self._frontiers), dict(self.notes)
        for ledger, leaves in transaction.leaves.items():
            if leaves:
                frontier = frontiers[ledger].copy()
                rows = frontier.extend(leaves)
                notes[ledger] = self._signer.sign(ledger, frontier)
                ledgers.save(self._db, ledger, rows, frontier.size, notes[ledger])
                frontiers[ledger] = frontier
        return frontiers, notes

    def _answer(self, done: list[Done], events: list[Told]) -> None:
        notes = self.notes
        self._loop.call_soon_threadsafe(self._finish, done, events, notes)

    def _finish(self, done: list[Done], events: list[Told], notes: Notes) -> None:
        for item in done:
            if item.waiting.future.done():  # who asked went away; what was asked for is on disk all the same
                continue
            if item.error is not None:
                item.waiting.future.set_exception(item.error)
            else:
                item.waiting.future.set_result((item.value, notes))
        if events:
            self._publish(events)

    def _checkpoint(self) -> None:
        """Moves the WAL into the database from a thread of its own, so that no commit pays for it."""
        db = connect(self._path)
        while not self._stopped.wait(CHECKPOINT_SECONDS):
            try:
                _, pages, _ = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                if pages > BIG_WAL_PAGES:
                    db.execute("PRAGMA wal_checkpoint(RESTART)")
            except sqlite3.Error as error:
                structlog.get_logger().warning("checkpoint", exc_info=error)
        db.close()


def _failure_of(check: Callable[[], object] | None) -> Exception | None:
    if check is None:
        return None
    try:
        check()
    except Exception as error:
        return error
    return None


def _named(error: sqlite3.Error) -> NavetteError | sqlite3.Error:
    """SQLite's own words made a failure with a code; anything unforeseen stays what it is."""
    if getattr(error, "sqlite_errorname", "") in NO_ROOM:
        return Full("disk-full")
    if _is_busy(error):
        return Unavailable("store-busy", retry_after=1)
    return error


def _is_busy(error: sqlite3.Error) -> bool:
    return str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))

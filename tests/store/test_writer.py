"""Group commit: one transaction for whatever waits, each answered for itself, after it is on disk."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from navette.core.errors import Full, NavetteError, Refused, Unavailable
from navette.ledger.checkpoint import read_checkpoint
from navette.ledger.tree import Frontier, check_consistency, leaf_hash
from navette.store import connection, writer
from navette.store.database import Database
from navette.store.ledger import ACTES, ANNUAIRE, Signer
from navette.store.transaction import Event, Transaction
from navette.store.writer import Told
from tests.store.held import KEY, SIGNER, disk_of, held, opened, together, until

BOX = bytes(16)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(tmp_path) as (made, _):
        await made.write(lambda tx: tx.run("CREATE TABLE scratch (n INTEGER PRIMARY KEY, body BLOB)"))
        yield made


def add(n: int, size: int = 0) -> Callable[[Transaction], int]:
    """A row, a leaf and an event: the index of the leaf."""

    def operation(tx: Transaction) -> int:
        tx.run("INSERT INTO scratch VALUES (?, zeroblob(?))", (n, size))
        i = tx.append(ACTES, str(n).encode())
        tx.tell(BOX, Event(i, bytes(16), "deposit", None))
        return i

    return operation


def fail(n: int, error: Exception) -> Callable[[Transaction], int]:
    """Everything of `add`, then a failure."""

    def operation(tx: Transaction) -> int:
        add(n)(tx)
        raise error

    return operation


async def rows(database: Database) -> list[int]:
    return [row[0] for row in await database.all("SELECT n FROM scratch ORDER BY n")]


def size(database: Database, ledger: str = ACTES) -> int:
    return int(database.writer.notes[ledger].split("\n")[1])


@contextlib.contextmanager
def locked(database: Database) -> Iterator[sqlite3.Connection]:
    """Another program writes."""
    with contextlib.closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def values(found: list[object]) -> list[object]:
    """What each operation gave, without the checkpoints; the code of each failure."""
    return [one[0] if isinstance(one, tuple) else getattr(one, "code", type(one).__name__) for one in found]


async def test_whatever_waits_is_one_transaction(database: Database) -> None:
    commits, operations = database.writer.commits, database.writer.operations
    found = await together(database, *(database.write(add(n)) for n in range(10)))
    assert values(found) == list(range(10))
    assert database.writer.commits == commits + 2  # the one that kept the writer busy, and theirs
    assert database.writer.operations == operations + 11


async def test_one_that_fails_fails_alone(database: Database) -> None:
    found = await together(
        database,
        database.write(add(1)),
        database.write(fail(2, Refused("seats"))),
        database.write(add(3)),
        database.write(add(1)),  # the same row again
        database.write(fail(4, KeyError("unforeseen"))),
        database.write(add(5)),
    )
    assert values(found) == [0, "seats", 1, "IntegrityError", "KeyError", 2]
    assert await rows(database) == [1, 3, 5]
    assert size(database) == 3


async def test_what_finds_out_before_it_writes_costs_its_neighbours_nothing(database: Database) -> None:
    runs: list[str] = []

    def count(name: str, operation: Callable[[Transaction], int]) -> Callable[[Transaction], int]:
        def counted(tx: Transaction) -> int:
            runs.append(name)
            return operation(tx)

        return counted

    def refuse(tx: Transaction) -> int:
        tx.run("UPDATE scratch SET body = NULL WHERE n = 1000")  # no such row
        raise Refused("seats")

    found = await together(
        database, database.write(count("first", add(1))), database.write(refuse), database.write(count("last", add(2)))
    )
    assert values(found) == [0, "seats", 1]
    assert runs == ["first", "last"]
    found = await together(database, database.write(count("first", add(3))), database.write(fail(4, Refused("seats"))))
    assert values(found) == [2, "seats"]
    assert runs == ["first", "last", "first", "first"]


async def test_what_fails_leaves_no_leaf_no_number_and_is_told_to_nobody(tmp_path: Path) -> None:
    async with opened(tmp_path) as (database, told):
        await database.write(lambda tx: tx.run("CREATE TABLE scratch (n INTEGER PRIMARY KEY, body BLOB)"))
        with pytest.raises(Refused):
            await database.write(fail(1, Refused("seats")))
        assert told == []
        index, notes = await database.write(add(2))
        assert index == 0
        assert [(mailbox, event.i) for mailbox, event in told] == [(BOX, 0)]
        frontier = Frontier()
        frontier.append(leaf_hash(b"2"))
        public = KEY.public_key().public_bytes_raw()
        assert read_checkpoint(notes[ACTES], "test.example/actes", public).root == frontier.root()


async def test_a_check_that_fails_keeps_the_operation_from_running(database: Database) -> None:
    def check() -> None:
        raise Refused("statement-signature")

    found = await together(database, database.write(add(1)), database.write(add(2), check), database.write(add(3)))
    assert values(found) == [0, "statement-signature", 1]
    assert await rows(database) == [1, 3]


async def test_a_commit_that_fails_is_tried_again_one_by_one(database: Database) -> None:
    """A deferred constraint is checked by COMMIT itself: nothing before it has failed."""
    reference = "n INTEGER REFERENCES scratch (n) DEFERRABLE INITIALLY DEFERRED"
    await database.write(lambda tx: tx.run(f"CREATE TABLE pointer ({reference})"))
    broken = database.write(lambda tx: (tx.append(ACTES, b"x"), tx.run("INSERT INTO pointer VALUES (77)")))
    found = await together(database, database.write(add(1)), broken, database.write(add(2)))
    assert values(found) == [0, "IntegrityError", 1]
    assert await rows(database) == [1, 2]
    assert size(database) == 2
    assert await database.all("SELECT * FROM pointer") == []


async def test_a_full_disk_fails_only_what_does_not_fit(tmp_path: Path) -> None:
    async with opened(tmp_path, max_mb=1) as (database, _):
        await database.write(lambda tx: tx.run("CREATE TABLE scratch (n INTEGER PRIMARY KEY, body BLOB)"))
        found = await together(
            database, database.write(add(1)), database.write(add(2, 5_000_000)), database.write(add(3))
        )
        assert values(found) == [0, "disk-full", 1]
        assert isinstance(found[1], Full)
        assert await rows(database) == [1, 3]


async def test_a_disk_with_no_room_for_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the batch is there, everything before it is, and it goes on once there is room."""
    monkeypatch.setattr(writer, "CHECKPOINT_SECONDS", 3600)  # the log is not emptied meanwhile
    async with opened(tmp_path) as (database, _):
        await database.write(lambda tx: tx.run("CREATE TABLE scratch (n INTEGER PRIMARY KEY, body BLOB)"))
        await database.write(add(1))
        with disk_of(1000):
            found = await together(database, database.write(add(2, 100_000)), database.write(add(3)))
        assert values(found) == ["disk-full", "disk-full"]
        assert await rows(database) == [1]
        assert size(database) == 1
        assert values(await together(database, database.write(add(2)), database.write(add(3)))) == [1, 2]
        assert await rows(database) == [1, 2, 3]


async def test_another_program_s_lock_is_waited_for(database: Database) -> None:
    with locked(database) as other:
        waiting = asyncio.ensure_future(database.write(add(1)))
        await until(lambda: database.writer.waiting == 0)  # taken up: it waits for the lock now
        other.execute("COMMIT")
        await waiting
    assert await rows(database) == [1]


async def test_a_lock_held_too_long_is_told_to_everybody_and_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    async with opened(tmp_path) as (database, _):
        await database.write(lambda tx: tx.run("CREATE TABLE scratch (n INTEGER PRIMARY KEY, body BLOB)"))
        with locked(database):
            tasks = [asyncio.ensure_future(database.write(add(n))) for n in range(5)]
            found = await asyncio.gather(*tasks, return_exceptions=True)
        assert values(list(found)) == ["store-busy"] * 5
        assert all(isinstance(one, Unavailable) and one.data == {"retry_after": 1} for one in found)
        assert await rows(database) == []
        assert values(await together(database, *(database.write(add(n)) for n in range(5)))) == [0, 1, 2, 3, 4]


async def test_reads_do_not_wait_for_the_writer(database: Database) -> None:
    await database.write(add(1))
    async with held(database):
        waiting = asyncio.ensure_future(database.write(add(2)))
        assert await rows(database) == [1]
    await waiting
    assert await rows(database) == [1, 2]


async def test_an_answer_comes_after_the_commit_and_so_do_the_events(tmp_path: Path) -> None:
    """Looked at from another connection, at the very moment."""
    seen: list[list[tuple[int]]] = []

    def publish(_: list[Told]) -> None:
        with contextlib.closing(sqlite3.connect(tmp_path / "navette.db")) as other:
            seen.append(other.execute("SELECT n FROM scratch").fetchall())

    database = Database(tmp_path, SIGNER, publish)
    await database.open()
    try:
        await database.write(lambda tx: tx.run("CREATE TABLE scratch (n INTEGER PRIMARY KEY, body BLOB)"))
        await database.write(add(1))
        assert seen == [[(1,)]]
    finally:
        await database.close()


async def test_who_goes_away_does_not_undo_what_was_asked(database: Database) -> None:
    async with held(database):
        gone = asyncio.ensure_future(database.write(add(1)))
        stays = asyncio.ensure_future(database.write(add(2)))
        await until(lambda: database.writer.waiting == 2)
        gone.cancel()
    await stays
    assert await rows(database) == [1, 2]


async def test_stopping_finishes_what_is_queued_and_takes_nothing_more(tmp_path: Path) -> None:
    async with opened(tmp_path) as (database, _):
        await database.write(lambda tx: tx.run("CREATE TABLE scratch (n INTEGER PRIMARY KEY, body BLOB)"))
        async with held(database):
            queued = [asyncio.ensure_future(database.write(add(n))) for n in range(3)]
            await until(lambda: database.writer.waiting == 3)
            database.writer.stop()
            with pytest.raises(Unavailable, match="stopping"):
                await database.write(add(9))
        assert values(list(await asyncio.gather(*queued))) == [0, 1, 2]
        assert await rows(database) == [0, 1, 2]


async def test_more_than_a_batch_is_several(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MAX_BATCH", 4)
    commits = database.writer.commits
    await together(database, *(database.write(add(n)) for n in range(10)))
    assert database.writer.commits == commits + 1 + 3
    assert size(database) == 10


async def test_a_ledger_goes_on_after_a_restart(tmp_path: Path) -> None:
    public = KEY.public_key().public_bytes_raw()
    seen = []
    for n in range(7):
        async with opened(tmp_path) as (database, _):
            if n == 0:
                await database.write(lambda tx: tx.run("CREATE TABLE scratch (n INTEGER PRIMARY KEY, body BLOB)"))
            index, notes = await database.write(add(n))
            assert index == n
            seen.append(read_checkpoint(notes[ACTES], "test.example/actes", public))
            assert notes[ANNUAIRE].startswith("test.example/annuaire\n0\n")
    frontier = Frontier()
    for n, checkpoint in enumerate(seen):
        frontier.append(leaf_hash(str(n).encode()))
        assert (checkpoint.size, checkpoint.root) == (n + 1, frontier.root())
    check_consistency(7, seen[-1].root, 7, frontier.root(), [])


async def test_a_fault_of_the_writer_itself_ends_nothing(tmp_path: Path) -> None:
    """A key that cannot sign, once: everybody of that batch is told, and the next one is written."""

    class Failing(Signer):
        broken = True

        def sign(self, ledger: str, frontier: Frontier) -> str:
            if self.broken and frontier.size:
                raise ValueError("unforeseen")
            return super().sign(ledger, frontier)

    database = Database(tmp_path, signer := Failing("test.example", KEY), lambda told: None)
    await database.open()
    try:
        await database.write(lambda tx: tx.run("CREATE TABLE scratch (n INTEGER PRIMARY KEY, body BLOB)"))
        assert values(await together(database, *(database.write(add(n)) for n in range(3)))) == ["ValueError"] * 3
        assert await rows(database) == []
        type(signer).broken = False
        assert values(await together(database, *(database.write(add(n)) for n in range(3)))) == [0, 1, 2]
    finally:
        await database.close()


async def test_every_failure_of_a_batch_reaches_who_asked(database: Database) -> None:
    """Nobody is left waiting, whatever goes wrong for the others."""
    found = await together(database, *(database.write(fail(n, Refused("seats"))) for n in range(5)))
    assert all(isinstance(one, NavetteError) for one in found)
    assert await rows(database) == []
    assert size(database) == 0

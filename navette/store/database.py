"""The database as the service sees it: `write` an operation, `read` rows. Nothing above knows the engine."""

import asyncio
import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import aiosqlite

from navette.core.errors import Local
from navette.store import ledger as ledgers
from navette.store.connection import BUSY_SECONDS, PRAGMAS, connect
from navette.store.migrate import migrate
from navette.store.transaction import Row, Transaction, Values
from navette.store.writer import Notes, Told, Writer

FILE = "navette.db"
T = TypeVar("T")


class Database:
    """One writer, two readers that never wait for it. One process at a time: a lock file in the data folder."""

    def __init__(
        self, data_dir: Path, signer: ledgers.Signer, publish: Callable[[list[Told]], None], max_mb: int = 0
    ) -> None:
        self.path = data_dir / FILE
        self._signer, self._publish, self._max_mb = signer, publish, max_mb
        self._writer: Writer | None = None
        self._readers: list[aiosqlite.Connection] = []
        self._turn = 0
        self._lock = -1

    async def open(self) -> None:
        """Locks the folder, migrates, starts. Refuses `file` when another server holds the folder."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = os.open(self.path.parent / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            await self._start()
        except BlockingIOError as error:
            await self.close()
            raise Local("file", path=str(self.path.parent), fault="another server uses this folder") from error
        except BaseException:
            await self.close()
            raise

    async def _start(self) -> None:
        db = connect(self.path)
        try:
            os.chmod(self.path, 0o600)
            migrate(db, self.path)
        finally:
            db.close()
        self._writer = Writer(self.path, self._signer, self._publish, self._max_mb)
        self._writer.start()
        self._readers = [await self._reader() for _ in range(2)]

    async def close(self) -> None:
        """Finishes what is queued and lets go of the folder."""
        for reader in self._readers:
            await reader.close()
        self._readers = []
        if self._writer is not None:
            self._writer.stop()
            await asyncio.to_thread(self._writer.join)
            self._writer = None
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    async def write(
        self, operation: Callable[[Transaction], T], check: Callable[[], object] | None = None
    ) -> tuple[T, Notes]:
        """Runs `operation` in the next batch; returns once it is on disk, with the checkpoints that cover it.

        check: work that needs no database (a signature), done by the writer's thread before the transaction.
        """
        return await self.writer.submit(operation, check)

    async def one(self, sql: str, values: Values = ()) -> Row | None:
        """The first row as of now, or None."""
        rows = await self.all(sql, values)
        return rows[0] if rows else None

    async def all(self, sql: str, values: Values = ()) -> list[Row]:
        """All rows as of now."""
        self._turn ^= 1
        return [tuple(row) for row in await self._readers[self._turn].execute_fetchall(sql, values)]

    @property
    def writer(self) -> Writer:
        """The running writer, for its checkpoints and counters."""
        if self._writer is None:
            raise RuntimeError("the database is not open")
        return self._writer

    async def _reader(self) -> aiosqlite.Connection:
        reader = await aiosqlite.connect(
            f"{self.path.absolute().as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            timeout=BUSY_SECONDS,
            cached_statements=128,
        )
        for pragma in (*PRAGMAS, "query_only=ON"):
            await reader.execute_fetchall(f"PRAGMA {pragma}")
        return reader

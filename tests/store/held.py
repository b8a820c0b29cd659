"""A database on its own, and a writer that is kept busy for as long as a test needs others to queue up."""

import asyncio
import contextlib
import resource
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.store.database import Database
from navette.store.ledger import Signer
from navette.store.transaction import Transaction
from navette.store.writer import Told

KEY = Ed25519PrivateKey.generate()
SIGNER = Signer("test.example", KEY)
PATIENCE = 30.0


@contextlib.asynccontextmanager
async def opened(folder: Path, max_mb: int = 0) -> AsyncIterator[tuple[Database, list[Told]]]:
    """A database and what it has told so far."""
    told: list[Told] = []
    database = Database(folder, SIGNER, told.extend, max_mb)
    await database.open()
    try:
        yield database, told
    finally:
        await database.close()


@contextlib.contextmanager
def disk_of(size: int) -> Iterator[None]:
    """No file of this process grows beyond `size`: writing fails with EFBIG, as with ENOSPC on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.asynccontextmanager
async def held(database: Database) -> AsyncIterator[None]:
    """The writer is in the middle of a transaction until the block ends: whatever comes meanwhile is one batch."""
    entered, released = threading.Event(), threading.Event()

    def operation(tx: Transaction) -> None:
        entered.set()
        assert released.wait(PATIENCE)

    busy = asyncio.ensure_future(database.write(operation))
    await asyncio.to_thread(entered.wait, PATIENCE)
    try:
        yield
    finally:
        released.set()
        await busy


async def until(reached: Callable[[], bool]) -> None:
    """Comes back as soon as it is so."""
    async with asyncio.timeout(PATIENCE):
        while not reached():
            await asyncio.sleep(0.001)


async def together(database: Database, *writes: Awaitable[object]) -> list[object]:
    """All of them in one batch: what each gave, or the failure of each."""
    async with held(database):
        tasks = [asyncio.ensure_future(write) for write in writes]
        await until(lambda: database.writer.waiting == len(tasks))
    return list(await asyncio.gather(*tasks, return_exceptions=True))

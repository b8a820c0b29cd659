"""Notes on disk: sealed records that a person keeps under names of their own."""

from navette.store.database import Database
from navette.store.transaction import Transaction

ONE = "SELECT raw FROM note WHERE person = ? AND name = ?"


async def one(database: Database, person: bytes, name: bytes) -> bytes | None:
    """The sealed bytes as they were given."""
    row = await database.one(ONE, (person, name))
    return None if row is None else bytes(row[0])


def find(tx: Transaction, person: bytes, name: bytes) -> tuple[bytes, int] | None:
    """(the bytes, when they came)."""
    row = tx.one("SELECT raw, changed FROM note WHERE person = ? AND name = ?", (person, name))
    return None if row is None else (bytes(row[0]), int(row[1]))


def count(tx: Transaction, person: bytes) -> int:
    """How many a person has."""
    row = tx.one("SELECT count(*) FROM note WHERE person = ?", (person,))
    return 0 if row is None else int(row[0])


def keep(tx: Transaction, person: bytes, name: bytes, raw: bytes, changed: int) -> None:
    """Under that name, in the place of what was there."""
    tx.run(
        "INSERT INTO note (person, name, raw, changed) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (person, name) DO UPDATE SET raw = excluded.raw, changed = excluded.changed",
        (person, name, raw, changed),
    )


def remove(tx: Transaction, person: bytes, name: bytes) -> bool:
    """False when there is none of that name."""
    return tx.run("DELETE FROM note WHERE person = ? AND name = ?", (person, name)) == 1

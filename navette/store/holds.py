"""Legal holds on disk: what must stay, whoever asked for it, and until when it did."""

from typing import NamedTuple

from navette.core.retention import Scope
from navette.store.database import Database
from navette.store.transaction import Row, Transaction

COLUMNS = "id, scope, target, person, time, code, lifted, lifted_by"
ALL = f"SELECT {COLUMNS} FROM hold ORDER BY time, id"
ONE = f"SELECT {COLUMNS} FROM hold WHERE id = ?"


class Hold(NamedTuple):
    """target: a message or a mailbox, empty for everything; person: the coordinator; lifted: when it ended."""

    id: bytes
    scope: Scope
    target: bytes
    person: bytes
    time: int
    code: str
    lifted: int | None = None
    lifted_by: bytes | None = None


def _of(row: Row) -> Hold:
    return Hold._make((row[0], Scope(row[1]), *row[2:]))


def find(tx: Transaction, identifier: bytes) -> Hold | None:
    """By the id it was asked for under."""
    row = tx.one(ONE, (identifier,))
    return None if row is None else _of(row)


def add(tx: Transaction, hold: Hold) -> None:
    """One more."""
    tx.run("INSERT INTO hold VALUES (?, ?, ?, ?, ?, ?, ?, ?)", hold)


def lift(tx: Transaction, hold: Hold) -> None:
    """It has ended; the row stays."""
    tx.run("UPDATE hold SET lifted = ?, lifted_by = ? WHERE id = ?", (hold.lifted, hold.lifted_by, hold.id))


async def all_of_them(database: Database) -> list[Hold]:
    """Those in force and those that ended, oldest first: few."""
    return [_of(row) for row in await database.all(ALL)]

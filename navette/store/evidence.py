"""A database read row by row, by somebody who verifies it: nothing here writes, nothing here judges."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from navette.core.errors import Local
from navette.store.connection import connect_readonly
from navette.store.ledger import NUMBERS
from navette.store.migrate import applied, migrate, steps

Row = dict[str, Any]
UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)  # the second when what SQLite says quotes the damage

KEYS = {
    "node": ("ledger", "place"),
    "checkpoint": ("ledger",),
    "directory_statement": ("i",),
    "person": ("id",),
    "certificate": ("subject",),
    "service": ("mailbox",),
    "mailbox": ("id",),
    "member": ("mailbox", "person"),
    "epoch": ("id",),
    "seat": ("mailbox", "person", "epoch"),
    "history": ("mailbox", "new"),
    "invitation": ("id",),
    "handoff": ("seq",),
    "envelope": ("handoff",),
    "recipient": ("handoff", "mailbox"),
    "act": ("i",),
    "event": ("mailbox", "i"),
    "blob": ("id",),
    "blob_part": ("blob", "part"),
    "handoff_blob": ("blob", "handoff"),
    "lock": ("id",),
    "note": ("person", "name"),
    "nudge": ("id",),
    "milestone": ("received", "handoff", "mailbox"),
    "site_clocks": ("i",),
    "reminder": ("handoff", "mailbox", "step"),
    "failure": ("received", "handoff", "i"),
    "counted": ("one",),
    "late": ("received", "handoff", "mailbox"),
    "month_count": ("cube", "month", "form", "sender", "recipient"),
    "month_delay": ("month", "by", "key", "what"),
    "month_actor": ("month", "actor"),
    "month_failure": ("month", "response", "code"),
    "pentad_count": ("cube", "pentad", "form", "sender", "recipient"),
    "pentad_delay": ("pentad", "by", "key", "what"),
    "pentad_actor": ("pentad", "actor"),
    "contact": ("person",),
    "letter": ("i",),
    "notice": ("i",),
    "hold": ("id",),
    "discarded": ("blob",),
    "removed_number": ("mailbox", "n"),
    "push": ("id",),
    "ping": ("push", "reason", "handoff", "mailbox"),
    "journal": ("i",),
    "withheld": ("message",),
}


class Evidence:
    """One database file, as it is at one instant (a single read transaction)."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise Local("file", path=str(path), fault="no database here")
        self.path = path
        self._db = connect_readonly(path)
        self._db.row_factory = sqlite3.Row
        self._db.text_factory = _text
        self._db.execute("BEGIN")

    def close(self) -> None:
        """Lets go of the file."""
        self._db.close()

    def damage(self) -> list[str]:
        """What SQLite finds wrong with the pages of the file, and which tables are not as the program makes them."""
        try:
            found = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check")]
            differing = _differences(self._db) if found == ["ok"] else found
        except UNREADABLE as error:
            return [type(error).__name__]
        return differing

    def rows(self, table: str) -> Iterator[Row]:
        """Every row of a table of KEYS, in the order of its key."""
        for row in self._db.execute(f"SELECT * FROM {table} ORDER BY {', '.join(KEYS[table])}"):
            yield dict(row)

    def has(self, table: str) -> bool:
        """Whether the database is of an age to have that table."""
        return self._db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is not None

    def of(self, table: str, column: str, value: bytes | int | str) -> list[Row]:
        """The rows of a table with that value, in the order of its key."""
        order = ", ".join(KEYS[table])
        return [
            dict(row)
            for row in self._db.execute(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY {order}", (value,))
        ]

    def notes(self) -> list[str]:
        """The checkpoints' texts, for who has to learn of which server they are; none when they cannot be read."""
        try:
            return [str(row[0]) for row in self._db.execute("SELECT note FROM checkpoint ORDER BY ledger")]
        except UNREADABLE:
            return []

    def ledger_rows(self, ledger: str) -> Iterator[Row]:
        """The nodes of one ledger, in the order in which they were completed."""
        sql = "SELECT place, hash FROM node WHERE ledger = ? ORDER BY place"
        for row in self._db.execute(sql, (NUMBERS[ledger],)):
            yield dict(row)


def _differences(db: sqlite3.Connection) -> list[str]:
    """Tables, indices, triggers that were dropped, altered or slipped in: against a new database of that age."""
    done = applied(db)
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        migrate(new, Path(), [step for step in steps() if step.n in done or not done])
        expected, found = _schema(new), _schema(db)
    return [f"{kind} {name} is not as it was made" for kind, name, _ in sorted(expected ^ found, key=repr)]


def _schema(db: sqlite3.Connection) -> set[tuple[str, str, str]]:
    rows = db.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    return {(str(kind), str(name), str(sql)) for kind, name, sql in rows}


def _text(raw: bytes) -> str:
    """Whatever the bytes are: what is not UTF-8 is no longer the text it was, and must be read to be found."""
    return raw.decode("utf-8", "surrogateescape")


@contextlib.contextmanager
def evidence(path: Path) -> Iterator[Evidence]:
    """The database for as long as the block lasts; refuses `file`."""
    opened = Evidence(path)
    try:
        yield opened
    finally:
        opened.close()

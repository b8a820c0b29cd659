"""The operator's hand in the database: one byte here, a row there, through SQL, on a copy."""

import random
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from navette.envelope.statement import leaf_data
from navette.ledger.tree import Frontier, leaf_hash
from navette.service.context import load_signer
from navette.settings import Settings
from navette.store.evidence import KEYS
from navette.store.ledger import ACTES, NUMBERS, save

Value = bytes | str | int | None
Row = Mapping[str, Value]

# The server's own clock, which nobody signs; and what is sealed to one member, which only that member can check.
# Invitations come before any statement; what is announced and not whole is nobody's yet.
UNATTESTED = {
    "mailbox": {"last_collected"},
    "recipient": {"changed"},
    "seat": {"sealed"},
    "history": {"sealed"},
    "blob": {"created"},
}
# Locks and notes are their owners' business, reminders the coordinator's: nobody else signs that they are there.
UNSIGNED = (
    "invitation",
    "lock",
    "note",
    "nudge",
    "reminder",
    *("counted", "late", "month_count", "month_delay", "month_actor", "month_failure"),
    *("pentad_count", "pentad_delay", "pentad_actor"),
    "withheld",
    "site_clocks",
    "contact",
    "letter",
    "notice",
    "hold",
    "discarded",
    "removed_number",  # of removals: tests/service/test_audit_removals.py
    "push",
    "ping",
    "journal",
)
TABLES = tuple(table for table in KEYS if table not in UNSIGNED)


def attested(table: str, row: Row) -> set[str]:
    """The columns that signed bytes bear witness to, or files."""
    beyond = set(UNATTESTED.get(table, ()))
    if table == "blob" and not row["complete"]:
        beyond |= {"mailbox", "size", "digest"}
    return set(row) - beyond


@dataclass(frozen=True)
class Cell:
    """One value of one row."""

    table: str
    row: Row
    column: str

    @property
    def value(self) -> Value:
        return self.row[self.column]

    @property
    def bytes(self) -> int:
        """How many can be flipped."""
        value = self.value
        if isinstance(value, int):
            return max(1, (value.bit_length() + 7) // 8)
        return 0 if value is None else len(_raw(value))

    def flipped(self, at: int, mask: int) -> Value:
        """The value with the bits of `mask` turned in byte `at`, of the same type."""
        value = self.value
        if isinstance(value, int):
            return value ^ (mask << 8 * at)
        assert value is not None
        raw = bytearray(_raw(value))
        raw[at] ^= mask
        return bytes(raw)

    def __str__(self) -> str:
        return f"{self.table} {name_of(self.table, self.row)} {self.column}"


class Hand:
    """A copy of a server's folder, open for writing."""

    def __init__(self, template: Path, folder: Path) -> None:
        shutil.copytree(template, folder)
        self.folder, self.database = folder, folder / "navette.db"
        self.db = sqlite3.connect(self.database, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF"):
            self.db.execute(f"PRAGMA {pragma}").fetchall()

    def rows(self, table: str) -> list[Row]:
        order = ", ".join(KEYS[table])
        return [dict(row) for row in self.db.execute(f"SELECT * FROM {table} ORDER BY {order}")]

    def cells(self, table: str) -> list[Cell]:
        """Every value of the table that has bytes and that somebody attests."""
        cells = [Cell(table, row, column) for row in self.rows(table) for column in sorted(attested(table, row))]
        return [cell for cell in cells if cell.bytes]

    def write(self, cell: Cell, value: Value) -> Row:
        """Puts a value in the place of a cell's; the row as it is then. IntegrityError: another row has that key."""
        text = isinstance(cell.value, str)
        marker = "CAST(? AS TEXT)" if text else "?"
        self.db.execute(
            f"UPDATE {cell.table} SET {cell.column} = {marker} WHERE {_where(cell.table)}",
            (value, *_key(cell.table, cell.row)),
        )
        return {**cell.row, cell.column: value}

    @contextmanager
    def flip(self, cell: Cell, at: int, mask: int) -> Iterator[set[str]]:
        """The cell altered for as long as the block lasts: the names its row has then and had before."""
        after = self.write(cell, cell.flipped(at, mask))
        try:
            yield {name_of(cell.table, cell.row), name_of(cell.table, after)}
        finally:
            self.write(Cell(cell.table, after, cell.column), cell.value)

    def delete(self, table: str, row: Row) -> None:
        self.db.execute(f"DELETE FROM {table} WHERE {_where(table)}", _key(table, row))

    def insert(self, table: str, row: Row) -> None:
        """IntegrityError: another row has that key."""
        columns, marks = ", ".join(row), ", ".join("?" * len(row))
        self.db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(row.values()))

    def close(self) -> None:
        self.db.close()


@contextmanager
def hand(template: Path, folder: Path) -> Iterator[Hand]:
    """A copy to lay hands on."""
    with closing(Hand(template, folder)) as made:
        yield made


def sign_again(made: Hand) -> None:
    """The ledger of acts as the rows are now, its nodes made again, its checkpoint signed with the server's own key."""
    signer = load_signer(Settings(data_dir=made.folder))
    made.db.execute("DELETE FROM node WHERE ledger = ?", (NUMBERS[ACTES],))
    frontier = Frontier()
    leaves = [leaf_hash(leaf_data(ACTES, _bytes(row["raw"]), _bytes(row["signature"]))) for row in made.rows("act")]
    nodes = list(frontier.extend(leaves))
    save(made.db, ACTES, nodes, frontier.size, signer.sign(ACTES, frontier))


def mask(chance: random.Random) -> int:
    return chance.randrange(1, 256)


def name_of(table: str, row: Row) -> str:
    """A row's key as verification spells it."""
    return " ".join(value.hex() if isinstance(value, bytes) else str(value) for value in _key(table, row))


def _key(table: str, row: Row) -> list[Value]:
    return [row[column] for column in KEYS[table]]


def _where(table: str) -> str:
    return " AND ".join(f"{column} IS ?" for column in KEYS[table])


def _bytes(value: Value) -> bytes:
    assert isinstance(value, bytes)
    return value


def _raw(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else value

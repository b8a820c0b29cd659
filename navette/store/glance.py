"""Every table as whoever holds the database file reads it: for the demonstration of what an operator sees."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from navette.store.connection import connect_readonly

Cell = int | str | bytes | float | None


class Table(NamedTuple):
    """A table's name and its rows, column → value as stored."""

    name: str
    rows: list[Mapping[str, Cell]]


def tables(path: Path) -> Iterator[Table]:
    """All of them, in the order of their names; nothing is written, the server may run."""
    db = connect_readonly(path)
    try:
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        for (name,) in db.execute(listed).fetchall():
            cursor = db.execute(f'SELECT * FROM "{name}"')
            columns = [column[0] for column in cursor.description]
            yield Table(name, [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()])
    finally:
        db.close()

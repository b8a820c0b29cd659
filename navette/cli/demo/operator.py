"""What the server saw: its rows as whoever runs it reads them, and what cannot be found in them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import fill

from navette.cli.labels import size
from navette.cli.text import clean
from navette.core.encoding import reference
from navette.store.database import FILE
from navette.store.glance import Cell, tables
from navette.wording import _

SHOWN = ("handoff", "recipient", "envelope", "act")
_BYTES = 6


def rows(folder: Path, fiche: str, width: int) -> Iterator[str]:
    """The tables and their sizes, then every row about one handoff, by its reference."""
    found = {table.name: table for table in tables(folder / FILE)}
    counts = ", ".join(f"{one.name} {len(one.rows)}" for one in found.values())
    yield fill(_("Tables: {tables}").format(tables=counts), width, subsequent_indent="  ", break_on_hyphens=False)
    handoff = next(row for row in found["handoff"].rows if _reference(row) == fiche)
    for name in SHOWN:
        key = "seq" if name == "handoff" else "handoff"
        for row in found[name].rows:
            if row[key] == handoff["seq"]:
                yield fill(
                    f"{name}: {_spell(row)}",
                    width,
                    initial_indent="  ",
                    subsequent_indent="    ",
                    break_on_hyphens=False,
                )


def _reference(row: Mapping[str, Cell]) -> str:
    message = row["message"]
    return reference(message) if isinstance(message, bytes) else ""


def _spell(row: Mapping[str, Cell]) -> str:
    return ", ".join(f"{column}={_cell(value)}" for column, value in row.items() if value is not None)


def _cell(value: Cell) -> str:
    """Text as it is, bytes by their first ones and their number: a JSON statement is text to whoever reads it."""
    if not isinstance(value, bytes):
        return str(value)
    if value[:1] == b"{":
        return clean(value.decode("utf-8", "replace"))
    return f"{value[:_BYTES].hex()}… ({size(len(value))})" if len(value) > _BYTES else value.hex() or "–"


def hidden(folder: Path, log: Path, words: Mapping[str, str]) -> tuple[int, list[str]]:
    """How many bytes the server keeps and logs, and which of the words are in them, in any file: none must be."""
    kept = [path.read_bytes() for path in (*sorted(folder.rglob("*")), log) if path.is_file()]
    seen = [label for label, word in words.items() if any(word.encode() in data for data in kept)]
    return sum(map(len, kept)), seen

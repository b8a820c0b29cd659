"""Tables that fit: columns shrink to the terminal, long cells end in …, and --plain reads them aloud line by line."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from navette.cli.text import clean, columns, cut, pad

GAP = "  "
Row = Mapping[str, str]


class Column(NamedTuple):
    """One column. least: how narrow it may become before the table gives up and is printed as lines; 0: never cut."""

    key: str
    label: str
    least: int = 0
    right: bool = False


def table(columns_: Sequence[Column], rows: Sequence[Row], width: int) -> list[str]:
    """The rows under their labels, in at most `width` columns; as `plain` lines when even the narrowest is too wide."""
    cells = [[clean(row.get(column.key, "")) for column in columns_] for row in rows]
    widths = _fit(columns_, cells, width)
    if widths is None:
        return [cut(line, width) for line in plain(columns_, rows)]
    head = _line([column.label for column in columns_], columns_, widths)
    return [head, *(_line(row, columns_, widths) for row in cells)]


def plain(columns_: Sequence[Column], rows: Sequence[Row]) -> list[str]:
    """`label: cell` lines, nothing cut, an empty line between rows, empty cells left out: for a screen reader."""
    lines: list[str] = []
    for row in rows:
        lines += [""] if lines else []
        cells = ((column.label, clean(row.get(column.key, ""))) for column in columns_)
        lines += [f"{label}: {cell}" for label, cell in cells if cell]
    return lines


def _fit(columns_: Sequence[Column], cells: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """A width for each column, taken from the one with the most room above its least; None when they cannot all fit."""
    widths = [
        max([columns(column.label), *(columns(row[place]) for row in cells)]) for place, column in enumerate(columns_)
    ]
    spare = sum(widths) + len(GAP) * (len(columns_) - 1) - width
    while spare > 0:
        room = [taken - column.least if column.least else 0 for taken, column in zip(widths, columns_, strict=True)]
        place = max(range(len(widths)), key=room.__getitem__)
        if room[place] <= 0:
            return None
        widths[place] -= 1
        spare -= 1
    return widths


def _line(cells: Sequence[str], columns_: Sequence[Column], widths: Sequence[int]) -> str:
    padded = (pad(cell, taken, right=column.right) for cell, column, taken in zip(cells, columns_, widths, strict=True))
    return GAP.join(padded).rstrip()

"""Which figures of an answer are hidden because they are about few, and which because they would give those away."""

from collections.abc import Iterator

from navette.core.figures import COUNTS, SHOWN, WHATS, taken
from navette.core.masking import hidden, is_few
from navette.service.figures import DIMENSIONS, Figures, Group
from navette.store.counting import ALL, FORM, RECIPIENT

Cell = tuple[object, ...]
Sum = tuple[Cell | None, list[Cell]]
ENDS = ("unanswered", "rejected", "cancelled", "completed")  # with those still in charge, all that can become of a line

# Columns of the rows, and what they add up to; None: what follows from other figures.
COLUMNS: dict[tuple[str, ...], Cell | None] = {
    ("sent",): ("all", "sent"),
    ("received",): ("all", "received"),
    ("accepted",): ("delay", ALL, b"", "accepted"),
    ("completed",): ("delay", ALL, b"", "completed"),
    ("rejected",): None,
    ("unanswered", "cancelled"): None,
}


class Shown:
    """What may be told of an answer's figures. Every cell has a name: where it stands, of what, and which count."""

    def __init__(self, found: Figures, *, masked: bool) -> None:
        """masked: small numbers are hidden; else everything is told."""
        self.masked = masked
        self._found = found
        self._cells: dict[Cell, int] = dict(_cells(found)) if masked else {}
        self._hidden = hidden(self._cells, _sums(found, self._cells)) if masked else set[Cell]()

    def tell(self, count: int, *cell: object) -> int | None:
        """The count that stands there; None: hidden."""
        return None if cell in self._hidden else count

    def row(self, group: Group) -> list[int | None]:
        """The counts of a row that are shown."""
        counts = zip(SHOWN, self._found.rows[group], strict=True)
        return [self.tell(count, "row", name, group) for name, count in counts]

    def part(self, count: int, of: int, *cell: object) -> tuple[int | None, int | None]:
        """(whole, part): the part is hidden as well when what it leaves of the whole is few."""
        if not self.masked:
            return of, count
        return (None if is_few(of) else of), (None if is_few(count) or is_few(of) or is_few(of - count) else count)

    def few(self, count: int) -> int | None:
        """A number that is in no sum."""
        return None if self.masked and is_few(count) else count


def overall(found: Figures) -> dict[str, int]:
    """What became of all lines: the numerators and the denominator of the rates."""
    named = dict(zip(COUNTS, found.total, strict=True))
    took = taken(found.total)
    return {"sent": named["sent"], "received": named["received"], "taken": took, "answered": took + named["rejected"]}


def _cells(found: Figures) -> Iterator[tuple[Cell, int]]:
    for group, counts in found.rows.items():
        for name, count in zip(SHOWN, counts, strict=True):
            yield ("row", name, group), count
    for form, counts in found.forms.items():
        yield ("form", form), counts[0]
    for one in found.delays:
        yield ("delay", one.by, one.key, one.what), one.count
    for name, count in overall(found).items():
        yield ("all", name), count


def _sums(found: Figures, cells: dict[Cell, int]) -> Iterator[Sum]:
    """Every sum that the answer tells the parts of, as well as the whole: docs/spec/indicators.md lists them."""
    for group in found.rows:
        yield ("row", "sent", group), [("row", name, group) for name in ENDS]
    yield ("all", "sent"), [("form", form) for form in found.forms]
    yield ("all", "received"), [cell for cell in [("delay", ALL, b"", "received")] if cell in cells]
    for names, whole in COLUMNS.items():
        if whole is None or whole in cells:
            yield whole, [("row", name, group) for name in names for group in found.rows]
    for by in (RECIPIENT, FORM):
        for what in WHATS:
            parts = [one.key for one in found.delays if (one.by, one.what) == (by, what)]
            if parts:
                yield ("delay", ALL, b"", what), [("delay", by, key, what) for key in parts]
    for by in found.by & {RECIPIENT, FORM}:
        yield from _rows_of(found, by, cells)


def _rows_of(found: Figures, by: str, cells: dict[Cell, int]) -> Iterator[Sum]:
    """What rows of one form, or of one recipient, add up to elsewhere in the answer."""
    groups: dict[object, list[Group]] = {}
    for group in found.rows:
        groups.setdefault(group[DIMENSIONS.index(by)], []).append(group)
    for key, some in groups.items():
        if by == FORM:
            yield ("form", key), [("row", "sent", group) for group in some]
        for what in WHATS:
            if (whole := ("delay", by, key, what)) in cells:
                yield whole, [("row", what, group) for group in some]

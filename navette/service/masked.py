"""Which figures of an answer are hidden because they are about few, and which because they would give those away."""

from collections.abc import Iterator
from itertools import pairwise

from navette.core.figures import COUNTS, SHOWN, WHATS, Vector, taken
from navette.core.masking import hidden, is_few
from navette.service.figures import DIMENSIONS, Figures, Group
from navette.store.counting import ALL, FORM, RECIPIENT

Cell = tuple[object, ...]
Sum = tuple[Cell | None, list[Cell]]
ENDS = ("unanswered", "rejected", "cancelled", "completed")  # with those still in charge, all that can become of a line

CHARGE = "charge"  # accepted and not completed: told nowhere, and what the others leave of a row
ENDED = ("rejected", "cancelled", "completed")
TAKEN = ("unanswered", "rejected", "cancelled", "accepted")  # the same, where nothing was closed without being accepted

# Columns of the rows, and what they add up to.
COLUMNS: dict[str, Cell] = {
    "sent": ("all", "sent"),
    "received": ("all", "received"),
    "accepted": ("delay", ALL, b"", "accepted"),
    "completed": ("delay", ALL, b"", "completed"),
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
        named = dict(zip(SHOWN, counts, strict=True))
        for name, count in named.items():
            yield ("row", name, group), count
        if is_few(named["accepted"]):
            yield ("row", CHARGE, group), named["sent"] - sum([named[name] for name in ENDS])
    for form, counts in found.forms.items():
        yield ("form", form), counts[0]
    for one in found.delays:
        yield ("delay", one.by, one.key, one.what), one.count
    for waiting in found.unresolved:
        yield ("unresolved", waiting.over, waiting.recipient), waiting.count
    for name, count in overall(found).items():
        yield ("all", name), count


def _sums(found: Figures, cells: dict[Cell, int]) -> Iterator[Sum]:
    """Every sum that the answer tells the parts of, as well as the whole: docs/spec/indicators.md lists them."""
    for group, counts in found.rows.items():
        charge = [cell for cell in [("row", CHARGE, group)] if cell in cells]
        yield ("row", "sent", group), [*(("row", name, group) for name in ENDS), *charge]
        if not _at_once(counts):
            yield ("row", "sent", group), [("row", name, group) for name in TAKEN]
    yield ("all", "sent"), [("form", form) for form in found.forms]
    yield from _of_all(found, cells)
    yield from _of_what_waits(found, cells)
    yield ("all", "received"), [cell for cell in [("delay", ALL, b"", "received")] if cell in cells]
    for name, whole in COLUMNS.items():
        if whole in cells:
            yield whole, [("row", name, group) for group in found.rows]
    for by in (RECIPIENT, FORM):
        for what in WHATS:
            parts = [one.key for one in found.delays if (one.by, one.what) == (by, what)]
            if parts:
                yield ("delay", ALL, b"", what), [("delay", by, key, what) for key in parts]
    for by in found.by & {RECIPIENT, FORM}:
        yield from _rows_of(found, by, cells)


def _of_all(found: Figures, cells: dict[Cell, int]) -> Iterator[Sum]:
    """What became of all lines follows from what the rows say, and the other way round."""

    def rows(*names: str) -> list[Cell]:
        return [("row", name, group) for name in names for group in found.rows]

    yield ("all", "answered"), [("all", "taken"), *rows("rejected")]
    yield ("all", "sent"), [("all", "answered"), *rows("unanswered", "cancelled")]
    accepted = ("delay", ALL, b"", "accepted")
    if accepted in cells and not _at_once(found.total):
        yield ("all", "taken"), [accepted]


def _of_what_waits(found: Figures, cells: dict[Cell, int]) -> Iterator[Sum]:
    """Of a period that is over, all that did not end waits: of a recipient, of everybody; its ages are the same."""
    rows = _grouped(found, RECIPIENT) if RECIPIENT in found.by else {}
    ages: dict[bytes, list[Cell]] = {}
    for over in sorted({one.over for one in found.unresolved}):
        waits: dict[bytes, Cell] = {
            one.recipient: ("unresolved", over, one.recipient) for one in found.unresolved if one.over == over
        }
        yield from _left(cells, ("all", "sent"), list(found.rows), list(waits.values()))
        for recipient, cell in waits.items():
            some = rows.get(recipient, [])
            yield from _left(cells, ("row", "sent", some[0]) if len(some) == 1 else None, some, [cell])
            ages.setdefault(recipient, []).append(cell)
    for same in ages.values():
        yield from ((one, [other]) for one, other in pairwise(same) if cells[one] == cells[other])


def _left(cells: dict[Cell, int], whole: Cell | None, rows: list[Group], waits: list[Cell]) -> Iterator[Sum]:
    """When what waits is what these rows have besides all that ended."""
    ended: list[Cell] = [("row", name, group) for name in ENDED for group in rows]
    sent = sum([cells["row", "sent", group] for group in rows])
    if sent == sum([cells[part] for part in [*ended, *waits]]):
        yield whole, [*waits, *ended]


def _at_once(counts: Vector) -> int:
    """Lines that were closed and never accepted."""
    named = dict(zip(COUNTS, counts, strict=False))
    return named["sent"] - sum([named[name] for name in TAKEN])


def _rows_of(found: Figures, by: str, cells: dict[Cell, int]) -> Iterator[Sum]:
    """What rows of one form, or of one recipient, add up to elsewhere in the answer."""
    for key, some in _grouped(found, by).items():
        if by == FORM:
            yield ("form", key), [("row", "sent", group) for group in some]
        for what in WHATS:
            if (whole := ("delay", by, key, what)) in cells:
                yield whole, [("row", what, group) for group in some]


def _grouped(found: Figures, by: str) -> dict[object, list[Group]]:
    groups: dict[object, list[Group]] = {}
    for group in found.rows:
        groups.setdefault(group[DIMENSIONS.index(by)], []).append(group)
    return groups

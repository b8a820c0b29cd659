"""Figures being put together: what is counted once already, and what is counted of the lines that are not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from navette.core.deadline import Rule
from navette.core.figures import COUNTS, SHOWN, WHATS, Vector, plus, total, vector
from navette.core.indicators import MEDIAN, P90, Unit, rank_among
from navette.fhir import form
from navette.store.counting import ALL, FORM, RECIPIENT, Change, Names, unpack
from navette.store.milestones import Alike, Line
from navette.store.transaction import Row

DIMENSIONS = ("month", "form", "sender", "recipient")
ORDER = {RECIPIENT: 0, FORM: 1, ALL: 2}
SEARCH = "doctor-search"  # the form that asks whether a doctor can be found
DATED = slice(COUNTS.index("dated"), COUNTS.index("same_day") + 1)
Group = tuple[str | None, bytes | None, bytes | None, bytes | None]  # of DIMENSIONS; None: not asked for
Place = tuple[str, bytes, str]  # by, key, what
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Delay:
    """by: RECIPIENT, FORM or ALL; key: the mailbox, the form, or nothing. median, p90: seconds."""

    by: str
    key: bytes
    what: str
    count: int
    median: int
    p90: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many lines of a recipient nobody has closed for longer than `over` seconds."""

    recipient: bytes
    over: int
    count: int


@dataclass(slots=True)
class Figures:
    """by: which of DIMENSIONS tell rows apart. now: as of when. rows: of SHOWN, forms: of COUNTS.

    failures: (response, code, number).
    """

    by: frozenset[str]
    now: int
    rows: dict[Group, Vector] = field(default_factory=dict)
    forms: dict[bytes, Vector] = field(default_factory=dict)
    delays: list[Delay] = field(default_factory=list)
    failures: list[tuple[str, str, int]] = field(default_factory=list)
    unresolved: list[Waiting] = field(default_factory=list)
    signers: set[bytes] = field(default_factory=set)
    mailboxes: set[bytes] = field(default_factory=set)
    facilities: int = 0
    _added: dict[tuple[bytes, bytes, str], list[int]] = field(default_factory=dict)  # by recipient, form and what

    @property
    def told_apart(self) -> list[str]:
        """The columns of a line that a figure of these is by."""
        return ["form", "mailbox", *(["sender_mailbox"] if "sender" in self.by else [])]

    @property
    def total(self) -> Vector:
        """Of all lines."""
        return total(self.forms.values())

    @property
    def letters(self) -> dict[bytes, tuple[int, int]]:
        """(deposited by the day their senders named, all that name one), of the forms that are to be sent that day."""
        known = ((one, form.by_hash(one), counts[DATED]) for one, counts in sorted(self.forms.items()))
        return {
            one: (in_time, named)
            for one, what, (named, in_time) in known
            if named and what is not None and what.rule is Rule.SAME_DAY
        }

    @property
    def searched(self) -> tuple[int, int]:
        """(closed since a doctor was found, not withdrawn), of the form that asks for one."""
        known = ((form.by_hash(one), counts) for one, counts in self.forms.items())
        counts = total(counts for what, counts in known if what is not None and what.name == SEARCH)
        named = dict(zip(COUNTS, counts, strict=True))
        return named["found"], named["sent"] - named["cancelled"]

    def count(self, groups: Iterable[Alike]) -> None:
        """Lines that are in no count yet."""
        names = Names(Unit.MONTH)
        for alike in groups:
            line = alike.line
            one = vector(*line[6:], (line.received, line.due))
            self._add(names, line, tuple([alike.number * count for count in one]))
            for what, some in alike.delays():
                self._delay(line, what, some)

    def count_late(self, changes: Iterable[Change]) -> None:
        """Lines that are in the counts as they were."""
        names = Names(Unit.MONTH)
        for change in changes:
            self._add(names, change.line, change.delta)
            for what, delay in change.delays():
                self._delay(change.line, what, [delay])

    def _add(self, names: Names, line: Line, counts: Vector) -> None:
        _plus(self.rows, self._group(names.of(line.received), line), counts[: len(SHOWN)])
        _plus(self.forms, line.form, counts)
        self.mailboxes |= {line.sender, line.mailbox}

    def _delay(self, line: Line, what: str, some: Sequence[int]) -> None:
        self._added.setdefault((line.mailbox, line.form, what), []).extend(some)

    def count_run(self, rows: Iterable[Row], forms: Iterable[Row]) -> None:
        """What is counted already, as store/counted.py has it."""
        for row in rows:
            _plus(self.rows, row[:4], row[4:])
        for row in forms:
            _plus(self.forms, row[0], row[1:])

    def measure(self, counted: Iterable[Row]) -> None:
        """The percentiles, of what is counted already and of the lines counted here."""
        parts: dict[Place, list[Sequence[int]]] = {}
        for (by, key, what), new in self._new().items():
            parts[by, key, what] = [ordered := sorted(new)]
            if by == FORM:
                parts.setdefault((ALL, b"", what), []).append(ordered)
        for by, key, what, packed in counted:
            parts.setdefault((by, key, what), []).append(unpack(packed))
        for by, key, what in sorted(parts, key=_order):
            some = parts[by, key, what]
            number = sum(map(len, some))
            self.delays.append(Delay(by, key, what, number, rank_among(some, MEDIAN), rank_among(some, P90)))

    def _new(self) -> dict[Place, list[int]]:
        """The delays of the lines counted here, by recipient and by form."""
        found: dict[Place, list[int]] = {}
        for (recipient, form_, what), some in self._added.items():
            for by, key in ((RECIPIENT, recipient), (FORM, form_)):
                found.setdefault((by, key, what), []).extend(some)
        return found

    def _group(self, month: str, line: Line) -> Group:
        by = self.by
        return (
            month if "month" in by else None,
            line.form if "form" in by else None,
            line.sender if "sender" in by else None,
            line.mailbox if "recipient" in by else None,
        )


def _order(place: Place) -> tuple[int, bytes, int]:
    by, key, what = place
    return ORDER[by], key, WHATS.index(what)


def _plus(into: dict[K, Vector], key: K, delta: Vector) -> None:
    found = into.get(key)
    into[key] = delta if found is None else plus(found, delta)

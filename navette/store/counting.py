"""Months and pentads on disk, counted once: by route, by delay, who took part; lines of which something happened since.

A line counts in the month and in the pentad of its deposit. Those deposited before `counted.until` are in the counts,
as they stand now but for those in `late`, which has them as they were counted. What is counted is counted on, never
anew: what retention has removed since stays counted. Pentads are counted from `counted.pentads` on.
"""

import sys
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from navette.core.figures import COUNTS, WHATS, Vector, minus, plus, vector
from navette.core.indicators import Stretch, Unit, stretch_of
from navette.store.milestones import LINE, LINE_OF, STATE, Line, State
from navette.store.transaction import Row, Transaction

RECIPIENT, FORM, ALL = "recipient", "form", "all"
BY_FORM, BY_RECIPIENT, BY_SENDER, BY_BOTH = range(4)  # {unit}_count.cube
CUBES = {
    Unit.MONTH: frozenset({BY_FORM, BY_RECIPIENT, BY_SENDER, BY_BOTH}),
    Unit.PENTAD: frozenset({BY_FORM, BY_RECIPIENT, BY_SENDER}),
}
ADD = f"INSERT INTO {{}}_count VALUES ({', '.join('?' * (5 + len(COUNTS)))}) ON CONFLICT DO UPDATE SET " + ", ".join(
    f"{name} = {name} + excluded.{name}" for name in COUNTS
)
DELAY_KEY = "{0} = ? AND by = ? AND key = ? AND what = ?"
KEY = "l.received = m.received AND l.handoff = m.handoff AND l.mailbox = m.mailbox"
STATE_OF = ", ".join(f"l.{name}" for name in STATE.split(", "))
LATE = f"SELECT l.counted, {STATE_OF}, {LINE_OF} FROM late l CROSS JOIN milestone m ON {KEY}"
NEXT = f"SELECT {LINE} FROM milestone WHERE received >= ? AND received < ? ORDER BY received, handoff, mailbox LIMIT ?"

Key = tuple[str, bytes]  # RECIPIENT and a mailbox, FORM and its hash, ALL and nothing
Cell = tuple[int, str, bytes, bytes, bytes]  # cube, name of the stretch, form, sender, recipient
Place = tuple[str, str, bytes, str]  # name of the stretch, by, key, what


class Change(NamedTuple):
    """A line, and how it is in the counts; None: not yet."""

    line: Line
    before: State | None

    @property
    def delta(self) -> Vector:
        """What it adds to the counts."""
        line, days = self.line, (self.line.received, self.line.due)
        now = vector(*line[6:], days)
        return now if self.before is None else minus(now, vector(*self.before, days))

    def delays(self) -> Iterator[tuple[str, int]]:
        """What has happened since, and how long after the deposit."""
        before = (None,) * len(WHATS) if self.before is None else self.before[: len(WHATS)]
        for what, was, now in zip(WHATS, before, self.line[6:9], strict=True):
            if was is None and now is not None:
                yield what, now


def change(row: Row) -> Change:
    """A row of LATE."""
    before = State._make(row[1:7])
    return Change(Line._make(row[7:]), before if row[0] else None)


def keys(recipient: bytes, form: bytes) -> tuple[Key, Key, Key]:
    """What the delays of a line are counted under."""
    return (RECIPIENT, recipient), (FORM, form), (ALL, b"")


def count_on(tx: Transaction, until: int, limit: int) -> int:
    """Counts the next lines, of those deposited before an instant; how many, 0 when there were none left.

    Whole seconds: a line deposited later lies after those counted, unless the clock is set back (milestones.begin).
    """
    start, _pentads = _counted(tx)
    lines = [Line._make(row) for row in tx.all(NEXT, (start, until, limit))]
    if len(lines) == limit:
        until = lines[-1].received
        lines = [line for line in lines if line.received < until]
        if not lines:  # a second of more than that
            until += 1
            lines = [Line._make(row) for row in tx.all(NEXT, (start, until, -1))]
    _fold(tx, [Change(line, None) for line in lines])
    tx.run("UPDATE counted SET until = max(until, ?)", (until,))
    return len(lines)


def count_late(tx: Transaction, limit: int) -> int:
    """Counts what happened to lines that were counted; of how many."""
    changes = list(map(change, tx.all(f"{LATE} LIMIT ?", (limit,))))
    _fold(tx, changes)
    tx.many("DELETE FROM late WHERE received = ? AND handoff = ? AND mailbox = ?", [one.line[:3] for one in changes])
    return len(changes)


def _counted(tx: Transaction) -> tuple[int, int]:
    """Until when lines are in the counts, and from when on in those of pentads."""
    row = tx.one("SELECT until, pentads FROM counted WHERE one = 1")
    return (0, 0) if row is None else (int(row[0]), int(row[1]))


@dataclass(slots=True)
class Sums:
    """What some changes come to. counts: by the key of {unit}_count; delays: of {unit}_delay; signed: name, handoff.

    mailboxes: (name, mailbox), name being that of the stretch.
    """

    unit: Unit
    counts: dict[Cell, Vector] = field(default_factory=dict)
    delays: dict[Place, list[int]] = field(default_factory=dict)
    signed: set[tuple[str, int]] = field(default_factory=set)
    mailboxes: set[tuple[str, bytes]] = field(default_factory=set)

    def add(self, name: str, one: Change) -> None:
        """One more, of the stretch of that name."""
        line, delta = one.line, one.delta
        self.signed.add((name, line.handoff))
        self.mailboxes |= {(name, line.sender), (name, line.mailbox)}
        for cell in (
            (BY_FORM, name, line.form, b"", b""),
            (BY_RECIPIENT, name, line.form, b"", line.mailbox),
            (BY_SENDER, name, line.form, line.sender, b""),
            (BY_BOTH, name, line.form, line.sender, line.mailbox),
        ):
            if cell[0] in CUBES[self.unit]:
                found = self.counts.get(cell)
                self.counts[cell] = delta if found is None else plus(found, delta)
        for what, delay in one.delays():
            for by, key in keys(line.mailbox, line.form):
                self.delays.setdefault((name, by, key, what), []).append(delay)


def _fold(tx: Transaction, changes: Iterable[Change]) -> None:
    _until, pentads = _counted(tx)
    months, fives = (Names(unit) for unit in Unit)
    by_month, by_pentad = Sums(Unit.MONTH), Sums(Unit.PENTAD)
    for one in changes:
        by_month.add(months.of(one.line.received), one)
        if one.line.received >= pentads:
            by_pentad.add(fives.of(one.line.received), one)
    _add(tx, by_month)
    _add(tx, by_pentad)


def _add(tx: Transaction, sums: Sums) -> None:
    unit = sums.unit
    tx.many(ADD.format(unit), [(*cell, *delta) for cell, delta in sums.counts.items()])
    tx.many(f"INSERT OR IGNORE INTO {unit}_actor SELECT ?, signer FROM act WHERE handoff = ?", sums.signed)
    tx.many(f"INSERT OR IGNORE INTO {unit}_actor VALUES (?, ?)", sums.mailboxes)
    for place, new in sums.delays.items():
        _merge(tx, unit, place, new)


def _merge(tx: Transaction, unit: Unit, place: Place, new: list[int]) -> None:
    key = DELAY_KEY.format(unit)
    row = tx.one(f"SELECT delays FROM {unit}_delay WHERE {key}", place)
    known = array("I") if row is None else unpack(row[0])
    known.extend(new)
    packed = _pack(array("I", sorted(known)))
    if row is None:
        tx.run(f"INSERT INTO {unit}_delay VALUES (?, ?, ?, ?, ?)", (*place, packed))
    else:
        tx.run(f"UPDATE {unit}_delay SET delays = ? WHERE {key}", (packed, *place))


def unpack(raw: bytes) -> "array[int]":
    """The delays of a row, in ascending order."""
    found = array("I", raw)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _pack(delays: "array[int]") -> bytes:
    if sys.byteorder == "big":
        delays.byteswap()
    return delays.tobytes()


class Names:
    """The months, or the pentads, of many instants, each worked out once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._known: list[Stretch] = []

    def of(self, instant: int) -> str:
        """The name of the one that an instant lies in."""
        for known in reversed(self._known):
            if known.start <= instant < known.end:
                return known.name
        self._known.append(found := stretch_of(self._unit, instant))
        return found.name

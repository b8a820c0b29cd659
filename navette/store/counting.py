"""Months on disk, counted once: by route, by delay, and who took part; and lines of which something happened since.

A line counts in the month of its deposit. Those deposited before `counted.until` are in the counts, as they stand now
but for those in `late`, which has them as they were counted. What is counted is counted on, never anew: what retention
has removed since stays counted.
"""

import sys
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from navette.core.figures import COUNTS, SHOWN, WHATS, Vector, minus, plus, vector
from navette.core.indicators import Month, month_of
from navette.envelope.keys import KEY_ID
from navette.store.database import Database
from navette.store.milestones import LINE, LINE_OF, STATE, Line, State
from navette.store.transaction import Row, Transaction

RECIPIENT, FORM, ALL = "recipient", "form", "all"
BY_FORM, BY_RECIPIENT, BY_SENDER, BY_BOTH = range(4)  # month_count.cube
SUMS = ", ".join(f"sum({name})" for name in COUNTS)
ADD = f"INSERT INTO month_count VALUES ({', '.join('?' * (5 + len(COUNTS)))}) ON CONFLICT DO UPDATE SET " + ", ".join(
    f"{name} = {name} + excluded.{name}" for name in COUNTS
)
MONTHS = "month >= ? AND month <= ?"
CUBE = f"SELECT {{}} FROM month_count WHERE cube = ? AND {MONTHS} {{}}"
CUBES = {(False, False): BY_FORM, (False, True): BY_RECIPIENT, (True, False): BY_SENDER, (True, True): BY_BOTH}
WHOLE_CUBE = {
    BY_FORM: {"month", FORM},
    BY_RECIPIENT: {"month", FORM, RECIPIENT},
    BY_SENDER: {"month", FORM, "sender"},
    BY_BOTH: {"month", FORM, "sender", RECIPIENT},
}
DELAYS = f"SELECT by, key, what, delays FROM month_delay WHERE {MONTHS}"
DELAY_KEY = "month = ? AND by = ? AND key = ? AND what = ?"
KEY = "l.received = m.received AND l.handoff = m.handoff AND l.mailbox = m.mailbox"
STATE_OF = ", ".join(f"l.{name}" for name in STATE.split(", "))
LATE = f"SELECT l.counted, {STATE_OF}, {LINE_OF} FROM late l CROSS JOIN milestone m ON {KEY}"
NEXT = f"SELECT {LINE} FROM milestone WHERE received >= ? AND received < ? ORDER BY received, handoff, mailbox LIMIT ?"
SIGNERS = (
    "SELECT DISTINCT a.signer FROM {} JOIN act a ON a.handoff = m.handoff WHERE m.received >= ? AND m.received < ?"
)

Key = tuple[str, bytes]  # RECIPIENT and a mailbox, FORM and its hash, ALL and nothing
Cell = tuple[int, str, bytes, bytes, bytes]  # cube, month, form, sender, recipient
Place = tuple[str, str, bytes, str]  # month, by, key, what


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


def keys(recipient: bytes, form: bytes) -> tuple[Key, Key, Key]:
    """What the delays of a line are counted under."""
    return (RECIPIENT, recipient), (FORM, form), (ALL, b"")


def count_on(tx: Transaction, until: int, limit: int) -> int:
    """Counts the next lines, of those deposited before an instant; how many, 0 when there were none left.

    Whole seconds: a line deposited later lies after those counted, unless the clock is set back (milestones.begin).
    """
    start = _until(tx)
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
    changes = list(map(_change, tx.all(f"{LATE} LIMIT ?", (limit,))))
    _fold(tx, changes)
    tx.many("DELETE FROM late WHERE received = ? AND handoff = ? AND mailbox = ?", [one.line[:3] for one in changes])
    return len(changes)


def _until(tx: Transaction) -> int:
    row = tx.one("SELECT until FROM counted WHERE one = 1")
    return 0 if row is None else int(row[0])


def _change(row: Row) -> Change:
    before = State._make(row[1:7])
    return Change(Line._make(row[7:]), before if row[0] else None)


@dataclass(slots=True)
class Sums:
    """What some changes come to. counts: by the key of month_count; delays: of month_delay; signed: month, handoff.

    mailboxes: (month, mailbox).
    """

    counts: dict[Cell, Vector] = field(default_factory=dict)
    delays: dict[Place, list[int]] = field(default_factory=dict)
    signed: set[tuple[str, int]] = field(default_factory=set)
    mailboxes: set[tuple[str, bytes]] = field(default_factory=set)

    def add(self, month: str, change: Change) -> None:
        """One more."""
        line, delta = change.line, change.delta
        self.signed.add((month, line.handoff))
        self.mailboxes |= {(month, line.sender), (month, line.mailbox)}
        for cell in (
            (BY_FORM, month, line.form, b"", b""),
            (BY_RECIPIENT, month, line.form, b"", line.mailbox),
            (BY_SENDER, month, line.form, line.sender, b""),
            (BY_BOTH, month, line.form, line.sender, line.mailbox),
        ):
            found = self.counts.get(cell)
            self.counts[cell] = delta if found is None else plus(found, delta)
        for what, delay in change.delays():
            for by, key in keys(line.mailbox, line.form):
                self.delays.setdefault((month, by, key, what), []).append(delay)


def _fold(tx: Transaction, changes: Iterable[Change]) -> None:
    months, sums = Months(), Sums()
    for change in changes:
        sums.add(months.of(change.line.received), change)
    tx.many(ADD, [(*cell, *delta) for cell, delta in sums.counts.items()])
    tx.many("INSERT OR IGNORE INTO month_actor SELECT ?, signer FROM act WHERE handoff = ?", sums.signed)
    tx.many("INSERT OR IGNORE INTO month_actor VALUES (?, ?)", sums.mailboxes)
    for place, new in sums.delays.items():
        _merge(tx, place, new)


def _merge(tx: Transaction, place: Place, new: list[int]) -> None:
    row = tx.one(f"SELECT delays FROM month_delay WHERE {DELAY_KEY}", place)
    known = array("I") if row is None else unpack(row[0])
    known.extend(new)
    packed = _pack(array("I", sorted(known)))
    if row is None:
        tx.run("INSERT INTO month_delay VALUES (?, ?, ?, ?, ?)", (*place, packed))
    else:
        tx.run(f"UPDATE month_delay SET delays = ? WHERE {DELAY_KEY}", (packed, *place))


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


class Months:
    """The months of many instants, each worked out once."""

    def __init__(self) -> None:
        self._known: list[Month] = []

    def of(self, instant: int) -> str:
        """Its name, of Europe/Paris."""
        for month in self._known:
            if month.start <= instant < month.end:
                return month.name
        self._known.append(month := month_of(instant))
        return month.name


# -- what a question is answered from


async def counted_until(database: Database) -> int:
    """Lines deposited before are in the counts of their months."""
    ((until,),) = await database.all("SELECT until FROM counted WHERE one = 1")
    return int(until)


async def waits(database: Database) -> int:
    """How many lines are late."""
    ((count,),) = await database.all("SELECT count(*) FROM late")
    return int(count)


async def late(database: Database, start: int, end: int) -> list[Change]:
    """Lines deposited from one instant on and before the other, of which something happened since they were counted."""
    rows = await database.all(f"{LATE} WHERE l.received >= ? AND l.received < ?", (start, end))
    return list(map(_change, rows))


async def counts(database: Database, by: frozenset[str], first: str, last: str) -> list[Row]:
    """month, form, sender, recipient (None: not asked for), then SHOWN, of the months from one to another."""
    cube = CUBES["sender" in by, RECIPIENT in by]
    columns = [name if name in by else "NULL" for name in ("month", "form", "sender", RECIPIENT)]
    wanted = [name for name in columns if name != "NULL"]
    group = f"GROUP BY {', '.join(wanted)}" if wanted else "HAVING count(*) > 0"
    if by >= WHOLE_CUBE[cube]:  # each row is one
        return await database.all(CUBE.format(", ".join((*columns, *SHOWN)), ""), (cube, first, last))
    sums = [f"sum({name})" for name in SHOWN]
    return await database.all(CUBE.format(", ".join((*columns, *sums)), group), (cube, first, last))


async def counts_by_form(database: Database, first: str, last: str) -> list[Row]:
    """form, then COUNTS."""
    sql = CUBE.format(f"form, {SUMS}", "GROUP BY form")
    return await database.all(sql, (BY_FORM, first, last))


async def delays(database: Database, first: str, last: str) -> list[Row]:
    """(by, key, what, packed delays) of each of these months."""
    return await database.all(DELAYS, (first, last))


async def actors(database: Database, first: str, last: str) -> tuple[set[bytes], set[bytes]]:
    """(persons who signed an act of a line of these months, mailboxes that sent or received one), as it is counted."""
    rows = await database.all(f"SELECT DISTINCT actor FROM month_actor WHERE {MONTHS}", (first, last))
    found = {row[0] for row in rows}
    persons = {actor for actor in found if len(actor) == KEY_ID}
    return persons, found - persons


async def signers_since(database: Database, start: int, end: int, *, late: bool = False) -> set[bytes]:
    """Who signed an act of a line deposited in between; late: of those only to which something happened since."""
    rows = await database.all(SIGNERS.format("late m" if late else "milestone m"), (start, end))
    return {row[0] for row in rows}


async def failures(database: Database, start: int, end: int, first: str, last: str) -> list[tuple[str, str, int]]:
    """(response, code, how many): of lines deposited in between, and of the months from one to another if removed."""
    rows = await database.all(
        "SELECT response, code, sum(n) FROM (SELECT response, code, count(*) AS n FROM failure "
        "WHERE received >= ? AND received < ? GROUP BY response, code UNION ALL "
        f"SELECT response, code, count FROM month_failure WHERE {MONTHS}) GROUP BY response, code",
        (start, end, first, last),
    )
    return [(row[0], row[1], row[2]) for row in rows]

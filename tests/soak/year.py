"""A year of a territory, simulated: what is deposited and answered when, and the server's part of it.

The story is drawn from a seed alone. `python -m tests.soak.year FOLDER SEED DAYS HANDOFFS FROM` lives it on the real
database with the real sweeper under a simulated clock, from the minute FROM on, and prints each minute once it is on
disk: who kills it starts it again at the last one printed.
"""

import asyncio
import random
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from navette.core.deadline import HOUR, Rule, due_by
from navette.core.handoff import Act, Status, advance
from navette.core.paris import PARIS
from navette.core.parties import Urgency
from navette.core.reminders import plan
from navette.service import remind
from navette.service.context import Context
from navette.settings import Settings
from navette.store import handoffs
from navette.store.transaction import Transaction

BEGINNING = datetime(2027, 1, 1, tzinfo=PARIS)  # both changes of the clock are in the year
MINUTE, DAY = 60, 86_400
PROFESSIONALS, WARDS = 2000, 200
URGENCIES = [(Urgency.STAT, 2), (Urgency.ASAP, 3), (Urgency.URGENT, 10), (Urgency.ROUTINE, 85)]
ANSWERS = [  # what a ward does in the end, and how often in a hundred; None: nothing, ever
    ((Act.ACCEPTED, Act.CLOSED), 78),
    ((Act.ACCEPTED,), 6),
    ((Act.DECLINED,), 5),
    ((Act.QUESTION, Act.ACCEPTED, Act.CLOSED), 4),
    ((Act.QUESTION,), 1),
    ((Act.WITHDRAWN,), 1),
    ((), 5),
]
NEVER_OPENED = 0.03


class Event(NamedTuple):
    """One thing that happens to a handoff. act None: it is deposited."""

    time: int
    handoff: int
    act: Act | None


@dataclass(frozen=True)
class Handoff:
    """One of the story. number: from 1; acts: (time, act) in order."""

    number: int
    sender: bytes
    ward: bytes
    urgency: Urgency
    rule: Rule
    due: int
    deposited: int
    acts: tuple[tuple[int, Act], ...]

    @cached_property
    def message(self) -> bytes:
        return self.number.to_bytes(16)


class Story:
    """What happens in `days`, and when the server is down."""

    def __init__(self, seed: int, days: int, count: int) -> None:
        self.chance = random.Random(seed)
        self.begins = int(BEGINNING.timestamp())
        self.ends = self.begins + days * DAY
        self.down = sorted(self._absence() for _ in range(max(1, days // 30)))
        self.handoffs = [self._handoff(number) for number in range(1, count + 1)]

    def events(self) -> list[Event]:
        """In the order of time; nothing happens while the server is down, clients come back when it is there."""
        found = []
        for one in self.handoffs:
            found.append(Event(one.deposited, one.number, None))
            found += [Event(at, one.number, act) for at, act in one.acts]
        return sorted((event for event in found if event.time < self.ends), key=lambda event: event[:2])

    def up(self, instant: int) -> int:
        """The instant, or the end of the absence it falls in."""
        for begins, ends in self.down:
            if begins <= instant < ends:
                return ends
        return instant

    def ticks(self) -> Iterator[int]:
        """Every minute at which the server is there."""
        return (tick for tick in range(self.begins, self.ends, MINUTE) if self.up(tick) == tick)

    def _absence(self) -> tuple[int, int]:
        begins = self.chance.randrange(self.begins, self.ends) // MINUTE * MINUTE
        return begins, begins + self.chance.choice([5, 45, 600, 2000]) * MINUTE

    def _handoff(self, number: int) -> Handoff:
        chance = self.chance
        urgency = chance.choices(*zip(*URGENCIES, strict=True))[0]
        deposited = self.up(self._moment())
        due = deposited + chance.randrange(1, 40) * DAY if urgency is Urgency.ROUTINE and chance.random() < 0.2 else 0
        rule = Rule.SAME_DAY if chance.random() < 0.3 else Rule.URGENCY
        sender = chance.randrange(PROFESSIONALS).to_bytes(16)
        ward = (PROFESSIONALS + chance.randrange(WARDS)).to_bytes(16)
        acts = self._acts(deposited, due_by(rule, urgency, deposited, due) - deposited)
        return Handoff(number, sender, ward, urgency, rule, due, deposited, acts)

    def _moment(self) -> int:
        """Mostly on working days between eight and seven."""
        while True:
            at = self.chance.randrange(self.begins, self.ends)
            local = datetime.fromtimestamp(at, UTC).astimezone(PARIS)
            working = local.weekday() < 5 and 8 <= local.hour < 19
            if working or self.chance.random() < 0.06:
                return at

    def _acts(self, deposited: int, allowed: int) -> tuple[tuple[int, Act], ...]:
        """Opened within the hour as a rule, answered before the deadline two times in three."""
        chance = self.chance
        if chance.random() < NEVER_OPENED:
            return ()
        wanted = chance.choices(*zip(*ANSWERS, strict=True))[0]
        at, acts = deposited, []
        for act in (Act.DELIVERED, *wanted):
            middle = 15 * MINUTE if act is Act.DELIVERED else allowed / 2
            at = self.up(at + 1 + int(chance.lognormvariate(0, 1.2) * middle))
            acts.append((at, act))
        return tuple(acts)


class Server:
    """The part of the server that clocks concern, on a real database. now: the simulated clock."""

    def __init__(self, folder: Path, story: Story) -> None:
        self.story, self.now = story, story.begins
        self.context = Context.create(Settings(data_dir=folder), lambda: self.now)

    async def live(self, since: int) -> None:
        """Every minute from `since` on: what happened in it, then the sweep."""
        events, at = self.story.events(), 0
        by_number = {one.number: one for one in self.story.handoffs}
        await self.context.database.open()
        for tick in self.story.ticks():
            first = at
            while at < len(events) and events[at].time <= tick:
                at += 1
            if tick < since:
                continue
            self.now = tick
            if happened := events[first:at]:
                todo = [(by_number[event.handoff], event) for event in happened]
                await self.context.database.write(partial(happened_in, todo=todo))
            if await remind.sweep(self.context) or happened:
                print(tick, flush=True)
        await self.context.database.close()
        print("end", flush=True)


def happened_in(tx: Transaction, todo: list[tuple[Handoff, Event]]) -> None:
    """One minute's events, in order."""
    for handoff, event in todo:
        happen(tx, handoff, event)


def happen(tx: Transaction, one: Handoff, event: Event) -> None:
    """Once, however often it is told: a life that was cut short is lived again from the last minute that is certain."""
    row = tx.one("SELECT seq FROM handoff WHERE message = ?", (one.message,))
    if event.act is None:
        if row is None:
            deposit(tx, one)
        return
    assert row is not None
    found = handoffs.recipient(tx, row[0], one.ward)
    assert found is not None
    if found.changed < event.time:
        after = advance(found.status, event.act)
        assert handoffs.change(tx, row[0], one.ward, found.status, after, None, event.time)


def deposit(tx: Transaction, one: Handoff) -> None:
    """The rows of service/send.py that clocks look at."""
    row = tx.one(
        "INSERT INTO handoff (message, digest, sender_mailbox, sender, time, received, form, urgency, due, pages, "
        "blobs, i) VALUES (?, x'', ?, x'', ?, ?, x'', ?, ?, 1, 0, ?) RETURNING seq",
        (one.message, one.sender, one.deposited, one.deposited, one.urgency, one.due, one.number),
    )
    assert row is not None
    deadline = due_by(one.rule, one.urgency, one.deposited, one.due)
    first = plan(one.deposited, deadline, one.urgency)[0][0]
    handoffs.add_recipient(tx, row[0], one.ward, one.number, deadline, one.deposited, first)


def fired(database: Path) -> list[tuple[int, str, int]]:
    """(handoff, step, instant) of every reminder."""
    with sqlite3.connect(database) as db:
        rows = db.execute("SELECT h.message, r.step, r.fired FROM reminder r JOIN handoff h ON h.seq = r.handoff")
        return sorted((int.from_bytes(message), step, at) for message, step, at in rows)


# -- what must have fired, from the story and the rules of docs/spec/reminders.md alone ------------------------------


def expected(story: Story) -> list[tuple[int, str, int]]:
    """(handoff, step, instant) of every reminder there must be. Nothing of core/reminders.py is used."""
    return sorted(one for handoff in story.handoffs for one in _expected(story, handoff))


def _expected(story: Story, one: Handoff) -> Iterator[tuple[int, str, int]]:
    opened = next((at for at, act in one.acts if act is Act.DELIVERED), story.ends)
    asked = next((at for at, act in one.acts if act is Act.QUESTION), story.ends)
    final = {Act.ACCEPTED, Act.DECLINED, Act.WITHDRAWN}
    answered = next((at for at, act in one.acts if act in final), story.ends)
    deadline = _deadline(one)
    patience = {Urgency.STAT: 30, Urgency.ASAP: 120, Urgency.URGENT: 120, Urgency.ROUTINE: 1440}[one.urgency] * MINUTE
    for step, at, until in (
        ("notify-again", one.deposited + 30 * MINUTE, opened),
        ("notify-again-twice", one.deposited + 60 * MINUTE, opened),
        ("undelivered", one.deposited + 90 * MINUTE, opened),
        ("remind", deadline - min((deadline - one.deposited) // 4, 12 * HOUR), min(asked, answered)),
        ("substitute", deadline, min(asked, answered)),
        ("sender", deadline + patience, answered),
        ("coordinator", deadline + patience, answered),
    ):
        tick = story.up(-(-at // MINUTE) * MINUTE)
        if tick < until and tick < story.ends:
            yield one.number, step, tick


def _deadline(one: Handoff) -> int:
    if one.due:
        return one.due
    hours = {Urgency.STAT: 1, Urgency.ASAP: 4, Urgency.URGENT: 4, Urgency.ROUTINE: 48}[one.urgency]
    if one.rule is Rule.URGENCY or one.urgency is not Urgency.ROUTINE:
        return one.deposited + hours * HOUR
    local = datetime.fromtimestamp(one.deposited, UTC).astimezone(PARIS)
    day = local.date() + timedelta(days=int(local.hour >= 17))
    return int(datetime(day.year, day.month, day.day, 18, tzinfo=PARIS).timestamp())


def still_waiting(database: Path) -> int:
    """Rows that the sweeper will look at again."""
    with sqlite3.connect(database) as db:
        return int(db.execute("SELECT count(*) FROM recipient WHERE next_at IS NOT NULL").fetchone()[0])


def unanswered(database: Path) -> int:
    """Rows that nobody has answered."""
    open_ones = (Status.REQUESTED, Status.RECEIVED, Status.ON_HOLD)
    with sqlite3.connect(database) as db:
        sql = "SELECT count(*) FROM recipient WHERE status IN (?, ?, ?)"
        return int(db.execute(sql, [one.value for one in open_ones]).fetchone()[0])


if __name__ == "__main__":
    folder, *numbers = sys.argv[1:]
    seed, days, count, since = map(int, numbers)
    asyncio.run(Server(Path(folder), Story(seed, days, count)).live(since))

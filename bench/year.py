"""A calendar year of a territory, written straight into a server's tables: what figures and board are read from."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import NamedTuple

from navette.core.indicators import midnight
from navette.fhir import form
from navette.store.migrate import migrate

PRACTICES, WARDS, WARDS_EACH, PEOPLE = 1000, 200, 4, 2000
OPEN, LATE, FAILING = 1000, 1000, 0.002
USUAL = (60, 25, 8, 4, 2, 1)  # how often each of six forms
FORMS = ("admission", "discharge", "nursing", "referral", "oncology", "doctor-search")
FAST, SLOW = (8.5, 1.2), (11.0, 1.0)  # of the logarithms of seconds: until taken in charge, from then until closed
HANDOFF = "seq, message, digest, sender_mailbox, sender, time, received, form, urgency, due, pages, blobs, i"
RECIPIENT = "handoff, mailbox, n, status, due_by, owner, changed, rerouted_to"
Row = tuple[object, ...]


class Written(NamedTuple):
    """The rows of one handoff."""

    handoff: Row
    recipient: Row
    milestone: Row
    acts: list[Row]
    failure: Row | None


class Year:
    """Handoffs since the first of January, the last OPEN of which nobody has closed. now: seconds since 1970."""

    def __init__(self, count: int, now: int, day: date) -> None:
        self.count, self._now, self._draw = count, now, random.Random(1)
        self._start = midnight(day.replace(month=1, day=1))
        self._people = [self._draw.randbytes(32) for _ in range(PEOPLE)]
        self._wards = [self._draw.randbytes(16) for _ in range(WARDS)]
        self._practices = [(self._draw.randbytes(16), self._choose()) for _ in range(PRACTICES)]
        self._forms = [form.by_name(name).hash for name in FORMS]
        self._numbers: dict[bytes, int] = {}
        self._i = 0

    def _choose(self) -> list[bytes]:
        return self._draw.choices(self._wards, [1 / (n + 1) for n in range(WARDS)], k=WARDS_EACH)

    def rows(self) -> Iterator[Written]:
        """In the order of time."""
        for seq in range(1, self.count + 1):
            yield self._one(seq, self._start + (self._now - self._start) * seq // self.count)

    def _one(self, seq: int, received: int) -> Written:
        draw = self._draw
        number = draw.randrange(PRACTICES)
        sender, wards = self._practices[number]
        ward, (of,) = draw.choice(wards), draw.choices(self._forms, USUAL)
        delivered = int(draw.expovariate(1 / 600))
        accepted = delivered + int(draw.lognormvariate(*FAST))
        closed = accepted + int(draw.lognormvariate(*SLOW))
        done = seq <= self.count - OPEN
        n = self._numbers[ward] = self._numbers.get(ward, 0) + 1
        due = received + draw.randrange(-86_400, 86_400) if of == self._forms[1] else 0
        who, first = self._people[2 * number % PEOPLE], self._i
        there = self._people[hash(ward) % PEOPLE]
        kinds = [("deposit", None, who), *((act, ward, there) for act in ("delivered", "opened", "accepted", "closed"))]
        acts: list[Row] = [
            (first + place, seq, box, act, by, b"", b"")
            for place, (act, box, by) in enumerate(kinds[: 5 if done else 3])
        ]
        self._i += len(acts)
        failing = draw.random() < FAILING
        times = (delivered, accepted, closed) if done else (delivered, None, None)
        return Written(
            (seq, seq.to_bytes(16), bytes(32), sender, who, received, received, of, 0, due, 1, 0, first),
            (seq, ward, n, "completed" if done else "received", received + 172_800, None, received, None),
            (received, seq, ward, sender, of, *times, None, None, due, "done" if done else ""),
            acts,
            (received, seq, first, ward, "transient-error", "store-busy") if failing else None,
        )

    def fill(self, database: Path) -> None:
        """Straight into the tables, which are made if they are not there."""
        with closing(sqlite3.connect(database, isolation_level=None)) as db:
            migrate(db, database)
            db.execute("PRAGMA synchronous=OFF").fetchall()
            db.execute("BEGIN")
            db.execute("UPDATE counted SET until = 0")  # the server has been there before
            for one in self.rows():
                db.execute(f"INSERT INTO handoff ({HANDOFF}) VALUES ({marks(one.handoff)})", one.handoff)
                db.execute(f"INSERT INTO recipient ({RECIPIENT}) VALUES ({marks(one.recipient)})", one.recipient)
                db.execute(f"INSERT INTO milestone VALUES ({marks(one.milestone)})", one.milestone)
                db.executemany(f"INSERT INTO act VALUES ({marks(one.acts[0])})", one.acts)
                if one.failure is not None:
                    db.execute(f"INSERT INTO failure VALUES ({marks(one.failure)})", one.failure)
                if int(str(one.handoff[0])) % 50 == 0:
                    nudge = (one.handoff[1], one.handoff[0], one.recipient[1], bytes(32), 0)
                    db.execute(f"INSERT INTO nudge VALUES ({marks(nudge)})", nudge)
            db.execute("COMMIT")


def answer_late(database: Path) -> None:
    """What happens in a day to lines that were counted the night before: LATE of them are closed after all."""
    with closing(sqlite3.connect(database, timeout=30)) as db, db:
        lines = db.execute(
            "SELECT received, handoff, mailbox FROM milestone WHERE received < (SELECT until FROM counted) "
            "ORDER BY received DESC LIMIT ?",
            (LATE,),
        ).fetchall()
        db.executemany(
            "INSERT OR IGNORE INTO late SELECT received, handoff, mailbox, 1, delivered, NULL, NULL, rejected, "
            "cancelled, '' FROM milestone WHERE received = ? AND handoff = ? AND mailbox = ?",
            lines,
        )


def marks(row: Row) -> str:
    """A question mark for each column."""
    return ", ".join("?" * len(row))

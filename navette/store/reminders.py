"""Silence on disk: which recipients' rows are to be looked at, and the steps that fired (core/reminders.py)."""

from collections.abc import Iterable
from typing import NamedTuple

from navette.core.handoff import Status
from navette.core.parties import Urgency
from navette.core.reminders import Plan, Step
from navette.store.database import Database
from navette.store.transaction import Transaction

FIRST = "SELECT next_at FROM recipient WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1"
DUE = (
    "SELECT r.handoff, r.mailbox, r.status, r.fired, r.due_by, h.received, h.urgency, h.form, h.message, "
    "h.sender_mailbox FROM recipient r JOIN handoff h ON h.seq = r.handoff WHERE r.next_at <= ? "
    "ORDER BY r.next_at, r.handoff, r.mailbox LIMIT ?"
)
OF_HANDOFF = "SELECT mailbox, step, due, fired FROM reminder WHERE handoff = ? ORDER BY fired, due, step"


class Silence(NamedTuple):
    """One recipient's row that is to be looked at, and what of its handoff the steps depend on."""

    handoff: int
    mailbox: bytes
    status: Status
    fired: int
    due_by: int
    received: int
    urgency: Urgency
    form: bytes
    message: bytes
    sender_mailbox: bytes


class Fired(NamedTuple):
    """One step that fired about a recipient's silence: when it was due, and when it did."""

    mailbox: bytes
    step: str
    due: int
    fired: int


async def of_handoff(database: Database, seq: int) -> list[Fired]:
    """All that fired about a handoff, in order."""
    return [Fired(*row) for row in await database.all(OF_HANDOFF, (seq,))]


async def first(database: Database) -> int | None:
    """Nothing is to be looked at before that instant; None: nothing at all."""
    row = await database.one(FIRST)
    return None if row is None else int(row[0])


def to_look_at(tx: Transaction, now: int, limit: int) -> list[Silence]:
    """The rows whose hour has come, the longest ago first."""
    rows = tx.all(DUE, (now, limit))
    return [Silence._make((*row[:2], Status(row[2]), *row[3:6], Urgency(row[6]), *row[7:])) for row in rows]


def record(tx: Transaction, silence: Silence, steps: Plan, now: int) -> None:
    """The steps, each with when it was due, as fired now."""
    rows = [(silence.handoff, silence.mailbox, step.value, at, now) for at, step in steps]
    tx.many("INSERT INTO reminder VALUES (?, ?, ?, ?, ?)", rows)


def look_again(tx: Transaction, silence: Silence, fired: Iterable[Step], at: int | None) -> None:
    """The row as the look left it: what has fired besides, and when to look again."""
    bits = silence.fired | sum(step.bit for step in fired)
    tx.run(
        "UPDATE recipient SET fired = ?, next_at = ? WHERE handoff = ? AND mailbox = ?",
        (bits, at, silence.handoff, silence.mailbox),
    )

"""What people look at: inbox, outbox, one handoff, the unresolved list. Reads only, each behind an index.

tests/store/test_plans.py asks SQLite for the plan of every query here: none may scan a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from navette.store.database import Database
from navette.store.transaction import SPAN, Event, Row

HANDOFF = (
    "h.message, h.digest, h.sender_mailbox, h.sender, h.form, h.urgency, h.time, h.received, h.reply, h.pages, "
    "h.blobs, h.i, h.seq, (SELECT v.mailbox FROM withheld v WHERE v.message = h.message), h.rerouted_from IS NOT NULL"
)
OPEN = "status IN ('requested', 'received', 'accepted', 'on-hold')"
NUDGES = "FROM nudge g WHERE g.handoff = r.handoff AND g.mailbox = r.mailbox"
RECIPIENT = (
    "r.mailbox, r.n, r.status, r.due_by, r.owner, r.changed, t.message, "
    f"(SELECT max(g.time) {NUDGES}), (SELECT g.person {NUDGES} ORDER BY g.time DESC LIMIT 1), "
    f"(SELECT count(*) {NUDGES}), w.message, w.substitute, w.releases, w.state, s.status, s.owner"
)
TO = (
    "LEFT JOIN handoff t ON t.seq = r.rerouted_to "
    "LEFT JOIN withheld w ON w.handoff = r.handoff AND w.mailbox = r.mailbox "
    "LEFT JOIN recipient s ON s.handoff = w.released AND s.mailbox = w.substitute"
)

WITH_STATE = f"SELECT {HANDOFF}, {RECIPIENT} FROM recipient r JOIN handoff h ON h.seq = r.handoff {TO}"
INBOX = f"{WITH_STATE} WHERE r.mailbox = ? AND r.n > ?"
INBOX_ALL = f"{INBOX} ORDER BY r.n LIMIT ?"
INBOX_OPEN = f"{INBOX} AND r.{OPEN} ORDER BY r.n LIMIT ?"
OUTBOX = f"SELECT {HANDOFF} FROM handoff h WHERE h.sender_mailbox = ? AND h.seq < ? ORDER BY h.seq DESC LIMIT ?"
ONE = f"SELECT {HANDOFF} FROM handoff h WHERE h.message = ?"
RECIPIENTS = (
    f"SELECT r.handoff, {RECIPIENT} FROM recipient r {TO} WHERE r.handoff IN ({{}}) ORDER BY r.handoff, r.mailbox"
)
UNRESOLVED = (
    f"{WITH_STATE} WHERE r.{OPEN} AND (r.due_by, r.handoff, r.mailbox) > (?, ?, ?) "
    "ORDER BY r.due_by, r.handoff, r.mailbox LIMIT ?"
)
ACTS = "SELECT i, raw, signature FROM act WHERE handoff = ? ORDER BY i"
REPLIES = "SELECT seq, message, sender_mailbox FROM handoff WHERE reply = ? ORDER BY seq"
NEWEST = "SELECT message FROM handoff WHERE message < ? ORDER BY message DESC LIMIT ?"  # from the index alone
MEMBER = "EXISTS (SELECT 1 FROM member m WHERE m.person = ? AND ({}))"
# Of the sending mailbox, or of a recipient's; of the one that sent the fiche this handoff re-routes.
PARTY = (
    "m.mailbox = h.sender_mailbox "
    "OR EXISTS (SELECT 1 FROM recipient r WHERE r.handoff = h.seq AND r.mailbox = m.mailbox)"
)
ORIGIN = "m.mailbox = (SELECT o.sender_mailbox FROM handoff o WHERE o.seq = h.rerouted_from)"
HAS_PART = f"SELECT 1 FROM handoff h WHERE h.seq = ? AND {MEMBER.format(f'{PARTY} OR {ORIGIN}')}"
# Who only follows a re-routed fiche sees where it stands; its envelope is sealed to others.
ENVELOPE = (
    "SELECT e.raw FROM handoff h LEFT JOIN envelope e ON e.handoff = h.seq "
    f"WHERE h.message = ? AND {MEMBER.format(PARTY)}"
)
SPANS_AT_ONCE = 32
LAST_ACT = "SELECT max(i) FROM act"
EVENTS = (
    "SELECT told.i, h.message, a.act, a.mailbox FROM (SELECT DISTINCT i FROM event "
    f"WHERE span IN ({', '.join('?' * SPANS_AT_ONCE)}) AND mailbox IN ({{}}) AND i >= ? ORDER BY i LIMIT ?) told "
    "JOIN act a ON a.i = told.i JOIN handoff h ON h.seq = a.handoff ORDER BY told.i"
)
STREAM_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Item:
    """One handoff as lists show it."""

    message: bytes
    digest: bytes
    sender_mailbox: bytes
    sender: bytes
    form: bytes
    urgency: int
    time: int
    received: int
    reply: bytes | None
    pages: int
    blobs: int
    i: int
    seq: int
    stands_in_for: bytes | None  # the mailbox whose silence it was kept back for
    rerouted: int  # 1: it continues, in another mailbox, the one that `reply` names


@dataclass(frozen=True, slots=True)
class State:
    """How it stands for one recipient mailbox."""

    mailbox: bytes
    n: int
    status: str
    due_by: int
    owner: bytes | None
    changed: int
    rerouted_to: bytes | None
    nudged: int | None  # when a coordinator last nudged it
    nudged_by: bytes | None
    nudges: int
    copy: bytes | None  # what was sealed for its substitute, and where that stands (docs/spec/substitutes.md)
    substitute: bytes | None
    releases: int | None
    copy_state: str | None
    copy_status: str | None
    copy_owner: bytes | None


WIDTH = len(Item.__slots__)


def _pair(row: Sequence[Any]) -> tuple[Item, State]:
    return Item(*row[:WIDTH]), State(*row[WIDTH:])


async def inbox(
    database: Database, mailbox: bytes, after: int, limit: int, *, only_open: bool
) -> list[tuple[Item, State]]:
    """What was sent to the mailbox, by its number."""
    rows = await database.all(INBOX_OPEN if only_open else INBOX_ALL, (mailbox, after, limit))
    return [_pair(row) for row in rows]


async def outbox(database: Database, mailbox: bytes, before: int, limit: int) -> list[tuple[Item, list[State]]]:
    """What the mailbox sent, newest first, with each recipient's state."""
    items = [Item(*row) for row in await database.all(OUTBOX, (mailbox, before, limit))]
    states = await _states(database, [item.seq for item in items])
    return [(item, states.get(item.seq, [])) for item in items]


async def one(database: Database, message: bytes) -> tuple[Item, list[State]] | None:
    """One handoff with each recipient's state."""
    row = await database.one(ONE, (message,))
    if row is None:
        return None
    item = Item(*row)
    return item, (await _states(database, [item.seq])).get(item.seq, [])


async def _states(database: Database, seqs: Sequence[int]) -> dict[int, list[State]]:
    found: dict[int, list[State]] = {}
    if seqs:
        for row in await database.all(RECIPIENTS.format(", ".join("?" * len(seqs))), list(seqs)):
            found.setdefault(row[0], []).append(State(*row[1:]))
    return found


async def unresolved(database: Database, after: tuple[int, int, bytes], limit: int) -> list[tuple[Item, State]]:
    """What nobody has closed, the nearest deadline first. after: (due_by, seq, mailbox) of the page before."""
    return [_pair(row) for row in await database.all(UNRESOLVED, (*after, limit))]


async def acts(database: Database, seq: int) -> list[tuple[int, bytes, bytes]]:
    """(index, statement, signature) in ledger order."""
    return [(row[0], row[1], row[2]) for row in await database.all(ACTS, (seq,))]


async def replies(database: Database, message: bytes) -> list[tuple[int, bytes]]:
    """(seq, message) of what was sent in reply, oldest first."""
    return [(row[0], row[1]) for row in await database.all(REPLIES, (message,))]


async def newest(database: Database, before: bytes, limit: int) -> list[bytes]:
    """The messages before that one, newest first."""
    return [row[0] for row in await database.all(NEWEST, (before, limit))]


async def envelope(database: Database, message: bytes, person: bytes) -> tuple[bytes | None] | None:
    """The sealed bytes for somebody who takes part, (None,) once removed by retention; None for anybody else."""
    row = await database.one(ENVELOPE, (message, person))
    return None if row is None else (row[0],)


async def has_part(database: Database, seq: int, person: bytes) -> bool:
    """Whether the person is a member of a mailbox that takes part in the handoff."""
    return await database.one(HAS_PART, (seq, person)) is not None


async def events(database: Database, mailboxes: Sequence[bytes], first: int) -> list[Event]:
    """What any of the mailboxes heard from an index on, in ledger order; at most STREAM_LIMIT.

    Through all spans since, some at a time: half a millisecond for each hundred thousand acts of everybody's.
    """
    sql = EVENTS.format(", ".join("?" * len(mailboxes)))
    found: list[Row] = []
    ((last,),) = await database.all(LAST_ACT)
    for start in range(first // SPAN, (last or 0) // SPAN + 1, SPANS_AT_ONCE):
        spans = range(start, start + SPANS_AT_ONCE)
        found += await database.all(sql, (*spans, *mailboxes, first, STREAM_LIMIT - len(found)))
        if len(found) == STREAM_LIMIT:
            break
    return [Event(*row) for row in found]

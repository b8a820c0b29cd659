"""What is exported of handoffs and of those who take part: routing, times, names of professionals and of services."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from navette.store.database import Database

AT_ONCE = 500
# By the hour of the deposit: `milestone` has a row for each recipient, in that order.
FOLLOWED = (
    "SELECT m.received, m.handoff, m.mailbox, h.message, h.sender_mailbox, h.form, h.urgency, r.status, r.changed, "
    "r.due_by FROM milestone m JOIN handoff h ON h.seq = m.handoff "
    "JOIN recipient r ON r.handoff = m.handoff AND r.mailbox = m.mailbox "
    "WHERE (m.received, m.handoff, m.mailbox) > (?, ?, ?) AND m.received < ? "
    "ORDER BY m.received, m.handoff, m.mailbox LIMIT ?"
)
MAILBOXES = (
    "SELECT m.id, m.kind, c.identity FROM mailbox m LEFT JOIN certificate c ON c.subject = m.id WHERE m.id IN ({})"
)
PERSONS = "SELECT subject, identity FROM certificate WHERE subject IN ({})"


class Row(NamedTuple):
    """One recipient of one handoff."""

    received: int
    handoff: int
    mailbox: bytes
    message: bytes
    sender_mailbox: bytes
    form: bytes
    urgency: int
    status: str
    changed: int
    due_by: int


async def followed(database: Database, after: tuple[int, int, bytes], end: int, limit: int) -> list[Row]:
    """What was deposited before `end`, from where the page before ended: (received, handoff, mailbox)."""
    return [Row._make(row) for row in await database.all(FOLLOWED, (*after, end, limit))]


async def mailboxes(database: Database, ids: Sequence[bytes]) -> dict[bytes, tuple[str, str]]:
    """(kind, name) by mailbox; the name is empty when nobody vouches for it."""
    rows = await _all(database, MAILBOXES, ids)
    return {row[0]: (str(row[1]), _name(row[2], "name", "facility")) for row in rows}


async def persons(database: Database, ids: Sequence[bytes]) -> dict[bytes, str]:
    """The names vouched for, by person."""
    return {row[0]: _name(row[1], "name") for row in await _all(database, PERSONS, ids)}


async def _all(database: Database, sql: str, ids: Sequence[bytes]) -> list[tuple[bytes, ...]]:
    found: list[tuple[bytes, ...]] = []
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        found += await database.all(sql.format(", ".join("?" * len(part))), part)
    return found


def _name(identity: object, *parts: str) -> str:
    known = json.loads(str(identity)) if identity else {}
    return ", ".join(str(known[part]) for part in parts if known.get(part))

"""The lines behind a figure: which handoffs, at which mailbox, and the acts that make them so."""

from collections.abc import Mapping
from typing import NamedTuple

from navette.core.indicators import today
from navette.store.database import Database

# By the name of the count. What a line is in says the same to store/counting.py, core/figures.py.
CONDITIONS: Mapping[str, str] = {
    "sent": "1",
    "received": "m.delivered IS NOT NULL",
    "accepted": "m.accepted IS NOT NULL",
    "rejected": "m.rejected IS NOT NULL",
    "completed": "m.completed IS NOT NULL",
    "cancelled": "m.cancelled IS NOT NULL AND m.rejected IS NULL",
    "unanswered": "coalesce(m.accepted, m.completed, m.rejected, m.cancelled) IS NULL",
    "unresolved": "coalesce(m.completed, m.rejected, m.cancelled) IS NULL",
    "found": "m.completed IS NOT NULL AND m.code = 'found'",
    "same_day": "m.due <> 0",  # and by the end of that day, which SQLite does not know: see `page`
    "failures": "EXISTS (SELECT 1 FROM failure f WHERE f.received = m.received AND f.handoff = m.handoff "
    "AND f.mailbox = m.mailbox)",
}
ACTS = (
    "SELECT group_concat(i) FROM (SELECT a.i FROM act a WHERE a.handoff = m.handoff "
    "AND (a.mailbox = m.mailbox OR a.mailbox IS NULL) ORDER BY a.i)"
)
LINES = (
    f"SELECT m.received, m.handoff, m.mailbox, h.message, h.i, ({ACTS}), m.due FROM milestone m JOIN handoff h "
    "ON h.seq = m.handoff WHERE m.received >= ? AND m.received < ? AND (m.received, m.handoff, m.mailbox) > (?, ?, ?) "
    "AND {} ORDER BY m.received, m.handoff, m.mailbox LIMIT ?"
)
COLUMNS = {"form": "m.form", "sender": "m.sender_mailbox", "recipient": "m.mailbox"}


class Behind(NamedTuple):
    """One line. i: its deposit in `actes`; acts: every act of that recipient, and of all, its deposit first."""

    received: int
    handoff: int
    mailbox: bytes
    message: bytes
    i: int
    acts: tuple[int, ...]

    @property
    def place(self) -> "Place":
        """Where it stands among all lines."""
        return self.received, self.handoff, self.mailbox


Place = tuple[int, int, bytes]
FIRST: Place = (0, 0, b"")


async def page(
    database: Database, span: tuple[int, int], what: str, of: Mapping[str, bytes], after: Place, limit: int
) -> list[Behind]:
    """The lines counted as `what`, deposited from one instant on and before the other, in the order of their deposits.

    of: form, sender, recipient that they are to have.
    """
    wanted = " AND ".join([CONDITIONS[what], *(f"{COLUMNS[name]} = ?" for name in of)])
    found: list[Behind] = []
    while len(found) < limit:
        rows = await database.all(LINES.format(wanted), (*span, *after, *of.values(), limit))
        for *place, message, i, acts, due in rows:
            if what != "same_day" or today(place[0]) <= today(due):
                found.append(Behind(place[0], place[1], place[2], message, i, tuple(map(int, acts.split(",")))))
        if len(rows) < limit:
            break
        after = rows[-1][:3]
    return found[:limit]

"""What nobody has closed, by recipient and deposit; and the houses that mailboxes belong to."""

import json
from collections.abc import Set

from navette.store.database import Database
from navette.store.lists import OPEN

SINCE = (
    f"SELECT r.mailbox, h.received FROM recipient r JOIN handoff h ON h.seq = r.handoff WHERE r.{OPEN} "
    "AND r.due_by >= ? AND h.received >= ? AND h.received < ?"  # nothing is due before it is there
)
CERTIFIED = "SELECT subject, identity FROM certificate WHERE length(subject) = 16"  # of mailboxes


async def since(database: Database, start: int, end: int) -> list[tuple[bytes, int]]:
    """(recipient, deposited) of the open lines deposited from one instant on and before the other."""
    return [(row[0], row[1]) for row in await database.all(SINCE, (start, start, end))]


async def facilities(database: Database, mailboxes: Set[bytes]) -> set[str]:
    """The facilities that the certificates of these mailboxes name."""
    rows = await database.all(CERTIFIED)
    named = [json.loads(identity) for subject, identity in rows if subject in mailboxes]
    return {house for one in named if (house := one.get("finess") or one.get("facility"))}

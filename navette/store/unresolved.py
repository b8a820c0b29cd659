"""What nobody has closed, by recipient and deposit; and the houses that mailboxes belong to."""

from collections.abc import Set

from navette.store.database import Database
from navette.store.lists import OPEN

SINCE = (
    f"SELECT r.mailbox, h.received FROM recipient r JOIN handoff h ON h.seq = r.handoff WHERE r.{OPEN} "
    "AND r.due_by >= ? AND h.received >= ? AND h.received < ?"  # nothing is due before it is there
)
HOUSES = (
    "SELECT subject, coalesce(json_extract(identity, '$.finess'), json_extract(identity, '$.facility')) "
    "FROM certificate WHERE length(subject) = 16"
)


async def since(database: Database, start: int, end: int) -> list[tuple[bytes, int]]:
    """(recipient, deposited) of the open lines deposited from one instant on and before the other."""
    return [(row[0], row[1]) for row in await database.all(SINCE, (start, start, end))]


async def facilities(database: Database, mailboxes: Set[bytes]) -> set[str]:
    """The facilities that the certificates of these mailboxes name."""
    rows = await database.all(HOUSES)
    return {row[1] for row in rows if row[1] and row[0] in mailboxes}

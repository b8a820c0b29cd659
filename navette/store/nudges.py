"""Nudges on disk: who nudged which recipient about which handoff, and when."""

from typing import NamedTuple

from navette.store.database import Database
from navette.store.transaction import Transaction

OF_HANDOFF = "SELECT handoff, mailbox, person, time FROM nudge WHERE handoff = ? ORDER BY time, mailbox"


class Nudge(NamedTuple):
    """One nudge. handoff: the row's seq; person: the coordinator."""

    handoff: int
    mailbox: bytes
    person: bytes
    time: int


async def of_handoff(database: Database, seq: int) -> list[Nudge]:
    """All of one handoff, in order."""
    return [Nudge(*row) for row in await database.all(OF_HANDOFF, (seq,))]


def find(tx: Transaction, identifier: bytes) -> Nudge | None:
    """By the id it was asked for under."""
    row = tx.one("SELECT handoff, mailbox, person, time FROM nudge WHERE id = ?", (identifier,))
    return None if row is None else Nudge(*row)


def last(tx: Transaction, handoff: int, mailbox: bytes) -> int | None:
    """When that recipient was last nudged about that handoff."""
    row = tx.one("SELECT max(time) FROM nudge WHERE handoff = ? AND mailbox = ?", (handoff, mailbox))
    return None if row is None else row[0]


def add(tx: Transaction, identifier: bytes, nudge: Nudge) -> None:
    """One more."""
    tx.run("INSERT INTO nudge VALUES (?, ?, ?, ?, ?)", (identifier, *nudge))

"""The access journal on disk: who looked at what, and what was done as a coordinator.

A look is written after it was answered, many at a time; what changes something is written in its own transaction.
"""

from collections.abc import Iterable
from typing import NamedTuple

from navette.core.journal import OF_HANDOFF, Action
from navette.store.database import Database
from navette.store.lists import ORIGIN, PARTY
from navette.store.transaction import Transaction, Values

COLUMNS = "time, actor, action, object, mailbox, result, admin"
INSERT = f"INSERT INTO journal ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
# For which of their mailboxes somebody sees a handoff; which handoff of theirs an attachment belongs to.
VIA = (
    "SELECT m.mailbox FROM handoff h JOIN member m ON m.person = ? "
    f"WHERE h.message = ? AND ({PARTY} OR {ORIGIN}) LIMIT 1"
)
CARRIER = (
    "SELECT h.message, m.mailbox FROM handoff_blob b JOIN handoff h ON h.seq = b.handoff JOIN member m ON m.person = ? "
    f"WHERE b.blob = ? AND ({PARTY}) ORDER BY h.seq DESC LIMIT 1"
)
FIRST = "SELECT i, time FROM journal WHERE i > 0 ORDER BY i LIMIT ?"

OF_HANDOFF_NOW = "EXISTS (SELECT 1 FROM handoff h WHERE h.message = journal.object)"
SELECT = f"SELECT i, {COLUMNS}, {OF_HANDOFF_NOW} FROM journal WHERE"
PERIOD = "time >= ? AND (time, i) < (?, ?)"
NEWEST = "ORDER BY time DESC, i DESC LIMIT ?"
# By a person, or about that person; about a mailbox; about a handoff; as coordinators.
OF_PERSON = f"{SELECT} actor = ? AND {PERIOD} UNION {SELECT} object = ? AND {PERIOD} {NEWEST}"
OF_MAILBOX = f"{SELECT} mailbox = ? AND {PERIOD} {NEWEST}"
OF_MESSAGE = f"{SELECT} object = ? AND {PERIOD} {NEWEST}"
OF_MESSAGE_ADMIN = f"{SELECT} object = ? AND admin = 1 AND {PERIOD} {NEWEST}"
OF_ADMIN = f"{SELECT} admin = 1 AND {PERIOD} {NEWEST}"


class Look(NamedTuple):
    """Somebody looked, or was refused. object: as in the path, None for a list; result: empty, or the code."""

    time: int
    actor: bytes
    action: Action
    object: bytes | None
    result: str
    coordinator: bool


class Line(NamedTuple):
    """One line of the journal. handoff: whether the object is the message of one."""

    i: int
    time: int
    actor: bytes
    action: str
    object: bytes | None
    mailbox: bytes | None
    result: str
    admin: bool
    handoff: bool


class Page(NamedTuple):
    """start: seconds since 1970; before: (time, i), not included: lines come newest first."""

    start: int
    before: tuple[int, int]
    limit: int

    @property
    def values(self) -> tuple[int, int, int]:
        """For PERIOD."""
        return self.start, *self.before


def done(tx: Transaction, now: int, actor: bytes, action: Action, object: bytes, mailbox: bytes | None = None) -> None:
    """Something was done as a coordinator, or by the server: in the transaction of what was done.

    object: 16 bytes, or a person's 32; mailbox: the one whose members it concerns.
    """
    tx.run(INSERT, (now, actor, action.value, object, mailbox, "", 1))


def done_by_coordinator(
    tx: Transaction, now: int, actor: bytes, action: Action, object: bytes, mailbox: bytes | None = None
) -> None:
    """The same for what guardians may do too: what they do in their own mailbox is in the ledger, and not here."""
    if tx.one("SELECT 1 FROM person WHERE id = ? AND coordinator = 1", (actor,)) is not None:
        done(tx, now, actor, action, object, mailbox)


def add_looks(tx: Transaction, looks: Iterable[Look]) -> None:
    """One line each; of a handoff, with the mailbox it was looked at for."""
    tx.many(INSERT, [_look(tx, one) for one in looks])


def _look(tx: Transaction, one: Look) -> Values:
    about, mailbox = one.object, None
    if one.action in OF_HANDOFF and about is not None:
        about, mailbox = _via(tx, one.actor, one.action, about)
    admin = one.coordinator and mailbox is None
    return one.time, one.actor, one.action.value, about, mailbox, one.result, int(admin)


def _via(tx: Transaction, person: bytes, action: Action, about: bytes) -> tuple[bytes, bytes | None]:
    """(the message, the person's mailbox that takes part in it): None when none does, and who asked was refused."""
    if action is Action.ATTACHMENT:
        row = tx.one(CARRIER, (person, about))
        return (about, None) if row is None else (row[0], row[1])
    row = tx.one(VIA, (person, about))
    return about, None if row is None else row[0]


def remove(tx: Transaction, before: int, limit: int) -> int:
    """Removes at most `limit` of the oldest lines, those from before an instant; how many."""
    old = [i for i, time in tx.all(FIRST, (limit,)) if time < before]
    return tx.run("DELETE FROM journal WHERE i <= ?", (max(old),)) if old else 0


async def of_person(database: Database, person: bytes, page: Page) -> list[Line]:
    """What the person looked at or did, and what was done about the person."""
    return await _lines(database, OF_PERSON, (person, *page.values, person, *page.values, page.limit))


async def of_mailbox(database: Database, mailbox: bytes, page: Page) -> list[Line]:
    """What was looked at for a mailbox, and what was done about it."""
    return await _lines(database, OF_MAILBOX, (mailbox, *page.values, page.limit))


async def of_message(database: Database, message: bytes, page: Page, *, admin: bool) -> list[Line]:
    """Who looked at a handoff. admin: only what was done as a coordinator."""
    return await _lines(database, OF_MESSAGE_ADMIN if admin else OF_MESSAGE, (message, *page.values, page.limit))


async def of_coordinators(database: Database, page: Page) -> list[Line]:
    """What was done as a coordinator, and by the server itself."""
    return await _lines(database, OF_ADMIN, (*page.values, page.limit))


async def _lines(database: Database, sql: str, values: Values) -> list[Line]:
    return [Line._make((*row[:-2], *map(bool, row[-2:]))) for row in await database.all(sql, values)]

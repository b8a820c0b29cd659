"""A person's own notes: sealed by their pages, kept here because a shared machine may not keep them."""

from navette.core.errors import TooLarge, Unknown
from navette.service.context import Context
from navette.store import notes
from navette.store.transaction import Transaction

NOTE = 256 << 10
NOTES = 200


async def keep(context: Context, person: bytes, name: bytes, raw: bytes) -> tuple[bool, int]:
    """(whether the name is new, when these bytes came). The same bytes again change nothing.

    Refuses `too-many-notes`.
    """
    now = context.clock()
    return (await context.database.write(lambda tx: _keep(tx, person, name, raw, now)))[0]


def _keep(tx: Transaction, person: bytes, name: bytes, raw: bytes, now: int) -> tuple[bool, int]:
    before = notes.find(tx, person, name)
    if before is not None and before[0] == raw:
        return False, before[1]
    if before is None and notes.count(tx, person) >= NOTES:
        raise TooLarge("too-many-notes", limit=NOTES)
    notes.keep(tx, person, name, raw, now)
    return before is None, now


async def one(context: Context, person: bytes, name: bytes) -> bytes:
    """The sealed bytes; refuses `unknown-note`."""
    raw = await notes.one(context.database, person, name)
    if raw is None:
        raise Unknown("unknown-note")
    return raw


async def remove(context: Context, person: bytes, name: bytes) -> None:
    """Refuses `unknown-note`."""
    await context.database.write(lambda tx: _remove(tx, person, name))


def _remove(tx: Transaction, person: bytes, name: bytes) -> None:
    if not notes.remove(tx, person, name):
        raise Unknown("unknown-note")

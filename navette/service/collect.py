"""Collecting and looking: each read asks first whether the person may see it."""

import asyncio

from navette.core import encoding
from navette.core.encoding import seconds, timestamp
from navette.core.errors import Denied, Unknown
from navette.envelope.statement import read
from navette.service import retention
from navette.service.context import Context
from navette.store import lists, reads
from navette.store import retention as stored

LOOKED_AT = 10_000  # messages at once: some ten milliseconds, in a thread
AFTER_ALL = b"\xff" * 17  # of the ids of messages


async def check_member(context: Context, person: bytes, mailbox: bytes) -> None:
    """Refuses `not-a-member`, the same for a mailbox that does not exist."""
    if not await reads.is_member(context.database, mailbox, person):
        raise Denied("not-a-member")


async def envelope(context: Context, person: bytes, message: bytes) -> bytes:
    """The sealed bytes as deposited; refuses `unknown-envelope`, `envelope-removed` (removed: when)."""
    found = await lists.envelope(context.database, message, person)
    if found is None:
        raise Unknown("unknown-envelope")
    if found[0] is None:
        item = await lists.one(context.database, message)
        times = [] if item is None else [*(await retention.removals(context.database, [item[0].seq])).values()]
        raise Unknown("envelope-removed", removed=timestamp(max(times, default=0)))
    return found[0]


async def handoff(
    context: Context, person: bytes, coordinator: bool, message: bytes
) -> tuple[lists.Item, list[lists.State]]:
    """One handoff, for its parties, for who sent the fiche it re-routes, for coordinators; else `unknown-envelope`.

    Of one that was forgotten, `envelope-removed` with the statement that says so (removed, index, statement).
    """
    found = await lists.one(context.database, message)
    if found is None and (gone := await stored.forgotten(context.database, message)) is not None:
        time = seconds(read(gone.raw)["time"])
        raise Unknown("envelope-removed", removed=timestamp(time), index=gone.i, statement=gone.raw.decode())
    if found is None or not (coordinator or await is_party(context, person, found[0].seq)):
        raise Unknown("unknown-envelope")
    return found


async def referred(context: Context, spelled: str) -> bytes:
    """The newest message of that reference. Nothing keeps references: all are looked at. Refuses `unknown-envelope`."""
    before = AFTER_ALL
    while messages := await lists.newest(context.database, before, LOOKED_AT):
        found = await asyncio.to_thread(encoding.referred, spelled, messages)
        if found is not None:
            return found
        before = messages[-1]
    raise Unknown("unknown-envelope")


async def is_party(context: Context, person: bytes, seq: int) -> bool:
    """Whether the person is a member of a mailbox that takes part in the handoff."""
    return await lists.has_part(context.database, seq, person)


async def replies(context: Context, person: bytes, coordinator: bool, message: bytes) -> list[bytes]:
    """What was sent in reply, as far as the person may see it."""
    found = await lists.replies(context.database, message)
    return [reply for seq, reply in found if coordinator or await is_party(context, person, seq)]

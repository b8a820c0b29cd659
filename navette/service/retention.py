"""Retention: what is closed everywhere is removed when its time has come, each removal a statement in the ledger.

At every step, what is true if we stop here: a removal and its statement are one transaction; files are taken from the
disk after it, and those still named in the table `discarded` at the next sweep, the first of which is at the start.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from navette.core.encoding import b64, seconds, timestamp
from navette.core.retention import Scope, What, announced, removal_at
from navette.envelope.format import parse
from navette.envelope.statement import SignedStatement, canonical, read
from navette.service import attach
from navette.service.context import Context
from navette.store import acknowledgements, milestones, retention
from navette.store.acknowledgements import REMOVAL
from navette.store.database import Database
from navette.store.lists import Item
from navette.store.retention import HELD, LAST, REMOVED, THREADS, Ends, Removable, Thread
from navette.store.transaction import Transaction

BATCH = 100  # handoffs looked at in a transaction: deposits do not wait behind a long one
Outlook = tuple[int | None, int | None]  # when the content will be removed, when it was
NOTHING: Outlook = (None, None)
SOURCES = {What.CONTENT: retention.WITH_CONTENT, What.METADATA: retention.WITH_METADATA}


async def sweep(context: Context) -> int:
    """Removes what has been kept for long enough by the context's clock; how many handoffs lost something."""
    await attach.take_away(context)
    removed = 0
    for what, days in policy(context).items():
        after: int | None = 0
        while after is not None:
            look_at = partial(look, context=context, what=what, days=days, after=after)
            (count, after), _ = await context.database.write(look_at)
            removed += count
    await attach.take_away(context)
    return removed


def policy(context: Context) -> Mapping[What, int]:
    """Days that each is kept after the last change."""
    settings = context.settings
    return {What.CONTENT: settings.retention_content_days, What.METADATA: settings.retention_metadata_days}


def look(tx: Transaction, context: Context, what: What, days: int, after: int) -> tuple[int, int | None]:
    """One batch of what is old, in the order of deposits: (how many were removed, where to go on; None: done)."""
    now = context.clock()
    rows = tx.all(SOURCES[what], (after, BATCH))
    old = [seq for seq, received in rows if removal_at(received, (), days) <= now]
    threads = retention.threads(tx.all(THREADS.format(retention.marks(old)), old)) if old else {}
    holds = retention.ends(tx.all(HELD)) if old else {}
    removed: set[int] = set()
    with retention.wiped(tx):
        for thread in threads.values():
            at = due(thread, holds, days)
            if at is not None and at <= now and not thread.seqs & removed:
                removed |= _remove(tx, context, thread, what, now)
    return len(removed), rows[-1][0] if len(old) == BATCH else None


def due(thread: Thread, holds: Ends, days: int) -> int | None:
    """When a thread may go after so many days; None while somebody has to do with it, or a hold is on it."""
    keys = [(Scope.EVERYTHING.value, b"")]
    keys += [(Scope.HANDOFF.value, message) for message in thread.messages]
    keys += [(Scope.MAILBOX.value, mailbox) for mailbox in thread.mailboxes]
    found = [end for key in keys for end in holds.get(key, ())]
    lifted = [end for end in found if end is not None]
    return removal_at(thread.changed, lifted, days) if thread.closed and len(lifted) == len(found) else None


def _remove(tx: Transaction, context: Context, thread: Thread, what: What, now: int) -> set[int]:
    """All of a thread; those of it that lost something."""
    handoffs = [found for seq in sorted(thread.seqs) if (found := retention.removable(tx, seq))]
    if what is What.METADATA and not _may_be_forgotten(tx, thread):
        return set()
    lost = {handoff.seq for handoff in handoffs if _remove_content(tx, context, handoff, now)}
    if what is What.CONTENT:
        return lost
    for handoff in handoffs:
        entries = retention.acts(tx, handoff.seq)
        i = _state(tx, context, handoff, What.METADATA, entries, now)
        milestones.remove(tx, handoff.seq)
        retention.remove_metadata(tx, handoff, entries, i)
    return thread.seqs


def _may_be_forgotten(tx: Transaction, thread: Thread) -> bool:
    """Others came after it, and what figures need of it is in the counts of its month."""
    last = tx.one(LAST)
    if last is not None and last[0] in thread.seqs:
        return False
    return all(tx.one(milestones.COUNTED, (seq,)) is not None for seq in thread.seqs)


def _remove_content(tx: Transaction, context: Context, handoff: Removable, now: int) -> bool:
    """False when it was removed before."""
    raw = retention.envelope(tx, handoff.seq)
    if raw is None:
        return False
    blobs = [blob.id for blob in parse(raw).header.blobs] if handoff.blobs else []
    retention.remove_content(tx, handoff.seq, blobs)
    _state(tx, context, handoff, What.CONTENT, (), now)
    return True


def _state(tx: Transaction, context: Context, handoff: Removable, what: What, entries: Sequence[int], now: int) -> int:
    """The statement that says so, in the ledger; its index."""
    statement = canonical(
        {
            "v": "1",
            "type": REMOVAL,
            "by": b64(context.ledger_id),
            "envelope": b64(handoff.digest),
            "message": b64(handoff.message),
            "what": what.value,
            "seqs": {b64(mailbox): str(n) for mailbox, n in retention.numbers(tx, handoff.seq).items()},
            "acts": [str(entry) for entry in entries],
            "time": timestamp(now),
        }
    )
    signed = SignedStatement(statement, b"")  # vouched for by the checkpoint
    return acknowledgements.append(tx, handoff.seq, None, REMOVAL, context.ledger_id, signed)


async def outlook(context: Context, items: Sequence[Item]) -> dict[int, Outlook]:
    """What becomes of the content of each, by seq: when it will be removed, once that is near; when it was."""
    days, now = context.settings.retention_content_days, context.clock()
    old = [item.seq for item in items if announced(removal_at(item.received, (), days), now)]
    found = dict.fromkeys((item.seq for item in items), NOTHING)
    if not old:
        return found
    removed = await removals(context.database, old)
    threads = retention.threads(await context.database.all(THREADS.format(retention.marks(old)), old))
    holds = retention.ends(await context.database.all(HELD))
    for seq in old:
        at = due(threads[seq], holds, days) if seq in threads else None
        found[seq] = (None, removed[seq]) if seq in removed else (at if announced(at, now) else None, None)
    return found


async def removals(database: Database, seqs: Sequence[int]) -> dict[int, int]:
    """When the content of each was removed, of those whose was."""
    rows = await database.all(REMOVED.format(retention.marks(seqs)), seqs)
    return {seq: seconds(read(raw)["time"]) for seq, raw in rows}

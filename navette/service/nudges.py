"""A nudge from the coordinator: one recipient mailbox, one handoff that waits there. Recorded, and told at once."""

from dataclasses import dataclass

from navette.core.encoding import timestamp
from navette.core.errors import Conflict, Limited, Refused, Unknown
from navette.core.handoff import UNANSWERED
from navette.core.journal import Action
from navette.core.notices import Reason
from navette.core.parties import Urgency
from navette.service import notices
from navette.service.context import Context
from navette.store import handoffs, journal, nudges
from navette.store.acknowledgements import NUDGED
from navette.store.handoffs import Recipient, Stored
from navette.store.nudges import Nudge
from navette.store.transaction import NO_ACT, Event, Transaction

APART = 4 * 3600  # seconds between two of one recipient about one handoff, whoever sends them


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. id: the nudge's own (16 bytes); message: the handoff; mailbox: the recipient."""

    id: bytes
    message: bytes
    mailbox: bytes


async def nudge(context: Context, coordinator: bytes, wanted: Wanted) -> tuple[bool, int]:
    """Nudges a recipient: (False for a retry, when it was done).

    Idempotent by id. Refuses `unknown-envelope`, `not-a-recipient`, `nudge-known`, `nothing-to-nudge` (state),
    `nudged-recently` (again, retry_after).
    """
    now = context.clock()
    return (await context.database.write(lambda tx: _nudge(tx, coordinator, wanted, now)))[0]


def _nudge(tx: Transaction, coordinator: bytes, wanted: Wanted, now: int) -> tuple[bool, int]:
    handoff = handoffs.find(tx, wanted.message)
    if handoff is None:
        raise Unknown("unknown-envelope")
    row = handoffs.recipient(tx, handoff.seq, wanted.mailbox)
    if row is None:
        raise Refused("not-a-recipient")
    known = nudges.find(tx, wanted.id)
    if known is not None:
        if known[:3] != (handoff.seq, wanted.mailbox, coordinator):
            raise Conflict("nudge-known")
        return False, known.time
    _check(tx, handoff, row, now)
    nudges.add(tx, wanted.id, Nudge(handoff.seq, wanted.mailbox, coordinator, now))
    journal.done(tx, now, coordinator, Action.NUDGE, handoff.message, wanted.mailbox)
    event = Event(NO_ACT, handoff.message, NUDGED, wanted.mailbox)
    for mailbox in (wanted.mailbox, handoff.sender_mailbox):
        tx.tell(mailbox, event)
    notices.arise(tx, wanted.mailbox, Reason.NUDGED, (handoff.seq, wanted.mailbox), Urgency.ROUTINE, now)
    return True, now


def _check(tx: Transaction, handoff: Stored, row: Recipient, now: int) -> None:
    """Somebody is waited for, and was not nudged a moment ago."""
    if row.status not in UNANSWERED:
        raise Conflict("nothing-to-nudge", state=row.status.value)
    last = nudges.last(tx, handoff.seq, row.mailbox)
    if last is not None and now < last + APART:
        again = last + APART
        raise Limited("nudged-recently", again=timestamp(again), retry_after=again - now)

"""A copy sealed for a substitute: kept back until the recipient has been silent too long (docs/spec/substitutes.md).

At every step, what is true if we stop here: a copy is on disk before it is answered for; it is deposited, or found
stale, in the transaction that fires the step `substitute`, and dropped in the one of the act that answers.
"""

from dataclasses import dataclass
from functools import partial

from navette.core.errors import Conflict, NavetteError, Refused, Unknown
from navette.core.notices import Reason
from navette.core.reminders import Step, waiting
from navette.envelope.format import Envelope, Header, parse
from navette.envelope.verify import verify
from navette.service import notices, send
from navette.service.context import Context
from navette.store import handoffs, services, withheld
from navette.store.reminders import Silence
from navette.store.transaction import NO_ACT, Event, Transaction
from navette.store.withheld import Original, State, Withheld

Kept = tuple[bool, Withheld]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a copy is kept back for. message: the fiche it is a copy of; mailbox: the recipient that may be silent."""

    message: bytes
    mailbox: bytes


async def withhold(context: Context, message: bytes, raw: bytes, wanted: Wanted) -> Kept:
    """Keeps a copy back: (False for a retry, what has become of it).

    Deposited at once when the recipient has been silent too long already. Idempotent by message id. Refuses what a
    deposit refuses, and `unknown-envelope`, `not-a-recipient`, `copy-differs` (field), `already-answered` (state),
    `copy-known`.
    """
    envelope = send.read(message, raw)
    public, _ = await context.person(envelope.header.sender)
    digest, now = envelope.digest, context.clock()
    keep = partial(_keep, context=context, envelope=envelope, digest=digest, wanted=wanted, now=now)
    return (await context.database.write(keep, lambda: verify(envelope, public)))[0]


def _keep(tx: Transaction, context: Context, envelope: Envelope, digest: bytes, wanted: Wanted, now: int) -> Kept:
    header = envelope.header
    known = withheld.find(tx, header.id)
    original = withheld.original(tx, wanted.message, wanted.mailbox)
    if known is not None and original is not None:
        if (known.digest, known.handoff, known.mailbox) != (digest, original.seq, wanted.mailbox):
            raise Conflict("message-id-taken")
        return False, known
    if known is not None or handoffs.find(tx, header.id) is not None:
        raise Conflict("message-id-taken")
    if original is None or original.sender_mailbox != header.sender_mailbox:
        raise Unknown("unknown-envelope")
    send.check_time(context, header, now)
    substitute = _check_copy(tx, header, original)
    releases = _releases(tx, context, original, wanted)
    send.admit(tx, header)
    copy = Withheld(header.id, digest, original.seq, wanted.mailbox, substitute, releases, State.WAITING, now, None)
    withheld.keep(tx, copy, envelope.raw)
    if original.fired & Step.SUBSTITUTE.bit:
        _release(tx, context, copy, now)
    return True, withheld.find(tx, header.id) or copy


def _check_copy(tx: Transaction, header: Header, original: Original) -> bytes:
    """The same fiche as far as a header tells, to one mailbox that does not have it: that mailbox."""
    for field in ("form", "urgency", "due"):
        if getattr(header, field) != getattr(original, field):
            raise Refused("copy-differs", field=field)
    if header.reply != original.message:
        raise Refused("copy-differs", field="reply")
    if not {blob.id for blob in header.blobs} <= withheld.blobs(tx, original.seq):
        raise Refused("copy-differs", field="blobs")
    others = [one.mailbox for one in header.recipients if one.mailbox != header.sender_mailbox]
    if len(others) != 1 or others[0] in withheld.recipients(tx, original.seq):
        raise Refused("copy-differs", field="recipients")
    return others[0]


def _releases(tx: Transaction, context: Context, original: Original, wanted: Wanted) -> int:
    """When the recipient will have been silent too long, unless it answers; nothing else may wait for that."""
    if original.status is None:
        raise Refused("not-a-recipient")
    steps = context.clocks.plan(original.form, original.received, original.due_by, original.urgency)
    at = {step: at for at, step in waiting(steps, 0, original.status)}.get(Step.SUBSTITUTE)
    if at is None:
        raise Conflict("already-answered", state=original.status.value)
    there = withheld.of(tx, original.seq, wanted.mailbox)
    if there is not None and there.state is not State.STALE:
        raise Conflict("copy-known")
    return at


def stand_in(tx: Transaction, context: Context, silence: Silence, now: int) -> None:
    """A recipient has been silent too long: its substitute is given what was sealed for it, or told that it is called.

    A copy goes to whom its sender sealed it; who is only told is who the recipient names now.
    """
    event = Event(NO_ACT, silence.message, Step.SUBSTITUTE.value, silence.mailbox)
    copy = withheld.of(tx, silence.handoff, silence.mailbox)
    if copy is not None and copy.state is State.WAITING:
        released = _release(tx, context, copy, now)
        tx.tell(silence.sender_mailbox, event)
        if released:
            return
    named = services.find(tx, silence.mailbox)
    if named is not None and named.substitute:
        tx.tell(named.substitute, event)
        about = (silence.handoff, silence.mailbox)
        notices.arise(tx, named.substitute, Reason.STAND_IN, about, silence.urgency, now)


def _release(tx: Transaction, context: Context, copy: Withheld, now: int) -> bool:
    """A deposit as of now; stale when it would be refused: a key has changed meanwhile, its sender has left."""
    envelope = parse(withheld.raw(tx, copy))
    try:
        send.admit(tx, envelope.header)
    except NavetteError:
        withheld.end(tx, copy, State.STALE, now)
        return False
    seq = send.add(tx, context, envelope, copy.digest, now).seq
    withheld.end(tx, copy, State.RELEASED, now, seq)
    notices.arise(tx, copy.substitute, Reason.STAND_IN, (seq, copy.substitute), envelope.header.urgency, now)
    return True

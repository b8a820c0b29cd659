"""Deposit: a sealed envelope becomes a handoff. The steps, in docs/architecture.md, "A deposit, step by step"."""

from dataclasses import dataclass

from navette.core.encoding import b64, timestamp
from navette.core.errors import Conflict, Refused, Unknown
from navette.core.notices import Reason
from navette.envelope.format import BlobRef, Envelope, Header, parse
from navette.envelope.statement import SignedStatement, canonical
from navette.envelope.verify import verify
from navette.service import notices
from navette.service.context import Context
from navette.store import acknowledgements, blobs, directory, handoffs, milestones, withheld
from navette.store.ledger import ACTES
from navette.store.transaction import Event, Transaction

DAY = 86_400
LAST_INSTANT = 253_402_300_799  # 9999-12-31T23:59:59Z: no calendar here can spell a later one


@dataclass(frozen=True, slots=True)
class Deposited:
    """new: False for a retry; i: index of the deposit in `actes`; statement: its canonical bytes; seq: its row."""

    new: bool
    seq: int
    message: bytes
    digest: bytes
    i: int
    statement: bytes


async def deposit(context: Context, message: bytes, raw: bytes) -> tuple[Deposited, str]:
    """Stores an envelope, numbers it for each recipient, appends it to the ledger: (what was done, checkpoint).

    Idempotent by message id. Refuses what `format.parse` and `verify.verify` refuse, and `message-id-mismatch`,
    `only-the-sender`, `time-in-future`, `time-too-old`, `header` (due after the year 9999), `unknown-signer`,
    `not-in-sender-mailbox`, `unknown-mailbox`, `epoch-superseded` (with the current statement), `unknown-reply`,
    `blob-missing`, `message-id-taken`.
    """
    envelope = read(message, raw)
    public, _ = await context.person(envelope.header.sender)
    now, digest = context.clock(), envelope.digest
    deposited, notes = await context.database.write(
        lambda tx: _store(tx, context, envelope, digest, now), lambda: verify(envelope, public)
    )
    return deposited, notes[ACTES]


def read(message: bytes, raw: bytes) -> Envelope:
    """An envelope to somebody, under its own id; nothing is verified yet."""
    envelope = parse(raw)
    if envelope.header.id != message:
        raise Refused("message-id-mismatch")
    if len(envelope.header.recipients) == 1:
        raise Refused("only-the-sender")
    return envelope


def check_time(context: Context, header: Header, now: int) -> None:
    """Sealed lately, by a clock that is about right, and due when a calendar can tell."""
    settings = context.settings
    if header.time > now + settings.clock_skew_seconds:
        raise Refused("time-in-future", now=timestamp(now))
    if header.time < now - settings.max_age_days * DAY:
        raise Refused("time-too-old", days=settings.max_age_days)
    if header.due > LAST_INSTANT:
        raise Refused("header")


def _store(tx: Transaction, context: Context, envelope: Envelope, digest: bytes, now: int) -> Deposited:
    header = envelope.header
    known = handoffs.find(tx, header.id)
    if known is not None:
        if known.digest != digest:
            raise Conflict("message-id-taken")
        statement = acknowledgements.deposit_statement(tx, known.i)
        return Deposited(False, known.seq, header.id, digest, known.i, statement)
    if withheld.find(tx, header.id) is not None:
        raise Conflict("message-id-taken")
    check_time(context, header, now)  # after: a retry has its answer however late it comes
    admit(tx, header)
    return add(tx, context, envelope, digest, now)


def admit(tx: Transaction, header: Header) -> None:
    """Whether it can be deposited as things stand: its sender, its recipients' keys, its attachments."""
    _check_sender(tx, header)
    _check_recipients(tx, header)
    _check_blobs(tx, header)


def _check_sender(tx: Transaction, header: Header) -> None:
    """Only a member writes in the name of a mailbox, and only in reply to what the mailbox took part in."""
    if not directory.is_member(tx, header.sender_mailbox, header.sender):
        raise Refused("not-in-sender-mailbox")
    if any(header.reply) and not handoffs.took_part(tx, header.reply, header.sender_mailbox):
        raise Refused("unknown-reply")


def _check_recipients(tx: Transaction, header: Header) -> None:
    for recipient in header.recipients:
        epoch = directory.current_epoch(tx, recipient.mailbox)
        if epoch is None:
            raise Unknown("unknown-mailbox", mailbox=b64(recipient.mailbox))
        if epoch != recipient.epoch:
            current = directory.latest_statement(tx, recipient.mailbox)
            raise Conflict(
                "epoch-superseded",
                mailbox=b64(recipient.mailbox),
                statement=current.raw.decode(),
                signature=b64(current.signature),
            )


def _check_blobs(tx: Transaction, header: Header) -> None:
    """Whole, as announced, and the sender's own or of a fiche it was sent (what is re-routed is not uploaded again)."""
    for blob in header.blobs:
        stored = blobs.find(tx, blob.id)
        if stored is None or not stored.complete or BlobRef(stored.id, stored.size, stored.digest) != blob:
            raise Conflict("blob-missing", blob=b64(blob.id))
        if stored.mailbox != header.sender_mailbox and not blobs.reached(tx, blob.id, header.sender_mailbox):
            raise Conflict("blob-missing", blob=b64(blob.id))


def add(tx: Transaction, context: Context, envelope: Envelope, digest: bytes, now: int) -> Deposited:
    """Rows, numbers, leaf and events of a deposit that was admitted."""
    header = envelope.header
    deadline = context.clocks.due_by(header, now)
    first_look = context.clocks.plan(header.form, now, deadline, header.urgency)[0][0]
    i = tx.next_index(ACTES)
    seq = handoffs.add(tx, envelope, digest, now, i)
    others = [recipient.mailbox for recipient in header.recipients if recipient.mailbox != header.sender_mailbox]
    numbers = {}
    for mailbox in others:
        numbers[b64(mailbox)] = str(n := handoffs.next_number(tx, mailbox))
        handoffs.add_recipient(tx, seq, mailbox, n, deadline, now, first_look)
        milestones.begin(tx, seq, mailbox, header.sender_mailbox, header.form, now, header.due)
        if header.urgency in notices.URGENT:
            notices.arise(tx, mailbox, Reason.NEW, (seq, mailbox), header.urgency, now)
    statement = canonical(
        {
            "v": "1",
            "type": "deposit",
            "by": b64(context.ledger_id),
            "envelope": b64(digest),
            "message": b64(header.id),
            "time": timestamp(now),
            "seqs": numbers,
        }
    )
    signed = SignedStatement(statement, b"")  # vouched for by the checkpoint
    acknowledgements.append(tx, seq, None, acknowledgements.DEPOSIT, header.sender, signed)
    event = Event(i, header.id, acknowledgements.DEPOSIT, None)
    handoffs.tell(tx, [*others, header.sender_mailbox], event)
    return Deposited(True, seq, header.id, digest, i, statement)

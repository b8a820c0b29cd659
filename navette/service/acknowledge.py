"""Receipts, acknowledgements, withdrawals: one signed statement each, judged against the handoff's present state.

The steps, in docs/architecture.md, "An acknowledgement, step by step".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from navette.core.acknowledgement import Decision, ReceiptKind, Response, act_of_receipt, check_receipt_order
from navette.core.encoding import b64, seconds, timestamp, unb64
from navette.core.errors import Conflict, Refused, Unknown
from navette.core.handoff import UNANSWERED, Act, Status, advance
from navette.core.reminders import Step
from navette.envelope.statement import SignedStatement, read, verify_signature
from navette.service.context import Context
from navette.store import acknowledgements, directory, handoffs, milestones, withheld
from navette.store.acknowledgements import TRANSIENT, StoredAct
from navette.store.handoffs import Recipient, Stored
from navette.store.ledger import ACTES
from navette.store.transaction import NO_ACT, Event, Transaction

TYPES = ("receipt", "acknowledgement", "withdrawal")
RESPONSES = {
    Act.DELIVERED.value: Response.OK,
    Act.FAILED.value: Response.FATAL_ERROR,
    TRANSIENT: Response.TRANSIENT_ERROR,
}


@dataclass(frozen=True, slots=True)
class Acted:
    """new: False for a retry; i: index in `actes`; status: where the handoff stands now, since `changed`."""

    new: bool
    i: int
    status: Status
    changed: int


@dataclass(frozen=True, slots=True)
class Posted:
    """A statement that was read: what it says, of which handoff, by whom (32-byte person id)."""

    message: bytes
    signed: SignedStatement
    value: Mapping[str, object]
    by: bytes

    @property
    def time(self) -> int:
        """When it was signed, by the signer's clock."""
        return seconds(self.value["time"])


async def acknowledge(context: Context, message: bytes, signed: SignedStatement) -> tuple[Acted, str]:
    """Records one act: (what came of it, checkpoint).

    Idempotent by the statement's bytes. Refuses what `statement.read` and `verify_signature` refuse, and
    `statement-type`, `unknown-signer`, `unknown-envelope`, `not-a-recipient`, `outside-the-mailbox`, `not-the-sender`,
    `out-of-order`, `already-accepted` (owner, at), `receipt-after-success`, `statement-known`,
    `reroute-without-deposit`, `time-in-future`, `time-before-deposit`.
    """
    value = read(signed.raw)
    if value["type"] not in TYPES:
        raise Refused("statement-type", given=str(value["type"]))
    posted = Posted(message, signed, value, unb64(value["by"], 32))
    public, _ = await context.person(posted.by)
    now = context.clock()
    acted, notes = await context.database.write(
        lambda tx: _record(tx, posted, now, context.settings.clock_skew_seconds),
        lambda: verify_signature(signed, public),
    )
    return acted, notes[ACTES]


def _record(tx: Transaction, posted: Posted, now: int, skew: int) -> Acted:
    handoff = handoffs.find(tx, posted.message)
    if handoff is None or b64(handoff.digest) != posted.value["envelope"]:
        raise Unknown("unknown-envelope")
    past = acknowledgements.acts(tx, handoff.seq)
    known = next((act for act in past if act.raw == posted.signed.raw), None)
    if known is None:  # a retry has its answer however late it comes
        _check_time(handoff, posted.time, now, skew)
    if posted.value["type"] == "withdrawal":
        return _withdraw(tx, handoff, posted, known, now)
    mailbox = unb64(posted.value["mailbox"], 16)
    row = handoffs.recipient(tx, handoff.seq, mailbox)
    if row is None:
        raise Refused("not-a-recipient")
    if known is not None:
        return Acted(False, known.i, row.status, row.changed)
    if not directory.is_member(tx, mailbox, posted.by):
        raise Refused("outside-the-mailbox")
    if posted.value["type"] == "receipt":
        return _receive(tx, handoff, row, posted, past, now)
    return _decide(tx, handoff, row, posted, now)


def _check_time(handoff: Stored, time: int, now: int, skew: int) -> None:
    """The signer's clock is its own word, within what can be: not in the future, not before what it is about."""
    if time > now + skew:
        raise Refused("time-in-future", now=timestamp(now))
    if time < handoff.received - skew:
        raise Refused("time-before-deposit", received=timestamp(handoff.received))


def _receive(
    tx: Transaction, handoff: Stored, row: Recipient, posted: Posted, past: list[StoredAct], now: int
) -> Acted:
    """A receipt: `opened` once a person, `delivered` once a mailbox but for transient errors."""
    act = act_of_receipt(ReceiptKind(str(posted.value["kind"])), response := Response(str(posted.value["response"])))
    mine = [one for one in past if one.mailbox == row.mailbox]
    if act is Act.OPENED:
        if any(one.act == Act.OPENED and one.signer == posted.by for one in mine):
            raise Conflict("statement-known")
    else:
        given = [RESPONSES[one.act] for one in mine if one.act in RESPONSES]
        check_receipt_order(given[-1] if given else None, response)
    after = row.status if act is None else advance(row.status, act)
    acknowledgements.collected(tx, row.mailbox, now)
    return _move(tx, handoff, row, posted, TRANSIENT if act is None else act.value, after, now)


def _decide(tx: Transaction, handoff: Stored, row: Recipient, posted: Posted, now: int) -> Acted:
    """An acknowledgement: a person says what becomes of the handoff."""
    decision = Decision(str(posted.value["decision"]))
    try:
        after = advance(row.status, Act(decision.value))
    except Conflict as error:
        if row.owner is None:
            raise
        data = {**error.data, "owner": b64(row.owner), "at": timestamp(row.changed)}
        raise Conflict(error.code, **data) from error
    if decision is Decision.REROUTED and not handoffs.continue_elsewhere(tx, handoff, row.mailbox):
        raise Refused("reroute-without-deposit")
    return _move(tx, handoff, row, posted, decision.value, after, now)


def _move(tx: Transaction, handoff: Stored, row: Recipient, posted: Posted, act: str, after: Status, now: int) -> Acted:
    """The guarded change, its row and its leaf, and who hears of it: one transaction."""
    changed = row.changed
    if after is not row.status:
        owner = posted.by if after is Status.ACCEPTED else None
        if not handoffs.change(tx, handoff.seq, row.mailbox, row.status, after, owner, now):
            raise Conflict("out-of-order", state=row.status.value, act=act)
        changed = now
        if after is not Status.RECEIVED:
            withheld.drop(tx, handoff.seq, row.mailbox, now)
            _tell_first(tx, handoff)
    i = acknowledgements.append(tx, handoff.seq, row.mailbox, act, posted.by, posted.signed)
    _mark(tx, handoff, row.mailbox, posted, act, i)
    _tell(tx, handoff, [row.mailbox], Event(i, handoff.message, act, row.mailbox))
    return Acted(True, i, after, changed)


def _tell_first(tx: Transaction, handoff: Stored) -> None:
    """Who was silent hears what becomes of the copy that its substitute has: its lists say so."""
    copy = withheld.find(tx, handoff.message)
    if copy is not None and (message := withheld.fiche(tx, copy)) is not None:
        tx.tell(copy.mailbox, Event(NO_ACT, message, Step.SUBSTITUTE.value, copy.mailbox))


def _mark(tx: Transaction, handoff: Stored, mailbox: bytes, posted: Posted, act: str, i: int) -> None:
    """What the coordinator's figures are counted from."""
    line, code = (handoff.seq, mailbox, handoff.received), str(posted.value["code"])
    if act in (TRANSIENT, Act.FAILED):
        milestones.fail(tx, *line, i, str(posted.value["response"]), code)
    if act != TRANSIENT:
        milestones.reach(tx, *line, Act(act), posted.time, code)


def _withdraw(tx: Transaction, handoff: Stored, posted: Posted, known: StoredAct | None, now: int) -> Acted:
    """Wherever nobody has answered yet; where somebody has, their answer stands."""
    rows = handoffs.recipients(tx, handoff.seq)
    if known is not None:
        return Acted(False, known.i, Status.CANCELLED, max(row.changed for row in rows))
    if not directory.is_member(tx, handoff.sender_mailbox, posted.by):
        raise Refused("not-the-sender")
    waiting = [row for row in rows if row.status in UNANSWERED]
    if not waiting:
        raise Conflict("out-of-order", state=rows[0].status.value, act=Act.WITHDRAWN.value)
    for row in waiting:
        handoffs.change(tx, handoff.seq, row.mailbox, row.status, advance(row.status, Act.WITHDRAWN), None, now)
        milestones.reach(tx, handoff.seq, row.mailbox, handoff.received, Act.WITHDRAWN, posted.time)
        withheld.drop(tx, handoff.seq, row.mailbox, now)
    act = Act.WITHDRAWN.value
    i = acknowledgements.append(tx, handoff.seq, None, act, posted.by, posted.signed)
    _tell(tx, handoff, [row.mailbox for row in rows], Event(i, handoff.message, act, None))
    return Acted(True, i, Status.CANCELLED, now)


def _tell(tx: Transaction, handoff: Stored, mailboxes: list[bytes], event: Event) -> None:
    """The sender, the recipients concerned, and who sent the fiche that this one re-routes."""
    origin = [] if handoff.origin is None else [handoff.origin]
    handoffs.tell(tx, [handoff.sender_mailbox, *mailboxes, *origin], event)

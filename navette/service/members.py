"""Arrivals and departures: a mailbox's next statement, with the seats that go with it, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass

from navette.core.encoding import b64
from navette.core.errors import Refused, Unknown
from navette.core.journal import Action
from navette.envelope.statement import SignedStatement
from navette.ledger.judge import MailboxFact, judge
from navette.service.context import Context
from navette.service.enroll import check_address
from navette.store import directory, journal
from navette.store.directory import StoredView
from navette.store.ledger import ANNUAIRE
from navette.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Change:
    """seats: person id → sealed seat of the statement's epoch; history: (old epoch id, sealed), or None."""

    mailbox: bytes
    signed: SignedStatement
    seats: Mapping[bytes, bytes]
    history: tuple[bytes, bytes] | None


async def change_members(context: Context, change: Change) -> tuple[bool, int, str]:
    """Applies a mailbox's next statement: (new, index in `annuaire`, checkpoint).

    Idempotent by the statement. Refuses `seats` unless every member has exactly one seat of the present epoch,
    `history` for a link that does not join the last two epochs, `statement-type`, `unknown-mailbox` for a mailbox
    that does not exist, `address-taken`, and what `judge` refuses.
    """
    now = context.clock()
    (new, i, left), notes = await context.database.write(lambda tx: _change(tx, change, now))
    if left:
        context.hub.cut(change.mailbox)
    return new, i, notes[ANNUAIRE]


def _change(tx: Transaction, change: Change, now: int) -> tuple[bool, int, bool]:
    """(new, index, whether somebody left)."""
    known = directory.known(tx, change.signed)
    if known is not None:
        return False, known, False
    before = directory.current_epoch(tx, change.mailbox)
    if before is None:
        raise Unknown("unknown-mailbox", mailbox=b64(change.mailbox))
    fact = judge(change.signed, StoredView(tx))
    if not isinstance(fact, MailboxFact) or fact.state.id != change.mailbox:
        raise Refused("statement-type", given="not a change of this mailbox")
    _check_seats(tx, fact, change)
    if change.history is not None and (not fact.key_changed or change.history[0] != before):
        raise Refused("history")
    check_address(tx, fact.state.address, change.mailbox)
    i = directory.append(tx, change.signed)
    directory.save_mailbox(tx, fact, i)
    directory.save_seats(tx, change.mailbox, fact.state.key_id, change.seats.items())
    if change.history is not None:
        directory.save_history(tx, change.mailbox, fact.state.key_id, *change.history)
    journal.done_by_coordinator(tx, now, fact.by, Action.MAILBOX, change.mailbox, change.mailbox)
    return True, i, bool(fact.left)


def _check_seats(tx: Transaction, fact: MailboxFact, change: Change) -> None:
    """With a new key every member gets a seat; with the same key the newcomers do, the others have theirs."""
    members = set(fact.state.members)
    seated = set() if fact.key_changed else directory.seated(tx, change.mailbox, fact.state.key_id) - fact.left
    if set(change.seats) != members - seated:
        raise Refused("seats")

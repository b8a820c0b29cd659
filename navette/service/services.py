"""What a mailbox says of itself: hours, days off, who stands in, which forms it takes."""

from navette.core.encoding import b64
from navette.core.errors import Refused, Unknown
from navette.core.journal import Action
from navette.envelope.statement import SignedStatement
from navette.ledger.judge import judge
from navette.ledger.services import ServiceState
from navette.service.context import Context
from navette.store import directory, journal, services
from navette.store.directory import StoredView
from navette.store.ledger import ANNUAIRE
from navette.store.transaction import Transaction


async def state_service(context: Context, mailbox: bytes, signed: SignedStatement) -> tuple[bool, int, str]:
    """Records a mailbox's next `service` statement: (new, index in `annuaire`, checkpoint).

    Idempotent by the statement. Refuses `statement-type`, `unknown-mailbox`, and what `judge` refuses.
    """
    now = context.clock()
    (new, i), notes = await context.database.write(lambda tx: _state(tx, mailbox, signed, now))
    return new, i, notes[ANNUAIRE]


def _state(tx: Transaction, mailbox: bytes, signed: SignedStatement, now: int) -> tuple[bool, int]:
    known = directory.known(tx, signed)
    if known is not None:
        return False, known
    if directory.current_epoch(tx, mailbox) is None:
        raise Unknown("unknown-mailbox", mailbox=b64(mailbox))
    fact = judge(signed, StoredView(tx))
    if not isinstance(fact, ServiceState) or fact.mailbox != mailbox:
        raise Refused("statement-type", given="not what this mailbox says of itself")
    i = directory.append(tx, signed)
    services.save(tx, fact, i)
    journal.done_by_coordinator(tx, now, fact.by, Action.SERVICE, mailbox, mailbox)
    return True, i

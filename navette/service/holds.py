"""A coordinator holds a handoff, a mailbox or everything back from removal, and lets go of it again."""

from navette.core.errors import Conflict, Unknown
from navette.core.journal import Action
from navette.core.retention import Scope
from navette.service.context import Context
from navette.store import directory, handoffs, holds, journal
from navette.store.holds import Hold
from navette.store.transaction import Transaction


async def hold(context: Context, wanted: Hold) -> tuple[bool, Hold]:
    """Keeps it from now on: (False for a retry, the hold as it stands).

    Idempotent by id. Refuses `unknown-envelope`, `unknown-mailbox`, `hold-known`.
    """
    return (await context.database.write(lambda tx: _hold(tx, wanted)))[0]


def _hold(tx: Transaction, wanted: Hold) -> tuple[bool, Hold]:
    known = holds.find(tx, wanted.id)
    if known is not None:
        if known._replace(time=wanted.time, lifted=None, lifted_by=None) != wanted:
            raise Conflict("hold-known")
        return False, known
    if wanted.scope is Scope.HANDOFF and handoffs.find(tx, wanted.target) is None:
        raise Unknown("unknown-envelope")
    if wanted.scope is Scope.MAILBOX and directory.current_epoch(tx, wanted.target) is None:
        raise Unknown("unknown-mailbox")
    holds.add(tx, wanted)
    _note(tx, wanted, wanted.time, wanted.person, Action.HOLD)
    return True, wanted


async def lift(context: Context, coordinator: bytes, identifier: bytes) -> Hold:
    """Lets go of it: what is due is removed after the days that people are told before. Refuses `unknown-hold`."""
    now = context.clock()
    return (await context.database.write(lambda tx: _lift(tx, coordinator, identifier, now)))[0]


def _lift(tx: Transaction, coordinator: bytes, identifier: bytes, now: int) -> Hold:
    known = holds.find(tx, identifier)
    if known is None:
        raise Unknown("unknown-hold")
    if known.lifted is not None:
        return known
    lifted = known._replace(lifted=now, lifted_by=coordinator)
    holds.lift(tx, lifted)
    _note(tx, lifted, now, coordinator, Action.RELEASE)
    return lifted


def _note(tx: Transaction, hold: Hold, now: int, by: bytes, action: Action) -> None:
    """In the journal, for those whom it concerns."""
    mailbox = hold.target if hold.scope is Scope.MAILBOX else None
    journal.done(tx, now, by, action, hold.target or hold.id, mailbox)

"""The sweeper: what has come due about silence is done, each step once (docs/spec/reminders.md).

At every step, what is true if we stop here: a look is one transaction, so a step is recorded, told and no longer due
all at once, or it is still due. Only the process that holds the folder looks; would two, the second found it done.
"""

from functools import partial

from navette.core.handoff import Status
from navette.core.notices import OF_STEP
from navette.core.reminders import Step, due, next_at, told
from navette.service import notices, withhold
from navette.service.context import Context
from navette.store import clocks, reminders, withheld
from navette.store.reminders import Silence
from navette.store.transaction import NO_ACT, Event, Transaction

BATCH = 200  # rows a transaction: deposits do not wait behind a long one
# Whose people hear of a step.
TO_RECIPIENT = frozenset({Step.AGAIN, Step.AGAIN_TWICE, Step.REMIND, Step.SUBSTITUTE})
TO_SENDER = frozenset({Step.UNDELIVERED, Step.SENDER})
TO_COORDINATORS = frozenset({Step.UNDELIVERED, Step.COORDINATOR})


async def take_over(context: Context) -> None:
    """Before the first look: the clocks that the site has now are noted when they are others than before."""
    settings = context.settings
    noted = partial(
        clocks.keep,
        since=context.clock(),
        public_holidays=settings.public_holidays,
        reminder_offsets=settings.reminder_offsets,
    )
    await context.database.write(noted)


async def sweep(context: Context) -> int:
    """Does what has come due by the context's clock; how many steps fired."""
    fired = 0
    while (first := await reminders.first(context.database)) is not None and first <= (now := context.clock()):
        fired += (await context.database.write(partial(look, context=context, now=now)))[0]
    return fired


def look(tx: Transaction, context: Context, now: int) -> int:
    """One batch of rows whose hour has come; how many steps fired."""
    return sum(_look_at(tx, context, silence, now) for silence in reminders.to_look_at(tx, now, BATCH))


def _look_at(tx: Transaction, context: Context, silence: Silence, now: int) -> int:
    """One row: its steps that are due are recorded and told, and it is put away until the next."""
    steps = context.clocks.plan(silence.form, silence.received, silence.due_by, silence.urgency)
    # What its substitute has in charge is answered for, though the recipient itself never said a word.
    status = Status.ACCEPTED if withheld.taken(tx, silence.handoff, silence.mailbox) else silence.status
    fire = due(steps, silence.fired, status, now)
    reminders.record(tx, silence, tuple((at, step) for at, step in steps if step in fire), now)
    fired = silence.fired | sum(step.bit for step in fire)
    reminders.look_again(tx, silence, fire, next_at(steps, fired, status))
    for step in told(fire):
        _tell(tx, silence, step)
        _notice(tx, silence, step, now)
    if Step.SUBSTITUTE in fire:
        withhold.stand_in(tx, context, silence, now)
    return len(fire)


def _notice(tx: Transaction, silence: Silence, step: Step, now: int) -> None:
    """Whoever it concerns is told outside the pages too."""
    about = (silence.handoff, silence.mailbox)
    for mailbox in {*_hears(silence, step), *((None,) if step in TO_COORDINATORS else ())}:
        notices.arise(tx, mailbox, OF_STEP[step], about, silence.urgency, now)


def _tell(tx: Transaction, silence: Silence, step: Step) -> None:
    event = Event(NO_ACT, silence.message, step.value, silence.mailbox)
    for mailbox in _hears(silence, step):
        tx.tell(mailbox, event)


def _hears(silence: Silence, step: Step) -> list[bytes]:
    """The mailboxes whose people are concerned."""
    if step in TO_RECIPIENT:
        return [silence.mailbox]
    return [silence.sender_mailbox] if step in TO_SENDER else []

"""Copies for a substitute, as a sender wants and sees them: whom they are for, and what was done about them."""

from collections.abc import Iterable, Sequence

from navette.client.copy_items import Copied, CopyState
from navette.client.desk import ABSENT, Desk
from navette.client.items import Fault, SentItem
from navette.client.job import CopyStep, Job
from navette.client.workplace import Workplace
from navette.core.errors import NavetteError


def substitute_of(desk: Desk, sender: bytes, recipients: Sequence[bytes], mailbox: bytes) -> bytes:
    """Whom a copy can be sealed to for when `mailbox` is silent; empty when it names nobody without the fiche."""
    state = desk.directory.service(mailbox)
    named = b"" if state is None else state.substitute
    return b"" if named in (sender, *recipients) else named


def steps(place: Workplace, message: bytes, recipients: Sequence[bytes]) -> list[CopyStep]:
    """What seals the fiche to the substitute of each recipient that names one."""
    named = {one: substitute_of(place.desk, place.mailbox, recipients, one) for one in recipients}
    return [CopyStep(place.desk.new_id(), message, one, named[one]) for one in named if named[one]]


def done(desk: Desk, job: Job) -> tuple[Copied, ...]:
    """What was sealed for substitutes, as far as the server answered."""
    answered = zip(job.steps, job.answers, strict=False)
    return tuple(
        Copied(
            step.mailbox,
            desk.name(step.mailbox),
            step.substitute,
            desk.name(step.substitute),
            CopyState(answer.status) if answer.status else None,
            answer.changed or None,
        )
        for step, answer in answered
        if isinstance(step, CopyStep)
    )


async def renew(place: Workplace, items: Iterable[SentItem]) -> None:
    """Seals again what could not be given to a substitute because its key had changed. What fails is noted."""
    for item in items:
        for one in item.recipients:
            if one.copy is None or one.copy.state is not CopyState.STALE or place.desk.doubt is not None:
                continue
            step = CopyStep(place.desk.new_id(), item.message, one.mailbox, one.copy.mailbox)
            try:
                await place.deliver(place.job([step]))
            except NavetteError as error:
                if error.code in ABSENT:
                    return
                place.note([Fault(error.code, item.reference)])

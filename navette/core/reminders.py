"""What is done about silence, and when: two clocks a handoff, each step of them once (docs/spec/reminders.md).

The technical clock runs until the recipient's software signs a receipt: MedCom's reliable messaging (30 minutes, twice,
then a person: https://medcomfhir.dk/ig/messaging). The human clock runs until a person answers, against the deadline
of `deadline.due_by`. Instants and delays are whole seconds; nothing here reads a clock or knows of a database.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from navette.core.deadline import BY_URGENCY, HOUR
from navette.core.errors import Malformed
from navette.core.handoff import Status
from navette.core.parties import Urgency

NOTHING_FIRED = 0


class Step(StrEnum):
    """One thing done once about one recipient's silence, in the order in which ties are fired."""

    AGAIN = "notify-again"  # no receipt: the recipient's people are told again
    AGAIN_TWICE = "notify-again-twice"
    UNDELIVERED = "undelivered"  # still none: a task for a person
    REMIND = "remind"  # the deadline comes near: the recipient's people
    SUBSTITUTE = "substitute"  # it has come: the mailbox that stands in, and what was sealed for it
    SENDER = "sender"  # it has passed
    COORDINATOR = "coordinator"

    @property
    def bit(self) -> int:
        """Its place in the set of the steps fired, which is kept as one number."""
        return _BITS[self]


_BITS: Mapping[Step, int] = {step: 1 << place for place, step in enumerate(Step)}
TECHNICAL = frozenset({Step.AGAIN, Step.AGAIN_TWICE, Step.UNDELIVERED})
# What still matters: nobody is reminded of what was answered. A question asked makes it the sender's turn; whether the
# sender answers is watched over by the two last steps.
_MATTERS: Mapping[Status, frozenset[Step]] = {
    Status.REQUESTED: frozenset(Step),
    Status.RECEIVED: frozenset(Step) - TECHNICAL,
    Status.ON_HOLD: frozenset({Step.SENDER, Step.COORDINATOR}),
}


@dataclass(frozen=True, slots=True)
class Offsets:
    """When the steps of a form fire, in seconds; None: by the urgency, as below.

    again: without a receipt, between the technical steps. remind: before the deadline; a quarter of the time there was,
    12 hours at most. substitute: after the deadline; at once. sender, coordinator: after the deadline; half of the
    urgency's own delay.
    """

    again: int = HOUR // 2
    remind: int | None = None
    substitute: int | None = None
    sender: int | None = None
    coordinator: int | None = None


DEFAULT = Offsets()
LONGEST_NOTICE = 12 * HOUR

_OFFSET = re.compile(
    r"(?:([a-z][a-z0-9-]{0,63})\.)?(again|remind|substitute|sender|coordinator)=([0-9]{1,5})", re.ASCII
)

Plan = tuple[tuple[int, Step], ...]


def read_offsets(text: str) -> dict[str, Offsets]:
    """What a site sets: `again=30, discharge.sender=120`, minutes, of every form or of one; "" stands for the others.

    A form has what is set for it, over what is set for all. Refuses `field` (offsets) for anything else, for a step
    set twice, and for technical steps less than five minutes apart.
    """
    said: dict[str, dict[str, int]] = {"": {}}
    for part in text.split(",") if text.strip() else ():
        found = _OFFSET.fullmatch(part.strip())
        form, step, minutes = found.groups() if found else ("", "again", "0")
        steps = said.setdefault(form or "", {})
        if step in steps or (step == "again" and int(minutes) < 5):
            raise Malformed("field", field="offsets")
        steps[step] = int(minutes) * 60
    general = replace(DEFAULT, **said[""])
    return {form: replace(general, **steps) for form, steps in said.items()}


def plan(received: int, due_by: int, urgency: Urgency, offsets: Offsets = DEFAULT) -> Plan:
    """(instant, step) of each step, in the order in which they fire. received: the deposit, by the server's clock."""
    notice = min((due_by - received) // 4, LONGEST_NOTICE) if offsets.remind is None else offsets.remind
    patience = BY_URGENCY[urgency] // 2
    steps = {
        Step.AGAIN: received + offsets.again,
        Step.AGAIN_TWICE: received + 2 * offsets.again,
        Step.UNDELIVERED: received + 3 * offsets.again,
        Step.REMIND: max(received, due_by - notice),
        Step.SUBSTITUTE: due_by + (offsets.substitute or 0),
        Step.SENDER: due_by + (patience if offsets.sender is None else offsets.sender),
        Step.COORDINATOR: due_by + (patience if offsets.coordinator is None else offsets.coordinator),
    }
    return tuple(sorted(((at, step) for step, at in steps.items()), key=lambda one: (one[0], one[1].bit)))


def waiting(steps: Plan, fired: int, status: Status) -> Plan:
    """What is still to fire as things stand. fired: the bits of the steps that did."""
    matters = _MATTERS.get(status, frozenset())
    return tuple((at, step) for at, step in steps if step in matters and not fired & step.bit)


def next_at(steps: Plan, fired: int, status: Status) -> int | None:
    """When there is next something to do; None: never, as things stand."""
    left = waiting(steps, fired, status)
    return left[0][0] if left else None


def due(steps: Plan, fired: int, status: Status, now: int) -> tuple[Step, ...]:
    """What must be done now, in order: one step as a rule, several after the server was away."""
    return tuple(step for at, step in waiting(steps, fired, status) if at <= now)


def told(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Of the steps that came due together, those that tell anybody: of the technical ones the last alone."""
    technical = [step for step in steps if step in TECHNICAL]
    return tuple(step for step in steps if step not in technical[:-1])

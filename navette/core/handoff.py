"""The life of a handoff: one table, one row per recipient mailbox.

Statuses are FHIR Task codes (https://hl7.org/fhir/R4/valueset-task-status.html). The drawing in
docs/spec/acknowledgement.md is made by `mermaid()` and a test compares the two. *Late* and *unresolved* are
computed, never stored.
"""

from collections.abc import Iterable
from enum import StrEnum

from navette.core.errors import Conflict


class Status(StrEnum):
    """Where a handoff stands for one recipient mailbox."""

    REQUESTED = "requested"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    ON_HOLD = "on-hold"
    REJECTED = "rejected"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What can happen to a handoff. Each is one signed statement of a program or of a person."""

    DELIVERED = "delivered"  # receipt: the recipient's software opened and verified it
    FAILED = "failed"  # receipt: it never will be able to (fatal-error)
    OPENED = "opened"  # receipt: a device, in a person's name
    ACCEPTED = "accepted"  # acknowledgement: this is now mine
    QUESTION = "question"
    DECLINED = "declined"
    REROUTED = "rerouted"  # sent on, sealed again, to another mailbox
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"  # by the sender


TRANSITIONS: dict[tuple[Status, Act], Status] = {
    (Status.REQUESTED, Act.DELIVERED): Status.RECEIVED,
    (Status.REQUESTED, Act.FAILED): Status.REJECTED,
    (Status.REQUESTED, Act.WITHDRAWN): Status.CANCELLED,
    (Status.RECEIVED, Act.ACCEPTED): Status.ACCEPTED,
    (Status.RECEIVED, Act.QUESTION): Status.ON_HOLD,
    (Status.RECEIVED, Act.DECLINED): Status.REJECTED,
    (Status.RECEIVED, Act.REROUTED): Status.REJECTED,
    (Status.RECEIVED, Act.CLOSED): Status.COMPLETED,
    (Status.RECEIVED, Act.WITHDRAWN): Status.CANCELLED,
    (Status.ON_HOLD, Act.ACCEPTED): Status.ACCEPTED,
    (Status.ON_HOLD, Act.DECLINED): Status.REJECTED,
    (Status.ON_HOLD, Act.REROUTED): Status.REJECTED,
    (Status.ON_HOLD, Act.CLOSED): Status.COMPLETED,
    (Status.ON_HOLD, Act.WITHDRAWN): Status.CANCELLED,
    (Status.ACCEPTED, Act.CLOSED): Status.COMPLETED,
}

# `opened` changes no status: it can be said by each person, at any time after `delivered`.
OPENABLE = frozenset({Status.RECEIVED, Status.ON_HOLD, Status.ACCEPTED, Status.REJECTED, Status.COMPLETED})

RESOLVED = frozenset({Status.COMPLETED, Status.REJECTED, Status.CANCELLED})
# Waiting for a person of the recipient's side to answer: what a deadline runs against.
UNANSWERED = frozenset({Status.REQUESTED, Status.RECEIVED, Status.ON_HOLD})


def advance(status: Status, act: Act) -> Status:
    """The status after `act`; refuses `out-of-order`, or `already-accepted` when a second person accepts."""
    if act is Act.OPENED and status in OPENABLE:
        return status
    after = TRANSITIONS.get((status, act))
    if after is None:
        code = "already-accepted" if act is Act.ACCEPTED and status is Status.ACCEPTED else "out-of-order"
        raise Conflict(code, state=status.value, act=act.value)
    return after


def resolved(statuses: Iterable[Status]) -> bool:
    """A handoff is resolved when every recipient is."""
    return all(status in RESOLVED for status in statuses)


def overdue(status: Status, due_by: int, now: int) -> bool:
    """Nobody answered and the hour has passed (seconds since 1970)."""
    return status in UNANSWERED and now > due_by


def mermaid() -> str:
    """The table as a Mermaid state diagram, for docs/spec/acknowledgement.md."""
    lines = ["stateDiagram-v2", "    [*] --> requested: deposit"]
    lines += [f"    {before} --> {after}: {act}" for (before, act), after in TRANSITIONS.items()]
    lines += [f"    {status} --> [*]" for status in Status if status in RESOLVED]
    return "\n".join(lines).replace("on-hold", "on_hold")

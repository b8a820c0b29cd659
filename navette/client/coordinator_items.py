"""What the coordinator's verbs answer with: plain values, as those of items.py. Delays and routing, never content."""

from collections.abc import Mapping
from dataclasses import dataclass

from navette.client.copy_items import Copy
from navette.client.items import ActRecord, Fault, SentItem
from navette.core.handoff import Status
from navette.core.parties import MailboxKind, Urgency


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation just made. code: the text to hand over, by another way than this server."""

    id: bytes
    code: str
    expires: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation and its state: open, used, expired. ours: its secret is here, so that it can be confirmed."""

    id: bytes
    role: str
    name: str
    kind: MailboxKind | None
    address: str
    created: int
    expires: int
    state: str
    person: bytes | None
    mailbox: bytes | None
    certified: bool
    ours: bool


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What became of one used invitation: certified, or the reason (a code) why these keys are not believed."""

    invitation: bytes
    name: str
    person: bytes
    mailbox: bytes | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class UnresolvedItem:
    """A line of the coordinator's board. nudged, nudged_by, nudges: when this recipient last was, who, how often."""

    reference: str
    message: bytes
    sender_mailbox: bytes
    sender_name: str
    mailbox: bytes
    mailbox_name: str
    form: str
    urgency: Urgency
    received: int
    due_by: int
    overdue: bool
    status: Status
    owner: bytes | None
    owner_name: str
    changed: int
    nudged: int | None
    nudged_by: bytes | None
    nudges: int
    copy: Copy | None = None


@dataclass(frozen=True, slots=True)
class Nudged:
    """A recipient was nudged."""

    reference: str
    message: bytes
    mailbox: bytes
    mailbox_name: str
    time: int


@dataclass(frozen=True, slots=True)
class Proven:
    """A handoff whose every act was looked for in the ledger, as a checkpoint of `size` leaves has it.

    acts: those that hold; faults: what does not, by its code. status: by recipient mailbox, folded from the acts.
    """

    reference: str
    message: bytes
    size: int
    acts: tuple[ActRecord, ...]
    status: Mapping[bytes, Status]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """A step of the clocks that fired about a recipient's silence: the server's own word. due: when it was to."""

    mailbox: bytes
    mailbox_name: str
    step: str
    due: int
    fired: int


@dataclass(frozen=True, slots=True)
class NudgeMade:
    """A coordinator's nudge: the server's own word."""

    mailbox: bytes
    mailbox_name: str
    by: bytes
    by_name: str
    time: int


@dataclass(frozen=True, slots=True)
class History:
    """All that is known of one handoff and nothing of what it says. replies: message ids, oldest first."""

    item: SentItem
    proven: Proven
    reminders: tuple[Reminder, ...]
    nudges: tuple[NudgeMade, ...]
    replies: tuple[bytes, ...]

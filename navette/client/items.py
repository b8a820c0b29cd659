"""What the verbs of the SDK answer with: plain values, ids as bytes, times in seconds since 1970.

Ids: message, mailbox and attachment 16 bytes; person, epoch, form and envelope digest 32. `plain` spells any of them
for JSON. A status that comes in a list is what the server says; `Mailbox.handoff` and `verify` check it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import IntEnum, StrEnum

from navette.client.copy_items import Copied, Copy
from navette.core.encoding import b64, timestamp
from navette.core.errors import NavetteError
from navette.core.handoff import Status
from navette.core.parties import Role, Urgency
from navette.envelope.format import Envelope
from navette.envelope.manifest import Manifest

Progress = Callable[[str, int, int], None]  # a file's name, the bytes done, the bytes in all

_TIMES = frozenset(
    {"time", "due_by", "received", "changed", "created", "expires", "last_collected"}
    | {"nudged", "releases", "removal", "removed"}
)


@dataclass(frozen=True, slots=True)
class Party:
    """A person in a mailbox. Names are those a coordinator vouches for, empty when none does."""

    person: bytes
    name: str
    profession: str
    mailbox: bytes
    mailbox_name: str
    address: str

    @property
    def vouched(self) -> bool:
        """A pinned coordinator vouches for the person and for the mailbox today."""
        return bool(self.name and self.mailbox_name)


@dataclass(frozen=True, slots=True)
class RecipientState:
    """Where a handoff stands for one recipient mailbox. nudged, nudged_by, nudges: when last, who, how often."""

    mailbox: bytes
    mailbox_name: str
    address: str
    n: int
    status: Status
    owner: bytes | None
    owner_name: str
    due_by: int
    changed: int
    rerouted_to: bytes | None
    nudged: int | None = None
    nudged_by: bytes | None = None
    nudges: int = 0
    copy: Copy | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A handoff as lists show it: routing, never content. time: the sender's clock; received: the server's."""

    message: bytes
    envelope: bytes
    reference: str
    sender: Party
    form: str
    form_hash: bytes
    urgency: Urgency
    time: int
    received: int
    reply: bytes | None
    pages: int
    blobs: int
    index: int


@dataclass(frozen=True, slots=True)
class InboxItem(Item):
    """What was sent to the mailbox. n: its number there, 1, 2, 3 … without holes; nudges, copy: as in RecipientState.

    removal, removed: as in SentItem. stands_in_for: the mailbox that was silent; this is the copy kept for then.
    rerouted: it continues the fiche that `reply` names, and answers nothing.
    """

    n: int
    due_by: int
    status: Status
    owner: bytes | None
    owner_name: str
    changed: int
    rerouted_to: bytes | None
    nudged: int | None = None
    nudged_by: bytes | None = None
    nudges: int = 0
    removal: int | None = None
    removed: int | None = None
    copy: Copy | None = None
    stands_in_for: bytes | None = None
    stands_in_for_name: str = ""
    rerouted: bool = False


@dataclass(frozen=True, slots=True)
class SentItem(Item):
    """What the mailbox sent, and where it stands for each recipient. seq: the server's cursor.

    removal: when the content will be removed, once that is near: to be exported before; removed: when it was.
    """

    seq: int
    recipients: tuple[RecipientState, ...]
    removal: int | None = None
    removed: int | None = None
    stands_in_for: bytes | None = None
    stands_in_for_name: str = ""
    rerouted: bool = False


@dataclass(frozen=True, slots=True)
class ActRecord:
    """One act of a handoff, verified. act: deposit, removal, transient-error, or an act of core/handoff.py."""

    index: int
    act: str
    mailbox: bytes | None
    by: bytes
    by_name: str
    time: int
    code: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold, found by a check. subject: a reference, a ledger, a mailbox address."""

    code: str
    subject: str
    detail: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handoff:
    """A handoff folded from its signed acts. status and owner: by recipient mailbox."""

    item: SentItem
    acts: tuple[ActRecord, ...]
    status: Mapping[bytes, Status]
    owner: Mapping[bytes, bytes]
    replies: tuple[bytes, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A fiche, opened: its bytes exactly as they were sealed, to be kept on no disk."""

    item: InboxItem | SentItem
    manifest: Manifest
    fiche: bytes = field(repr=False)
    sender: Party
    acts: tuple[ActRecord, ...]
    envelope: Envelope = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """A deposit the server answered, its leaf found in the ledger.

    resealed: it was sealed a second time, under another message id than at first; changed: the mailboxes whose key had
    changed meanwhile. problem: why an act that was to follow (closing, after a reply) was not done; the fiche is there.
    """

    message: bytes
    reference: str
    envelope_digest: bytes
    index: int
    resealed: bool = False
    changed: tuple[bytes, ...] = ()
    problem: NavetteError | None = None
    copies: tuple[Copied, ...] = ()


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """An acknowledgement or a withdrawal, in the ledger. sent: the sealed text that went with it."""

    reference: str
    status: Status
    changed: int
    index: int
    sent: Sent | None = None
    problem: NavetteError | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job of the outbox. problem: the code of the last failure; parked: refused for good, kept to be looked at."""

    job: str
    reference: str
    message: bytes
    created: int
    problem: str
    parked: bool


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a handoff of the mailbox, as the server says.

    kind: deposit, receipt, acknowledgement, withdrawal; act: as in ActRecord; of: the recipient mailbox, or None. Or a
    nudge of the coordinator, which is no act of the ledger: index -1, kind nudge, act nudged.
    """

    index: int
    kind: str
    message: bytes
    reference: str
    act: str
    of: bytes | None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a mailbox. name: empty when no coordinator vouches for the person."""

    person: bytes
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who joined. code_printed: the printed code, to be shown once; mailbox: the address, None without one."""

    person: bytes
    name: str
    code_printed: str
    mailbox: bytes | None
    address: str | None


def plain(value: object) -> object:
    """`value` as JSON takes it: bytes in base64url, times as 2026-11-22T10:00:00Z, errors as code and data."""
    if is_dataclass(value):
        given = {one.name: getattr(value, one.name) for one in fields(value) if one.repr}
        return {name: _moment(name, inner) for name, inner in given.items()}
    if isinstance(value, NavetteError):
        return {"code": value.code, **value.data}
    if isinstance(value, bytes):
        return b64(value)
    if isinstance(value, IntEnum):
        return value.name.lower()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [plain(inner) for inner in value]
    return value


def _moment(name: str, value: object) -> object:
    if name in _TIMES and isinstance(value, int):
        return timestamp(value)
    return plain(value)

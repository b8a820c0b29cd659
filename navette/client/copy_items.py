"""Copies for a substitute, as plain values (docs/spec/substitutes.md). Ids and times as in items.py."""

from dataclasses import dataclass
from enum import StrEnum

from navette.core.handoff import Status


class CopyState(StrEnum):
    """What has become of a copy."""

    WAITING = "waiting"
    RELEASED = "released"
    DROPPED = "dropped"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Copy:
    """What was sealed for a recipient's substitute. mailbox: the substitute's; status, owner: there, once released."""

    message: bytes
    mailbox: bytes
    mailbox_name: str
    releases: int
    state: CopyState
    status: Status | None
    owner: bytes | None
    owner_name: str


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was sealed on sending. mailbox: whose silence it waits for; state: None when it was not needed."""

    mailbox: bytes
    mailbox_name: str
    substitute: bytes
    substitute_name: str
    state: CopyState | None
    releases: int | None

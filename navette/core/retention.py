"""How long what is closed is kept: its sealed content, and what is known about it (docs/spec/retention.md)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

DAY: Final = 86_400
NOTICE_DAYS: Final = 31  # of people, before a removal: a letter on the first of each month comes in time


class What(StrEnum):
    """What a removal takes away."""

    CONTENT = "content"  # the envelope and its attachments
    METADATA = "metadata"  # who, when and what became of it


class Scope(StrEnum):
    """What a legal hold keeps."""

    HANDOFF = "handoff"  # one, and the thread it is in
    MAILBOX = "mailbox"  # all that a mailbox sent or received
    EVERYTHING = "all"


# Why something is held: administrative, visible to coordinators, never a person's name.
HOLD_CODES: Final = ("complaint", "litigation", "inspection", "access-request", "other")


def removal_at(changed: int, lifted: Sequence[int], days: int) -> int:
    """When what was last touched at `changed` may go: after so many days, and never without the notice.

    lifted: when the holds that kept it ended. Seconds since 1970.
    """
    return max([changed + days * DAY, *(end + NOTICE_DAYS * DAY for end in lifted)])


def announced(at: int | None, now: int) -> bool:
    """Whether a removal is near enough to be told."""
    return at is not None and now >= at - NOTICE_DAYS * DAY

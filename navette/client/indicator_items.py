"""The figures of a period as the coordinator gets them: plain values, as those of items.py. None: hidden, being few.

What each is: docs/spec/indicators.md. `delivered` is its `received`: the time of a deposit has that name here.
"""

from dataclasses import dataclass
from datetime import date

Shown = int | None  # None in a masked answer alone


@dataclass(frozen=True, slots=True)
class Volume:
    """Lines of one form between two mailboxes, deposited in one month."""

    month: str
    form: str
    form_hash: bytes
    sender: bytes
    sender_name: str
    recipient: bytes
    recipient_name: str
    sent: Shown
    delivered: Shown
    accepted: Shown
    rejected: Shown
    completed: Shown
    cancelled: Shown
    unanswered: Shown


@dataclass(frozen=True, slots=True)
class FormVolume:
    """Lines of one form, whoever sent them and to whom."""

    form: str
    form_hash: bytes
    sent: Shown


@dataclass(frozen=True, slots=True)
class Delay:
    """How long `what` took, in seconds: received, accepted, completed.

    by: recipient, form or all; key: the mailbox, the form's hash, or nothing; name: as people read it.
    """

    by: str
    key: bytes
    name: str
    what: str
    count: Shown
    median: Shown
    p90: Shown


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What became of all lines. taken: in charge, or closed at once; answered: those and what was declined."""

    sent: Shown
    delivered: Shown
    taken: Shown
    answered: Shown


@dataclass(frozen=True, slots=True)
class SameDay:
    """Of a form to be sent the day it speaks of: the lines that name that day, and those sent before it was over."""

    form: str
    form_hash: bytes
    count: Shown
    same_day: Shown


@dataclass(frozen=True, slots=True)
class Failures:
    """Receipts of a failure: response is fatal-error or transient-error."""

    response: str
    code: str
    count: Shown


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Lines of a recipient that nobody has closed for longer than `over` seconds."""

    recipient: bytes
    recipient_name: str
    over: int
    count: Shown


@dataclass(frozen=True, slots=True)
class DoctorSearches:
    """Searches for a treating doctor, and those that found one."""

    asked: Shown
    found: Shown


@dataclass(frozen=True, slots=True)
class Actors:
    """Persons who signed, mailboxes that sent or received, and the facilities of these."""

    professionals: Shown
    mailboxes: Shown
    facilities: Shown


@dataclass(frozen=True, slots=True)
class Indicators:
    """The figures of a period, both days included, as they stood at `time`. What never happened has no entry."""

    first: date
    last: date
    time: int
    masked: bool
    rows: tuple[Volume, ...]
    forms: tuple[FormVolume, ...]
    delays: tuple[Delay, ...]
    acknowledgement: Acknowledgement
    same_day: tuple[SameDay, ...]
    failures: tuple[Failures, ...]
    unresolved: tuple[Unresolved, ...]
    found: DoctorSearches
    actors: Actors

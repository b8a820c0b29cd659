"""What becomes a notice, for whom and when; written in the transaction of what it tells."""

from navette.core.handoff import UNANSWERED, Status
from navette.core.notices import Reason, at_minute
from navette.core.paris import wall
from navette.core.parties import Urgency
from navette.core.retention import DAY, NOTICE_DAYS
from navette.store import notices, push
from navette.store.notices import Line
from navette.store.transaction import Transaction

URGENT = frozenset({Urgency.URGENT, Urgency.ASAP, Urgency.STAT})
# What some tell ends before the answer: with the receipt, or with a question, which is the sender's to answer.
UNOPENED = frozenset({Status.REQUESTED})
THEIR_TURN = UNOPENED | {Status.RECEIVED}
SAID_WHILE = {
    Reason.AGAIN: UNOPENED,
    Reason.UNDELIVERED: UNOPENED,
    Reason.REMIND: THEIR_TURN,
    Reason.DUE: THEIR_TURN,
}
BATCH = 500


def arise(
    tx: Transaction, to: bytes | None, reason: Reason, about: tuple[int, bytes], urgency: Urgency, now: int
) -> None:
    """A notice for each member of the mailbox `to` who is to be told outside the pages; None: for each coordinator.

    about: the handoff's seq, and the recipient mailbox it is about.
    """
    for one in notices.contacts(tx, to):
        at = one.preferences.when(now, urgency)
        if at is not None and one.by_mail:
            notices.add(tx, (one.person, reason.value, *about, now, at))
        if at is not None and one.on_devices:
            push.add(tx, one.person, reason, about, urgency in URGENT, at)


def digest(tx: Transaction, now: int, days: int) -> int:
    """The daily letters whose hour has come: for who has something waiting; on the first of a month, to export.

    days: how long content is kept once it is closed. How many persons were looked at.
    """
    due = notices.digests_due(tx, now, BATCH)
    for person, minute in due:
        notices.set_next_digest(tx, person, at_minute(now, minute))
        if notices.may_write(tx, person) and notices.waiting_for(tx, person):
            notices.add(tx, (person, Reason.DIGEST.value, 0, b"", now, now))
        old = now - (days - NOTICE_DAYS) * DAY
        if wall(now).day == 1 and notices.may_write(tx, person) and notices.keeps(tx, person, old):
            notices.add(tx, (person, Reason.EXPIRING.value, 0, b"", now, now))
    return len(due)


def still_said(line: Line) -> bool:
    """Whether a notice is still worth telling: nobody is told of what was opened, or answered, meanwhile."""
    return line.message is None or line.status in SAID_WHILE.get(line.reason, UNANSWERED)

"""Why somebody is told outside the pages, and when: at once, after the quiet hours, or with the daily letter.

Minutes of the day are those a clock in Paris shows; instants are seconds since 1970.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from navette.core.paris import instant_of, wall
from navette.core.parties import Urgency
from navette.core.reminders import Step

DAY_MINUTES = 24 * 60


class Reason(StrEnum):
    """What a notice says, and nothing of what is in the fiche."""

    NEW = "new"  # an urgent one has come
    AGAIN = "again"
    REMIND = "remind"
    DUE = "due"
    STAND_IN = "stand-in"  # to the substitute of who is silent
    UNDELIVERED = "undelivered"
    OVERDUE = "overdue"  # to who sent it, and to the coordinators
    NUDGED = "nudged"
    DIGEST = "digest"  # so many wait
    EXPIRING = "expiring"  # what was closed long ago will be removed
    CONFIRM = "confirm"  # the code that shows that an address is read


OF_STEP = {
    Step.AGAIN: Reason.AGAIN,
    Step.AGAIN_TWICE: Reason.AGAIN,
    Step.UNDELIVERED: Reason.UNDELIVERED,
    Step.REMIND: Reason.REMIND,
    Step.SUBSTITUTE: Reason.DUE,
    Step.SENDER: Reason.OVERDUE,
    Step.COORDINATOR: Reason.OVERDUE,
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """immediate: False for the daily letter alone; digest: its minute; quiet: from, to; None: none."""

    immediate: bool = True
    digest: int | None = 8 * 60
    quiet: tuple[int, int] | None = None

    def when(self, now: int, urgency: Urgency) -> int | None:
        """Not before which instant a notice that arises now is sent; None: it is not."""
        if not self.immediate:
            return None if self.digest is None else at_minute(now, self.digest)
        if self.quiet is None or urgency is Urgency.STAT:
            return now
        return after_quiet(now, *self.quiet)


def at_minute(now: int, minute: int) -> int:
    """The next instant, after now, at which a clock in Paris shows that minute of the day."""
    day = wall(now).date()
    found = _instant(day, minute)
    return found if found > now else _instant(day + timedelta(days=1), minute)


def after_quiet(now: int, begins: int, ends: int) -> int:
    """Now, or the end of the quiet hours it falls in; they may go over midnight."""
    local = wall(now)
    minute = local.hour * 60 + local.minute
    inside = begins <= minute < ends if begins <= ends else minute >= begins or minute < ends
    return at_minute(now, ends) if inside else now


def _instant(day: date, minute: int) -> int:
    return instant_of(day, time(minute // 60, minute % 60))

"""The human clock: by when a person must have answered (product rules; R.1112-1-2 for discharge letters).

All instants are seconds since 1970; the only zone is Europe/Paris, whatever the machine's own.
"""

from datetime import time, timedelta
from enum import StrEnum

from navette.core.hours import Calendar
from navette.core.paris import instant_of, wall
from navette.core.parties import Urgency

HOUR = 3600
BY_URGENCY = {Urgency.STAT: HOUR, Urgency.ASAP: 4 * HOUR, Urgency.URGENT: 4 * HOUR, Urgency.ROUTINE: 48 * HOUR}
BY_OPEN_HOURS = {Urgency.ASAP: 4 * HOUR, Urgency.URGENT: 4 * HOUR, Urgency.ROUTINE: 22 * HOUR}  # 22: two office days
END_OF_DAY = time(18, 0)
OFFICE = Calendar()  # without public holidays: those are of a country


class Rule(StrEnum):
    """How a form's own clock runs when its sender names no date."""

    URGENCY = "urgency"  # 1 h, 4 h or 48 h after the deposit
    SAME_DAY = "same-day"  # the day of discharge, 18:00 Europe/Paris (R.1112-1-2: the letter goes the same day)
    OPEN_HOURS = "open-hours"  # of office hours: 4 h when urgent, two days else; what is very urgent does not wait


def due_by(rule: Rule, urgency: Urgency, deposited: int, due: int = 0, office: Calendar = OFFICE) -> int:
    """By when the handoff must be answered.

    due: what the sender named in the header (a planned admission date), 0 when nothing. A date already past gives
    no less than the urgency's own delay, so that nothing is born late. office: the hours that OPEN_HOURS counts.
    """
    if due > deposited:
        return due
    if rule is Rule.SAME_DAY and urgency is Urgency.ROUTINE:
        return end_of_day(deposited)
    if rule is Rule.OPEN_HOURS and urgency in BY_OPEN_HOURS:
        return office.after(deposited, BY_OPEN_HOURS[urgency])
    return deposited + BY_URGENCY[urgency]


def evening(instant: int) -> int:
    """18:00 Europe/Paris of the instant's own day."""
    return instant_of(wall(instant).date(), END_OF_DAY)


def end_of_day(instant: int) -> int:
    """18:00 Europe/Paris of the instant's own day; of the next day for what is deposited after 17:00."""
    local = wall(instant)
    day = local.date() if local.time() < time(17, 0) else local.date() + timedelta(days=1)
    return instant_of(day, END_OF_DAY)

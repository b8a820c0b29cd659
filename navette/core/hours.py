"""Opening hours: when somebody is there, when again, and how far a delay reaches when only open hours count.

Clocks are those of Europe/Paris, whatever the machine's own. Which days are public holidays is given: there is no
calendar of a country in this file. Hours are stated by day, "08:00-12:00,14:00-18:00"; of no day, always open.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Final

from navette.core.errors import Malformed
from navette.core.paris import instant_of, wall

Span = tuple[int, int]  # opens, closes: minutes of one day, the first before the second, 1440 for midnight at its end
Day = tuple[Span, ...]
Week = tuple[Day, ...]  # from Monday

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT: Final = 1440
ROUND_THE_CLOCK: Final[Day] = ((0, MIDNIGHT),)
ALWAYS: Final[Week] = (ROUND_THE_CLOCK,) * 7
OFFICE: Final[Week] = (((8 * 60, 19 * 60),),) * 5 + ((), ())
LONGEST: Final = 3660  # days looked at: ten years of closed days is nobody's calendar
MOST_SPANS: Final = 8  # a day
_SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Closure:
    """Days off, both included. note: administrative words, perhaps none."""

    first: date
    last: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody is there. A public holiday closes every day but one that is open round the clock."""

    holidays: Container[date] = frozenset()
    week: Week = OFFICE
    closures: tuple[Closure, ...] = ()

    def after(self, instant: int, seconds: int) -> int:
        """The instant by which `seconds` open ones have passed since `instant` (seconds since 1970).

        Never before the next opening, even for 0. Raises OverflowError when nothing is open for ten years.
        """
        left = seconds
        for opens, closes in self._spans(instant):
            begins = max(instant, opens)
            if left <= closes - begins:
                return begins + left
            left -= closes - begins
        raise OverflowError("nothing is open")

    def is_open(self, instant: int) -> bool:
        """Whether somebody is there at that very second; the closing one no longer counts."""
        return self.opens(instant) == instant

    def opens(self, instant: int) -> int | None:
        """When somebody is there next: `instant` itself while it is open, None when not for ten years."""
        opens, _ = next(self._spans(instant), (None, 0))
        return opens if opens is None else max(instant, opens)

    def closure(self, day: date) -> Closure | None:
        """The days off that this day belongs to."""
        return next((one for one in self.closures if one.first <= day <= one.last), None)

    def _spans(self, instant: int) -> Iterator[Span]:
        """(opens, closes) as instants, of each stretch that has not ended at `instant`, from there on."""
        first = wall(instant).date()
        for later in range(LONGEST):
            day = first + timedelta(days=later)
            for opens, closes in self._day(day):
                ends = _at(day, closes)
                if ends > instant:
                    yield _at(day, opens), ends

    def _day(self, day: date) -> Day:
        hours = self.week[day.weekday()]
        off = day in self.holidays and hours != ROUND_THE_CLOCK
        return () if off or self.closure(day) else hours


def read_day(text: object) -> Day:
    """The stretches of a day, one at least and at most eight, ascending, not touching; Malformed: field (hours)."""
    spans = tuple(_span(one) for one in text.split(",")) if isinstance(text, str) else ()
    ascending = all(before[1] < after[0] for before, after in pairwise(spans))
    if not ascending or not 1 <= len(spans) <= MOST_SPANS:
        raise Malformed("field", field="hours")
    return spans


def read_week(hours: object) -> Week:
    """What a mailbox states: day → stretches. A day that is absent is closed; of none, always open.

    Malformed: field (hours).
    """
    if not isinstance(hours, Mapping) or not hours.keys() <= set(DAYS):
        raise Malformed("field", field="hours")
    return tuple(read_day(hours[day]) if day in hours else () for day in DAYS) if hours else ALWAYS


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise Malformed("field", field="hours")
    hour, minute, *end = found.groups()
    opens = int(hour) * 60 + int(minute)
    closes = MIDNIGHT if end[0] is None else int(end[0]) * 60 + int(end[1])
    if opens >= closes:
        raise Malformed("field", field="hours")
    return opens, closes


def _at(day: date, minutes: int) -> int:
    days, left = divmod(minutes, MIDNIGHT)
    return instant_of(day + timedelta(days), time(*divmod(left, 60)))

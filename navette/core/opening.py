"""Open hours: how far a delay reaches when nights, Sundays and public holidays do not count.

Clocks are those of Europe/Paris, whatever the machine's own; the nights when they are changed are never open here.
Which days are public holidays is given (service/holidays.py): there is no calendar of a country in this file.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from navette.core.paris import instant_of, wall

Hours = tuple[time, time]  # opens, closes: of one day, the first before the second
WORKING = (time(8), time(19))
WEEK: Sequence[Hours | None] = (WORKING, WORKING, WORKING, WORKING, WORKING, None, None)  # from Monday; None: closed
LONGEST = 3660  # days looked at: ten years of closed days is nobody's calendar


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody is there. week: from Monday; closed: the days off besides."""

    closed: Container[date] = frozenset()
    week: Sequence[Hours | None] = WEEK

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
        opens, closes = next(self._spans(instant), (instant + 1, instant))
        return opens <= instant < closes

    def _spans(self, instant: int) -> Iterator[tuple[int, int]]:
        """(opens, closes) of each open day that has not ended at `instant`, from there on."""
        first = wall(instant).date()
        for later in range(LONGEST):
            day = first + timedelta(days=later)
            hours = None if day in self.closed else self.week[day.weekday()]
            if hours is not None and (closes := instant_of(day, hours[1])) > instant:
                yield instant_of(day, hours[0]), closes

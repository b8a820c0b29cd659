"""How figures are counted: days and months of Europe/Paris, percentiles by nearest rank (docs/spec/indicators.md)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from navette.core.errors import Malformed
from navette.core.paris import instant_of, wall

LONGEST = 366  # days of a period
PENTAD = 5  # days; the sixth of a month goes on to its end
MEDIAN, P90 = 50, 90
FEW_LEFT = 100  # values that are sorted sooner than halved again


class Unit(StrEnum):
    """What is counted once: whole months, and the five days of them that a period may begin or end with."""

    MONTH = "month"
    PENTAD = "pentad"


class Stretch(NamedTuple):
    """A month or a pentad, or a period's part of it. start, end: seconds since 1970, the end not included."""

    name: str  # 2026-11, 2026-11-06
    start: int
    end: int


def nearest_rank(ordered: Sequence[int], percent: int) -> int:
    """The value of rank ⌈percent · n / 100⌉ among n values in ascending order, the first rank being 1.

    Always one of the values: the smallest that at least `percent` in a hundred do not exceed. ordered: not empty;
    percent: 1 to 100.
    """
    return ordered[(percent * len(ordered) + 99) // 100 - 1]


def rank_among(parts: Sequence[Sequence[int]], percent: int) -> int:
    """`nearest_rank` of all values together, without putting them together. parts: each in ascending order, not empty.

    It lies between the least and the greatest of the parts' own: what is below all of them too few reach. Where between
    is guessed from how many there are on either side, every other time, until few enough are left to be looked at.
    """
    rank = (percent * sum(map(len, parts)) + 99) // 100
    own = [nearest_rank(part, percent) for part in parts]
    low, high = min(own), max(own)
    below, within = _reached(parts, low - 1), _reached(parts, high)
    guesses = True
    while within - below > FEW_LEFT and low < high:  # below < rank <= within
        share = (rank - below) / (within - below) if guesses else 0.5
        middle = min(low + int((high - low) * share), high - 1)
        if (reached := _reached(parts, middle)) >= rank:
            high, within = middle, reached
        else:
            low, below = middle + 1, reached
        guesses = not guesses
    if low == high:
        return low
    left = [value for part in parts for value in part[bisect_left(part, low) : bisect_right(part, high)]]
    return sorted(left)[rank - below - 1]


def _reached(parts: Sequence[Sequence[int]], value: int) -> int:
    return sum([bisect_right(part, value) for part in parts])


def midnight(day: date) -> int:
    """When the day begins in Europe/Paris, whose clock changes are later in the night."""
    return instant_of(day, time())


def days(start: int, end: int) -> list[tuple[int, int]]:
    """Each day that has an instant of a period, from its midnight to the next. start, end: one after the other."""
    first, last = today(start).toordinal(), today(end - 1).toordinal()
    midnights = [midnight(date.fromordinal(day)) for day in range(first, last + 2)]
    return list(pairwise(midnights))


def today(instant: int) -> date:
    """The day it is in Europe/Paris."""
    return wall(instant).date()


def read_day(spelled: str) -> date:
    """A day spelled 2026-11-22; refuses `time`."""
    try:
        day = date.fromisoformat(spelled)
    except ValueError as error:
        raise Malformed("time") from error
    if day.isoformat() != spelled:
        raise Malformed("time")
    return day


def in_period(first: date, last: date) -> bool:
    """Whether two days make a period: in this order, at most LONGEST of them, of months whose ends can be named."""
    return date(1970, 1, 2) <= first <= last <= date(9999, 11, 30) and (last - first).days < LONGEST


def stretch_of(unit: Unit, instant: int) -> Stretch:
    """The whole month or pentad that an instant lies in. A pentad is named after its first day."""
    first = _first(unit, today(instant))
    return Stretch(_name(unit, first), midnight(first), midnight(_next(unit, first)))


def months(first: date, last: date) -> Iterator[Stretch]:
    """The period from the first day's beginning to the last day's end, cut where months begin."""
    return _cut(Unit.MONTH, first, last)


def pentads(part: Stretch) -> Iterator[Stretch]:
    """A month, or a part of it, cut where pentads begin."""
    return _cut(Unit.PENTAD, today(part.start), today(part.end - 1))


def _cut(unit: Unit, first: date, last: date) -> Iterator[Stretch]:
    day, after = first, last + timedelta(days=1)
    while day < after:
        end = min(_next(unit, day), after)
        yield Stretch(_name(unit, _first(unit, day)), midnight(day), midnight(end))
        day = end


def _first(unit: Unit, day: date) -> date:
    if unit is Unit.MONTH:
        return day.replace(day=1)
    return day.replace(day=min((day.day - 1) // PENTAD, 5) * PENTAD + 1)


def _next(unit: Unit, day: date) -> date:
    """The first day of the next one."""
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following if unit is Unit.MONTH or day.day > 5 * PENTAD else _first(unit, day) + timedelta(days=PENTAD)


def _name(unit: Unit, first: date) -> str:
    return first.isoformat()[: 7 if unit is Unit.MONTH else 10]

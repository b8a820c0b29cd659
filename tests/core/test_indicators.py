"""Percentiles by nearest rank, and periods of Europe/Paris."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navette.core.errors import Malformed
from navette.core.indicators import (
    LONGEST,
    Unit,
    days,
    in_period,
    midnight,
    months,
    nearest_rank,
    pentads,
    rank_among,
    read_day,
    stretch_of,
    today,
)


@pytest.mark.parametrize(
    ("values", "percent", "rank"),
    [
        ([15, 20, 35, 40, 50], 5, 15),  # the example most textbooks give
        ([15, 20, 35, 40, 50], 30, 20),
        ([15, 20, 35, 40, 50], 40, 20),
        ([15, 20, 35, 40, 50], 50, 35),
        ([15, 20, 35, 40, 50], 100, 50),
        ([1, 2], 50, 1),
        ([7], 90, 7),
        (list(range(1, 11)), 90, 9),
        (list(range(1, 12)), 90, 10),
    ],
)
def test_the_nearest_rank(values: list[int], percent: int, rank: int) -> None:
    assert nearest_rank(values, percent) == rank


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=60), st.integers(1, 100))
def test_it_is_the_smallest_value_that_enough_do_not_exceed(values: list[int], percent: int) -> None:
    def reached(value: int) -> bool:
        return 100 * sum(one <= value for one in values) >= percent * len(values)

    assert nearest_rank(sorted(values), percent) == min(filter(reached, values))


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=1, max_size=300), min_size=1, max_size=5), st.integers(1, 100))
def test_the_rank_among_several(parts: list[list[int]], percent: int) -> None:
    together = sorted(value for part in parts for value in part)
    assert rank_among([sorted(part) for part in parts], percent) == nearest_rank(together, percent)


def test_the_rank_among_many_that_are_equal_or_far_apart() -> None:
    parts = [[7] * 500, [7] * 400 + [8] * 300, [0, *range(10**9, 10**9 + 600)]]
    together = sorted(value for part in parts for value in part)
    assert [rank_among(parts, n) for n in range(1, 101)] == [nearest_rank(together, n) for n in range(1, 101)]


def utc(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2026, 3, 28), utc(2026, 3, 27, 23)),
        (date(2026, 3, 29), utc(2026, 3, 28, 23)),  # 23 hours long
        (date(2026, 3, 30), utc(2026, 3, 29, 22)),
        (date(2026, 10, 25), utc(2026, 10, 24, 22)),  # 25 hours long
        (date(2026, 10, 26), utc(2026, 10, 25, 23)),
    ],
)
def test_a_day_begins_at_its_midnight_in_paris(day: date, begins: int) -> None:
    assert midnight(day) == begins
    assert (today(begins - 1), today(begins)) == (date.fromordinal(day.toordinal() - 1), day)


def test_a_period_is_cut_where_months_begin() -> None:
    found = list(months(date(2026, 9, 30), date(2026, 11, 2)))
    assert [one.name for one in found] == ["2026-09", "2026-10", "2026-11"]
    assert [(one.end - one.start) / 3600 for one in found] == [24, 31 * 24 + 1, 48]
    assert found[0].start == utc(2026, 9, 29, 22)
    assert found[-1].end == utc(2026, 11, 2, 23)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, LONGEST - 1))
def test_months_follow_each_other_without_a_hole(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    found = list(months(first, last))
    assert (found[0].start, found[-1].end) == (midnight(first), midnight(date.fromordinal(last.toordinal() + 1)))
    assert all(before.end == after.start for before, after in pairwise(found))
    assert len({one.name for one in found}) == len(found)


def test_one_day_is_a_period() -> None:
    assert [one.name for one in months(date(2026, 12, 31), date(2026, 12, 31))] == ["2026-12"]


@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [
        ("2026-01-01", "2026-01-01", True),
        ("2024-01-01", "2024-12-31", True),
        ("2026-01-01", "2027-01-01", True),
        ("2026-01-01", "2027-01-02", False),
        ("2026-01-02", "2026-01-01", False),
        ("1970-01-01", "1970-01-02", False),
        ("9999-11-01", "9999-11-30", True),
        ("9999-11-30", "9999-12-01", False),
    ],
)
def test_a_period_is_in_order_and_not_too_long(first: str, last: str, fits: bool) -> None:
    assert in_period(read_day(first), read_day(last)) is fits
    if fits:  # its months have ends that can be named
        assert [stretch_of(Unit.MONTH, one.start).name for one in months(read_day(first), read_day(last))]


@pytest.mark.parametrize(
    "spelled", ["", "2026-11", "20261122", "2026-W47-7", "2026-02-30", "2026-11-22 ", "22/11/2026"]
)
def test_what_is_no_day(spelled: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_day(spelled)
    assert caught.value.code == "time"


@pytest.mark.parametrize(
    ("instant", "name", "start", "end"),
    [
        (utc(2026, 10, 31, 22, 59), "2026-10", utc(2026, 9, 30, 22), utc(2026, 10, 31, 23)),
        (utc(2026, 10, 31, 23), "2026-11", utc(2026, 10, 31, 23), utc(2026, 11, 30, 23)),
        (utc(2026, 12, 31, 22, 59), "2026-12", utc(2026, 11, 30, 23), utc(2026, 12, 31, 23)),
    ],
)
def test_the_month_of_an_instant_is_that_of_paris(instant: int, name: str, start: int, end: int) -> None:
    assert stretch_of(Unit.MONTH, instant) == (name, start, end)


@pytest.mark.parametrize(
    ("first", "last", "cut"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), ["01 5", "06 5", "11 5", "16 5", "21 5", "26 5"]),
        (date(2026, 10, 24), date(2026, 10, 31), ["21 2", "26 6"]),
        (date(2027, 2, 10), date(2027, 2, 12), ["06 1", "11 2"]),
        (date(2027, 2, 28), date(2027, 2, 28), ["26 1"]),
        (date(2028, 2, 25), date(2028, 2, 29), ["21 1", "26 4"]),
    ],
)
def test_five_days_of_a_month_are_named_after_the_first(first: date, last: date, cut: list[str]) -> None:
    (month,) = months(first, last)
    found = list(pentads(month))
    assert (found[0].start, found[-1].end) == (month.start, month.end)
    assert all(before.end == after.start for before, after in pairwise(found))
    named = [(one.name, (today(one.end - 1) - today(one.start)).days + 1) for one in found]
    assert named == [(f"{first:%Y-%m}-{one[:2]}", int(one[3:])) for one in cut]


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 23 * 3600 - 1))
def test_an_instant_lies_in_the_stretches_of_its_day(day: date, later: int) -> None:
    (one,) = months(day, day)
    (five,) = pentads(one)
    for unit, named in ((Unit.MONTH, one.name), (Unit.PENTAD, five.name)):
        stretch = stretch_of(unit, one.start + later)
        assert stretch.name == named
        assert stretch.start <= one.start < one.end <= stretch.end
        assert stretch_of(unit, stretch.end).name > named > stretch_of(unit, stretch.start - 1).name


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (utc(2026, 10, 24, 22), utc(2026, 10, 25, 23), [25]),
        (utc(2026, 10, 24, 22), utc(2026, 10, 25, 23) + 1, [25, 24]),
        (utc(2026, 3, 28, 22), utc(2026, 3, 29, 1), [24, 23]),
        (utc(2026, 1, 10, 12), utc(2026, 1, 10, 13), [24]),
    ],
)
def test_the_days_of_a_period_are_whole(start: int, end: int, hours: list[int]) -> None:
    found = days(start, end)
    assert [(after - midnight) / 3600 for midnight, after in found] == hours
    assert found[0][0] <= start < found[0][1]
    assert found[-1][0] < end <= found[-1][1]
    assert all(one[1] == other[0] for one, other in pairwise(found))

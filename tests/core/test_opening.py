"""Delays in open hours, across nights, week ends, public holidays and the two changes of the clock."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navette.core.deadline import HOUR
from navette.core.opening import WEEK, Calendar
from tests.core.test_deadline import paris

USUAL = Calendar(frozenset({date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 29)}))  # Christmas, New Year, Easter
NIGHTS = Calendar(week=(*WEEK[:5], (time(0), time(23)), (time(1), time(6))))  # open when the clocks change


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("asked", "hours", "by"),
    [
        ("2026-11-23T09:00:00", 4, "2026-11-23T13:00:00"),
        ("2026-11-23T09:00:00", 10, "2026-11-23T19:00:00"),  # to the last second of the day
        ("2026-11-23T09:00:00", 11, "2026-11-24T09:00:00"),
        ("2026-11-23T19:00:00", 1, "2026-11-24T09:00:00"),
        ("2026-11-23T03:00:00", 1, "2026-11-23T09:00:00"),
        ("2026-11-23T03:00:00", 0, "2026-11-23T08:00:00"),
        ("2026-11-20T18:00:00", 2, "2026-11-23T09:00:00"),  # Friday evening, Monday morning
        ("2026-11-21T12:00:00", 1, "2026-11-23T09:00:00"),
        ("2026-12-24T18:00:00", 2, "2026-12-28T09:00:00"),  # Christmas is a Friday
        ("2026-12-31T18:30:00", 1, "2027-01-04T08:30:00"),
        ("2027-03-26T18:00:00", 2, "2027-03-30T09:00:00"),  # Easter Monday, and the clocks went forward on Sunday
        ("2026-10-23T18:00:00", 2, "2026-10-26T09:00:00"),  # the clocks went back on Sunday
        ("2026-11-23T08:00:00", 44, "2026-11-26T19:00:00"),
    ],
)
def test_open_hours(asked: str, hours: int, by: str) -> None:
    assert USUAL.after(paris(asked), hours * HOUR) == paris(by)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("asked", "hours", "by"),
    [
        ("2027-03-28T01:00:00", 4, "2027-03-28T06:00:00"),  # four hours, of which the clock skips one
        ("2026-10-25T01:00:00", 6, "2026-10-25T06:00:00"),  # six hours between one and six
        ("2026-10-25T01:00:00", 2, "2026-10-25T02:00:00+01:00"),
    ],
)
def test_who_works_while_the_clocks_change(asked: str, hours: int, by: str) -> None:
    expected = paris(by.removesuffix("+01:00"), fold=int(by.endswith("+01:00")))
    assert NIGHTS.after(paris(asked), hours * HOUR) == expected


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-23T07:59:59", False),
        ("2026-11-23T08:00:00", True),
        ("2026-11-23T18:59:59", True),
        ("2026-11-23T19:00:00", False),
        ("2026-11-22T12:00:00", False),
        ("2026-12-25T12:00:00", False),
    ],
)
def test_who_is_there(at: str, is_open: bool) -> None:
    assert USUAL.is_open(paris(at)) is is_open


def test_nobody_ever_there() -> None:
    never = Calendar(week=(None,) * 7)
    assert not never.is_open(0)
    with pytest.raises(OverflowError):
        never.after(0, 1)


@given(st.integers(1_700_000_000, 1_900_000_000), st.integers(0, 400 * HOUR), st.integers(0, 400 * HOUR))
def test_delays_add_up(instant: int, first: int, second: int) -> None:
    together = USUAL.after(instant, first + second)
    assert USUAL.after(USUAL.after(instant, first), second) in (together, USUAL.after(together, 0))
    assert together >= instant + first + second

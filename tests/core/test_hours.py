"""Open hours, across nights, week ends, days off, public holidays and the two changes of the clock."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navette.core.deadline import HOUR
from navette.core.errors import Malformed
from navette.core.hours import ALWAYS, OFFICE, Calendar, Closure, read_week
from tests.core.test_deadline import paris

USUAL = Calendar(frozenset({date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 29)}))  # Christmas, New Year, Easter
NIGHTS = Calendar(week=(*OFFICE[:5], ((0, 23 * 60),), ((60, 6 * 60),)))  # open when the clocks change
STATED = {"mon": "08:00-12:00,14:00-18:00", "wed": "22:00-24:00", "thu": "00:00-06:00"}
ODD = Calendar(week=read_week(STATED), closures=(Closure(date(2026, 11, 30), date(2026, 12, 6), "travaux"),))


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
    never = Calendar(week=((),) * 7)
    assert not never.is_open(0)
    assert never.opens(0) is None
    with pytest.raises(OverflowError):
        never.after(0, 1)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-23T07:00:00", "2026-11-23T08:00:00"),
        ("2026-11-23T09:30:00", "2026-11-23T09:30:00"),
        ("2026-11-23T12:00:00", "2026-11-23T14:00:00"),
        ("2026-11-23T18:00:00", "2026-11-25T22:00:00"),
        ("2026-11-26T00:00:00", "2026-11-26T00:00:00"),  # open over midnight
        ("2026-11-26T06:00:00", "2026-12-07T08:00:00"),  # a week off
        ("2026-12-03T03:00:00", "2026-12-07T08:00:00"),
    ],
)
def test_when_somebody_is_there_again(at: str, opens: str) -> None:
    assert ODD.opens(paris(at)) == paris(opens)


def test_days_off() -> None:
    assert [ODD.closure(date(2026, 12, day)) for day in (6, 7)] == [ODD.closures[0], None]
    assert ODD.closure(date(2026, 11, 29)) is None


@pytest.mark.parametrize("week", [ALWAYS, read_week({}), (*OFFICE[:3], ((0, 1440),), *OFFICE[4:])])
def test_who_never_closes_is_there_on_a_public_holiday(week: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    ascension = date(2026, 5, 14)  # a Thursday
    night = paris("2026-05-14T03:00:00")
    assert Calendar(frozenset({ascension}), week).is_open(night)
    assert not Calendar(frozenset({ascension}), week, (Closure(ascension, ascension),)).is_open(night)
    assert not Calendar(frozenset({ascension})).is_open(paris("2026-05-14T10:00:00"))


HOURS_WRONG: list[object] = [
    None,
    "08:00-12:00",
    ["mon"],
    {"lun": "08:00-12:00"},
    *(
        {"mon": wrong}
        for wrong in (
            "",
            "08:00",
            "8:00-12:00",
            "08:00-12:00,",
            "08:00-12:00, 14:00-18:00",
            "08:00-12:00,12:00-18:00",
            "14:00-18:00,08:00-12:00",
            "12:00-08:00",
            "08:00-08:00",
            "08:60-12:00",
            "24:00-24:00",
            "08:00-24:01",
            "08:00-12:00\n",
            "٠٨:00-12:00",
            ",".join(f"{hour:02}:00-{hour:02}:30" for hour in range(9)),
            ["08:00-12:00"],
        )
    ),
]


@pytest.mark.parametrize("wrong", HOURS_WRONG)
def test_hours_have_one_form(wrong: object) -> None:
    with pytest.raises(Malformed) as caught:
        read_week(wrong)
    assert (caught.value.code, caught.value.data) == ("field", {"field": "hours"})


def test_hours_are_read() -> None:
    monday = ((480, 720), (840, 1080))
    assert read_week(STATED) == (monday, (), ((1320, 1440),), ((0, 360),), (), (), ())
    assert read_week({"sun": "00:00-00:01,00:02-00:03,00:04-00:05,23:59-24:00"})[6][3] == (1439, 1440)


@given(st.integers(1_700_000_000, 1_900_000_000), st.integers(0, 400 * HOUR), st.integers(0, 400 * HOUR))
def test_delays_add_up(instant: int, first: int, second: int) -> None:
    together = USUAL.after(instant, first + second)
    assert USUAL.after(USUAL.after(instant, first), second) in (together, USUAL.after(together, 0))
    assert together >= instant + first + second
    assert USUAL.opens(instant) == USUAL.after(instant, 0)

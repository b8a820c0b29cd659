"""The human clock, in Paris whatever the machine's own zone, also on the two days that have not 24 hours."""

from datetime import date, datetime

import pytest

from navette.core.deadline import BY_URGENCY, Rule, due_by, end_of_day, evening
from navette.core.hours import Calendar
from navette.core.paris import PARIS
from navette.core.parties import Urgency


def paris(text: str, fold: int = 0) -> int:
    """Seconds since 1970 of a time on a clock in Paris; fold 1 is the second 2:30 of the night of October."""
    return int(datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold).timestamp())


@pytest.mark.parametrize(
    ("urgency", "hours"), [(Urgency.STAT, 1), (Urgency.ASAP, 4), (Urgency.URGENT, 4), (Urgency.ROUTINE, 48)]
)
def test_each_urgency_has_its_delay(urgency: Urgency, hours: int) -> None:
    assert due_by(Rule.URGENCY, urgency, 1_000_000) == 1_000_000 + hours * 3600
    assert set(BY_URGENCY) == set(Urgency)


def test_a_planned_date_rules() -> None:
    for rule in Rule:
        assert due_by(rule, Urgency.STAT, 1_000_000, due=9_000_000) == 9_000_000


@pytest.mark.parametrize("due", [0, 1, 999_999, 1_000_000])
def test_nothing_is_born_late(due: int) -> None:
    for rule in Rule:
        for urgency in Urgency:
            assert due_by(rule, urgency, 1_000_000, due) > 1_000_000


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("deposited", "due"),
    [
        ("2026-11-22T00:00:00", "2026-11-22T18:00:00"),
        ("2026-11-22T11:00:00", "2026-11-22T18:00:00"),
        ("2026-11-22T16:59:59", "2026-11-22T18:00:00"),
        ("2026-11-22T17:00:00", "2026-11-23T18:00:00"),
        ("2026-11-22T23:59:59", "2026-11-23T18:00:00"),
        ("2026-12-31T20:00:00", "2027-01-01T18:00:00"),
        ("2028-02-28T20:00:00", "2028-02-29T18:00:00"),
    ],
)
def test_a_discharge_letter_goes_the_same_day(deposited: str, due: str) -> None:
    assert due_by(Rule.SAME_DAY, Urgency.ROUTINE, paris(deposited)) == paris(due)
    assert end_of_day(paris(deposited)) == paris(due)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("deposited", "hours"),
    [
        ("2026-03-29T00:30:00", 16.5),  # the night that loses an hour
        ("2026-03-29T03:30:00", 14.5),
        ("2026-03-28T18:00:00", 23),
        ("2026-10-25T00:30:00", 18.5),  # the night that has one more
        ("2026-10-25T03:30:00", 14.5),
        ("2026-10-24T18:00:00", 25),
    ],
)
def test_eighteen_hours_is_what_the_clock_on_the_wall_says(deposited: str, hours: float) -> None:
    assert end_of_day(paris(deposited)) - paris(deposited) == hours * 3600


@pytest.mark.usefixtures("elsewhere")
def test_the_hour_that_comes_twice() -> None:
    first, second = paris("2026-10-25T02:30:00"), paris("2026-10-25T02:30:00", fold=1)
    assert second - first == 3600
    assert end_of_day(first) == end_of_day(second) == paris("2026-10-25T18:00:00")


@pytest.mark.usefixtures("elsewhere")
def test_a_day_is_a_day_of_paris() -> None:
    """23:30 UTC in summer is 01:30 of the next day in Paris."""
    assert (
        evening(paris("2026-07-14T01:30:00")) == evening(paris("2026-07-14T23:30:00")) == paris("2026-07-14T18:00:00")
    )
    assert end_of_day(paris("2026-07-14T01:30:00")) == paris("2026-07-14T18:00:00")


def test_a_delay_counts_real_hours_across_the_change() -> None:
    assert due_by(Rule.URGENCY, Urgency.URGENT, paris("2026-03-29T00:00:00")) == paris("2026-03-29T05:00:00")
    assert due_by(Rule.URGENCY, Urgency.URGENT, paris("2026-10-25T00:00:00")) == paris("2026-10-25T03:00:00")


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.ASAP, Urgency.STAT])
def test_an_urgent_letter_does_not_wait_for_the_evening(urgency: Urgency) -> None:
    deposited = paris("2026-11-22T08:00:00")
    assert due_by(Rule.SAME_DAY, urgency, deposited) == deposited + BY_URGENCY[urgency]


HOLIDAYS = {date(2026, 5, 14), date(2026, 12, 25)}


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("urgency", "deposited", "due"),
    [
        (Urgency.ROUTINE, "2026-11-24T10:00", "2026-11-26T10:00"),  # two days of eleven hours
        (Urgency.ROUTINE, "2026-11-20T18:00", "2026-11-24T18:00"),  # Friday evening
        (Urgency.ROUTINE, "2026-11-22T03:00", "2026-11-24T19:00"),  # Sunday
        (Urgency.ROUTINE, "2026-12-24T12:00", "2026-12-29T12:00"),  # Christmas, then Saturday and Sunday
        (Urgency.URGENT, "2026-11-24T17:00", "2026-11-25T10:00"),
        (Urgency.ASAP, "2026-05-13T16:00", "2026-05-15T09:00"),  # the day of Ascension
        (Urgency.STAT, "2026-11-22T03:00", "2026-11-22T04:00"),  # what is very urgent does not wait for anybody
        (Urgency.URGENT, "2026-03-27T18:00", "2026-03-30T11:00"),  # over the night that loses an hour
        (Urgency.URGENT, "2026-10-23T18:00", "2026-10-26T11:00"),  # and the one that has one more
    ],
)
def test_only_office_hours_count(urgency: Urgency, deposited: str, due: str) -> None:
    assert due_by(Rule.OPEN_HOURS, urgency, paris(deposited), 0, Calendar(HOLIDAYS)) == paris(due)

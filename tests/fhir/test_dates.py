"""Dates and times, with the calendar of Python as the oracle, and JavaScript beside it."""

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from navette.fhir.dates import is_date, is_date_time, is_time, order
from tests.fhir.reading_twins import call
from tests.js.node import run_node

TEXTS = [
    "2026", "2026-11", "2026-11-22", "0000", "0001", "9999-12-31", "2026-00", "2026-13", "2026-02-29", "2024-02-29",
    "1900-02-29", "2000-02-29", "2026-02-30", "2026-04-31", "2026-11-00", "26", "2026-1", "2026-11-2", "2026-11-22T",
    "2026-11-22T10:00:00Z", "2026-11-22T10:00:00", "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z",
    "2026-11-22T10:00:60Z", "2026-11-22T10:00:00+14:00", "2026-11-22T10:00:00+14:01", "2026-11-22T10:00:00-13:59",
    "2026-11-22T10:00:00+1:00", "2026-02-30T10:00:00Z", "2026-11T10:00:00Z", "2026-11-22T10:00:00.5Z",
    "2026-11-22t10:00:00z", "2026-11-22 10:00:00Z", "2026-11-22\n", " 2026", "٢٠٢٦", "10:00", "10:00:00", "24:00:00",
    "23:59:59", "10:00:60", "10:00:00Z", "", "T",
]  # fmt: skip
DATES = {"2026", "2026-11", "2026-11-22", "0001", "9999-12-31", "2024-02-29", "2000-02-29"}
MOMENTS = {"2026-11-22T10:00:00Z", "2026-11-22T10:00:00+14:00", "2026-11-22T10:00:00-13:59"}


def test_what_exists() -> None:
    assert {text for text in TEXTS if is_date(text)} == DATES
    assert {text for text in TEXTS if is_date_time(text)} == DATES | MOMENTS
    assert {text for text in TEXTS if is_time(text)} == {"10:00:00", "23:59:59"}
    theirs = run_node([call("dates", TEXTS)])[0]
    assert theirs == [[is_date(text), is_date_time(text), is_time(text)] for text in TEXTS]


@settings(max_examples=200)
@given(st.integers(1, 9999), st.integers(0, 14), st.integers(0, 33))
def test_a_day_exists_when_the_calendar_has_it(year: int, month: int, day: int) -> None:
    try:
        exists = bool(date(year, month, day))
    except ValueError:
        exists = False
    assert is_date(f"{year:04}-{month:02}-{day:02}") is exists


PAIRS = [
    ("2026", "2026-11", 0),
    ("2026-12", "2026-11", 1),
    ("2025-12-31", "2026", -1),
    ("2026-11-22T23:00:00Z", "2026-11-22", 0),
    ("2026-11-22T23:30:00-05:00", "2026-11-23", -1),  # on the calendar it was written with
    ("2026-11-22T23:30:00-05:00", "2026-11-23T04:30:00Z", 0),
    ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", -1),
    ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", -1),
    ("08:30:00", "08:29:59", 1),
]


def test_which_is_the_later() -> None:
    assert [order(one, other) for one, other, _expected in PAIRS] == [expected for *_pair, expected in PAIRS]
    assert [order(other, one) for one, other, _expected in PAIRS] == [-expected for *_pair, expected in PAIRS]
    theirs = run_node([call("orders", [pair[:2] for pair in PAIRS])])[0]
    assert theirs == [expected for *_pair, expected in PAIRS]


ZONED = (
    st.datetimes(timezones=st.none()).filter(lambda at: 1 < at.year < 9999).map(lambda at: at.replace(microsecond=0))
)


@settings(max_examples=100)
@given(ZONED, st.integers(-12, 14), ZONED, st.integers(-12, 14))
def test_moments_are_ordered_as_instants(one: datetime, zone: int, other: datetime, other_zone: int) -> None:
    texts = [f"{at.isoformat()}{hours:+03}:00" for at, hours in ((one, zone), (other, other_zone))]
    left, right = (datetime.fromisoformat(text) for text in texts)
    assert order(*texts) == (left > right) - (left < right)

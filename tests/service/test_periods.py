"""Which of a period is counted once already, and what is left to be read line by line."""

from datetime import date
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from navette.core.indicators import midnight, today
from navette.service.indicators import split

UNTIL = midnight(date(2026, 11, 22))  # what is counted on the 22nd of November
INSTANTS = st.integers(midnight(date(2025, 12, 1)), midnight(date(2028, 12, 31)))


def days(spans: list[tuple[int, int]]) -> list[tuple[str, str]]:
    return [(f"{today(start):%d/%m}", f"{today(end - 1):%d/%m}") for start, end in spans]


@pytest.mark.parametrize(
    ("first", "last", "runs", "read"),
    [
        ("2026-09-01", "2026-10-31", ["2026-09 2026-10"], []),
        ("2026-09-01", "2026-11-22", ["2026-09 2026-11"], [("22/11", "22/11")]),
        ("2026-09-01", "2026-11-30", ["2026-09 2026-11"], [("22/11", "30/11")]),
        ("2026-11-01", "2026-11-21", ["2026-11 2026-11"], []),
        ("2026-11-01", "2026-11-20", ["2026-11-01 2026-11-16"], []),
        ("2026-11-19", "2026-11-22", ["2026-11-21 2026-11-21"], [("19/11", "20/11"), ("22/11", "22/11")]),
        (
            "2026-10-24",
            "2026-11-22",
            ["2026-10-26 2026-10-26", "2026-11 2026-11"],
            [("24/10", "25/10"), ("22/11", "22/11")],
        ),
        (
            *("2026-08-02", "2026-10-29", ["2026-08-06 2026-08-26", "2026-09 2026-09", "2026-10-01 2026-10-21"]),
            [("02/08", "05/08"), ("26/10", "29/10")],
        ),
        ("2026-11-23", "2026-12-24", [], [("23/11", "30/11"), ("01/12", "24/12")]),
        ("2026-11-21", "2026-11-21", ["2026-11-21 2026-11-21"], []),
        ("2026-11-18", "2026-11-18", [], [("18/11", "18/11")]),
    ],
)
def test_a_period_is_counted_as_far_as_it_can_be(
    first: str, last: str, runs: list[str], read: list[tuple[str, str]]
) -> None:
    found, spans = split(date.fromisoformat(first), date.fromisoformat(last), UNTIL, 0)
    assert [f"{run.first} {run.last}" for run in found] == runs
    assert days(spans) == read


def test_pentads_are_known_since_they_came_to_be() -> None:
    since = midnight(date(2026, 10, 7))
    found, spans = split(date(2026, 10, 2), date(2026, 10, 30), UNTIL, since)
    assert [f"{run.first} {run.last}" for run in found] == ["2026-10-11 2026-10-21"]
    assert days(spans) == [("02/10", "10/10"), ("26/10", "30/10")]


@given(
    st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    st.integers(0, 365),
    INSTANTS,
    INSTANTS,
)
def test_each_instant_is_counted_or_read_and_none_is_both(first: date, length: int, until: int, since: int) -> None:
    last = date.fromordinal(first.toordinal() + length)
    runs, spans = split(first, last, until, since)
    counted = [(run.start, min(run.end, until)) for run in runs]
    pieces = sorted(chain(counted, spans))
    assert pieces[0][0] == midnight(first)
    assert pieces[-1][1] == midnight(date.fromordinal(last.toordinal() + 1))
    assert all(one[1] == other[0] for one, other in pairwise(pieces))
    assert all(start < end for start, end in pieces)

"""Times as people of the territory read and type them."""

from datetime import datetime, timedelta

import pytest

from navette.cli.command import UsageError
from navette.cli.dates import against, delay, moment, read_due, utc
from navette.core.encoding import seconds
from navette.core.paris import PARIS
from navette.wording import speak

NOON = seconds("2026-11-22T11:00:00Z")  # 12:00 in Paris


@pytest.mark.parametrize(
    ("length", "shown"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3900, "1 h 05"), (86400 * 2 + 3600, "2 d 01 h")],
)
def test_delay(length: int, shown: str) -> None:
    assert delay(length) == shown


def test_an_hour_is_in_the_future_or_late() -> None:
    assert against(NOON + 7200, NOON) == "in 2 h 00"
    assert against(NOON, NOON) == "in 0 s"
    assert against(NOON - 60, NOON) == "1 min late"
    speak("fr")
    assert against(NOON - 86400, NOON) == "retard 1 j 00 h"


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("+2s", NOON + 2),
        ("+4h", NOON + 4 * 3600),
        ("+2j", NOON + 2 * 86400),
        ("2026-11-24", seconds("2026-11-24T17:00:00Z")),
        ("2026-11-24T14:30", seconds("2026-11-24T13:30:00Z")),
        ("2027-07-01T14:30", seconds("2027-07-01T12:30:00Z")),
        ("2026-11-24T14:30:00Z", seconds("2026-11-24T14:30:00Z")),
        ("2026-11-24T14:30:00+04:00", seconds("2026-11-24T10:30:00Z")),
    ],
)
def test_what_is_typed_for_a_date(typed: str, instant: int) -> None:
    assert read_due(typed, NOON) == instant


@pytest.mark.parametrize(
    "typed", ["", "demain", "24/11/2026", "+4", "4h", "2026-13-01", "2026-11-22", "2026-11-22T11:59"]
)
def test_what_is_no_date_or_past_is_a_usage_error(typed: str) -> None:
    with pytest.raises(UsageError, match="--due"):
        read_due(typed, seconds("2026-11-22T18:00:00Z"))


def test_moment_is_in_paris_and_names_a_year_that_is_not_the_nearest() -> None:
    now = datetime.now(PARIS)
    for days, spelled in ((0, "%d/%m %H:%M"), (-150, "%d/%m %H:%M"), (170, "%d/%m %H:%M"), (250, "%d/%m/%Y %H:%M")):
        day = now + timedelta(days=days)  # the same hour in Paris, whatever its clock has done since
        assert moment(int(day.timestamp())) == day.strftime(spelled)
    assert moment(seconds("2020-07-01T10:00:00Z")) == "01/07/2020 12:00"


def test_utc_spells_nothing_for_no_date() -> None:
    assert utc(0) == ""
    assert utc(NOON) == "2026-11-22T11:00:00Z"

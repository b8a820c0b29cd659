"""When a notice leaves: at once, after the night, with the daily letter; by the clock on the wall of Paris."""

import pytest

from navette.core.notices import OF_STEP, Preferences, after_quiet, at_minute
from navette.core.parties import Urgency
from navette.core.reminders import Step
from tests.core.test_deadline import paris

NIGHT = (20 * 60, 7 * 60)
LUNCH = (12 * 60, 14 * 60)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("now", "minute", "then"),
    [
        ("2026-11-22T07:59:59", 480, "2026-11-22T08:00:00"),
        ("2026-11-22T08:00:00", 480, "2026-11-23T08:00:00"),
        ("2026-12-31T23:00:00", 0, "2027-01-01T00:00:00"),
        ("2026-10-24T09:00:00", 480, "2026-10-25T08:00:00"),  # 24 hours later the clock shows seven
        ("2027-03-27T09:00:00", 480, "2027-03-28T08:00:00"),
    ],
)
def test_the_daily_letter_leaves_when_the_clock_says(now: str, minute: int, then: str) -> None:
    assert at_minute(paris(now), minute) == paris(then)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("now", "quiet", "then"),
    [
        ("2026-11-22T19:59:00", NIGHT, "2026-11-22T19:59:00"),
        ("2026-11-22T20:00:00", NIGHT, "2026-11-23T07:00:00"),
        ("2026-11-22T23:59:00", NIGHT, "2026-11-23T07:00:00"),
        ("2026-11-23T00:00:00", NIGHT, "2026-11-23T07:00:00"),
        ("2026-11-23T06:59:00", NIGHT, "2026-11-23T07:00:00"),
        ("2026-11-23T07:00:00", NIGHT, "2026-11-23T07:00:00"),
        ("2026-11-22T13:00:00", LUNCH, "2026-11-22T14:00:00"),
        ("2026-11-22T14:00:00", LUNCH, "2026-11-22T14:00:00"),
        ("2026-10-25T02:30:00", NIGHT, "2026-10-25T07:00:00"),
        ("2026-11-22T13:00:00", (600, 600), "2026-11-22T13:00:00"),
    ],
)
def test_the_night_is_quiet(now: str, quiet: tuple[int, int], then: str) -> None:
    assert after_quiet(paris(now), *quiet) == paris(then)


def test_what_is_very_urgent_wakes_people_up() -> None:
    now, wish = paris("2026-11-22T23:00:00"), Preferences(quiet=NIGHT)
    assert wish.when(now, Urgency.STAT) == now
    assert wish.when(now, Urgency.ASAP) == paris("2026-11-23T07:00:00")


def test_who_wants_one_letter_a_day_has_one() -> None:
    now = paris("2026-11-22T23:00:00")
    assert Preferences(immediate=False).when(now, Urgency.STAT) == paris("2026-11-23T08:00:00")
    assert Preferences(immediate=False, digest=None).when(now, Urgency.STAT) is None
    assert Preferences().when(now, Urgency.ROUTINE) == now


def test_each_step_has_its_reason() -> None:
    assert set(OF_STEP) == set(Step)

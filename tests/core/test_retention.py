"""When what is closed may go, and from when on that is told."""

from calendar import monthrange

from navette.core.retention import DAY, NOTICE_DAYS, announced, removal_at


def test_after_its_days_and_never_within_the_notice_of_a_hold_that_ended() -> None:
    assert removal_at(1000, (), 90) == 1000 + 90 * DAY
    assert removal_at(1000, (5000,), 90) == 1000 + 90 * DAY
    assert removal_at(1000, (5000, 1000 + 89 * DAY), 90) == 1000 + (89 + NOTICE_DAYS) * DAY


def test_no_month_is_longer_than_the_notice() -> None:
    """Whoever gets one letter a month, on its first day, has it before the removal."""
    assert max(monthrange(2026, month)[1] for month in range(1, 13)) <= NOTICE_DAYS


def test_it_is_told_a_month_before() -> None:
    at = 100 * DAY
    assert not announced(at, at - NOTICE_DAYS * DAY - 1)
    assert announced(at, at - NOTICE_DAYS * DAY)
    assert announced(at, at + 1)
    assert not announced(None, at)

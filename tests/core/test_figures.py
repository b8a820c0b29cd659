"""A line's part in each figure, and what lines add up to."""

import pytest

from navette.core.figures import COUNTS, NOTHING, Vector, minus, plus, taken, total, vector

DAY = 86_400
NOON = 1_795_345_200  # 22 November 2026, 12:00 in Paris


def of(
    delivered: int | None = None,
    accepted: int | None = None,
    completed: int | None = None,
    rejected: int | None = None,
    cancelled: int | None = None,
    code: str = "",
    due: int = 0,
) -> set[str]:
    """The counts that a line is in."""
    found = vector(delivered, accepted, completed, rejected, cancelled, code, (NOON, due))
    assert set(found) <= {0, 1}
    return {name for name, count in zip(COUNTS, found, strict=True) if count}


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        (of(), {"sent", "unanswered"}),
        (of(delivered=60), {"sent", "received", "unanswered"}),
        (of(delivered=0, accepted=0), {"sent", "received", "accepted"}),
        (of(delivered=60, accepted=90, completed=100), {"sent", "received", "accepted", "completed"}),
        (of(delivered=60, completed=100, code="replied"), {"sent", "received", "completed"}),
        (of(delivered=60, completed=100, code="found"), {"sent", "received", "completed", "found"}),
        (of(delivered=60, rejected=100), {"sent", "received", "rejected"}),
        (of(cancelled=100), {"sent", "cancelled"}),
        (of(rejected=90, cancelled=100), {"sent", "rejected"}),  # what failed before it was taken back
        (of(due=NOON + 6 * 3600), {"sent", "unanswered", "dated", "same_day"}),
        (of(due=NOON + DAY), {"sent", "unanswered", "dated", "same_day"}),  # sent the day before
        (of(due=NOON - 12 * 3600 - 1), {"sent", "unanswered", "dated"}),
    ],
)
def test_what_a_line_counts_in(line: set[str], counts: set[str]) -> None:
    assert line == counts


def test_what_lines_add_up_to() -> None:
    lines: list[Vector] = [
        vector(1, 2, None, None, None, "", (NOON, 0)),
        vector(1, None, 3, None, None, "", (NOON, 0)),
        vector(1, None, None, 4, None, "", (NOON, 0)),
        vector(None, None, None, None, 5, "", (NOON, 0)),
        vector(None, None, None, None, None, "", (NOON, 0)),
    ]
    assert total(lines)[:7] == (5, 3, 1, 1, 1, 1, 1)
    assert total([]) == NOTHING
    assert plus(lines[0], lines[1]) == total(lines[:2])
    assert minus(total(lines), total(lines[2:])) == total(lines[:2])
    assert taken(total(lines)) == 2

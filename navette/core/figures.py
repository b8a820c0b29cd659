"""What one line is in each count, and what the counts are (docs/spec/indicators.md)."""

from collections.abc import Iterable, Sequence

from navette.core.indicators import today

SHOWN = ("sent", "received", "accepted", "rejected", "completed", "cancelled", "unanswered")
COUNTS = (*SHOWN, "dated", "same_day", "found")
WHATS = ("received", "accepted", "completed")  # what delays are of
FOUND = "found"  # the code with which a request is closed when what was looked for is there
Vector = tuple[int, ...]  # one number for each of COUNTS
NOTHING: Vector = (0,) * len(COUNTS)


def vector(
    delivered: int | None,
    accepted: int | None,
    completed: int | None,
    rejected: int | None,
    cancelled: int | None,
    code: str,
    days: tuple[int, int],
) -> Vector:
    """A line's part in each count. days: when it was deposited and the instant its sender named, 0: none."""
    ended = rejected is not None or cancelled is not None
    received, due = days
    return (
        1,
        delivered is not None,
        accepted is not None,
        rejected is not None,
        completed is not None,
        rejected is None and cancelled is not None,
        accepted is None and completed is None and not ended,
        due != 0,
        due != 0 and today(received) <= today(due),
        completed is not None and code == FOUND,
    )


def plus(one: Sequence[int], other: Sequence[int]) -> Vector:
    """Both together."""
    return tuple([a + b for a, b in zip(one, other, strict=True)])


def minus(one: Sequence[int], other: Sequence[int]) -> Vector:
    """What the first has more."""
    return tuple([a - b for a, b in zip(one, other, strict=True)])


def total(vectors: Iterable[Sequence[int]]) -> Vector:
    """All of them together."""
    return tuple(map(sum, zip(NOTHING, *vectors, strict=True)))


def taken(counts: Sequence[int]) -> int:
    """Lines that somebody took in charge, or closed at once."""
    named = dict(zip(COUNTS, counts, strict=True))
    return named["sent"] - named["unanswered"] - named["rejected"] - named["cancelled"]

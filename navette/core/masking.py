"""Small numbers hidden where figures leave: what is known of few people is theirs (docs/spec/indicators.md)."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

FEW = 5  # numbers below it, but 0, are hidden
K = TypeVar("K", bound=Hashable)


def hidden(cells: Mapping[K, int], sums: Iterable[tuple[K | None, Sequence[K]]]) -> set[K]:
    """The cells to hide: those of few, and as many others as it takes that no sum gives one away.

    sums: a cell that is the sum of others, and those; None for a sum that follows from other figures. Where a sum is
    shown, either nothing of it is hidden, or at least two parts that make FEW together; where it is hidden, so is one
    of its parts. What is hidden besides is the smallest there is, and the sum itself when nothing else is left.
    """
    found = {key for key, count in cells.items() if is_few(count)}
    waiting = [(whole, [part for part in parts if cells[part]]) for whole, parts in sums]
    while waiting:
        changed = [one for one in waiting if _hide_more(cells, found, *one)]
        waiting = waiting if changed else []
    return found


def is_few(count: int) -> bool:
    """Whether a number is hidden by itself."""
    return 0 < count < FEW


def _hide_more(cells: Mapping[K, int], found: set[K], whole: K | None, parts: Sequence[K]) -> bool:
    """Hides one more where a sum gives something away; whether it did."""
    gone = [part for part in parts if part in found]
    if whole in found:
        if gone or not parts:
            return False
    elif not gone or (len(gone) > 1 and sum(cells[part] for part in gone) >= FEW):
        return False
    left = [part for part in parts if part not in found]
    if left:
        found.add(min(left, key=cells.__getitem__))
        return True
    if whole is None or whole in found:
        return False
    found.add(whole)
    return True

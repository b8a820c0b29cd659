"""The Merkle tree under both ledgers: RFC 9162 section 2.1 hashing, proofs, and the checks a client makes.

Only complete subtrees are kept, each under (level, index): leaf i is (0, i), and (l, i) covers the 2^l leaves from
i·2^l on. A node once complete never changes, so storage only ever inserts. See docs/spec/ledger.md.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from navette.core.errors import Refused

EMPTY_ROOT = hashlib.sha256().digest()

Node = Callable[[int, int], bytes]  # (level, index) -> the 32-byte hash of a complete subtree
Row = tuple[int, int, bytes]  # (level, index, hash)


def leaf_hash(data: bytes) -> bytes:
    """RFC 9162 2.1.1: the 0 byte keeps a leaf from being taken for a node."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162 2.1.1: the hash of an inner node from its two 32-byte children."""
    return hashlib.sha256(b"\1" + left + right).digest()


def place(level: int, index: int) -> int:
    """How many nodes are complete before this one is: their order in a growing tree, without holes.

    Storage that keeps nodes in this order only ever adds at its end.
    """
    last = (index + 1 << level) - 1  # the leaf that completes it
    return 2 * last - last.bit_count() + level


def at(place: int) -> tuple[int, int]:
    """The (level, index) of a place: the inverse of `place`, for what is not negative."""
    last = place >> 1
    while 2 * (last + 1) - (last + 1).bit_count() <= place:
        last += 1
    level = place - 2 * last + last.bit_count()
    return level, last >> level


class Frontier:
    """The right edge of a growing tree: the roots of its complete subtrees, at most one a level, largest first.

    It is all a writer needs to append and to know the root: no storage is read after `load`.
    """

    __slots__ = ("_peaks", "size")

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    @classmethod
    def load(cls, size: int, node: Node) -> "Frontier":
        """The frontier of a stored tree of `size` leaves: one `node` read a bit set in `size`."""
        frontier = cls()
        frontier.size = size
        frontier._peaks = [
            node(level, (size >> level) - 1) for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1
        ]
        return frontier

    def copy(self) -> "Frontier":
        """What a writer keeps to roll back to: a few dozen references, no hash is copied."""
        twin = Frontier()
        twin.size, twin._peaks = self.size, self._peaks.copy()
        return twin

    def append(self, leaf: bytes) -> list[Row]:
        """Adds one leaf hash; the nodes this completes, the leaf first."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> list[Row]:
        """Adds leaf hashes in order; all the nodes this completes, to be stored with the leaves' effect."""
        peaks, rows, size = self._peaks, [], self.size
        for current in leaves:
            level, index = 0, size
            rows.append((0, index, current))
            while index & 1:
                current = node_hash(peaks.pop(), current)
                level, index = level + 1, index >> 1
                rows.append((level, index, current))
            peaks.append(current)
            size += 1
        self.size = size
        return rows

    def root(self) -> bytes:
        """The root at the present size."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            root = node_hash(peak, root)
        return root


def root(size: int, node: Node) -> bytes:
    """The root of the first `size` leaves of a stored tree that has at least as many."""
    return _subtree(0, size, node) if size else EMPTY_ROOT


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """RFC 9162 2.1.3.1: the audit path of leaf `index` in the first `size` leaves; refuses `proof-index`."""
    if not 0 <= index < size:
        raise Refused("proof-index", index=index, size=size)
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_subtree(middle, end, node))
            end = middle
        else:
            path.append(_subtree(start, middle, node))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, node: Node) -> list[bytes]:
    """RFC 9162 2.1.4.1: the proof that the first `new` leaves begin with the first `old`; refuses `proof-index`."""
    if not 0 <= old <= new:
        raise Refused("proof-index", index=old, size=new)
    if old == 0:
        return []
    path, start, end = [], 0, new
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_subtree(middle, end, node))
            end = middle
        else:
            path.append(_subtree(start, middle, node))
            start = middle
    if start:  # a subtree that starts at 0 is the old root itself, which the verifier holds
        path.append(_subtree(start, end, node))
    return path[::-1]


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """RFC 9162 2.1.3.2. leaf: the leaf's hash.

    Refuses `proof-index`, `proof-too-long`, `not-in-the-ledger`.
    """
    if not 0 <= index < size:
        raise Refused("proof-index", index=index, size=size)
    at, last, current = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise Refused("proof-too-long", size=size)
        if at & 1 or at == last:
            current = node_hash(step, current)
            at, last = _climb_left(at, last)
        else:
            current = node_hash(current, step)
        at, last = at >> 1, last >> 1
    if last or current != root:
        raise Refused("not-in-the-ledger", index=index, size=size)


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """RFC 9162 2.1.4.2: the ledger of `new` leaves begins with the one of `old` leaves that was seen before.

    Refuses `ledger-shrank`, `two-ledgers-of-one-size`, `consistency-proof-empty`, `proof-too-long`,
    `ledger-rewritten`. Whoever refuses keeps both checkpoints: with the ledger's signature on each, they are the proof.
    """
    if new < old:
        raise Refused("ledger-shrank", old=old, new=new)
    if old == new and old_root != new_root:
        raise Refused("two-ledgers-of-one-size", size=new)
    if old == 0 and old_root != EMPTY_ROOT:
        raise Refused("ledger-rewritten", old=old, new=new)
    if old in (0, new):
        if proof:
            raise Refused("proof-too-long", size=new)
        return
    if not proof:
        raise Refused("consistency-proof-empty", old=old, new=new)
    if _both_roots(old, old_root, new, proof) != (old_root, new_root):
        raise Refused("ledger-rewritten", old=old, new=new)


def _both_roots(old: int, old_root: bytes, new: int, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The two roots a consistency proof leads to."""
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    path = list(proof) if at else [old_root, *proof]  # at is 0 when old is a power of two
    before = after = path[0]
    for step in path[1:]:
        if last == 0:
            raise Refused("proof-too-long", size=new)
        if at & 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            at, last = _climb_left(at, last)
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    if last:
        raise Refused("ledger-rewritten", old=old, new=new)
    return before, after


def _climb_left(at: int, last: int) -> tuple[int, int]:
    """Up to where `at` is a right child again: a subtree at the right edge may have no sibling for some levels."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _split(width: int) -> int:
    """The largest power of two smaller than `width` (at least 2): RFC 9162's k."""
    return 1 << (width - 1).bit_length() - 1


def _subtree(start: int, end: int, node: Node) -> bytes:
    """The hash of leaves start to end-1, start being a multiple of a power of two not below the width."""
    width = end - start
    if width & (width - 1) == 0:
        return node(width.bit_length() - 1, start // width)
    middle = start + _split(width)
    return node_hash(_subtree(start, middle, node), _subtree(middle, end, node))

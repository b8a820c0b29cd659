"""The operators of FHIRPath whose operands are conditions or collections."""

from collections.abc import Callable
from typing import Final, TypeAlias

from navette.fhir.fhirpath_nodes import Nodes, distinct, listed, only, values
from navette.fhir.fhirpath_values import alike, same, spelled

Rule: TypeAlias = Callable[[bool | None, bool | None], bool | None]


def _and(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _or(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return None if one is None or other is None else False


LOGIC: Final[dict[str, Rule]] = {
    "and": _and,
    "or": _or,
    "xor": lambda one, other: None if one is None or other is None else one is not other,
    "implies": lambda one, other: _or(None if one is None else not one, other),
}
# Where the first operand says it all.
SETTLED: Final = {"and": False, "or": True, "implies": False}


def _equal(one: Nodes, other: Nodes) -> bool | None:
    """Nothing when there is nothing on a side."""
    if not one or not other:
        return None
    return len(one) == len(other) and all(same(a[0], b[0]) for a, b in zip(one, other, strict=True))


def _equivalent(one: Nodes, other: Nodes) -> bool:
    """In any order; nothing is equivalent to nothing."""
    left = values(other)
    for value, _type in one:
        at = next((at for at, candidate in enumerate(left) if alike(value, candidate)), None)
        if at is None:
            return False
        left.pop(at)
    return not left


def _in(one: Nodes, other: Nodes) -> Nodes:
    if len(one) != 1:
        return []
    return [(any(same(one[0][0], value) for value, _type in other), None)]


def _joined(one: Nodes, other: Nodes) -> Nodes:
    return [] if len(one) > 1 or len(other) > 1 else [(spelled(only(one)) + spelled(only(other)), None)]


def _different(one: Nodes, other: Nodes) -> Nodes:
    equal = _equal(one, other)
    return [] if equal is None else [(not equal, None)]


COLLECTIONS: Final[dict[str, Callable[[Nodes, Nodes], Nodes]]] = {
    "=": lambda one, other: listed(_equal(one, other)),
    "!=": _different,
    "~": lambda one, other: [(_equivalent(one, other), None)],
    "!~": lambda one, other: [(not _equivalent(one, other), None)],
    "|": lambda one, other: distinct(one + other),
    "&": _joined,
    "in": _in,
    "contains": lambda one, other: _in(other, one),
}

"""When a question is asked: enableWhen, on what was answered around it. Twin: static/js/conditions.js.

https://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from navette.fhir.dates import order
from navette.fhir.questionnaire import Coding, Condition, Item

# Answers by linkId; None where an answer was given that cannot be read.
Scope: TypeAlias = Mapping[str, Sequence[object] | None]

_ORDERS: Final = {">": (1,), "<": (-1,), ">=": (0, 1), "<=": (-1, 0)}


def is_asked(item: Item, scope: Scope) -> bool | None:
    """Whether its conditions hold; None when that depends on an answer that cannot be read."""
    met = [_met(condition, scope) for condition in item.conditions]
    if not met:
        return True
    decided = item.any  # one that holds decides for `any`, one that does not decides for `all`
    if decided in met:
        return decided
    return None if None in met else not decided


def compare(one: object, other: object) -> int | None:
    """-1, 0 or 1; None for two answers that have no order. Numbers are compared as IEEE doubles."""
    match one, other:
        case (bool(), _) | (_, bool()):
            return None
        case ((int() | Decimal()), (int() | Decimal())):
            left, right = float(one), float(other)
            return (left > right) - (left < right)
        case str(), str():
            return order(one, other)
    return None


def _met(condition: Condition, scope: Scope) -> bool | None:
    """`!=` holds of a question nobody answered, and the others do not."""
    values = scope.get(condition.question, ())
    if values is None:
        return None
    if condition.operator == "exists":
        return bool(values) is condition.answer
    if condition.operator in _ORDERS:
        return any(compare(value, condition.answer) in _ORDERS[condition.operator] for value in values)
    return any(_same(value, condition.answer) for value in values) is (condition.operator == "=")


def _same(one: object, other: object) -> bool:
    match one, other:
        case Coding(), Coding():
            return (one.system, one.code) == (other.system, other.code)
        case str(), str():
            return one == other
        case bool(), bool():
            return one is other
    return compare(one, other) == 0

"""The values FHIRPath computes with: equality, order, exact decimals, what a value looks like as text.

The same answers as navette/web/static/js/fhirpath_values.js, to the last digit.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final, TypeAlias, TypeGuard

from navette.fhir.strict import Json, plain

Number: TypeAlias = int | Decimal

MAX_FIGURES: Final = 60  # longer numbers are compared, not computed with
_QUOTIENT_PLACES: Final = 8  # https://hl7.org/fhirpath/N1, "Math"
_DECIMAL: Final = re.compile(r"([+-]?)0*([0-9]+(?:\.[0-9]+)?)", re.ASCII)
_MOMENT: Final = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?"
)
_UNIT: Final = ("system", "code", "unit", "currency")
ORDERS: Final[dict[str, Callable[[int], bool]]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def is_number(value: Json) -> TypeGuard[Number]:
    """A boolean is none."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def is_whole(value: Json) -> bool:
    """An integer: what is spelled without a point, 1e3 included."""
    return is_number(value) and "." not in spelled(value)


def spelled(value: Json) -> str:
    """The text of a scalar; nothing for an object."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    return str(value) if isinstance(value, str | int) else ""


def double(value: Number) -> float:
    """What numbers are compared as: IEEE doubles, as in every language."""
    try:
        return float(value)
    except OverflowError:
        return float("inf" if value > 0 else "-inf")


def same(one: Json, other: Json) -> bool:
    """Equal in depth; 1 and 1.00 are equal, 1 and true are not."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    if is_number(one) and is_number(other):
        return double(one) == double(other)
    if isinstance(one, dict) and isinstance(other, dict):
        return len(one) == len(other) and all(key in other and same(inner, other[key]) for key, inner in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one is other


def alike(one: Json, other: Json) -> bool:
    """The operator ~: case and blanks are no difference, numbers are as precise as the less precise of the two."""
    if isinstance(one, str) and isinstance(other, str):
        return _folded(one) == _folded(other)
    if is_number(one) and is_number(other):
        pair = _scaled(one), _scaled(other)
        return _rounded_alike(*pair[0], *pair[1]) if pair[0] and pair[1] else same(one, other)
    if isinstance(one, dict) and isinstance(other, dict):
        return len(one) == len(other) and all(key in other and alike(inner, other[key]) for key, inner in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return same(one, other)


def ordered(operator: str, one: Json, other: Json) -> bool | None:
    """Whether < <= > >= holds; None when that cannot be known (2010 < 2010-05, two units, a text and a number)."""
    order: int | None = None
    if isinstance(one, dict) and isinstance(other, dict) and all(same(one.get(k), other.get(k)) for k in _UNIT):
        one, other = one.get("value"), other.get("value")
    if is_number(one) and is_number(other):
        order = _sign(double(one), double(other))
    elif isinstance(one, str) and isinstance(other, str):
        order = _order_of_texts(one, other)
    return None if order is None else ORDERS[operator](order)


def computed(operator: str, one: Json, other: Json) -> Json:
    """The result of + - * / mod div, exact but for / (8 places); None when there is none."""
    if operator == "+" and isinstance(one, str) and isinstance(other, str):
        return one + other
    if not is_number(one) or not is_number(other):
        return None
    left, right = _scaled(one), _scaled(other)
    if not left or not right or (operator in ("/", "mod", "div") and not right[0]):
        return None
    (a, a_places), (b, b_places) = left, right
    if operator == "*":
        return _number(a * b, a_places + b_places)
    places = max(a_places, b_places)
    a, b = a * 10 ** (places - a_places), b * 10 ** (places - b_places)
    match operator:
        case "+":
            return _number(a + b, places)
        case "-":
            return _number(a - b, places)
        case "div":
            return _towards_zero(a, b)
        case "mod":
            return _number(a - b * _towards_zero(a, b), places)
        case _:
            return _shortest(_half(_towards_zero(2 * a * 10**_QUOTIENT_PLACES, b)), _QUOTIENT_PLACES)


def to_integer(value: Json) -> Json:
    """An integer of at most 15 digits from a text; None for what is none."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return int(value) if re.fullmatch("[+-]?[0-9]{1,15}", value) else None
    return value if is_whole(value) else None


def to_decimal(value: Json) -> Json:
    """A number from its text; None for what is none."""
    if isinstance(value, str):
        found = _DECIMAL.fullmatch(value) if len(value) <= MAX_FIGURES else None
        if not found:
            return None
        figures = found[2]
        places = len(figures.partition(".")[2])
        return _number(int(figures.replace(".", "")) * (-1 if found[1] == "-" else 1), places)
    return to_integer(value) if isinstance(value, bool) else value if is_number(value) else None


def _scaled(value: Number) -> tuple[int, int] | None:
    """The figures as an integer, and how many of them follow the point."""
    text = spelled(value) if isinstance(value, Decimal) or abs(value) < 10**MAX_FIGURES else ""
    whole, _point, places = text.partition(".")
    return (int(whole + places), len(places)) if 0 < len(text) <= MAX_FIGURES else None


def _number(figures: int, places: int) -> Number:
    digits = str(abs(figures)).rjust(places + 1, "0")
    sign = "-" if figures < 0 else ""
    return Decimal(f"{sign}{digits[:-places]}.{digits[-places:]}") if places else figures


def _shortest(figures: int, places: int) -> Number:
    while places and figures % 10 == 0:
        figures, places = figures // 10, places - 1
    return _number(figures, places)


def _towards_zero(a: int, b: int) -> int:
    found = abs(a) // abs(b)
    return found if (a < 0) == (b < 0) else -found


def _half(doubled: int) -> int:
    """Away from zero."""
    return _towards_zero(doubled + (-1 if doubled < 0 else 1), 2)


def _rounded_alike(a: int, a_places: int, b: int, b_places: int) -> bool:
    places = min(a_places, b_places)
    return _rounded(a, a_places - places) == _rounded(b, b_places - places)


def _rounded(figures: int, places: int) -> int:
    return _half(_towards_zero(2 * figures, 10**places))


def _folded(text: str) -> str:
    return re.sub("[ \t\r\n]+", " ", text).lower()


def _sign(one: float, other: float) -> int:
    return (one > other) - (one < other)


def _order_of_texts(one: str, other: str) -> int | None:
    """Dates by their calendar, instants by their clock, other texts by their characters."""
    left, right = _MOMENT.fullmatch(one), _MOMENT.fullmatch(other)
    if not left or not right:
        return (one > other) - (one < other)
    if not left[4] or not right[4]:
        shared = min(len(one), len(other))
        order = (one[:shared] > other[:shared]) - (one[:shared] < other[:shared])
        return order if order or len(one) == len(other) else None
    if bool(left[8]) != bool(right[8]):
        return None
    (a, a_rest), (b, b_rest) = _instant(left), _instant(right)
    return _sign(a, b) or _sign(a_rest, b_rest)


def _instant(moment: re.Match[str]) -> tuple[int, float]:
    """Seconds on a calendar without end, and the fraction of one."""
    year, month, day, hour, minute, second = (int(moment[part]) for part in range(1, 7))
    if month < 3:
        year, month = year - 1, month + 12
    days = 365 * year + year // 4 - year // 100 + year // 400 + 306 * (month + 1) // 10 + day
    zone = moment[8] or "Z"
    ahead = 0 if zone == "Z" else (int(zone[1:3]) * 60 + int(zone[4:])) * (-1 if zone[0] == "-" else 1)
    return ((days * 24 + hour) * 60 + minute - ahead) * 60 + second, float(f"0{moment[7] or ''}")

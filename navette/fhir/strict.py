"""JSON read strictly and written in one way: each key once, decimals as they were spelled, nothing too deep.

The standard reader keeps the last of two equal keys, turns 1.10 into 1.1 and accepts NaN; another program would read
another fiche in the same bytes (https://hl7.org/fhir/R4/json.html).
"""

import json
import re
from decimal import Decimal
from typing import Final, TypeAlias

from navette.core.errors import Malformed, TooLarge

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | Decimal | bool | None"
Object: TypeAlias = dict[str, Json]

MAX_BYTES: Final = 4 << 20
MAX_DEPTH: Final = 100
_EXPONENT: Final = 3  # figures of an exponent: more of them would spell numbers of a gigabyte
_FIGURES: Final = 1000  # characters of a decimal, as it is written
_BRACKETS = re.compile(r"[\[\]{}]")
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def read(raw: bytes, limit: int = MAX_BYTES) -> Json:
    """The value `raw` spells; numbers with a point or an exponent are Decimal and keep their spelling.

    TooLarge: too-large (over `limit` bytes). Malformed: utf-8, json-depth, json (data `problem` says what).
    """
    if len(raw) > limit:
        raise TooLarge("too-large", limit=limit)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise Malformed("utf-8", at=error.start) from error
    if _is_too_deep(text):
        raise Malformed("json-depth", limit=MAX_DEPTH)
    try:
        value: Json = _READER.decode(text)
    except json.JSONDecodeError as error:
        raise Malformed("json", problem="syntax", line=error.lineno, column=error.colno) from error
    except ValueError as error:  # an integer of thousands of digits
        raise Malformed("json", problem="number") from error
    if "\\u" in text and _has_half_a_pair(value):  # it can only come from an escape
        raise Malformed("utf-8")
    return value


def read_object(raw: bytes, limit: int = MAX_BYTES) -> Object:
    """The same for what must be an object; Malformed json when it is anything else."""
    value = read(raw, limit)
    if not isinstance(value, dict):
        raise Malformed("json", problem="not-an-object")
    return value


def write(value: Json) -> bytes:
    """UTF-8 without spaces, keys in the order given, decimals with all their digits."""
    pieces: list[str] = []
    _write(value, pieces)
    return "".join(pieces).encode()


def _write(value: Json, pieces: list[str]) -> None:
    match value:
        case dict():
            pieces.append("{")
            for at, (key, inner) in enumerate(value.items()):
                pieces.append(f"{',' if at else ''}{_SCALAR.encode(key)}:")
                _write(inner, pieces)
            pieces.append("}")
        case list():
            pieces.append("[")
            for at, inner in enumerate(value):
                if at:
                    pieces.append(",")
                _write(inner, pieces)
            pieces.append("]")
        case Decimal():
            pieces.append(plain(value))
        case _:
            pieces.append(_SCALAR.encode(value))


def plain(value: Decimal) -> str:
    """The number in figures, as people type it: 0.000000001, where Python would say 1E-9."""
    return f"{value:f}"


def _each_key_once(pairs: list[tuple[str, Json]]) -> Object:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("json", problem="key-twice")
    return found


def _no_such_number(spelled: str) -> Json:
    raise Malformed("json", problem="number")


def _decimal(spelled: str) -> Decimal:
    if len(spelled) > _FIGURES or len(spelled.lower().partition("e")[2].lstrip("+-")) > _EXPONENT:
        raise Malformed("json", problem="number")
    value = Decimal(spelled)
    if len(plain(value)) > _FIGURES:
        raise Malformed("json", problem="number")
    return value


_SCALAR: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_READER = json.JSONDecoder(object_pairs_hook=_each_key_once, parse_float=_decimal, parse_constant=_no_such_number)


def _is_too_deep(text: str) -> bool:
    """Levels are counted before anything is read: what is in strings does not count."""
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return False
    outside = "".join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])
    depth = 0
    for bracket in _BRACKETS.findall(outside):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _has_half_a_pair(value: Json) -> bool:
    match value:
        case str():
            return _HALF_PAIR.search(value) is not None
        case dict():
            return any(_has_half_a_pair(key) or _has_half_a_pair(inner) for key, inner in value.items())
        case list():
            return any(map(_has_half_a_pair, value))
        case _:
            return False

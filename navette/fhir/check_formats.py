"""What is wrong with a primitive, by its type (https://hl7.org/fhir/R4/datatypes.html). Twin: check_formats.js.

A fault is a code: type (not that kind of JSON), empty, format, no-such-day, out-of-range, base64, narrative-….
"""

import re
from collections.abc import Callable
from decimal import Decimal
from math import isinf
from typing import Final, TypeAlias

from navette.fhir import xhtml
from navette.fhir.fhirpath_values import double, is_number
from navette.fhir.strict import Json

Fault: TypeAlias = Callable[[Json], str]

_LEAST: Final = {"integer": -(2**31), "unsignedInt": 0, "positiveInt": 1}
_MOST: Final = 2**31 - 1
_BLANK: Final = re.compile("[ \t\n\r\u00a0]*").fullmatch
_WHITE: Final = re.compile("[ \t\n\r]+")
# BCP 47, as far as its shape goes: the list of languages is open.
_LANGUAGE: Final = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def fault_finder(name: str, pattern: str | None) -> Fault:
    """What tells the fault of a value of the primitive `name`, "" when there is none; pattern: of the table."""
    if name == "boolean":
        return lambda value: "" if isinstance(value, bool) else "type"
    if name == "decimal":
        return _decimal
    if name in _LEAST:
        return _integer(_LEAST[name])
    return _string(name, pattern)


def no_such_day(written: str) -> bool:
    """Whether a date or an instant, well spelled, names a day that its month does not have."""
    if len(written) < len("YYYY-MM-DD"):
        return False
    year, month, day = int(written[:4]), int(written[5:7]), int(written[8:10])
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day > _DAYS[month - 1] + leap


def _decimal(value: Json) -> str:
    if not is_number(value):
        return "type"
    return "out-of-range" if isinf(double(value)) else ""


def _integer(least: int) -> Fault:
    def fault(value: Json) -> str:
        """JavaScript cannot tell a large integer from another large number: whatever is too large is that first."""
        if not is_number(value):
            return "type"
        if not least <= double(value) <= _MOST:
            return "out-of-range"
        return "type" if isinstance(value, Decimal) else ""

    return fault


def _string(name: str, pattern: str | None) -> Fault:
    matches = re.compile(_LANGUAGE if name == "language" else pattern or "(?s:.*)").fullmatch
    further = _FURTHER.get(name)
    misspelled = "base64" if name == "base64Binary" else "format"

    def fault(value: Json) -> str:
        if not isinstance(value, str):
            return "type"
        if _BLANK(value):
            return "empty"
        if not matches(value):
            return misspelled
        return further(value) if further else ""

    return fault


def _narrative(value: str) -> str:
    fault = xhtml.fault(value)
    return f"narrative-{fault}" if fault else ""


def _day(value: str) -> str:
    return "no-such-day" if no_such_day(value) else ""


def _base64(value: str) -> str:
    """The characters are right already: whole groups of four, filled up at the end only."""
    plain = _WHITE.sub("", value)
    return "base64" if len(plain) % 4 or "=" in plain.rstrip("=") or plain.endswith("===") else ""


_FURTHER: Final = {"xhtml": _narrative, "base64Binary": _base64, "date": _day, "dateTime": _day, "instant": _day}

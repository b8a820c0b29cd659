"""Dates and times as FHIR spells them: which exist, and which of two is the later. Twin: static/js/dates.js.

https://hl7.org/fhir/R4/datatypes.html#date: a date may stop at the year or at the month; a time of day has its zone.
"""

import re
from datetime import datetime
from typing import Final

_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_TIME: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]")
_ZONED: Final = re.compile(rf"T{_TIME.pattern}(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))")
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_date(text: str) -> bool:
    """A day, a month or a year of the calendar."""
    parts = _DATE.fullmatch(text)
    if not parts:
        return False
    year, month, day = (int(part) if part else 1 for part in parts.groups())
    if year == 0 or not 1 <= month <= 12:
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= _DAYS[month - 1] + leap


def is_date_time(text: str) -> bool:
    """The same, or a day with a time and its zone."""
    return is_date(text) or (is_date(text[:10]) and _ZONED.fullmatch(text[10:]) is not None)


def is_time(text: str) -> bool:
    """A time of day, with its seconds."""
    return _TIME.fullmatch(text) is not None


def order(one: str, other: str) -> int:
    """Negative, zero or positive: `one` is before `other`, or not known to differ, or after it.

    Two moments are compared as such; otherwise as far as both are said, on the calendar each was written with.
    """
    if "T" in one and "T" in other:
        left, right = (datetime.fromisoformat(text).timestamp() for text in (one, other))
        return (left > right) - (left < right)
    length = min(len(one), len(other), len("YYYY-MM-DD"))
    return (one[:length] > other[:length]) - (one[:length] < other[:length])

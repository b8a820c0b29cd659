"""What a person answered, read against the form: docs/forms.md describes the format.

Answers are one flat object, linkId → value; a group that repeats is a list of such objects. Text is NFC with LF line
ends, so that two programs make the same bytes of the same letters. The first fault in the order of the form is
refused as `answers`, with the linkId of the item, a reason, and the row (from 1) inside a group that repeats.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias, TypeVar

from navette.core.errors import Refused
from navette.fhir.form import Form
from navette.fhir.questionnaire import Coding, Condition, Item

Value: TypeAlias = "str | bool | Decimal | Coding | Row"
_T = TypeVar("_T", str, bool, Decimal, Coding, "Row")

_LINK_ID: Final = re.compile(r"[a-z0-9.-]{1,64}", re.ASCII)
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:[.,]\d{1,9})?", re.ASCII)
_DATE: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_DATE_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)", re.ASCII)
# What neither XML nor a FHIR string may hold: controls but tab and line feed, and the two noncharacters of XML.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Row:
    """Answers by linkId, each a tuple of at least one value; what was not answered is not there."""

    values: Mapping[str, tuple[Value, ...]]

    def text(self, link_id: str) -> str:
        """The text or the date answered, empty when there is none."""
        return next(self._each(link_id, str), "")

    def texts(self, link_id: str) -> tuple[str, ...]:
        """Every text answered."""
        return tuple(self._each(link_id, str))

    def flag(self, link_id: str) -> bool | None:
        """Yes, no, or not answered."""
        return next(self._each(link_id, bool), None)

    def coding(self, link_id: str) -> Coding | None:
        """The choice made."""
        return next(self._each(link_id, Coding), None)

    def rows(self, link_id: str) -> tuple["Row", ...]:
        """The rows of a group that repeats."""
        return tuple(self._each(link_id, Row))

    def _each(self, link_id: str, kind: type[_T]) -> Iterator[_T]:
        return (value for value in self.values.get(link_id, ()) if isinstance(value, kind))


def read(form: Form, given: Mapping[str, object]) -> Row:
    """The answers, checked and normalised; refuses `answers` (item, reason, row) for the first that is not right.

    Reasons: unknown, missing, not-applicable, type, single, list, option, too-long, one-line, character, number, date.
    """
    return _read_row(form.items, given, {}, {})


def _read_row(
    items: tuple[Item, ...], given: Mapping[str, object], around: Mapping[str, tuple[Value, ...]], at: dict[str, int]
) -> Row:
    asked = list(_leaves(items))
    known = {item.link_id for item in asked}
    for key in given:
        if key not in known:
            raise _refused(str(key) if _LINK_ID.fullmatch(str(key)) else "?", "unknown", at)
    found: dict[str, tuple[Value, ...]] = {}
    for item in asked:  # before any rows: their conditions may look at what is answered beside them
        if not item.rows and (values := _read_values(item, given.get(item.link_id), at)):
            found[item.link_id] = values
    for item in asked:
        scope = {**around, **found}
        enabled = all(_met(condition, scope) for condition in item.conditions)
        if item.rows and (rows := _read_rows(item, given.get(item.link_id), scope)):
            found[item.link_id] = rows
        if item.link_id in found and not enabled:
            raise _refused(item.link_id, "not-applicable", at)
        if item.required and enabled and item.link_id not in found:
            raise _refused(item.link_id, "missing", at)
    return Row({item.link_id: found[item.link_id] for item in asked if item.link_id in found})


def _leaves(items: tuple[Item, ...]) -> Iterator[Item]:
    """What can be answered at this level: questions, and groups that repeat."""
    for item in items:
        if item.type == "group" and not item.repeats:
            yield from _leaves(item.items)
        else:
            yield item


def _read_rows(item: Item, given: object, scope: Mapping[str, tuple[Value, ...]]) -> tuple[Value, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        raise _refused(item.link_id, "list", {})
    filled = ((at, one) for at, one in enumerate(given, start=1) if not all(map(_blank, one.values())))
    return tuple(_read_row(item.items, one, scope, {"row": at}) for at, one in filled)


def _read_values(item: Item, given: object, at: dict[str, int]) -> tuple[Value, ...]:
    if isinstance(given, list) and given and not item.repeats:
        raise _refused(item.link_id, "single", at)
    each = given if isinstance(given, list) else [given]
    return tuple(_read_value(item, one, at) for one in each if not _blank(one))


def _blank(given: object) -> bool:
    return given is None or given == [] or (isinstance(given, str) and not given.strip())


def _read_value(item: Item, given: object, at: dict[str, int]) -> Value:
    match item.type, given:
        case "boolean", bool():
            return given
        case "decimal", str() | int() | Decimal() if not isinstance(given, bool):
            return _number(item, str(given), at)
        case "choice", str():
            return _option(item, given, at)
        case (("date" | "dateTime"), str()):
            return _date(item, given, at)
        case (("string" | "text"), str()):
            return _text(item, given, at)
    raise _refused(item.link_id, "type", at)


def _number(item: Item, given: str, at: dict[str, int]) -> Decimal:
    """A comma is a point; every digit typed is kept."""
    if not _DECIMAL.fullmatch(given):
        raise _refused(item.link_id, "number", at)
    return Decimal(given.replace(",", "."))


def _option(item: Item, given: str, at: dict[str, int]) -> Coding:
    """By `code`, or by `system|code` where two systems share a code; the first of the form wins."""
    for option in item.options:
        if given in (option.code, f"{option.system}|{option.code}"):
            return option
    raise _refused(item.link_id, "option", at)


def _date(item: Item, given: str, at: dict[str, int]) -> str:
    """A FHIR date, which may stop at the year or the month; a dateTime may have a time, then with its zone."""
    timed = item.type == "dateTime" and _DATE_TIME.fullmatch(given)
    try:
        if timed:
            datetime.fromisoformat(given)
        elif _DATE.fullmatch(given):
            date.fromisoformat(given + "-01-01"[: 10 - len(given)] if len(given) == 4 else (given + "-01")[:10])
        else:
            raise _refused(item.link_id, "date", at)
    except ValueError as error:
        raise _refused(item.link_id, "date", at) from error
    return given


def _text(item: Item, given: str, at: dict[str, int]) -> str:
    text = unicodedata.normalize("NFC", given.replace("\r\n", "\n").replace("\r", "\n"))
    if _FORBIDDEN.search(text):
        raise _refused(item.link_id, "character", at)
    if item.type == "string" and "\n" in text:
        raise _refused(item.link_id, "one-line", at)
    if item.max_length and len(text) > item.max_length:
        raise _refused(item.link_id, "too-long", at)
    return text


def _met(condition: Condition, scope: Mapping[str, tuple[Value, ...]]) -> bool:
    """FHIR's enableWhen: != holds of a question nobody answered."""
    values = scope.get(condition.question, ())
    if condition.operator == "exists":
        return bool(values) is condition.answer
    return (condition.answer in values) is (condition.operator == "=")


def _refused(item: str, reason: str, at: dict[str, int]) -> Refused:
    return Refused("answers", item=item, reason=reason, **at)

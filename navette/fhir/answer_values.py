"""One answer, read against its question: a value, or what is wrong with it. Twin: static/js/answer_values.js."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from navette.fhir.conditions import compare
from navette.fhir.dates import is_date, is_date_time, is_time
from navette.fhir.questionnaire import Coding, Item

Answer: TypeAlias = str | bool | int | Decimal | Coding

MAX_TEXT: Final = 1 << 20  # characters: https://hl7.org/fhir/R4/datatypes.html#string
_BLANK: Final = re.compile("[ \t\n\r\u00a0]*")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:[.,][0-9]{1,9})?")
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,9})")
_MINUTES: Final = re.compile(r"[0-9]{2}:[0-9]{2}")
# What neither XML nor a FHIR string may hold: controls but tab and line feed, and the two noncharacters of XML.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why an answer cannot be read, and the limit it goes beyond."""

    reason: str
    limit: str | int | None = None


def is_blank(given: object) -> bool:
    """Not there, or holding nothing but spaces and line ends."""
    if isinstance(given, Mapping):
        return all(map(is_blank, given.values()))
    if isinstance(given, list):
        return all(map(is_blank, given))
    return given is None or (isinstance(given, str) and _BLANK.fullmatch(given) is not None)


def read_values(item: Item, given: object) -> tuple[Answer, ...] | Wrong:
    """Every answer of a question, or what is wrong with the first that cannot be read."""
    if is_blank(given):
        return ()
    if isinstance(given, list) and not item.repeats:
        return Wrong("single")
    found: list[Answer] = []
    for one in given if isinstance(given, list) else [given]:
        if not is_blank(one):
            value = _read(item, one)
            if isinstance(value, Wrong):
                return value
            found.append(value)
    return tuple(found)


def _read(item: Item, given: object) -> Answer | Wrong:
    match item.type, given:
        case "boolean", bool():
            return given
        case (("decimal" | "integer"), str() | int() | Decimal()) if not isinstance(given, bool):
            text = _figures(given)
            return _within(item, _decimal(item, text) if item.type == "decimal" else _integer(text))
        case (("choice" | "open-choice"), str()):
            return _option(item, given)
        case (("date" | "dateTime"), str()):
            exists = is_date(given) if item.type == "date" else is_date_time(given)
            return _within(item, given) if exists else Wrong("date")
        case "time", str():
            return _within(item, _time(given))
        case (("string" | "text"), str()):
            return _text(item, given)
    return Wrong("type")


def _figures(given: str | int | Decimal) -> str:
    """A number as one writes it; those of hundreds of figures are none of ours anyway."""
    if isinstance(given, Decimal):
        return f"{given:f}" if abs(given.adjusted()) < 400 else ""
    return str(given)


def _decimal(item: Item, text: str) -> Decimal | Wrong:
    """A comma is a point; every digit typed is kept."""
    if text == "-0" or not _DECIMAL.fullmatch(text):  # "-0" would be read again as 0
        return Wrong("number")
    value = text.replace(",", ".")
    if item.places is not None and len(value.partition(".")[2]) > item.places:
        return Wrong("places", item.places)
    return Decimal(value)


def _integer(text: str) -> int | Wrong:
    """Within 32 bits: https://hl7.org/fhir/R4/datatypes.html#integer"""
    if text == "-0" or not _INTEGER.fullmatch(text) or not -(1 << 31) <= int(text) < 1 << 31:
        return Wrong("integer")
    return int(text)


def _time(given: str) -> str | Wrong:
    text = f"{given}:00" if _MINUTES.fullmatch(given) else given
    return text if is_time(text) else Wrong("time")


def _within(item: Item, value: str | int | Decimal | Wrong) -> str | int | Decimal | Wrong:
    if isinstance(value, Wrong):
        return value
    if item.low is not None and compare(value, item.low) == -1:
        return Wrong("low", _limit(item, item.low))
    if item.high is not None and compare(value, item.high) == 1:
        return Wrong("high", _limit(item, item.high))
    return value


def _limit(item: Item, limit: str | int | Decimal) -> str:
    return _figures(limit) + (f" {item.unit.display or item.unit.code}" if item.unit else "")


def _option(item: Item, given: str) -> Coding | str | Wrong:
    """By `code`, or by `system|code` where two systems share a code; the first of the form wins."""
    for option in item.options:
        if given in (option.code, f"{option.system}|{option.code}"):
            return option
    return _text(item, given) if item.type == "open-choice" else Wrong("option")


def _text(item: Item, given: str) -> str | Wrong:
    text = unicodedata.normalize("NFC", given.replace("\r\n", "\n").replace("\r", "\n"))
    if _FORBIDDEN.search(text):
        return Wrong("character")
    if item.type != "text" and "\n" in text:
        return Wrong("one-line")
    limit = item.max_length or MAX_TEXT
    return text if len(text) <= limit else Wrong("too-long", limit)

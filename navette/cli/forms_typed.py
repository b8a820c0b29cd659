"""An answer as it is typed at a terminal, and as it is shown there: French dates, yes and no, options by number."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from navette.core.paris import PARIS
from navette.fhir.questionnaire import Coding, Item
from navette.wording import Language, _

_DAY: Final = re.compile(r"(?:(?:([0-9]{1,2})/)?([0-9]{1,2})/)?([0-9]{4})")
_TIME: Final = re.compile(r"([0-9]{1,2})(?::| ?h ?)([0-9]{2})?")


def choices(item: Item, lang: Language) -> Iterator[str]:
    """The options of a question, or its favourites, as they are shown."""
    yield from (display(option, lang) for option in options(item))
    yield from (one.text(lang) for one in item.favourites)


def options(item: Item) -> list[Coding]:
    """The options of a question, one of those that say the same: older systems have codes of their own for it."""
    found: dict[str, Coding] = {}
    for option in item.options:
        found.setdefault(option.display, option)
    return list(found.values())


def display(option: Coding, lang: Language) -> str:
    """The words of an option."""
    return (option.display_en if lang == "en" else "") or option.display or option.code


def code_of(item: Item, option: Coding) -> str:
    """What an answer spells an option by: its code alone, or with its system when two systems have it."""
    alone = sum(one.code == option.code for one in item.options) == 1
    return option.code if alone else f"{option.system}|{option.code}"


def value_of(item: Item, typed: str) -> object:
    """What was typed as docs/forms.md spells it; what cannot be understood stays as it is, and is refused."""
    typed = typed.strip()
    if item.type == "boolean":
        return is_yes(typed) if is_yes(typed) or is_no(typed) else typed
    if item.type == "date":
        return _day(typed) or typed
    if item.type == "dateTime":
        return _moment(typed) or typed
    if item.type == "time":
        return _time(typed) or typed
    return typed


def is_yes(typed: str) -> bool:
    """A yes, in French or in English."""
    return typed.casefold() in ("y", "yes", "o", "oui")


def is_no(typed: str) -> bool:
    """A no, in French or in English."""
    return typed.casefold() in ("n", "no", "non")


def hint(item: Item) -> str:
    """How an answer is typed, between brackets."""
    hints = {
        "boolean": _("y/n"),
        "date": _("25/11/2026, 11/2026 or 2026"),
        "dateTime": _("25/11/2026 10:30, or the day alone"),
        "time": _("10:30"),
    }
    return f" ({hints[item.type]})" if item.type in hints else ""


def spelled(value: object) -> str:
    """An answer given before, on one line."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).replace("\n", " / ")


def _day(typed: str) -> str:
    """25/11/2026 as 2026-11-25, 11/2026 as 2026-11."""
    if found := _DAY.fullmatch(typed):
        day, month, year = found.groups()
        return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])
    return ""


def _time(typed: str) -> str:
    """10:30, 10 h 30 or 10h as 10:30:00."""
    found = _TIME.fullmatch(typed)
    return f"{found[1].zfill(2)}:{found[2] or '00'}:00" if found else ""


def _moment(typed: str) -> str:
    """A day, or a day and a time on the clocks of Paris."""
    day, _space, time = typed.partition(" ")
    if not time:
        return _day(typed)
    try:
        return datetime.fromisoformat(f"{_day(day)}T{_time(time)}").replace(tzinfo=PARIS).isoformat()
    except ValueError:
        return ""

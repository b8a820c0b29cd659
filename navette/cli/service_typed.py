"""Hours and days off as people type them: `mon-fri 08:00-12:00,14:00-18:00`, `2026-12-24..2027-01-03:congés`."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from navette.cli.command import UsageError
from navette.core.errors import Malformed
from navette.core.hours import DAYS, Closure, read_day
from navette.wording import _

ALWAYS, NONE = "always", "none"
_WORDS = {
    word: place
    for words in (DAYS, ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"))
    for place, word in enumerate(words)
}
_HOURS = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? +(\S+)")
_CLOSED = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?(?::(.*))?", re.ASCII)


def read_hours(typed: Sequence[str]) -> dict[str, str]:
    """Day → hours; of `always`, no day. UsageError for anything else, and for a day that is named twice."""
    found: dict[str, str] = {}
    for one in typed if list(typed) != [ALWAYS] else ():
        days, hours = _days_and_hours(one)
        if found.keys() & days:
            raise UsageError(_("--hours: a day is named twice: {typed}").format(typed=one))
        found |= dict.fromkeys(days, hours)
    return found


def _days_and_hours(typed: str) -> tuple[tuple[str, ...], str]:
    matched = _HOURS.fullmatch(typed.strip().lower())
    try:
        if matched is None:
            raise KeyError
        first, last = _WORDS[matched[1]], _WORDS[matched[2] or matched[1]]
        read_day(matched[3])
    except (KeyError, Malformed) as error:
        said = _("--hours: not hours: {typed}. Write “mon-fri 08:00-12:00,14:00-18:00”, or always.")
        raise UsageError(said.format(typed=typed)) from error
    days = DAYS[first : last + 1] if first <= last else DAYS[first:] + DAYS[: last + 1]
    return days, matched[3]


def read_closed(typed: Sequence[str]) -> tuple[Closure, ...]:
    """Days off, in their order; of `none`, none. UsageError for anything else, and for days off that meet."""
    found = sorted(map(_closure, typed if list(typed) != [NONE] else ()), key=lambda one: one.first)
    for before, after in pairwise(found):
        if after.first <= before.last:
            raise UsageError(_("--closed: these days off meet: {day}").format(day=after.first))
    return tuple(found)


def _closure(typed: str) -> Closure:
    matched = _CLOSED.fullmatch(typed.strip())
    try:
        if matched is None:
            raise ValueError
        first, last = date.fromisoformat(matched[1]), date.fromisoformat(matched[2] or matched[1])
        if last < first:
            raise ValueError
    except ValueError as error:
        said = _("--closed: not days off: {typed}. Write 2026-12-24..2027-01-03:note, or none.")
        raise UsageError(said.format(typed=typed)) from error
    return Closure(first, last, (matched[3] or "").strip())

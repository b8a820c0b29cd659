"""Times for people: Europe/Paris whatever the machine's zone; and what they type for a date."""

import re
import time
from datetime import UTC, datetime

from navette.cli.command import UsageError
from navette.core.deadline import END_OF_DAY
from navette.core.encoding import seconds, timestamp
from navette.core.errors import Malformed
from navette.core.paris import PARIS, wall
from navette.wording import _

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "j": 86400}
_HALF_A_YEAR = 182 * 86400  # seconds
_DELAY = re.compile(r"\+(\d{1,5})([smhdj])", re.ASCII)


def moment(instant: int) -> str:
    """Seconds since 1970 as 24/11 18:00, with the year when that day of another year is as near."""
    near = abs(instant - time.time()) < _HALF_A_YEAR
    return wall(instant).strftime("%d/%m %H:%M" if near else "%d/%m/%Y %H:%M")


def dated(instant: int) -> str:
    """With the year always: for what is kept, such as files."""
    return wall(instant).strftime("%d/%m/%Y %H:%M")


def delay(length: int) -> str:
    """A length in seconds, in its two largest units: 45 s, 12 min, 3 h 05, 2 j 04 h."""
    if length < 60:
        return f"{length} s"
    if length < 3600:
        return f"{length // 60} min"
    if length < 86400:
        return f"{length // 3600} h {length % 3600 // 60:02d}"
    return _("{days} d {hours} h").format(days=length // 86400, hours=f"{length % 86400 // 3600:02}")


def against(due_by: int, now: int) -> str:
    """Where an hour stands: `in 3 h 05`, or `2 h 10 late`."""
    if now > due_by:
        return _("{delay} late").format(delay=delay(now - due_by))
    return _("in {delay}").format(delay=delay(due_by - now))


def read_due(typed: str, now: int) -> int:
    """Seconds since 1970 for what a person types: +4h, 2026-11-24 (18:00), 2026-11-24T14:30 (Europe/Paris), UTC with Z.

    UsageError for anything else, and for what is past.
    """
    found = _DELAY.fullmatch(typed)
    instant = now + int(found[1]) * _UNITS[found[2]] if found else _date(typed)
    if instant is None:
        raise UsageError(
            _("--due: not a date: {typed}. Write 2026-11-24, 2026-11-24T14:30 or +4h.").format(typed=typed)
        )
    if instant <= now:
        raise UsageError(_("--due: {date} is past.").format(date=moment(instant)))
    return instant


def _date(typed: str) -> int | None:
    try:
        return seconds(typed)
    except Malformed:
        pass
    try:
        local = datetime.fromisoformat(typed)
    except ValueError:
        return None
    if len(typed) == len("2026-11-24"):
        local = datetime.combine(local.date(), END_OF_DAY)
    return int((local if local.tzinfo else local.replace(tzinfo=PARIS)).timestamp())


def utc(instant: int) -> str:
    """The same instant as the API spells it; empty for 0."""
    return timestamp(instant) if instant else ""


def now() -> int:
    """Seconds since 1970, by this machine's clock."""
    return int(datetime.now(UTC).timestamp())

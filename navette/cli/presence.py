"""What a mailbox says of itself, in words: open, or closed until when; who stands in; what it takes; who reads it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from navette.cli.command import N_
from navette.cli.dates import moment
from navette.cli.text import clean
from navette.core.hours import DAYS, Closure
from navette.core.paris import wall
from navette.wording import _, spoken

if TYPE_CHECKING:
    from navette.client.services import Presence

DAY = {
    "mon": N_("monday"),
    "tue": N_("tuesday"),
    "wed": N_("wednesday"),
    "thu": N_("thursday"),
    "fri": N_("friday"),
    "sat": N_("saturday"),
    "sun": N_("sunday"),
}


def title(one: "Presence") -> str:
    """Its name, or its address while nobody vouches for it."""
    return clean(one.name) or one.address


def state(one: "Presence") -> str:
    """Whether somebody is there: `open`, `closed until monday 23/11 08:00 (public holiday)`; empty: not said."""
    if one.state is None:
        return ""
    if one.opens == one.now:
        return _("open")
    why = clean(one.why) or (_("public holiday") if one.holiday else "")
    until = _("closed until further notice")
    if one.opens is not None:
        when = f"{_(DAY[DAYS[wall(one.opens).weekday()]])} {moment(one.opens)}"
        until = _("closed until {when}").format(when=when)
    return f"{until} ({why})" if why else until


def warnings(one: "Presence", form: bytes) -> Iterator[tuple[str, str]]:
    """(code, words) of all that must be said before that form is sent there. form: 32 bytes, zeros for none."""
    if one.silent:
        yield "unread", reading(one)
    if not one.open:
        besides = () if one.state is None else (clean(one.state.note), _stand_in(one))
        yield "closed", " – ".join(part for part in (state(one), *besides) if part)
    if any(form) and one.refuses(form):
        yield "form", _("does not take this form")
    if one.unconfirmed:
        yield "unconfirmed", doubt(one)


def reading(one: "Presence") -> str:
    """When it was last read; since when a fiche waits there when nobody seems to."""
    if one.silent and one.waiting_since is not None:
        since = moment(one.waiting_since)
        if one.last_collected is None:
            return _("never read: a fiche has waited there since {when}").format(when=since)
        last = moment(one.last_collected)
        return _("not read since {last}: a fiche has waited there since {when}").format(last=last, when=since)
    return "" if one.last_collected is None else moment(one.last_collected)


def doubt(one: "Presence") -> str:
    """That nobody has confirmed it for long; empty while somebody has."""
    return _("entry not confirmed for {count} days").format(count=one.unconfirmed) if one.unconfirmed else ""


def _stand_in(one: "Presence") -> str:
    return _("substitute: {name}").format(name=clean(one.substitute_name)) if one.substitute_name else ""


def details(one: "Presence") -> Iterator[tuple[str, str]]:
    """What it says, a line each."""
    said = one.state
    if said is not None:
        yield _("hours"), week(said.hours)
        yield _("days off"), " · ".join(map(_closure, said.closed))
        yield (
            _("substitute"),
            clean(one.substitute_name) or (_("a mailbox nobody vouches for") if said.substitute else ""),
        )
        yield _("forms taken"), ", ".join(map(_form, said.forms)) or _("all")
        yield _("note"), clean(said.note)
    yield _("last read"), reading(one)
    yield _("confirmed"), doubt(one) or moment(one.confirmed)


def week(hours: Mapping[str, str]) -> str:
    """`from monday to friday 08:00-19:00 · saturday 08:00-12:00`: alike ones together, closed ones left out."""
    if not hours:
        return _("always open")
    runs: list[tuple[str, str, str]] = []  # first, last, hours
    for before, day in zip(("", *DAYS), DAYS, strict=False):
        said = hours.get(day, "")
        if said and runs and runs[-1][1:] == (before, said):
            runs[-1] = (runs[-1][0], day, said)
        elif said:
            runs.append((day, day, said))
    return " · ".join(f"{_days(first, last)} {said.replace(',', ', ')}" for first, last, said in runs)


def _days(first: str, last: str) -> str:
    if first == last:
        return _(DAY[first])
    return _("from {first} to {last}").format(first=_(DAY[first]), last=_(DAY[last]))


def _closure(one: Closure) -> str:
    first, last = f"{one.first:%d/%m/%Y}", f"{one.last:%d/%m/%Y}"
    days = first if first == last else _("from {first} to {last}").format(first=first, last=last)
    return f"{days} ({clean(one.note)})" if one.note else days


def _form(digest: bytes) -> str:
    from navette.fhir import form

    known = form.by_hash(digest)
    return clean(known.short_title(spoken())) if known else _("other")

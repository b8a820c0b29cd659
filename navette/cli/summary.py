"""What `navette indicators` says of all lines together: the words and the rules of the yearly report of the pages.

Twin: navette/web/static/js/pages/year_sections.js.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from navette.cli.figures import Listed, Shown, count, length, nothing, rate, total
from navette.cli.labels import REASON, form_label, label
from navette.cli.table import Column, Row
from navette.core.errors import CODES
from navette.wording import _, sentence

if TYPE_CHECKING:
    from navette.client.indicator_items import Failures, Indicators

DAY = 86_400
AGES = (DAY, 2 * DAY, 7 * DAY)
RESPONSES = ("fatal-error", "transient-error")


class Figure(NamedTuple):
    """One line. unit: of the value in a spreadsheet; of: what the value is a part of, which makes a rate."""

    name: str
    value: str
    unit: str = ""
    of: str = ""
    rate: str = ""


def summary(found: "Indicators", *, exact: bool) -> Listed:
    """The period in a few figures; none when nothing was sent in it. exact: a spreadsheet's columns and numbers."""
    unit = [Column("unit", _("Unit"))] if exact else []
    columns = [
        Column("name", _("Indicator"), 16),
        Column("value", _("Value"), right=True),
        *unit,
        Column("of", _("Out of"), right=True),
        Column("rate", _("Rate (%)") if exact else _("Rate"), right=True),
    ]
    figures = (*_lines(found, exact=exact), *_delays(found, exact=exact), *_others(found, exact=exact))
    return columns, [one._asdict() for one in figures] if found.rows else []


def _lines(found: "Indicators", *, exact: bool) -> Iterator[Figure]:
    """What became of all lines."""
    every = found.acknowledgement
    yield Figure(_("Fiches sent"), count(every.sent))
    yield _part(_("Fiches delivered"), every.delivered, every.sent, exact=exact)
    yield _part(_("Taken in charge"), every.taken, every.sent, exact=exact)
    yield _part(_("Fiches answered"), every.answered, every.sent, exact=exact)


def _delays(found: "Indicators", *, exact: bool) -> Iterator[Figure]:
    """Until it happened: half of the lines, nine in ten."""
    for what, median, p90 in (
        ("received", _("Delay until delivered, median"), _("Delay until delivered, 90th percentile")),
        ("accepted", _("Delay until taken in charge, median"), _("Delay until taken in charge, 90th percentile")),
    ):
        one = next((one for one in found.delays if (one.by, one.what) == ("all", what)), None)
        if one is None:
            yield from (Figure(name, nothing(exact=exact)) for name in (median, p90))
        else:
            yield _length(median, one.median, exact=exact)
            yield _length(p90, one.p90, exact=exact)


def _others(found: "Indicators", *, exact: bool) -> Iterator[Figure]:
    for one in found.same_day:
        name = _("Sent the same day: {form}").format(form=form_label(one.form))
        yield _part(name, one.same_day, one.count, exact=exact)
    yield _part(_("Treating doctor found"), found.found.found, found.found.asked, exact=exact)
    yield Figure(_("Active professionals"), count(found.actors.professionals))
    yield Figure(_("Active mailboxes"), count(found.actors.mailboxes))
    yield Figure(_("Facilities"), count(found.actors.facilities))


def _part(name: str, part: Shown, whole: Shown, *, exact: bool) -> Figure:
    return Figure(name, count(part), of=count(whole), rate=rate(part, whole, exact=exact))


def _length(name: str, seconds: Shown, *, exact: bool) -> Figure:
    return Figure(name, length(seconds, exact=exact), unit="" if seconds is None else "s")


def unresolved(found: "Indicators", *, exact: bool) -> Listed:
    """What nobody has closed, by recipient and age: what waits for a week is in the three columns."""
    heads = (_("More than 24 h"), _("More than 48 h"), _("More than 7 days"))
    columns = [
        Column("mailbox", _("Mailbox"), 12),
        *(Column(str(age), head, right=True) for age, head in zip(AGES, heads, strict=True)),
    ]
    names = {one.recipient: one.recipient_name for one in found.unresolved}
    waiting = {(one.recipient, one.over): one.count for one in found.unresolved}
    boxes = sorted(names, key=lambda box: (names[box], box))
    rows = [_ages(names[box] or _("(nobody vouches)"), [waiting.get((box, age), 0) for age in AGES]) for box in boxes]
    if len(boxes) > 1:
        rows.append(_ages(_("All"), [total([waiting.get((box, age), 0) for box in boxes]) for age in AGES]))
    return columns, rows


def _ages(name: str, numbers: list[Shown]) -> Row:
    return {"mailbox": name, **{str(age): count(number) for age, number in zip(AGES, numbers, strict=True)}}


def failures(found: "Indicators", *, exact: bool) -> Listed:
    """What the recipient's software could not open, by the reason it gave."""
    columns = [
        Column("code", _("Code")),
        Column("reason", _("Reason"), 12),
        Column("fatal-error", _("For good"), right=True),
        Column("transient-error", _("At first"), right=True),
    ]
    codes: dict[str, dict[str, Failures]] = {}
    for one in found.failures:
        codes.setdefault(one.code, {})[one.response] = one
    return columns, [_failure(code, codes[code], exact=exact) for code in sorted(codes)]


def _failure(code: str, of: "Mapping[str, Failures]", *, exact: bool) -> Row:
    counts = {name: count(of[name].count) if name in of else nothing(exact=exact) for name in RESPONSES}
    return {"code": code, "reason": _reason(code), **counts}


def _reason(code: str) -> str:
    known = CODES.get(code)
    return sentence(known[0](code)).what if known is not None else label(REASON, code)

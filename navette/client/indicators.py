"""The answer of GET /v1/indicators, read with the names the directory vouches for. Twin: client/indicators.js."""

from datetime import date

from navette.client.answer import Fields, malformed
from navette.client.desk import Desk
from navette.client.indicator_items import (
    Acknowledgement,
    Actors,
    Delay,
    DoctorSearches,
    Failures,
    FormVolume,
    Indicators,
    SameDay,
    Unresolved,
    Volume,
)
from navette.client.reading import form_name
from navette.core.errors import Malformed
from navette.core.indicators import read_day

EVERY = "month,form,sender,recipient"
LENGTHS = {"recipient": 16, "form": 32, "all": 0}  # of the key, by what delays are grouped by


async def ask(desk: Desk, first: date, last: date, *, mask: bool) -> Indicators:
    """Always by all there is: two answers by different things may be compared, and what is hidden then found."""
    query = [("from", first.isoformat()), ("to", last.isoformat()), ("by", EVERY), ("mask", str(int(mask)))]
    return indicators(desk, Fields(await desk.api.get("/v1/indicators", query)))


def indicators(desk: Desk, fields: Fields) -> Indicators:
    """The answer, whole. Local: server-answer."""
    return Indicators(
        first=_day(fields, "from"),
        last=_day(fields, "to"),
        time=fields.time("now"),
        masked=fields.flag("masked"),
        rows=tuple(_volume(desk, one) for one in fields.many("rows")),
        forms=tuple(FormVolume(*_form(one), one.maybe_number("volume")) for one in fields.many("forms")),
        delays=tuple(_delay(desk, one) for one in fields.many("delays")),
        acknowledgement=_acknowledgement(fields.fields("acknowledgement")),
        same_day=tuple(map(_same_day, fields.many("same_day"))),
        failures=tuple(map(_failures, fields.many("failures"))),
        unresolved=tuple(_unresolved(desk, one) for one in fields.many("unresolved")),
        found=_found(fields.fields("found")),
        actors=_actors(fields.fields("actors")),
    )


def _day(fields: Fields, name: str) -> date:
    try:
        return read_day(fields.text(name))
    except Malformed as error:
        raise malformed(name) from error


def _form(fields: Fields) -> tuple[str, bytes]:
    form = fields.raw("form", 32)
    return form_name(form), form


def _volume(desk: Desk, fields: Fields) -> Volume:
    form, sender, recipient = fields.raw("form", 32), fields.raw("sender", 16), fields.raw("recipient", 16)
    return Volume(
        month=fields.text("month"),
        form=form_name(form),
        form_hash=form,
        sender=sender,
        sender_name=desk.name(sender),
        recipient=recipient,
        recipient_name=desk.name(recipient),
        sent=fields.maybe_number("sent"),
        delivered=fields.maybe_number("received"),
        accepted=fields.maybe_number("accepted"),
        rejected=fields.maybe_number("rejected"),
        completed=fields.maybe_number("completed"),
        cancelled=fields.maybe_number("cancelled"),
        unanswered=fields.maybe_number("unanswered"),
    )


def _delay(desk: Desk, fields: Fields) -> Delay:
    by = fields.text("by")
    if by not in LENGTHS:
        raise malformed("by")
    key = fields.raw("key", LENGTHS[by])
    return Delay(
        by=by,
        key=key,
        name=form_name(key) if by == "form" else desk.name(key) if key else "",
        what=fields.text("what"),
        count=fields.maybe_number("count"),
        median=fields.maybe_number("median"),
        p90=fields.maybe_number("p90"),
    )


def _acknowledgement(fields: Fields) -> Acknowledgement:
    return Acknowledgement(
        sent=fields.maybe_number("sent"),
        delivered=fields.maybe_number("received"),
        taken=fields.maybe_number("taken"),
        answered=fields.maybe_number("answered"),
    )


def _same_day(fields: Fields) -> SameDay:
    return SameDay(*_form(fields), fields.maybe_number("count"), fields.maybe_number("same_day"))


def _failures(fields: Fields) -> Failures:
    return Failures(fields.text("response"), fields.text("code"), fields.maybe_number("count"))


def _unresolved(desk: Desk, fields: Fields) -> Unresolved:
    recipient = fields.raw("recipient", 16)
    return Unresolved(recipient, desk.name(recipient), fields.number("over"), fields.maybe_number("count"))


def _found(fields: Fields) -> DoctorSearches:
    return DoctorSearches(fields.maybe_number("asked"), fields.maybe_number("found"))


def _actors(fields: Fields) -> Actors:
    names = ("professionals", "mailboxes", "facilities")
    return Actors(*(fields.maybe_number(name) for name in names))

"""Who looked at what: the access journal, for whom it concerns."""

import re
from contextlib import suppress
from datetime import date, timedelta

from aiohttp import web

from navette.core.encoding import b64, reference, timestamp, unb64
from navette.core.errors import Denied, Malformed, NavetteError
from navette.core.indicators import in_period, midnight, read_day
from navette.service import collect
from navette.service.context import Context
from navette.store import journal
from navette.store.journal import Line, Page
from navette.web.api.bodies import answer, known_fields, limit
from navette.web.api.items import Json, maybe
from navette.web.keys import CONTEXT
from navette.web.signing import Requester, requester

ME, COORDINATORS = "me", "coordinators"
WHOSE = ("about", "mailbox", "message")
FOR_EVER = 1 << 62
CURSOR = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")


async def read(request: web.Request) -> web.Response:
    """GET /v1/journal: newest first."""
    known_fields(request, *WHOSE, "from", "to", "after", "limit")
    count, period = limit(request), period_of(request, needed=False)
    who = await requester(request)
    lines = await lines_of(request, who, page_of(request, period, count))
    found = {"items": [_json(line) for line in lines], "next": following(lines, count)}
    return answer({**found, "days": request.app[CONTEXT].settings.journal_days})


async def lines_of(request: web.Request, who: Requester, page: Page) -> list[Line]:
    """Those asked for: one's own, those of a mailbox or of a handoff for who takes part, coordinators' for them."""
    context, asked = request.app[CONTEXT], [name for name in WHOSE if name in request.query]
    with suppress(NavetteError):  # a full disk: what waits is not to be read yet
        await context.journal.flush()
    if len(asked) > 1:
        raise Malformed("field", field=asked[-1])
    if asked == ["mailbox"]:
        mailbox = unb64(request.query["mailbox"], 16)
        await collect.check_member(context, who.id, mailbox)
        return await journal.of_mailbox(context.database, mailbox, page)
    if asked == ["message"]:
        return await _of_message(context, who, unb64(request.query["message"], 16), page)
    about = request.query.get("about", ME)
    if about == ME:
        return await journal.of_person(context.database, who.id, page)
    if about != COORDINATORS:
        raise Malformed("field", field="about")
    if not who.coordinator:
        raise Denied("coordinator-only")
    return await journal.of_coordinators(context.database, page)


async def _of_message(context: Context, who: Requester, message: bytes, page: Page) -> list[Line]:
    """For who takes part, everything; for a coordinator who does not, what coordinators did."""
    item, _ = await collect.handoff(context, who.id, who.coordinator, message)
    party = await collect.is_party(context, who.id, item.seq)
    return await journal.of_message(context.database, message, page, admin=not party)


def _json(line: Line) -> Json:
    return {
        "time": timestamp(line.time),
        "actor": b64(line.actor),
        "action": line.action,
        "object": maybe(line.object),
        "reference": reference(line.object) if line.handoff and line.object is not None else None,
        "mailbox": maybe(line.mailbox),
        "result": line.result,
        "coordinator": line.admin,
    }


def period_of(request: web.Request, *, needed: bool) -> tuple[int, int]:
    """The days of the query, both included: their first second, and the first after."""
    if not needed and not {"from", "to"} & request.query.keys():
        return 0, FOR_EVER
    first, last = _day(request, "from"), _day(request, "to")
    if not in_period(first, last):
        raise Malformed("field", field="to")
    return midnight(first), midnight(last + timedelta(days=1))


def _day(request: web.Request, name: str) -> date:
    try:
        return read_day(request.query.get(name, ""))
    except Malformed as error:
        raise Malformed("field", field=name) from error


def page_of(request: web.Request, period: tuple[int, int], count: int) -> Page:
    """From where the page before ended."""
    spelled = request.query.get("after")
    if spelled is None:
        return Page(period[0], (period[1], 0), count)
    found = CURSOR.fullmatch(spelled)
    if found is None or int(found[1]) > period[1]:
        raise Malformed("field", field="after")
    return Page(period[0], (int(found[1]), int(found[2])), count)


def following(lines: list[Line], count: int) -> str | None:
    """The cursor of the next page."""
    return f"{lines[-1].time}.{lines[-1].i}" if len(lines) == count else None

"""The coordinator's figures of a period, and the lines behind one of them: routing and times, never content."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache

from aiohttp import web

from navette.core.encoding import b64, reference, timestamp
from navette.core.errors import Malformed
from navette.core.figures import SHOWN, Vector
from navette.core.indicators import in_period, midnight, read_day
from navette.service import indicators
from navette.service.figures import DIMENSIONS, Delay, Figures
from navette.service.masked import Shown, overall
from navette.store import lines as store
from navette.web.api.bodies import HEADERS, answer, cursor, encode, known_fields, limit, query_id, query_number
from navette.web.api.items import Json, form_json
from navette.web.keys import CONTEXT
from navette.web.signing import coordinator

KEYS = {"form": 32, "sender": 16, "recipient": 16}
USUAL = "month,form,recipient"
ROW = '{"month":%s,"form":%s,"sender":%s,"recipient":%s,' + ",".join(f'"{name}":%s' for name in SHOWN) + "}"


async def figures(request: web.Request) -> web.Response:
    """GET /v1/indicators: days of Europe/Paris, both included."""
    known_fields(request, "from", "to", "by", "mask", "delays")
    first, last = period(request)
    by, mask = _by(request), bool(query_number(request, "mask", 0, 1))
    delays = bool(query_number(request, "delays", 1, 1))
    await coordinator(request)
    if not in_period(first, last):
        raise Malformed("field", field="to")
    context = request.app[CONTEXT]
    found = await indicators.indicators(context, first, last, by, delays=delays)
    head: Json = {"from": first.isoformat(), "to": last.isoformat(), "now": timestamp(found.now)}
    head |= {"by": [name for name in DIMENSIONS if name in by], "masked": mask}
    return web.Response(body=await asyncio.to_thread(_spelled, head, found, mask), headers=HEADERS)


async def lines(request: web.Request) -> web.Response:
    """GET /v1/indicators/lines: which handoffs one of the figures is made of, and where the ledger says so."""
    known_fields(request, "from", "to", "what", "form", "sender", "recipient", "after", "limit")
    (first, last), count = period(request), limit(request)
    what = request.query.get("what", "")
    if what not in store.CONDITIONS:
        raise Malformed("field", field="what")
    of = {name: query_id(request, name, size) for name, size in KEYS.items() if name in request.query}
    await coordinator(request)
    if not in_period(first, last):
        raise Malformed("field", field="to")
    span = (midnight(first), midnight(last + timedelta(days=1)))
    found = await store.page(request.app[CONTEXT].database, span, what, of, cursor(request, store.FIRST), count)
    after = _after(found[-1].place) if len(found) == count else None
    return answer({"lines": [_line(one) for one in found], "next": after})


def _after(place: store.Place) -> str:
    return f"{place[0]}.{place[1]}.{b64(place[2])}"


def _line(one: store.Behind) -> Json:
    spelled = {"reference": reference(one.message), "message": b64(one.message), "mailbox": b64(one.mailbox)}
    return {**spelled, "received": timestamp(one.received), "index": one.i, "acts": one.acts}


def period(request: web.Request) -> tuple[date, date]:
    """The days asked for, in whatever order."""
    return _day(request, "from"), _day(request, "to")


def _day(request: web.Request, name: str) -> date:
    try:
        return read_day(request.query.get(name, ""))
    except Malformed as error:
        raise Malformed("field", field=name) from error


def _by(request: web.Request) -> frozenset[str]:
    names = [name for name in request.query.get("by", USUAL).split(",") if name]
    if len(set(names)) < len(names) or not set(names) <= set(DIMENSIONS):
        raise Malformed("field", field="by")
    return frozenset(names)


def _spelled(head: Json, found: Figures, mask: bool) -> bytes:
    """Row by row: a year's answer is long, and one call that spells it all would keep everybody else waiting."""
    tell = Shown(found, masked=mask)
    lists: Mapping[str, Iterable[str]] = {
        "forms": (encode(_form(*one, tell)) for one in sorted(found.forms.items())),
        "rows": _rows(found, tell),
        "delays": (encode(_delay(one, tell)) for one in found.delays),
    }
    parts = (f'"{name}":[{",".join(part)}]' for name, part in lists.items())
    return ",".join((encode({**head, **_rest(found, tell)})[:-1], *parts)).encode() + b"}"


def _form(form: bytes, counts: Vector, tell: Shown) -> Json:
    return {"form": b64(form), "name": form_json(form)["name"], "volume": tell.tell(counts[0], "form", form)}


def _rows(found: Figures, tell: Shown) -> Iterable[str]:
    """As `encode` would spell them, in a quarter of the time: most of a long answer is these."""
    spell = cache(lambda value: "null" if value is None else f'"{b64(value)}"')
    for group, counts in sorted(found.rows.items()):  # what is null is null in all of them
        month, form, sender, recipient = group
        keys = (spell(form), spell(sender), spell(recipient))
        told = map(_number, tell.row(group)) if tell.masked else counts
        yield ROW % ("null" if month is None else f'"{month}"', *keys, *told)


def _number(count: int | None) -> str:
    return "null" if count is None else str(count)


def _delay(one: Delay, tell: Shown) -> Json:
    count = tell.tell(one.count, "delay", one.by, one.key, one.what)
    median, p90 = (None, None) if count is None else (one.median, one.p90)
    return {"by": one.by, "key": b64(one.key), "what": one.what, "count": count, "median": median, "p90": p90}


def _rest(found: Figures, tell: Shown) -> Json:
    """What is said of all lines."""
    asked, found_some = tell.part(*found.searched)
    actors = {"professionals": len(found.signers), "mailboxes": len(found.mailboxes), "facilities": found.facilities}
    return {
        "acknowledgement": {name: tell.tell(count, "all", name) for name, count in overall(found).items()},
        "same_day": [_letters(form, *tell.part(*of)) for form, of in found.letters.items()],
        "failures": [
            {"response": response, "code": code, "count": tell.few(count)} for response, code, count in found.failures
        ],
        "unresolved": [
            {
                "recipient": b64(one.recipient),
                "over": one.over,
                "count": tell.tell(one.count, "unresolved", one.over, one.recipient),
            }
            for one in found.unresolved
        ],
        "found": {"asked": asked, "found": found_some},
        "actors": {name: tell.few(count) for name, count in actors.items()},
    }


def _letters(form: bytes, count: int | None, same_day: int | None) -> Json:
    return {"form": b64(form), "name": form_json(form)["name"], "count": count, "same_day": same_day}

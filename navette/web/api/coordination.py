"""The coordinator's nudges and figures: routing and times, never content."""

import asyncio
from datetime import date

from aiohttp import web

from navette.core.encoding import b64, timestamp
from navette.core.errors import Malformed
from navette.core.indicators import in_period, read_day
from navette.service import indicators, nudges
from navette.service.indicators import Counts, Delay, Figures
from navette.service.nudges import Wanted
from navette.web.api.bodies import HEADERS, answer, binary, encode, known_fields, path_id, read_json
from navette.web.api.items import Json, form_json
from navette.web.keys import CONTEXT
from navette.web.signing import coordinator

TEXTS = ("month", "form", "sender", "recipient")
ROW = "{{" + ",".join(f'"{name}":"{{}}"' if name in TEXTS else f'"{name}":{{}}' for name in Counts._fields) + "}}"


async def nudge(request: web.Request) -> web.Response:
    """PUT /v1/nudges/{nudge}: 201, or 200 for the same one again."""
    identifier = path_id(request, "nudge")
    body, value = await read_json(request, "message", "mailbox")
    who = await coordinator(request, body)
    wanted = Wanted(identifier, binary(value, "message", 16), binary(value, "mailbox", 16))
    new, time = await nudges.nudge(request.app[CONTEXT], who.id, wanted)
    spelled = {"nudge": b64(wanted.id), "message": b64(wanted.message), "mailbox": b64(wanted.mailbox)}
    return answer({**spelled, "time": timestamp(time)}, 201 if new else 200)


async def figures(request: web.Request) -> web.Response:
    """GET /v1/indicators: days of Europe/Paris, both included."""
    known_fields(request, "from", "to")
    first, last = _day(request, "from"), _day(request, "to")
    await coordinator(request)
    if not in_period(first, last):
        raise Malformed("field", field="to")
    context = request.app[CONTEXT]
    found, delays = await indicators.indicators(context, first, last)
    head: Json = {"from": first.isoformat(), "to": last.isoformat(), "now": timestamp(context.clock())}
    return web.Response(body=await asyncio.to_thread(_spelled, head, found, delays), headers=HEADERS)


def _day(request: web.Request, name: str) -> date:
    try:
        return read_day(request.query.get(name, ""))
    except Malformed as error:
        raise Malformed("field", field=name) from error


def _spelled(head: Json, found: Figures, delays: list[Delay]) -> bytes:
    """Row by row: a year's answer is long, and one call that spells it all would keep everybody else waiting."""
    parts = {
        "forms": (encode(_form(form, volume)) for form, volume in sorted(found.volumes.items())),
        "rows": map(_row, found.rows),
        "delays": (encode(_delay(delay)) for delay in delays),
    }
    lists = (f'"{name}":[{",".join(part)}]' for name, part in parts.items())
    return ",".join((encode(head)[:-1], *lists)).encode() + b"}"


def _form(form: bytes, volume: int) -> Json:
    return {"form": b64(form), "name": form_json(form)["name"], "volume": volume}


def _row(row: Counts) -> str:
    """As `encode` would spell it, in a quarter of the time: most of a long answer is these."""
    return ROW.format(row[0], *map(b64, row[1:4]), *row[4:])


def _delay(delay: Delay) -> Json:
    return {
        "by": delay.by,
        "key": b64(delay.key),
        "what": delay.what,
        "count": delay.count,
        "median": delay.median,
        "p90": delay.p90,
    }

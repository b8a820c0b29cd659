"""What leaves for others' software, as FHIR: where handoffs stand, and the access journal. Of no patient."""

import asyncio
import json
from urllib.parse import urlencode

from aiohttp import web

from navette.core.encoding import b64
from navette.core.errors import Malformed
from navette.service import export
from navette.service.export import Links
from navette.store import tracking
from navette.store.tracking import Row
from navette.web.api.bodies import cursor, known_fields, query_number
from navette.web.api.items import Json
from navette.web.api.journal import FOR_EVER, WHOSE, following, lines_of, page_of, period_of
from navette.web.keys import CONTEXT
from navette.web.signing import coordinator, requester

FHIR_JSON = "application/fhir+json"
LARGEST = 500


async def fhir(request: web.Request) -> web.Response:
    """GET /v1/export/fhir: a page of Tasks, for a coordinator; or of AuditEvents, of what the journal shows."""
    known_fields(request, "type", *WHOSE, "from", "to", "after", "limit")
    kind, period = request.query.get("type"), period_of(request, needed=True)
    count = query_number(request, "limit", LARGEST, LARGEST, least=1)
    if kind not in ("Task", "AuditEvent"):
        raise Malformed("field", field="type")
    made = _tasks if kind == "Task" else _audit_events
    bundle = await made(request, period, count)
    return web.Response(
        body=await asyncio.to_thread(_spelled, bundle), content_type=FHIR_JSON, headers={"Cache-Control": "no-store"}
    )


async def _tasks(request: web.Request, period: tuple[int, int], count: int) -> Json:
    await coordinator(request)
    context = request.app[CONTEXT]
    after, end = cursor(request, (period[0] - 1, FOR_EVER, b"")), period[1]
    rows = await tracking.followed(context.database, after, end, count)
    resources = await export.tasks(context, rows)
    then = _after(rows[-1]) if len(rows) == count else None
    return export.bundle(context, resources, _links(request, then))


def _after(row: Row) -> str:
    return f"{row.received}.{row.handoff}.{b64(row.mailbox)}"


async def _audit_events(request: web.Request, period: tuple[int, int], count: int) -> Json:
    who = await requester(request)
    context = request.app[CONTEXT]
    lines = await lines_of(request, who, page_of(request, period, count))
    resources = await export.audit_events(context, lines, _url(request))
    return export.bundle(context, resources, _links(request, following(lines, count)))


def _links(request: web.Request, then: str | None) -> Links:
    given = {name: value for name, value in request.query.items() if name != "after"}
    path = f"{_url(request)}{request.path}?"
    own = path + urlencode(dict(request.query.items()))
    return Links(own, None if then is None else path + urlencode({**given, "after": then}))


def _url(request: web.Request) -> str:
    return request.app[CONTEXT].settings.public_url.rstrip("/") or str(request.url.origin())


def _spelled(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

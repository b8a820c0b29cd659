"""The server itself: alive, ready, what it is."""

from aiohttp import web

from navette import __version__
from navette.core.encoding import b64, timestamp, unb64
from navette.core.errors import Unavailable, Unknown
from navette.core.paris import wall
from navette.envelope.format import MAX_BLOBS, MAX_ENVELOPE, MAX_RECIPIENTS
from navette.envelope.keys import KEY_ID
from navette.envelope.manifest import FHIR_JSON
from navette.fhir import form, strict
from navette.service.attach import MEGABYTE, PART
from navette.store import reads
from navette.web.api.bodies import JSON, answer
from navette.web.keys import CONTEXT
from navette.web.openapi import document
from navette.web.signing import unsigned


async def health(request: web.Request) -> web.Response:
    """GET /healthz: the process answers."""
    return answer({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    """GET /readyz: the database answers, and its writer runs."""
    database = request.app[CONTEXT].database
    if not database.writer.is_alive() or not await reads.alive(database):
        raise Unavailable("not-ready")
    return answer({"status": "ready"})


async def openapi(request: web.Request) -> web.Response:
    """GET /v1/openapi.json: this API for machines."""
    return web.Response(body=document.text(), content_type=JSON)


async def about(request: web.Request) -> web.Response:
    """GET /v1/server: what a client must know before it speaks."""
    context = request.app[CONTEXT]
    settings = context.settings
    limits = {
        "envelope": MAX_ENVELOPE,
        "blob": settings.max_blob_mb * MEGABYTE,
        "blobs": MAX_BLOBS,
        "recipients": MAX_RECIPIENTS,
        "part": PART,
        "clock_skew": settings.clock_skew_seconds,
        "max_age_days": settings.max_age_days,
    }
    forms = [
        {"name": one.name, "url": one.url, "version": one.version, "hash": b64(one.hash)}
        for one in form.forms().values()
    ]
    return answer(
        {
            "name": "navette",
            "version": __version__,
            "time": timestamp(context.clock()),
            "production": settings.production,
            "ledgers": context.vkeys,
            "limits": limits,
            "forms": forms,
            "public_holidays": [str(day) for day in context.clocks.holidays.soon(wall(context.clock()).date())],
        }
    )


async def one_form(request: web.Request) -> web.Response:
    """GET /v1/forms/{form}: the Questionnaire of a form, of any version, by its hash (32 bytes)."""
    unsigned(request)
    known = form.by_hash(unb64(request.match_info["form"], KEY_ID))
    if known is None:
        raise Unknown("unknown-form")
    return web.Response(body=strict.write(known.questionnaire), content_type=FHIR_JSON)

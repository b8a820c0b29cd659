"""The server itself: alive, ready, what it is."""

from aiohttp import web

from navette import __version__
from navette.core.encoding import b64, timestamp
from navette.core.errors import Unavailable
from navette.envelope.format import MAX_BLOBS, MAX_ENVELOPE, MAX_RECIPIENTS
from navette.fhir import form
from navette.service.attach import MEGABYTE, PART
from navette.store import reads
from navette.web.api.bodies import JSON, answer
from navette.web.keys import CONTEXT
from navette.web.openapi import document


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
        }
    )

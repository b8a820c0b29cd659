"""Forms as pages need them: the headings of all, and each with its expressions taken apart."""

import asyncio

from aiohttp import web

from navette.core.encoding import b64, unb64
from navette.core.errors import Unknown
from navette.envelope.keys import KEY_ID
from navette.fhir import form, strict
from navette.fhir.form import Form
from navette.web.api.bodies import JSON, answer
from navette.web.signing import unsigned


async def headings(request: web.Request) -> web.Response:
    """GET /v1/forms: of every form that is known here, those of the site too."""
    unsigned(request)
    return answer({"forms": [_heading(one) for one in form.forms().values()]})


def _heading(one: Form) -> dict[str, object]:
    return {
        "name": one.name,
        "url": one.url,
        "version": one.version,
        "hash": b64(one.hash),
        "kind": one.kind,
        "title": {"fr": one.title("fr"), "en": one.title("en")},
        "short": {"fr": one.short_title("fr"), "en": one.short_title("en")},
        "declines": list(one.declines),
    }


async def compiled(request: web.Request) -> web.Response:
    """GET /v1/forms/{form}/compiled: for a page, which has no parser of expressions."""
    unsigned(request)
    known = form.by_hash(unb64(request.match_info["form"], KEY_ID))
    if known is None:
        raise Unknown("unknown-form")
    body = await asyncio.to_thread(lambda: strict.write(form.compiled(known)))
    answered = web.Response(body=body, content_type=JSON, headers={"Cache-Control": "no-cache"})
    answered.enable_compression()
    return answered

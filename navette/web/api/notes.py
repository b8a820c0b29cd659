"""Notes: what a person's pages keep here, sealed, under names that only they can tell the meaning of."""

from aiohttp import web

from navette.core.encoding import timestamp
from navette.service import notes
from navette.service.notes import NOTE
from navette.web.api.bodies import BYTES, answer, path_id, read_raw
from navette.web.keys import CONTEXT
from navette.web.signing import requester


async def put(request: web.Request) -> web.Response:
    """PUT /v1/notes/{name}: 201 for a new name, 200 for one that was there."""
    name = path_id(request, "name")
    raw = await read_raw(request, BYTES, NOTE)
    who = await requester(request, raw)
    fresh, changed = await notes.keep(request.app[CONTEXT], who.id, name, raw)
    return answer({"changed": timestamp(changed)}, 201 if fresh else 200)


async def get(request: web.Request) -> web.Response:
    """GET /v1/notes/{name}."""
    name = path_id(request, "name")
    who = await requester(request)
    raw = await notes.one(request.app[CONTEXT], who.id, name)
    return web.Response(body=raw, content_type=BYTES, headers={"Cache-Control": "no-store"})


async def remove(request: web.Request) -> web.Response:
    """DELETE /v1/notes/{name}."""
    name = path_id(request, "name")
    who = await requester(request)
    await notes.remove(request.app[CONTEXT], who.id, name)
    return web.Response(status=204)

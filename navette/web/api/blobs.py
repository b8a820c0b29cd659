"""Attachments: announced, sent in parts, fetched with ranges."""

from aiohttp import web

from navette.core.errors import Malformed, Unknown
from navette.service import attach, collect
from navette.store.blobs import Blob
from navette.web.api.bodies import BYTES, answer, binary, check_type, number, path_id, read_json
from navette.web.keys import CONTEXT
from navette.web.signing import requester, requester_of_stream


def _state(blob: Blob) -> dict[str, int]:
    return {"parts": attach.parts_of(blob.size), "received": blob.received, "part": attach.PART}


async def announce(request: web.Request) -> web.Response:
    """PUT /v1/blobs/{blob}."""
    body, value = await read_json(request, "mailbox", "size", "digest")
    who = await requester(request, body)
    context, mailbox = request.app[CONTEXT], binary(value, "mailbox", 16)
    await collect.check_member(context, who.id, mailbox)
    size, digest = number(value, "size"), binary(value, "digest", 32)
    new = Blob(path_id(request, "blob"), mailbox, size, digest, 0, 0, context.clock())
    fresh, blob = await attach.announce(context, new)
    return answer(_state(blob), 201 if fresh else 200)


async def put_part(request: web.Request) -> web.Response:
    """PUT /v1/blobs/{blob}/parts/{part}: streamed to disk, never whole in memory."""
    check_type(request, BYTES)
    part = request.match_info["part"]
    if not (part.isascii() and part.isdigit()) or len(part) > 9:
        raise Malformed("field", field="part")
    who, digest = await requester_of_stream(request, has_body=True)
    body = request.content.iter_chunked(1 << 16)
    blob = await attach.receive(request.app[CONTEXT], who.id, path_id(request, "blob"), int(part), digest, body)
    return answer(_state(blob))


async def parts(request: web.Request) -> web.Response:
    """GET /v1/blobs/{blob}/parts: where to resume."""
    who = await requester(request)
    return answer(_state(await attach.mine(request.app[CONTEXT], who.id, path_id(request, "blob"))))


async def get(request: web.Request) -> web.StreamResponse:
    """GET /v1/blobs/{blob}: the sealed bytes, whole or a range."""
    who = await requester(request)
    context, blob = request.app[CONTEXT], path_id(request, "blob")
    found, path = await attach.mine(context, who.id, blob), attach.path_of(context, blob)
    if not found.complete or not path.is_file():
        raise Unknown("unknown-blob")
    return web.FileResponse(path, chunk_size=1 << 18, headers={"Content-Type": BYTES, "Cache-Control": "no-store"})

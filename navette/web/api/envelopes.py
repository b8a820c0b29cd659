"""Deposit and collect."""

from aiohttp import web

from navette.core.encoding import b64, reference, timestamp
from navette.envelope.format import MAX_ENVELOPE
from navette.service import collect
from navette.service.send import deposit
from navette.service.withhold import Wanted, withhold
from navette.store.ledger import ACTES
from navette.web.api.bodies import BYTES, answer, known_fields, path_id, query_id, read_raw
from navette.web.keys import CONTEXT, METRICS
from navette.web.signing import requester, unsigned

COPY = ("release_of", "for")


async def put(request: web.Request) -> web.Response:
    """PUT /v1/envelopes/{message}: 201, or 200 for the same bytes again."""
    unsigned(request)
    known_fields(request, *COPY)
    message = path_id(request, "message")
    raw = await read_raw(request, BYTES, MAX_ENVELOPE)
    if request.query:
        return await _withhold(request, message, raw)
    with request.app[METRICS].time("deposit"):
        done, checkpoint = await deposit(request.app[CONTEXT], message, raw)
    if done.new:
        request.app[METRICS].deposits.inc()
    value = {
        "message": b64(done.message),
        "envelope": b64(done.digest),
        "reference": reference(done.message),
        "ledger": ACTES,
        "index": done.i,
        "statement": done.statement.decode(),
        "checkpoint": checkpoint,
    }
    return answer(value, 201 if done.new else 200)


async def _withhold(request: web.Request, message: bytes, raw: bytes) -> web.Response:
    """The same with release_of and for: a copy for a substitute."""
    wanted = Wanted(query_id(request, "release_of"), query_id(request, "for"))
    new, copy = await withhold(request.app[CONTEXT], message, raw, wanted)
    value = {
        "message": b64(copy.message),
        "envelope": b64(copy.digest),
        "release_of": b64(wanted.message),
        "for": b64(wanted.mailbox),
        "releases": timestamp(copy.releases),
        "state": copy.state.value,
    }
    return answer(value, 201 if new else 200)


async def get(request: web.Request) -> web.Response:
    """GET /v1/envelopes/{message}: the sealed bytes."""
    who = await requester(request)
    raw = await collect.envelope(request.app[CONTEXT], who.id, path_id(request, "message"))
    return web.Response(body=raw, content_type=BYTES, headers={"Cache-Control": "no-store"})

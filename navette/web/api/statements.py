"""Receipts, acknowledgements, withdrawals: where a person's answer comes in."""

from aiohttp import web

from navette.core.encoding import timestamp
from navette.service.acknowledge import acknowledge
from navette.store.ledger import ACTES
from navette.web.api.bodies import answer, path_id, read_json, signed
from navette.web.keys import CONTEXT, METRICS
from navette.web.signing import unsigned


async def post(request: web.Request) -> web.Response:
    """POST /v1/handoffs/{message}/statements: 201, or 200 for the same statement again."""
    unsigned(request)
    message = path_id(request, "message")
    _, value = await read_json(request, "statement", "signature")
    with request.app[METRICS].time("statement"):
        acted, checkpoint = await acknowledge(request.app[CONTEXT], message, signed(value))
    if acted.new:
        request.app[METRICS].acts.inc()
    body = {
        "ledger": ACTES,
        "index": acted.i,
        "checkpoint": checkpoint,
        "status": acted.status.value,
        "changed": timestamp(acted.changed),
    }
    return answer(body, 201 if acted.new else 200)

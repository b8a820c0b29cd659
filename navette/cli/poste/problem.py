"""What the poste itself refuses, told as the server tells its own (RFC 9457)."""

import json

from aiohttp import web

from navette.core.errors import CODES

STATUS = {
    "poste-closed": 403,
    "not-found": 404,
    "method": 405,
    "too-large": 413,
    "server-answer": 502,
    "server-unreachable": 502,
}
# Heard by js/client/poste.js: an answer of the server has no such header.
SAYS = {"poste-closed": {"Navette-Poste": "closed"}}


def problem(code: str, **data: str | int) -> web.Response:
    """The failure as application/problem+json."""
    status = STATUS[code]
    told = {**data, "type": f"urn:navette:error:{code}", "title": CODES[code][1], "status": status, "code": code}
    return web.Response(
        body=json.dumps(told).encode(),
        status=status,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **SAYS.get(code, {})},
        content_type="application/problem+json",
    )

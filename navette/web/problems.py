"""Failures as RFC 9457 problem+json: one middleware, one table of families, nothing unforeseen told outside."""

import json
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from navette.core.errors import CODES, Malformed, NavetteError, TooLarge, Unavailable, Unknown
from navette.web.keys import METRICS
from navette.web.pages.handlers import missing, wants_page

STATUS = {
    "malformed": 400,
    "unsigned": 401,
    "denied": 403,
    "unknown": 404,
    "conflict": 409,
    "too-large": 413,
    "refused": 422,
    "limited": 429,
    "unavailable": 503,
    "full": 507,
}
STATUS_OF_CODE = {"method": 405, "content-type": 415, "internal": 500}
RETRY_AFTER = "retry_after"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def status_of(code: str) -> int:
    """The HTTP status of a failure (docs/spec/errors.md)."""
    return STATUS_OF_CODE.get(code) or STATUS[CODES[code][0].family]


def problem(error: NavetteError) -> web.Response:
    """The failure as application/problem+json, its data beside the standard members."""
    status = status_of(error.code)
    body = {
        **error.data,
        "type": f"urn:navette:error:{error.code}",
        "title": CODES[error.code][1],
        "status": status,
        "code": error.code,
    }
    headers = {"Cache-Control": "no-store"}
    if status in (429, 503):
        headers["Retry-After"] = str(error.data.get(RETRY_AFTER, 1))
    return web.Response(
        body=json.dumps(body, ensure_ascii=False).encode(),
        status=status,
        headers=headers,
        content_type="application/problem+json",
    )


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever fails becomes a problem with a code; what nobody foresaw is logged by its kind and place only."""
    try:
        return await handler(request)
    except NavetteError as error:
        request.app[METRICS].problems.labels(error.code).inc()
        return problem(error)
    except web.HTTPRequestEntityTooLarge:
        return problem(TooLarge("too-large"))
    except web.HTTPMethodNotAllowed as error:
        answer = problem(Malformed("method", allowed=", ".join(sorted(error.allowed_methods))))
        answer.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
        return answer
    except web.HTTPNotFound:
        return missing(request) if wants_page(request) else problem(Unknown("not-found"))
    except (ConnectionError, web.HTTPException):
        raise
    except Exception as error:
        _log(request, error)
        return problem(Unavailable("internal"))


def _log(request: web.Request, error: Exception) -> None:
    """The kind of fault and the line it came from: never its text, which may quote what was being handled."""
    resource = request.match_info.route.resource
    route = "" if resource is None else resource.canonical
    structlog.get_logger().error("internal", exc_info=error, method=request.method, route=route)

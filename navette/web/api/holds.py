"""What coordinators hold back from removal."""

from aiohttp import web

from navette.core.encoding import b64, timestamp
from navette.core.errors import Malformed
from navette.core.retention import HOLD_CODES, Scope
from navette.service import holds
from navette.store.holds import Hold, all_of_them
from navette.web.api.bodies import Object, answer, binary, path_id, read_json
from navette.web.api.items import Json, maybe
from navette.web.keys import CONTEXT
from navette.web.signing import coordinator


async def put(request: web.Request) -> web.Response:
    """PUT /v1/holds/{hold}: 201, or 200 for the same one again."""
    identifier = path_id(request, "hold")
    body, value = await read_json(request, "scope", "target", "code")
    who = await coordinator(request, body)
    scope, context = _one_of(value, "scope", tuple(Scope)), request.app[CONTEXT]
    target = b"" if scope == Scope.EVERYTHING and value["target"] == "" else binary(value, "target", 16)
    if scope == Scope.EVERYTHING and target:
        raise Malformed("field", field="target")
    wanted = Hold(identifier, Scope(scope), target, who.id, context.clock(), _one_of(value, "code", HOLD_CODES))
    new, kept = await holds.hold(context, wanted)
    return answer(_json(kept), 201 if new else 200)


async def lift(request: web.Request) -> web.Response:
    """DELETE /v1/holds/{hold}: it has ended, and stays on record."""
    identifier = path_id(request, "hold")
    who = await coordinator(request)
    return answer(_json(await holds.lift(request.app[CONTEXT], who.id, identifier)))


async def every(request: web.Request) -> web.Response:
    """GET /v1/holds: those in force, and those that ended."""
    await coordinator(request)
    return answer({"holds": [_json(one) for one in await all_of_them(request.app[CONTEXT].database)]})


def _one_of(value: Object, name: str, known: tuple[str, ...]) -> str:
    found = value[name]
    if not isinstance(found, str) or found not in known:
        raise Malformed("field", field=name)
    return found


def _json(hold: Hold) -> Json:
    return {
        "hold": b64(hold.id),
        "scope": hold.scope.value,
        "target": b64(hold.target),
        "code": hold.code,
        "by": b64(hold.person),
        "time": timestamp(hold.time),
        "lifted": None if hold.lifted is None else timestamp(hold.lifted),
        "lifted_by": maybe(hold.lifted_by),
    }

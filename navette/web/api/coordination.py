"""The coordinator's nudges: routing and times, never content."""

from aiohttp import web

from navette.core.encoding import b64, timestamp
from navette.service import nudges
from navette.service.nudges import Wanted
from navette.web.api.bodies import answer, binary, path_id, read_json
from navette.web.keys import CONTEXT
from navette.web.signing import coordinator


async def nudge(request: web.Request) -> web.Response:
    """PUT /v1/nudges/{nudge}: 201, or 200 for the same one again."""
    identifier = path_id(request, "nudge")
    body, value = await read_json(request, "message", "mailbox")
    who = await coordinator(request, body)
    wanted = Wanted(identifier, binary(value, "message", 16), binary(value, "mailbox", 16))
    new, time = await nudges.nudge(request.app[CONTEXT], who.id, wanted)
    spelled = {"nudge": b64(wanted.id), "message": b64(wanted.message), "mailbox": b64(wanted.mailbox)}
    return answer({**spelled, "time": timestamp(time)}, 201 if new else 200)

"""Which requests leave a line in the access journal, and what becomes of one that was refused.

One middleware and one table: no handler has to think of it. Only who is known leaves a line: a request whose signature
does not hold was made by nobody.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from aiohttp import web

from navette.core.encoding import unb64
from navette.core.errors import Malformed, NavetteError
from navette.core.journal import LOOKS, Action
from navette.store.journal import Look
from navette.web.keys import CONTEXT
from navette.web.signing import WHO

REFUSED = ("denied", "unknown")  # the families: may not, and is not there
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Noted(NamedTuple):
    """A route's line. part: the part of the path that names what it is about."""

    action: Action
    part: str = ""


# A look leaves a line either way; what changes something writes its own in its transaction, and here when refused.
NOTED = {
    ("GET", "/v1/envelopes/{message}"): Noted(Action.COLLECT, "message"),
    ("GET", "/v1/blobs/{blob}"): Noted(Action.ATTACHMENT, "blob"),
    ("GET", "/v1/handoffs/{message}"): Noted(Action.LOOK, "message"),
    ("GET", "/v1/unresolved"): Noted(Action.BOARD),
    ("GET", "/v1/indicators"): Noted(Action.INDICATORS),
    ("GET", "/v1/indicators/lines"): Noted(Action.INDICATORS),
    ("GET", "/v1/invitations"): Noted(Action.INVITATIONS),
    ("GET", "/v1/journal"): Noted(Action.JOURNAL),
    ("GET", "/v1/export/fhir"): Noted(Action.EXPORT),
    ("GET", "/v1/holds"): Noted(Action.HOLDS),
    ("POST", "/v1/invitations"): Noted(Action.INVITE),
    ("DELETE", "/v1/invitations/{invitation}"): Noted(Action.UNINVITE, "invitation"),
    ("PUT", "/v1/nudges/{nudge}"): Noted(Action.NUDGE, "nudge"),
    ("PUT", "/v1/holds/{hold}"): Noted(Action.HOLD, "hold"),
    ("DELETE", "/v1/holds/{hold}"): Noted(Action.RELEASE, "hold"),
}


@web.middleware
async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Notes the look, or the refusal, once the answer is known."""
    try:
        answer = await handler(request)
    except NavetteError as error:
        if error.family in REFUSED:
            _note(request, error.code)
        raise
    _note(request, "")
    return answer


def _note(request: web.Request, result: str) -> None:
    resource = request.match_info.route.resource
    found = None if resource is None else NOTED.get((request.method, resource.canonical))
    who = request.get(WHO)
    if found is None or who is None or (not result and found.action not in LOOKS):
        return
    context = request.app[CONTEXT]
    about = _about(request, found.part)
    context.journal.note(Look(context.clock(), who.id, found.action, about, result, who.coordinator))


def _about(request: web.Request, part: str) -> bytes | None:
    try:
        return unb64(request.match_info[part], 16) if part else None
    except Malformed:
        return None

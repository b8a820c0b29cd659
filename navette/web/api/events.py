"""Live events: what happened since, then what happens.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import contextlib
import json
from dataclasses import dataclass
from functools import lru_cache

from aiohttp import web

from navette.core.encoding import b64, unb64
from navette.core.errors import Malformed
from navette.service import collect
from navette.service.notify import Listener
from navette.store import lists
from navette.store.acknowledgements import kind_of
from navette.store.lists import STREAM_LIMIT
from navette.store.transaction import NO_ACT, Event
from navette.web.api.bodies import known_fields, query_number
from navette.web.api.items import maybe
from navette.web.keys import CONTEXT
from navette.web.signing import requester

HEARTBEAT_SECONDS = 20
MAX_MAILBOXES = 32
ENDED = b": later\n\n"


async def stream(request: web.Request) -> web.StreamResponse:
    """GET /v1/events."""
    known_fields(request, "mailbox", "from")
    context, mailboxes, wanted = request.app[CONTEXT], _mailboxes(request), _from(request)
    who = await requester(request)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    with context.hub.listen(mailboxes) as listener:  # before membership is asked for: who leaves meanwhile is cut off
        for mailbox in mailboxes:
            await collect.check_member(context, who.id, mailbox)
        await response.prepare(request)
        await response.write(b":ok\n\n")
        first = await _catch_up(request, response, mailboxes, wanted)
        await _follow(response, listener, first)
    return response


def _mailboxes(request: web.Request) -> list[bytes]:
    found = list(dict.fromkeys(unb64(spelled, 16) for spelled in request.query.getall("mailbox", [])))
    if not 1 <= len(found) <= MAX_MAILBOXES:
        raise Malformed("field", field="mailbox")
    return found


def _from(request: web.Request) -> int | None:
    """The first index wanted. What the client saw last wins: it is what a stream that reconnects says."""
    spelled = request.headers.get("Last-Event-ID")
    if spelled is not None and spelled.isascii() and spelled.isdigit() and len(spelled) < 19:
        return int(spelled) + 1
    return query_number(request, "from", 0) if "from" in request.query else None


async def _catch_up(
    request: web.Request, response: web.StreamResponse, mailboxes: list[bytes], first: int | None
) -> int:
    """Everything on disk from index `first` on, page by page; the next index to tell."""
    if first is None:
        return 0
    while True:
        rows = await lists.events(request.app[CONTEXT].database, mailboxes, first)
        for row in rows:
            await response.write(_text(row))
            first = row.i + 1
        if len(rows) < STREAM_LIMIT:
            return first


async def _follow(response: web.StreamResponse, listener: Listener, first: int) -> None:
    """One timer for all that is told between two comments, rather than one an event."""
    told = _Told(response, first)
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await told.until_end(listener)
                break
        await response.write(b":\n\n")
    await response.write(ENDED)  # the server stops, or this client is too slow: it comes back with Last-Event-ID


@dataclass(slots=True)
class _Told:
    """A stream and the next index it wants."""

    response: web.StreamResponse
    first: int
    nudge: Event | None = None  # the last one told: who listens to both sides of a handoff hears it once

    async def until_end(self, listener: Listener) -> None:
        """May be interrupted: what was taken from the queue is handed to the transport before the next pause."""
        while (event := await listener.queue.get()) is not None:
            if event.i >= self.first:
                self.first = event.i + 1
            elif event.i == NO_ACT and event is not self.nudge:
                self.nudge = event
            else:
                continue
            await self.response.write(_text(event))


@lru_cache(maxsize=1024)  # several listen to the same event
def _text(event: Event) -> bytes:
    data = {"message": b64(event.message), "act": event.act, "of": maybe(event.of)}
    spelled = json.dumps(data, separators=(",", ":"))
    number = "" if event.i == NO_ACT else f"id: {event.i}\n"  # without one, a reader's Last-Event-ID stays what it was
    return f"{number}event: {kind_of(event.act)}\ndata: {spelled}\n\n".encode()

"""Following a mailbox live: server-sent events, taken up again where the connection broke."""

import asyncio
import json
from collections.abc import AsyncIterator

from aiohttp import ClientResponse

from navette.client.acts import ACTES, TRANSIENT
from navette.client.answer import Fields, malformed
from navette.client.desk import ABSENT
from navette.client.items import Event
from navette.client.workplace import Workplace
from navette.core.encoding import b64, reference
from navette.core.errors import NavetteError

NO_ACTS = ("nudge", "reminder")  # no acts of the ledger: they have no index
KINDS = ("deposit", "receipt", "acknowledgement", "withdrawal", *NO_ACTS)
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds before connecting again, doubled each time
LONGEST_LINE = 1 << 16
_ACTS = {"transient": TRANSIENT}


async def follow(place: Workplace, after: int | None) -> AsyncIterator[Event]:
    """See Mailbox.events."""
    start = await _next(place) if after is None else after + 1
    wait = FIRST_WAIT
    while True:
        try:
            async for event in _stream(place, start):
                wait = FIRST_WAIT
                if event is not None and event.kind in NO_ACTS:
                    yield event
                elif event is not None and event.index >= start:
                    start = event.index + 1
                    yield event
        except NavetteError as error:
            if error.code not in ABSENT:
                raise
        await asyncio.sleep(wait)
        wait = min(LONGEST_WAIT, wait * 2)


async def _next(place: Workplace) -> int:
    """The index of the next act: what happens while the first connection is made is not lost."""
    note = await place.desk.api.text(f"/v1/ledgers/{ACTES}/checkpoint")
    return place.desk.ledgers.pins.check(ACTES, note).size


async def _stream(place: Workplace, start: int) -> AsyncIterator[Event | None]:
    """One connection: its events, and None for each sign of life."""
    query = [("mailbox", b64(place.mailbox)), ("from", str(start))]
    async with place.desk.api.open("GET", "/v1/events", query, headers={"Accept": "text/event-stream"}) as response:
        fields: dict[str, str] = {}
        async for line in _lines(response):
            name, _, value = line.partition(":")
            if name:
                fields[name] = value.removeprefix(" ")
            elif not line:
                yield _event(fields) if "data" in fields else None
                fields = {}


async def _lines(response: ClientResponse) -> AsyncIterator[str]:
    buffer = b""
    async for piece in response.content.iter_any():
        *lines, buffer = (buffer + piece).split(b"\n")
        if len(buffer) > LONGEST_LINE:
            raise malformed("event")
        for line in lines:
            yield line.decode("utf-8", "replace").removesuffix("\r")


def _event(fields: dict[str, str]) -> Event:
    kind = fields.get("event", "")
    number = "-1" if kind in NO_ACTS else fields.get("id", "")
    try:
        data = Fields(json.loads(fields["data"]))
    except ValueError as error:
        raise malformed("event") from error
    if kind not in KINDS or not (number.isascii() and (number.isdigit() or kind in NO_ACTS)):
        raise malformed("event")
    message = data.raw("message", 16)
    return Event(
        index=int(number),
        kind=kind,
        message=message,
        reference=reference(message),
        act=_ACTS.get(act := data.text("act"), act),
        of=data.maybe_raw("of", 16),
    )

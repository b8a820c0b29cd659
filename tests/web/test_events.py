"""Live events: what happened since, then what happens, once each, in order."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from navette.core.encoding import b64
from navette.envelope.person import Person
from navette.service import notify
from navette.store import handoffs, lists
from navette.web.api import events
from tests.described import fits
from tests.things import Box
from tests.world import World, territory

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATH = "/v1/events"
PATIENCE = 30.0


@dataclass(frozen=True)
class Told:
    id: int
    event: str
    data: dict[str, Any]


class Stream:
    """An open stream, read event by event."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def block(self) -> str:
        async with asyncio.timeout(PATIENCE):
            return (await self._response.content.readuntil(b"\n\n")).decode()

    async def event(self) -> Told:
        lines = dict(line.split(": ", 1) for line in (await self.block()).strip().split("\n"))
        data = json.loads(lines["data"])
        fits({"$ref": "#/components/schemas/Event"}, data)
        return Told(int(lines["id"]), lines["event"], data)

    async def events(self, count: int) -> list[Told]:
        return [await self.event() for _ in range(count)]

    async def end(self) -> str:
        async with asyncio.timeout(PATIENCE):
            return (await self._response.read()).decode()


@contextlib.asynccontextmanager
async def stream(
    world: World, by: Person, *boxes: Box, first: int | None = None, last_seen: str | None = None
) -> AsyncIterator[Stream]:
    query = "&".join(f"mailbox={b64(box.id)}" for box in boxes) + ("" if first is None else f"&from={first}")
    headers = world.sign(by, "GET", PATH, query)
    if last_seen is not None:
        headers["Last-Event-ID"] = last_seen
    async with world.client.get(f"{PATH}?{query}", headers=headers) as response:
        assert response.status == 200
        assert response.content_type == "text/event-stream"
        opened = Stream(response)
        assert await opened.block() == ":ok\n\n"
        yield opened


async def test_what_happens_is_told_to_both_sides(world: World) -> None:
    async with stream(world, world.gp, world.cabinet) as sender, stream(world, world.doctor, world.ward) as ward:
        envelope = await world.received()
        await world.decide(world.nurse, envelope, "accepted")
        for side in (sender, ward):
            told = await side.events(3)
            assert [one.event for one in told] == ["deposit", "receipt", "acknowledgement"]
            assert [one.data["act"] for one in told] == ["deposit", "delivered", "accepted"]
            assert {one.data["message"] for one in told} == {b64(envelope.header.id)}
            assert [one.data["of"] for one in told] == [None, b64(world.ward.id), b64(world.ward.id)]


async def test_from_an_index_on_the_past_comes_first(world: World) -> None:
    person, box = await world.open_box()
    sent = [await world.send([box]) for _ in range(3)]
    async with stream(world, person, box, first=0) as opened:
        past = await opened.events(3)
        assert [one.data["message"] for one in past] == [b64(envelope.header.id) for envelope in sent]
        live = await world.send([box])
        assert (await opened.event()).data["message"] == b64(live.header.id)
    async with stream(world, person, box, first=past[1].id) as opened:
        assert [one.id for one in await opened.events(2)] == [past[1].id, past[2].id]


async def test_a_stream_that_reconnects_goes_on_after_what_it_saw(world: World) -> None:
    person, box = await world.open_box()
    for _ in range(3):
        await world.send([box])
    async with stream(world, person, box, first=0) as opened:
        first, second, third = await opened.events(3)
    async with stream(world, person, box, first=0, last_seen=str(first.id)) as opened:
        assert [one.id for one in await opened.events(2)] == [second.id, third.id]


async def test_without_a_beginning_only_what_happens_from_now_on(world: World) -> None:
    person, box = await world.open_box()
    await world.send([box])
    async with stream(world, person, box, last_seen="never") as opened:
        later = await world.send([box])
        assert (await opened.event()).data["message"] == b64(later.header.id)


async def test_an_act_of_two_mailboxes_asked_for_is_told_once(world: World) -> None:
    person, first = await world.open_box()
    guardian, second = await world.open_box()
    second = await world.admit(second, guardian, person)
    async with stream(world, person, first, second) as opened:
        sent = [await world.send([first, second]), await world.send([second])]
        live = await opened.events(2)
    async with stream(world, person, first, second, first=0) as opened:
        assert await opened.events(2) == live
    assert [one.data["message"] for one in live] == [b64(envelope.header.id) for envelope in sent]


async def test_nothing_of_another_s_mailbox_is_told(world: World) -> None:
    person, box = await world.open_box()
    async with stream(world, person, box) as opened:
        await world.send()
        mine = await world.send([box])
        assert (await opened.event()).data["message"] == b64(mine.header.id)


async def test_a_withdrawal_and_a_reroute_are_told_to_all_they_concern(world: World) -> None:
    async with stream(world, world.gp, world.cabinet) as sender:
        withdrawn = await world.send()
        await world.withdraw(world.gp, withdrawn)
        assert [one.event for one in await sender.events(2)] == ["deposit", "withdrawal"]
        rerouted = await world.received()
        third, elsewhere = await world.open_box()
        onward = await world.send([elsewhere], by=world.nurse, box=world.ward, reply=rerouted.header.id)
        await world.decide(world.nurse, rerouted, "rerouted", "not-for-us")
        assert [one.data["act"] for one in await sender.events(3)] == ["deposit", "delivered", "rerouted"]
        await world.receipt(third, onward, box=elsewhere)  # the first sender hears of it where it is now
        last = await sender.event()
        assert (last.data["act"], last.data["message"]) == ("delivered", b64(onward.header.id))


@pytest.mark.parametrize(
    "query",
    ["", "mailbox=", "mailbox=AAAA", "from=0", "mailbox={ward}&from=x", "mailbox={ward}&after=1", "{many}"],
)
async def test_what_is_asked_is_checked_before_the_stream_begins(world: World, query: str) -> None:
    many = "&".join(f"mailbox={b64(n.to_bytes(16, 'big'))}" for n in range(33))
    spelled = query.format(ward=b64(world.ward.id), many=many)
    answer = await world.ask("GET", PATH, world.nurse, query=spelled)
    assert (answer.status, answer.code in ("field", "base64url")) == (400, True)


async def test_only_members_listen(world: World) -> None:
    both = f"mailbox={b64(world.cabinet.id)}&mailbox={b64(world.ward.id)}"
    assert (await world.ask("GET", PATH, world.gp, query=both)).code == "not-a-member"
    assert (await world.ask("GET", PATH, query=both)).code == "request-unsigned"


async def test_who_leaves_a_mailbox_hears_nothing_more_of_it(world: World) -> None:
    guardian, box = await world.open_box()
    person = await world.arrive()
    box = await world.admit(box, guardian, person)
    async with stream(world, person, box) as theirs, stream(world, guardian, box) as ours:
        left = await world.rotate(box, guardian, person)
        assert await theirs.end() == events.ENDED.decode()
        assert await ours.end() == events.ENDED.decode()
    query = f"mailbox={b64(box.id)}"
    assert (await world.ask("GET", PATH, person, query=query)).code == "not-a-member"
    async with stream(world, guardian, left) as again:  # who is still there comes back
        envelope = await world.send([left])
        assert (await again.event()).data["message"] == b64(envelope.header.id)


async def test_a_silent_stream_says_that_it_lives(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.01)
    async with stream(world, world.gp, world.cabinet) as opened:
        assert await opened.block() == ":\n\n"
        assert await opened.block() == ":\n\n"


async def test_a_listener_far_behind_is_cut_off_and_finds_everything_when_it_comes_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "BACKLOG", 3)
    person, box = await world.open_box()
    sent = [await world.send([box]) for _ in range(6)]
    happened = await lists.events(world.context.database, [box.id], 0)
    async with stream(world, person, box) as opened:
        world.context.hub.publish((box.id, one) for one in happened)  # more at once than may wait for it
        blocks = (await opened.end()).split("\n\n")
    assert blocks[3].encode() + b"\n\n" == events.ENDED
    last = blocks[2].split("\n")[0].removeprefix("id: ")
    async with stream(world, person, box, last_seen=last) as opened:
        told = await opened.events(3)
    assert [one.data["message"] for one in told] == [b64(envelope.header.id) for envelope in sent[3:]]


async def test_streams_are_counted_while_they_are_open(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        assert world.context.hub.count() == 0
        async with stream(world, world.gp, world.cabinet), stream(world, world.nurse, world.ward):
            assert world.context.hub.count() == 2


async def test_a_server_that_stops_ends_its_streams(tmp_path: Path) -> None:
    async with territory(tmp_path) as world, stream(world, world.gp, world.cabinet) as opened:
        await world.app.shutdown()
        assert await opened.end() == events.ENDED.decode()


async def test_catching_up_goes_through_many_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person, box = await world.open_box()
    for module in (events, lists):
        monkeypatch.setattr(module, "STREAM_LIMIT", 2)
    sent = [await world.send([box]) for _ in range(5)]
    async with stream(world, person, box, first=0) as opened:
        told = await opened.events(5)
    assert [one.data["message"] for one in told] == [b64(envelope.header.id) for envelope in sent]


async def test_catching_up_looks_into_every_span_of_the_ledger(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (handoffs, lists):
        monkeypatch.setattr(module, "SPAN", 1)  # of acts: more spans than are looked into at once
    person, box = await world.open_box()
    other, elsewhere = await world.open_box()
    sent = []
    for _ in range(3):
        sent.append(await world.send([box]))
        for _ in range(15):
            await world.send([elsewhere])
    async with stream(world, person, box, first=0) as opened:
        told = await opened.events(3)
    assert [one.data["message"] for one in told] == [b64(envelope.header.id) for envelope in sent]
    async with stream(world, other, elsewhere, first=0) as opened:
        assert len(await opened.events(45)) == 45

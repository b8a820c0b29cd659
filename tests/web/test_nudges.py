"""Reminders of the coordinator: recorded once, told at once, seen by both sides, not too often."""

import json
import secrets
from pathlib import Path
from typing import Any

import pytest

from navette.core.encoding import b64, seconds
from navette.envelope.format import Envelope
from navette.service.nudges import APART
from tests.things import Box
from tests.web.provoked_nudges import nudge
from tests.web.test_events import stream
from tests.world import World, territory

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def seen(world: World, envelope: Envelope, box: Box | None = None) -> list[tuple[Any, Any]]:
    """(nudged, nudges) of a recipient as its inbox, the sender's outbox, both of them and the coordinator see it."""
    box, message = box or world.ward, b64(envelope.header.id)
    found = []
    for person, path, query in (
        (world.nurse, f"/v1/mailboxes/{b64(world.ward.id)}/inbox", "limit=200"),
        (world.gp, f"/v1/mailboxes/{b64(world.cabinet.id)}/outbox", "limit=200"),
        (world.nathalie, "/v1/unresolved", "limit=200"),
        (world.gp, f"/v1/handoffs/{message}", ""),
    ):
        answer = (await world.ask("GET", path, person, query=query)).value
        items = [one for one in answer.get("items", [answer]) if one["message"] == message]
        states = [state for one in items for state in one.get("recipients", [one])]
        found += [(one["nudged"], one["nudges"]) for one in states if one.get("mailbox", b64(box.id)) == b64(box.id)]
    return found


async def test_a_reminder_is_seen_by_everybody_concerned(world: World) -> None:
    envelope, other = await world.send(), await world.send()
    assert await seen(world, envelope) == [(None, 0)] * 4
    done = await nudge(world, envelope)
    assert done.status == 201
    assert abs(seconds(done["time"]) - world.now()) < 60
    assert await seen(world, envelope) == [(done["time"], 1)] * 4
    assert await seen(world, other) == [(None, 0)] * 4


async def test_the_same_again_has_the_same_answer_whatever_happened_since(world: World) -> None:
    envelope, name = await world.received(), secrets.token_bytes(16)
    first = await nudge(world, envelope, name=name)
    assert (await world.decide(world.nurse, envelope, "accepted")).status == 201
    again = await nudge(world, envelope, name=name)
    assert (first.status, again.status) == (201, 200)
    assert again.value == first.value
    assert (await nudge(world, envelope)).code == "nothing-to-nudge"


async def test_one_recipient_is_reminded_and_not_the_other(world: World) -> None:
    person, box = await world.open_box()
    envelope = await world.send([world.ward, box])
    assert (await nudge(world, envelope, box)).status == 201
    found = (await world.ask("GET", f"/v1/handoffs/{b64(envelope.header.id)}", person))["recipients"]
    assert {one["mailbox"]: one["nudges"] for one in found} == {b64(world.ward.id): 0, b64(box.id): 1}
    assert (await nudge(world, envelope)).status == 201  # each has its own four hours


@pytest.mark.parametrize("answered", ["accepted", "declined", "closed", "withdrawn"])
async def test_who_has_answered_is_left_alone(world: World, answered: str) -> None:
    envelope = await world.received()
    if answered == "withdrawn":
        assert (await world.withdraw(world.gp, envelope)).status == 201
    else:
        code = {"declined": "full", "closed": "done"}.get(answered, "")
        assert (await world.decide(world.nurse, envelope, answered, code)).status == 201
    refused = await nudge(world, envelope)
    state = {"declined": "rejected", "closed": "completed", "withdrawn": "cancelled"}.get(answered, answered)
    assert (refused.status, refused.code, refused["state"]) == (409, "nothing-to-nudge", state)


async def test_who_asked_a_question_may_be_reminded(world: World) -> None:
    envelope = await world.received()
    assert (await world.decide(world.nurse, envelope, "question", "incomplete")).status == 201
    assert (await nudge(world, envelope)).status == 201


async def test_four_hours_pass_between_two(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        envelope = await world.send()
        first = await nudge(world, envelope)
        world.ahead += APART - 60
        refused = await nudge(world, envelope)
        assert (refused.status, refused.code) == (429, "nudged-recently")
        assert seconds(refused["again"]) == seconds(first["time"]) + APART
        assert 0 < int(refused.headers["Retry-After"]) <= 60
        world.ahead += 61
        second = await nudge(world, envelope)
        assert second.status == 201
        assert await seen(world, envelope) == [(second["time"], 2)] * 4


async def test_both_sides_hear_it_at_once(world: World) -> None:
    async with (
        stream(world, world.nurse, world.ward) as ward,
        stream(world, world.gp, world.cabinet) as sender,
    ):
        envelope = await world.send()
        assert (await nudge(world, envelope)).status == 201
        for side in (ward, sender):
            assert (await side.event()).event == "deposit"
            first, second = (await side.block()).strip().split("\n")
            assert first == "event: nudge"  # no id: a stream taken up again begins where it would have
            data = {"message": b64(envelope.header.id), "act": "nudged", "of": b64(world.ward.id)}
            assert json.loads(second.removeprefix("data: ")) == data


async def test_who_listens_to_both_sides_hears_it_once(world: World) -> None:
    person, from_here = await world.open_box()
    guardian, to_there = await world.open_box()
    to_there = await world.admit(to_there, guardian, person)
    async with stream(world, person, from_here, to_there) as both:
        first = await world.send([to_there], by=person, box=from_here)
        assert (await nudge(world, first, to_there)).status == 201
        second = await world.send([to_there], by=person, box=from_here)
        assert (await nudge(world, second, to_there)).status == 201
        told = [await both.block() for _ in range(4)]
        assert ["event: nudge" in block for block in told] == [False, True, False, True]
        assert b64(second.header.id) in told[3]


async def test_what_cannot_be_reminded(world: World) -> None:
    envelope = await world.send()
    person, box = await world.open_box()
    assert (await nudge(world, envelope, box)).code == "not-a-recipient"
    assert (await nudge(world, envelope, world.cabinet)).code == "not-a-recipient"
    assert (await nudge(world, world.sealed())).code == "unknown-envelope"
    path = f"/v1/nudges/{b64(secrets.token_bytes(16))}"
    value = {"message": b64(envelope.header.id), "mailbox": b64(world.ward.id)}
    assert (await world.ask("PUT", path, person, value)).code == "coordinator-only"
    assert (await world.ask("PUT", path, world.nathalie, {**value, "why": "late"})).code == "field"

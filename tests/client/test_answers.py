"""Answers of another form: refused by name, never believed."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

from navette.client.http import Api
from navette.client.job import read as read_job
from navette.client.mailbox import Mailbox
from navette.core.acknowledgement import Decision
from navette.core.encoding import b64
from navette.core.errors import Denied, Local, Refused, Unsigned
from navette.core.handoff import Status
from navette.envelope.person import Person
from tests.client.world import FICHE, WARD, World, answering, changed


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/inbox", lambda answer: {"items": [{"n": 1}]}),
        ("/inbox", lambda answer: {"items": [{**one, "urgency": "tomorrow"} for one in answer["items"]]}),
        ("/inbox", lambda answer: {"items": [{**one, "status": "lost"} for one in answer["items"]]}),
        ("/inbox", lambda answer: []),
    ],
)
async def test_lists_of_another_form_are_refused(
    world: World, path: str, change: Callable[[dict[str, Any]], object]
) -> None:
    await (await world.open("martin")).send([WARD], FICHE)
    await world.server.restart(changed(path, change))
    ward = await world.open("leroy")
    with pytest.raises(Local, match="server-answer"):
        await ward.receive()


async def test_acts_that_do_not_hold_are_left_out_and_named(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.acknowledge(sent.reference, Decision.ACCEPTED)

    def reorder(answer: dict[str, Any]) -> None:
        acts = answer.get("acts")
        if isinstance(acts, list):
            acts[1], acts[3] = acts[3], acts[1]
            acts[2]["signature"] = b64(bytes(64))

    await world.server.restart(changed(b64(sent.message), reorder))
    seen = await gp.handoff(sent.reference)
    assert [act.act for act in seen.acts] == ["deposit", "delivered"]
    assert list(seen.status.values()) == [Status.RECEIVED]
    found = {fault.code for fault in seen.faults}
    assert found == {"out-of-order", "statement-signature", "status-unsigned"}


@pytest.mark.parametrize("acts", ["none", "not-a-deposit"])
async def test_a_handoff_begins_with_its_deposit(world: World, acts: str) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.collect(sent.reference)

    def drop(answer: dict[str, Any]) -> None:
        if isinstance(found := answer.get("acts"), list):
            answer["acts"] = [] if acts == "none" else found[1:]

    await world.server.restart(changed(b64(sent.message), drop))
    for code in await gp.verify(sent.reference):
        assert code.code in ("not-in-the-ledger", "statement-type")
    with pytest.raises(Refused):
        await gp.handoff(sent.reference)


async def test_verifying_needs_the_server(world: World) -> None:
    gp = await world.open("martin")
    await gp.send([WARD], FICHE)
    await world.server.stop()
    with pytest.raises(Local, match="server-unreachable"):
        await gp.verify()


async def test_a_ledger_that_shrank_is_found_by_verifying(world: World) -> None:
    gp = await world.open("martin")
    await gp.send([WARD], FICHE)
    pins = gp._place.desk.ledgers.pins
    older = pins.notes["actes"]
    await gp.send([WARD], FICHE)

    await world.server.restart(answering("actes/checkpoint", lambda request: web.Response(text=older)))
    assert "ledger-shrank" in {fault.code for fault in await gp.verify()}


async def test_a_stranger_is_not_let_in(world: World) -> None:
    martin = world.cast["martin"]
    with pytest.raises(Unsigned, match="request-signature"):
        await Mailbox.open(martin.folder, Person.new())


@pytest.mark.parametrize(
    "event",
    [
        b"event: deposit\nid: 1\ndata: {\n\n",
        b"event: deposit\nid: 1\ndata: {}\n\n",
        b"event: surprise\nid: 1\ndata: {}\n\n",
        b"event: deposit\nid: x\ndata: {}\n\n",
        b"x" * 100_000,
    ],
)
async def test_events_of_another_form_are_refused(world: World, event: bytes) -> None:
    await world.server.restart(answering("/v1/events", lambda request: web.Response(body=event)))
    ward = await world.open("leroy")
    with pytest.raises(Local, match="server-answer"):
        await asyncio.wait_for(anext(ward.events()), 20)


async def test_following_ends_when_the_person_has_left(world: World) -> None:
    leroy, benali = await world.open("leroy"), await world.open("benali")
    await leroy.members.remove("Dr Karim Benali")
    with pytest.raises(Denied, match="not-a-member"):
        await asyncio.wait_for(anext(benali.events()), 20)


def test_a_job_that_is_none_is_named_damaged() -> None:
    for value in ({}, {"id": "00", "mailbox": "A"}):
        with pytest.raises(Local, match="file"):
            read_job(value)


def test_an_api_without_a_person_signs_nothing() -> None:
    with pytest.raises(Unsigned, match="request-unsigned"):
        Api("https://navette.example", None)._sign("GET", Api("https://navette.example", None).base, None)


async def test_a_ledger_that_will_not_prove_itself_is_refused(world: World) -> None:
    gp = await world.open("martin")
    await gp.send([WARD], FICHE)

    refusal = {"code": "proof-index"}
    await world.server.restart(answering("/proof", lambda request: web.json_response(refusal, status=422)))
    with pytest.raises(Refused, match="ledger-shrank"):
        await gp.send([WARD], FICHE)
    first = await world.open("petit")
    with pytest.raises(Refused, match="not-in-the-ledger"):
        await first.send([WARD], FICHE)

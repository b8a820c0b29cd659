"""What is received is opened after every check; what cannot be opened is said so, signed, once."""

import asyncio
import json
import time
from dataclasses import replace

import pytest
from aiohttp import web

from navette.client.job import ActStep, DepositStep, Job
from navette.client.mailbox import Mailbox
from navette.core.acknowledgement import Decision
from navette.core.encoding import b64
from navette.core.errors import Conflict, Local, NavetteError, Refused
from navette.core.handoff import Status
from navette.envelope import seal as sealing
from navette.envelope.format import Envelope, Header, hash_header, parse, to_sign, write
from navette.envelope.manifest import Manifest
from navette.envelope.person import Person
from tests.client.world import FICHE, GP, WARD, Handler, World


async def _plant(world: World, change: str) -> Envelope:
    """A hostile sender's program deposits what the server cannot see through, correctly signed."""
    gp = await world.open("martin")
    place, person = gp._place, world.cast["martin"].person
    directory, today = place.desk.directory, place.desk.today()
    ward = (await world.open("leroy")).id
    keys = [(one, directory.address(one, today)) for one in (ward, gp.id)]
    honest = sealing.seal(person, gp.id, keys, Manifest(), FICHE, time=int(time.time()))
    if change == "commitment":
        header, body = replace(honest.header, commitment=bytes(32)), honest.body
    else:
        header, body = honest.header, bytes([honest.body[0] ^ 1]) + honest.body[1:]
    spoilt = _sign(person, header, honest, body)
    job = place.job([DepositStep(header.id, spoilt.digest)], spoilt)
    await place.deliver(job, spoilt.raw)
    return spoilt


def _sign(person: Person, header: Header, honest: Envelope, body: bytes) -> Envelope:
    hashed = hash_header(header.write())
    return write(header, honest.wraps, person.sign(to_sign(hashed, honest.wraps, body)), body)


@pytest.mark.parametrize(("change", "code"), [("commitment", "sealed-to-another-key-or-context"), ("body", "body")])
async def test_what_cannot_be_opened_is_refused_with_a_signed_receipt(world: World, change: str, code: str) -> None:
    envelope = await _plant(world, change)
    ward, gp = await world.open("leroy"), await world.open("martin")
    ref = b64(envelope.header.id)
    with pytest.raises(Refused, match=code):
        await ward.collect(ref)
    seen = await gp.handoff(ref)
    assert list(seen.status.values()) == [Status.REJECTED]
    assert [(act.act, act.code) for act in seen.acts[1:]] == [("failed", code)]
    with pytest.raises(Refused, match=code):
        await ward.collect(ref)
    assert len((await gp.handoff(ref)).acts) == 2
    assert world.cast["leroy"].folder.names("received", ".nav") == []
    assert await ward.verify() == await gp.verify() == []


async def test_sealed_bytes_are_kept_and_nothing_else(world: World) -> None:
    canary = b"CANARY-Jean-Dupont"
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], canary)
    await ward.collect(sent.reference)
    await ward.acknowledge(sent.reference, Decision.QUESTION, text=canary.decode())
    for name in world.cast:
        for path in world.cast[name].home.rglob("*"):
            if path.is_file():
                assert b"CANARY" not in path.read_bytes()
                assert path.stat().st_mode & 0o077 == 0
                seed = world.cast[name].person.seed
                assert seed not in path.read_bytes()
    folder = world.cast["leroy"].folder
    raw = folder.read(f"received/{b64(sent.message)}.nav") or b""
    assert parse(raw).digest == sent.envelope_digest


async def test_receipts_that_cannot_be_sent_wait_and_the_fiche_is_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    ask = ward._place.desk.api.ask

    async def stop_before_statements(method: str, path: str, *given: object, **more: object) -> object:
        if path.endswith("/statements"):
            await world.server.stop()
        return await ask(method, path, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(ward._place.desk.api, "ask", stop_before_statements)
    opened = await ward.collect(sent.reference)
    assert opened.fiche == FICHE
    assert [one.problem for one in ward.waiting()] == ["server-unreachable"]
    monkeypatch.undo()
    await world.server.start()
    assert await ward.flush() != []
    assert [act.act for act in (await gp.handoff(sent.reference)).acts] == ["deposit", "delivered", "opened"]


async def test_a_colleague_who_opens_at_the_same_time_is_no_failure(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    leroy, benali = await world.open("leroy"), await world.open("benali")
    opened = await asyncio.gather(leroy.collect(sent.reference), benali.collect(sent.reference))
    assert [one.fiche for one in opened] == [FICHE, FICHE]
    acts = [(act.act, act.by_name) for act in (await gp.handoff(sent.reference)).acts]
    assert sorted(act for act, _ in acts) == ["delivered", "deposit", "opened", "opened"]
    assert leroy.waiting() == benali.waiting() == []


async def test_ten_clients_accept_at_once_and_one_owns(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    first = await world.open("leroy")
    await first.collect(sent.reference)
    mailboxes: list[Mailbox] = [await world.open(name) for name in ("leroy", "benali") * 5]
    given = [one.acknowledge(sent.reference, Decision.ACCEPTED) for one in mailboxes]
    results = await asyncio.gather(*given, return_exceptions=True)
    refused = [one for one in results if isinstance(one, NavetteError)]
    assert len(refused) == len(mailboxes) - 1
    assert {one.code for one in refused} == {"already-accepted"}
    (owner,) = {one.data["owner_name"] for one in refused}
    assert (await gp.handoff(sent.reference)).item.recipients[0].owner_name == owner
    assert all(isinstance(one, Conflict) for one in refused)


async def test_live_events_are_followed_through_a_restart(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    first = await gp.send([WARD], FICHE)
    seen = []
    started = asyncio.Event()

    async def follow() -> None:
        async for event in ward.events(-1):
            seen.append((event.index, event.kind, event.act, event.message))
            started.set()
            if event.act == "accepted":
                return

    task = asyncio.create_task(follow())
    await asyncio.wait_for(started.wait(), 20)
    await world.server.restart()
    await ward.acknowledge(first.reference, Decision.ACCEPTED)
    await asyncio.wait_for(task, 20)
    assert [(index, act) for index, _, act, _ in seen] == [
        (0, "deposit"),
        (1, "delivered"),
        (2, "opened"),
        (3, "accepted"),
    ]
    assert [kind for _, kind, _, _ in seen] == ["deposit", "receipt", "receipt", "acknowledgement"]
    assert {message for *_, message in seen} == {first.message}


async def test_following_from_now_on_begins_with_what_happens_next(world: World) -> None:
    connected = asyncio.Event()

    @web.middleware
    async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == "/v1/events":
            connected.set()
        return await handler(request)

    await world.server.restart(watch)
    gp, ward = await world.open("martin"), await world.open("leroy")
    await gp.send([WARD], b"before")
    events = ward.events()
    following = asyncio.ensure_future(anext(events))
    await asyncio.wait_for(connected.wait(), 20)
    sent = await gp.send([WARD], FICHE)
    event = await asyncio.wait_for(following, 20)
    assert (event.index, event.kind, event.reference, event.of) == (1, "deposit", sent.reference, None)


async def test_a_question_to_the_sender_is_answered_in_turn(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    asked = await ward.acknowledge(sent.reference, Decision.QUESTION, text="Quel poids ?")
    assert asked.sent is not None
    answer = await gp.reply(asked.sent.reference, b"52 kg", media="text/plain")
    opened = await ward.collect(answer.reference)
    assert opened.item.reply == asked.sent.message
    assert (await ward.acknowledge(sent.reference, Decision.ACCEPTED)).status is Status.ACCEPTED
    assert (await ward.handoff(asked.sent.reference)).status == {gp.id: Status.COMPLETED}
    assert gp.address == GP


async def test_an_act_overtaken_by_a_colleague_is_nothing_to_report(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.collect(sent.reference)
    record = world.cast["leroy"].folder.read_json("acts/000000000001.json") or {}
    signed = world.cast["leroy"].person.sign_statement(
        {**json.loads(str(record["statement"])), "salt": b64(bytes(16)), "kind": "opened"}
    )
    place = ward._place
    done, problem = await place.deliver(place.job([ActStep(sent.message, signed, optional=True)]))
    assert isinstance(done, Job)
    assert (done.answers[0].code, problem) == ("statement-known", None)
    place.outbox.put(place.job([ActStep(sent.message, signed, optional=True)]))
    assert await ward.flush() == []


async def test_an_altered_copy_is_not_opened_without_the_server(world: World) -> None:
    sent = await (await world.open("martin")).send([WARD], FICHE)
    ward = await world.open("leroy")
    await ward.collect(sent.reference)
    path = next((world.cast["leroy"].folder / "received").glob("*.nav"))
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    await world.server.stop()
    with pytest.raises(Refused, match="copy-altered"):
        await ward.collect(sent.reference)
    path.unlink()
    with pytest.raises(Local, match="server-unreachable"):
        await ward.collect(b64(sent.message))


async def test_damaged_numbers_are_learnt_again(world: World) -> None:
    await (await world.open("martin")).send([WARD], FICHE)
    ward = await world.open("leroy")
    await ward.receive()
    path = next((world.cast["leroy"].folder / "inbox").iterdir())
    good = path.read_bytes()
    for damage in (b"{}\n", b"[1]\n", good[:-4]):
        path.write_bytes(damage)
        again = await world.open("leroy")
        assert [item.n for item in await again.receive()] == [1]
        assert (path.read_bytes(), again.faults) == (good, [])


async def test_a_failed_receipt_does_not_hide_why_the_fiche_did_not_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    monkeypatch.setattr(ward._place.desk.directory, "members_at", lambda mailbox, time: frozenset())
    api, ask = ward._place.desk.api, ward._place.desk.api.ask

    async def unreachable(method: str, path: str, *given: object, **more: object) -> object:
        if path.endswith("/statements"):
            raise Local("server-unreachable")
        return await ask(method, path, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(api, "ask", unreachable)
    with pytest.raises(Refused, match="not-in-sender-mailbox"):
        await ward.collect(sent.reference)
    assert [one.problem for one in ward.waiting()] == ["server-unreachable"]

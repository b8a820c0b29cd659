"""Rarer turns: answers of another form, newcomers not yet known, seats that hold another key, mailboxes to choose."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from navette.client import attachments
from navette.client.folder import Folder
from navette.client.http import Api
from navette.client.job import ActStep, Job
from navette.client.job import read as read_job
from navette.client.mailbox import Mailbox
from navette.core.acknowledgement import Decision
from navette.core.encoding import b64
from navette.core.errors import Denied, Local, NavetteError, Refused, Unsigned
from navette.core.handoff import Status
from navette.core.parties import MailboxKind
from navette.envelope.person import Person
from navette.envelope.seat import KemKey, give_seat
from tests.client.world import CARDIO, FICHE, WARD, World, enrol

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Change = Callable[[dict[str, object]], object]


async def _with_answers(world: World, path: str, change: Change) -> None:
    """The server again, its JSON answers to paths that end so changed on their way."""

    @web.middleware
    async def spoil(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if request.path.endswith(path) and response.status < 300 and response.content_type == "application/json":
            assert isinstance(response, web.Response)
            assert isinstance(response.body, bytes)
            value = json.loads(response.body)
            changed = change(value)
            return web.json_response(value if changed is None else changed)
        return response

    world.server.wrap = lambda app: app.middlewares.append(spoil)
    await world.server.stop()
    await world.server.start()


async def test_a_sender_who_joined_after_the_directory_was_read_is_known_when_needed(
    world: World, tmp_path: Path
) -> None:
    ward, coordinator = await world.open("leroy"), await world.coordinator()
    who = {"name": "Dr Faure", "profession": "médecin"}
    address = "dr.faure@monistrol.example"
    invited = await coordinator.invite(who, role="mailbox", kind=MailboxKind.PERSONAL, address=address)
    faure = await enrol(tmp_path / "faure", invited.code)
    await coordinator.confirm()
    async with await Mailbox.open(faure.folder, faure.person) as sender:
        sent = await sender.send([WARD], FICHE)
    opened = await ward.collect(sent.reference)
    assert (opened.sender.name, opened.sender.mailbox_name) == ("Dr Faure", "Dr Faure")


async def test_a_colleague_who_joined_after_the_directory_was_read_signs_for_the_mailbox(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.members.add("Mme Roux")
    await (await world.open("roux")).acknowledge(sent.reference, Decision.ACCEPTED)
    seen = await gp.handoff(sent.reference)
    assert (seen.faults, list(seen.owner.values())) == ((), [world.cast["roux"].person.id])


async def test_only_a_recipient_answers(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    for answer in (gp.acknowledge(sent.reference, Decision.ACCEPTED), gp.reply(sent.reference, b"{}")):
        with pytest.raises(Refused, match="not-a-recipient"):
            await answer
    with pytest.raises(Refused, match="not-a-recipient"):
        await gp.reroute(sent.reference, CARDIO)


async def test_a_person_of_two_mailboxes_says_which(world: World) -> None:
    await (await world.open("petit")).members.add("Mme Leroy")
    with pytest.raises(Local, match="ambiguous-name") as refused:
        await world.open("leroy")
    assert refused.value.data["matches"] == f"{CARDIO}, {WARD}"
    cardio = await world.open("leroy", "cardiologie")
    assert (cardio.address, len(cardio.id)) == (CARDIO, 16)


async def test_nobody_is_added_by_an_id_that_no_coordinator_vouches_for(world: World, tmp_path: Path) -> None:
    coordinator, ward = await world.coordinator(), await world.open("leroy")
    invited = await coordinator.invite({"name": "Ida Trois", "profession": "infirmière"})
    ida = await enrol(tmp_path / "ida", invited.code)
    with pytest.raises(Refused, match="not-vouched-for"):
        await ward.members.add(b64(ida.person.id))


async def test_a_seat_that_holds_another_key_is_a_fault_and_opens_nothing(world: World) -> None:
    sent = await (await world.open("martin")).send([WARD], FICHE)
    leroy = world.cast["leroy"]
    ward = await world.open("leroy")
    wrong = KemKey.new()
    sealed = b64(give_seat(ward.id, wrong, leroy.person.public))

    def another_seat(answer: dict[str, object]) -> None:
        answer["seats"] = [{**seat, "sealed": sealed} for seat in answer["seats"]]  # type: ignore[attr-defined]

    await _with_answers(world, "/seats", another_seat)
    again = await world.open("leroy")
    with pytest.raises(Refused, match="no-seat-for-this-epoch"):
        await again.collect(sent.reference)
    assert [fault.code for fault in again.faults] == ["sealed-to-another-key-or-context"]


async def test_a_history_link_that_holds_another_key_is_a_fault(world: World) -> None:
    ward = await world.open("leroy")
    await ward.members.rotate()

    def another_link(answer: dict[str, object]) -> None:
        links = answer["history"]
        assert isinstance(links, list)
        answer["history"] = [{**link, "sealed": b64(bytes(1168))} for link in links]
        answer["seats"] = answer["seats"][:1]  # type: ignore[index]

    await _with_answers(world, "/seats", another_link)
    again = await world.open("leroy")
    await again.members.rotate()
    assert {fault.code for fault in again.faults} == {"sealed-to-another-key-or-context"}


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/inbox", lambda answer: {"items": [{"n": 1}]}),
        ("/inbox", lambda answer: {"items": [{**one, "urgency": "tomorrow"} for one in answer["items"]]}),
        ("/inbox", lambda answer: {"items": [{**one, "status": "lost"} for one in answer["items"]]}),
        ("/inbox", lambda answer: []),
    ],
)
async def test_lists_of_another_form_are_refused(world: World, path: str, change: Change) -> None:
    await (await world.open("martin")).send([WARD], FICHE)
    await _with_answers(world, path, change)
    ward = await world.open("leroy")
    with pytest.raises(Local, match="server-answer"):
        await ward.receive()


async def test_acts_that_do_not_hold_are_left_out_and_named(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.acknowledge(sent.reference, Decision.ACCEPTED)

    def reorder(answer: dict[str, object]) -> None:
        acts = answer.get("acts")
        if isinstance(acts, list):
            acts[1], acts[3] = acts[3], acts[1]
            acts[2]["signature"] = b64(bytes(64))

    await _with_answers(world, b64(sent.message), reorder)
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

    def drop(answer: dict[str, object]) -> None:
        if isinstance(found := answer.get("acts"), list):
            answer["acts"] = [] if acts == "none" else found[1:]

    await _with_answers(world, b64(sent.message), drop)
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

    @web.middleware
    async def old(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        return web.Response(text=older) if request.path.endswith("actes/checkpoint") else response

    world.server.wrap = lambda app: app.middlewares.append(old)
    await world.server.stop()
    await world.server.start()
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
    @web.middleware
    async def odd(request: web.Request, handler: Handler) -> web.StreamResponse:
        return web.Response(body=event) if request.path == "/v1/events" else await handler(request)

    world.server.wrap = lambda app: app.middlewares.append(odd)
    await world.server.stop()
    await world.server.start()
    ward = await world.open("leroy")
    with pytest.raises(Local, match="server-answer"):
        await asyncio.wait_for(anext(ward.events()), 20)


async def test_following_ends_when_the_person_has_left(world: World) -> None:
    leroy, benali = await world.open("leroy"), await world.open("benali")
    await leroy.members.remove("Dr Karim Benali")
    with pytest.raises(Denied, match="not-a-member"):
        await asyncio.wait_for(anext(benali.events()), 20)


@pytest.mark.parametrize(
    "place", [{"parts": 1, "received": 2, "part": 4096}, {"parts": 1, "received": 0, "part": 0}, {}]
)
async def test_an_upload_told_nonsense_stops(world: World, tmp_path: Path, place: dict[str, int]) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"x")
    gp = await world.open("martin")
    await _with_answers(world, "", lambda answer: place if "parts" in answer else None)
    with pytest.raises(Local, match="server-answer"):
        await gp.send([WARD], FICHE, attachments=[file])
    assert [one.problem for one in gp.waiting()] == ["server-answer"]


async def test_an_upload_whose_sealed_file_is_gone_says_so(world: World, tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"x")
    gp = await world.open("martin")
    await world.server.stop()
    with pytest.raises(Local, match="server-unreachable"):
        await gp.send([WARD], FICHE, attachments=[file])
    for path in (world.cast["martin"].folder / "blobs").iterdir():
        path.unlink()
    await world.server.start()
    with pytest.raises(Local, match="file"):
        await gp.flush()


@pytest.mark.parametrize("size", [4_000, 5_000])
async def test_a_download_of_another_length_is_not_kept(world: World, tmp_path: Path, size: int) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"x")
    sent = await (await world.open("martin")).send([WARD], FICHE, attachments=[file])
    opened = await (await world.open("leroy")).collect(sent.reference)

    @web.middleware
    async def other(request: web.Request, handler: Handler) -> web.StreamResponse:
        return web.Response(body=bytes(size)) if "/blobs/" in request.path else await handler(request)

    world.server.wrap = lambda app: app.middlewares.append(other)
    await world.server.stop()
    await world.server.start()
    ward = await world.open("leroy")
    with pytest.raises(NavetteError) as refused:
        await ward.save_attachment(opened, 0, tmp_path / "b.bin")
    assert refused.value.code == ("server-unreachable" if size < 4_112 else "server-answer")
    assert not (tmp_path / "b.bin").exists()


async def test_a_name_that_would_be_refused_at_the_other_end_is_refused_here(tmp_path: Path) -> None:
    for name in ("a\u202ecod.pdf", "a\nb"):
        (tmp_path / name).write_bytes(b"x")
        with pytest.raises(Local, match="file"):
            await attachments.seal_files(Folder(tmp_path / "home"), [tmp_path / name])


async def test_a_full_disk_is_named_while_downloading(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"x")
    sent = await (await world.open("martin")).send([WARD], FICHE, attachments=[file])
    ward = await world.open("leroy")
    opened = await ward.collect(sent.reference)

    async def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(attachments, "_receive", full)
    with pytest.raises(Local, match="No space left"):
        await ward.save_attachment(opened, 0, tmp_path / "b.bin")


def test_a_job_that_is_none_is_named_damaged() -> None:
    for value in ({}, {"id": "00", "mailbox": "A"}):
        with pytest.raises(Local, match="file"):
            read_job(value)


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


def test_an_api_without_a_person_signs_nothing() -> None:
    with pytest.raises(Unsigned, match="request-unsigned"):
        Api("https://navette.example", None)._sign("GET", Api("https://navette.example", None).base, None)


@pytest.mark.parametrize("code", ["unknown-signer", "not-in-sender-mailbox"])
async def test_a_sender_that_the_directory_does_not_know_there_is_not_believed(
    world: World, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """The server let in what it should have refused."""
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    directory = ward._place.desk.directory
    if code == "unknown-signer":
        monkeypatch.setattr(directory, "person", {ward.id: b""}.get)
    else:
        monkeypatch.setattr(directory, "members_at", lambda mailbox, time: frozenset())
    with pytest.raises(Refused, match=code):
        await ward.collect(sent.reference)
    monkeypatch.undo()
    acts = (await gp.handoff(sent.reference)).acts
    assert [(act.act, act.code) for act in acts[1:]] == [
        ("transient-error" if code == "unknown-signer" else "failed", code)
    ]


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


@pytest.mark.parametrize("wrong", ["address", "guardian", "no-mailbox", "person"])
async def test_a_mailbox_that_is_not_the_one_invited_for_is_not_vouched_for(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    coordinator = await world.coordinator()
    who = {"name": "Dr Faure", "profession": "médecin"}
    invited = await coordinator.invite(who, role="mailbox", kind=MailboxKind.PERSONAL, address="dr.faure@a.example")
    await enrol(tmp_path / "faure", invited.code)
    directory, mailbox = coordinator._desk.directory, coordinator._desk.directory.mailbox
    change: dict[str, object] = {"address": {"address": "another@a.example"}, "guardian": {"members": {}}}

    def seen(box: bytes) -> object:
        state = mailbox(box)
        return replace(state, **change[wrong]) if state and wrong in change else state  # type: ignore[arg-type]

    monkeypatch.setattr(directory, "mailbox", (lambda box: None) if wrong == "no-mailbox" else seen)
    if wrong == "person":
        monkeypatch.setattr(directory, "person", lambda one: None)
    (confirmed,) = await coordinator.confirm()
    assert (
        confirmed.problem
        == {
            "address": "invitation-other-kind",
            "guardian": "not-a-guardian",
            "no-mailbox": "invitation-other-kind",
            "person": "unknown-signer",
        }[wrong]
    )


async def test_a_ledger_that_will_not_prove_itself_is_refused(world: World) -> None:
    gp = await world.open("martin")
    await gp.send([WARD], FICHE)

    @web.middleware
    async def silent(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.endswith("/proof"):
            return web.json_response({"code": "proof-index"}, status=422)
        return await handler(request)

    world.server.wrap = lambda app: app.middlewares.append(silent)
    await world.server.stop()
    await world.server.start()
    with pytest.raises(Refused, match="ledger-shrank"):
        await gp.send([WARD], FICHE)
    first = await world.open("petit")
    with pytest.raises(Refused, match="not-in-the-ledger"):
        await first.send([WARD], FICHE)

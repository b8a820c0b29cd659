"""What the client does not believe: another ledger's key, a rewritten ledger, a hole, altered copies, wrong clocks."""

import json
import shutil
import time
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.client import pins
from navette.client.folder import Folder
from navette.client.items import Fault
from navette.client.mailbox import Mailbox
from navette.core.acknowledgement import Decision
from navette.core.encoding import b64
from navette.core.errors import NavetteError, Refused
from navette.core.handoff import Status
from navette.ledger.checkpoint import sign_checkpoint, vkey
from tests.client.world import CARDIO, FICHE, WARD, Handler, World, changed


def _evidence(folder: Folder) -> list[dict[str, str]]:
    found = [json.loads(folder.read(f"evidence/{name}.json") or b"") for name in folder.names("evidence", ".json")]
    return sorted(found, key=lambda one: (one["ledger"], one["offered"]))


async def test_with_another_ledgers_key_pinned_nothing_is_sent(world: World) -> None:
    folder = world.cast["martin"].folder
    known = pins.load(folder)
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    vkeys = {ledger: vkey(known.checkpoint(ledger).origin, other) for ledger in known.notes}
    notes = dict.fromkeys(vkeys, "")
    pins.save(folder, replace(known, vkeys=vkeys, notes=notes))
    with pytest.raises(Refused, match="checkpoint-unsigned"):
        await world.open("martin")
    (kept,) = _evidence(folder)
    assert (kept["ledger"], kept["code"], kept["key"]) == ("annuaire", "checkpoint-unsigned", vkeys["annuaire"])


async def test_a_ledger_restored_and_gone_on_otherwise_is_refused_with_both_notes(world: World) -> None:
    gp = await world.open("martin")
    kept_here = await gp.send([WARD], FICHE)
    await world.server.stop()
    shutil.copytree(world.server.data, world.server.data.with_name("backup"))
    await world.server.start()
    lost = await gp.send([WARD], b"lost")
    folder = world.cast["martin"].folder
    before = pins.load(folder).notes["actes"]
    await world.server.stop()
    shutil.rmtree(world.server.data)
    shutil.move(world.server.data.with_name("backup"), world.server.data)
    await world.server.start()
    await (await world.open("petit")).send([WARD], b"other")
    with pytest.raises(NavetteError) as refused:
        await gp.send([WARD], FICHE)
    assert refused.value.code in ("ledger-rewritten", "two-ledgers-of-one-size")
    (kept,) = _evidence(folder)
    assert kept["pinned"] == before
    assert kept["offered"] != before
    assert pins.load(folder).notes["actes"] == before
    with pytest.raises(Refused, match=refused.value.code):
        await gp.send([WARD], FICHE)
    assert {fault.code for fault in await gp.verify()} >= {refused.value.code, "unknown-envelope"}
    assert (await gp.collect(kept_here.reference)).fiche == FICHE
    assert lost.index == 1


async def test_a_directory_that_shrank_is_refused_and_the_old_one_still_read(world: World) -> None:
    await world.server.stop()
    shutil.copytree(world.server.data, world.server.data.with_name("backup"))
    await world.server.start()
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    ward = await world.open("leroy")
    await ward.collect(sent.reference)
    await ward.members.rotate()
    await world.server.stop()
    shutil.rmtree(world.server.data)
    shutil.move(world.server.data.with_name("backup"), world.server.data)
    await world.server.start()
    again = await world.open("leroy")
    assert [fault.code for fault in again.faults] == ["ledger-shrank"]
    with pytest.raises(Refused, match="ledger-shrank"):
        await again.send([CARDIO], FICHE)
    with pytest.raises(Refused, match="ledger-shrank"):
        await again.members.rotate()
    assert [one["code"] for one in _evidence(world.cast["leroy"].folder)] == ["ledger-shrank"]


async def test_a_ledger_that_signs_two_roots_of_one_size_is_refused(world: World) -> None:
    gp = await world.open("martin")
    await gp.send([WARD], FICHE)
    key = Ed25519PrivateKey.from_private_bytes((world.server.data / "ledger.key").read_bytes())
    known = pins.load(world.cast["martin"].folder).checkpoint("actes")
    fork = sign_checkpoint(known.origin, known.size, bytes(32), key).note
    with pytest.raises(Refused, match="two-ledgers-of-one-size"):
        await gp._place.desk.ledgers.confirm("actes", fork, ())


async def test_an_answer_older_than_the_pin_is_believed_when_the_pin_extends_it(world: World) -> None:
    gp = await world.open("martin")
    await gp.send([WARD], FICHE)
    ledgers = gp._place.desk.ledgers
    old = ledgers.pins.notes["actes"]
    await gp.send([WARD], FICHE)
    new = ledgers.pins.notes["actes"]
    assert (await ledgers.confirm("actes", old, ())).size == 1
    assert ledgers.pins.notes["actes"] == new != old


async def test_a_deposit_that_is_not_in_the_ledger_is_refused(world: World) -> None:
    def another_index(answer: dict[str, Any]) -> None:
        if "index" in answer:
            answer["index"] = 0

    gp = await world.open("martin")
    await gp.send([WARD], FICHE)
    await world.server.restart(changed("", another_index))
    with pytest.raises(Refused, match="not-in-the-ledger"):
        await gp.send([WARD], FICHE)
    assert [(one.problem, one.parked) for one in gp.waiting()] == [("not-in-the-ledger", False)]
    assert [one["code"] for one in _evidence(world.cast["martin"].folder)] == ["not-in-the-ledger"]


async def test_a_deposit_said_of_another_envelope_is_refused(world: World) -> None:
    def another_envelope(answer: dict[str, Any]) -> None:
        if "statement" in answer:
            value = json.loads(str(answer["statement"]))
            value["envelope"] = b64(bytes(32))
            answer["statement"] = json.dumps(value, separators=(",", ":"), sort_keys=True)

    await world.server.restart(changed("", another_envelope))
    gp = await world.open("martin")
    with pytest.raises(Refused, match="not-in-the-ledger"):
        await gp.send([WARD], FICHE)


async def test_a_fiche_kept_from_the_ward_is_a_hole_that_stays_known(world: World) -> None:
    gp = await world.open("martin")
    for n in range(3):
        await gp.send([WARD], b"%d" % n)

    def hide(answer: dict[str, Any]) -> None:
        answer["items"] = [item for item in answer["items"] if item["n"] != 2]

    await world.server.restart(changed("/inbox", hide))
    ward = await world.open("leroy")
    assert [item.n for item in await ward.receive()] == [1, 3]
    missing = Fault("number-missing", WARD, {"n": 2})
    assert ward.faults == [missing]
    assert missing in await ward.verify()
    await world.server.restart()
    again = await world.open("leroy")
    assert [item.n for item in await again.receive()] == [1, 2, 3]
    assert again.faults == []


async def test_a_number_given_twice_is_a_fault(world: World) -> None:
    gp = await world.open("martin")
    for n in range(2):
        await gp.send([WARD], b"%d" % n)
    ward = await world.open("leroy")
    first, second = await ward.receive()

    def swap(answer: dict[str, Any]) -> None:
        for item in answer.get("items", []):
            item["n"] = 3 - item["n"]
        for item in answer.get("recipients", []):
            item["n"] = 3 - item["n"]

    await world.server.restart(changed("", swap))
    again = await world.open("leroy")
    await again.receive()
    assert [(fault.code, fault.detail["n"]) for fault in again.faults] == [("number-reused", 1), ("number-reused", 2)]
    with pytest.raises(Refused, match="number-reused"):
        await again.collect(first.reference)
    assert second.n == 2


async def test_a_status_that_nobody_signed_is_a_fault(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)

    def accepted(answer: dict[str, Any]) -> None:
        for item in answer.get("recipients", []):
            item["status"] = "accepted"

    await world.server.restart(changed("", accepted))
    seen = await gp.handoff(sent.reference)
    assert list(seen.status.values()) == [Status.REQUESTED]
    assert [fault.code for fault in seen.faults] == ["status-unsigned"]
    assert [fault.code for fault in await gp.verify(sent.reference)] == ["status-unsigned"]


async def test_what_holds_is_verified_without_a_word(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.acknowledge(sent.reference, Decision.ACCEPTED)
    await ward.reply(sent.reference, b"{}")
    assert await gp.verify() == await ward.verify() == await gp.verify(sent.reference) == []


@pytest.mark.parametrize(("where", "code"), [("sent", "copy-altered"), ("acts", "copy-altered")])
async def test_an_altered_copy_is_named(world: World, where: str, code: str) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    await gp.withdraw(sent.reference)
    suffix = ".nav" if where == "sent" else ".json"
    path = next((world.cast["martin"].folder / where).glob(f"*{suffix}"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    faults = await gp.verify()
    assert faults
    assert {fault.code for fault in faults} <= {code, "not-in-the-ledger", "server-answer", "statement-signature"}


async def test_a_received_copy_that_was_altered_is_fetched_again_and_named(world: World) -> None:
    sent = await (await world.open("martin")).send([WARD], FICHE)
    ward = await world.open("leroy")
    await ward.collect(sent.reference)
    path = next((world.cast["leroy"].folder / "received").glob("*.nav"))
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert [fault.code for fault in await ward.verify()] == ["copy-altered"]
    assert (await ward.collect(sent.reference)).fiche == FICHE
    assert await ward.verify() == []


async def test_bytes_that_are_not_those_deposited_are_not_opened(world: World) -> None:
    sent = await (await world.open("martin")).send([WARD], FICHE)

    @web.middleware
    async def flip(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if request.method == "GET" and "/envelopes/" in request.path and response.status == 200:
            assert isinstance(response, web.Response)
            assert isinstance(response.body, bytes)
            body = bytearray(response.body)
            body[-1] ^= 1
            return web.Response(body=bytes(body))
        return response

    await world.server.restart(flip)
    ward = await world.open("leroy")
    with pytest.raises(Refused, match="not-in-the-ledger"):
        await ward.collect(sent.reference)
    assert [item.status for item in await ward.receive()] == [Status.REQUESTED]


@pytest.mark.parametrize("ahead", [-3600, 3600])
async def test_a_wrong_clock_is_met_by_asking_the_servers(world: World, ahead: int) -> None:
    gp = await world.open("martin", clock=lambda: time.time() + ahead)
    sent = await gp.send([WARD], FICHE)
    ward = await world.open("leroy")
    opened = await ward.collect(sent.reference)
    assert abs(opened.item.time - time.time()) < 60


async def test_a_clock_that_goes_wrong_later_is_met_too(world: World) -> None:
    ahead = 0
    gp: Mailbox = await world.open("martin", clock=lambda: time.time() + ahead)
    ahead = 3600
    assert await gp.receive() == []
    ahead = 0
    sent = await gp.send([WARD], FICHE)
    assert sent.index == 0


async def test_without_the_server_what_was_opened_is_opened_again(world: World) -> None:
    sent = await (await world.open("martin")).send([WARD], FICHE)
    ward = await world.open("leroy")
    await ward.collect(sent.reference)
    await world.server.stop()
    again = await world.open("leroy")
    assert not again.online
    assert (await again.collect(sent.reference)).fiche == FICHE
    with pytest.raises(NavetteError, match="server-unreachable"):
        await again.collect("NV-0000-000")
    with pytest.raises(NavetteError, match="server-unreachable"):
        await again.receive()

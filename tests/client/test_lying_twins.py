"""A mailbox in JavaScript at a server that lies: it says so, shows nothing, and sends nothing more. And what leaves."""

import base64
import json
import random
from typing import Any

import pytest
from aiohttp import web

from navette.core.encoding import b64
from navette.core.handoff import Status
from tests.client.actors import Actor, enter
from tests.client.test_exchange_twins import LETTER, code_of
from tests.client.test_receive import _plant
from tests.client.world import CARDIO, FICHE, WARD, Handler, World, answering, changed

FILE = {"name": "CANARY-photo.jpg", "size": 70_000, "type": "image/jpeg"}


async def evidence(actor: Actor) -> list[str]:
    return [json.loads(_decoded(await actor("record", f"evidence/{name}")))["code"] for name in await _kept(actor)]


async def _kept(actor: Actor) -> list[str]:
    return list(await actor("records", "evidence"))


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


async def test_a_deposit_that_is_not_in_the_ledger_is_refused_and_nothing_more_is_sent(world: World) -> None:
    def another_index(answer: dict[str, Any]) -> None:
        if "index" in answer:
            answer["index"] = 0

    gp = await enter(world, "martin")
    await gp("send", [WARD], LETTER)
    await world.server.restart(changed("", another_index))
    assert (await code_of(gp("send", [WARD], LETTER)))[0] == "not-in-the-ledger"
    now = await gp("describe")
    assert now["doubt"] == "not-in-the-ledger"
    assert [(one["problem"], one["parked"]) for one in now["waiting"]] == [("not-in-the-ledger", False)]
    assert await evidence(gp) == ["not-in-the-ledger"]
    await gp("sent")
    assert (await code_of(gp("send", [WARD], LETTER)))[0] == "not-in-the-ledger"
    assert not [one for one in await gp("sent") if one["method"] in ("PUT", "POST")]


async def test_a_deposit_said_of_another_envelope_is_refused(world: World) -> None:
    def another_envelope(answer: dict[str, Any]) -> None:
        if "statement" in answer:
            value = json.loads(str(answer["statement"]))
            value["envelope"] = b64(bytes(32))
            answer["statement"] = json.dumps(value, separators=(",", ":"), sort_keys=True)

    await world.server.restart(changed("", another_envelope))
    gp = await enter(world, "martin")
    assert (await code_of(gp("send", [WARD], LETTER)))[0] == "not-in-the-ledger"


async def test_a_fiche_kept_from_the_ward_is_a_hole_that_stays_known(world: World) -> None:
    gp = await world.open("martin")
    for n in range(3):
        await gp.send([WARD], b"%d" % n)

    def hide(answer: dict[str, Any]) -> None:
        answer["items"] = [item for item in answer["items"] if item["n"] != 2]

    await world.server.restart(changed("/inbox", hide))
    ward = await enter(world, "leroy")
    assert [item["n"] for item in await ward("inbox")] == [1, 3]
    await ward("inbox")
    assert (await ward("describe"))["faults"] == [{"code": "number-missing", "subject": WARD, "detail": {"n": 2}}]
    await world.server.restart()
    await ward("open")
    assert [item["n"] for item in await ward("inbox", {"open": False, "limit": 2})] == [2, 3]
    assert (await ward("describe"))["faults"] == []


async def test_a_number_given_twice_is_refused(world: World) -> None:
    gp, ward = await world.open("martin"), await enter(world, "leroy")
    sent = [await gp.send([WARD], b"%d" % n) for n in range(2)]
    await ward("inbox")

    def swap(answer: dict[str, Any]) -> None:
        for item in [*answer.get("items", []), *answer.get("recipients", [])]:
            item["n"] = 3 - item["n"]

    await world.server.restart(changed("", swap))
    await ward("inbox")
    faults = (await ward("describe"))["faults"]
    assert [(one["code"], one["detail"]["n"]) for one in faults] == [("number-reused", 1), ("number-reused", 2)]
    assert await code_of(ward("collect", sent[0].reference)) == ("number-reused", {"n": 2})


async def test_a_status_that_nobody_signed_is_a_fault(world: World) -> None:
    gp = await enter(world, "martin")
    sent = await gp("send", [WARD], LETTER)

    def accepted(answer: dict[str, Any]) -> None:
        for item in answer.get("recipients", []):
            item["status"] = "accepted"

    await world.server.restart(changed("", accepted))
    seen = await gp("handoff", sent["reference"])
    assert list(seen["status"].values()) == ["requested"]
    (fault,) = seen["faults"]
    assert (fault["code"], fault["detail"]) == ("status-unsigned", {"said": "accepted", "signed": "requested"})


async def test_bytes_that_are_not_those_deposited_are_not_opened(world: World) -> None:
    sent = await (await world.open("martin")).send([WARD], FICHE)

    @web.middleware
    async def flip(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if request.method == "GET" and "/envelopes/" in request.path and response.status == 200:
            assert isinstance(response, web.Response)
            assert isinstance(response.body, bytes)
            return web.Response(body=response.body[:-1] + bytes([response.body[-1] ^ 1]))
        return response

    await world.server.restart(flip)
    ward = await enter(world, "leroy")
    assert (await code_of(ward("collect", sent.reference)))[0] == "not-in-the-ledger"
    assert [item["status"] for item in await ward("inbox")] == ["requested"]
    assert await ward("records", "received") == []


async def test_a_fiche_whose_deposit_is_not_in_the_ledger_is_not_opened(world: World) -> None:
    gp, ward = await world.open("martin"), await enter(world, "leroy")
    first, second = await gp.send([WARD], FICHE), await gp.send([WARD], FICHE)

    def elsewhere(answer: dict[str, Any]) -> None:
        for act in answer.get("acts", []):
            act["index"] = first.index

    await world.server.restart(changed("", elsewhere))
    assert (await code_of(ward("collect", second.reference)))[0] == "not-in-the-ledger"
    assert await ward("records", "received") == []
    await world.server.restart()
    assert [act.act for act in (await gp.handoff(second.reference)).acts] == ["deposit"]


@pytest.mark.parametrize(("change", "code"), [("commitment", "sealed-to-another-key-or-context"), ("body", "body")])
async def test_what_cannot_be_opened_is_refused_with_a_signed_receipt_once(
    world: World, change: str, code: str
) -> None:
    ref = b64((await _plant(world, change)).header.id)
    ward, gp = await enter(world, "leroy"), await world.open("martin")
    for _ in range(2):
        assert (await code_of(ward("collect", ref)))[0] == code
    seen = await gp.handoff(ref)
    assert list(seen.status.values()) == [Status.REJECTED]
    assert [(act.act, act.code) for act in seen.acts[1:]] == [("failed", code)]
    assert await ward("records", "received") == []


@pytest.mark.parametrize("size", [4_000, 4_112, 5_000])
async def test_an_attachment_that_is_not_what_was_sealed_is_not_given(world: World, size: int) -> None:
    gp, ward = await enter(world, "martin"), await enter(world, "leroy")
    sent = await gp("send", [WARD], {**LETTER, "attachments": [{**FILE, "size": 5}]})
    await ward("collect", sent["reference"])
    await world.server.restart(answering("/blobs/", lambda request: web.Response(body=bytes(size))))
    expected = {4_000: "server-unreachable", 4_112: "blob-chunk", 5_000: "server-answer"}
    code, _ = await code_of(ward("attachment", sent["reference"], 0))
    assert code in (expected[size], "blob-chunk")


async def test_an_upload_told_nonsense_stops(world: World) -> None:
    gp = await enter(world, "martin")
    place = {"parts": 1, "received": 2, "part": 4096}
    await world.server.restart(changed("", lambda answer: place if "parts" in answer else None))
    assert (await code_of(gp("send", [WARD], {**LETTER, "attachments": [FILE]})))[0] == "server-answer"


async def test_answers_of_any_shape_are_refused_and_never_a_mistake_of_ours(world: World, seed: int) -> None:
    """Whatever the server says, a verb ends in a NavetteError (the actor fails the test for any other error)."""
    draw = random.Random(seed)
    junk: list[Any] = [
        None,
        0,
        -1,
        1e30,
        "",
        "x",
        [],
        {},
        [{}],
        {"a": []},
        True,
        "2026-11-22T10:00:00Z",
        b64(bytes(16)),
    ]

    def spoil(value: Any) -> Any:
        if isinstance(value, dict) and value:
            name = draw.choice(sorted(value))
            value[name] = spoil(value[name]) if draw.random() < 0.6 else draw.choice(junk)
        elif isinstance(value, list) and value:
            at = draw.randrange(len(value))
            value[at] = spoil(value[at]) if draw.random() < 0.6 else draw.choice(junk)
        else:
            return draw.choice(junk)
        return value

    gp, ward = await world.open("martin"), await enter(world, "leroy")
    sent = await gp.send([WARD, CARDIO], FICHE)
    await ward("inbox")
    await world.server.restart(changed("", spoil))
    verbs: list[tuple[Any, ...]] = [
        ("inbox",), ("list",), ("collect", sent.reference), ("handoff", sent.reference), ("send", [CARDIO], LETTER),
        ("acknowledge", sent.reference, "accepted"), ("flush",), ("entries",),
    ]  # fmt: skip
    for _ in range(8):
        for verb in verbs:
            said = await ward.ask(*verb)
            assert "failed" not in said, (seed, verb, said)
    said = await ward.ask("open")
    assert "failed" not in said, (seed, said)


async def test_nothing_of_the_fiche_leaves_in_the_clear(world: World) -> None:
    """The canary: in no body, URL or header of anything that leaves, under any encoding that is a text's own."""
    canary = "CANARY-Éléonore-Dupont"
    gp, ward = await enter(world, "martin"), await enter(world, "leroy")
    fiche = json.dumps({"resourceType": "Bundle", "name": canary}, ensure_ascii=False).encode()
    file = {**FILE, "name": f"{canary}.jpg"}
    sent = await gp("send", [WARD], {**LETTER, "fiche": b64(fiche), "attachments": [file]})
    await ward("collect", sent["reference"])
    await ward("acknowledge", sent["reference"], "question", "other", canary)
    await ward("reroute", sent["reference"], CARDIO)
    await gp("network", {"cut": True})
    await code_of(gp("send", [WARD], {**LETTER, "fiche": b64(fiche)}))
    kept = [_decoded(await gp("record", name)) for name in await gp("records")]
    needles = [b"CANARY", canary.encode()[7:], base64.b64encode(fiche)[:24], base64.urlsafe_b64encode(fiche)[4:28]]
    for actor in (gp, ward):
        requests = await actor("sent")
        assert len(requests) > 5
        for one in requests:
            said = [one["url"], *(f"{name}: {value}" for name, value in one["headers"])]
            leaves = [bytes(one["body"]), *(text.encode() for text in said)]
            assert not [leaf for leaf in leaves for needle in needles if needle in leaf], one["url"]
    assert not [record for record in kept for needle in needles if needle in record]
    seeds = [world.cast[name].person.seed for name in ("martin", "leroy")]
    assert not [record for record in kept for seed in seeds if seed in record or b64(seed).encode() in record]


@pytest.mark.parametrize("ahead", [-3600, 3600])
async def test_a_wrong_clock_is_met_by_asking_the_servers(world: World, ahead: int) -> None:
    gp = await enter(world, "martin", ahead=ahead)
    sent = await gp("send", [WARD], LETTER)
    opened = await (await world.open("leroy")).collect(sent["reference"])
    assert opened.fiche == FICHE

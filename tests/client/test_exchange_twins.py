"""Python at one end, JavaScript at the other, a real server between them: every verb, both ways."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest

from navette.core.acknowledgement import Decision
from navette.core.encoding import b64, unb64
from navette.core.handoff import Status
from tests.client.actors import Refusal, enter
from tests.client.world import CARDIO, FICHE, GP, WARD, World

LETTER: dict[str, Any] = {"fiche": b64(FICHE), "form": "admission"}


def pattern(size: int) -> bytes:
    """As tests/js/adapters/actor.mjs makes it."""
    return bytes((at * 7 + (at >> 8) * 13) & 255 for at in range(size))


async def code_of(asked: Any) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Refusal) as caught:
        await asked
    return caught.value.code, caught.value.data


async def test_python_sends_and_javascript_takes_it_in_charge(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    ward = await enter(world, "leroy")
    (item,) = await ward("inbox", {"open": True})
    assert (item["reference"], item["n"], item["status"], item["form"]) == (sent.reference, 1, "requested", "admission")
    assert item["sender"]["name"] == "Dr Claire Martin"
    opened = await ward("collect", item["reference"].lower().replace("-", " "))
    assert unb64(opened["fiche"], len(FICHE)) == FICHE
    assert [one["act"] for one in opened["acts"]] == ["deposit", "delivered", "opened"]
    assert opened["item"]["status"] == "received"
    assert f"{item['message']}.nav" in await ward("records", "received")
    accepted = await ward("acknowledge", item["reference"], "accepted")
    assert (accepted["status"], accepted["reference"]) == ("accepted", sent.reference)
    handoff = await gp.handoff(sent.reference)
    assert [one.act for one in handoff.acts] == ["deposit", "delivered", "opened", "accepted"]
    assert not handoff.faults
    told = await ward("handoff", sent.reference)
    assert told["faults"] == []
    assert list(told["status"].values()) == ["accepted"]
    assert (await ward("inbox"))[0]["ownerName"] == "Mme Leroy"


async def test_collecting_twice_signs_once_and_colleagues_sign_for_themselves(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    ward, colleague = await enter(world, "leroy"), await enter(world, "benali")
    await ward("collect", sent.reference)
    await ward("open")
    await ward("collect", sent.reference)
    await colleague("collect", sent.reference)
    acts = (await gp.handoff(sent.reference)).acts
    assert [one.act for one in acts] == ["deposit", "delivered", "opened", "opened"]
    assert len({one.by for one in acts[2:]}) == 2


async def test_javascript_sends_with_attachments_and_python_opens_them(world: World, tmp_path: Path) -> None:
    ward, gp = await world.open("leroy"), await enter(world, "martin")
    size = 5_000_000
    files = [{"name": "lettre – été.pdf", "size": size, "type": "application/pdf"}, {"name": "note.txt", "size": 1}]
    sent = await gp("send", [WARD], {**LETTER, "urgency": 1, "attachments": files})
    assert sent["told"][-1][0] == "note.txt"
    assert [one[1] for one in sent["told"] if one[0] == files[0]["name"]][-1] > size
    assert not [name for name in await gp("records") if name.startswith(("outbox/", "blobs/"))]
    opened = await ward.collect(sent["reference"])
    assert opened.fiche == FICHE
    assert [(one.name, one.type, one.size) for one in opened.manifest.attachments] == [
        ("lettre – été.pdf", "application/pdf", size),
        ("note.txt", "application/octet-stream", 1),
    ]
    path = await ward.save_attachment(opened, 0, tmp_path)
    assert path.read_bytes() == pattern(size)


async def test_python_attaches_and_javascript_saves(world: World, tmp_path: Path) -> None:
    gp, ward = await world.open("martin"), await enter(world, "leroy")
    (tmp_path / "photo.jpg").write_bytes(pattern(4_300_000))
    sent = await gp.send([WARD], FICHE, attachments=[tmp_path / "photo.jpg"])
    await ward("collect", sent.reference)
    saved = await ward("attachment", sent.reference, 0)
    assert (saved["size"], saved["type"]) == (4_300_000, "image/jpeg")
    assert saved["digest"] == b64(hashlib.sha256(pattern(4_300_000)).digest())
    assert saved["told"][0] == "photo.jpg"
    assert saved["told"][1] == saved["told"][2]


async def test_a_question_an_answer_a_refusal_with_their_sealed_texts(world: World) -> None:
    gp, ward = await world.open("martin"), await enter(world, "leroy")
    asked, declined = await gp.send([WARD], FICHE), await gp.send([WARD], FICHE)
    question = await ward("acknowledge", asked.reference, "question", "identity", "De quel Durand s'agit-il ?")
    assert question["status"] == "on-hold"
    opened = await gp.collect(question["sent"]["reference"])
    assert (opened.fiche.decode(), opened.manifest.kind) == ("De quel Durand s'agit-il ?", "question")
    refused = await ward("acknowledge", declined.reference, "declined", "full", "Plus de lit.")
    assert refused["status"] == "rejected"
    assert (await gp.collect(refused["sent"]["reference"])).manifest.kind == "reason"
    assert await code_of(ward("acknowledge", declined.reference, "declined", "")) == ("reason-missing", {})
    assert (await code_of(ward("acknowledge", declined.reference, "accepted")))[0] == "out-of-order"
    assert (await ward("describe"))["waiting"] == []  # refused to the face of who asked


async def test_javascript_asks_and_python_answers(world: World) -> None:
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    sent = await gp("send", [WARD], LETTER)
    await ward.collect(sent["reference"])
    said = await ward.acknowledge(sent["reference"], Decision.QUESTION, "other", "Depuis quand ?")
    assert said.sent is not None
    opened = await gp("collect", said.sent.reference)
    assert unb64(opened["fiche"], 14).decode() == "Depuis quand ?"
    handoff = await gp("handoff", sent["reference"])
    assert handoff["replies"] == [b64(said.sent.message)]
    assert list(handoff["status"].values()) == ["on-hold"]


async def test_a_reply_closes(world: World) -> None:
    gp, ward = await world.open("martin"), await enter(world, "leroy")
    sent = await gp.send([WARD], FICHE)
    replied = await ward("reply", sent.reference, LETTER)
    assert replied["problem"] is None
    handoff = await gp.handoff(sent.reference)
    assert list(handoff.status.values()) == [Status.COMPLETED]
    assert [b64(one) for one in handoff.replies] == [replied["message"]]
    opened = await gp.collect(replied["reference"])
    assert (opened.manifest.kind, opened.item.reply) == ("reply", sent.message)
    again = await ward("reply", sent.reference, LETTER, {"close": True})  # a second answer finds it closed
    assert again["problem"] is None


async def test_reroute_keeps_the_attachments(world: World, tmp_path: Path) -> None:
    gp, ward, cardio = await world.open("martin"), await enter(world, "leroy"), await world.open("petit")
    (tmp_path / "note.txt").write_bytes(b"note")
    sent = await gp.send([WARD], FICHE, attachments=[tmp_path / "note.txt"])
    onward = await ward("reroute", sent.reference, CARDIO)
    assert onward["problem"] is None
    assert list((await gp.handoff(sent.reference)).status.values()) == [Status.REJECTED]
    opened = await cardio.collect(onward["reference"])
    assert opened.fiche == FICHE
    saved = await cardio.save_attachment(opened, 0, tmp_path / "saved.txt")
    assert saved.read_bytes() == b"note"
    (item,) = await ward("inbox", {"open": False})
    assert item["reroutedTo"] == onward["message"]
    assert (await code_of(ward("reroute", sent.reference, CARDIO)))[0] == "out-of-order"


async def test_what_is_sent_can_be_withdrawn_and_not_twice(world: World) -> None:
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    sent = await gp("send", [WARD], LETTER)
    withdrawn = await gp("withdraw", sent["reference"])
    assert withdrawn["status"] == "cancelled"
    (item,) = await gp("list")
    assert item["recipients"][0]["status"] == "cancelled"
    assert await ward.receive() == []
    assert (await code_of(gp("withdraw", sent["reference"])))[0] == "out-of-order"


async def test_two_claims_at_once_have_one_owner(world: World) -> None:
    gp, first, second = await world.open("martin"), await enter(world, "leroy"), await enter(world, "benali")
    sent = await gp.send([WARD], FICHE)
    for ward in (first, second):
        await ward("collect", sent.reference)
    claims = [ward("acknowledge", sent.reference, "accepted") for ward in (first, second)]
    done = await asyncio.gather(*claims, return_exceptions=True)
    (lost,) = [one for one in done if isinstance(one, Refusal)]
    owner = next(iter((await gp.handoff(sent.reference)).owner.values()))
    assert lost.code == "already-accepted"
    assert lost.data["owner"] == b64(owner)
    assert lost.data["owner_name"] in ("Mme Leroy", "Dr Karim Benali")


async def test_what_was_received_opens_again_without_the_server(world: World) -> None:
    gp, ward = await world.open("martin"), await enter(world, "leroy")
    first, second = await gp.send([WARD], FICHE), await gp.send([WARD], FICHE)
    await ward("collect", first.reference)
    await ward("network", {"cut": True})
    assert (await ward("open"))["online"] is False
    assert unb64((await ward("collect", first.reference))["fiche"], len(FICHE)) == FICHE
    assert await code_of(ward("collect", second.reference)) == ("server-unreachable", {"reference": second.reference})


async def test_names_and_references_that_are_not_known(world: World) -> None:
    gp = await enter(world, "martin")
    assert (await code_of(gp("send", ["personne"], LETTER)))[0] == "unknown-name"
    assert (await code_of(gp("send", [GP], LETTER)))[0] == "only-the-sender"
    assert (await code_of(gp("send", [WARD], {**LETTER, "form": "no-such"})))[0] == "unknown-form"
    assert await code_of(gp("collect", "nv 0000 000")) == ("unknown-reference", {"reference": "NV-0000-000"})
    assert (await code_of(gp("withdraw", "A" * 22)))[0] == "unknown-envelope"


async def test_the_forms_of_the_server(world: World) -> None:
    gp = await enter(world, "martin")
    titles = {one["name"]: one for one in await gp("titles")}
    admission = titles["admission"]
    assert admission["titleFr"] != admission["titleEn"]
    assert await gp("formOf", admission["canonical"]) == admission["canonical"]
    assert await gp("formOf", "https://nowhere.example/form|1.0.0") is None
    await gp("network", {"cut": True})
    await gp("open")
    assert await gp("formOf", admission["canonical"]) == admission["canonical"]
    sent = await code_of(gp("send", [WARD], LETTER))
    assert sent[0] == "server-unreachable"
    assert len((await gp("describe"))["waiting"]) == 1

"""Members and the coordinator's work in JavaScript, as the others see them in Python; and what happens, live."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from navette.core.acknowledgement import Decision
from navette.core.encoding import b64, unb64
from navette.core.errors import Denied
from tests.client.actors import Actor, enter
from tests.client.test_exchange_twins import LETTER, code_of
from tests.client.world import CARDIO, FICHE, GP, WARD, World, enrol


async def fiche_of(actor: Actor, ref: str) -> bytes:
    text = (await actor("collect", ref))["fiche"]
    return unb64(text, len(text) * 3 // 4)


async def test_a_newcomer_opens_the_whole_backlog(world: World) -> None:
    gp, ward = await world.open("martin"), await enter(world, "leroy")
    old = [await gp.send([WARD], b"%d" % n) for n in range(2)]
    await ward("rotate")
    recent = await (await world.open("martin")).send([WARD], FICHE)
    added = await ward("add", "Mme Roux")
    assert (added["name"], added["role"]) == ("Mme Roux", "member")
    python, page = await world.open("roux"), await enter(world, "roux")
    for n, sent in enumerate(old):
        assert (await python.collect(sent.reference)).fiche == b"%d" % n
        assert await fiche_of(page, sent.reference) == b"%d" % n
    assert await fiche_of(page, recent.reference) == FICHE
    names = [one["name"] for one in await ward("members")]
    assert names == ["Mme Leroy", "Dr Karim Benali", "Mme Roux"]


async def test_who_answers_to_a_name_is_told_apart(world: World, tmp_path: Path) -> None:
    """By profession and place; then chosen by id. Somebody nobody vouches for is not proposed."""
    coordinator = await world.coordinator()
    for place, profession in (("a", "infirmière"), ("b", "aide-soignante")):
        invited = await coordinator.invite({"name": "Mme Roux", "profession": profession})
        await enrol(tmp_path / place, invited.code)
        if place == "a":
            await coordinator.confirm()
    ward = await enter(world, "leroy")
    found = await ward("people", "mme roux")
    assert sorted((one["profession"], *one["places"]) for one in found) == [("infirmière",), ("soignant",)]
    chosen = next(one for one in found if one["profession"] == "infirmière")
    for role in ("member", "guardian"):
        added = await ward("add", chosen["person"], role)
        assert (added["person"], added["profession"], added["role"]) == (chosen["person"], "infirmière", role)
    [seated] = [one for one in await ward("people", "mme roux") if one["person"] == chosen["person"]]
    assert seated["places"] == ["CH du Gier – Gériatrie"]
    assert await ward("people", "personne") == []


async def test_who_leaves_opens_nothing_sealed_later(world: World) -> None:
    gp, ward, leaver = await enter(world, "martin"), await enter(world, "leroy"), await enter(world, "benali")
    before = await gp("send", [WARD], LETTER)
    assert await fiche_of(leaver, before["reference"]) == FICHE
    await ward("remove", "Dr Karim Benali")
    after = await gp("send", [WARD], LETTER)
    assert after["resealed"]
    assert (await code_of(leaver("inbox")))[0] == "not-a-member"
    assert (await code_of(leaver("open")))[0] == "not-a-member"
    with pytest.raises(Denied, match="not-a-member"):
        await world.open("benali")
    assert await fiche_of(ward, after["reference"]) == FICHE
    assert await fiche_of(ward, before["reference"]) == FICHE


async def test_without_history_the_past_is_closed_to_who_arrives_later(world: World) -> None:
    gp, ward = await world.open("martin"), await enter(world, "leroy")
    past = await gp.send([WARD], FICHE)
    await ward("rotate", {"history": False})
    await ward("add", "Mme Roux")
    newcomer = await enter(world, "roux")
    assert (await code_of(newcomer("collect", past.reference)))[0] == "no-seat-for-this-epoch"
    assert await fiche_of(ward, past.reference) == FICHE
    assert await fiche_of(await enter(world, "benali"), past.reference) == FICHE


async def test_roles_are_changed_and_only_a_guardian_changes_them(world: World) -> None:
    ward, colleague = await enter(world, "leroy"), await enter(world, "benali")
    assert (await code_of(colleague("add", "Mme Roux")))[0] == "not-a-guardian"
    assert (await code_of(ward("remove", "Mme Leroy")))[0] == "members"
    assert (await code_of(ward("remove", "Mme Roux")))[0] == "unknown-name"
    await ward("add", "Dr Karim Benali", "guardian")
    await ward("remove", "Mme Leroy")
    assert [(one["name"], one["role"]) for one in await colleague("members")] != []
    await colleague("open")
    assert [(one["name"], one["role"]) for one in await colleague("members")] == [("Dr Karim Benali", "guardian")]


async def test_a_coordinator_invites_and_vouches_for_who_joins(world: World, tmp_path: Any) -> None:
    page = await enter(world, "nathalie", coordinates=True)
    who = {"name": "Dr Léa Morel", "profession": "médecin"}
    wanted = {"role": "mailbox", "kind": "PER", "address": "dr.morel@monistrol.example", "facility": "MSP"}
    invited = await page("coordinator", "invite", who, wanted)
    assert await page("coordinator", "codeOf", invited["id"]) == invited["code"]
    (one, *_) = await page("coordinator", "invitations")
    assert (one["state"], one["ours"], one["name"], one["certified"]) == ("open", True, "Dr Léa Morel", False)
    joined = await enrol(tmp_path / "morel", invited["code"])
    (confirmed,) = await page("coordinator", "confirm")
    assert (confirmed["problem"], confirmed["person"]) == ("", b64(joined.person.id))
    assert await page("coordinator", "confirm") == []
    gp = await enter(world, "martin")
    sent = await gp("send", ["dr.morel@monistrol.example"], LETTER)
    entry = next(one for one in await gp("entries") if one["address"] == "dr.morel@monistrol.example")
    assert (entry["name"], entry["facility"], entry["vouched"], entry["lastCollected"]) == (
        who["name"],
        "MSP",
        True,
        None,
    )
    (line,) = await page("coordinator", "unresolved")
    assert (line["reference"], line["mailboxName"], line["status"]) == (sent["reference"], who["name"], "requested")
    assert (line["senderName"], line["overdue"], line["form"]) == ("Dr Claire Martin", False, "admission")


async def test_an_invitation_is_withdrawn_and_others_coordinate_nothing(world: World) -> None:
    page = await enter(world, "nathalie", coordinates=True)
    invited = await page("coordinator", "invite", {"name": "X", "profession": "soignant"})
    renewed = await page("coordinator", "renew", invited["id"], {"days": 7})
    (one,) = [one for one in await page("coordinator", "invitations") if one["state"] == "open"]
    assert (one["id"], one["name"], one["ours"]) == (renewed["id"], "X", True)
    assert renewed["code"] != invited["code"]
    assert (await code_of(page("coordinator", "renew", invited["id"])))[0] == "unknown-invitation"
    invited = renewed
    await page("coordinator", "withdraw", invited["id"])
    assert invited["id"] not in [one["id"] for one in await page("coordinator", "invitations")]
    assert (await code_of(enter(world, "martin", coordinates=True)))[0] == "coordinator-only"


async def test_the_directory_says_who_collected_last(world: World) -> None:
    gp, ward = await enter(world, "martin"), await enter(world, "leroy")
    sent = await gp("send", [WARD], LETTER)
    await ward("collect", sent["reference"])
    known = {one["address"]: one for one in await gp("entries")}
    assert set(known) == {GP, WARD, CARDIO}
    assert known[WARD]["lastCollected"] > 0
    assert known[CARDIO]["lastCollected"] is None
    assert [one for one, entry in known.items() if entry["ours"]] == [GP]
    assert known[WARD]["members"] == 2


async def test_what_was_opened_or_sent_here_is_found_again(world: World) -> None:
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    refs = [(await gp("send", [WARD], {**LETTER, "fiche": b64(b"%d" % n)}))["reference"] for n in range(2)]
    answer = await ward.reply(refs[0], FICHE)
    await gp("collect", answer.reference)
    assert [one["reference"] for one in await gp("earlier")] == [answer.reference, *reversed(refs)]


async def test_events_come_live_and_again_after_a_restart(world: World) -> None:
    gp, ward = await world.open("martin"), await enter(world, "leroy")
    await gp.send([WARD], FICHE)  # before: not told
    await ward("follow")
    await asyncio.sleep(0)
    first = await _until_told(world, ward)
    told = await ward("events", 1)
    assert (told[0]["kind"], told[0]["act"]) == ("deposit", "deposit")
    await ward("collect", first)
    assert [one["act"] for one in (await ward("events", 3))[:3]] == ["deposit", "delivered", "opened"]
    await world.server.stop()
    assert [one["kind"] for one in await ward("events", 4)][-1] == "offline"
    assert (await ward("describe"))["online"] is False
    code, data = await code_of(ward("send", [GP], LETTER))
    assert code == "server-unreachable"
    await world.server.start()
    events = await ward("events", 6)
    assert {one["kind"] for one in events[4:6]} == {"online", "deposit"}  # what waited has left by itself
    assert [item.reference for item in await (await world.open("martin")).receive()] == [data["reference"]]
    await ward("unfollow")


async def _until_told(world: World, ward: Actor) -> str:
    """A fiche that is sent once the stream has begun."""
    async with asyncio.timeout(30):
        while not [one for one in await ward("sent") if "/v1/events" in one["url"]]:
            await asyncio.sleep(0.05)
    return (await (await world.open("martin")).send([WARD], FICHE)).reference


async def test_one_stream_for_all_the_mailboxes_of_a_person_also_when_one_is_left(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    await ward.members.add("Dr Petit")
    both = await enter(world, "petit", CARDIO)
    await both("sent")
    await both("follow")
    await both("followToo", WARD)
    async with asyncio.timeout(30):
        while not (asked := [one["url"] for one in await both("sent") if "/v1/events" in one["url"]]):
            await asyncio.sleep(0.05)
    assert asked[-1].count("mailbox=") == 2
    first = await gp.send([WARD, CARDIO], FICHE)
    for told in (await both("events", 1), await both("others", 1)):
        assert [one["reference"] for one in told] == [first.reference]
    await ward.members.remove("Dr Petit")
    assert (await both("others", 2))[1]["kind"] == "offline"
    second = await (await world.open("martin")).send([CARDIO], FICHE)
    assert (await both("events", 2))[1]["reference"] == second.reference


async def test_two_colleagues_see_who_took_it(world: World) -> None:
    gp, ward, colleague = await world.open("martin"), await enter(world, "leroy"), await world.open("benali")
    sent = await gp.send([WARD], FICHE)
    await ward("collect", sent.reference)
    await ward("follow")
    async with asyncio.timeout(30):
        while not [one for one in await ward("sent") if "/v1/events" in one["url"]]:
            await asyncio.sleep(0.05)
    await colleague.acknowledge(sent.reference, Decision.ACCEPTED)
    (event, *_) = await ward("events", 1)
    assert (event["kind"], event["act"], event["reference"]) == ("acknowledgement", "accepted", sent.reference)
    await ward("unfollow")

"""The page's outbox: stopped anywhere, cut off at any request; in the end one handoff, or none, and nothing waits."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from navette.core.acknowledgement import Decision
from navette.core.encoding import b64, unb64
from navette.core.handoff import Status
from navette.core.parties import MailboxKind
from tests.client.actors import Actor, Refusal, enter
from tests.client.test_exchange_twins import LETTER, code_of
from tests.client.world import FICHE, WARD, World, answering, enrol

FILE = {"name": "photo.jpg", "size": 300_000, "type": "image/jpeg"}
DAY = 86_400


async def attempt(asked: Any) -> str:
    """The code of a refusal, "" when there is none."""
    try:
        await asked
    except Refusal as refused:
        return refused.code
    return ""


async def stopped(actor: Actor, after: bool, verb: str, *args: Any) -> AsyncIterator[tuple[int, bool]]:
    """(the jobs that were durable, whether it was done) for each step a page is stopped at, then opened again."""
    for at in range(1, 40):
        await actor("crashAt", at, after)
        code = await attempt(actor(verb, *args))
        durable = len((await actor("open"))["waiting"])
        await actor("flush")
        assert (await actor("describe"))["waiting"] == []
        yield durable, code == ""
        if not code:
            return
    raise AssertionError("it never ends")


@pytest.mark.parametrize("after", [False, True])
async def test_a_send_stopped_anywhere_gives_one_handoff_or_none(world: World, after: bool) -> None:
    ward, gp = await world.open("leroy"), await enter(world, "martin")
    letter, count, none = {**LETTER, "attachments": [FILE]}, 0, 0
    async for durable, ended in stopped(gp, after, "send", [WARD], letter):
        items = await ward.receive(limit=200)
        gained, count = len(items) - count, len(items)
        assert gained == 1 or (gained == 0 and durable == 0 and not ended)
        none += gained == 0
    assert 1 <= none <= 3  # the attachment, the envelope, the job: from there on the fiche arrives
    assert count > 5
    assert not [
        name for name in await gp("records", "outbox") if name.endswith(".json")
    ]  # sealed bytes without a job: swept a day later


@pytest.mark.parametrize("after", [False, True])
async def test_a_reply_stopped_anywhere_is_given_once_or_never(world: World, after: bool) -> None:
    gp, ward = await world.open("martin"), await enter(world, "leroy")
    for at in range(1, 40, 1 if after else 2):
        ref = (await gp.send([WARD], FICHE)).reference
        await ward("crashAt", at, after)
        code = await attempt(ward("reply", ref, LETTER))
        await ward("open")
        await ward("flush")
        seen = await gp.handoff(ref)
        acts = [act.act for act in seen.acts]
        assert len(acts) == len(set(acts))
        assert seen.faults == ()
        assert len(seen.replies) <= 1
        assert ("closed" in acts) == (len(seen.replies) == 1)  # what was to follow was not forgotten
        if not code:
            assert acts == ["deposit", "delivered", "opened", "closed"]
            assert len(seen.replies) == 1
            return
    raise AssertionError("it never ends")


@pytest.mark.parametrize("lost", range(1, 12, 2))
async def test_an_answer_lost_at_any_request_doubles_nothing(world: World, lost: int) -> None:
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    await gp("loseAfter", lost)
    await attempt(gp("send", [WARD], {**LETTER, "attachments": [FILE]}))
    await gp("loseAfter")
    await gp("flush")
    (item,) = await ward.receive()
    opened = await ward.collect(item.reference)
    assert opened.fiche == FICHE
    assert (await gp("describe"))["waiting"] == []


async def test_three_fiches_written_offline_arrive_once_each_in_order(world: World) -> None:
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    await gp("network", {"cut": True})
    refs = []
    for text in (b"un", b"deux", b"trois"):
        code, data = await code_of(gp("send", [WARD], {**LETTER, "fiche": b64(text), "attachments": [FILE]}))
        assert code == "server-unreachable"
        refs.append(data["reference"])
        opened = await gp("open")  # the tab was closed in between
        assert (opened["online"], [one["reference"] for one in opened["waiting"]]) == (False, refs)
    await gp("network", {"cut": False})
    await gp("open")
    assert [one["reference"] for one in await gp("flush")] == refs
    assert await gp("flush") == []
    received = await ward.receive()
    assert [item.reference for item in received] == refs
    assert [(await ward.collect(ref)).fiche for ref in refs] == [b"un", b"deux", b"trois"]


async def test_two_tabs_flush_each_job_once(world: World) -> None:
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    await gp("network", {"cut": True})
    await code_of(gp("send", [WARD], LETTER))
    await gp("network", {"cut": False})
    done = await asyncio.gather(gp("flush"), gp("flush"))
    assert sorted(map(len, done)) == [0, 1]
    assert len(await ward.receive()) == 1


async def test_what_waited_is_sealed_again_when_the_ward_changed_meanwhile(world: World) -> None:
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    await gp("network", {"cut": True})
    await code_of(gp("send", [WARD], {**LETTER, "attachments": [FILE]}))
    await ward.members.remove("Dr Karim Benali")
    await gp("network", {"cut": False})
    (sent,) = await gp("flush")
    assert (sent["resealed"], sent["changed"]) == (True, [b64(ward.id)])
    opened = await ward.collect(sent["reference"])
    assert opened.fiche == FICHE
    assert len(opened.manifest.attachments) == 1


async def test_what_waits_on_two_machines_is_sealed_again_to_one(world: World) -> None:
    """One person at two shared computers, each with the outbox: the ward has one fiche, and both know that it left."""
    gp, other, ward = await enter(world, "martin"), await enter(world, "martin"), await world.open("leroy")
    await gp("network", {"cut": True})
    await code_of(gp("send", [WARD], LETTER))
    for name in await gp("records", "outbox"):
        await other("write", f"outbox/{name}", await gp("record", f"outbox/{name}"))
    await ward.members.remove("Dr Karim Benali")
    await gp("network", {"cut": False})
    left = []
    for machine in (gp, other):
        left += [sent["reference"] for sent in await machine("flush")]
        assert (await machine("describe"))["waiting"] == []
    assert left == [item.reference for item in await ward.receive()] * 2


async def test_a_draft_goes_with_the_fiche_and_not_before(world: World) -> None:
    """Stopped anywhere: the draft is there, or the fiche has left; never both once nothing waits, never neither."""
    gp, ward, count = await enter(world, "martin"), await world.open("leroy"), 0
    letter = {**LETTER, "draft": "draft-1"}
    for at in range(1, 40):
        for name in ("draft-1", "draft-1.photo", "draft-12"):
            await gp("write", f"drafts/{name}", b64(b"sealed"))
        await gp("crashAt", at, False)
        code = await attempt(gp("send", [WARD], letter))
        held = [one["draft"] for one in (await gp("open"))["waiting"]]
        await gp("flush")
        arrived = len(await ward.receive(limit=200))
        gained, count = arrived - count, arrived
        assert await gp("records", "drafts") == (["draft-12"] if gained else ["draft-1", "draft-1.photo", "draft-12"])
        assert held == ["draft-1"] * len(held)
        if not code:
            return
    raise AssertionError("it never ends")


async def test_what_was_put_aside_is_tried_again(world: World) -> None:
    """The ward was not vouched for any more; then it is again."""
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    await gp("network", {"cut": True})
    _, lost = await code_of(gp("send", [WARD], {**LETTER, "attachments": [FILE], "draft": "draft-1"}))
    kept = {name: await gp("record", f"blobs/{name}") for name in await gp("records", "blobs")}
    await gp("erase", "blobs")
    await gp("network", {"cut": False})
    assert await gp("flush") == []
    (parked,) = (await gp("describe"))["waiting"]
    assert (parked["parked"], parked["to"], parked["draft"]) == (True, [b64(ward.id)], "draft-1")
    for name, data in kept.items():
        await gp("write", f"blobs/{name}", data)
    (sent,) = await gp("retry", parked["job"])
    assert sent["reference"] == lost["reference"]
    assert (await gp("describe"))["waiting"] == []
    assert [one.reference for one in await ward.receive()] == [lost["reference"]]


async def test_a_key_of_yesterday_is_met_on_the_way(world: World) -> None:
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    await ward.members.rotate()
    sent = await gp("send", [WARD], LETTER)
    assert (sent["resealed"], sent["changed"]) == (True, [b64(ward.id)])
    assert (await ward.collect(sent["reference"])).fiche == FICHE


async def test_a_change_that_is_not_believed_is_not_sealed_to(world: World) -> None:
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    problem = {"type": "urn:navette:error:epoch-superseded", "code": "epoch-superseded", "mailbox": b64(ward.id)}

    def superseded(request: web.Request) -> web.Response:
        return web.json_response(problem, status=409, content_type="application/problem+json")

    await world.server.restart(answering("/v1/envelopes/", superseded))
    code, data = await code_of(gp("send", [WARD], LETTER))
    assert (code, data["mailbox"]) == ("not-vouched-for", b64(ward.id))
    (parked,) = (await gp("describe"))["waiting"]
    assert (parked["parked"], parked["problem"]) == (True, "not-vouched-for")


async def test_nothing_is_sealed_to_who_is_not_vouched_for(world: World, tmp_path: Path) -> None:
    coordinator = await world.coordinator()
    who = {"name": "Dr Morel", "profession": "médecin"}
    invited = await coordinator.invite(who, role="mailbox", kind=MailboxKind.PERSONAL, address="dr.morel@x.example")
    await enrol(tmp_path / "morel", invited.code)
    gp = await enter(world, "martin")
    assert (await code_of(gp("send", ["dr.morel@x.example"], LETTER)))[0] == "not-vouched-for"
    assert not [one for one in await gp("sent") if one["method"] == "PUT"]


async def test_what_waited_too_long_is_sealed_again(world: World) -> None:
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    await gp("network", {"cut": True})
    await gp("clock", -31 * DAY)
    await gp("open")
    await code_of(gp("send", [WARD], LETTER))
    await gp("network", {"cut": False})
    await gp("clock", 0)
    await gp("open")
    (sent,) = await gp("flush")
    assert (sent["resealed"], sent["changed"]) == (True, [])
    assert abs((await ward.collect(sent["reference"])).item.time - time.time()) < 120


async def test_what_is_refused_for_good_is_put_aside_and_stops_nothing(world: World) -> None:
    gp, colleague, ward = await world.open("martin"), await world.open("benali"), await enter(world, "leroy")
    first, second = await gp.send([WARD], FICHE), await gp.send([WARD], FICHE)
    for one in (first, second):
        await ward("collect", one.reference)
    await ward("plantAct", b64(first.message), "accepted")
    await colleague.acknowledge(first.reference, Decision.ACCEPTED)
    assert (await ward("acknowledge", second.reference, "accepted"))["status"] == "accepted"
    (parked,) = (await ward("describe"))["waiting"]
    assert (parked["parked"], parked["problem"], parked["reference"]) == (True, "already-accepted", first.reference)


async def test_an_attachment_whose_parts_are_gone_stops_only_its_own_fiche(world: World) -> None:
    """As on a shared machine, which keeps the envelopes of a session that was closed, and not the attachments."""
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    await gp("network", {"cut": True})
    _, lost = await code_of(gp("send", [WARD], {**LETTER, "attachments": [FILE]}))
    _, kept = await code_of(gp("send", [WARD], LETTER))
    await gp("erase", "blobs")
    await gp("network", {"cut": False})
    assert [one["reference"] for one in await gp("flush")] == [kept["reference"]]
    (parked,) = (await gp("describe"))["waiting"]
    assert (parked["parked"], parked["problem"], parked["reference"]) == (True, "blob-cut-short", lost["reference"])
    assert [one.reference for one in await ward.receive()] == [kept["reference"]]
    await gp("discard", parked["job"])
    assert (await gp("open"))["waiting"] == []
    assert await gp("records", "failed") == []


async def test_a_sending_that_is_stopped_before_the_deposit_leaves_nothing(world: World) -> None:
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    letter = {**LETTER, "attachments": [{**FILE, "size": 9_000_000}]}
    assert (await code_of(gp("send", [WARD], letter, "/parts/1")))[0] == "aborted"
    assert (await gp("describe"))["waiting"] == []
    assert not [name for name in await gp("records") if name.startswith(("outbox/", "blobs/", "failed/"))]
    assert await ward.receive() == []
    sent = await gp("send", [WARD], LETTER, "/envelopes/")  # too late: it is there
    assert [one.reference for one in await ward.receive()] == [sent["reference"]]


async def test_what_a_crash_left_without_a_job_is_swept(world: World) -> None:
    gp = await enter(world, "martin")
    old = int((time.time() - 2 * DAY) * 1000).to_bytes(6, "big") + bytes(10)
    young = int(time.time() * 1000).to_bytes(6, "big") + bytes(10)
    for left in (old, young):
        await gp("write", f"blobs/{b64(left)}/00000", b64(b"sealed"))
        await gp("write", f"outbox/{left.hex()}.nav", b64(b"sealed"))
    await gp("send", [WARD], LETTER)
    assert await gp("records", "blobs") == [f"{b64(young)}/00000"]
    assert await gp("records", "outbox") == [f"{young.hex()}.nav"]


async def test_collecting_cut_off_anywhere_signs_each_receipt_once(world: World) -> None:
    gp, ward = await world.open("martin"), await enter(world, "leroy")
    sent = await gp.send([WARD], FICHE)
    for lost in range(1, 30):
        await ward("loseAfter", lost)
        if await attempt(ward("collect", sent.reference)) == "":
            break
    await ward("loseAfter")
    await ward("flush")
    acts = [act.act for act in (await gp.handoff(sent.reference)).acts]
    assert acts == ["deposit", "delivered", "opened"]
    assert unb64((await ward("collect", sent.reference))["fiche"], len(FICHE)) == FICHE


async def test_the_sealed_bytes_are_kept_before_any_receipt_is_signed(world: World) -> None:
    """Stopped before each step until they are: nobody has said that the fiche came."""
    gp, ward = await world.open("martin"), await enter(world, "leroy")
    ref = (await gp.send([WARD], FICHE)).reference
    for at in range(1, 20):
        await ward("crashAt", at, False)
        await attempt(ward("collect", ref))
        acts = [act.act for act in (await gp.handoff(ref)).acts]
        if len(await ward("records", "received")) == 2 and await ward("records", "outbox"):
            break
        assert acts == ["deposit"]
        await ward("open")
    assert at > 2
    await ward("open")
    await ward("flush")
    assert [act.act for act in (await gp.handoff(ref)).acts] == ["deposit", "delivered", "opened"]


async def test_an_upload_goes_on_where_the_server_stands(world: World) -> None:
    gp, ward = await enter(world, "martin"), await world.open("leroy")
    await gp("sent")
    await gp("loseAfter", 3)  # announced, the first part, the second: its answer is lost
    letter = {**LETTER, "attachments": [{**FILE, "size": 13_000_000}]}
    sent = await gp("send", [WARD], letter)
    parts = [one["url"].rsplit("/", 1)[1] for one in await gp("sent") if "/parts/" in one["url"]]
    assert parts == ["0", "1", "2", "3"]  # the second was there: it is not sent again
    opened = await ward.collect(sent["reference"])
    assert opened.manifest.attachments[0].size == 13_000_000


async def test_a_status_after_a_restart_is_what_was_signed(world: World) -> None:
    gp, ward = await world.open("martin"), await enter(world, "leroy")
    sent = await gp.send([WARD], FICHE)
    await ward("collect", sent.reference)
    await world.server.restart()
    await ward("acknowledge", sent.reference, "closed", "done")
    assert list((await gp.handoff(sent.reference)).status.values()) == [Status.COMPLETED]

"""Where handoffs stand: inbox, outbox, one handoff, the coordinator's board."""

from pathlib import Path
from typing import Any

import pytest

from navette.core.encoding import b64, reference, seconds
from navette.core.parties import Urgency
from navette.envelope.format import Envelope
from navette.envelope.person import Person
from navette.envelope.statement import read
from navette.fhir import form
from navette.service import collect, remind
from tests.things import Box
from tests.web.provoked_nudges import nudge
from tests.world import World, territory

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def listed(world: World, by: Person, path: str, cursor: str, **query: object) -> list[dict[str, Any]]:
    """Every item, page after page, as a client reads them. cursor: what `next` is for."""
    items: list[dict[str, Any]] = []
    more: dict[str, object] = {}
    while True:
        page = await world.ask("GET", path, by, query=list({**query, **more}.items()))
        assert page.status == 200, page.body
        items += page["items"]
        if page["next"] is None:
            return items
        more = {cursor: page["next"]}


def path_of(box: Box, which: str) -> str:
    return f"/v1/mailboxes/{b64(box.id)}/{which}"


def messages(items: list[dict[str, Any]]) -> list[str]:
    return [item["message"] for item in items]


def ids(sent: list[Envelope]) -> list[str]:
    return [b64(envelope.header.id) for envelope in sent]


@pytest.mark.parametrize("limit", [1, 2, 3, 200])
async def test_an_inbox_is_read_by_number_page_by_page(world: World, limit: int) -> None:
    person, box = await world.open_box()
    sent = [await world.send([box]) for _ in range(6)]
    items = await listed(world, person, path_of(box, "inbox"), "after", limit=limit)
    assert messages(items) == ids(sent)
    assert [item["n"] for item in items] == [1, 2, 3, 4, 5, 6]


async def test_an_open_inbox_leaves_out_what_is_resolved(world: World) -> None:
    person, box = await world.open_box()
    sent = [await world.send([box]) for _ in range(5)]
    assert (await world.receipt(person, sent[1], box=box)).status == 201
    assert (await world.decide(person, sent[1], "declined", "full", box=box)).status == 201
    assert (await world.withdraw(world.gp, sent[3])).status == 201
    waiting = await listed(world, person, path_of(box, "inbox"), "after", open=1, limit=1)
    assert messages(waiting) == ids([sent[0], sent[2], sent[4]])
    everything = await listed(world, person, path_of(box, "inbox"), "after", open=0)
    statuses = ["requested", "rejected", "requested", "cancelled", "requested"]
    assert [item["status"] for item in everything] == statuses


@pytest.mark.parametrize("limit", [1, 2, 200])
async def test_an_outbox_begins_with_the_newest(world: World, limit: int) -> None:
    person, box = await world.open_box()
    sent = [await world.send(by=person, box=box) for _ in range(5)]
    items = await listed(world, person, path_of(box, "outbox"), "before", limit=limit)
    assert messages(items) == ids(sent[::-1])
    assert [one["mailbox"] for one in items[0]["recipients"]] == [b64(world.ward.id)]


async def test_an_outbox_shows_each_recipient_s_state(world: World) -> None:
    person, box = await world.open_box()
    other, second = await world.open_box()
    envelope = await world.send([world.ward, second], by=person, box=box)
    assert (await world.receipt(other, envelope, box=second)).status == 201
    assert (await world.decide(other, envelope, "accepted", box=second)).status == 201
    (item,) = await listed(world, person, path_of(box, "outbox"), "before")
    state = {one["mailbox"]: (one["status"], one["owner"]) for one in item["recipients"]}
    assert state == {b64(world.ward.id): ("requested", None), b64(second.id): ("accepted", b64(other.id))}


@pytest.mark.parametrize("which", ["inbox", "outbox", "seats"])
async def test_only_members_look_into_a_mailbox(world: World, which: str) -> None:
    for person in (world.gp, world.nathalie):
        assert (await world.ask("GET", path_of(world.ward, which), person)).code == "not-a-member"
    nowhere = f"/v1/mailboxes/{b64(bytes(16))}/{which}"
    assert (await world.ask("GET", nowhere, world.gp)).code == "not-a-member"  # as for one that exists


async def test_one_handoff_with_every_act(world: World) -> None:
    envelope = await world.received()
    await world.receipt(world.doctor, envelope, "opened")
    await world.decide(world.doctor, envelope, "accepted")
    reply = await world.send([world.cabinet], by=world.doctor, box=world.ward, reply=envelope.header.id)
    await world.decide(world.doctor, envelope, "closed", "replied")
    path = f"/v1/handoffs/{b64(envelope.header.id)}"
    for person in (world.gp, world.nurse, world.nathalie):
        seen = (await world.ask("GET", path, person)).value
        acts = [read(act["statement"].encode()) for act in seen["acts"]]
        assert [act["type"] for act in acts] == ["deposit", "receipt", "receipt", "acknowledgement", "acknowledgement"]
        assert seen["acts"][0]["signature"] == ""
        assert [act["index"] for act in seen["acts"]] == sorted(act["index"] for act in seen["acts"])
        assert seen["recipients"][0]["status"] == "completed"
        assert seen["recipients"][0]["owner"] == b64(world.doctor.id)
        assert seen["replies"] == ids([reply])
    assert (await world.ask("GET", path, await world.arrive())).code == "unknown-envelope"


async def test_a_reply_to_others_is_not_told(world: World) -> None:
    """What one recipient writes to somebody else in reply is between the two."""
    one, first = await world.open_box()
    other, second = await world.open_box()
    envelope = await world.send([first, second])
    aside = await world.send([second], by=one, box=first, reply=envelope.header.id)
    path = f"/v1/handoffs/{b64(envelope.header.id)}"
    assert (await world.ask("GET", path, world.gp))["replies"] == []
    assert (await world.ask("GET", path, other))["replies"] == ids([aside])


async def test_what_was_done_about_silence_is_seen_by_both_sides_and_the_coordinator(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        stranger, second = await world.open_box()
        outsider = await world.arrive()
        envelope = await world.send([world.ward, second], urgency=Urgency.STAT)
        await world.receipt(world.nurse, envelope)
        deposited = world.now()
        world.ahead += 46 * 60
        assert await remind.sweep(world.context) == 3
        nudged = await nudge(world, envelope)
        path = f"/v1/handoffs/{b64(envelope.header.id)}"
        found = [await world.ask("GET", path, one) for one in (world.gp, world.nurse, stranger, world.nathalie)]
        fired = [(one["mailbox"], one["step"]) for one in found[0]["reminders"]]
        assert sorted(fired) == sorted(
            [(b64(world.ward.id), "remind"), (b64(second.id), "remind"), (b64(second.id), "notify-again")]
        )
        for one in found[0]["reminders"]:
            due, late = seconds(one["due"]), seconds(one["fired"])
            assert deposited + 29 * 60 <= due <= late <= deposited + 47 * 60
        sent = {"mailbox": b64(world.ward.id), "by": b64(world.nathalie.id), "time": nudged["time"]}
        assert [one["nudges_sent"] for one in found] == [[sent]] * 4
        assert [one["reminders"] for one in found] == [found[0]["reminders"]] * 4
        assert (await world.ask("GET", path, outsider)).code == "unknown-envelope"


async def test_a_coordinator_finds_what_was_said_over_the_telephone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect, "LOOKED_AT", 2)
    sent = [await world.send() for _ in range(5)]
    for envelope in sent:
        spelled = reference(envelope.header.id)
        found = await world.ask("GET", f"/v1/references/{spelled}", world.nathalie)
        assert found.value == {"message": b64(envelope.header.id), "reference": spelled}
        assert (await world.ask("GET", f"/v1/references/{spelled}", world.gp)).code == "coordinator-only"
    assert (await world.ask("GET", "/v1/references/NV-0000-000", world.nathalie)).code == "unknown-envelope"
    assert (await world.ask("GET", "/v1/references/nv-0000-000", world.nathalie)).code == "field"


async def board(world: World, **query: object) -> list[dict[str, Any]]:
    return await listed(world, world.nathalie, "/v1/unresolved", "after", **query)


@pytest.mark.parametrize("limit", [1, 2, 3, 200])
async def test_the_board_begins_with_the_nearest_deadline_and_loses_nothing(tmp_path: Path, limit: int) -> None:
    async with territory(tmp_path) as world:
        _, second = await world.open_box()
        routine = await world.send([world.ward, second])  # two rows with one deadline
        stat = await world.send(urgency=Urgency.STAT)
        named = await world.send(due=world.now() + 86_400)
        done = await world.received()
        await world.decide(world.nurse, done, "declined", "full")
        rows = await board(world, limit=limit)
        assert messages(rows) == ids([stat, named, routine, routine])
        assert {row["mailbox"] for row in rows[2:]} == {b64(world.ward.id), b64(second.id)}
        assert [row["due_by"] for row in rows] == sorted(row["due_by"] for row in rows)


async def test_late_is_what_nobody_has_answered_in_time(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        waiting = await world.send(urgency=Urgency.STAT)
        taken = await world.received(urgency=Urgency.STAT)
        await world.decide(world.nurse, taken, "accepted")
        assert [row["overdue"] for row in await board(world)] == [False, False]
        world.ahead += 3601
        late = {row["message"]: row["overdue"] for row in await board(world)}
        assert late == {b64(waiting.header.id): True, b64(taken.header.id): False}


async def test_the_board_shows_who_and_when_and_nothing_of_what(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        envelope = await world.send(form=form.by_name("admission").hash)
        answer = await world.ask("GET", "/v1/unresolved", world.nathalie)
        (row,) = answer["items"]
        assert row["reference"] == reference(envelope.header.id)
        assert (row["sender_mailbox"], row["mailbox"]) == (b64(world.cabinet.id), b64(world.ward.id))
        assert (row["form"]["name"], row["status"], row["owner"]) == ("admission", "requested", None)
        assert abs(seconds(answer["now"]) - world.now()) < 60
        assert "pages" not in row
        assert "blobs" not in row


async def test_only_coordinators_see_the_board(world: World) -> None:
    for person in (world.gp, world.nurse):
        assert (await world.ask("GET", "/v1/unresolved", person)).code == "coordinator-only"


async def test_when_each_mailbox_was_last_collected(world: World) -> None:
    person, box = await world.open_box()

    async def seen() -> tuple[object, object]:
        answer = await world.ask("GET", "/v1/mailboxes", world.gp)
        [found] = [one for one in answer["mailboxes"] if one["mailbox"] == b64(box.id)]
        return found["last_collected"], found["waiting_since"]

    assert await seen() == (None, None)
    envelope, later = await world.send([box]), await world.send([box])
    last, since = await seen()
    assert last is None
    assert abs(seconds(since) - world.now()) < 60
    await world.receipt(person, envelope, box=box)
    last, since = await seen()
    assert abs(seconds(last) - world.now()) < 60
    assert since is not None  # the other one
    await world.receipt(person, later, box=box)
    assert (await seen())[1] is None

"""Copies for a substitute: nowhere before the deadline, deposited at it, once; dropped or found stale otherwise."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from navette.core.encoding import b64, seconds
from navette.core.parties import Urgency
from navette.envelope.format import Envelope
from navette.envelope.person import Person
from navette.service import remind
from navette.store import withheld
from navette.store.database import FILE
from navette.store.evidence import KEYS
from navette.store.writer import Writer
from tests.things import Box, SealedFile
from tests.web.provoked_copies import withhold
from tests.web.test_events import stream
from tests.world import World, territory

HOUR = 3600


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with territory(tmp_path) as made:
        yield made


async def copied(world: World, box: Box, **more: Any) -> tuple[Envelope, Envelope]:
    """A very urgent fiche for the ward, and the copy of it for `box`, which waits."""
    envelope = await world.send(urgency=Urgency.STAT, **more)
    copy = world.sealed([box], reply=envelope.header.id, urgency=Urgency.STAT, **more)
    done = await withhold(world, copy, envelope)
    assert done.status == 201, done.body
    assert (done["release_of"], done["for"], done["state"]) == (
        b64(envelope.header.id),
        b64(world.ward.id),
        "waiting",
    )
    return envelope, copy


async def later(world: World, hours: float) -> None:
    world.ahead += int(hours * HOUR)
    await remind.sweep(world.context)


async def state(world: World, by: Person, envelope: Envelope) -> Any:
    """What a party sees of the copy, the same in lists and by itself."""
    answer = await world.ask("GET", f"/v1/handoffs/{b64(envelope.header.id)}", by)
    (recipient,) = answer["recipients"]
    return recipient["copy"]


async def inbox(world: World, by: Person, box: Box) -> list[Any]:
    items: list[Any] = (await world.ask("GET", f"/v1/mailboxes/{b64(box.id)}/inbox", by))["items"]
    return items


async def outbox(world: World) -> list[Any]:
    items: list[Any] = (await world.ask("GET", f"/v1/mailboxes/{b64(world.cabinet.id)}/outbox", world.gp))["items"]
    return items


def holding(world: World, *needles: bytes) -> set[str]:
    """The tables in which any of these bytes stand; but the journal, which notes a second later who asked in vain."""
    with closing(sqlite3.connect(world.settings.data_dir / FILE)) as db:
        tables = KEYS.keys() - {"journal"}
        values = {table: [one for row in db.execute(f"SELECT * FROM {table}") for one in row] for table in tables}
    return {
        table
        for table, found in values.items()
        if any(needle in one for one in found if isinstance(one, bytes) for needle in needles)
    }


async def test_a_copy_is_nowhere_before_the_deadline_and_the_substitute_s_after(world: World) -> None:
    someone, box = await world.open_box()
    file = SealedFile.of(1000)
    await world.upload(file)
    envelope, copy = await copied(world, box, blobs=[file.ref])
    path, blob = f"/v1/envelopes/{b64(copy.header.id)}", f"/v1/blobs/{b64(file.id)}"
    for by in (world.gp, world.nurse, someone, world.nathalie):
        assert (await world.ask("GET", path, by)).code == "unknown-envelope"
        assert (await world.ask("GET", path.replace("envelopes", "handoffs"), by)).code == "unknown-envelope"
    assert (await world.ask("GET", blob, someone)).code == "unknown-blob"
    assert (await world.ask("GET", f"/v1/handoffs/{b64(envelope.header.id)}", someone)).code == "unknown-envelope"
    assert await inbox(world, someone, box) == []
    assert [one["message"] for one in await outbox(world)] == [b64(envelope.header.id)]
    assert holding(world, copy.header.id, copy.raw[-64:]) == {"withheld"}

    before = await state(world, world.gp, envelope)
    (item,) = await inbox(world, world.nurse, world.ward)
    (waiting,) = (await world.ask("GET", "/v1/unresolved", world.nathalie))["items"]
    assert (before["state"], before["mailbox"], before["status"]) == ("waiting", b64(box.id), None)
    assert before == await state(world, world.nurse, envelope) == item["copy"] == waiting["copy"]
    assert (await outbox(world))[0]["recipients"][0]["copy"] == before
    assert abs(seconds(before["releases"]) - world.now() - HOUR) < 60

    async with stream(world, someone, box) as told, stream(world, world.gp, world.cabinet) as sender:
        await later(world, 0.9)
        assert holding(world, copy.header.id) == {"withheld"}
        await later(world, 0.2)
        deposit = await told.event()  # nothing was told before it
        assert (deposit.event, deposit.data["message"]) == ("deposit", b64(copy.header.id))
        assert (await sender.event()).data["message"] == b64(copy.header.id)

    (item,) = await inbox(world, someone, box)
    assert (item["message"], item["reply"], item["n"]) == (b64(copy.header.id), b64(envelope.header.id), 1)
    assert item["stands_in_for"] == b64(world.ward.id)
    assert seconds(item["received"]) >= seconds(before["releases"])
    assert (await world.ask("GET", path, someone)).body == copy.raw
    assert (await world.ask("GET", path, world.nurse)).code == "unknown-envelope"
    assert (await world.ask("GET", blob, someone)).status == 200
    assert (await world.receipt(someone, copy, box=box)).status == 201
    assert (await world.receipt(someone, copy, "opened", box=box)).status == 201
    acts = (await world.ask("GET", path.replace("envelopes", "handoffs"), world.gp))["acts"]
    assert b64(someone.id) in acts[-1]["statement"]
    assert '"kind":"opened"' in acts[-1]["statement"]
    after = await state(world, world.nurse, envelope)
    assert (after["state"], after["status"], after["owner"]) == ("released", "received", None)
    assert "withheld" not in holding(world, copy.raw[-64:])


async def test_what_the_substitute_has_in_charge_wakes_nobody_else(world: World) -> None:
    someone, box = await world.open_box()
    envelope, copy = await copied(world, box)
    declined, other = await copied(world, box)
    await later(world, 1.1)
    for one in (copy, other):
        assert (await world.receipt(someone, one, box=box)).status == 201
    async with stream(world, world.nurse, world.ward) as first:
        assert (await world.decide(someone, copy, "accepted", box=box)).status == 201
        heard = await first.block()
    assert f'{{"message":"{b64(envelope.header.id)}","act":"substitute","of":"{b64(world.ward.id)}"}}' in heard
    assert (await world.decide(someone, other, "declined", "full", box=box)).status == 201
    await later(world, 5)
    reminders = {
        one: {row["step"] for row in (await world.ask("GET", f"/v1/handoffs/{b64(one)}", world.gp))["reminders"]}
        for one in (envelope.header.id, declined.header.id)
    }
    assert {"sender", "coordinator"}.isdisjoint(reminders[envelope.header.id])
    assert {"sender", "coordinator"} <= reminders[declined.header.id]
    taken = await state(world, world.nurse, envelope)
    assert (taken["status"], taken["owner"]) == ("accepted", b64(someone.id))
    assert {one["status"] for one in await inbox(world, world.nurse, world.ward)} == {"requested"}  # theirs to close
    assert await world.context.database.all("SELECT 1 FROM recipient WHERE next_at < ?", (world.now(),)) == []


@pytest.mark.parametrize("answer", ["accepted", "question", "declined", "closed", "failed", "withdrawn"])
async def test_who_answers_in_time_is_not_stood_in_for(world: World, answer: str) -> None:
    someone, box = await world.open_box()
    envelope, copy = await copied(world, box)
    if answer == "withdrawn":
        done = await world.withdraw(world.gp, envelope)
    elif answer == "failed":
        done = await world.receipt(world.nurse, envelope, response="fatal-error", code="body")
    else:
        assert (await world.receipt(world.nurse, envelope)).status == 201
        assert (await state(world, world.gp, envelope))["state"] == "waiting"
        done = await world.decide(world.nurse, envelope, answer, "full" if answer == "declined" else "")
    assert done.status == 201
    assert (await state(world, world.gp, envelope))["state"] == "dropped"
    assert holding(world, copy.raw[-64:]) == set()
    await later(world, 100)
    assert await inbox(world, someone, box) == []
    again = await withhold(world, copy, envelope)
    assert (again.status, again["state"]) == (200, "dropped")


async def test_a_key_that_changed_meanwhile_is_said_and_sealed_to_again(world: World) -> None:
    someone, before = await world.open_box()
    envelope, copy = await copied(world, before)
    box = await world.rotate(before, someone)
    async with stream(world, world.gp, world.cabinet) as sender:
        await later(world, 1.1)
        assert '"act":"substitute"' in await sender.block()
    assert (await state(world, world.gp, envelope))["state"] == "stale"
    assert (await inbox(world, someone, box), holding(world, copy.raw[-64:])) == ([], set())
    assert (await withhold(world, copy, envelope))["state"] == "stale"
    again = world.sealed([box], reply=envelope.header.id, urgency=Urgency.STAT)
    done = await withhold(world, again, envelope)
    assert (done.status, done["state"]) == (201, "released")  # its hour has come already
    assert [one["message"] for one in await inbox(world, someone, box)] == [b64(again.header.id)]
    assert (await withhold(world, copy, envelope)).code == "copy-known"  # another has taken its place


async def test_the_same_again_has_the_same_answer(world: World) -> None:
    _, box = await world.open_box()
    envelope, copy = await copied(world, box)
    again = await withhold(world, copy, envelope)
    assert (again.status, again["state"]) == (200, "waiting")
    elsewhere = await world.send()
    assert (await withhold(world, copy, elsewhere)).code == "message-id-taken"
    assert (await world.put(copy)).code == "message-id-taken"  # no way round the deadline
    other = world.sealed([box], message_id=copy.header.id, reply=envelope.header.id, urgency=Urgency.STAT)
    assert (await withhold(world, other, envelope)).code == "message-id-taken"
    assert (await withhold(world, envelope, envelope)).code == "message-id-taken"
    await later(world, 1.1)
    again = await withhold(world, copy, envelope)
    assert (again.status, again["state"]) == (200, "released")
    assert (await world.put(copy)).status == 200


async def test_what_is_no_copy_is_refused_and_nothing_kept(world: World) -> None:
    _, box = await world.open_box()
    third, third_box = await world.open_box()
    file = SealedFile.of(1000)
    await world.upload(file)
    envelope = await world.send()
    reply: dict[str, Any] = {"reply": envelope.header.id}

    async def refused(copy: Envelope, original: Envelope = envelope, to: Box = world.ward) -> tuple[Any, Any]:
        done = await withhold(world, copy, original, to)
        return done.code, done.value.get("field")

    differs = "copy-differs"
    assert await refused(world.sealed([box], urgency=Urgency.STAT, **reply)) == (differs, "urgency")
    assert await refused(world.sealed([box], due=world.now() + 9999, **reply)) == (differs, "due")
    assert await refused(world.sealed([box], form=bytes(31) + b"\1", **reply)) == (differs, "form")
    assert await refused(world.sealed([box])) == (differs, "reply")
    assert await refused(world.sealed([box], blobs=[file.ref], **reply)) == (differs, "blobs")
    assert await refused(world.sealed([box, third_box], **reply)) == (differs, "recipients")
    assert await refused(world.sealed(**reply)) == (differs, "recipients")
    assert await refused(world.sealed([box], **reply), to=box) == ("not-a-recipient", None)
    assert await refused(world.sealed([box], **reply), world.sealed()) == ("unknown-envelope", None)
    foreign = await world.send([world.cabinet], by=third, box=third_box)
    assert await refused(world.sealed([box], reply=foreign.header.id), foreign, world.cabinet) == (
        "unknown-envelope",
        None,
    )
    assert await refused(world.sealed([replace(box, id=bytes(16))], **reply)) == ("unknown-mailbox", None)
    copy = world.sealed([box], **reply)
    path = f"/v1/envelopes/{b64(copy.header.id)}"
    for query in (f"release_of={b64(envelope.header.id)}", f"for={b64(box.id)}", "when=now"):
        assert (await world.put(copy, query=query)).code == "field", path
    assert await world.context.database.all("SELECT 1 FROM withheld") == []


async def test_two_sweeps_and_two_processes_release_once(world: World) -> None:
    someone, box = await world.open_box()
    for _ in range(3):
        await copied(world, box)
    world.ahead += 2 * HOUR
    context = world.context
    second = Writer(world.settings.data_dir / FILE, context.signer, lambda told: None)
    second.start()
    try:
        mine = [asyncio.ensure_future(remind.sweep(context)) for _ in range(3)]
        theirs = [second.submit(lambda tx: remind.look(tx, context, context.clock()), None) for _ in range(3)]
        await asyncio.gather(*mine, *theirs)
    finally:
        second.stop()
        await asyncio.to_thread(second.join)
    assert [one["n"] for one in await inbox(world, someone, box)] == [1, 2, 3]


async def test_cut_off_in_between_it_still_waits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    someone, box = await world.open_box()
    envelope, copy = await copied(world, box)
    world.ahead += 2 * HOUR
    with monkeypatch.context() as broken:

        def cut(*_: object) -> None:
            raise OSError

        broken.setattr(withheld, "end", cut)  # the deposit is written by then, and not on disk
        with pytest.raises(OSError):
            await remind.sweep(world.context)
    assert (await state(world, world.gp, envelope))["state"] == "waiting"
    assert await inbox(world, someone, box) == []
    assert holding(world, copy.header.id) == {"withheld"}
    await remind.sweep(world.context)
    assert [one["n"] for one in await inbox(world, someone, box)] == [1]

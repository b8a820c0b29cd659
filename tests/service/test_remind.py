"""The sweeper on a real server under a clock that is moved: what fires, who hears of it, and that it fires once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from navette.core.parties import Urgency
from navette.core.reminders import Step
from navette.envelope.format import Envelope
from navette.service import remind
from navette.service.context import Context
from navette.service.notify import Listener
from navette.store.database import FILE
from navette.store.reminders import FIRST, OF_HANDOFF
from navette.store.writer import Writer
from tests.world import World, territory

MINUTE = 60
EVERYTHING = [step.value for step in Step]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with territory(tmp_path / "server") as made:
        yield made


async def later(world: World, minutes: float) -> list[str]:
    """So much later, what the sweep did besides: `step` of the ward, in order."""
    before = await steps(world)
    world.ahead += int(minutes * MINUTE)
    count = await remind.sweep(world.context)
    after = await steps(world)
    assert len(after) == len(before) + count
    return after[len(before) :]


async def steps(world: World) -> list[str]:
    """All that fired, of every handoff."""
    found = []
    for (seq,) in await world.context.database.all("SELECT seq FROM handoff ORDER BY seq"):
        found += [row[1] for row in await world.context.database.all(OF_HANDOFF, (seq,))]
    return found


async def test_silence_is_told_step_by_step(world: World) -> None:
    await world.send(urgency=Urgency.STAT)
    assert await later(world, 29) == []
    assert await later(world, 2) == ["notify-again"]
    assert await later(world, 14) == ["remind"]
    assert await later(world, 16) == ["notify-again-twice", "substitute"]
    assert await later(world, 31) == ["coordinator", "sender", "undelivered"]
    assert await later(world, 100_000) == []
    assert await world.context.database.one(FIRST) is None


async def test_once_a_program_has_it_only_people_are_waited_for(world: World) -> None:
    envelope = await world.received(urgency=Urgency.STAT)
    assert await later(world, 44) == []
    assert await later(world, 2) == ["remind"]
    assert (await world.decide(world.nurse, envelope, "accepted")).status == 201
    assert await later(world, 100_000) == []
    assert await world.context.database.one(FIRST) is None


@pytest.mark.parametrize("decision", ["accepted", "declined", "closed"])
async def test_who_answered_hears_nothing_more(world: World, decision: str) -> None:
    envelope = await world.received()
    assert (await world.decide(world.nurse, envelope, decision, "full" if decision == "declined" else "")).status == 201
    assert await later(world, 100_000) == []


async def test_what_was_withdrawn_is_silent(world: World) -> None:
    envelope = await world.send()
    assert (await world.withdraw(world.gp, envelope)).status == 201
    assert await later(world, 100_000) == []


async def test_a_question_is_the_sender_s_to_answer(world: World) -> None:
    envelope = await world.received(urgency=Urgency.STAT)
    assert (await world.decide(world.nurse, envelope, "question")).status == 201
    assert await later(world, 89) == []
    assert await later(world, 2) == ["coordinator", "sender"]


async def test_each_recipient_has_its_own_clocks(world: World) -> None:
    _, other = await world.open_box()
    envelope = await world.send([world.ward, other], urgency=Urgency.STAT)
    assert (await world.receipt(world.nurse, envelope)).status == 201
    world.ahead += 31 * MINUTE
    assert await remind.sweep(world.context) == 1
    rows = await world.context.database.all("SELECT mailbox, step FROM reminder")
    assert rows == [(other.id, "notify-again")]


async def test_after_days_away_each_step_fires_once(world: World) -> None:
    for _ in range(3):
        await world.send()
    assert sorted(await later(world, 100_000)) == sorted(EVERYTHING * 3)
    assert await later(world, 100_000) == []


async def test_more_than_a_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remind, "BATCH", 2)
    for _ in range(5):
        await world.send()
    assert await later(world, 31) == ["notify-again"] * 5


async def test_two_sweeps_at_once_fire_once(world: World) -> None:
    for _ in range(5):
        await world.send()
    world.ahead += 31 * MINUTE
    counts = await asyncio.gather(*(remind.sweep(world.context) for _ in range(4)))
    assert sum(counts) == 5


async def test_two_processes_fire_once(world: World, tmp_path: Path) -> None:
    """The lock of the folder keeps a second server away; would it fail, the database itself keeps steps apart."""
    for _ in range(5):
        await world.send()
    world.ahead += 31 * MINUTE
    context: Context = world.context
    second = Writer(tmp_path / "server" / FILE, context.signer, lambda told: None)
    second.start()
    try:
        mine = [asyncio.ensure_future(remind.sweep(context)) for _ in range(3)]
        theirs = [second.submit(lambda tx: remind.look(tx, context, context.clock()), None) for _ in range(3)]
        counts = await asyncio.gather(*mine), [count for count, _ in await asyncio.gather(*theirs)]
    finally:
        second.stop()
        await asyncio.to_thread(second.join)
    assert sum(counts[0]) + sum(counts[1]) == 5
    assert await steps(world) == ["notify-again"] * 5


async def test_who_hears_of_what(world: World) -> None:
    await world.send(urgency=Urgency.STAT)
    hub = world.context.hub
    with hub.listen([world.ward.id]) as ward, hub.listen([world.cabinet.id]) as cabinet:
        for minutes in (31, 14, 16, 31):
            await later(world, minutes)
        assert acts(ward) == ["notify-again", "remind", "notify-again-twice", "substitute"]
        assert acts(cabinet) == ["undelivered", "sender"]


def acts(listener: Listener) -> list[str]:
    """What it was told, in order."""
    told = [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]
    return [event.act for event in told if event is not None]


async def test_a_sweep_reads_no_more_when_more_is_closed(world: World) -> None:
    """The rows it looks at are those of the index: closed ones have left it after one look."""
    envelopes: list[Envelope] = [await world.received() for _ in range(4)]
    for envelope in envelopes:
        assert (await world.decide(world.nurse, envelope, "closed")).status == 201
    await later(world, 31)
    assert await world.context.database.all("SELECT 1 FROM recipient WHERE next_at IS NOT NULL") == []

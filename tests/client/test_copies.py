"""Copies for a substitute, as people send, wait for and open them."""

import pytest

from navette.client.copy_items import CopyState
from navette.client.items import Sent
from navette.client.mailbox import Mailbox
from navette.client.services import Said
from navette.core.acknowledgement import Decision
from navette.core.encoding import b64
from navette.core.errors import Local, NavetteError
from navette.core.handoff import Status
from navette.core.parties import Urgency
from navette.service import remind
from navette.web.keys import CONTEXT
from tests.client.world import CARDIO, FICHE, WARD, World, changed

HOUR = 3600


async def named(world: World) -> None:
    """Cardiology stands in for the ward."""
    ward = await world.open("leroy")
    cardio = (await world.open("petit")).id
    await ward.services.say(WARD, lambda said: Said(said.hours, substitute=cardio))


async def send(gp: Mailbox) -> Sent:
    return await gp.send([WARD], FICHE, urgency=Urgency.STAT, also_substitute=True)


async def later(world: World, hours: float) -> None:
    world.server.ahead += int(hours * HOUR)
    assert world.server._running is not None
    await remind.sweep(world.server._running.app[CONTEXT])


async def state(mailbox: Mailbox) -> CopyState | None:
    (item, *_) = reversed(await mailbox.sent())
    found = item.recipients[0].copy
    return None if found is None else found.state


async def test_the_substitute_opens_what_the_ward_did_not(world: World) -> None:
    await named(world)
    gp, ward, cardio = await world.open("martin"), await world.open("leroy"), await world.open("petit")
    sent = await send(gp)
    (copied,) = sent.copies
    assert (copied.mailbox, copied.substitute_name, copied.state) == (
        ward.id,
        "CH du Gier – Cardiologie",
        CopyState.WAITING,
    )
    assert copied.releases is not None
    assert await cardio.receive() == []
    (item,) = await gp.sent()
    assert item.recipients[0].copy is not None
    with pytest.raises(NavetteError, match="unknown-envelope"):
        await gp.collect(b64(item.recipients[0].copy.message))
    await later(world, 1.1)
    (waiting,) = await cardio.receive()
    assert (waiting.stands_in_for, waiting.stands_in_for_name) == (ward.id, "CH du Gier – Gériatrie")
    opened = await cardio.collect(waiting.reference)
    assert (opened.fiche, opened.sender.name) == (FICHE, "Dr Claire Martin")
    assert [(act.act, act.by_name) for act in opened.acts[1:]] == [("delivered", "Dr Petit"), ("opened", "Dr Petit")]
    await cardio.acknowledge(waiting.reference, Decision.ACCEPTED)
    (seen,) = await ward.receive()
    assert seen.copy is not None
    assert (seen.status, seen.copy.status, seen.copy.owner_name) == (Status.REQUESTED, Status.ACCEPTED, "Dr Petit")
    assert [one.stands_in_for_name for one in await gp.sent()] == ["CH du Gier – Gériatrie", ""]
    assert await gp.verify() == await cardio.verify() == gp.faults == []


async def test_no_copy_without_a_substitute_or_when_it_has_the_fiche(world: World) -> None:
    gp = await world.open("martin")
    assert (await send(gp)).copies == ()
    await named(world)
    gp = await world.open("martin")
    both = await gp.send([WARD, CARDIO], FICHE, also_substitute=True)
    assert both.copies == ()
    assert (await gp.send([WARD], FICHE)).copies == ()


async def test_an_answer_that_is_lost_is_asked_for_again_with_the_same_bytes(world: World) -> None:
    await named(world)
    gp = await world.open("martin")
    seen: list[bytes] = []

    def lost(value: dict[str, object]) -> object:
        if "release_of" not in value:
            return None
        seen.append(str(value["envelope"]).encode())
        return None if len(seen) > 1 else {"status": "lost"}

    await world.server.restart(changed("", lost))
    first = await send(gp)
    assert isinstance(first.problem, Local)
    assert len(gp.waiting()) == 1
    (done,) = await gp.flush()
    assert isinstance(done, Sent)
    assert seen[0] == seen[1]
    assert gp.waiting() == []
    assert await state(gp) is CopyState.WAITING


async def test_sealed_without_the_server_it_waits_with_its_fiche(world: World) -> None:
    await named(world)
    await (await world.open("martin")).close()
    await world.server.stop()
    gp = await world.open("martin")
    with pytest.raises(Local, match="server-unreachable"):
        await send(gp)
    await world.server.start()
    world.server.ahead += 31 * 24 * HOUR  # too old by then: the fiche is sealed again, and the copy is of that one
    gp = await world.open("martin")
    await gp.flush()
    (item,) = await gp.sent()
    assert item.recipients[0].copy is not None
    await later(world, 1.1)
    cardio = await world.open("petit")
    (waiting,) = await cardio.receive()
    assert waiting.reply == item.message
    assert (await cardio.collect(waiting.reference)).fiche == FICHE


async def test_a_key_that_changed_meanwhile_is_sealed_to_again(world: World) -> None:
    await named(world)
    gp, cardio = await world.open("martin"), await world.open("petit")
    await send(gp)
    await cardio.members.rotate()
    await later(world, 1.1)
    gp = await world.open("martin")
    assert await state(gp) is CopyState.STALE
    assert await state(gp) is CopyState.RELEASED
    cardio = await world.open("petit")
    (waiting,) = await cardio.receive()
    assert (await cardio.collect(waiting.reference)).fiche == FICHE
    assert gp.faults == []


async def test_a_ward_that_was_quicker_needs_no_substitute(world: World) -> None:
    await named(world)
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await send(gp)
    await ward.acknowledge(sent.reference, Decision.ACCEPTED)
    assert await state(gp) is CopyState.DROPPED
    await later(world, 2)
    assert await (await world.open("petit")).receive() == []


async def test_what_is_taken_back_is_taken_back_from_the_substitute_too(world: World) -> None:
    await named(world)
    gp, cardio = await world.open("martin"), await world.open("petit")
    refs = [(await send(gp)).reference for _ in range(2)]
    await later(world, 1.1)
    _, answered = await cardio.receive()
    await cardio.acknowledge(answered.reference, Decision.ACCEPTED)
    for ref in refs:
        done = await gp.withdraw(ref)
        assert (done.status, done.reference, done.problem) == (Status.CANCELLED, ref, None)
    assert gp.waiting() == []
    assert [one.status for one in await cardio.receive(open_only=False)] == [Status.CANCELLED, Status.ACCEPTED]

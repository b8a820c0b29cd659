"""Refusals of copies for a substitute."""

from navette.core.encoding import b64
from navette.core.parties import Urgency
from navette.envelope.format import Envelope
from tests.things import Answer, Box
from tests.web.provocations import provokes
from tests.world import World


async def withhold(world: World, copy: Envelope, original: Envelope, box: Box | None = None) -> Answer:
    """A copy that waits for the silence of the ward, but for what is given."""
    query = f"release_of={b64(original.header.id)}&for={b64((box or world.ward).id)}"
    return await world.put(copy, query=query)


@provokes("copy-differs")
async def a_copy_of_another_urgency(world: World) -> Answer:
    envelope, (_, box) = await world.send(), await world.open_box()
    return await withhold(world, world.sealed([box], reply=envelope.header.id, urgency=Urgency.STAT), envelope)


@provokes("copy-known")
async def two_copies_for_one_recipient(world: World) -> Answer:
    envelope, (_, box) = await world.send(), await world.open_box()
    assert (await withhold(world, world.sealed([box], reply=envelope.header.id), envelope)).status == 201
    return await withhold(world, world.sealed([box], reply=envelope.header.id), envelope)


@provokes("already-answered")
async def a_copy_for_who_has_answered(world: World) -> Answer:
    envelope, (_, box) = await world.received(), await world.open_box()
    assert (await world.decide(world.nurse, envelope, "accepted")).status == 201
    return await withhold(world, world.sealed([box], reply=envelope.header.id), envelope)

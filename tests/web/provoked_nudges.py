"""Refusals of the coordinator's reminders."""

import secrets

from navette.core.encoding import b64
from navette.envelope.format import Envelope
from tests.things import Answer, Box
from tests.web.provocations import provokes
from tests.world import World


async def nudge(world: World, envelope: Envelope, box: Box | None = None, name: bytes | None = None) -> Answer:
    """Nathalie reminds the ward, but for what is given."""
    value = {"message": b64(envelope.header.id), "mailbox": b64((box or world.ward).id)}
    return await world.ask("PUT", f"/v1/nudges/{b64(name or secrets.token_bytes(16))}", world.nathalie, value)


@provokes("nothing-to-nudge")
async def reminding_who_has_answered(world: World) -> Answer:
    envelope = await world.received()
    assert (await world.decide(world.nurse, envelope, "accepted")).status == 201
    return await nudge(world, envelope)


@provokes("nudged-recently")
async def reminding_twice(world: World) -> Answer:
    envelope = await world.send()
    assert (await nudge(world, envelope)).status == 201
    return await nudge(world, envelope)


@provokes("nudge-known")
async def one_id_for_two_handoffs(world: World) -> Answer:
    name = secrets.token_bytes(16)
    assert (await nudge(world, await world.send(), name=name)).status == 201
    return await nudge(world, await world.send(), name=name)

"""Refusals of holds."""

import secrets

from navette.core.encoding import b64
from tests.things import Answer
from tests.web.provocations import provokes
from tests.world import World


async def hold(world: World, scope: str, target: bytes = b"", code: str = "litigation", name: bytes = b"") -> Answer:
    """Nathalie holds it back from removal."""
    value = {"scope": scope, "target": b64(target), "code": code}
    return await world.ask("PUT", f"/v1/holds/{b64(name or secrets.token_bytes(16))}", world.nathalie, value)


@provokes("hold-known")
async def one_id_for_two_holds(world: World) -> Answer:
    name = secrets.token_bytes(16)
    assert (await hold(world, "mailbox", world.ward.id, name=name)).status == 201
    return await hold(world, "mailbox", world.cabinet.id, name=name)


@provokes("unknown-hold")
async def lifting_what_was_never_held(world: World) -> Answer:
    return await world.ask("DELETE", f"/v1/holds/{b64(secrets.token_bytes(16))}", world.nathalie)

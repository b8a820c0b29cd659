"""Notes: kept as they are, for their owner only."""

import secrets

import pytest

from navette.core.encoding import b64
from navette.envelope.person import Person
from navette.service.notes import NOTE, NOTES
from tests.things import BYTES, Answer
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def put(world: World, by: Person, name: bytes, raw: bytes, kind: str = BYTES) -> Answer:
    return await world.ask("PUT", f"/v1/notes/{b64(name)}", by, body=raw, kind=kind)


async def get(world: World, by: Person, name: bytes) -> Answer:
    return await world.ask("GET", f"/v1/notes/{b64(name)}", by)


@pytest.mark.parametrize("size", [0, 1, 4096, NOTE])
async def test_a_note_comes_back_as_it_was(world: World, size: int) -> None:
    name, raw = secrets.token_bytes(16), secrets.token_bytes(size)
    assert (await put(world, world.gp, name, raw)).status == 201
    answer = await get(world, world.gp, name)
    assert answer.body == raw
    assert answer.headers["Cache-Control"] == "no-store"


async def test_the_last_write_wins_and_the_same_changes_nothing(world: World) -> None:
    name = secrets.token_bytes(16)
    first = await put(world, world.gp, name, b"one")
    world.ahead += 60
    try:
        same, second = await put(world, world.gp, name, b"one"), await put(world, world.gp, name, b"two")
    finally:
        world.ahead = 0
    assert (first.status, same.status, second.status) == (201, 200, 200)
    assert first["changed"] == same["changed"] < second["changed"]
    assert (await get(world, world.gp, name)).body == b"two"


async def test_a_note_is_its_owner_s_only(world: World) -> None:
    name = secrets.token_bytes(16)
    await put(world, world.gp, name, b"mine")
    assert (await get(world, world.nurse, name)).code == "unknown-note"
    assert (await world.ask("DELETE", f"/v1/notes/{b64(name)}", world.nurse)).code == "unknown-note"
    assert (await put(world, world.nurse, name, b"hers")).status == 201
    assert (await get(world, world.gp, name)).body == b"mine"
    assert (await get(world, world.nurse, name)).body == b"hers"
    assert (await world.ask("GET", f"/v1/notes/{b64(name)}")).code == "request-unsigned"


async def test_a_note_removed_is_gone(world: World) -> None:
    name = secrets.token_bytes(16)
    await put(world, world.gp, name, b"mine")
    assert (await world.ask("DELETE", f"/v1/notes/{b64(name)}", world.gp)).status == 204
    assert (await get(world, world.gp, name)).code == "unknown-note"
    assert (await world.ask("DELETE", f"/v1/notes/{b64(name)}", world.gp)).code == "unknown-note"


async def test_one_byte_too_many(world: World) -> None:
    name = secrets.token_bytes(16)
    refused = await put(world, world.gp, name, bytes(NOTE + 1))
    assert (refused.code, refused["limit"]) == ("too-large", NOTE)
    assert (await get(world, world.gp, name)).code == "unknown-note"


async def test_a_note_is_bytes(world: World) -> None:
    assert (await put(world, world.gp, bytes(16), b"{}", "application/json")).code == "content-type"


async def test_when_there_are_too_many_those_there_still_change(world: World) -> None:
    person, name = await world.arrive(), secrets.token_bytes(16)
    for _ in range(NOTES - 1):
        assert (await put(world, person, secrets.token_bytes(16), b"x")).status == 201
    assert (await put(world, person, name, b"the last")).status == 201
    assert (await put(world, person, secrets.token_bytes(16), b"x")).code == "too-many-notes"
    assert (await put(world, person, name, b"changed")).status == 200
    assert (await world.ask("DELETE", f"/v1/notes/{b64(name)}", person)).status == 204
    assert (await put(world, person, secrets.token_bytes(16), b"x")).status == 201

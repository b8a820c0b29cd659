"""Attachments on disk: full, cut short by a crash, abandoned."""

import os
from pathlib import Path

import pytest

from navette.core.encoding import b64
from navette.service import attach
from navette.service.attach import ABANDONED_AFTER, PART
from tests.store.held import disk_of
from tests.things import SealedFile
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

LARGE = 2 * PART + 10


def whole(world: World, file: SealedFile) -> Path:
    return attach.path_of(world.context, file.id)


def leftovers(world: World, file: SealedFile) -> list[str]:
    return [path.name for path in whole(world, file).parent.iterdir() if path.name.startswith(b64(file.id) + ".")]


async def test_no_room_for_a_part(world: World) -> None:
    file = SealedFile.of(LARGE)
    await world.announce(file)
    with disk_of(PART // 2):
        answer = await world.part(file, 0)
    assert (answer.status, answer.code) == (507, "disk-full")
    assert leftovers(world, file) == []
    await finish(world, file, 0)


async def test_no_room_for_the_whole(world: World) -> None:
    """The part arrived, and could not be put behind the one before: that one is as it was."""
    file = SealedFile.of(LARGE)
    await world.announce(file)
    assert (await world.part(file, 0)).status == 200
    with disk_of(PART + PART // 2):
        answer = await world.part(file, 1)
    assert (answer.status, answer.code) == (507, "disk-full")
    assert leftovers(world, file) == []
    await finish(world, file, 1)


async def finish(world: World, file: SealedFile, received: int) -> None:
    path = f"/v1/blobs/{b64(file.id)}"
    assert (await world.ask("GET", f"{path}/parts", world.gp))["received"] == received
    for part in range(received, len(file.parts)):
        assert (await world.part(file, part)).status == 200
    assert (await world.ask("GET", path, world.gp)).body == file.content


async def test_what_a_crash_left_behind_the_last_part_is_cut(world: World) -> None:
    """The bytes were written, the row was not: the part is sent again."""
    file = SealedFile.of(LARGE)
    await world.announce(file)
    await world.part(file, 0)
    with whole(world, file).open("ab") as out:
        out.write(os.urandom(3 * PART))
    await finish(world, file, 1)
    assert whole(world, file).stat().st_size == len(file.content)


async def test_what_no_deposit_names_is_forgotten_after_two_days(world: World) -> None:
    named, whole_one, begun = SealedFile.of(100), SealedFile.of(100), SealedFile.of(LARGE)
    for file in (named, whole_one):
        await world.upload(file)
    await world.announce(begun)
    await world.part(begun, 0)
    await world.send(blobs=[named.ref])
    torn = whole(world, begun).with_suffix(".1.0badcafe")  # a crash in the middle of a part
    torn.write_bytes(b"torn")
    assert await attach.sweep(world.context) == 0
    assert torn.exists()
    world.ahead += ABANDONED_AFTER + 10
    try:
        assert await attach.sweep(world.context) >= 2
    finally:
        world.ahead -= ABANDONED_AFTER + 10
    assert not torn.exists()
    assert [whole(world, file).exists() for file in (named, whole_one, begun)] == [True, False, False]
    assert (await world.ask("GET", f"/v1/blobs/{b64(named.id)}", world.nurse)).body == named.content
    assert (await world.put(world.sealed(blobs=[whole_one.ref]))).code == "blob-missing"
    await world.upload(whole_one)  # and can be sent anew


async def test_a_file_that_is_gone_is_no_attachment(world: World) -> None:
    file = SealedFile.of(100)
    await world.upload(file)
    whole(world, file).unlink()
    assert (await world.ask("GET", f"/v1/blobs/{b64(file.id)}", world.gp)).code == "unknown-blob"

"""The client killed at any moment: what it had begun is done, once, by whoever opens the folder next."""

import asyncio
import os
import random
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from navette.service.audit import verify, vkeys_beside
from navette.store.evidence import evidence
from tests.client.world import World
from tests.soak.process import ROOT


async def life(world: World, first: int, file: Path, chance: random.Random) -> list[int]:
    """The sender works, for a moment without a server perhaps, and is killed; the numbers it said it had dealt with."""
    martin = world.cast["martin"]
    words = ["-m", "tests.soak.sender", str(martin.home), martin.person.seed.hex(), str(first), str(file)]
    process = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        assert await asyncio.wait_for(process.stdout.readline(), 60) == b"ready\n"
        await asyncio.sleep(chance.random() ** 2)
        if chance.random() < 0.3:
            await world.server.stop()
            await asyncio.sleep(chance.random() ** 2)
            await world.server.start()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        heard = await process.stdout.read()
        await process.wait()
    return [int(line) for line in heard.decode().split("\n")[:-1]]


async def lives(world: World, kills: int, chance: random.Random, file: Path) -> tuple[int, int]:
    """(fiches said to be dealt with, handoffs at the server), once all is delivered."""
    said: list[int] = []
    for n in range(kills):
        said += await life(world, n * 1000, file, chance)
    martin, ward = await world.open("martin"), await world.open("leroy")
    await martin.flush()
    assert martin.waiting() == []
    home = world.cast["martin"].home
    for path in (*(home / "blobs").iterdir(), *(home / "outbox").iterdir()):
        os.utime(path, (0, 0))  # sealed, and killed before any job named it
    await martin.flush()
    assert [path.name for path in (*(home / "blobs").iterdir(), *(home / "outbox").iterdir())] == []
    received = await ward.receive(limit=10_000)
    numbers = [int((await ward.collect(item.reference)).fiche) for item in received]
    assert len(numbers) == len(set(numbers))
    assert set(said) <= set(numbers)
    envelopes, records = ({path.stem for path in (home / "sent").glob(end)} for end in ("*.nav", "*.json"))
    assert envelopes == records
    assert await martin.verify() == []
    database = world.server.data / "navette.db"
    with evidence(database) as opened:
        assert len(list(opened.rows("handoff"))) == len(numbers) == len(envelopes)
    assert verify(database, vkeys_beside(database)) == []
    return len(said), len(numbers)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(bytes(300_000))
    return path


async def test_the_client_killed(world: World, file: Path, seed: int) -> None:
    said, handoffs = await lives(world, 3, random.Random(seed), file)
    assert 0 < said <= handoffs


@pytest.mark.soak
async def test_the_client_killed_a_hundred_times(world: World, file: Path, seed: int) -> None:
    said, handoffs = await lives(world, 100, random.Random(seed), file)
    print(f"killed 100 times: {said} fiches said to be dealt with, {handoffs} handoffs, none twice")

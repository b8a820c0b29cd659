"""The server killed at any moment under load: what it answered is there, once; what it did not is sent again."""

import asyncio
import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.soak.load import Crowd, converge, faults
from tests.soak.powercut import Mains, build, compiler
from tests.soak.process import Server

LATEST, OLDER = 40, 10  # answers asked for again after each life; the ledger is counted at the end
LIVES = 20  # of one folder: verification reads it whole after each
needs_a_compiler = pytest.mark.skipif(compiler() is None, reason="a C compiler makes the disk that forgets")


class Siege:
    """A crowd at work, and a server that is killed again and again."""

    def __init__(self, server: Server, crowd: Crowd, chance: random.Random) -> None:
        self._server, self._crowd, self._chance = server, crowd, chance

    async def endure(self, kills: int) -> None:
        for _ in range(kills):
            await self._live_and_die()

    async def _live_and_die(self) -> None:
        self._server.spawn()
        starting = asyncio.create_task(asyncio.to_thread(self._server.ready))
        if self._chance.random() < 0.1:
            await asyncio.wait([starting], timeout=self._chance.random())
        else:
            await starting
            await self._check_answers()
            await asyncio.sleep(self._chance.random() ** 2)
        self._server.kill()
        await asyncio.wait([starting])
        starting.exception()
        assert await asyncio.to_thread(faults, self._server) == []

    async def _check_answers(self) -> None:
        """What was answered last before the end, and something older, is answered the same again."""
        answered = self._crowd.answered[:]
        older = answered[:-LATEST]
        asked = answered[-LATEST:] + self._chance.sample(older, min(OLDER, len(older)))
        again = await asyncio.gather(*(self._crowd.wire.insist(ask) for ask, _ in asked))
        for (_, value), found in zip(asked, again, strict=True):
            assert (found.status, essence(found.value)) == (200, essence(value))


def essence(value: dict[str, Any]) -> dict[str, Any]:
    """Without what moves on with the ledger and the handoff."""
    return {name: one for name, one in value.items() if name not in ("checkpoint", "status", "changed")}


async def besiege(server: Server, kills: int, chance: random.Random) -> Crowd:
    return await converge(server, chance, lambda crowd: Siege(server, crowd, chance).endure(kills))


async def test_the_server_killed_under_load(tmp_path: Path, seed: int) -> None:
    crowd = await besiege(Server(tmp_path / "server"), 5, random.Random(seed))
    assert len(crowd.deposits) > 10


@pytest.mark.soak
@pytest.mark.parametrize("folder", range(10))
async def test_the_server_killed_200_times_under_load(tmp_path: Path, seed: int, folder: int) -> None:
    begun = time.monotonic()
    crowd = await besiege(Server(tmp_path / "server"), LIVES, random.Random(seed + folder))
    seconds = int(time.monotonic() - begun)
    print(f"{LIVES} kills, {len(crowd.answered)} answers, {len(crowd.deposits)} deposits, {seconds} s")


@pytest.mark.soak
@needs_a_compiler
async def test_the_power_cut_under_load(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    await besiege(Mains(tmp_path / "server", build(tmp_path), chance, slow=20_000), 2, chance)


@pytest.mark.soak
@needs_a_compiler
@pytest.mark.parametrize("folder", range(5))
async def test_the_power_cut_100_times_under_load(tmp_path: Path, seed: int, folder: int) -> None:
    chance = random.Random(seed + folder)
    server = Mains(tmp_path / "server", build(tmp_path), chance, slow=(0, 5_000, 20_000, 50_000, 100_000)[folder])
    crowd = await besiege(server, LIVES, chance)
    print(f"{LIVES} power cuts, {len(crowd.answered)} answers, {len(crowd.deposits)} deposits")

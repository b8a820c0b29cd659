"""No room left: 507, nothing half-written, and the work goes on once there is room again."""

import asyncio
import random
import resource
import time
from pathlib import Path

import pytest

from tests.soak.load import Crowd, converge, faults
from tests.soak.parcels import parcel, upload
from tests.soak.process import Server
from tests.soak.territory import Territory, deposit, letter, numbers
from tests.soak.wire import Ask, Wire

MEGABYTE = 1 << 20
TEXT = 200_000  # bytes of a fiche that does not compress


class Desk:
    """A GP who writes long letters to a ward, and keeps what was refused for later."""

    def __init__(self, wire: Wire, chance: random.Random) -> None:
        self.wire, self.chance = wire, chance
        self.done: list[Ask] = []
        self.refused: list[Ask] = []

    async def settle(self, territory: Territory) -> "Desk":
        self.gp, self.cabinet = await territory.box("gp@x.example", "PER")
        self.nurse, self.ward = await territory.box("ward@x.example")
        return self

    async def write(self, letters: int) -> None:
        """That many at once."""
        asks = [
            deposit(letter(self.gp, self.cabinet, [self.ward], fiche=self.chance.randbytes(TEXT)))
            for _ in range(letters)
        ]
        answers = await asyncio.gather(*(self.wire.send(ask) for ask in asks))
        for ask, answer in zip(asks, answers, strict=True):
            assert (answer.status, answer.code) in ((201, ""), (507, "disk-full")), answer
            (self.done if answer.status == 201 else self.refused).append(ask)

    async def send_what_waits(self) -> None:
        waiting, self.refused = self.refused, []
        for ask in waiting:
            assert (await self.wire.send(ask)).status == 201
        self.done += waiting

    async def check(self) -> None:
        """What was answered is there, what was refused is not, and the numbers have no hole."""
        given = await numbers(self.wire, self.nurse, self.ward)
        assert list(given) == list(range(1, len(self.done) + 1))
        messages = {f"/v1/envelopes/{message}" for message in given.values()}
        assert messages == {ask.path for ask in self.done}
        assert not messages & {ask.path for ask in self.refused}


def room(server: Server, most: int = -1) -> None:
    """No file of the server may grow beyond that many bytes, from now on: what is over fails as on a full disk."""
    assert server.process is not None
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, -1))


async def test_the_database_reaches_its_limit(tmp_path: Path, seed: int) -> None:
    server = Server(tmp_path / "server", NAVETTE_MAX_DATABASE_MB="2")
    first = server.invitation()
    with server:
        async with Wire(server.url) as wire:
            desk = await Desk(wire, random.Random(seed)).settle(await Territory.found(wire, first))
            for _ in range(4):
                await desk.write(5)
            assert desk.done
            assert desk.refused
            await desk.check()
            server.stop()
            assert faults(server) == []
            server.environ["NAVETTE_MAX_DATABASE_MB"] = "0"
            server.start()
            await desk.send_what_waits()
            await desk.check()
    assert faults(server) == []


async def full_and_free(folder: Path, rounds: int, chance: random.Random) -> Desk:
    server = Server(folder)
    first = server.invitation()
    with server:
        async with Wire(server.url) as wire:
            desk = await Desk(wire, chance).settle(await Territory.found(wire, first))
            for _ in range(rounds):
                size = max(path.stat().st_size for path in folder.glob("navette.db*"))
                room(server, size + chance.randrange(4 * TEXT))
                while not desk.refused:
                    await desk.write(chance.randrange(1, 8))
                await desk.check()
                if chance.random() < 0.2:
                    server.kill()
                    assert faults(server) == []
                    server.start()
                else:
                    room(server)
                await desk.send_what_waits()
                await desk.check()
        server.stop()
    assert faults(server) == []
    return desk


async def test_the_disk_is_full_and_has_room_again(tmp_path: Path, seed: int) -> None:
    await full_and_free(tmp_path / "server", 2, random.Random(seed))


@pytest.mark.soak
@pytest.mark.parametrize("folder", range(12))
async def test_the_disk_is_full_again_and_again(tmp_path: Path, seed: int, folder: int) -> None:
    """Few times for each folder: every time it is full it is twice as large."""
    desk = await full_and_free(tmp_path / "server", 5, random.Random(seed + folder))
    print(f"full 5 times, {len(desk.done)} deposits")


async def test_an_attachment_that_does_not_fit_is_sent_again(tmp_path: Path, seed: int) -> None:
    server = Server(tmp_path / "server")
    first = server.invitation()
    with server:
        async with Wire(server.url) as wire:
            desk = await Desk(wire, random.Random(seed)).settle(await Territory.found(wire, first))
            photo = parcel(desk.chance.randbytes(4_300_000))
            await wire.done(photo.announce(desk.gp, desk.cabinet))
            room(server, 3 * MEGABYTE)
            answer = await wire.send(photo.part(desk.gp, 0))
            assert (answer.status, answer.code) == (507, "disk-full")
            assert [path.name for path in (server.folder / "blobs").rglob("*") if path.is_file()] == []
            assert faults(server) == []
            room(server)
            await upload(wire, photo, desk.gp, desk.cabinet)
            await wire.done(deposit(letter(desk.gp, desk.cabinet, [desk.ward], attached=[photo.named])))
    assert faults(server) == []


@pytest.mark.soak
async def test_a_crowd_outgrows_one_limit_after_the_other(tmp_path: Path, seed: int) -> None:
    """Everybody goes on trying while the database is at its limit; each larger limit lets some of them through."""
    server, begun = Server(tmp_path / "server"), time.monotonic()

    async def outgrow(crowd: Crowd) -> None:
        for limit in range(2, 32, 2):
            server.environ["NAVETTE_MAX_DATABASE_MB"] = str(limit)
            await asyncio.to_thread(server.start)
            await _until_refused(crowd, 50)
            server.stop()
            assert await asyncio.to_thread(faults, server) == []
        server.environ["NAVETTE_MAX_DATABASE_MB"] = "0"

    crowd = await converge(server, random.Random(seed), outgrow)
    print(f"15 limits, {crowd.wire.codes['disk-full']} refusals, {len(crowd.answered)} answers")
    print(f"{int(time.monotonic() - begun)} s")


async def _until_refused(crowd: Crowd, times: int) -> None:
    most, deadline = crowd.wire.codes["disk-full"] + times, time.monotonic() + 50
    while crowd.wire.codes["disk-full"] < most:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)

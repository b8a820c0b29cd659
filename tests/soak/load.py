"""Many people at work at once on one server that comes and goes; everything it answered is written down."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from navette.core.encoding import b64
from navette.envelope.format import Envelope
from navette.envelope.person import Person
from navette.service.audit import verify, vkeys_beside
from navette.store.evidence import evidence
from tests.soak.parcels import Parcel, parcel, upload
from tests.soak.process import Server
from tests.soak.territory import (
    GUARDIAN,
    MEMBER,
    Box,
    Territory,
    answer,
    change,
    deposit,
    letter,
    nudge,
    numbers,
    receipt,
)
from tests.soak.wire import Ask, Wire

SENDERS = 4


@dataclass
class Crowd:
    """The ward is kept by a nurse; somebody joins and leaves it; GPs write to it and to a second mailbox; the
    coordinator reminds the second of each.

    answered: each request that had an effect, with its answer; deposits: the envelopes among them.
    """

    wire: Wire
    chance: random.Random
    nathalie: Person
    gps: list[tuple[Person, Box]]
    nurse: Person
    guest: Person
    ward: Box
    annex: Box
    answered: list[tuple[Ask, dict[str, Any]]] = field(default_factory=list)
    deposits: list[Envelope] = field(default_factory=list)
    ending: bool = False
    changes: int = 0
    nudges: int = 0

    @classmethod
    async def gather(cls, territory: Territory, chance: random.Random) -> "Crowd":
        gps = [await territory.box(f"dr{n}@monistrol.example", "PER") for n in range(SENDERS)]
        nurse, ward = await territory.box("geriatrie@ch-du-gier.example")
        _, annex = await territory.box("cardiologie@ch-du-gier.example")
        return cls(territory.wire, chance, territory.nathalie, gps, nurse, await territory.person(), ward, annex)

    async def work(self) -> None:
        """Until `ending`; then each finishes what was begun."""
        async with asyncio.TaskGroup() as group:
            for gp, cabinet in self.gps:
                group.create_task(self._write(gp, cabinet))
            group.create_task(self._send_photos(*self.gps[0]))
            group.create_task(self._come_and_go())

    async def _write(self, gp: Person, cabinet: Box) -> None:
        while not self.ending:
            envelope = await self._deposit(gp, cabinet)
            await self._effect(nudge(self.nathalie, self.annex, envelope))
            self.nudges += 1
            for ask in (
                receipt(self.nurse, self.ward, envelope, "delivered"),
                receipt(self.nurse, self.ward, envelope, "opened"),
                answer(self.nurse, self.ward, envelope, "accepted"),
                answer(self.nurse, self.ward, envelope, "closed", "done"),
            ):
                await self._effect(ask)

    async def _send_photos(self, gp: Person, cabinet: Box) -> None:
        while not self.ending:
            photo = parcel(self.chance.randbytes(self.chance.choice((40_000, 4_300_000))))
            await upload(self.wire, photo, gp, cabinet)
            await self._deposit(gp, cabinet, photo)

    async def _come_and_go(self) -> None:
        while not self.ending:
            members = {self.nurse: GUARDIAN}
            if self.guest not in self.ward.members:
                members[self.guest] = MEMBER
            ask, after = change(self.ward, self.nurse, members)
            await self._effect(ask)
            self.ward, self.changes = after, self.changes + 1

    async def _deposit(self, gp: Person, cabinet: Box, photo: Parcel | None = None) -> Envelope:
        """To the ward as it is: sealed again when somebody has left it meanwhile."""
        attached = [photo.named] if photo else []
        while True:
            envelope = letter(gp, cabinet, [self.ward, self.annex], attached=attached)
            found = await self.wire.insist(ask := deposit(envelope))
            if found.status < 300:
                self.answered.append((ask, found.value))
                self.deposits.append(envelope)
                return envelope
            assert found.code == "epoch-superseded", found
            await asyncio.sleep(0.01)  # whoever changed the ward is waiting for an answer too

    async def _effect(self, ask: Ask) -> None:
        self.answered.append((ask, await self.wire.done(ask)))


async def converge(server: Server, chance: random.Random, trouble: Callable[[Crowd], Awaitable[None]]) -> Crowd:
    """A crowd works through the trouble, then finishes: every answer it was given is there, once, and nothing else.

    trouble: starts the server, which is stopped before and after.
    """
    first = server.invitation()
    with server:
        async with Wire(server.url) as wire:
            crowd = await Crowd.gather(await Territory.found(wire, first), chance)
            enrolled, _ = await asyncio.to_thread(effects, server)
            server.stop()
            await _through(server, crowd, trouble)
            given = await numbers(wire, crowd.nurse, crowd.ward)
            assert sorted(given) == list(range(1, len(crowd.deposits) + 1))
            assert sorted(given.values()) == sorted(b64(one.header.id) for one in crowd.deposits)
        server.stop()
        assert faults(server) == []
        statements, acts = effects(server)
        assert statements == enrolled + crowd.changes
        assert acts == len(crowd.answered) - crowd.changes - crowd.nudges
        assert reminders(server) == crowd.nudges
        assert len({ask.data for ask, _ in crowd.answered}) == len(crowd.answered)
    return crowd


async def _through(server: Server, crowd: Crowd, trouble: Callable[[Crowd], Awaitable[None]]) -> None:
    work = asyncio.create_task(crowd.work())
    try:
        await trouble(crowd)
        assert not work.done(), work.exception()
        crowd.ending = True
        await asyncio.to_thread(server.start)
        await asyncio.wait_for(work, 120)
    finally:
        work.cancel()
        await asyncio.wait([work])


def faults(server: Server) -> list[str]:
    """What verification finds."""
    return [str(fault) for fault in verify(server.database, vkeys_beside(server.database))]


def effects(server: Server) -> tuple[int, int]:
    """Rows of the two ledgers."""
    with evidence(server.database) as opened:
        return len(list(opened.rows("directory_statement"))), len(list(opened.rows("act")))


def reminders(server: Server) -> int:
    """How many were kept."""
    with evidence(server.database) as opened:
        return len(list(opened.rows("nudge")))

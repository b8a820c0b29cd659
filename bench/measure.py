"""One run: so many pairs, for so long, against one server; what it did and what it cost, as one flat record."""

import asyncio
import os
import time
from dataclasses import dataclass

from machine import Server
from pair import Pair, Times
from people import Registrar
from wire import Wire

from navette.core.parties import MailboxKind
from navette.service.enroll import first_invitation
from navette.settings import Settings

WARM_SECONDS = 0.4
GUESS = 500  # handoffs a second, before anything was measured
SPARE = 1.4
KB, MB = 1024, 1024 * 1024

Record = dict[str, object]


@dataclass(frozen=True)
class Scenario:
    """pairs at work; seconds, or handoffs of each pair when not 0; rate: handoffs a second in all, 0 for no pause."""

    name: str
    pairs: int
    seconds: float
    handoffs: int = 0
    rate: float = 0.0


class Territory:
    """A server and the pairs enrolled on it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.pairs: list[Pair] = []
        self._rates: dict[str, float] = {}

    async def open(self, pairs: int) -> None:
        """Starts the server and enrols that many pairs through its API."""
        settings = Settings(data_dir=self.server.data, production=False)
        first = first_invitation(settings, "Bench")
        self.server.start()
        wire = Wire(self.server.port, self.server.tls)
        registrar = Registrar(wire)
        await registrar.begin(first)
        for i in range(pairs):
            sender = await registrar.post(f"gp{i}", MailboxKind.PERSONAL)
            ward = await registrar.post(f"ward{i}", MailboxKind.ORGANISATION)
            pair = Pair(self.server, sender, ward)
            await pair.open()
            self.pairs.append(pair)
        wire.close()

    def close(self) -> None:
        """Ends the server."""
        for pair in self.pairs:
            pair.close()
        self.server.stop()

    async def run(self, scenario: Scenario, *, warm: bool = True) -> Record:
        """Seals what will be needed, warms up, then measures."""
        pairs = self.pairs[: scenario.pairs]
        self._prepare(pairs, scenario)
        for pair in pairs:
            await pair.connect()
        if warm and not scenario.handoffs:
            await _drive(pairs, Scenario("warm", len(pairs), WARM_SECONDS), Times())
        record = await self._measure(pairs, scenario)
        self._rates[scenario.name] = max(self._rates.get(scenario.name, 0), float(str(record["handoffs_s"])))
        return record

    def _prepare(self, pairs: list[Pair], scenario: Scenario) -> None:
        rate = scenario.rate or self._rates.get(scenario.name, GUESS)
        wanted = int(rate * (scenario.seconds + WARM_SECONDS) * SPARE / len(pairs)) + 2
        for pair in pairs:
            pair.fill(scenario.handoffs or wanted)

    async def _measure(self, pairs: list[Pair], scenario: Scenario) -> Record:
        times, server = Times(), self.server
        stored, wire, late = server.stored(), _wire(pairs), sum(pair.late for pair in pairs)
        syncs, before, own, began = server.syncs(), server.usage(), time.process_time(), time.perf_counter()
        await _drive(pairs, scenario, times)
        seconds, own, after = time.perf_counter() - began, time.process_time() - own, server.usage()
        count = len(times.handoff)
        return {
            "run": scenario.name,
            "pairs": len(pairs),
            "rate": scenario.rate,
            "handoffs": count,
            "seconds": round(seconds, 2),
            "handoffs_s": round(count / seconds, 1),
            "handoff_p50_ms": _percentile(times.handoff, 50),
            "handoff_p99_ms": _percentile(times.handoff, 99),
            "deposit_p50_ms": _percentile(times.deposit, 50),
            "deposit_p99_ms": _percentile(times.deposit, 99),
            "cpu_ms": round((after.cpu - before.cpu) / count * 1e3, 3),
            "client_cpu_ms": round(own / count * 1e3, 3),
            "fsyncs": None if syncs is None else round(((server.syncs() or 0) - syncs) / count, 2),
            "written_kb": round((after.written - before.written) / count / KB, 1),
            "wire_kb": round((_wire(pairs) - wire) / count / KB, 2),
            "stored_kb": round((server.stored() - stored) / count / KB, 2),
            "rss_idle_mb": round(server.idle.rss / MB, 1),
            "rss_mb": round(after.rss / MB, 1),
            "ready_ms": server.ready_ms,
            "sealed_late": sum(pair.late for pair in pairs) - late,
            "load1": round(os.getloadavg()[0], 2),
        }


async def _drive(pairs: list[Pair], scenario: Scenario, times: Times) -> None:
    end = time.perf_counter() + scenario.seconds
    work = _count if scenario.handoffs else _paced if scenario.rate else _hurry
    await asyncio.gather(*(work(pair, i, scenario, end, times) for i, pair in enumerate(pairs)))


async def _count(pair: Pair, i: int, scenario: Scenario, end: float, times: Times) -> None:
    for _ in range(scenario.handoffs):
        await pair.handoff(times, time.perf_counter())


async def _hurry(pair: Pair, i: int, scenario: Scenario, end: float, times: Times) -> None:
    while (now := time.perf_counter()) < end:
        await pair.handoff(times, now)


async def _paced(pair: Pair, i: int, scenario: Scenario, end: float, times: Times) -> None:
    """Open loop: the pairs take turns, and a handoff that begins late counts from when it was due."""
    due = time.perf_counter() + i / scenario.rate
    while due < end:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await pair.handoff(times, due)
        due += scenario.pairs / scenario.rate


def _wire(pairs: list[Pair]) -> int:
    return sum(pair.wire() for pair in pairs)


def _percentile(seconds: list[float], percent: int) -> float:
    """In milliseconds."""
    ordered = sorted(seconds)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1e3, 2)

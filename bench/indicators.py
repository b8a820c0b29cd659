#!/usr/bin/env python3
"""What the coordinator waits for: figures of a month and of a year, and the board, at 10^5 handoffs or more.

The rows that these read are written straight into the database of a server of this checkout (handoff, recipient,
milestone, nudge: a year of 1,000 practices and 200 wards, each practice to a few wards, most on the same forms); then
the server is started and asked over TLS, with signed requests. No envelopes: 500 MB of disk for 10^6. One JSON line;
cpu: of the server's process, by request, which neighbours disturb least.
"""

import argparse
import functools
import json
import math
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from machine import Server, run_loop, usage
from people import Registrar, sign_request
from wire import Wire

from navette.core.indicators import today
from navette.fhir import form
from navette.service.enroll import first_invitation
from navette.settings import Settings
from navette.store.database import FILE

PRACTICES, WARDS, WARDS_EACH, OPEN = 1000, 200, 4, 1000
USUAL = (60, 25, 8, 4, 2, 1)  # how often each of six forms
YEAR = 365 * 86_400
FAST, SLOW = (8.5, 1.2), (11.0, 1.0)  # of the logarithms of seconds: until taken in charge, from then until closed
RECIPIENT = "handoff, mailbox, n, status, due_by, owner, changed, rerouted_to"
Row = tuple[object, ...]


class Year:
    """Handoffs of a year that ends now, the last OPEN of which nobody has closed."""

    def __init__(self, count: int) -> None:
        self.count, self._draw = count, random.Random(1)
        self._wards = [self._draw.randbytes(16) for _ in range(WARDS)]
        self._practices = [(self._draw.randbytes(16), self._choose()) for _ in range(PRACTICES)]
        self._forms = sorted(one.hash for one in form.shipped().values())[:6]
        self._now = int(time.time())

    def _choose(self) -> list[bytes]:
        return self._draw.choices(self._wards, [1 / (n + 1) for n in range(WARDS)], k=WARDS_EACH)

    def rows(self) -> Iterator[tuple[Row, Row, Row]]:
        """(handoff, recipient, milestone), in the order of time."""
        numbers: dict[bytes, int] = {}
        for seq in range(1, self.count + 1):
            received = self._now - YEAR + YEAR * seq // self.count
            sender, wards = self._draw.choice(self._practices)
            ward, (of,) = self._draw.choice(wards), self._draw.choices(self._forms, USUAL)
            delivered = int(self._draw.expovariate(1 / 600))
            accepted = delivered + int(self._draw.lognormvariate(*FAST))
            closed = accepted + int(self._draw.lognormvariate(*SLOW))
            done = seq <= self.count - OPEN
            number = numbers[ward] = numbers.get(ward, 0) + 1
            message = seq.to_bytes(16)
            yield (
                (seq, message, bytes(32), sender, bytes(32), received, received, None, of, 0, 0, 1, 0, seq, None),
                (seq, ward, number, "completed" if done else "received", received + 172_800, None, received, None),
                (
                    received,
                    seq,
                    ward,
                    sender,
                    of,
                    delivered,
                    *((accepted, closed) if done else (None, None)),
                    None,
                    None,
                ),
            )

    def fill(self, database: Path) -> None:
        """Straight into the tables."""
        with closing(sqlite3.connect(database)) as db, db:
            for handoff, recipient, milestone in self.rows():
                db.execute(f"INSERT INTO handoff VALUES ({marks(handoff)})", handoff)
                db.execute(f"INSERT INTO recipient ({RECIPIENT}) VALUES ({marks(recipient)})", recipient)
                db.execute(f"INSERT INTO milestone VALUES ({marks(milestone)})", milestone)
                if handoff[0] % 50 == 0:  # type: ignore[operator]
                    db.execute(
                        "INSERT INTO nudge VALUES (?, ?, ?, ?, ?)", (handoff[1], handoff[0], recipient[1], bytes(32), 0)
                    )


def marks(row: Row) -> str:
    """A question mark for each column."""
    return ", ".join("?" * len(row))


async def ask(wire: Wire, person: Any, path: str, query: str) -> tuple[float, int]:
    """(milliseconds until the whole answer was there, its bytes)."""
    headers = sign_request(person, wire, "GET", path, query)
    began = time.perf_counter()
    status, body = await wire.request("GET", f"{path}?{query}" if query else path, b"", headers)
    if status != 200:
        raise RuntimeError(f"{path}: {status} {body[:300].decode()}")
    return (time.perf_counter() - began) * 1e3, len(body)


async def board(wire: Wire, person: Any) -> tuple[float, int]:
    """The same for every page of the unresolved list, one after the other."""
    spent, size, after = 0.0, 0, ""
    while True:
        headers = sign_request(person, wire, "GET", "/v1/unresolved", query := f"limit=200{after}")
        began = time.perf_counter()
        _, body = await wire.request("GET", f"/v1/unresolved?{query}", b"", headers)
        spent += (time.perf_counter() - began) * 1e3
        size += len(body)
        if (cursor := json.loads(body)["next"]) is None:
            return spent, size
        after = f"&after={cursor}"


async def measure(server: Server, person: Any, times: int) -> dict[str, object]:
    """Month, year, a page of the board, all of it: so many times each, after one that is not counted."""
    wire, day = Wire(server.port, server.tls), today(int(time.time()))
    await wire.connect()
    record: dict[str, object] = {}

    async def repeat(name: str, once: Callable[[], Awaitable[tuple[float, int]]]) -> None:
        await once()
        before = usage(server.pid).cpu
        found = [await once() for _ in range(times)]
        spent, cpu = sorted(one for one, _ in found), usage(server.pid).cpu - before
        p95 = spent[max(0, math.ceil(times * 0.95) - 1)]
        record.update({f"{name}_p50_ms": round(spent[times // 2], 1), f"{name}_p95_ms": round(p95, 1)})
        record.update({f"{name}_cpu_ms": round(cpu / times * 1e3, 1), f"{name}_kb": found[0][1] // 1024})

    for name, days in (("month", 30), ("year", 364)):
        query = f"from={day - timedelta(days=days)}&to={day}"
        await repeat(name, functools.partial(ask, wire, person, "/v1/indicators", query))
    await repeat("board_page", functools.partial(ask, wire, person, "/v1/unresolved", "limit=200"))
    await repeat("board", functools.partial(board, wire, person))
    wire.close()
    return {**record, "rss_mb": usage(server.pid).rss >> 20}


async def _main(count: int, times: int, folder: Path) -> None:
    server = Server(folder)
    settings = Settings(data_dir=server.data, production=False)
    first = first_invitation(settings, "Bench")
    server.start()
    wire = Wire(server.port, server.tls)
    registrar = Registrar(wire)
    await registrar.begin(first)
    wire.close()
    server.stop()
    began = time.perf_counter()
    Year(count).fill(server.data / FILE)
    fill = round(time.perf_counter() - began, 1)
    server.start()
    try:
        record = await measure(server, registrar.person, times)
    finally:
        server.stop()
    at = datetime.now(UTC).isoformat(timespec="seconds")
    print(json.dumps({"bench": "indicators", "handoffs": count, "fill_s": fill, **record, "at": at}))


def main() -> int:
    """Parses, fills, asks, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--handoffs", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=20)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="navette-bench-") as folder:
        run_loop(_main(args.handoffs, args.times, Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""What the coordinator waits for: figures of a month and of a year, and the board, at 10^5 handoffs or more.

The rows that these read are written straight into the database of a server of this checkout (year.py: 1,000 practices
and 200 wards, 2,000 persons, each practice to a few wards, most on the same forms); then the server is started, counts
the months, and is asked over TLS, with signed requests. No envelopes: 1.5 GB of disk for 10^6. One JSON line; cpu: of
the server's process, by request, which neighbours disturb least. count_s: until the months were counted at first.
"""

import argparse
import asyncio
import functools
import json
import math
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from machine import Server, run_loop, usage
from people import Registrar, sign_request
from wire import Wire
from year import Year, answer_late

from navette.core.indicators import midnight, today
from navette.service.enroll import first_invitation
from navette.settings import Settings
from navette.store.database import FILE

BOARD = 200  # lines of a page
KEPT = {"NAVETTE_RETENTION_CONTENT_DAYS": "3650", "NAVETTE_RETENTION_METADATA_DAYS": "3650"}


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


async def measure(server: Server, person: Any, times: int, day: date) -> dict[str, object]:
    """What the pages ask for, each so many times after one that is not counted."""
    wire = Wire(server.port, server.tls)
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

    usual, january = "month,form,recipient", day.replace(month=1, day=1)
    later = day.replace(day=1) - timedelta(days=2)  # neither the first nor the last day of its month
    for name, first, last, by in (
        ("month", day.replace(day=1), day, usual),
        ("year", january, day, usual),
        ("year_page", january, day, "recipient"),
        ("year_forms", january, day, "month,form&delays=0"),
        ("year_senders", january, day, "sender&delays=0"),
        ("any_30_days", day - timedelta(days=30), day, usual),
        ("within_months", (later.replace(day=1) - timedelta(days=1)).replace(day=2), later, usual),
    ):
        query = f"from={first}&to={last}&by={by}"
        await repeat(name, functools.partial(ask, wire, person, "/v1/indicators", query))
    await repeat("board_page", functools.partial(ask, wire, person, "/v1/unresolved", f"limit={BOARD}"))
    await repeat("board", functools.partial(board, wire, person))
    wire.close()
    return {**record, "rss_mb": usage(server.pid).rss >> 20}


async def counted(database: Path, until: int) -> float:
    """Seconds until the server has counted what was deposited before."""
    began = time.perf_counter()
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as db:
        while db.execute("SELECT until FROM counted").fetchone()[0] < until:
            await asyncio.sleep(0.2)
    return round(time.perf_counter() - began, 1)


async def _main(count: int, times: int, folder: Path) -> None:
    server = Server(folder, more=KEPT)
    settings = Settings(data_dir=server.data, production=False)
    first = first_invitation(settings, "Bench")
    server.start()
    wire = Wire(server.port, server.tls)
    registrar = Registrar(wire)
    await registrar.begin(first)
    wire.close()
    server.stop()
    began, now = time.perf_counter(), int(time.time())
    day, database = today(now), server.data / FILE
    Year(count, now, day).fill(database)
    record: dict[str, object] = {"fill_s": round(time.perf_counter() - began, 1)}
    server.start()
    try:
        record["count_s"] = await counted(database, midnight(day))
        answer_late(database)
        record |= await measure(server, registrar.person, times, day)
    finally:
        server.stop()
    at = datetime.now(UTC).isoformat(timespec="seconds")
    record["database_mb"] = database.stat().st_size >> 20
    print(json.dumps({"bench": "indicators", "handoffs": count, **record, "at": at}))


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

#!/usr/bin/env python3
"""What grows with the database, and what does not: the same work at 10^4, 10^5 and, with --million, 10^6 handoffs.

Filled through the service's own operations, a whole life each (deposit, delivered, opened, accepted, closed), 1,000
left unanswered at every size. One JSON line a size, then the table. A disk of 2 GB for 10^5, 20 GB for 10^6.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fill import DAY, Filler
from machine import stored

from navette.service import remind
from navette.store import lists
from navette.store.connection import PRAGMAS, connect_readonly
from navette.store.ledger import ACTES
from navette.store.reads import proofs
from navette.store.transaction import SPAN
from navette.web.api.items import unresolved_json

UNRESOLVED = 1000
SWEEPS = 100
FIRST = (0, 0, b"")
WORK = 400
AT_ONCE = 64
Record = dict[str, object]


async def measure(filler: Filler) -> Record:
    """At the present size."""
    database = filler.context.database
    record = await _write(filler)
    db = connect_readonly(database.path)
    for pragma in PRAGMAS:
        db.execute(f"PRAGMA {pragma}")
    try:
        record |= _queries(filler, db)
    finally:
        db.close()
    record["board_p95_ms"] = round(await _board(filler), 1)
    size = int(database.writer.notes[ACTES].split("\n")[1])
    record |= await _sweep(filler)
    record["proof_p50_ms"] = round(await _proof(filler, size), 2)
    return record


async def _write(filler: Filler) -> Record:
    """CPU of a whole life: five operations, four signatures by persons and one by a person's envelope verified."""
    made = [filler.life() for _ in range(WORK)]
    cpu, began = time.process_time(), time.perf_counter()
    await filler.work(made, AT_ONCE)
    spent, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {"lives_s": round(WORK / spent, 1), "write_cpu_ms": round(cpu / WORK * 1e3, 3)}


def _queries(filler: Filler, db: sqlite3.Connection) -> Record:
    """The queries alone, p50 in microseconds of CPU: SQLite's part, with warm pages."""
    draw, posts = random.Random(2), filler.posts
    wards = posts[len(posts) // 2 :]
    last = db.execute("SELECT max(i) FROM act").fetchone()[0]
    messages = [row[0] for row in db.execute("SELECT message FROM handoff ORDER BY seq DESC LIMIT 500")]
    persons = {post.mailbox: post.person.id for post in posts}
    senders = dict(db.execute("SELECT message, sender_mailbox FROM handoff ORDER BY seq DESC LIMIT 500"))

    def ask(sql: str, values: Callable[[], tuple[object, ...]]) -> float:
        return _p50_us(lambda: db.execute(sql, values()).fetchall())

    def collect() -> tuple[object, ...]:
        message = draw.choice(messages)
        return message, persons[senders[message]]

    events = lists.EVENTS.format("?")
    spans = range((last - 2000) // SPAN, (last - 2000) // SPAN + lists.SPANS_AT_ONCE)
    return {
        "inbox_us": ask(lists.INBOX_OPEN, lambda: (draw.choice(wards).mailbox, 0, 50)),
        "outbox_us": ask(lists.OUTBOX, lambda: (draw.choice(posts).mailbox, 1 << 62, 50)),
        "collect_us": ask(lists.ENVELOPE, collect),
        "events_us": ask(events, lambda: (*spans, draw.choice(wards).mailbox, last - 2000, 100)),
        "unresolved_1000_ms": round(ask(lists.UNRESOLVED, lambda: (*FIRST, UNRESOLVED)) / 1e3, 2),
    }


def _p50_us(call: Callable[[], object], times: int = 300) -> float:
    return round(_sorted(call, times)[times // 2] * 1e6, 1)


def _sorted(call: Callable[[], object], times: int) -> list[float]:
    spent = []
    for _ in range(times):
        began = time.thread_time()
        call()
        spent.append(time.thread_time() - began)
    return sorted(spent)


async def _board(filler: Filler) -> float:
    """p95, in ms, of a coordinator's whole list: 1,000 rows read, spelled and written as JSON."""
    spent = []
    for _ in range(20):
        began = time.perf_counter()
        rows = await lists.unresolved(filler.context.database, FIRST, UNRESOLVED)
        json.dumps([unresolved_json(item, state, filler.context.clock()) for item, state in rows])
        spent.append(time.perf_counter() - began)
    return sorted(spent)[18] * 1e3


async def _sweep(filler: Filler) -> Record:
    """CPU of the clocks: of a minute in which nothing is due, in ms; of each answered row, which is looked at once; of
    each step that fires."""
    context, clock = filler.context, filler.context.clock
    context.clock = lambda: clock() + 100 * DAY
    ((rows,),) = await context.database.all("SELECT count(*) FROM recipient WHERE next_at IS NOT NULL")
    began = time.process_time()
    await remind.sweep(context)
    answered = time.process_time() - began
    context.clock = clock
    await filler.work([(filler.life()[0], []) for _ in range(WORK)], AT_ONCE)
    context.clock = lambda: clock() + 200 * DAY
    began = time.process_time()
    fired = await remind.sweep(context)
    due, began = time.process_time() - began, time.process_time()
    for _ in range(SWEEPS):
        await remind.sweep(context)
    idle, context.clock = time.process_time() - began, clock
    return {
        "sweep_idle_ms": round(idle / SWEEPS * 1e3, 3),
        "sweep_row_us": round(answered / rows * 1e6, 1),
        "sweep_step_us": round(due / fired * 1e6, 1),
    }


async def _proof(filler: Filler, size: int) -> float:
    """p50, in ms, of inclusion and consistency together, through the server's readers."""
    spent, draw = [], random.Random(3)
    for _ in range(100):
        began = time.perf_counter()
        await proofs(filler.context.database, ACTES, size, draw.randrange(size), draw.randrange(1, size))
        spent.append(time.perf_counter() - began)
    return sorted(spent)[50] * 1e3


async def _main(points: list[int], folder: Path) -> None:
    filler = Filler(folder)
    await filler.open()
    records, done = [], 0
    path = filler.context.database.path
    empty = stored(path)
    try:
        for point in points:
            began = time.perf_counter()
            await filler.fill(point - done, UNRESOLVED - filler.unresolved)
            fill = round(time.perf_counter() - began, 1)
            size = round((stored(path) - empty) / point / 1024, 2)
            record = {"handoffs": point, "fill_s": fill, "stored_kb": size, **await measure(filler)}
            done = point + WORK
            records.append(record)
            print(json.dumps(record), flush=True)
    finally:
        await filler.close()
    print(_table(records))


TARGETS = {"inbox_us": "≤ 50", "unresolved_1000_ms": "≤ 5", "board_p95_ms": "≤ 300", "write_cpu_ms": "≤ 1.5 ×"}


def _table(records: list[Record]) -> str:
    """A line for each figure, a column for each size, and the last size divided by the first."""
    lines = []
    for name in records[0]:
        values = [float(str(record[name])) for record in records]
        cells = "".join(f"{value:>12g}" for value in values)
        times = f"{values[-1] / values[0]:.2f} ×" if values[0] else ""
        lines.append(f"{name:22}{cells}{times:>10}  {TARGETS.get(name, '')}")
    return "\n".join(lines)


def main() -> None:
    """Fills, measures, removes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", default="10000,100000", help="sizes to stop at, separated by commas")
    parser.add_argument("--million", action="store_true", help="then 10^6")
    parser.add_argument("--folder", type=Path, help="where the database grows; else the system's temporary folder")
    args = parser.parse_args()
    points = [int(point) for point in args.points.split(",")] + ([1_000_000] if args.million else [])
    with tempfile.TemporaryDirectory(prefix="navette-bench-", dir=args.folder) as folder:
        asyncio.run(_main(points, Path(folder)))


if __name__ == "__main__":
    main()

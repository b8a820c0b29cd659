#!/usr/bin/env python3
"""Complete handoffs against a server of this checkout, started for the purpose on the loopback, under TLS.

A handoff: one deposit of a sealed envelope (14,967 bytes, for a ward and for the sender's own mailbox), one collect
with a signed request, three signed statements (delivered, opened, accepted), and all eight live notifications of
these; each write answered after its fsync. Each pair has persons and mailboxes of its own. Envelopes are sealed and
statements signed before the clock runs; requests are signed while it does.

One JSON line a run. --summary takes several runs in turn, round by round, and ends with the table of targets.
"""

import argparse
import asyncio
import json
import shutil
import subprocess
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from idle import idle
from machine import Server, run_loop
from measure import Record, Scenario, Territory
from peer_sqlite import sqlite_limit
from targets import table

PACE = 100.0
SLOWER_MS = 5
IDLE_CLIENTS = 500
LIMIT_SECONDS = 1.0
Run = Callable[[], Awaitable[Record]]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=32, help="senders and wards at work at the same time")
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each run lasts")
    parser.add_argument("--handoffs", type=int, default=0, help="so many for each pair, instead of --seconds")
    parser.add_argument("--rounds", type=int, default=0, help="how often each run is repeated (1; 4 with --summary)")
    parser.add_argument("--rate", type=float, default=0.0, help="handoffs a second in all, open loop; 0: no pause")
    parser.add_argument("--sync-ms", type=int, metavar="MS", help="count fsyncs, each MS slower (needs strace)")
    parser.add_argument("--summary", action="store_true", help="every run in turn, then the targets")
    parser.add_argument(
        "--sketch", type=Path, metavar="PATH", help="a program to measure in turn with ours: bench/README.md"
    )
    return parser.parse_args()


async def _one(args: argparse.Namespace, folder: Path) -> None:
    territory = Territory(Server(folder, args.sync_ms))
    scenario = Scenario("load", args.pairs, args.seconds, args.handoffs, args.rate)
    try:
        await territory.open(args.pairs)
        for _ in range(args.rounds or 1):
            _print(await territory.run(scenario))
    finally:
        territory.close()


async def _summary(args: argparse.Namespace, folder: Path) -> None:
    """Interleaved, so that whatever else the machine does falls on all alike."""
    territories = {"plain": Territory(Server(folder / "plain"))}
    if shutil.which("strace"):
        territories["traced"] = Territory(Server(folder / "traced", 0))
        territories["slow"] = Territory(Server(folder / "slow", SLOWER_MS))
    rounds = []
    try:
        for territory in territories.values():
            await territory.open(args.pairs)
        for _ in range(args.rounds or 4):
            records = [_print(await run()) for run in _runs(args, folder, territories)]
            rounds.append({str(record["run"]): record for record in records})
    finally:
        for territory in territories.values():
            territory.close()
    print(table(rounds))


def _runs(args: argparse.Namespace, folder: Path, territories: dict[str, Territory]) -> list[Run]:
    """What one round is made of."""

    def load(where: str, name: str, pairs: int, rate: float = 0.0) -> Run:
        return lambda: territories[where].run(Scenario(name, pairs, args.seconds, args.handoffs, rate))

    def limit(per_commit: int) -> Run:
        return lambda: asyncio.to_thread(sqlite_limit, folder, per_commit, LIMIT_SECONDS)

    runs = [load("plain", "many", args.pairs), limit(64), limit(1)]
    if args.sketch:
        runs.append(lambda: asyncio.to_thread(_sketch, args.sketch, args.pairs, args.seconds))
    runs += [load("plain", "alone", 1), load("plain", "paced", args.pairs, PACE)]
    if "traced" in territories:
        runs += [load("traced", "traced-alone", 1), load("traced", "traced", args.pairs)]
        runs.append(load("slow", "slow-disk", args.pairs))
    return [*runs, lambda: idle(territories["plain"], IDLE_CLIENTS)]


def _sketch(path: Path, pairs: int, seconds: float) -> Record:
    """Another program's own measurement of the same work: its last line, JSON with handoffs_s and cpu_ms."""
    command = [str(path), "--pairs", str(pairs), "--seconds", str(seconds)]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return {**json.loads(lines[-1]), "run": "sketch"}


def _print(record: Record) -> Record:
    print(json.dumps(record), flush=True)
    return record


def main() -> None:
    """Everything it leaves behind is what it printed."""
    args = _arguments()
    with tempfile.TemporaryDirectory(prefix="navette-bench-") as folder:
        run_loop((_summary if args.summary else _one)(args, Path(folder)))


if __name__ == "__main__":
    main()

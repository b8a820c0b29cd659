#!/usr/bin/env python3
"""Memory of an idle client under TLS: opens so many live streams, asks the kernel before and after. One JSON line."""

import argparse
import asyncio
import json
import resource
import tempfile
import time
from pathlib import Path

from machine import Server, run_loop
from measure import Record, Territory
from people import sign_request
from wire import Wire

from navette.core.encoding import b64

AT_ONCE = 50
SETTLE_SECONDS = 0.5


async def idle(territory: Territory, clients: int) -> Record:
    """Opens the streams, waits a moment, closes them."""
    pair, server = territory.pairs[0], territory.server
    query = f"mailbox={b64(pair.sender.mailbox)}"
    gate = asyncio.Semaphore(AT_ONCE)

    async def open_one(wire: Wire) -> None:
        async with gate:
            await wire.connect()
            signed = sign_request(pair.sender.person, wire, "GET", "/v1/events", query)
            await wire.listen(f"/v1/events?{query}", signed, lambda block: None)

    wires = [Wire(server.port, server.tls) for _ in range(clients)]
    before, began = server.usage(), time.perf_counter()
    await asyncio.gather(*map(open_one, wires))
    spent = time.perf_counter() - began
    await asyncio.sleep(SETTLE_SECONDS)
    after = server.usage()
    for wire in wires:
        wire.close()
    return {
        "run": "idle",
        "clients": clients,
        "client_kb": round((after.pss - before.pss) / clients / 1024, 1),
        "connect_cpu_ms": round((after.cpu - before.cpu) / clients * 1e3, 2),
        "connect_s": round(spent, 1),
        "rss_mb": round(after.rss / (1 << 20), 1),
    }


async def _main(clients: int) -> None:
    with tempfile.TemporaryDirectory(prefix="navette-bench-") as folder:
        territory = Territory(Server(Path(folder)))
        try:
            await territory.open(1)
            print(json.dumps(await idle(territory, clients)))
        finally:
            territory.close()


def main() -> None:
    """Two processes, one descriptor a client in each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    args = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    run_loop(_main(args.clients))


if __name__ == "__main__":
    main()

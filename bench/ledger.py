#!/usr/bin/env python3
"""The ledger alone: appended in batches to a database as the writer does, proofs at full size, the audit of it all.

One JSON line. Rates by the CPU time of this process; the disk's own waits are in commit_ms.
"""

import argparse
import json
import random
import secrets
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.ledger.tree import Frontier, consistency, inclusion, leaf_hash
from navette.store.connection import connect
from navette.store.ledger import ACTES, NUMBERS, Signer, node_reader, save
from navette.store.migrate import migrate

BATCH = 256
NODES = "SELECT hash FROM node WHERE ledger = ? ORDER BY place"
Record = dict[str, object]


def append(db: sqlite3.Connection, size: int) -> tuple[Frontier, Record]:
    """Batches of 256 leaves, each with its signed checkpoint and its commit."""
    frontier, signer, waits = Frontier(), Signer("bench.example", Ed25519PrivateKey.generate()), []
    leaves, cpu = [leaf_hash(secrets.token_bytes(32)) for _ in range(BATCH)], time.process_time()
    for _ in range(size // BATCH):
        db.execute("BEGIN IMMEDIATE")
        rows = frontier.extend(leaves)
        save(db, ACTES, rows, frontier.size, signer.sign(ACTES, frontier))
        began = time.perf_counter()
        db.execute("COMMIT")
        waits.append(time.perf_counter() - began)
    cpu = time.process_time() - cpu
    return frontier, {"append_s": round(frontier.size / cpu), "commit_ms": round(statistics.median(waits) * 1e3, 2)}


def proofs(db: sqlite3.Connection, size: int) -> Record:
    """One inclusion and one consistency proof, from the stored nodes: p50 in ms."""
    node, draw, inside, grown = node_reader(db, ACTES), random.Random(1), [], []
    for _ in range(500):
        began = time.perf_counter()
        inclusion(draw.randrange(size), size, node)
        middle = time.perf_counter()
        consistency(draw.randrange(1, size), size, node)
        inside.append(middle - began)
        grown.append(time.perf_counter() - middle)
    return {
        "inclusion_p50_ms": round(statistics.median(inside) * 1e3, 3),
        "consistency_p50_ms": round(statistics.median(grown) * 1e3, 3),
    }


def audit(db: sqlite3.Connection, expected: Frontier) -> Record:
    """Every node, and the root, again from every leaf."""
    began = time.process_time()
    frontier = Frontier()
    nodes = (bytes(row[0]) for row in db.execute(NODES, (NUMBERS[ACTES],)))
    for leaf in nodes:
        for _, _, digest in frontier.append(leaf)[1:]:
            assert digest == next(nodes)
    assert frontier.root() == expected.root()
    return {"audit_s": round(time.process_time() - began, 2)}


def main() -> None:
    """A million leaves unless told otherwise: a minute, 100 MB."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leaves", type=int, default=1_000_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="navette-bench-") as folder:
        path = Path(folder) / "ledger.db"
        db = connect(path)
        migrate(db, path)
        frontier, record = append(db, args.leaves)
        record = {"run": "ledger", "leaves": frontier.size, **record}
        print(json.dumps({**record, **proofs(db, frontier.size), **audit(db, frontier)}))
        db.close()


if __name__ == "__main__":
    main()

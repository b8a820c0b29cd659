#!/usr/bin/env python3
"""The limit of this disk and of SQLite: the bytes of a handoff straight into tables, no HTTP, no signature, no rule.

A handoff here is four transactions, as it is for the server: an envelope and its routing row, then three statements
that each move the row's state. The smallest schema that could hold that, synchronous=FULL, so many transactions in
each commit. Prints one JSON line for each size of commit.
"""

import argparse
import json
import os
import secrets
import sqlite3
import tempfile
import time
from pathlib import Path

SCHEMA = """
CREATE TABLE handoff (seq INTEGER PRIMARY KEY, message BLOB NOT NULL UNIQUE, state INTEGER NOT NULL, raw BLOB NOT NULL);
CREATE TABLE act (handoff INTEGER NOT NULL, kind INTEGER NOT NULL, raw BLOB NOT NULL, PRIMARY KEY (handoff, kind))
  WITHOUT ROWID;
"""
ENVELOPE, STATEMENT, ACTS = 14_967, 400, 3
Record = dict[str, object]


def sqlite_limit(folder: Path, per_commit: int, seconds: float) -> Record:
    """Handoffs a second, four transactions each, `per_commit` of these in each commit."""
    path = folder / f"limit-{secrets.token_hex(4)}.db"
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=16000"):
        db.execute(f"PRAGMA {pragma}")
    db.executescript(SCHEMA)
    envelope, statement = secrets.token_bytes(ENVELOPE), secrets.token_bytes(STATEMENT)
    done, began, cpu = 0, time.perf_counter(), time.process_time()
    while (spent := time.perf_counter() - began) < seconds:
        db.execute("BEGIN IMMEDIATE")
        for _ in range(per_commit):
            _transact(db, done, envelope, statement)
            done += 1
        db.execute("COMMIT")
    cpu = time.process_time() - cpu
    db.close()
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    count = done / (1 + ACTS)
    return {
        "run": f"sqlite-{per_commit}",
        "transactions": done,
        "handoffs_s": round(count / spent, 1),
        "commits_s": round(done / per_commit / spent, 1),
        "cpu_ms": round(cpu / count * 1e3, 3),
        "load1": round(os.getloadavg()[0], 2),
    }


def _transact(db: sqlite3.Connection, number: int, envelope: bytes, statement: bytes) -> None:
    handoff, kind = divmod(number, 1 + ACTS)
    if kind == 0:
        message = time.time_ns().to_bytes(8, "big") + secrets.token_bytes(8)
        db.execute("INSERT INTO handoff VALUES (?, ?, 0, ?)", (handoff, message, envelope))
    else:
        db.execute("INSERT INTO act VALUES (?, ?, ?)", (handoff, kind, statement))
        db.execute("UPDATE handoff SET state = ? WHERE seq = ? AND state = ?", (kind, handoff, kind - 1))


def main() -> None:
    """One JSON line for each size of commit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commits", default="1,64", help="transactions in each commit, separated by commas")
    parser.add_argument("--seconds", type=float, default=3.0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="navette-bench-") as folder:
        for per_commit in args.commits.split(","):
            print(json.dumps(sqlite_limit(Path(folder), int(per_commit), args.seconds)), flush=True)


if __name__ == "__main__":
    main()

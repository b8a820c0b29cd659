#!/usr/bin/env python3
"""The limit of this disk and of SQLite: the rows of a handoff straight into tables, no HTTP, no signature, no ledger.

A handoff here is four transactions, as it is for the server: an envelope and its routing row, then three statements
that each look the handoff up, move its state and are told to somebody. The least an exchange could keep, 64 handoffs
under way at a time, synchronous=FULL, so many transactions in each commit. One JSON line for each size of commit.
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
CREATE TABLE handoff (seq INTEGER PRIMARY KEY, message BLOB NOT NULL UNIQUE, sender INTEGER NOT NULL,
  ward INTEGER NOT NULL, state INTEGER NOT NULL, received REAL NOT NULL);
CREATE INDEX unresolved ON handoff (received) WHERE state < 3;
CREATE TABLE envelope (seq INTEGER PRIMARY KEY, raw BLOB NOT NULL);
CREATE TABLE act (handoff INTEGER NOT NULL, kind INTEGER NOT NULL, raw BLOB NOT NULL, PRIMARY KEY (handoff, kind))
  WITHOUT ROWID;
CREATE TABLE event (mailbox INTEGER NOT NULL, n INTEGER NOT NULL, handoff INTEGER NOT NULL, kind INTEGER NOT NULL,
  PRIMARY KEY (mailbox, n)) WITHOUT ROWID;
"""
ENVELOPE, STATEMENT, ACTS = 14_967, 400, 3
UNDER_WAY = 64
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
            db.execute("SAVEPOINT operation")
            _transact(db, done, envelope, statement)
            db.execute("RELEASE operation")
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
    """The envelopes of so many handoffs, then the first statement of each, and so on."""
    group, within = divmod(number, UNDER_WAY * (1 + ACTS))
    kind, which = divmod(within, UNDER_WAY)
    message = (group * UNDER_WAY + which).to_bytes(16, "big")
    if kind == 0:
        values = (message, which, UNDER_WAY + which, time.time())
        insert = "INSERT INTO handoff (message, sender, ward, state, received) VALUES (?, ?, ?, 0, ?) RETURNING seq"
        (seq,) = db.execute(insert, values).fetchone()
        db.execute("INSERT INTO envelope VALUES (?, ?)", (seq, envelope))
        _tell(db, UNDER_WAY + which, seq, kind)
        return
    seq, sender = db.execute("SELECT seq, sender FROM handoff WHERE message = ?", (message,)).fetchone()
    db.execute("INSERT INTO act VALUES (?, ?, ?)", (seq, kind, statement))
    db.execute("UPDATE handoff SET state = ? WHERE seq = ? AND state = ?", (kind, seq, kind - 1))
    _tell(db, sender, seq, kind)


def _tell(db: sqlite3.Connection, mailbox: int, seq: int, kind: int) -> None:
    (n,) = db.execute("SELECT coalesce(max(n), 0) + 1 FROM event WHERE mailbox = ?", (mailbox,)).fetchone()
    db.execute("INSERT INTO event VALUES (?, ?, ?, ?)", (mailbox, n, seq, kind))


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

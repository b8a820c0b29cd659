"""How a connection to SQLite is opened: the pragmas that make an answered write a durable one."""

import sqlite3
from pathlib import Path

BUSY_SECONDS = 5.0
PAGE = 4096
PRAGMAS = ("foreign_keys=ON", "cache_size=-65536", "mmap_size=268435456", "temp_store=MEMORY")
# The writer's own thread checkpoints (see writer.py); this is the net below it, in pages.
AUTOCHECKPOINT = 16_000


def connect(path: Path, *, max_mb: int = 0) -> sqlite3.Connection:
    """A connection that writes. WAL so that reads never wait; FULL so that COMMIT returns after the fsync.

    max_mb: the database may not grow beyond this (0: no limit); a write past it fails as a full disk does.
    """
    path.touch(mode=0o600)  # SQLite gives its other files the same mode
    db = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS, cached_statements=256
    )
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"wal_autocheckpoint={AUTOCHECKPOINT}", *PRAGMAS):
        db.execute(f"PRAGMA {pragma}")
    if max_mb:
        db.execute(f"PRAGMA max_page_count={max_mb * 1024 * 1024 // PAGE}")
    return db


def connect_readonly(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, for verification of a database that may be somebody's evidence."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)

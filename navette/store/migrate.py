"""Numbered migrations: navette/store/sql/NNNN_name.sql, each applied once, with a backup before an upgrade.

A file already applied must not change: its SHA-256 is kept and compared. A database from a newer program is refused.
"""

import hashlib
import sqlite3
import time
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from navette.core.errors import Local

JOURNAL = """CREATE TABLE IF NOT EXISTS migration (
  n INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, at INTEGER NOT NULL)"""


@dataclass(frozen=True, slots=True)
class Step:
    """One file of navette/store/sql."""

    n: int
    name: str
    text: str

    @property
    def sha256(self) -> str:
        """Of the text as shipped."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def steps() -> list[Step]:
    """The migrations of this version of the program, in order."""
    folder = files("navette.store") / "sql"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [Step(int(name[:4]), name[:-4], (folder / name).read_text("utf-8")) for name in names]


def applied(db: sqlite3.Connection) -> dict[int, str]:
    """Number → SHA-256 of what the database has been through; empty for a new one."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'migration'").fetchone():
        return {}
    return dict(db.execute("SELECT n, sha256 FROM migration ORDER BY n"))


def pending(db: sqlite3.Connection, known: list[Step]) -> list[Step]:
    """What is still to apply; refuses `migration` for a database of a newer program or an altered file."""
    done = applied(db)
    by_number = {step.n: step for step in known}
    for n, digest in done.items():
        if n not in by_number:
            raise Local("migration", step=n, fault="newer")
        if by_number[n].sha256 != digest:
            raise Local("migration", step=n, fault="altered")
    return [step for step in known if step.n not in done]


def migrate(db: sqlite3.Connection, path: Path, known: list[Step] | None = None) -> list[int]:
    """Brings the database up to date; the numbers applied.

    A database that holds something is copied first to backups/before-NNNN.db beside it. Each step is one
    transaction: stopped in the middle, the database is as before that step.
    """
    todo = pending(db, steps() if known is None else known)
    if todo and applied(db):
        save(db, path.parent / "backups" / f"before-{todo[0].n:04}.db")
    db.execute(JOURNAL)
    for step in todo:
        record = f"INSERT INTO migration VALUES ({step.n}, '{step.name}', '{step.sha256}', {int(time.time())});"
        try:
            db.executescript(f"BEGIN IMMEDIATE;\n{step.text}\n{record}\nCOMMIT;")
        except sqlite3.Error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    return [step.n for step in todo]


def save(db: sqlite3.Connection, target: Path) -> None:
    """A consistent copy of a database in use (SQLite's online backup), readable by its owner only."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600)
    copy = sqlite3.connect(target)
    try:
        db.backup(copy)
    finally:
        copy.close()

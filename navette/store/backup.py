"""Backup and restore: one file, taken while the server runs; written whole or not at all.

A tar of the database (SQLite's online backup, so a consistent instant), the ledgers' key and the attachments. What the
fiches say stays sealed in it; the key lets its holder sign checkpoints, so the file is as precious as the server.
"""

import contextlib
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from navette.core.errors import Local
from navette.store.database import FILE
from navette.store.disk import sync
from navette.store.migrate import applied, pending, save, steps

KEYS, BLOBS = ("ledger.key", "ledger.origin"), "blobs"
_NAME = re.compile(rf"navette\.db|ledger\.(key|origin)|{BLOBS}/[0-9a-f]{{2}}/[A-Za-z0-9_-]{{22}}")
# And the step that made each: a backup of an older program has not been through all of them.
COUNTED = {
    **dict.fromkeys(("person", "mailbox", "handoff", "act", "directory_statement", "blob"), 1),
    **dict.fromkeys(("lock", "note"), 2),
}


def backup(database: Path, target: Path) -> None:
    """Writes `target` (mode 0600), which must not exist; refuses `file`. The database may be in use."""
    if target.exists():
        raise Local("file", path=str(target), fault="exists already")
    if not database.is_file():
        raise Local("file", path=str(database), fault="no database here")
    folder = database.parent
    partial = target.with_name(f"{target.name}.partial")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch, _owner_only(partial) as handle:
            copy = Path(scratch) / FILE
            with contextlib.closing(sqlite3.connect(database)) as db:
                save(db, copy)
            with tarfile.open(fileobj=handle, mode="w") as tar:
                tar.add(copy, FILE)
                for name in (*KEYS, BLOBS):
                    if (folder / name).exists():
                        tar.add(folder / name, name, filter=_whole_only)
            handle.flush()
            os.fsync(handle.fileno())
        partial.rename(target)
        sync(target.parent)
    except OSError as error:
        raise Local("file", path=str(target), fault=error.strerror or type(error).__name__) from error
    finally:
        partial.unlink(missing_ok=True)


def _whole_only(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Parts still being received are nobody's yet: their sender sends them again."""
    return None if "." in Path(member.name).name and member.name not in KEYS else member


@contextlib.contextmanager
def _owner_only(path: Path) -> Iterator[BinaryIO]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file


def restore(source: Path, data_dir: Path, *, check_only: bool) -> dict[str, int]:
    """Reads a backup whole and checks it; unless `check_only`, puts it in `data_dir`, which must hold no database.

    Returns how many rows of each kind it holds. Refuses `file` for what is not a backup, or a folder in use;
    `migration` for one made by a newer program.
    """
    if not check_only and (data_dir / FILE).exists():
        raise Local("file", path=str(data_dir), fault="holds a database already")
    place = data_dir.parent if not check_only else Path(tempfile.gettempdir())
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".navette-restore-", dir=place) as scratch:
            folder = Path(scratch) / "data"
            folder.mkdir(mode=0o700)
            with tarfile.open(source) as tar:
                _extract(tar, folder)
            counts = _check(folder / FILE, source)
            if not check_only:
                _put(folder, data_dir)
    except (OSError, tarfile.TarError) as error:
        raise Local("file", path=str(source), fault=type(error).__name__) from error
    return counts


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    """What `backup` writes and nothing else: plain files under these names, wherever a damaged archive points."""
    for member in tar:
        if member.isdir():
            continue
        content = tar.extractfile(member) if member.isreg() and _NAME.fullmatch(member.name) else None
        if content is None:
            raise tarfile.ReadError("not a backup")
        target = folder / member.name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with content, target.open("wb") as out:
            shutil.copyfileobj(content, out)


def _check(database: Path, source: Path) -> dict[str, int]:
    if not database.is_file():
        raise Local("file", path=str(source), fault="holds no database")
    try:
        with contextlib.closing(sqlite3.connect(database)) as db:
            if db.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise Local("file", path=str(source), fault="its database is damaged")
            pending(db, steps())
            done = applied(db)
            tables = [table for table, step in COUNTED.items() if step == 1 or step in done]
            return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    except sqlite3.Error as error:
        raise Local("file", path=str(source), fault="its database is damaged") from error


def _put(folder: Path, data_dir: Path) -> None:
    """Everything beside the database first: the folder is a server's once the database is in it."""
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
        if path.is_file():
            sync(path)
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (*KEYS, BLOBS, FILE):
        if (folder / name).exists():
            (folder / name).rename(data_dir / name)
    sync(data_dir)

"""One process at a time on a folder that nobody else reads."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from navette.core.errors import Local
from navette.store import migrate
from navette.store.connection import connect, connect_readonly
from navette.store.database import FILE, Database
from tests.store.held import SIGNER, opened


def database(folder: Path) -> Database:
    return Database(folder, SIGNER, lambda told: None)


async def test_two_servers_on_one_folder(tmp_path: Path) -> None:
    async with opened(tmp_path) as (first, _):
        second = database(tmp_path)
        with pytest.raises(Local, match="another server uses this folder"):
            await second.open()
        await first.write(lambda tx: tx.one("SELECT 1"))  # the first goes on
    async with opened(tmp_path):
        pass


async def test_a_start_that_fails_lets_go_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path):
        pass
    newer = [*migrate.steps(), migrate.Step(9999, "9999_broken", "CREATE TABLE broken (;")]
    with monkeypatch.context() as patched:
        patched.setattr(migrate, "steps", lambda: newer)
        with pytest.raises(sqlite3.Error):
            await database(tmp_path).open()
    async with opened(tmp_path):
        pass


async def test_only_the_owner_reads_what_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with opened(folder) as (made, _):
        await made.write(lambda tx: tx.one("SELECT 1"))
        for path in folder.iterdir():
            assert path.stat().st_mode & 0o777 == 0o600, path.name
    assert folder.stat().st_mode & 0o777 == 0o700


async def test_closing_leaves_one_file_with_everything(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, _):
        await made.write(lambda tx: tx.run("CREATE TABLE scratch (n)"))
        await made.write(lambda tx: tx.run("INSERT INTO scratch VALUES (1)"))
    assert not (tmp_path / f"{FILE}-wal").exists()
    with contextlib.closing(connect_readonly(tmp_path / FILE)) as db:
        assert db.execute("SELECT n FROM scratch").fetchall() == [(1,)]


async def test_before_it_is_open_there_is_no_writer(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="not open"):
        await database(tmp_path).write(lambda tx: None)


async def test_a_reader_writes_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as (made, _):
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await made.all("INSERT INTO member VALUES ('a', 'b', 'c')")
    with contextlib.closing(connect_readonly(tmp_path / FILE)) as db, pytest.raises(sqlite3.OperationalError):
        db.execute("INSERT INTO member VALUES ('a', 'b', 'c')")


def test_a_commit_is_on_disk_when_it_returns(tmp_path: Path) -> None:
    """synchronous=FULL (2), in WAL mode."""
    with contextlib.closing(connect(tmp_path / FILE)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)

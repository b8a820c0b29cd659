"""Backup and restore: whole, private, and never over what is there."""

import contextlib
import io
import sqlite3
import stat
import tarfile
from pathlib import Path

import pytest

from navette.core.encoding import b64
from navette.core.errors import Local
from navette.service.audit import verify, vkeys_beside
from navette.store.backup import backup, restore
from navette.store.connection import connect
from navette.store.database import FILE
from navette.store.migrate import migrate, steps
from tests.store.undone import undo
from tests.things import BYTES, SealedFile
from tests.web.locking import Account, keep
from tests.world import World, territory


async def lived(world: World) -> None:
    """A handoff with an attachment; a lock and a note."""
    account = Account()
    assert (await keep(world, world.gp, account.lock, account.code())).status == 201
    note = f"/v1/notes/{b64(account.lock)}"
    assert (await world.ask("PUT", note, world.gp, body=b"sealed", kind=BYTES)).status == 201
    file = SealedFile.of(480_000)
    await world.upload(file)
    await world.received(blobs=[file.ref])


async def test_what_was_saved_while_the_server_runs_is_a_server(tmp_path: Path) -> None:
    async with territory(tmp_path / "one") as world:
        await lived(world)
        database = world.context.database.path
        saved = tmp_path / "saved.tar"
        backup(database, saved)
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {"one", "saved.tar"}  # nothing half-made is left beside it
    counts = restore(saved, tmp_path / "two", check_only=False)
    assert (counts["handoff"], counts["act"], counts["blob"]) == (1, 2, 1)
    assert (counts["lock"], counts["note"]) == (1, 1)
    restored = tmp_path / "two" / FILE
    assert verify(restored, vkeys_beside(database)) == []
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "two").rglob("*") if path.is_file()}
    assert modes == {0o600}


async def test_a_check_writes_nothing(tmp_path: Path) -> None:
    async with territory(tmp_path / "one") as world:
        backup(world.context.database.path, tmp_path / "saved.tar")
    assert restore(tmp_path / "saved.tar", tmp_path / "two", check_only=True)["person"] > 0
    assert not (tmp_path / "two").exists()


async def test_a_backup_of_before_there_were_locks_is_restored(tmp_path: Path) -> None:
    async with territory(tmp_path / "one") as world:
        path = world.context.database.path
    with contextlib.closing(sqlite3.connect(path)) as db:
        undo(db, 2)
    backup(path, tmp_path / "saved.tar")
    counts = restore(tmp_path / "saved.tar", tmp_path / "two", check_only=False)
    assert counts["person"] == 4
    assert "lock" not in counts
    with contextlib.closing(connect(tmp_path / "two" / FILE)) as db:
        assert migrate(db, tmp_path / "two" / FILE) == [step.n for step in steps()[1:]]


async def test_nothing_is_written_over(tmp_path: Path) -> None:
    async with territory(tmp_path / "one") as world:
        backup(world.context.database.path, tmp_path / "saved.tar")
        with pytest.raises(Local, match="exists already"):
            backup(world.context.database.path, tmp_path / "saved.tar")
    with pytest.raises(Local, match="holds a database already"):
        restore(tmp_path / "saved.tar", world.context.database.path.parent, check_only=False)
    with pytest.raises(Local, match="no database here"):
        backup(tmp_path / "none" / FILE, tmp_path / "other.tar")


def archive(path: Path, **members: bytes) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize("name", ["../navette.db", "/etc/navette.db", "blobs/../../x", "blobs/00/short", "other.db"])
def test_an_archive_that_points_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Local) as refused:
        restore(archive(tmp_path / "odd.tar", **{name: b"x"}), tmp_path / "inner" / "two", check_only=False)
    assert refused.value.code == "file"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["inner", "odd.tar"]


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "odd.tar", "w") as tar:
        info = tarfile.TarInfo(FILE)
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(Local, match="ReadError"):
        restore(tmp_path / "odd.tar", tmp_path / "two", check_only=False)


@pytest.mark.parametrize("content", [b"", b"not a tar", b"\0" * 10_240])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.tar").write_bytes(content)
    with pytest.raises(Local) as refused:
        restore(tmp_path / "odd.tar", tmp_path / "two", check_only=False)
    assert refused.value.code == "file"
    assert not (tmp_path / "two").exists()


async def test_a_backup_cut_short_is_refused(tmp_path: Path) -> None:
    async with territory(tmp_path / "one") as world:
        backup(world.context.database.path, tmp_path / "saved.tar")
    raw = (tmp_path / "saved.tar").read_bytes()
    (tmp_path / "saved.tar").write_bytes(raw[: len(raw) // 2])
    with pytest.raises(Local) as refused:
        restore(tmp_path / "saved.tar", tmp_path / "two", check_only=False)
    assert refused.value.code == "file"


async def test_a_backup_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    async with territory(tmp_path / "one") as world:
        path = world.context.database.path
    db = sqlite3.connect(path)
    db.execute("INSERT INTO migration VALUES (9999, '9999_later', '', 0)")
    db.commit()
    db.close()
    backup(path, tmp_path / "saved.tar")
    with pytest.raises(Local) as refused:
        restore(tmp_path / "saved.tar", tmp_path / "two", check_only=False)
    assert refused.value.code == "migration"

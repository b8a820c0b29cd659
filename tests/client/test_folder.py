"""Files that are whole or not there, and one holder of a lock at a time."""

import asyncio
import os
import stat
from pathlib import Path

import pytest

from navette.client.folder import FOLDERS, Folder, write_atomic
from navette.core.errors import Local


def test_a_home_is_made_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAVETTE_HOME", str(tmp_path / "a" / "home"))
    folder = Folder()
    assert folder.path == tmp_path / "a" / "home"
    for path in (folder.path, *(folder / name for name in FOLDERS)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    monkeypatch.delenv("NAVETTE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Folder().path == tmp_path / ".navette"


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Local, match="file"):
        Folder(tmp_path / "file" / "home")


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path)
    folder.write("pins.json", b"before")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Local, match="No space left"):
        folder.write("pins.json", b"after")
    with pytest.raises(Local, match="No space left"):
        folder.extend("directory.jsonl", 0, b"line\n")
    assert folder.read("pins.json") == b"before"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_file_is_read_back_or_refused_by_name(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write_json("a.json", {"é": "à"})
    assert folder.read_json("a.json") == {"é": "à"}
    assert folder.read("nothing") is None
    assert folder.read_json("nothing") is None
    assert stat.S_IMODE((folder / "a.json").stat().st_mode) == 0o600
    for text in ("not json", "[]"):
        folder.write("a.json", text.encode())
        with pytest.raises(Local, match="file"):
            folder.read_json("a.json")
    with pytest.raises(Local, match="file"):
        folder.read("outbox")
    with pytest.raises(Local, match="file"):
        write_atomic(tmp_path / "nowhere" / "a", b"")


def test_what_an_interrupted_write_left_is_written_over(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.extend("d.jsonl", 0, b"one\n")
    assert folder.size("d.jsonl") == 4
    folder.extend("d.jsonl", 4, b"two, and a part of thr")
    folder.extend("d.jsonl", 8, b"six\n")
    assert folder.read("d.jsonl") == b"one\ntwo,six\n"
    assert folder.size("nothing") == 0


def test_moving_and_removing_can_be_done_twice(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("outbox/a.nav", b"sealed")
    for _ in range(2):
        folder.move("outbox/a.nav", "sent/a.nav")
        assert folder.names("sent", ".nav") == ["a"]
    for _ in range(2):
        folder.remove("sent/a.nav")
        assert folder.names("sent", ".nav") == []


async def test_a_lock_has_one_holder(tmp_path: Path) -> None:
    inside, most = 0, 0

    async def hold() -> None:
        nonlocal inside, most
        async with Folder(tmp_path).lock("outbox"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(hold() for _ in range(5)))
    assert (inside, most) == (0, 1)

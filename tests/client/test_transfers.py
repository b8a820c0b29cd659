"""Attachments when things go wrong on the way: nothing half-written, nothing unnamed."""

from pathlib import Path

import pytest
from aiohttp import web

from navette.client import attachments
from navette.client.folder import Folder
from navette.core.errors import Local, NavetteError
from tests.client.world import FICHE, WARD, World, answering, changed


@pytest.mark.parametrize(
    "place", [{"parts": 1, "received": 2, "part": 4096}, {"parts": 1, "received": 0, "part": 0}, {}]
)
async def test_an_upload_told_nonsense_stops(world: World, tmp_path: Path, place: dict[str, int]) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"x")
    gp = await world.open("martin")
    await world.server.restart(changed("", lambda answer: place if "parts" in answer else None))
    with pytest.raises(Local, match="server-answer"):
        await gp.send([WARD], FICHE, attachments=[file])
    assert [one.problem for one in gp.waiting()] == ["server-answer"]


async def test_an_upload_whose_sealed_file_is_gone_says_so(world: World, tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"x")
    gp = await world.open("martin")
    await world.server.stop()
    with pytest.raises(Local, match="server-unreachable"):
        await gp.send([WARD], FICHE, attachments=[file])
    for path in (world.cast["martin"].folder / "blobs").iterdir():
        path.unlink()
    await world.server.start()
    await gp.flush()
    assert [(one.problem, one.parked) for one in gp.waiting()] == [("blob-cut-short", True)]


@pytest.mark.parametrize("size", [4_000, 5_000])
async def test_a_download_of_another_length_is_not_kept(world: World, tmp_path: Path, size: int) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"x")
    sent = await (await world.open("martin")).send([WARD], FICHE, attachments=[file])
    opened = await (await world.open("leroy")).collect(sent.reference)

    await world.server.restart(answering("/blobs/", lambda request: web.Response(body=bytes(size))))
    ward = await world.open("leroy")
    with pytest.raises(NavetteError) as refused:
        await ward.save_attachment(opened, 0, tmp_path / "b.bin")
    assert refused.value.code == ("server-unreachable" if size < 4_112 else "server-answer")
    assert not (tmp_path / "b.bin").exists()


async def test_a_name_that_would_be_refused_at_the_other_end_is_refused_here(tmp_path: Path) -> None:
    for name in ("a\u202ecod.pdf", "a\nb"):
        (tmp_path / name).write_bytes(b"x")
        with pytest.raises(Local, match="file"):
            await attachments.seal_files(Folder(tmp_path / "home"), [tmp_path / name])


async def test_a_full_disk_is_named_while_downloading(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"x")
    sent = await (await world.open("martin")).send([WARD], FICHE, attachments=[file])
    ward = await world.open("leroy")
    opened = await ward.collect(sent.reference)

    async def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(attachments, "_receive", full)
    with pytest.raises(Local, match="No space left"):
        await ward.save_attachment(opened, 0, tmp_path / "b.bin")

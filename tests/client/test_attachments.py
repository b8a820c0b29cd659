"""Attachments: any size, any cut, one file at the end or none."""

import hashlib
import os
import resource
import stat
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.typedefs import Middleware

from navette.client import attachments
from navette.client.items import Opened
from navette.core.errors import Local, NavetteError, Refused
from navette.core.handoff import Status
from tests.client.world import CARDIO, FICHE, WARD, Handler, World

PART = 4_194_560


def _file(path: Path, size: int) -> Path:
    path.write_bytes(os.urandom(size))
    return path


async def _deliver(world: World, files: list[Path]) -> Opened:
    sent = await (await world.open("martin")).send([WARD], FICHE, attachments=files)
    return await (await world.open("leroy")).collect(sent.reference)


@pytest.mark.parametrize("size", [0, 1, 4096, 262_144, 9_000_000])
async def test_a_file_arrives_as_it_was(world: World, tmp_path: Path, size: int) -> None:
    file = _file(tmp_path / "scanner.pdf", size)
    seen: list[tuple[str, int, int]] = []
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE, attachments=[file], progress=lambda *step: seen.append(step))
    opened = await ward.collect(sent.reference)
    (attachment,) = opened.manifest.attachments
    assert (attachment.name, attachment.type, attachment.size) == ("scanner.pdf", "application/pdf", size)
    assert seen[-1][0] == "scanner.pdf"
    assert seen[-1][1] == seen[-1][2]
    target = tmp_path / "out"
    target.mkdir()
    saved = await ward.save_attachment(opened, 0, target)
    assert saved == target / "scanner.pdf"
    assert saved.read_bytes() == file.read_bytes()
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    for name in ("martin", "leroy"):
        assert list((world.cast[name].folder / "blobs").iterdir()) == []


async def test_several_files_and_the_sender_reads_them_too(world: World, tmp_path: Path) -> None:
    files = [_file(tmp_path / f"{n}.bin", 1000 + n) for n in range(3)]
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE, attachments=files)
    opened = await gp.collect(sent.reference)
    saved = await gp.save_attachment(opened, 2, tmp_path / "copy.bin")
    assert saved.read_bytes() == files[2].read_bytes()


async def test_a_file_is_never_overwritten(world: World, tmp_path: Path) -> None:
    opened = await _deliver(world, [_file(tmp_path / "a.txt", 10)])
    there = tmp_path / "there.txt"
    there.write_text("mine")
    ward = await world.open("leroy")
    with pytest.raises(Local, match="file"):
        await ward.save_attachment(opened, 0, there)
    with pytest.raises(Local, match="file"):
        await ward.save_attachment(opened, 0, tmp_path / "nowhere" / "a.txt")
    assert there.read_text() == "mine"


async def test_a_file_that_cannot_be_read_sends_nothing(world: World, tmp_path: Path) -> None:
    gp = await world.open("martin")
    for path in (tmp_path / "nowhere.pdf", tmp_path):
        with pytest.raises(Local, match="file"):
            await gp.send([WARD], FICHE, attachments=[path])
    assert gp.waiting() == []
    with pytest.raises(NavetteError, match="payload-too-large"):
        await gp.send([WARD], bytes(5 << 20), attachments=[_file(tmp_path / "a", 1)])
    assert list((world.cast["martin"].folder / "blobs").iterdir()) == []


class Cutter:
    """Cuts the connection of chosen requests; counts what came through."""

    def __init__(self, method: str, path: str, cuts: set[int]) -> None:
        self.method, self.path, self.cuts = method, path, cuts
        self.seen: list[str] = []

    @property
    def middleware(self) -> Middleware:
        @web.middleware
        async def cut(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.method != self.method or self.path not in request.path:
                return await handler(request)
            self.seen.append(request.headers.get("Range", request.path.rsplit("/", 1)[-1]))
            if len(self.seen) in self.cuts and self.method == "PUT":
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            response = await handler(request)
            if len(self.seen) in self.cuts:
                return await self._half(request, response)
            return response

        return cut

    async def _half(self, request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
        """The first five million bytes of a file, then nothing."""
        assert isinstance(response, web.FileResponse | web.StreamResponse)
        blob = request.match_info["blob"]
        whole = next(path for path in Path(self.root).rglob(f"*{blob}*")).read_bytes()
        begin = int(request.headers.get("Range", "bytes=0-")[6:-1])
        cut = web.StreamResponse(status=206 if begin else 200, headers={"Content-Length": str(len(whole) - begin)})
        await cut.prepare(request)
        await cut.write(whole[begin : begin + 5_000_000])
        assert request.transport is not None
        request.transport.abort()
        return cut

    root: Path = Path()


async def test_an_upload_goes_on_where_it_was_cut(world: World, tmp_path: Path) -> None:
    cutter = Cutter("PUT", "/parts/", {2, 4})
    await world.server.restart(cutter.middleware)
    opened = await _deliver(world, [_file(tmp_path / "a.bin", 3 * PART)])
    assert cutter.seen == ["0", "1", "1", "2", "2", "3"]
    assert opened.manifest.attachments[0].size == 3 * PART


async def test_an_upload_interrupted_for_good_goes_on_at_the_next_flush(world: World, tmp_path: Path) -> None:
    cutter = Cutter("PUT", "/parts/", set(range(2, 20)))
    await world.server.restart(cutter.middleware)
    file = _file(tmp_path / "a.bin", 2 * PART)
    gp = await world.open("martin")
    with pytest.raises(Local, match="server-unreachable"):
        await gp.send([WARD], FICHE, attachments=[file])
    file.unlink()
    cutter.cuts = set()
    cutter.seen.clear()
    (sent,) = await (await world.open("martin")).flush()
    assert cutter.seen == ["1", "2"]
    assert (await (await world.open("leroy")).collect(sent.reference)).manifest.attachments[0].size == 2 * PART


async def test_a_download_goes_on_where_it_was_cut(world: World, tmp_path: Path) -> None:
    file = _file(tmp_path / "a.bin", 12_000_000)
    opened = await _deliver(world, [file])
    cutter = Cutter("GET", "/blobs/", {1, 2})
    cutter.root = world.server.data
    await world.server.restart(cutter.middleware)
    ward = await world.open("leroy")
    saved = await ward.save_attachment(opened, 0, tmp_path / "b.bin")
    assert saved.read_bytes() == file.read_bytes()
    begins = [int(one[6:-1]) if one.startswith("bytes") else 0 for one in cutter.seen]
    assert begins[0] == 0
    assert len(begins) == 3
    assert 0 < begins[1] < begins[2]


async def test_an_altered_attachment_leaves_no_file(world: World, tmp_path: Path) -> None:
    opened = await _deliver(world, [_file(tmp_path / "a.bin", 300_000)])
    (stored,) = [
        path
        for path in world.server.data.rglob("*")
        if path.is_file() and path.stat().st_size >= 300_000 and path.suffix not in (".db", ".db-wal")
    ]
    data = bytearray(stored.read_bytes())
    data[-1] ^= 1
    stored.write_bytes(data)
    ward = await world.open("leroy")
    target = tmp_path / "b.bin"
    with pytest.raises(Refused, match="blob-chunk"):
        await ward.save_attachment(opened, 0, target)
    assert not list(tmp_path.glob("*b.bin*"))
    assert list((world.cast["leroy"].folder / "blobs").iterdir()) == []
    data[-1] ^= 1
    stored.write_bytes(data)
    assert (await ward.save_attachment(opened, 0, target)).exists()


async def test_a_fiche_is_rerouted_with_its_attachments_where_they_are(world: World, tmp_path: Path) -> None:
    file = _file(tmp_path / "ecg.pdf", 5_000_000)
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE, attachments=[file])
    cutter = Cutter("PUT", "/parts/", set())
    await world.server.restart(cutter.middleware)
    on = await ward.reroute(sent.reference, CARDIO)
    assert cutter.seen == []
    assert on.problem is None
    cardio = await world.open("petit")
    opened = await cardio.collect(on.reference)
    assert opened.fiche == FICHE
    assert opened.item.reply == sent.message
    saved = await cardio.save_attachment(opened, 0, tmp_path / "copy.pdf")
    assert hashlib.sha256(saved.read_bytes()).digest() == hashlib.sha256(file.read_bytes()).digest()
    (state,) = (await gp.handoff(sent.reference)).item.recipients
    assert (state.status, state.rerouted_to) == (Status.REJECTED, on.message)
    assert list((await gp.handoff(on.reference)).status.values()) == [Status.RECEIVED]


async def test_a_large_file_never_sits_in_memory(world: World, tmp_path: Path) -> None:
    file = tmp_path / "large.bin"
    with file.open("wb") as out:
        out.truncate(200 << 20)
    folder = world.cast["martin"].folder
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (sealed,) = await attachments.seal_files(folder, [file])
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 40 << 10  # kB
    assert sealed[0].size == 200 << 20

"""Fiches written out with their proofs, and what a coordinator holds back from removal."""

import json
import stat
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from aiohttp import web

from navette.core.acknowledgement import Decision
from navette.core.encoding import b64, reference, unb64
from navette.core.errors import Limited
from navette.core.retention import DAY, Scope
from navette.envelope.format import parse
from navette.envelope.statement import leaf_data
from navette.envelope.verify import verify
from navette.ledger.checkpoint import read_checkpoint, read_vkey
from navette.ledger.tree import check_inclusion, leaf_hash
from tests.client.actors import Actor, enter
from tests.client.world import FICHE, WARD, Handler, World


async def test_a_fiche_is_written_out_whole_and_its_proofs_hold_without_any_server(
    world: World, tmp_path: Path
) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    files = [tmp_path / "photo.png", tmp_path / "letter.pdf"]
    for file in files:
        file.write_bytes(file.name.encode() * 1000)
    sent = await gp.send([WARD], FICHE, attachments=files)
    await gp.send([WARD], FICHE)
    await ward.collect(sent.reference)
    await ward.acknowledge(sent.reference, Decision.CLOSED)
    world.server.ahead = 80 * DAY
    await world.server.restart()
    nurse = await world.open("leroy")
    assert await nurse.expiring() == [sent.reference] == await (await world.open("martin")).expiring()
    into = tmp_path / "out" / "2026"
    done = await nurse.export(sent.reference, into)
    assert (done.new, done.folder) == (True, into / sent.reference)
    assert done.files == ("envelope.nav", "fiche.json", "joined/1-photo.png", "joined/2-letter.pdf", "proofs.json")
    assert (done.folder / "fiche.json").read_bytes() == FICHE
    assert (done.folder / "joined/2-letter.pdf").read_bytes() == files[1].read_bytes()
    assert stat.S_IMODE((done.folder / "fiche.json").stat().st_mode) == 0o600
    check(done.folder)
    again = await nurse.export(sent.reference, into)
    assert (again.new, again.files) == (False, done.files)
    assert [path.name for path in into.iterdir()] == [sent.reference]


async def test_what_is_there_is_not_opened_again(world: World, tmp_path: Path) -> None:
    """By its reference or its message id; another folder gets it whole."""
    sent = await (await world.open("martin")).send([WARD], FICHE)
    asked: list[str] = []

    @web.middleware
    async def listening(request: web.Request, handler: Handler) -> web.StreamResponse:
        asked.append(request.path)
        return await handler(request)

    await world.server.restart(listening)
    ward = await world.open("leroy")
    done = await ward.export(sent.reference, tmp_path)
    assert f"/v1/handoffs/{b64(sent.message)}" in asked
    asked.clear()
    for ref in (sent.reference.lower(), b64(sent.message)):
        again = await ward.export(ref, tmp_path)
        assert (again.new, again.folder, again.files) == (False, done.folder, done.files)
    assert asked == []
    assert (await ward.export(b64(sent.message), tmp_path / "other")).new


async def test_a_page_gives_an_archive_of_the_same_files(world: World, tmp_path: Path) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    file = tmp_path / "Radio thorax – Mme Église.png"
    file.write_bytes(bytes(range(256)) * 700)
    sent = await gp.send([WARD], FICHE, attachments=[file, file])
    await ward.collect(sent.reference)
    await ward.acknowledge(sent.reference, Decision.ACCEPTED)
    page = await enter(world, "leroy")
    with await given(page, sent.reference) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "page")
    folder, mine = tmp_path / "page" / sent.reference, (await ward.export(sent.reference, tmp_path / "mine")).folder
    files = {path.relative_to(mine) for path in mine.rglob("*") if path.is_file()}
    assert {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} == files
    for name in files - {Path("proofs.json")}:
        assert (folder / name).read_bytes() == (mine / name).read_bytes()
    assert (mine / "joined" / f"2-{file.name}").read_bytes() == file.read_bytes()
    check(folder)
    theirs, ours = (json.loads((one / "proofs.json").read_bytes()) for one in (folder, mine))
    assert theirs == ours
    other = await gp.send([WARD], FICHE)
    sender = await enter(world, "martin")
    with await given(sender, sent.reference, other.reference) as archive:  # what one has sent, and several
        assert {name.partition("/")[0] for name in archive.namelist()} == {sent.reference, other.reference}
        assert archive.read(f"{sent.reference}/fiche.json") == FICHE


async def test_both_wait_when_the_server_says_so(world: World, tmp_path: Path) -> None:
    """Many fiches are more requests than it takes in a minute."""
    sent = await (await world.open("martin")).send([WARD], FICHE)
    page, ward = await enter(world, "leroy"), await world.open("leroy")
    told: list[str] = []

    @web.middleware
    async def hurried(request: web.Request, handler: Handler) -> web.StreamResponse:
        if "/v1/handoffs/" in request.path and len(told) < 3:
            told.append(request.path)
            raise Limited("too-many-requests", retry_after=1)
        return await handler(request)

    await world.server.restart(hurried)
    assert (await ward.export(sent.reference, tmp_path)).new
    assert len(told) == 3
    told.clear()
    with await given(page, sent.reference) as archive:
        assert archive.read(f"{sent.reference}/fiche.json") == FICHE
    assert len(told) == 3


async def given(page: Actor, *refs: str) -> ZipFile:
    """What the page hands over."""
    raw, left = await page("export", *refs)
    assert left == []
    return ZipFile(BytesIO(unb64(raw, len(raw) * 3 // 4)))


async def test_what_a_page_cannot_open_keeps_none_of_the_others(world: World) -> None:
    sent, lost = await (await world.open("martin")).send([WARD], FICHE), reference(bytes(16))
    page = await enter(world, "leroy")
    raw, left = await page("export", lost, sent.reference)
    assert left == [[lost, "unknown-reference"]]
    with ZipFile(BytesIO(unb64(raw, len(raw) * 3 // 4))) as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {sent.reference}
    assert await page("export", lost) == [None, left]


def check(folder: Path) -> None:
    """With nothing but what is in the folder."""
    proofs = json.loads((folder / "proofs.json").read_bytes())
    envelope = parse((folder / "envelope.nav").read_bytes())
    assert unb64(proofs["envelope"], 32) == envelope.digest
    checkpoint = read_checkpoint(proofs["checkpoint"], *read_vkey(proofs["ledger_key"]))
    for act in proofs["acts"]:
        signature = unb64(act["signature"], 64) if act["signature"] else b""
        leaf = leaf_hash(leaf_data("actes", act["statement"].encode(), signature))
        path = [unb64(one, 32) for one in act["inclusion"]]
        check_inclusion(leaf, act["index"], checkpoint.size, path, checkpoint.root)
    people = {unb64(one, 32): unb64(who["public"], 1248) for one, who in proofs["people"].items()}
    verify(envelope, people[envelope.header.sender])
    assert {who["name"] for who in proofs["people"].values()} == {"Dr Claire Martin", "Mme Leroy"}


async def test_a_coordinator_holds_and_lets_go(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    coordinator = await world.coordinator()
    assert await coordinator.holds.every() == []
    placed = [await coordinator.holds.place(what, "inspection") for what in (sent.reference, WARD, "all")]
    assert [(one.scope, one.what) for one in placed] == [
        (Scope.HANDOFF, sent.reference),
        (Scope.MAILBOX, "CH du Gier – Gériatrie"),
        (Scope.EVERYTHING, ""),
    ]
    assert await coordinator.holds.every() == placed
    (lifted,) = await coordinator.holds.lift(WARD)
    assert (lifted.hold, lifted.lifted is not None) == (placed[1].hold, True)
    assert await coordinator.holds.lift(WARD) == []  # and the hold on everything is another one

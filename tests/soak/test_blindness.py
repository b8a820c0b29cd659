"""The server is blind: nothing of what a fiche says stands anywhere on its side, nor on the way to it.

Every text, name, number and file name of every fiche is a canary; then everything the operator could look at is
searched for them.
"""

import asyncio
import contextlib
import io
import itertools
import json
import random
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from aiohttp import ClientSession

from navette.cli import main as cli
from navette.cli.demo.cast import CAST, COORDINATOR, settle
from navette.cli.invite import first_code
from navette.client.coordinator import Coordinator
from navette.client.folder import Folder
from navette.client.keyring import Keyring
from navette.client.mailbox import Mailbox
from navette.core.acknowledgement import Decision
from navette.core.parties import Urgency
from navette.envelope.format import parse
from navette.fhir import strict
from navette.fhir.bundle import build
from navette.fhir.form import by_name
from navette.fhir.parties import Author, Place
from navette.resources import folder as resources
from navette.settings import Settings
from navette.store.backup import backup
from navette.store.glance import tables
from tests.soak.canaries import Canaries, inflate
from tests.soak.process import Server, free_port
from tests.soak.proxy import Proxy

PASSPHRASE = "lusab-babad-gutih-tugad-ludor"
PRESENT = tuple(one for one in CAST if one.key in ("martin", "leroy", "vidal", "benali"))
WARD, CARDIO = "geriatrie@ch-du-gier.example", "cardiologie@ch-du-gier.example"
PIECE, OVERLAP = 8 << 20, 1024  # a big file is searched in pieces that overlap


@dataclass
class Watched:
    """A territory whose every byte is kept. root: server/, server.log, tmp/, traffic/, and a folder for each person.

    metrics: the port of /metrics; template: a letter to be filled; desktop/ is where people have their own files.
    """

    root: Path
    server: Server
    metrics: int
    canaries: Canaries
    chance: random.Random
    template: object
    gp: Mailbox
    ward: Mailbox
    cardio: Mailbox

    def fiche(self) -> bytes:
        """A letter of admission in which every text and number is a canary."""
        return json.dumps(self.canaries.fill(self.template)).encode()

    def file(self) -> Path:
        """A file whose name and content are canaries."""
        path = self.root / "desktop" / f"{self.canaries.text()}.{self.chance.choice(('pdf', 'png', 'txt'))}"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(self.canaries.text() for _ in range(self.chance.randrange(1, 400))))
        return path


def letter() -> object:
    """A real letter of admission, to be filled."""
    answers = strict.read_object((resources("fhir_profiles") / "examples" / "admission.answers.json").read_bytes())
    raw = build(
        by_name("admission"),
        answers,
        author=Author("Dr Claire Martin", "médecin", "10100000016"),
        custodian=Place("Dr Claire Martin", address="dr.martin@monistrol.example"),
        recipients=[Place("Gériatrie", facility="CH du Gier", address=WARD)],
        now=int(time.time()),
        bundle_id=UUID(int=0),
        production=False,
    )
    return json.loads(raw)


@asynccontextmanager
async def watched(root: Path, chance: random.Random) -> AsyncIterator[Watched]:
    """The server runs while the block lasts."""
    root.mkdir()
    (root / "tmp").mkdir()
    (root / "passphrase").write_text(PASSPHRASE)
    metrics = free_port()
    environ = {"NAVETTE_LOG_LEVEL": "debug", "TMPDIR": str(root / "tmp"), "NAVETTE_METRICS_PORT": str(metrics)}
    server = Server(root / "server", **environ)
    with server:
        async with Proxy(server.port, root / "traffic") as proxy:
            url = f"http://127.0.0.1:{proxy.port}"
            code = first_code(Settings(data_dir=server.folder, public_url=url), COORDINATOR.name)
            await settle(root, code, PASSPHRASE, PRESENT)
            async with AsyncExitStack() as stack:
                boxes = [await stack.enter_async_context(await open_box(root, one.key)) for one in PRESENT[:3]]
                yield Watched(root, server, metrics, Canaries(chance), chance, letter(), *boxes)


async def open_box(root: Path, name: str) -> Mailbox:
    folder = Folder(root / name)
    return await Mailbox.open(folder, Keyring(folder).unlock(PASSPHRASE))


async def exchange(place: Watched, fiches: int) -> None:
    """Fiches with everything that can follow one, canaries wherever something can be written."""
    gp, ward, text = place.gp, place.ward, place.canaries.text
    for n in range(fiches):
        files = [place.file()] if n % 3 == 0 else []
        urgency = place.chance.choice(list(Urgency))
        ref = (await gp.send([WARD], place.fiche(), urgency=urgency, attachments=files)).reference
        match n % 8:
            case 0:
                opened = await ward.collect(ref)
                for number in range(len(opened.manifest.attachments)):
                    await ward.save_attachment(opened, number, place.root / "desktop" / f"received-{n}")
            case 1:
                await ward.acknowledge(ref, Decision.ACCEPTED)
            case 2:
                asked = await ward.acknowledge(ref, Decision.QUESTION, "identity", text=text())
                assert asked.sent is not None
                await gp.collect(asked.sent.reference)
            case 3:
                await ward.acknowledge(ref, Decision.DECLINED, "other", text=text())
            case 4:
                await ward.reply(ref, place.fiche(), form="discharge", attachments=[place.file()])
            case 5:
                onward = await ward.reroute(ref, CARDIO)
                await place.cardio.collect(onward.reference)
            case 6:
                await gp.withdraw(ref)
    assert [item.reference for item in await ward.receive()]
    assert await gp.verify() == []


# What a program that has lost its way might send in clear, where no proxy looks on; {c} is a canary.
STRAY = (
    "PUT /v1/envelopes/{c} HTTP/1.1",
    "GET /v1/{c}?name={c} HTTP/1.1",
    "POST /v1/join HTTP/1.1",
    "POST /v1/handoffs/AZqtHDBqe8OyTvUq6yqK4g/statements HTTP/1.1",
    "DELETE /v1/invitations/{c} HTTP/1.1",
    "GET /v1/mailboxes/{c}/inbox?after={c} HTTP/1.1",
    "GET /v1/ledgers/{c}/proof?size={c} HTTP/1.1",
)
# The library answers it before any code of ours, and quotes it to who sent it; the logs and the disk are ours.
NOT_HTTP = ("GET /{c} HTTP/9.9 {c}", "{c} /v1/server HTTP/1.1")
BODIES = ("{c}", '{{"{c}":"{c}"}}', '{{"statement":"{c}","signature":"{c}"}}', '{{"{c}":', '{{"person":{{"{c}":1}}}}')
MEDIA = ("application/json", "application/octet-stream", "{c}")


async def stray(place: Watched) -> bytes:
    """Sends canaries in clear, straight to the server, in every part of a request; what our code answered."""
    heard = b""
    for line, body, media in itertools.product((*STRAY, *NOT_HTTP), BODIES, MEDIA):
        headers = (
            f"Host: {{c}}\r\nX-{{c}}: {{c}}\r\nSignature-Input: {{c}}\r\nContent-Type: {media}\r\nConnection: close"
        )
        text = body.format(c=place.canaries.text())
        head = f"{line}\r\n{headers}\r\nContent-Length: {len(text)}\r\n\r\n".format(c=place.canaries.text())
        answer = await say(place.server.port, (head + text).encode())
        heard += answer if line in STRAY else b""
    assert heard.count(b"application/problem+json") == len(STRAY) * len(BODIES) * len(MEDIA)
    return heard


async def say(port: int, data: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    heard = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return heard


COMMANDS = (
    *(["board"], ["board", "--csv"], ["board", "--json"], ["invite", "list", "--json"]),
    *(["indicators", "--json"], ["indicators", "--delays", "--csv"]),
    *(["journal", "--coordinators", "--json"], ["journal", "--coordinators", "--csv"]),
    *(["export-fhir", "tasks"], ["export-fhir", "journal"]),
)


async def photograph(place: Watched, album: Path, commands: Sequence[list[str]] = COMMANDS) -> None:
    """Copies of what an operator and a coordinator can look at, of this moment."""
    album.mkdir()
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{place.metrics}/metrics") as response:
        (album / "metrics").write_bytes(await response.read())
    backup(place.server.database, album / "backup.tar")
    for name in ("navette.db", "navette.db-wal"):
        (album / name).write_bytes((place.server.folder / name).read_bytes())
    with (album / "cells").open("wb") as cells:
        for table in tables(place.server.database):
            for row in table.rows:
                cells.write(b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in row.values()))
    for words in commands:
        heard = await asyncio.to_thread(command, place.root / "nathalie", words)
        (album / " ".join(words)).write_bytes(heard)


def command(home: Path, words: list[str]) -> bytes:
    """What a command prints."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        given = ["--home", str(home), *words, "--passphrase-file", str(home.parent / "passphrase")]
        assert cli.main(given) == 0, out.buffer
    out.flush()
    assert isinstance(out.buffer, io.BytesIO)
    return out.buffer.getvalue()


def search(place: Watched) -> dict[str, set[str]]:
    """Every file on the server's side, of what was photographed, and of the clients' own folders: where, and how."""
    found: dict[str, set[str]] = {}
    for path in sorted(place.root.rglob("*")):
        if path.is_file() and path.relative_to(place.root).parts[0] != "desktop":
            for piece in pieces(path):
                if seen := place.canaries.found(piece):
                    found.setdefault(str(path.relative_to(place.root)), set()).update(seen)
    for table in tables(place.server.database):
        for row in table.rows if table.name == "envelope" else []:
            raw = row["raw"]
            assert isinstance(raw, bytes)
            body = parse(raw).body
            if any(place.canaries.found(inflate(body[at:])) for at in range(32)):
                found.setdefault("envelope", set()).add("deflated only")
    return found


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        before = b""
        while data := file.read(PIECE):
            yield before + data
            before = data[-OVERLAP:]


async def blind(place: Watched, fiches: int) -> None:
    await exchange(place, fiches)
    answers = await stray(place)
    await photograph(place, place.root / "album")
    assert place.canaries.made > 100 * fiches
    assert search(place) == {}
    assert place.canaries.found(answers) == set()


async def plant(place: Watched) -> dict[str, set[str]]:
    """One canary in clear, in an invitation: where the search finds it."""
    folder = Folder(place.root / "nathalie")
    async with await Coordinator.open(folder, Keyring(folder).unlock(PASSPHRASE)) as coordinator:
        address = f"{place.canaries.text()}@monistrol.example"
        await coordinator.invite({"name": "Dr", "profession": "médecin"}, role="mailbox", address=address)
    await photograph(place, place.root / "second-album", [["invite", "list"]])
    return search(place)


async def test_nothing_of_a_fiche_is_seen_and_what_is_in_clear_would_be(tmp_path: Path, seed: int) -> None:
    async with watched(tmp_path / "territory", random.Random(seed)) as place:
        await blind(place, 40)
        found = await plant(place)
    files = {name.partition("/")[0] for name in found}
    assert {"server", "traffic", "second-album"} <= files
    assert {"second-album/cells", "second-album/backup.tar", "second-album/invite list"} <= found.keys()


@pytest.mark.soak
async def test_nothing_of_a_thousand_fiches_is_seen(tmp_path: Path, seed: int) -> None:
    begun = time.monotonic()
    async with watched(tmp_path / "territory", random.Random(seed)) as place:
        await blind(place, 1000)
        found = await plant(place)
    assert "second-album/cells" in found
    size = sum(path.stat().st_size for path in (tmp_path / "territory").rglob("*") if path.is_file())
    print(f"{place.canaries.made} canaries, {size >> 20} MiB searched, {int(time.monotonic() - begun)} s")

"""The whole, in Chromium: from an invitation to a fiche taken in charge, and where nothing of it is left."""

import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import FilePayload, Page, expect

from navette.client.coordinator import Coordinator
from navette.core.parties import MailboxKind
from navette.envelope.unlock import read_code
from tests.browser.house import House
from tests.browser.site import Machine, at, machine, spellings
from tests.client.world import Member, Server, enrol, first_code
from tests.js.test_scanned import CODE

pytestmark = pytest.mark.asyncio(loop_scope="session")
GP, GP_ADDRESS = "Dr Élise Vidal", "dr.vidal@monistrol.example"
NURSE, WARD, WARD_ADDRESS = "Mme Zoé Leroy", "CH du Gier – Gériatrie", "geriatrie@ch-du-gier.example"
REASON = "Chutes répétées depuis l'été, canari à l'œil"
PATIENT = ("FAURE-TEST", "MARGUERITE", "Faure", "Marguerite")
TODAY = datetime.now(ZoneInfo("Europe/Paris")).date()
DISCHARGE = {
    "Médecin traitant": GP,
    "Médecin de l'établissement qui": "Dr Karim Benali",
    "Date d'entrée": f"{TODAY - timedelta(days=3):%d/%m/%Y}",
    "Date de sortie": f"{TODAY - timedelta(days=1):%d/%m/%Y}",
    "Motif": "Chutes répétées",
    "Synthèse médicale": "Bilan normal, canari à l'œil",
}
SCREENS = 8
LIVE = 30_000  # ms


@dataclass
class Place:
    """A server, and who invites."""

    server: Server
    nathalie: Member

    @property
    def url(self) -> str:
        """Passkeys know names, and no addresses of machines."""
        return f"http://localhost:{self.server.port}"

    async def invite(self, name: str, kind: MailboxKind, address: str, mailbox: str | None = None) -> str:
        who = {"name": name, "profession": "soignant"}
        async with await Coordinator.open(self.nathalie.folder, self.nathalie.person) as coordinator:
            invited = await coordinator.invite(who, role="mailbox", kind=kind, address=address, mailbox_name=mailbox)
        return at(invited.code, self.url)

    async def confirm(self) -> None:
        async with await Coordinator.open(self.nathalie.folder, self.nathalie.person) as coordinator:
            assert [one.problem for one in await coordinator.confirm()] == [""]

    async def board(self) -> list[str]:
        """The references of what nobody has closed."""
        async with await Coordinator.open(self.nathalie.folder, self.nathalie.person) as coordinator:
            return [one.reference for one in await coordinator.unresolved()]


@pytest_asyncio.fixture(loop_scope="session")
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    server = Server(tmp_path / "server")
    await server.start()
    yield Place(server, await enrol(tmp_path / "nathalie", first_code(server)))
    await server.stop()


@dataclass
class Walk:
    """Somebody at a machine, and each screen they were shown."""

    here: Machine
    screens: list[str] = field(default_factory=list)
    printed: str = ""

    @property
    def page(self) -> Page:
        return self.here.page

    async def see(self, heading: str) -> None:
        await self.page.get_by_role("heading", name=heading, exact=False).first.wait_for(timeout=LIVE)
        self.screens.append(heading)

    async def join(self, code: str, name: str) -> None:
        """By the link, with a passkey; the printed code is typed back."""
        await self.here.goto(f"/rejoindre#{code}")
        await self.see("Est-ce bien vous")
        await expect(self.page.locator("[data-part=name]")).to_have_text(name)
        await self.page.locator("[data-part=place-shared]").check()
        await self.page.locator("[data-part=with-device]").click()
        await self.page.locator("[data-part=code] code").last.wait_for(timeout=LIVE)
        self.screens.append("sheet")
        self.printed = " ".join(await self.page.locator("[data-part=code] code").all_inner_texts())
        await self.page.locator("[data-part=printed]").click()
        self.screens.append("four symbols")
        await self.type_back()
        await self.see("À faire")

    async def type_back(self) -> None:
        groups = self.printed.split()
        for asked in await self.page.locator("[data-part=asked] label").all():
            text = await asked.locator("span").inner_text()
            group, symbol = (int(part) for part in "".join(c if c.isdigit() else " " for c in text).split())
            await asked.locator("input").fill(groups[group - 1][symbol - 1])
        await self.page.locator("[data-part=check] button.primary").click()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def type(self, text: str) -> None:
        await self.page.keyboard.insert_text(text)

    async def write(self, photo: bytes) -> str:
        """A fiche for a patient of a scanned code, with a photo; its reference."""
        await self.page.get_by_role("link", name="Nouvelle fiche").first.click()
        await self.see("Nouvelle fiche")
        await expect(self.page.locator(":focus")).to_have_attribute("role", "combobox")
        await self.type(CODE.replace("\x1d", ""))
        await self.press("Enter", "ArrowUp")
        await self.press("F8")
        await self.type("geri")
        await self.press("Enter", "F8")
        await self.type(REASON)
        await self.press("F8")
        await self.type("Bisoprolol 2,5 mg")
        await self.press("Tab")
        await self.type("1 comprimé le matin")
        await self.press("F8")
        await self.type("Amoxicilline")
        await self.press("F8")
        await self.type("Vit seule")
        joined: FilePayload = {"name": "plaie à l'œil.png", "mimeType": "image/png", "buffer": photo}
        await self.page.locator("[data-part=files] input[type=file]").first.set_input_files(joined)
        return await self.leave()

    async def leave(self) -> str:
        """What was written is read again, signed and sent; its reference."""
        await self.press("Control+Enter")
        await self.see("Relire avant")
        await self.page.get_by_role("button", name="Signer et envoyer").click()
        sent = self.page.locator("[data-part=done]:not([hidden])")
        await sent.wait_for(timeout=LIVE)
        self.screens.append("sent")
        return next(word for word in (await sent.inner_text()).split() if word.startswith("NV-"))

    async def discharge(self) -> str:
        """The answer, with the form of discharge as it is opened from the fiche; its reference."""
        await self.page.get_by_role("button", name="Répondre par une fiche").click()
        main = self.page.get_by_role("main")
        await main.get_by_role("button", name="Reprendre : Allergies").click(timeout=LIVE)
        for name, text in DISCHARGE.items():
            await main.get_by_role("textbox", name=name).first.fill(text)
        for name in ("Hospitalisation en urgence", "Définitif"):
            await main.get_by_role("radio", name=name).check()
        await main.get_by_role("combobox", name="Modalité de sortie").select_option("Retour au domicile")
        for no in await main.get_by_role("radio", name="Non", exact=True).all():
            await no.check()
        await main.get_by_role("checkbox", name="Aucun traitement à la sortie").check()
        return await self.leave()

    async def open(self, reference: str) -> None:
        """From the list, where it came by itself."""
        await self.page.locator(f'a[href="/fiche/{reference}"]').first.click(timeout=LIVE)
        await self.page.get_by_role("heading", name="Qui, quand, preuve").wait_for(timeout=LIVE)


def picture(size: int = 1024) -> bytes:
    """A photo of 3 MB that nothing makes smaller."""
    noise = Random(1).randbytes(size * size * 3)
    rows = b"".join(b"\0" + noise[at : at + size * 3] for at in range(0, len(noise), size * 3))
    parts = (
        (b"IHDR", struct.pack(">2I5B", size, size, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 0)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(raw)) + kind + raw + struct.pack(">I", zlib.crc32(kind + raw)) for kind, raw in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


async def test_from_an_invitation_to_an_empty_board(
    browser: House, place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    invitation = await place.invite(NURSE, MailboxKind.ORGANISATION, WARD_ADDRESS, WARD)
    async with AsyncExitStack() as stack:
        ward = Walk(await stack.enter_async_context(machine(browser.browser, place.url)))
        await ward.join(invitation, NURSE)
        await place.confirm()
        gp = Walk(await stack.enter_async_context(machine(browser.browser, place.url)))
        await gp.join(await place.invite(GP, MailboxKind.PERSONAL, GP_ADDRESS), GP)
        await place.confirm()
        reference = await gp.write(picture())
        assert len(gp.screens) <= SCREENS, gp.screens
        await gp.page.get_by_role("link", name="Suivre cette fiche").click()
        states = gp.page.locator("[data-part=states]")
        await states.get_by_text(WARD).wait_for(timeout=LIVE)

        await ward.open(reference)
        await expect(ward.page.locator("[data-part=article]")).to_contain_text(REASON, timeout=LIVE)
        await ward.page.get_by_role("button", name="Prendre en charge").click()
        await expect(states).to_contain_text(NURSE, timeout=LIVE)  # without loading anything again
        assert await place.board() == [reference]

        answer = await ward.discharge()
        await gp.page.get_by_role("link", name="À faire").first.click()
        await gp.open(answer)
        await expect(gp.page.locator("[data-part=article]")).to_contain_text("Bilan normal", timeout=LIVE)
        await gp.page.get_by_role("button", name="Clore").first.click()
        await gp.page.locator("form.answer button.primary").click()
        await expect(gp.page.locator("#live")).not_to_be_empty()
        await gp.page.locator("form.answer").wait_for(state="detached", timeout=LIVE)
        assert await place.board() == []
        await exported(ward, reference)
        await nothing_left(gp, place.server.data, capfd.readouterr())
        await nothing_left(ward, place.server.data, ("", ""))


async def exported(walk: Walk, reference: str) -> None:
    """Found among the closed, and taken out whole."""
    await walk.page.get_by_role("link", name="À faire").first.click()
    await walk.page.get_by_role("link", name="Fiches closes").click()
    line = walk.page.locator("[data-part=latest] > li", has_text=reference)
    async with walk.page.expect_download(timeout=LIVE) as saving:
        await line.get_by_role("button", name="Exporter").click(timeout=LIVE)
    with ZipFile(await (await saving.value).path()) as archive:
        assert REASON in archive.read(f"{reference}/fiche.json").decode()
        assert archive.read(f"{reference}/joined/1-plaie à l'œil.png") == picture()


async def nothing_left(walk: Walk, data: Path, said: tuple[str, str]) -> None:
    """Of the patient, of what was written, of what opens: neither in what was sent, nor kept, nor logged."""
    heard = await walk.here.overheard()
    assert heard
    opens = [
        *spellings(heard[0]),
        walk.printed.encode(),
        walk.printed.replace(" ", "").encode(),
        read_code(walk.printed),
    ]
    never = [*opens, REASON.encode(), b"Chutes", *(name.encode() for name in PATIENT)]
    assert [one[:80] for one in walk.here.sent if any(canary in one for canary in never)] == []
    assert any(b"PUT" in one and b"/v1/locks/" in one and len(one) > 500 for one in walk.here.sent)  # bodies are seen
    files = {path.name: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert any(WARD_ADDRESS.encode() in raw for raw in files.values())  # what is not sealed would be found
    assert [name for name, raw in files.items() if any(canary in raw for canary in never)] == []
    assert not any(canary in "".join(said).encode() for canary in never)
    kept = await walk.here.kept()
    assert not any(canary.decode("latin-1") in str(kept) for canary in never)

"""The whole, in Debian's Firefox: it has no X-Wing, no Chromium's ways, and the same server, pages and policy."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from navette.client.coordinator import Coordinator
from navette.client.mailbox import Mailbox
from navette.core.parties import MailboxKind
from tests.browser.site import KEPT, at
from tests.browser.territory import fiche
from tests.client.world import Member, Server, enrol, first_code
from tests.conftest import FIREFOX
from tests.js.bidi import Firefox, Tab, find_firefox, open_firefox
from tests.js.test_scanned import CODE

pytestmark = pytest.mark.asyncio(loop_scope="session")
WARD = "geriatrie@ch-du-gier.example"
REASON = "Chutes répétées depuis l'été, canari à l'œil"
ENTER, UP, TAB, F8, CONTROL, ALT = "\ue007", "\ue013", "\ue004", "\ue038", "\ue009", "\ue00a"
NAME, ADDRESS = "Dr Élise Vidal", "dr.vidal@monistrol.example"
TYPE_BACK = """(printed) => {
  const groups = printed.split(" ");
  for (const asked of document.querySelectorAll("[data-part=asked] label")) {
    const [group, symbol] = asked.querySelector("span").textContent.match(/\\d+/g);
    asked.querySelector("input").value = groups[group - 1][symbol - 1];
  }
}"""
HAS_OWN = """() => crypto.subtle.generateKey({ name: "MLKEM768-X25519" }, false, ["encapsulateKey", "decapsulateKey"])
  .then(() => true, () => false)"""


@dataclass
class Place:
    """A server, who invites, and a ward that works without a browser."""

    server: Server
    nathalie: Member
    ward: Member

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server.port}"

    async def confirm(self) -> None:
        async with await Coordinator.open(self.nathalie.folder, self.nathalie.person) as coordinator:
            assert [one.problem for one in await coordinator.confirm()] == ["", ""]

    async def invite(self, name: str, kind: MailboxKind, address: str) -> str:
        who = {"name": name, "profession": "soignant"}
        async with await Coordinator.open(self.nathalie.folder, self.nathalie.person) as coordinator:
            return (await coordinator.invite(who, role="mailbox", kind=kind, address=address)).code


@pytest_asyncio.fixture(loop_scope="session")
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    server = Server(tmp_path / "server")
    await server.start()
    nathalie = await enrol(tmp_path / "nathalie", first_code(server))
    async with await Coordinator.open(nathalie.folder, nathalie.person) as coordinator:
        who = {"name": "Mme Zoé Leroy", "profession": "infirmière"}
        kind = MailboxKind.ORGANISATION
        invited = await coordinator.invite(who, role="mailbox", kind=kind, address=WARD, mailbox_name="Gériatrie")
    yield Place(server, nathalie, await enrol(tmp_path / "leroy", invited.code))
    await server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def firefox() -> AsyncIterator[Firefox]:
    executable = find_firefox(FIREFOX)
    assert executable, "no Firefox: apt-get install firefox-esr, or NAVETTE_FIREFOX=FILE, or --no-browser"
    async with open_firefox(executable) as opened:
        yield opened


async def join(tab: Tab, url: str, code: str) -> str:
    """With a printed code alone, as there is no device; that code."""
    await tab.goto(f"{url}/rejoindre#{code}")
    await tab.see("[data-part=name]", NAME)
    await tab.click("[data-part=place-shared]")
    await tab.click("[data-part=with-code]")
    await tab.see("[data-part=code] code")
    groups = await tab.run("() => [...document.querySelectorAll('[data-part=code] code')].map((one) => one.innerText)")
    await tab.click("[data-part=printed]")
    await tab.see("[data-part=asked] input")
    await tab.run(TYPE_BACK, " ".join(groups))
    await tab.click("[data-part=check] button.primary")
    await tab.see("header.bar", NAME)
    return " ".join(groups)


async def write(tab: Tab) -> str:
    """A fiche for a patient of a scanned code; its reference."""
    await tab.click("header a[href='/nouvelle']")
    await tab.see("[role=combobox]:focus")
    for keys in (CODE.replace("\x1d", ""), ENTER + UP, F8, "geri", ENTER + F8, REASON, F8, "Bisoprolol", TAB,
                 "1 le matin", F8, "Amoxicilline", F8, "Vit seule"):  # fmt: skip
        await tab.press(*keys)
    await tab.chord(CONTROL, ENTER)
    await tab.see("h1, h2", "Relire avant")
    await tab.press(ENTER)
    said: str = await tab.see("[data-part=done]:not([hidden])", "NV-")
    return next(word for word in said.split() if word.startswith("NV-"))


async def test_joining_reading_answering_sending_and_locking(firefox: Firefox, place: Place) -> None:
    async with firefox.tab() as tab:
        code = await join(tab, place.url, at(await place.invite(NAME, MailboxKind.PERSONAL, ADDRESS), place.url))
        assert await tab.run(HAS_OWN) is False  # the day it has, the vectors are to be asked of both
        await place.confirm()
        async with await Mailbox.open(place.ward.folder, place.ward.person) as ward:
            arrived = await ward.send([ADDRESS], fiche()["text"].encode())
            link = f"a[href='/fiche/{arrived.reference}']"
            await tab.see(link)  # without loading anything again
            await tab.click(link)
            await tab.see("[data-part=patient]", "FAURE")
            await tab.click("[data-part=actions] button.primary")
            await tab.see("[data-part=states]", "Prise en charge")
            assert [one.owner_name for one in (await ward.sent())[0].recipients] == [NAME]
            opened = await ward.collect(await write(tab))
            assert REASON.encode() in opened.fiche

        await tab.chord(ALT, "l")
        await tab.see("h1", "Déverrouiller")
        assert await tab.run(KEPT) == []
        await tab.click("[data-part=form] [data-part=code]")
        await tab.press(*code.lower(), ENTER)
        await tab.see("header.bar", NAME)
        await tab.click("header a[href='/']")
        await tab.see(link)
        assert firefox.said == []
        await tab.run("() => document.body.append(Object.assign(new Image(), { src: 'http://elsewhere.example/' }))")
        await asyncio.wait_for(firefox.spoke.wait(), 30)
        assert "img-src" in firefox.said[0]  # what the policy refuses is heard

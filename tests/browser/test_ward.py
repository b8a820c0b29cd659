"""A ward at work, in two real browsers: one owner, one polite sentence; and each of the answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from navette.client.mailbox import Mailbox
from navette.core.handoff import Status
from navette.core.parties import MailboxKind
from tests.browser.house import House
from tests.browser.site import at, machine
from tests.browser.territory import fiche
from tests.browser.test_account import type_back
from tests.client import world as worlds
from tests.client.world import CARDIO, World

pytestmark = pytest.mark.asyncio(loop_scope="session")
ZOE, SAMIR = "Mme Zoé Faure", "Dr Samir Noir"
WARD, ADDRESS = "CH du Gier – Urgences", "urgences@ch-du-gier.example"
LIVE = 30_000  # ms
RAW = fiche()["text"].encode()


@pytest_asyncio.fixture(loop_scope="session")
async def world(template: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        yield await worlds.copy(template, tmp_path / "world", stack)


@dataclass
class Desk:
    """Somebody of the ward, at a page."""

    page: Page
    name: str
    printed: str = ""

    async def join(self, url: str, code: str) -> None:
        await self.page.goto(f"{url}/rejoindre#{code}")
        await self.page.locator("[data-part=with-code]").click()
        await self.page.locator("[data-part=code] code").last.wait_for(timeout=LIVE)
        self.printed = " ".join(await self.page.locator("[data-part=code] code").all_inner_texts())
        await self.page.locator("[data-part=printed]").click()
        await type_back(self.page, self.printed)
        await self.page.locator("header.bar:not([hidden])").wait_for(timeout=LIVE)

    async def service(self) -> None:
        await self.page.locator("summary").click()
        await self.page.get_by_role("link", name="Service", exact=False).click()

    async def look_again(self) -> None:
        """Somebody who sits nowhere, until a guardian lets them in."""
        await self.page.get_by_role("button", name="Actualiser").click()
        await expect(self.page.locator("[data-part=members]")).to_contain_text(self.name, timeout=LIVE)

    async def let_in(self, name: str) -> None:
        await self.service()
        await self.page.locator("#service-name").fill(name)
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator("[data-part=members]")).to_contain_text(name, timeout=LIVE)

    async def open(self, reference: str) -> None:
        """From the list, where it comes by itself."""
        await self.page.get_by_role("link", name="À faire").first.click()
        await self.page.locator(f'a[href="/fiche/{reference}"]').first.click(timeout=LIVE)
        await self.page.locator("[data-action]").first.wait_for(timeout=LIVE)

    async def accept(self) -> str:
        """What is said of it at once: to the one who has it, or to the other."""
        await self.page.get_by_role("button", name="Prendre en charge").click()
        told = self.page.locator("[data-part=failure] .notice")
        await told.wait_for(timeout=LIVE)
        await expect(self.page.locator("[data-part=states]")).to_contain_text("Prise en charge : ", timeout=LIVE)
        return await told.inner_text()

    async def answer(self, action: str, send: str, said: str, **fields: str) -> None:
        await self.page.get_by_role("button", name=action, exact=True).click()
        form = self.page.locator("form.answer")
        if choice := fields.get("choice"):
            await form.get_by_label(choice).check()
        if ward := fields.get("ward"):
            await form.locator("select").select_option(ward)
        if text := fields.get("text"):
            await form.locator("textarea").fill(text)
        await form.get_by_role("button", name=send).click()
        await self.page.locator("[data-part=state]").get_by_text(said).first.wait_for(timeout=LIVE)


async def invite(world: World, name: str, *, mailbox: bool) -> str:
    coordinator, who = await world.coordinator(), {"name": name, "profession": "soignant"}
    url = f"http://localhost:{world.server.port}"
    if not mailbox:
        return at((await coordinator.invite(who)).code, url)
    kind = MailboxKind.ORGANISATION
    invited = await coordinator.invite(who, role="mailbox", kind=kind, address=ADDRESS, mailbox_name=WARD)
    return at(invited.code, url)


async def state(gp: Mailbox, reference: str) -> Status:
    """Of the ward, or of the last one it went to."""
    return (await gp.handoff(reference)).item.recipients[-1].status


async def test_a_ward_of_two(browser: House, world: World) -> None:
    url = f"http://localhost:{world.server.port}"
    async with machine(browser.browser, url, prf=None) as first, machine(browser.browser, url, prf=None) as second:
        zoe, samir = Desk(first.page, ZOE), Desk(second.page, SAMIR)
        await zoe.join(url, await invite(world, ZOE, mailbox=True))
        await samir.join(url, await invite(world, SAMIR, mailbox=False))
        await (await world.coordinator()).confirm()
        await samir.service()
        await zoe.let_in(SAMIR)
        await samir.look_again()
        await says_when_it_is_there(zoe)
        gp = await world.open("martin")
        [ward] = await gp.services.read(ADDRESS)
        assert ward.state is not None
        assert (ward.state.hours, ward.state.note) == ({"mon": "08:00-12:00"}, "urgences : régulation 15")
        await one_owner(gp, zoe, samir)
        await answers(gp, zoe, await world.open("petit"))


async def says_when_it_is_there(ward: Desk) -> None:
    """Typed in the page, signed."""
    await ward.page.get_by_role("button", name="Modifier").click()
    await ward.page.get_by_label("Lundi").fill("8h-12h")
    await ward.page.get_by_label("Note affichée").fill("urgences : régulation 15")
    await ward.page.keyboard.press("Enter")
    await expect(ward.page.locator("[data-part=facts]")).to_contain_text("lundi 08:00-12:00", timeout=LIVE)


async def one_owner(gp: Mailbox, zoe: Desk, samir: Desk) -> None:
    """Two people, one click."""
    sent = (await gp.send([ADDRESS], RAW)).reference
    await asyncio.gather(zoe.open(sent), samir.open(sent))
    said = await asyncio.gather(zoe.accept(), samir.accept())
    owner = (await gp.handoff(sent)).item.recipients[0].owner_name
    assert {owner} < {ZOE, SAMIR}
    won, lost = said if owner == ZOE else reversed(said)
    assert won.startswith("Vous avez pris cette fiche en charge.")
    assert lost.startswith(f"{owner} a pris cette fiche en charge avant vous.")
    for desk in (zoe, samir):
        await expect(desk.page.locator("[data-part=states]")).to_contain_text(f"Prise en charge : {owner}")
        await expect(desk.page.locator("[data-action=accept]")).to_have_count(0)


async def answers(gp: Mailbox, ward: Desk, cardio: Mailbox) -> None:
    """A question and its answer in the thread; a refusal with its reason; not for us."""
    asked, declined, elsewhere = [(await gp.send([ADDRESS], RAW)).reference for _ in range(3)]
    await ward.open(asked)
    await ward.answer("Demander une précision", "Envoyer la question", "Complément demandé", text="Depuis quand ?")
    (question,) = await gp.receive()
    assert (await gp.collect(question.reference)).fiche.decode() == "Depuis quand ?"
    await gp.reply(question.reference, b"Depuis dimanche.", media="text/plain", form="")
    await expect(ward.page.locator("[data-part=letters]")).to_contain_text("Depuis quand ?", timeout=LIVE)
    await ward.open(declined)
    await ward.answer("Refuser", "Refuser la fiche", "La fiche est refusée", choice="Pas de place", text="Lundi ?")
    assert await state(gp, declined) is Status.REJECTED
    await ward.open(elsewhere)
    await ward.answer("Pas pour nous", "L'envoyer à ce service", "dans l'autre service", ward=CARDIO)
    (moved,) = await cardio.receive()
    assert (await cardio.collect(moved.reference)).fiche == RAW

"""Sealed for the substitute too: proposed before it leaves, said after, opened by who stands in."""

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from navette.client.services import Said
from navette.core.parties import Urgency
from tests.browser.desks import SCHEMES
from tests.browser.gate import Gate, gate
from tests.browser.house import House
from tests.browser.territory import fiche as document
from tests.browser.writing import SOON, arrived, says, write
from tests.client.world import WARD

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]
SWEPT = 60_000  # ms: the server looks every twenty seconds
CARDIO, GERIATRICS = "CH du Gier – Cardiologie", "CH du Gier – Gériatrie"
SHOTS = os.environ.get("SHOTS", "")


@pytest_asyncio.fixture(loop_scope="session")
async def place(template: Path, tmp_path: Path) -> AsyncIterator[Gate]:
    """Cardiology stands in for the ward."""
    async with gate(template, tmp_path / "world") as made:
        ward, cardio = await made.open("leroy"), (await made.open("petit")).id
        await ward.services.say(WARD, lambda said: Said(said.hours, substitute=cardio))
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: House) -> AsyncIterator[BrowserContext]:
    made = await browser.browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    yield made
    await made.close()


async def show(page: Page, name: str) -> None:
    """To be looked at, where a folder is named for it."""
    for scheme in SCHEMES if SHOTS else ():
        for width in (390, 1280):
            await page.set_viewport_size({"width": width, "height": 900})
            await page.emulate_media(color_scheme=scheme)
            await page.screenshot(path=f"{SHOTS}/YEAR-B-{name}-{scheme}-{width}.png")
    if SHOTS:
        await page.set_viewport_size({"width": 1280, "height": 900})


async def test_it_is_proposed_before_it_leaves_and_said_after(place: Gate, context: BrowserContext) -> None:
    page = await context.new_page()
    await place.enter(page, "martin")
    await write(page, "chute")
    await page.keyboard.press("Control+Enter")
    also = page.get_by_role("checkbox", name="Sceller aussi pour le remplaçant, qui l'ouvrira à l'échéance")
    await expect(also).not_to_be_checked(timeout=SOON)
    await also.check()
    await show(page, "relire")
    await page.get_by_role("button", name="Signer et envoyer").click()
    reference = await arrived(page)
    await says(page, f"Scellée aussi pour {CARDIO}, qui pourra l'ouvrir à partir du")
    await show(page, "partie")
    await page.get_by_role("link", name="Suivre cette fiche").click()
    await expect(page.locator("[data-part=states]")).to_contain_text(f"Scellée aussi pour {CARDIO}", timeout=SOON)
    await show(page, "attend")
    ward = await place.open("leroy")
    assert [one.reference for one in await ward.receive()] == [reference]
    assert await (await place.open("petit")).receive() == []


async def test_who_stands_in_opens_it_at_the_deadline(place: Gate, context: BrowserContext) -> None:
    gp = await place.open("martin")
    page = await context.new_page()
    await place.enter(page, "petit")
    raw, soon = document()["text"].encode(), int(time.time()) + 3
    sent = await gp.send([WARD], raw, urgency=Urgency.URGENT, due=soon, also_substitute=True)
    line = page.get_by_role("listitem").filter(has_text="Dr Claire Martin").first
    await expect(line).to_be_visible(timeout=SWEPT)  # by itself, while the page is open
    await expect(line).to_contain_text(f"à la place de {GERIATRICS}")
    await show(page, "a-faire")
    await line.get_by_role("link").click()
    states = page.locator("[data-part=states]")
    await expect(states).to_contain_text(f"Vous remplacez {GERIATRICS}, où personne n'a répondu.", timeout=SOON)
    await show(page, "remplacant")
    await page.get_by_role("button", name="Prendre en charge").click()
    await expect(states).to_contain_text("Prise en charge : Dr Petit", timeout=SOON)
    await place.enter(page, "martin", f"/fiche/{sent.reference}")
    said = f"Prise en charge par le remplaçant, {CARDIO} : Dr Petit"
    await expect(states).to_contain_text(said, timeout=SOON)
    await show(page, "prise-en-charge")
    await page.get_by_role("link", name="Retour à la liste").click()
    await expect(page.locator("main")).to_contain_text("Prise en charge par le remplaçant", timeout=SOON)
    await show(page, "a-faire-medecin")

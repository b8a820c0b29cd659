"""Without a connection, in Chromium, with a real server that is cut off: what is sealed waits, and arrives once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.gate import Gate, another_tab, gate
from tests.browser.house import House
from tests.browser.writing import SOON, begin, says, send

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def place(template: Path, tmp_path: Path) -> AsyncIterator[Gate]:
    async with gate(template, tmp_path / "world") as made:
        yield made


async def kept_here(page: Page) -> None:
    """The application and its forms are on this machine."""
    await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await begin(page)
    await page.get_by_role("link", name="À faire").first.click()
    await page.get_by_role("heading", name="À faire").wait_for()


async def test_three_fiches_sealed_without_a_connection_leave_once_each_in_order(browser: House, place: Gate) -> None:
    """The tab closed in between: the pages open all the same, and say what waits."""
    context = await browser.browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    await place.enter(page, "martin")
    await kept_here(page)
    await place.line.cut()
    written = []
    for why in ("premier motif", "deuxième motif", "troisième motif"):
        written.append(await send(page, why))
        await says(page, "attend, scellée")
        before, page = page, await another_tab(context, place.line.url)
        await before.close()
        box = page.get_by_label("Fiches en attente d'envoi")
        await expect(box.get_by_role("listitem")).to_have_count(len(written), timeout=SOON)
        assert [await one.inner_text() for one in await box.locator(".reference").all()] == written
    await expect(page.get_by_role("region", name="État de l'échange")).to_contain_text("Pas de connexion")
    await place.line.open()
    await expect(box).to_be_hidden(timeout=SOON)
    ward = await place.open("leroy")
    received = await ward.receive()
    assert [item.reference for item in received] == written
    fiches = [(await ward.collect(item.reference)).fiche.decode() for item in received]
    assert ["premier" in fiches[0], "deuxième" in fiches[1], "troisième" in fiches[2]] == [True] * 3
    await context.close()

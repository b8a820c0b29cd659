"""Aide: each page of it, before anybody unlocks, in both languages."""

import pytest

from tests.browser.desks import desk, faults
from tests.browser.house import House
from tests.browser.territory import territory

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]
PAGES = ("premiers-pas", "envoyer", "repondre", "poste-partage", "poste-navette", "accessibilite")


async def test_it_opens_before_anybody_unlocks(browser: House) -> None:
    async with browser.enter(territory([]), "/aide", locked=True) as page:
        for name in PAGES:
            link = page.locator(f'a[href="/aide/{name}"]')
            title = await link.inner_text()
            await link.press("Enter")
            await page.get_by_role("heading", name=title, level=2).wait_for()
            assert await page.title() == f"{title} · Navette"


async def test_in_english(browser: House) -> None:
    async with browser.enter(territory([]), "/aide/accessibilite", lang="en", locked=True) as page:
        await page.get_by_role("heading", name="Accessibility").wait_for()


async def test_a_page_there_is_not_shows_the_list(browser: House) -> None:
    async with browser.enter(territory([]), "/aide/nulle-part", locked=True) as page:
        await page.get_by_role("heading", name="Aide").wait_for()
        assert await page.locator("main a[href^='/aide/']").count() == len(PAGES)


async def test_everybody_can_use_it(browser: House) -> None:
    async with desk(browser, "/aide/accessibilite", {}) as page:
        assert await faults(page) == []

"""Closed fiches: what goes first to be exported, then the latest; found again, opened, exported."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser import cast
from tests.browser.desks import DAY, ago
from tests.browser.house import House
from tests.browser.territory import item, ref, territory

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def listed(page: Page, name: str) -> list[str]:
    """The references of a list, as they stand."""
    return await page.locator(f"[data-part={name}] > li .reference").all_text_contents()


async def exports(page: Page) -> list[list[str]]:
    calls: list[dict[str, Any]] = await page.evaluate("window.app.mailboxes.flatMap((one) => one.calls)")
    return [one["export"] for one in calls if "export" in one]


async def test_what_is_about_to_go_is_exported_all_at_once(browser: House) -> None:
    async with browser.enter(cast.closed(), "/", accept_downloads=True) as page:
        await page.get_by_role("link", name="Fiches closes").click()
        await expect(page.locator("h1")).to_have_text("Fiches closes")
        assert await listed(page, "leaving") == [ref(1), ref(7), ref(2)]  # what goes soonest first
        assert await listed(page, "latest") == [ref(4), ref(5), ref(9), ref(3)]  # ref(6) is open
        assert (
            await page.locator("[data-part=latest] > li").last.get_by_role("button").count() == 0
        )  # its content is gone
        async with page.expect_download() as download:
            await page.get_by_role("button", name="Tout exporter").dblclick()
        assert (await download.value).suggested_filename.startswith("fiches-2")
        await page.get_by_text("Enregistré sur un poste partagé").wait_for()
        assert await exports(page) == [[ref(1), ref(7), ref(2)]]


@pytest.mark.soak
async def test_who_leaves_has_no_more_of_them_opened(browser: House) -> None:
    async with browser.enter(cast.closed(), "/closes") as page:
        await page.evaluate("window.peer.delay = 3000")
        await page.get_by_role("button", name="Tout exporter").click()
        await page.locator("[data-part=exported] progress").wait_for()
        await page.evaluate("window.app.go('/aide')")
        ended = "window.app.mailboxes[0].exporting.then(() => 'whole', (error) => error.name)"
        assert await page.evaluate(ended) == "AbortError"


@pytest.mark.soak
async def test_one_that_cannot_be_opened_is_named_and_keeps_no_other(browser: House) -> None:
    async with browser.enter(cast.closed(), "/closes", accept_downloads=True) as page:
        await page.evaluate("(ref) => (window.peer.unreadable = ref)", ref(7))
        async with page.expect_download() as download:
            await page.get_by_role("button", name="Tout exporter").click()
        assert (await (await download.value).path()).read_bytes() == f"archive of {ref(1)} {ref(2)}".encode()
        await page.locator("[data-part=exported]").get_by_text(f"{ref(7)} ne s'ouvre pas").wait_for()
        line = page.locator("[data-part=leaving] > li").nth(1)
        await line.get_by_role("button", name=f"Exporter {ref(7)}").click()
        await line.get_by_role("alert").wait_for()
        assert await page.locator("h1").inner_text() == "Fiches closes"  # the button is not the line's link


@pytest.mark.soak
async def test_a_closed_fiche_is_found_and_opened_and_one_comes_back_to_it(browser: House) -> None:
    async with browser.enter(cast.closed(), "/closes") as page:
        await page.get_by_role("searchbox", name="Rechercher").fill(ref(4).lower())
        await expect(page.locator("[data-part=found]")).to_have_text("Trouvées : 1")
        assert (await listed(page, "leaving"), await listed(page, "latest")) == ([], [ref(4)])
        assert await page.get_by_role("button", name="Tout exporter").count() == 0
        await page.locator("[data-part=latest] > li > a").click()
        await page.locator(".patient").wait_for()
        await page.go_back()
        await expect(page.locator("[data-part=latest] > li")).to_have_count(4)


@pytest.mark.soak
async def test_many_are_shown_a_hundred_at_a_time(browser: House) -> None:
    done = [item(n, age=n * DAY // 10, changed=ago(n * DAY // 10), status="completed") for n in range(1, 231)]
    async with browser.enter(territory(done), "/closes") as page:
        lines = page.locator("[data-part=latest] > li")
        await expect(lines).to_have_count(100)
        await page.get_by_role("button", name="Afficher 100 de plus").press("Enter")
        await expect(lines).to_have_count(200)
        await expect(lines.nth(100).get_by_role("link")).to_be_focused()
        await page.get_by_role("button", name="Afficher 30 de plus").press("Enter")
        await expect(lines).to_have_count(230)


@pytest.mark.soak
async def test_without_the_server_it_is_said(browser: House) -> None:
    async with browser.enter(cast.closed()) as page:
        await page.evaluate("window.peer.failure = {code: 'server-unreachable', data: {problem: ''}}")
        await page.evaluate("window.app.go('/closes')")
        await page.locator("[data-part=failure] .notice").wait_for()
        await expect(page.get_by_text("Aucune autre fiche")).to_be_hidden()

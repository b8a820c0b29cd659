"""Who consulted what: in a fiche, when somebody wants to know; and the page of the journal, its files included."""

import json

import pytest
from playwright.async_api import expect

from tests.browser import cast
from tests.browser.desks import calls, desk, faults
from tests.browser.gallery import MOMENTS, shown
from tests.browser.house import House
from tests.browser.territory import ref

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]
WAIT = 30_000  # ms


async def test_a_fiche_says_who_consulted_it_when_asked(browser: House) -> None:
    (moment,) = [one for one in MOMENTS if one.name == "fiche-consultee"]
    async with shown(browser, moment) as page:
        rows = page.locator("[data-part=lookers] tbody tr")
        await expect(rows).to_have_count(8)
        await expect(rows.nth(3)).to_contain_text("Dr Samir Benali")
        await expect(rows.nth(3)).to_contain_text("Contenu relevé")
        await expect(rows.nth(4).locator("strong")).to_have_text("Contenu relevé (refusé)")
        await expect(rows.nth(6)).to_contain_text("personne")
        await expect(rows.nth(7)).to_contain_text("le serveur")
        [asked] = await calls(page, "journal")
        assert set(asked) == {"message", "after"}
        await page.evaluate("window.desk.failure = 'server-unreachable'")
        await page.locator("[data-part=consulted] summary").dblclick()
        await expect(page.locator("[data-part=lookers] [role=alert]")).to_be_visible(timeout=WAIT)


async def test_the_page_of_coordinators(browser: House) -> None:
    async with desk(browser, "/journal", {**cast.desk(), "page": 5}) as page:
        rows = page.locator("[data-part=lines] tbody tr")
        await expect(rows).to_have_count(5, timeout=WAIT)
        assert (await calls(page, "journal"))[0]["about"] == "coordinators"
        await page.get_by_role("button", name="Afficher les lignes suivantes").dblclick()
        await expect(rows).to_have_count(8)
        await expect(page.locator("button[data-part=more]")).to_be_hidden()
        assert await rows.first.get_by_role("link").get_attribute("href") == f"/coordination/{ref(2)}"
        assert await rows.nth(3).get_by_role("link").get_attribute("href") == f"/fiche/{ref(2)}"
        async with page.expect_download() as saving:
            await page.get_by_role("button", name="Enregistrer les lignes").click()
        text = (await (await saving.value).path()).read_text("utf-8-sig")
        assert len(text.splitlines()) == 9
        async with page.expect_download() as exporting:
            await page.get_by_role("button", name="Exporter où en sont les fiches").click()
        file = await exporting.value
        assert file.suggested_filename.startswith("navette-fhir-fiches-")
        kinds = [json.loads(one)["resourceType"] for one in (await file.path()).read_text().splitlines()]
        assert kinds == ["Task"] * 8
        assert len(await calls(page, "exported")) == 1
        await page.get_by_label("Quelles lignes").select_option("me")
        await expect(page.locator("[data-part=spelled]")).to_contain_text("Ce que j'ai fait")
        assert (await calls(page, "journal"))[-1]["about"] == "me"
        assert await faults(page) == []


async def test_nothing_and_failures_are_said(browser: House) -> None:
    async with desk(browser, "/journal", {**cast.desk(), "journal": []}) as page:
        await expect(page.get_by_text("Rien sur cette période.")).to_be_visible(timeout=WAIT)
        await page.evaluate("window.desk.failure = 'server-unreachable'")
        await page.get_by_label("Période").select_option("last-month")
        await expect(page.get_by_role("alert")).to_be_visible(timeout=WAIT)
        await page.evaluate("delete window.desk.failure")
        await page.get_by_label("Période").select_option("year")
        await expect(page.get_by_role("alert")).to_have_count(0)
        assert await faults(page) == []

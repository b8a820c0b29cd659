"""The yearly report: figures of which nobody is known, on the page, on paper and as a file."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser import cast
from tests.browser.desks import calls, desk, faults
from tests.browser.house import House

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]
WAIT = 30_000  # ms
A4 = 680  # CSS pixels between the margins
WIDE = """() => [...document.querySelectorAll(".year table")]
  .filter((one) => one.scrollWidth > one.closest(".card").clientWidth).map((one) => one.innerText)"""


async def rows(page: Page, title: str) -> list[list[str]]:
    section = page.locator("section.card", has=page.get_by_role("heading", name=title, exact=True))
    found: list[list[str]] = await section.locator("tbody tr").evaluate_all(
        "(all) => all.map((row) => [...row.cells].map((one) => one.innerText.replaceAll(/\\s/g, ' ')))"
    )
    return found


async def test_a_year_as_it_may_leave(browser: House, tmp_path: Path) -> None:
    async with desk(browser, "/rapport?annee=2026", cast.desk(), accept_downloads=True) as page:
        await expect(page.get_by_role("heading", name="L'année en chiffres")).to_be_visible(timeout=WAIT)
        year = page.locator("[data-part=year]")
        asked = await calls(page, "indicators")
        assert [one["by"] for one in asked] == ["recipient", "month", "sender"]
        assert {(one["from"], one["to"], one["mask"]) for one in asked} == {("2026-01-01", "2026-12-31", True)}
        key = {name: cells for name, *cells in await rows(page, "L'année en chiffres")}
        assert key["Prises en charge"][:2] == ["600", "93,6 %"]
        assert key["Délai jusqu'à la prise en charge, 90e centile"][0] == "1 j 02 h"
        assert key["Envoyées le jour même : Sortie"][:2] == ["163", "81,5 %"]
        assert key["Envoyées le jour même : Sortie"][2].endswith("celles envoyées avant la fin de ce jour.")
        assert key["Établissements"][0] == "n. d."
        months = await rows(page, "Par mois")
        assert (len(months), months[0]) == (11, ["janvier 2026", "43"])
        assert await rows(page, "Par modèle") == [
            ["Entrée", "410", "402", "380", "330", "3 h 00", "1 j 03 h"],
            ["Sortie", "228", "0", "210", "0", "2 h 00", "20 h 00"],
            ["Adressage", "n. d.", "0", "0", "0", "–", "–"],
        ]
        assert (await rows(page, "Par expéditeur"))[0] == ["Cabinet de Monistrol", "402"]
        assert (await rows(page, "Par destinataire"))[-1][:2] == ["Pharmacie du Marché", "n. d."]
        assert (await rows(page, "En attente encore, par destinataire"))[-1] == ["Toutes", "n. d.", "n. d.", "n. d."]
        assert [one[1:] for one in await rows(page, "Échecs techniques")] == [["6", "–"], ["–", "n. d."]]
        await expect(page.get_by_text("Les nombres de 1 à 4 sont masqués")).to_be_visible()

        async with page.expect_download() as downloading:
            await page.get_by_role("button", name="Enregistrer en fichier").click()
        download = await downloading.value
        assert download.suggested_filename == "navette-rapport-2026.csv"
        raw = Path(await download.path()).read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        lines = raw.decode("utf-8-sig").split("\r\n")
        assert lines[0] == '"Rubrique";"Ligne";"Colonne";"Valeur";"Unité";"Ce que c\'est"'
        assert any(line.startswith('"L\'année en chiffres";"Prises en charge";"Taux";"93,6";"%";"') for line in lines)
        assert any(line.startswith('"Par destinataire";"Pharmacie du Marché";"Envoyées";"n. d.";"";') for line in lines)
        assert '"26,00";"h"' in raw.decode()
        assert await faults(page) == []

        await page.set_viewport_size({"width": A4, "height": 1000})
        await page.get_by_label("En-tête sur papier").fill("CPTS des Sucs")
        await page.get_by_label("En-tête sur papier").press("Tab")
        paper = await page.pdf(format="A4", path=tmp_path / "rapport.pdf")
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2
        await page.emulate_media(media="print")
        await expect(page.get_by_text("CPTS des Sucs")).to_be_visible()
        assert await page.get_by_role("button").count() == 0
        assert await page.evaluate(WIDE) == []
        await page.emulate_media(media="screen")

        await year.select_option("2025")
        await expect(page.locator("[data-part=title-year]")).to_have_text("2025", timeout=WAIT)
        assert page.url.endswith("/rapport?annee=2025")
        assert (await calls(page, "indicators"))[-1]["to"] == "2025-12-31"
        await expect(page.get_by_text("CPTS des Sucs")).to_have_count(1)  # it is kept


async def test_a_year_of_nothing_and_a_server_that_is_away(browser: House) -> None:
    given = cast.desk()
    empty = {by: {**one, "rows": []} for by, one in given["masked"].items()}
    async with desk(browser, "/rapport", {**given, "masked": empty}) as page:
        await expect(page.get_by_text("Aucune fiche n'a été envoyée")).to_be_visible(timeout=WAIT)
        await expect(page.locator("[data-part=whole]")).to_be_hidden()
        await page.evaluate("window.desk.failure = 'server-unreachable'; window.app.go('/rapport?annee=2024')")
        await expect(page.get_by_role("alert")).to_be_visible(timeout=WAIT)
        assert await faults(page) == []

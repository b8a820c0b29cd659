"""Bilan: delays and volumes of a period, drawn, in tables, in files and on paper; small numbers stay here."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from tests.browser.desks import LONG, ago, calls, desk, faults
from tests.browser.house import House
from tests.browser.territory import HOUR

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]
A4 = 680  # CSS pixels between the margins
BEYOND = """() => [...document.querySelectorAll("figure")]
  .filter((one) => one.querySelector("table").getBoundingClientRect().right > one.getBoundingClientRect().right)
  .map((one) => one.innerText)"""
WARDS = ("Gériatrie", "Cardiologie", LONG)


def row(month: str, form: str, recipient: str, sent: int, **changed: Any) -> dict[str, Any]:
    counts = {"received": sent, "accepted": sent, "rejected": 0, "completed": 0, "cancelled": 0, "unanswered": 0}
    return {"month": month, "form": form, "sender": "box-gp", "senderName": "Cabinet de Monistrol",
            "recipient": f"box-{recipient}", "recipientName": recipient, "sent": sent, **counts, **changed}  # fmt: skip


def delay(by: str, name: str, what: str, count: int, median: int, p90: int) -> dict[str, Any]:
    return {"by": by, "key": name, "name": name, "what": what, "count": count, "median": median, "p90": p90}


def figures() -> dict[str, Any]:
    rows = [row(month, form, ward, 7 + place * 11 + n) for n, month in enumerate(("2026-10", "2026-11"))
            for place, ward in enumerate(WARDS) for form in ("admission", "referral")]  # fmt: skip
    rows.append(row("2026-11", "admission", "Urgences", 3, accepted=2, unanswered=1))
    delays = [delay("all", "", "accepted", 120, 3 * HOUR, 26 * HOUR)]
    for place, ward in enumerate(WARDS):
        delays.append(delay("recipient", ward, "received", 30, 600 * (place + 1), HOUR * (place + 1)))
        delays.append(delay("recipient", ward, "accepted", 28, HOUR * (place + 1), 9 * HOUR * (place + 1)))
    delays.append(delay("recipient", "Urgences", "accepted", 2, 1234, 1300))
    delays.append(delay("form", "admission", "accepted", 90, 2 * HOUR, 20 * HOUR))
    return {"at": ago(60), "rows": rows, "delays": delays}


def paris() -> date:
    return datetime.now(ZoneInfo("Europe/Paris")).date()


async def cells(page: Page, title: str) -> list[str]:
    found = page.locator("figure", has=page.get_by_role("heading", name=title, exact=True)).locator("tbody tr")
    return [" ".join(text.split()) for text in await found.all_inner_texts()]


async def test_each_figure_is_drawn_and_stands_in_a_table(browser: House) -> None:
    async with desk(browser, "/bilan", {"indicators": figures()}) as page:
        today = paris()
        period = {"from": today.replace(day=1).isoformat(), "to": today.isoformat()}
        asked = [{**period, "by": by} for by in ("recipient", "month,form", "sender")]
        told = [{**period, "by": by, "mask": True} for by in ("recipient", "month", "sender")]  # what may leave
        found = await calls(page, "indicators")
        assert sorted(found, key=str) == sorted([*asked, *told], key=str)
        assert await page.locator("figure").count() == 6
        assert await page.locator("figure svg[role=img]").count() == 6
        assert (await cells(page, "Délais par partenaire"))[0] == f"{LONG} 30 30 min 3 h 00 28 3 h 00 1 j 03 h – – –"
        assert await cells(page, "Volume par mois") == [
            "octobre 2026 108 108 108 0 0 0 0",
            "novembre 2026 117 117 116 0 0 0 1",
        ]
        drawn = page.locator("figure").first.locator("svg")
        assert "3 h 00 ; 9 sur 10 : 1 j 03 h" in (await drawn.text_content() or "")
        assert await page.locator("[style]").count() == 0
        assert await page.locator(".report-sum").inner_text() != ""
        assert await faults(page) == []


async def test_a_period_is_chosen_and_one_that_is_none_is_refused(browser: House) -> None:
    async with desk(browser, "/bilan", {"indicators": figures()}) as page:
        period = page.get_by_label("Période")
        await period.select_option("L'année dernière")
        year = paris().year - 1
        await expect(page.locator("[data-part=spelled]")).to_have_text(f"Du 01/01/{year} au 31/12/{year}")
        await period.select_option("D'un jour à un autre")
        await page.get_by_label("Dernier jour").fill(f"{year + 2}-01-01")
        await page.get_by_label("Dernier jour").press("Tab")
        await page.get_by_text("Donnez un premier et un dernier jour").wait_for()
        await page.get_by_label("Premier jour").fill(f"{year + 1}-06-01")
        await page.get_by_label("Premier jour").press("Tab")
        await expect(page.locator("[data-part=spelled]")).to_have_text(f"Du 01/06/{year + 1} au 01/01/{year + 2}")
        period_asked = {"from": f"{year + 1}-06-01", "to": f"{year + 2}-01-01"}
        assert {**period_asked, "by": "sender"} in (await calls(page, "indicators"))[-6:]
        await page.evaluate("window.desk.failure = 'server-unreachable'")
        await period.select_option("Cette année")
        await page.get_by_role("alert").wait_for()
        assert await page.locator("figure").count() == 6  # what was there, with its period
        assert str(year + 2) in await page.locator("[data-part=spelled]").inner_text()
        await page.evaluate("window.desk.failure = null; window.desk.indicators = { at: 1, rows: [], delays: [] }")
        await period.select_option("Le mois dernier")
        await page.get_by_text("Aucune fiche n'a été envoyée pendant cette période.").wait_for()


def hidden(line: dict[str, Any]) -> dict[str, Any]:
    """What the server does with small numbers."""
    few = {name: None for name, value in line.items() if isinstance(value, int) and 0 < value < 5}
    return {**line, **few}


async def saved(page: Page, button: str) -> str:
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name=button).press("Enter")
    raw = Path(await (await downloading.value).path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return raw.decode("utf-8-sig")


async def test_small_numbers_stay_here_unless_it_is_said_otherwise(browser: House) -> None:
    given = figures()
    masked = {name: [hidden(one) for one in given[name]] for name in ("rows", "delays")}
    told = {"indicators": given, "masked": {"": masked}}
    async with desk(browser, "/bilan", told, accept_downloads=True) as page:
        assert (await cells(page, "Volume par partenaire destinataire"))[-1].startswith("Urgences 3 3 2")
        volumes = await saved(page, "Enregistrer les volumes")
        assert volumes.startswith('"Mois";"Modèle";"De";"Pour";"Envoyées";"Remises";"Prises en charge"')
        assert '"Urgences";"n. d.";"n. d.";"n. d.";"0";"0";"0";"n. d."' in volumes
        delays = await saved(page, "Enregistrer les délais")
        assert '"tous ensemble";"";"prise en charge";"120";"3,00";"26,00"' in delays
        assert '"Urgences";"prise en charge";"n. d.";"";""' in delays
        assert "0,34" not in delays
        await page.get_by_label("Masquer les nombres").uncheck()
        assert '"Urgences";"3";"3";"2"' in await saved(page, "Enregistrer les volumes")
        assert '"Urgences";"prise en charge";"2";"0,34";"0,36"' in await saved(page, "Enregistrer les délais")


def leaving(found: dict[str, Any]) -> dict[str, Any]:
    """What the server tells of it for the paper: each answer hides what is few, and what gives it away."""
    wards = [row("", "", ward, 40) for ward in WARDS]
    small = {**row("", "", "Urgences", 3), **dict.fromkeys(("sent", "received", "accepted", "unanswered"))}
    hides = {**found, "acknowledgement": {"sent": 225, "received": 222, "taken": 221, "answered": 221}, "forms": []}
    forms = [{"form": "admission", "volume": 117}, {"form": "referral", "volume": None}]
    delays = [
        {**one, "count": None, "median": None, "p90": None} if one["count"] < 5 else one for one in found["delays"]
    ]
    months = [row("2026-10", "", "", 108), row("2026-11", "", "", 117, unanswered=None)]
    return {"recipient": {**hides, "rows": [*wards, small], "delays": delays, "forms": forms},
            "month": {**hides, "rows": months}, "sender": {**hides, "rows": [row("", "", "", 225)]}}  # fmt: skip


async def test_on_paper(browser: House, tmp_path: Path) -> None:
    found = figures()
    found["delays"] += [delay("recipient", ward, "completed", 28, 30 * HOUR, 99 * HOUR) for ward in WARDS]
    async with desk(browser, "/bilan", {"indicators": found, "masked": leaving(found)}) as page:
        await page.get_by_label("En-tête sur papier").fill("CPTS des Sucs")
        await page.get_by_label("En-tête sur papier").press("Tab")
        await page.evaluate("window.app.go('/bilan')")  # it is kept
        await page.locator("figure svg").first.wait_for()
        raw = await page.pdf(format="A4", path=tmp_path / "bilan.pdf")
        assert len(re.findall(rb"/Type\s*/Page\b", raw)) == 1
        await page.emulate_media(media="print")
        await page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert await page.get_by_role("button").count() == 0
        await expect(page.get_by_text("CPTS des Sucs")).to_be_visible()
        await expect(page.get_by_text("Les nombres de 1 à 4 sont masqués")).to_be_visible()
        assert (await cells(page, "Volume par partenaire destinataire"))[-1] == "Urgences n. d. n. d. n. d. 0 0 0 n. d."
        assert await cells(page, "Volume par mois") == ["octobre 2026 108", "novembre 2026 117"]  # and nothing besides
        assert [one.split(" ")[-1] for one in await cells(page, "Volume par modèle")] == ["117", "d."]
        assert await cells(page, "Volume par partenaire expéditeur") == ["Cabinet de Monistrol 225"]
        assert (await cells(page, "Délais par partenaire"))[-1] == "Urgences – – – n. d. n. d. n. d. – – –"
        await page.set_viewport_size({"width": A4, "height": 1000})
        assert await page.evaluate(BEYOND) == []
        await page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert "Urgences 3" in (await cells(page, "Volume par partenaire destinataire"))[-1]

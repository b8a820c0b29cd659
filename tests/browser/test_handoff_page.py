"""One fiche, one partner, and the order of the directory, as coordinators see them: never a patient."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser import cast
from tests.browser.desks import DAY, ago, calls, desk, faults
from tests.browser.house import House
from tests.browser.territory import HOUR, ref

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]
PATH = f"/coordination/{ref(2)}"
WAIT = 30_000  # ms


async def test_all_that_happened_and_what_shows_it(browser: House) -> None:
    async with desk(browser, PATH, cast.desk()) as page:
        await expect(page.get_by_text("Vérifié : 4 étapes")).to_be_visible(timeout=WAIT)
        told = await page.locator(
            "[data-part=story] strong, [data-part=story] .by-server div > p:first-child"
        ).all_inner_texts()
        assert [one.split(" :")[0] for one in told] == [
            "Déposée", "Rappel à Cardiologie", "Remise", "Ouverte", "Prise en charge", "Rappel à Cardiologie",
            "Rappel à Cardiologie et à son remplaçant",
            "Le remplaçant, Centre de cancérologie, a reçu la fiche à la place de Cardiologie.",
            "Relance de Cardiologie ; l'expéditeur la voit aussi.",
        ]  # fmt: skip
        await expect(page.locator("[data-part=story] li").nth(4)).to_contain_text("Mme Leroy, infirmière")
        await expect(page.locator("[data-part=story] li").nth(4)).to_contain_text("Ligne 58 du registre")
        assert await page.get_by_role("button", name="Relancer").count() == 1  # who took it in charge is left alone
        await page.get_by_role("button", name="Relancer").dblclick()
        await expect(page.get_by_text("Relance faite")).to_be_visible(timeout=WAIT)
        assert len(await calls(page, "nudge")) == 1
        await page.get_by_label("Pourquoi la garder").select_option("litigation")
        await page.get_by_role("button", name="Suspendre le retrait").dblclick()
        await expect(page.get_by_text("Retrait suspendu : contentieux.")).to_have_count(1, timeout=WAIT)
        assert len(await calls(page, "holdBack")) == 1
        assert await faults(page) == []
        await page.get_by_role("button", name="Rétablir le retrait").click()
        await expect(page.get_by_role("button", name="Suspendre le retrait")).to_be_visible(timeout=WAIT)
        await page.get_by_role("link", name="Cardiologie").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Cardiologie", timeout=WAIT)
        await page.go_back()
        await expect(page.locator("[data-part=story] li")).to_have_count(9, timeout=WAIT)


async def test_what_does_not_hold_is_said_of_its_line(browser: House) -> None:
    given = cast.desk()
    fault = {"code": "not-in-the-ledger", "subject": ref(2), "detail": {"index": 57}}
    given["history"]["verified"]["faults"] = [fault]
    async with desk(browser, PATH, given) as page:
        await expect(page.get_by_text("ne tient pas").first).to_be_visible(timeout=WAIT)
        wrong = page.locator("[data-part=story] li", has_text="Ne tient pas")
        await expect(wrong).to_have_count(1)
        await expect(wrong).to_contain_text("Prise en charge")
        await page.evaluate("window.app.go('/coordination/NV-0000-000')")
        await expect(page.get_by_role("alert")).to_contain_text("NV-0000-000", timeout=WAIT)
        await expect(page.locator("[data-part=whole]")).to_be_hidden()


async def test_a_partner_in_figures(browser: House) -> None:
    given = cast.desk()
    there = {"rows": [{**one, "accepted": None, "unanswered": None} for one in given["indicators"]["rows"]]}
    async with desk(browser, "/partenaires/box-cardio", {**given, "masked": {"form,recipient": there}}) as page:
        await expect(page.locator("[data-part=counted]")).to_contain_text("2, dont en retard : 1", timeout=WAIT)
        await expect(page.locator("[data-part=guardians]")).to_have_text("Dr Hélène Roche, Mme Anne Vidal")
        await expect(page.locator("[data-part=facts]")).to_contain_text("Rien n'est indiqué")
        assert await page.locator("[data-part=delays] td").all_inner_texts() == [
            "30", "20 min", "2 h 00", "28", "2 h 00", "18 h 00", "–", "–", "–",
        ]  # fmt: skip
        assert (await page.locator("[data-part=volumes] tr").last.inner_text()).split() == [
            "Toutes",
            "82",
            "78",
            "0",
            "0",
        ]
        assert await faults(page) == []
        await page.evaluate("dispatchEvent(new Event('beforeprint'))")
        await expect(page.locator("[data-part=volumes] tr").last).to_have_text("Toutes82n. d.n. d.0", timeout=WAIT)
        await page.evaluate("dispatchEvent(new Event('afterprint'))")
        await expect(page.locator("[data-part=volumes] tr").last).to_have_text("Toutes827800")
        await page.evaluate("window.app.go('/partenaires/box-pharma')")
        await expect(page.locator("[data-part=counted]")).to_contain_text("0, dont en retard : 0", timeout=WAIT)
        await page.evaluate("window.app.go('/partenaires/box-ward')")
        await expect(page.locator("[data-part=facts]")).to_contain_text("08:00-12:00, 14:00-18:00", timeout=WAIT)
        await expect(page.locator("[data-part=facts]")).to_contain_text("Cardiologie")
        await page.evaluate("window.app.go('/partenaires/box-nobody')")
        await expect(page.get_by_role("alert")).to_be_visible(timeout=WAIT)


def entry(**changed: Any) -> dict[str, Any]:
    return {**cast.desk()["entries"][0], "kind": "ORG", **changed}


async def test_what_is_to_be_put_in_order_and_by_whom(browser: House) -> None:
    given = cast.desk()
    whole: dict[str, Any] = {"people": given["people"], "entries": given["entries"], "standings": given["standings"]}
    async with desk(browser, "/", whole) as page:
        await page.evaluate("window.app.account.coordinator = true; window.app.go('/annuaire')")
        await page.get_by_text("À remettre en ordre (14)").click(timeout=WAIT)
        lines = page.locator(".hygiene-line")
        await expect(lines).to_have_count(14)
        await expect(lines.filter(has_text="120 jours")).to_contain_text("EHPAD Les Genêts")
        await expect(lines.filter(has_text="120 jours")).to_contain_text("Peut le faire : Mme Odile Rivet.")
        button = lines.filter(has_text="Mme Julie Ferrand").get_by_role("button")
        second = "(one) => one.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }))"
        await button.evaluate(second)  # of a double click that was meant for another line
        await button.press("Enter")
        await expect(page.get_by_text("À remettre en ordre (13)")).to_be_visible(timeout=WAIT)
        await expect(page.locator(".hygiene summary")).to_be_focused()
        assert await calls(page, "prolong") == ["person-Mme Julie Ferrand"]
        assert await faults(page) == []
        await lines.filter(has_text="Personne n'y est connu").first.get_by_role("link").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("ssr@ailleurs.example", timeout=WAIT)
    sound = [{**one, "service": entry()["service"], "confirmed": ago(DAY), "vouched": True, "waitingSince": None,
              "lastCollected": ago(HOUR), "kind": "PER"} for one in given["entries"]]  # fmt: skip
    later = [{**one, "until": "2030-01-01", "seats": []} for one in given["standings"]]
    async with desk(browser, "/", {"entries": sound, "standings": later}) as page:
        assert await page.locator(".hygiene").count() == 0
        await page.evaluate("window.app.account.coordinator = true; window.app.go('/annuaire')")
        await page.get_by_text("Tout est en ordre").click(timeout=WAIT)
        await expect(page.locator(".hygiene-line")).to_have_count(0)

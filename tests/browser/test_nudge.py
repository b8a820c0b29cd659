"""A ward is silent; the coordinator nudges it: its open page says so, without loading anything again."""

import time
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from navette.core.acknowledgement import Decision
from navette.core.encoding import b64
from tests.browser.gate import Gate, gate
from tests.browser.house import House
from tests.client.world import FICHE, WARD

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]
LIVE = 30_000  # ms


async def at(browser: House, place: Gate, name: str, path: str) -> Page:
    """That person's own computer."""
    context = await browser.browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    place.stack.push_async_callback(context.close)
    page = await context.new_page()
    async with page.expect_request("**/v1/contact*", timeout=LIVE):  # all is loaded, what is said of nudges too
        await place.enter(page, name, path)
    return page


async def test_from_a_late_fiche_to_one_in_hand(browser: House, template: Path, tmp_path: Path) -> None:
    async with gate(template, tmp_path / "gate") as place:
        gp = await place.open("martin")
        sent = await gp.send([WARD], FICHE, due=int(time.time()) + 2)
        ward = await at(browser, place, "leroy", "/")
        line = ward.locator(".line", has_text=sent.reference)
        await line.wait_for(timeout=LIVE)
        await expect(line).not_to_contain_text("relancée")

        page = await at(browser, place, "nathalie", "/coordination")  # she sits in no mailbox
        row = page.locator(".waits", has_text=sent.reference)
        await expect(row).to_contain_text("CH du Gier – Gériatrie", timeout=LIVE)
        await row.get_by_role("button", name="Relancer").press("Enter")
        await expect(row).to_contain_text("Relance faite", timeout=LIVE)
        await expect(line).to_contain_text("relancée", timeout=LIVE)
        await expect(ward.locator("#live")).to_have_text(f"Relance du coordinateur : où en est {sent.reference} ?")

        await expect(line).to_contain_text("Remise", timeout=LIVE)
        await row.get_by_role("button", name="Vérifier").press("Enter")
        await expect(row).to_contain_text("Vérifié : 2 étapes", timeout=LIVE)
        nurse = await place.open("leroy")
        await nurse.collect(sent.reference)
        await nurse.acknowledge(sent.reference, Decision.ACCEPTED)
        await page.get_by_role("button", name="Actualiser").press("Enter")
        await expect(row).to_contain_text("Prise en charge par Mme Leroy", timeout=LIVE)
        assert await row.get_by_role("button", name="Relancer").count() == 0
        await row.get_by_role("button", name="Vérifier").press("Enter")
        await expect(row).to_contain_text("Mme Leroy, de CH du Gier – Gériatrie, l'a prise en charge le", timeout=LIVE)

        await row.get_by_role("link", name=sent.reference).click()
        story = page.locator("[data-part=story] li")
        await expect(page.locator("[data-part=proven]")).to_contain_text("Vérifié : 4 étapes", timeout=LIVE)
        await expect(story.filter(has_text="Relance de CH du Gier – Gériatrie")).to_have_count(1)
        await expect(story.filter(has_text="Mme Leroy, soignant").last).to_contain_text("Prise en charge")
        await page.get_by_role("link", name="CH du Gier – Gériatrie").first.click()
        await expect(page.locator("[data-part=counted]")).to_contain_text(
            "Ouvertes chez ce partenaire : 1", timeout=LIVE
        )
        await page.get_by_role("link", name="Rapport annuel").click()
        await expect(page.locator(".year-key")).to_contain_text("n. d.", timeout=LIVE)  # one fiche is few

        await page.get_by_role("link", name="Bilan").click()
        await expect(page.locator("figure").first).to_contain_text("CH du Gier – Gériatrie", timeout=LIVE)
        await page.get_by_role("link", name="Annuaire").click()
        await expect(page.locator(".entry")).to_have_count(3, timeout=LIVE)
        await expect(page.locator(".entry", has_text="Gériatrie")).to_contain_text("Relevée")
        await expect(page.locator(".entry", has_text="Cardiologie")).to_contain_text("Nouvelle : rien n'y a encore")

        doctor = await at(browser, place, "martin", f"/nouvelle?a={b64(nurse.id)}")
        await expect(doctor.locator(".recipients")).to_contain_text("Gériatrie", timeout=LIVE)

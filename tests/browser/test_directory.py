"""Annuaire: who can be written to, and whether somebody reads there."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.desks import DAY, LONG, ago, calls, desk, faults
from tests.browser.house import House

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]


def entry(name: str, **changed: Any) -> dict[str, Any]:
    return {
        "mailbox": f"box-{name}", "name": name, "facility": "CH du Gier", "finess": "", "kind": "ORG", "members": 3,
        "address": f"{name.lower()}@ch-du-gier.example", "lastCollected": ago(600), "waitingSince": None,
        "told": True, "vouched": True, "ours": False, **changed,
    }  # fmt: skip


def directory() -> dict[str, Any]:
    dead = entry("Cardiologie", lastCollected=ago(30 * DAY), waitingSince=ago(20 * DAY))
    never = entry("", address="inconnu@ailleurs.example", vouched=False, lastCollected=None, waitingSince=ago(4 * DAY))
    return {"entries": [dead, entry("Gériatrie", ours=True), entry(LONG, kind="CAB"), never]}


NAMES = "[...document.querySelectorAll('.entry:not([hidden]) h2')].map((one) => one.textContent)"


async def test_a_mailbox_nobody_reads_is_said_in_words(browser: House) -> None:
    async with desk(browser, "/annuaire", directory()) as page:
        dead = page.locator(".entry", has_text="Cardiologie")
        said = await dead.inner_text()
        assert "Pas relevée depuis le" in said
        assert "personne n'ouvre ce qui y est envoyé" in said
        assert "Un coordinateur s'en porte garant" in said
        assert await page.get_by_text("Jamais relevée : une fiche y attend depuis").count() == 1
        assert await page.get_by_text("Personne ne s'en porte garant").count() == 1
        assert "Relevée il y a 10 minutes" in await page.locator(".entry", has_text="Gériatrie").first.inner_text()


async def test_a_mailbox_nobody_wrote_to_is_new_and_one_in_use_is_no_alarm(browser: House) -> None:
    entries = [
        entry("Nouveau", lastCollected=None, members=1),
        entry("Hier", lastCollected=None, waitingSince=ago(20 * 3600)),
        entry("Calme", lastCollected=ago(40 * DAY)),  # all that came was read
        entry("Inconnu", lastCollected=None, told=False),
    ]
    async with desk(browser, "/annuaire", {"entries": entries}) as page:
        said = await page.locator("[data-part=collected]").all_inner_texts()
        assert said == [
            "Nouvelle : rien n'y a encore été envoyé",
            "Pas encore relevée : une fiche est arrivée il y a 20 heures",
            "Relevée il y a 40 jours",
            "Dernière relève inconnue : pas de connexion",
        ]
        assert await page.locator("[data-part=collected].late").count() == 0
        assert "1 membre" in await page.locator(".entry", has_text="Nouveau").inner_text()
        await page.get_by_label("Afficher").select_option("forgotten")
        await page.get_by_text("Aucune boîte aux lettres ne correspond.").wait_for()


async def test_what_a_mailbox_says_of_itself(browser: House) -> None:
    """Closed now, who stands in; hours in words; nobody has confirmed the other entry for 100 days."""
    away = [{"first": "2020-01-01", "last": "2020-01-02", "note": "ancien"},
            {"first": "2020-01-03", "last": "2999-12-31", "note": "travaux"}]  # fmt: skip
    said = {
        "mailbox": "box-Fermé", "n": 0, "digest": "", "by": "leroy", "closed": away, "substitute": "box-Ouvert",
        "hours": {"mon": "08:00-12:00,14:00-18:00", "tue": "08:00-12:00,14:00-18:00"}, "forms": [],
        "note": "urgences : régulation 15", "time": ago(DAY),
    }  # fmt: skip
    entries = [
        entry("Fermé", service=said, confirmed=ago(DAY), holidays=[]),
        entry("Ouvert", service=None, confirmed=ago(100 * DAY), holidays=[]),
    ]
    async with desk(browser, "/annuaire", {"entries": entries}) as page:
        shut, other = page.locator(".entry", has_text="régulation"), page.locator(".entry", has_text="non confirmée")
        await expect(shut).to_contain_text("Fermée jusqu'à nouvel ordre (travaux)")
        await expect(shut).to_contain_text("Urgences : régulation 15 – remplaçant : Ouvert, CH du Gier")
        await shut.get_by_text("Horaires, remplaçant, modèles").click()
        await expect(shut.locator("dl")).to_contain_text("lundi et mardi 08:00-12:00, 14:00-18:00")
        await expect(shut.locator("dl")).to_contain_text("du mercredi au dimanche : fermé")
        assert "ancien" not in await shut.locator("dl").inner_text()
        await expect(other).to_contain_text("Entrée non confirmée depuis 100 jours")
        assert await other.get_by_role("link", name="Envoyer une fiche").count() == 1
        assert await faults(page) == []


async def test_it_is_searched_and_filtered(browser: House) -> None:
    async with desk(browser, "/annuaire", directory()) as page:
        await page.get_by_role("searchbox").fill("geriatrie gier")
        assert await page.evaluate(NAMES) == ["Gériatrie"]
        await page.get_by_text("1 boîte aux lettres", exact=True).wait_for()
        await page.get_by_role("searchbox").fill("zzz")
        await page.get_by_text("Aucune boîte aux lettres ne correspond.").wait_for()
        await page.get_by_role("searchbox").fill("")
        await page.get_by_label("Afficher").select_option("forgotten")
        assert await page.evaluate(NAMES) == ["Cardiologie", "inconnu@ailleurs.example"]
        await page.get_by_label("Afficher").select_option("")
        await page.get_by_label("Type").select_option("Cabinet")
        assert await page.evaluate(NAMES) == [LONG]


async def test_favourites_are_kept_and_come_first(browser: House) -> None:
    async with desk(browser, "/annuaire", directory()) as page:
        button = page.get_by_role("button", name="Favori Gériatrie")
        await button.press("Enter")
        await page.get_by_text("Ajoutée à vos favoris.").wait_for()
        assert await button.get_attribute("aria-pressed") == "true"
        await page.evaluate("window.app.go('/annuaire')")
        assert (await page.evaluate(NAMES))[0] == "Gériatrie"
        await page.get_by_label("Afficher").select_option("favourites")
        assert await page.evaluate(NAMES) == ["Gériatrie"]
        await button.press("Enter")
        await page.get_by_text("Retirée de vos favoris.").wait_for()


LEARN = """async ([times, mailbox]) => {
  const { learn } = await import(document.querySelector("script[type=module]").src.replace("app.js", "favourites.js"));
  for (let n = 0; n < times; n++) await learn(window.app.account, [mailbox]);
}"""


async def test_those_most_written_to_come_after_the_favourites(browser: House) -> None:
    async with desk(browser, "/annuaire", directory()) as page:
        await page.get_by_role("button", name="Favori Gériatrie").press("Enter")
        await page.get_by_text("Ajoutée à vos favoris.").wait_for()
        await page.evaluate(LEARN, [1, "box-Cardiologie"])
        await page.evaluate(LEARN, [2, f"box-{LONG}"])
        await page.evaluate("window.app.go('/annuaire')")
        assert (await page.evaluate(NAMES))[:3] == ["Gériatrie", LONG, "Cardiologie"]
        await page.get_by_text("2 fiches envoyées par vous", exact=True).wait_for()
        await page.get_by_label("Afficher").select_option("favourites")
        assert len(await page.evaluate(NAMES)) == 3


async def test_a_fiche_is_begun_from_an_entry(browser: House) -> None:
    async with desk(browser, "/annuaire", directory()) as page:
        link = page.get_by_role("link", name="Envoyer une fiche Cardiologie")
        assert await link.get_attribute("href") == "/nouvelle?a=box-Cardiologie"
        assert await page.get_by_role("link", name="Envoyer une fiche").count() == 2  # not oneself, no stranger


async def test_a_failure_is_said(browser: House) -> None:
    given = {**directory(), "failure": "directory-signature"}
    async with desk(browser, "/annuaire", given) as page:
        await page.get_by_role("alert").wait_for()
        assert await calls(page, "entries") == [None]


async def test_a_coordinator_without_a_mailbox_reads_it_too(browser: House) -> None:
    async with desk(browser, "/annuaire", directory()) as page:
        await page.evaluate("window.app.mailboxes = []; window.app.go('/annuaire')")
        await page.get_by_text("4 boîtes aux lettres", exact=True).wait_for()
        assert await page.get_by_role("link", name="Envoyer une fiche").count() == 0


async def test_everybody_can_use_it(browser: House) -> None:
    async with desk(browser, "/annuaire", directory()) as page:
        assert await faults(page) == []

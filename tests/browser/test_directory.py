"""Annuaire: who can be written to, and whether somebody reads there."""

from typing import Any

import pytest

from tests.browser.desks import DAY, LONG, ago, calls, desk, faults
from tests.browser.house import House

pytestmark = pytest.mark.asyncio(loop_scope="session")


def entry(name: str, **changed: Any) -> dict[str, Any]:
    return {
        "mailbox": f"box-{name}", "name": name, "facility": "CH du Gier", "finess": "", "kind": "ORG", "members": 3,
        "address": f"{name.lower()}@ch-du-gier.example", "lastCollected": ago(600), "vouched": True, "ours": False,
        **changed,
    }  # fmt: skip


def directory() -> dict[str, Any]:
    dead = entry("Cardiologie", lastCollected=ago(30 * DAY))
    never = entry("", address="inconnu@ailleurs.example", vouched=False, lastCollected=None)
    return {"entries": [dead, entry("Gériatrie", ours=True), entry(LONG, kind="CAB"), never]}


NAMES = "[...document.querySelectorAll('.entry:not([hidden]) h2')].map((one) => one.textContent)"


async def test_a_mailbox_nobody_reads_is_said_in_words(browser: House) -> None:
    async with desk(browser, "/annuaire", directory()) as page:
        dead = page.locator(".entry", has_text="Cardiologie")
        assert "Personne ne l'a relevée depuis le" in await dead.inner_text()
        assert await page.get_by_text("Jamais relevée par personne").count() == 1
        assert "Un coordinateur s'en porte garant" in await dead.inner_text()
        assert await page.get_by_text("Personne ne s'en porte garant").count() == 1


async def test_it_is_searched_and_filtered(browser: House) -> None:
    async with desk(browser, "/annuaire", directory()) as page:
        await page.get_by_role("searchbox").fill("geriatrie gier")
        assert await page.evaluate(NAMES) == ["Gériatrie"]
        await page.get_by_text("1 messagerie", exact=True).wait_for()
        await page.get_by_role("searchbox").fill("zzz")
        await page.get_by_text("Aucune messagerie ne correspond.").wait_for()
        await page.get_by_role("searchbox").fill("")
        await page.get_by_label("Afficher").select_option("forgotten")
        assert await page.evaluate(NAMES) == ["Cardiologie", "inconnu@ailleurs.example"]


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


async def test_a_failure_is_said(browser: House) -> None:
    given = {**directory(), "failure": "directory-signature"}
    async with desk(browser, "/annuaire", given) as page:
        await page.get_by_role("alert").wait_for()
        assert await calls(page, "entries") == [None]


async def test_no_mailbox_at_all(browser: House) -> None:
    async with desk(browser, "/annuaire", {"entries": []}) as page:
        await page.get_by_text("Aucune messagerie ne correspond.").wait_for()
        await page.evaluate("window.app.mailboxes = []; window.app.go('/annuaire')")
        await page.get_by_text("Vous n'êtes dans aucune messagerie").wait_for()


async def test_everybody_can_use_it(browser: House) -> None:
    async with desk(browser, "/annuaire", directory()) as page:
        assert await faults(page) == []

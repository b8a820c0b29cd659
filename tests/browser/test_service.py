"""Service: who sits in a mailbox; what leaving means is said before; two guardians, or a warning."""

from typing import Any

import pytest

from tests.browser.desks import LONG, calls, desk, faults
from tests.browser.house import House

pytestmark = pytest.mark.asyncio(loop_scope="session")


def member(person: str, name: str, role: str = "member") -> dict[str, Any]:
    return {"person": person, "name": name, "role": role}


def ward(role: str = "guardian") -> dict[str, Any]:
    """Mme Leroy, who is there, and others."""
    leroy = member("leroy", "Mme Leroy", role)
    benali = member("benali", "Dr Samir Benali", "guardian")
    return {"people": ["Dr Roux"], "members": [benali, leroy, member("x", LONG)]}


async def test_a_guardian_lets_somebody_in(browser: House) -> None:
    async with desk(browser, "/service", ward()) as page:
        assert await page.get_by_text("Il ne reste qu'un gardien").is_hidden()
        await page.get_by_role("button", name="Faire entrer").press("Enter")
        await page.get_by_text("Écrivez un nom.").wait_for()
        await page.keyboard.insert_text("Dr Roux")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Space")
        await page.keyboard.press("Enter")
        await page.get_by_text("Dr Roux a sa place dans cette messagerie.").wait_for()
        assert await calls(page, "add") == [{"name": "Dr Roux", "role": "guardian"}]
        assert await page.locator("[data-part=members] li").count() == 4


async def test_a_name_nobody_knows(browser: House) -> None:
    async with desk(browser, "/service", ward()) as page:
        await page.locator("#service-name").fill("Personne")
        await page.keyboard.press("Enter")
        await page.get_by_role("alert").wait_for()
        assert await page.locator("#service-name").input_value() == "Personne"


async def test_what_leaving_means_is_said_before(browser: House) -> None:
    async with desk(browser, "/service", ward()) as page:
        await page.get_by_role("button", name="Faire sortir Dr Samir Benali").press("Enter")
        await page.get_by_text("ne peut pas être repris").wait_for()
        assert "Il restera un seul gardien" in await page.locator("dialog[open]").inner_text()
        await page.get_by_role("button", name="Faire sortir cette personne").press("Enter")
        await page.get_by_text("Dr Samir Benali n'a plus sa place dans cette messagerie.").wait_for()
        assert await calls(page, "remove") == ["benali"]
        await page.get_by_text("Il ne reste qu'un gardien").wait_for()
        assert await page.get_by_role("button", name="Faire sortir Mme Leroy").count() == 0


async def test_a_member_changes_nothing(browser: House) -> None:
    async with desk(browser, "/service", ward("member")) as page:
        await page.get_by_text("Vous n'êtes pas gardien").wait_for()
        await page.get_by_text("Il ne reste qu'un gardien").wait_for()
        assert await page.get_by_role("button", name="Faire sortir").count() == 0
        assert await page.locator("#service-name").is_hidden()


async def test_no_mailbox_at_all(browser: House) -> None:
    async with desk(browser, "/service", ward()) as page:
        await page.evaluate("window.app.account.mailboxes = []; window.app.go('/service')")
        await page.get_by_text("Vous n'êtes dans aucune messagerie pour l'instant").wait_for()


async def test_everybody_can_use_it(browser: House) -> None:
    async with desk(browser, "/service", ward()) as page:
        assert await faults(page) == []

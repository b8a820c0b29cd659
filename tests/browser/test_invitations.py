"""Invitations: the link and its code stay in the page; what is withdrawn is asked first."""

import re
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.desks import DAY, LONG, ago, calls, desk, faults
from tests.browser.house import House

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]
CODE = "navette-" + "A1b2C3d4" * 110  # as long as they are


def invitation(name: str, state: str = "open", **changed: Any) -> dict[str, Any]:
    return {
        "id": f"id-{name}", "role": "person", "name": name, "kind": None, "address": "", "created": ago(DAY),
        "expires": ago(-9 * DAY), "state": state, "person": None, "mailbox": None, "certified": False, "ours": True,
        **changed,
    }  # fmt: skip


def sent() -> dict[str, Any]:
    ward = invitation(LONG, role="mailbox", kind="ORG", address="geriatrie@ch-du-gier.example", ours=False)
    joined = [invitation("Dr Samir Benali", "used"), invitation("Mme Leroy", "used", certified=True)]
    return {"code": CODE, "invitations": [ward, *joined, invitation("M. Roux", "expired"), invitation("Mme Faure")]}


async def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        await page.locator(f"#invite-{name.replace('_', '-')}").fill(value)


async def test_somebody_is_invited_by_the_keyboard(browser: House) -> None:
    async with desk(browser, "/invitations", {"code": CODE}) as page:
        await page.get_by_text("Personne n'a encore été invité.").wait_for()
        await page.locator("#invite-role").focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        for text in ("", "Mme Leroy", "infirmière", "geriatrie@ch-du-gier.example", "Gériatrie", "CH du Gier"):
            await page.keyboard.press("Tab")
            await page.keyboard.insert_text(text)
        await page.keyboard.press("Enter")
        await page.get_by_role("img", name="Le même lien").wait_for()
        link = await page.locator("[data-part=sheet-link]").inner_text()
        assert link == f"{browser.url}/rejoindre#{CODE}"
        assert await calls(page, "invite") == [
            {
                "identity": {"name": "Mme Leroy", "profession": "infirmière"},
                "wanted": {
                    "role": "mailbox", "kind": "ORG", "days": 14, "address": "geriatrie@ch-du-gier.example",
                    "mailboxName": "Gériatrie", "facility": "CH du Gier",
                },
            }
        ]  # fmt: skip
        assert await page.evaluate("document.activeElement.textContent") == "Invitation à Navette"
        assert await page.locator("[data-part=lines] tr").count() == 1


async def test_what_is_missing_is_said(browser: House) -> None:
    async with desk(browser, "/invitations", {"code": CODE}) as page:
        await page.get_by_role("button", name="Préparer l'invitation").press("Enter")
        await page.get_by_text("Remplissez ce qui est entouré de rouge.").wait_for()
        assert await page.evaluate("document.activeElement.id") == "invite-name"
        await fill(page, name="Nathalie", profession="coordinatrice")
        await page.locator("#invite-role").select_option("own")
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Préparer l'invitation").press("Enter")
        assert await page.evaluate("document.activeElement.id") == "invite-address"
        assert await calls(page, "invite") == []


async def test_each_one_has_its_state(browser: House) -> None:
    async with desk(browser, "/invitations", sent()) as page:
        assert await page.locator("[data-part=lines] .badge").all_inner_texts() == [
            "Pas encore utilisée", "Arrivé : il reste à s'en porter garant",
            "Arrivé, un coordinateur s'en porte garant", "Expirée", "Pas encore utilisée",
        ]  # fmt: skip
        assert await page.get_by_role("button", name="Montrer la feuille").count() == 1


async def test_one_is_withdrawn_once_it_is_asked(browser: House) -> None:
    async with desk(browser, "/invitations", sent()) as page:
        button = page.get_by_role("button", name="Retirer Mme Faure")
        await button.press("Enter")
        await page.keyboard.press("Escape")
        await page.locator("dialog[open]").wait_for(state="detached")
        assert await calls(page, "withdraw") == []
        assert await button.evaluate("(one) => one === document.activeElement")
        await button.press("Enter")
        await page.get_by_role("button", name="Retirer l'invitation").press("Enter")
        await page.get_by_text("L'invitation de Mme Faure est retirée.").wait_for()
        assert await calls(page, "withdraw") == ["id-Mme Faure"]


async def test_those_who_joined_are_vouched_for_or_not_and_why(browser: House) -> None:
    wrong = {"invitation": "x", "name": "M. Intrus", "person": "p", "mailbox": None, "problem": "invitation-binding"}
    right = {**wrong, "name": "Dr Samir Benali", "problem": ""}
    async with desk(browser, "/invitations", {**sent(), "confirmed": [right, wrong]}) as page:
        await page.get_by_role("button", name="Se porter garant").press("Enter")
        await page.get_by_text("Vous vous portez garant de : 1").wait_for()
        assert "M. Intrus" in await page.locator("[data-part=refusals]").inner_text()
        assert await page.get_by_role("button", name="Se porter garant").count() == 0


async def test_only_the_sheet_is_printed(browser: House) -> None:
    async with desk(browser, "/invitations", sent()) as page:
        await page.get_by_role("button", name="Montrer la feuille Mme Faure").press("Enter")
        await page.get_by_role("img", name="Le même lien").wait_for()
        await page.emulate_media(media="print")
        assert await page.locator("form, table, button").filter(visible=True).count() == 0
        assert await page.get_by_role("img").is_visible()
        await page.emulate_media(media="screen")
        await page.evaluate("window.app.lock()")
        assert CODE not in await page.content()


async def test_one_that_has_expired_is_renewed(browser: House) -> None:
    async with desk(browser, "/invitations", sent()) as page:
        await page.locator("#invite-days").select_option("30")
        await page.get_by_role("button", name="Renouveler M. Roux").press("Enter")
        await page.get_by_role("img", name="Le même lien").wait_for()
        await page.get_by_text("la feuille d'avant ne sert plus").wait_for()
        assert await calls(page, "renew") == [{"id": "id-M. Roux", "days": 30}]
        assert await page.get_by_role("button", name="Renouveler Dr Samir Benali").count() == 0


async def test_several_sheets_are_printed_at_once(browser: House) -> None:
    odd = "Mme Zoë-Éléonore d'Aubigné-Lefèvre de la Bâtie-Neuve, née Çelik-Straße"
    ward = invitation(odd, role="mailbox", kind="ORG", address="geriatrie@ch-du-gier.example")
    given = {"code": CODE, "invitations": [ward, invitation("Mme Faure"), invitation("M. Roux")]}
    async with desk(browser, "/invitations", given) as page:
        await page.get_by_role("button", name="Montrer les feuilles cochées (0)").press("Enter")
        await page.get_by_text("Cochez d'abord les invitations.").wait_for()
        await page.get_by_label(f"Cocher {odd}").check()
        await page.get_by_label("Cocher M. Roux").check()
        await page.get_by_role("button", name="Montrer les feuilles cochées (2)").press("Enter")
        assert await page.locator("[data-part=sheet-name]").all_inner_texts() == [odd, "M. Roux"]
        assert "geriatrie@ch-du-gier.example" in await page.locator(".sheet").first.inner_text()
        raw = await page.pdf(format="A4")
        assert len(re.findall(rb"/Type\s*/Page\b", raw)) == 2
        assert await faults(page) == []


async def test_a_failure_is_said(browser: House) -> None:
    async with desk(browser, "/invitations", {**sent(), "failure": "coordinator-only"}) as page:
        await page.get_by_role("alert").wait_for()

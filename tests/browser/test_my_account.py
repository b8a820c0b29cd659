"""Mon compte: what unlocks it; never the last one away; a sheet counts once it was typed back."""

from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.desks import DAY, LONG, ago, calls, desk, faults
from tests.browser.house import House
from tests.browser.territory import CODE, WORDS

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]


def lock(number: int, **changed: Any) -> dict[str, Any]:
    known = {"id": f"lock-{number}", "kind": "prf", "label": "Portable", "created": ago(90 * DAY), "used": ago(DAY)}
    return {**known, **changed}


def locks() -> dict[str, Any]:
    return {"locks": [lock(1, label=LONG), lock(2, kind="code", label="2026-08-24", used=None)]}


async def type_back(page: Page) -> None:
    """The four symbols that are asked for, from the sheet."""
    symbols = CODE.replace("-", "")
    for field in await page.locator("[data-part=asked] label").all():
        group, symbol = [int(part) for part in (await field.inner_text()).replace(",", " ").split() if part.isdigit()]
        await field.locator("input").fill(symbols[4 * (group - 1) + symbol - 1])


async def test_each_way_in_and_when_it_was_used(browser: House) -> None:
    async with desk(browser, "/compte", locks()) as page:
        [device, sheet] = await page.locator("[data-part=locks] li").all_inner_texts()
        assert device.startswith(f"Appareil · {LONG}")
        assert "Dernier usage le" in device
        assert "Jamais utilisé" in sheet
        assert "2026-08-24" not in sheet
        assert await page.locator(".notice.soon").filter(visible=True).count() == 0


async def test_the_last_one_stays(browser: House) -> None:
    async with desk(browser, "/compte", {"locks": [lock(1)]}) as page:
        await page.get_by_text("C'est la seule façon d'entrer").wait_for()
        await page.get_by_text("Vous n'avez pas de feuille de secours").wait_for()
        assert await page.get_by_role("button", name="Retirer").count() == 0


async def test_one_is_removed_once_it_is_asked(browser: House) -> None:
    async with desk(browser, "/compte", locks()) as page:
        await page.get_by_role("button", name="Retirer Code imprimé,").press("Enter")
        await page.get_by_text("jetez la feuille").wait_for()
        await page.get_by_role("button", name="Le retirer").press("Enter")
        await page.get_by_text("C'est la seule façon d'entrer").wait_for()
        assert await calls(page, "removeLock") == ["lock-2"]


async def test_one_more_device(browser: House) -> None:
    async with desk(browser, "/compte", locks()) as page:
        await page.get_by_label("Nom de cet appareil").fill("Poste du cabinet")
        await page.keyboard.press("Enter")
        await page.get_by_text("Cet appareil ouvre désormais votre compte.").wait_for()
        await page.get_by_label("Nom de cet appareil").fill("Autre")
        await page.locator("#account-add-code").fill(CODE)
        await page.keyboard.press("Enter")
        await page.get_by_text("· Autre").wait_for()
        assert await calls(page, "addPasskey") == [
            {"label": "Poste du cabinet", "given": {}}, {"label": "Autre", "given": {"code": CODE}},
        ]  # fmt: skip
        refuse = "void (app.account.addPasskey = async () => { throw new DOMException('', 'InvalidStateError'); })"
        await page.evaluate(refuse)  # as a browser does
        await page.get_by_role("button", name="Ajouter cet appareil").press("Enter")
        await page.get_by_role("alert").get_by_text("Cet appareil ouvre déjà votre compte.").wait_for()


async def test_a_new_sheet_is_typed_back(browser: House) -> None:
    async with desk(browser, "/compte", locks()) as page:
        await page.get_by_role("button", name="Préparer une nouvelle feuille").press("Enter")
        await page.get_by_role("heading", name="Votre feuille de secours").wait_for()
        assert "".join(await page.locator("[data-part=code] code").all_inner_texts()) == CODE.replace("-", "")
        await page.get_by_role("button", name="C'est imprimé").press("Enter")
        await page.get_by_role("button", name="Terminer").press("Enter")
        await page.get_by_text("Ce n'est pas ce que dit la feuille").wait_for()
        assert await calls(page, "keep") == []  # until then, the sheet of before opens
        await type_back(page)
        await page.keyboard.press("Enter")
        await page.get_by_text("Votre nouvelle feuille est en service.").wait_for()
        assert await calls(page, "keep") == ["code"]
        assert await page.locator("[data-part=code] code").count() == 0


async def test_five_words_are_typed_back(browser: House) -> None:
    """Any way they are parted; what is not kept for want of a connection is kept when asked again."""
    async with desk(browser, "/compte", locks()) as page:
        await page.get_by_role("button", name="Tirer cinq mots").press("Enter")
        assert await page.locator("[data-part=phrase-words] code").all_inner_texts() == WORDS.split("-")
        await page.get_by_role("button", name="C'est noté").press("Enter")
        field = page.get_by_label("Les cinq mots, séparés par une espace")
        await field.fill(WORDS.replace("z", "s"))
        await page.keyboard.press("Enter")
        await page.get_by_text("Ce ne sont pas les cinq mots.").wait_for()
        assert await calls(page, "keep") == []
        await page.evaluate("window.desk.failure = 'server-unreachable'")
        await field.fill(f" {WORDS.upper().replace('-', '  ')}")
        await page.keyboard.press("Enter")
        await page.get_by_role("alert").wait_for()
        await page.evaluate("window.desk.failure = ''")
        await page.keyboard.press("Enter")
        await page.get_by_text("Vos cinq mots sont en service.").wait_for()
        await page.locator("[data-part=locks]").get_by_text("Cinq mots", exact=True).wait_for()
        assert WORDS.split("-")[0] not in await page.content()


async def test_a_failure_is_said(browser: House) -> None:
    async with desk(browser, "/compte", locks()) as page:
        await page.evaluate("window.desk.failure = 'lock'")
        await page.get_by_role("button", name="Préparer une nouvelle feuille").press("Enter")
        await page.get_by_role("alert").wait_for()
        assert await page.locator("[data-part=locks] li").count() == 2


async def test_the_language_is_one_of_the_page(browser: House) -> None:
    async with desk(browser, "/compte", locks()) as page:
        await page.get_by_role("main").get_by_role("link", name="English").click()
        await page.wait_for_selector("html[lang=en][data-ready]")


async def test_everybody_can_use_it(browser: House) -> None:
    async with desk(browser, "/compte", locks()) as page:
        assert await faults(page) == []

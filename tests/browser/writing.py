"""Writing a fiche as a person does, in the real page, and what it says of it then."""

from typing import Final

from playwright.async_api import Locator, Page, expect

from tests.js.test_scanned import CODE

SOON: Final = 30_000  # ms
PAYLOAD: Final = CODE.replace("\x1d", "")  # what reaches a field of a page


def done(page: Page) -> Locator:
    """The box that says what became of it."""
    return page.locator("[data-part=done]:not([hidden])")


def reason(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Motif").first


async def begin(page: Page) -> None:
    """An empty fiche."""
    await page.get_by_role("link", name="Nouvelle fiche").first.click()
    await page.get_by_label("Qui est le patient ?").wait_for(timeout=SOON)


async def write(page: Page, why: str) -> None:
    """A whole admission for the ward, by keyboard; nothing is taken from the fiche before."""
    keys = page.keyboard
    await begin(page)
    await page.get_by_label("Qui est le patient ?").focus()
    await keys.insert_text(PAYLOAD)
    await keys.press("Enter")
    await page.locator("[data-part=known]").wait_for()
    qualified = page.get_by_role("radio", name="Identité qualifiée")
    if await qualified.is_visible():  # it was said before of a patient who is known
        await qualified.check()
    to = page.get_by_label("À qui ?")
    await to.focus()
    await keys.insert_text("geri")
    await keys.press("Enter")
    await page.locator(".recipients > li").first.wait_for()
    while not await reason(page).evaluate("(one) => one === document.activeElement"):
        while await page.get_by_role("button", name="Laisser").count():  # the fiche before may come late
            await page.get_by_role("button", name="Laisser").first.click()
        await keys.press("F8")
    for text in (why, "Bisoprolol 2,5 mg"):
        await keys.insert_text(text)
        await keys.press("F8" if text == why else "Tab")
    await keys.insert_text("1 comprimé le matin")
    for text in ("Amoxicilline", "Vit seule"):
        await keys.press("F8")
        await keys.insert_text(text)


async def sign(page: Page) -> None:
    """Read again, and signed."""
    await page.keyboard.press("Control+Enter")
    await page.get_by_role("button", name="Signer et envoyer").click(timeout=SOON)


async def arrived(page: Page) -> str:
    """What the page says once it left, or waits; the reference in it."""
    await done(page).wait_for(timeout=SOON)
    words = (await done(page).inner_text()).split()
    return next(word.strip(".,:") for word in words if word.startswith("NV-"))


async def send(page: Page, why: str) -> str:
    """Written, signed and left, or waiting; its reference."""
    await write(page, why)
    await sign(page)
    return await arrived(page)


async def says(page: Page, text: str) -> None:
    """In the box at the top of the fiche."""
    await expect(done(page)).to_contain_text(text, timeout=SOON)

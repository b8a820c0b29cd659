"""A click that leaves a field reaches what it began on, though a message that goes moves the page."""

import pytest
from playwright.async_api import expect

from tests.browser.gallery import MOMENTS, shown
from tests.browser.house import House

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]


async def test_what_follows_a_corrected_question_is_ticked(browser: House) -> None:
    (moment,) = (one for one in MOMENTS if one.name == "nouvelle-manque")
    async with shown(browser, moment) as page:
        field = page.locator(f"#{await page.locator('textarea[aria-invalid=true]').first.get_attribute('id')}")
        await field.fill("Chutes répétées")
        choice = page.get_by_label("Aucun traitement en cours")
        before = await choice.bounding_box()
        await choice.click()
        await expect(choice).to_be_checked()
        await expect(field).not_to_have_attribute("aria-invalid", "true")
        assert before
        assert before != await choice.bounding_box()  # it has moved

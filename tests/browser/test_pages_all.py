"""Every screen in each of its states: axe, our own checks, and words that everybody understands.

Each run takes three of them, by the seed in its header; `./dev soak` takes all, light and dark, narrow and wide.
"""

import random
from typing import Any

import pytest
from playwright.async_api import Page

from navette.wording import Language
from tests.browser import checks
from tests.browser.desks import AXE, RUN, SCHEMES, faults
from tests.browser.gallery import MOMENTS, Moment, shown
from tests.browser.house import House
from tests.plain import jargon

pytestmark = pytest.mark.asyncio(loop_scope="session")
SLICE = 3
LANGUAGES: tuple[Language, ...] = ("fr", "en")
# What is read: what is seen, and what is read aloud; what people typed or wrote is not ours.
READ = """() => {
  const NAMES = ["aria-label", "title", "placeholder"];
  const named = [...document.querySelectorAll(NAMES.map((name) => `[${name}]`).join())];
  const aloud = named.flatMap((one) => NAMES.map((name) => one.getAttribute(name) ?? ""));
  return [document.title, document.body.innerText, ...aloud].join("\\n");
}"""


async def spoken(page: Page, lang: Language) -> list[str]:
    """Words of the engine room, on the page as it is."""
    return jargon(await page.evaluate(READ), lang)


async def test_a_few_of_them(browser: House, seed: int) -> None:
    draw = random.Random(seed)
    for moment in draw.sample(MOMENTS, SLICE):
        width, scheme, lang = draw.choice((320, 1280)), draw.choice(SCHEMES), draw.choice(LANGUAGES)
        size: Any = {"width": width, "height": 900}
        async with shown(browser, moment, lang, viewport=size, color_scheme=scheme) as page:
            assert await spoken(page, lang) == [], moment.name
            await page.evaluate(AXE.read_text())
            assert await page.evaluate(RUN) == [], (moment.name, width, scheme, lang)


@pytest.mark.soak
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda one: one.name)
async def test_nothing_keeps_people_out(browser: House, moment: Moment) -> None:
    async with shown(browser, moment) as page:
        assert await spoken(page, "fr") == []
        if not moment.brief:
            assert await faults(page) == []
        await page.emulate_media(color_scheme="dark")
        await page.evaluate(AXE.read_text())
        assert await page.evaluate(RUN) == []
        assert await checks.borders(page) == []
        if not moment.brief:
            assert await checks.focus_seen(page) == []
    async with shown(browser, moment, "en") as page:
        assert await spoken(page, "en") == []

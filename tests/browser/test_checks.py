"""Each check finds the fault that is planted for it, and the screens have none."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page

from tests.browser import checks
from tests.browser.house import House
from tests.browser.territory import INVITATION, day, ref

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]
Check = Callable[[Page], Awaitable[list[str]]]

PLANTED: list[tuple[Check, str, str]] = [
    (checks.tab_order, "document.querySelector('.todo-search').style.direction = 'rtl'", "out of"),
    (checks.tab_order, "document.querySelector('#todo-search').onblur = (e) => e.target.focus()", "reached twice"),
    (checks.tab_order, "h.after(Object.assign(document.createElement('button'), {textContent: 'x', onfocus() "
     "{ this.blur() }}))", "never reached"),
    (checks.focus_seen, "document.querySelector('#todo-search').style.outline = 'none'", "no ring"),
    (checks.clickable, "h.onclick = () => 1", "no control"),
    (checks.targets, "document.querySelector('[data-part=lock]').style.cssText = 'min-height:0;padding:0;height:20px'",
     "smaller"),
    (checks.still, "h.style.transition = 'color 1s'", "moves"),
    (checks.borders, "document.querySelector('#todo-search').style.borderColor = '#ddd'", "below 3:1"),
    (checks.overflow, "h.style.minWidth = '50rem'", "too wide"),
    (checks.forced_colours, "document.querySelector('#todo-search').style.border = '0'", "no edge"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "plant", "said"), PLANTED)
async def test_a_planted_fault_is_found(browser: House, check: Check, plant: str, said: str) -> None:
    async with browser.enter(day()) as page:
        await page.wait_for_selector(".line")
        await page.evaluate(f"() => {{ const h = document.querySelector('h1'); {plant} }}")
        assert any(said in fault for fault in await check(page))


async def test_an_act_that_says_nothing_is_found(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.locator("#live:not(:empty)").wait_for()

        async def silent() -> None:
            await page.evaluate("document.querySelector('h1').textContent = 'x'")

        assert await checks.spoken(page, silent) == ["nothing was said"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_screens_have_none(browser: House, scheme: str) -> None:
    async with browser.enter(day(), locked=True, color_scheme=scheme) as page:
        assert await checks.everything(page) == []
        await page.locator("[data-part=device]").click()
        await page.wait_for_selector(".line")
        assert await checks.everything(page) == []
        await page.locator(f'a[href="/fiche/{ref(1)}"]').click()
        await page.locator("[data-part=entered]:not([hidden])").wait_for()
        await page.get_by_role("button", name="Refuser").click()
        assert await checks.everything(page) == []


async def test_joining_has_none(browser: House) -> None:
    async with browser.enter(day(), f"/rejoindre#{INVITATION}", locked=True) as page:
        for part, then in (("device", "with-device"), ("sheet", "printed"), ("check", "")):
            await page.locator(f"[data-part={part}]:not([hidden])").first.wait_for()
            assert await checks.everything(page) == []
            if then:
                await page.locator(f"[data-part={then}]").click()

"""What axe does not see: each check gives what is wrong on a page, in words; none when all is well.

WCAG 2.2: 2.1.1, 2.1.2, 2.3.3, 2.4.3, 2.4.7, 2.5.8, 1.4.4, 1.4.10, 1.4.11, 4.1.3. test_checks.py plants each fault once.
"""

from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page

MOST: Final = 400  # controls on a page
NATIVE: Final = {"A", "BUTTON", "INPUT", "SELECT", "TEXTAREA", "LABEL", "SUMMARY", "FORM", "OPTION"}
SMALLEST: Final = 24  # CSS pixels
SCRIPT: Final = (Path(__file__).parent / "checks.js").read_text(encoding="utf-8")


async def prepare(page: Page) -> None:
    """What the checks ask the page; the page itself does not see it."""
    await page.evaluate(SCRIPT)


async def tab_order(page: Page) -> list[str]:
    """Tab reaches each control once, in the order in which they are seen, and leaves; focus is seen on each."""
    await prepare(page)
    names: list[str] = await page.evaluate("window.checking.stops()")
    steps = await _walk(page)
    reached = [step["id"] for step in steps]
    faults = [f"never reached: {name}" for place, name in enumerate(names) if place not in reached]
    faults += [f"reached twice: {step['name']}" for place, step in enumerate(steps) if step["id"] in reached[:place]]
    if len(steps) == MOST:
        faults.append("Tab never leaves")
    jumps = [(a["name"], b["name"]) for a, b in pairwise(steps) if _backwards(a, b)]
    return faults + [f"out of order: {after} after {before}" for before, after in jumps]


async def focus_seen(page: Page) -> list[str]:
    """A ring of 2 px at least, 3:1 against what is behind."""
    await prepare(page)
    return [f"no ring: {step['name']}" for step in await _walk(page) if not step["ringed"]]


async def _walk(page: Page) -> list[dict[str, Any]]:
    await page.evaluate("window.checking.begin()")
    steps: list[dict[str, Any]] = []
    for _ in range(MOST):
        await page.keyboard.press("Tab")
        step = await page.evaluate("window.checking.walked()")
        if step is None or (len(steps) > 1 and step["id"] == steps[0]["id"]):
            break
        steps.append(step)
    await page.evaluate("window.walk.remove()")
    return steps


def _backwards(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Above what was before it, and not in a column beside it; what a page says aside may be read before the rest."""
    before, after = one["box"], other["box"]
    above = after["bottom"] <= before["top"] + 1
    same_line = after["top"] < before["bottom"] - 1 and after["bottom"] > before["top"] + 1
    left = after["right"] <= before["left"] + 1
    beside = after["left"] >= before["right"] - 1
    free = one["fixed"] or other["fixed"] or (left and one["aside"] and not other["aside"])
    return not free and ((above and not beside) or (same_line and left))


async def clickable(page: Page) -> list[str]:
    """What listens to clicks is a control by nature: a keyboard and a screen reader know it.

    Or an option of a list, which arrows choose from the field that the list belongs to.
    """
    session = await page.context.new_cdp_session(page)
    root = await session.send("Runtime.evaluate", {"expression": "document.documentElement"})
    found = await session.send("DOMDebugger.getEventListeners", {"objectId": root["result"]["objectId"], "depth": -1})
    nodes = {one["backendNodeId"] for one in found["listeners"] if one["type"] in ("click", "mousedown", "pointerdown")}
    faults = []
    for node in sorted(nodes):
        described = (await session.send("DOM.describeNode", {"backendNodeId": node}))["node"]
        if described["nodeName"] not in (NATIVE | {"HTML", "BODY"}) and "option" not in described.get("attributes", []):
            faults.append(f"clickable, but no control: {described['nodeName'].lower()} {described.get('attributes')}")
    await session.detach()
    return faults


async def targets(page: Page) -> list[str]:
    """24 px at least each way; a link in a sentence is as high as its line (WCAG 2.5.8)."""
    await prepare(page)
    found: list[str] = await page.evaluate("(least) => window.checking.small(least)", SMALLEST)
    return [f"smaller than {SMALLEST} px: {name}" for name in found]


async def borders(page: Page) -> list[str]:
    """What one fills, and each button, stands out 3:1 from what is behind it, by its border or by its ground."""
    await prepare(page)
    found: list[str] = await page.evaluate("window.checking.faint()")
    return [f"border below 3:1: {name}" for name in found]


async def overflow(page: Page) -> list[str]:
    """At 320 px, and with text twice as large, nothing is to be scrolled sideways."""
    before = page.viewport_size or {"width": 1280, "height": 900}
    await prepare(page)
    faults = []
    for width, text in ((320, 100), (1280, 200), (640, 200)):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.evaluate("(text) => { document.documentElement.style.fontSize = `${text}%`; }", text)
        wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            faults.append(
                f"{wide} px too wide at {width} px, text {text} %: {await page.evaluate('window.checking.widest()')}"
            )
    await page.evaluate("document.documentElement.style.removeProperty('font-size')")
    await page.set_viewport_size(before)
    return faults


async def forced_colours(page: Page) -> list[str]:
    """With the colours of the system, controls keep an edge, and the one in focus is seen."""
    await page.emulate_media(forced_colors="active")
    await prepare(page)
    found: list[str] = await page.evaluate("window.checking.bare()")
    faults = [f"no edge: {name}" for name in found] + await focus_seen(page)
    await page.emulate_media(forced_colors="none")
    return faults


async def spoken(page: Page, act: Callable[[], Awaitable[object]]) -> list[str]:
    """After an act, something is said where screen readers listen."""
    await prepare(page)
    await page.evaluate("window.checking.listen()")
    await act()
    return [] if await page.evaluate("window.checking.heard()") else ["nothing was said"]


async def still(page: Page) -> list[str]:
    """Nothing moves for those who asked their system that nothing does (2.3.3)."""
    await page.emulate_media(reduced_motion="reduce")
    await prepare(page)
    found: list[str] = await page.evaluate("window.checking.moving()")
    await page.emulate_media(reduced_motion="no-preference")
    return [f"moves: {name}" for name in found]


async def everything(page: Page) -> list[str]:
    """All of them, but what needs an act."""
    found = []
    for check in (tab_order, focus_seen, clickable, targets, borders, overflow, forced_colours, still):
        found += [f"{check.__name__}: {fault}" for fault in await check(page)]
    return found

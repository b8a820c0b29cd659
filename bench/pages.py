"""What a person waits for in a page: a fiche opened, a list shown, filtered and scrolled, a directory replayed.

In Chromium, over a peer that answers at once: nothing here is the network's. Times end once the frame is painted.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page

from navette.web.static import release
from tests.browser.house import House, house
from tests.browser.territory import HOUR, fiche, item, ref, sent_item, territory

HERE: Final = Path(__file__).parent
SCRIPT: Final = HERE / "pages.js"
OPENED: Final = 40  # times a fiche is opened
LISTS: Final = (500, 5000)
ENTRIES: Final = 1600  # of the directory of a department
FICHES: Final = ("reply", "admission")  # of 10 and 17 kB
Record = dict[str, Any]
Given = dict[str, Any]


def rounds() -> Iterator[Record]:
    """Each measurement, as one record."""
    yield from asyncio.run(_all())


async def _all() -> list[Record]:
    async with house() as chromium:
        return [one async for one in _runs(chromium)]


async def _runs(chromium: House) -> AsyncIterator[Record]:
    for form in FICHES:
        async with chromium.enter(territory([item(1)], fiches={ref(1): fiche(form)})) as page:
            yield {"run": f"fiche, {form}", **await _call(page, "openFiche", ref(1), OPENED)}
    async with chromium.enter(territory([item(1)])) as page:
        yield {"run": "directory", **await _call(page, "replay", ENTRIES)}
    for count in LISTS:
        async with chromium.enter(busy(count)) as page:
            yield {"run": f"list of {count}", **await _call(page, "list", count)}


async def _call(page: Page, name: str, *given: object) -> Record:
    await page.evaluate(SCRIPT.read_text())
    await page.locator(".line").first.wait_for()
    asked = json.dumps([release().url("js"), *given])
    found: Record = await page.evaluate(f"window.measure.{name}(...{asked})")
    return found


def busy(count: int) -> Given:
    """A ward with that many handoffs, one in five sent by it."""
    now, mine = int(time.time()), count // 5
    received = [item(at, age=at * 60, due_in=(at % 90 - 10) * HOUR) for at in range(1, count - mine + 1)]
    sent = [sent_item(at, dueBy=now + at) for at in range(count - mine + 1, count + 1)]
    made = territory(received, sent)
    return {**made, "fiches": {ref(1): made["fiches"][ref(1)]}}

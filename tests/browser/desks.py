"""The pages around the fiches: what stands behind them, and what each of them must pass whatever it shows."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Literal

from playwright.async_api import Page

from tests.browser import checks
from tests.browser.house import House
from tests.browser.territory import WORDS, territory
from tests.js.engine import ROOT

DESK: Final = (Path(__file__).parent / "peer" / "desk.js").read_text()
AXE: Final = ROOT / "tests" / "js" / "node_modules" / "axe-core" / "axe.min.js"
RUN: Final = (
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))"
)
LONG: Final = "Équipe mobile de coordination gériatrique et de soins de suite du Haut-Plateau de la Loire"
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
DAY: Final = 86_400


def ago(seconds: int) -> int:
    """Seconds since 1970, that long before now."""
    return int(time.time()) - seconds


@asynccontextmanager
async def desk(browser: House, path: str, given: dict[str, Any], **options: Any) -> AsyncIterator[Page]:
    """A page at `path`, unlocked, over what a coordinator or a guardian sees."""
    async with browser.enter({**territory([]), "desk": {"words": WORDS, **given}}, **options) as page:
        await page.evaluate(DESK)
        await page.evaluate("(path) => window.app.go(path)", path)
        yield page


async def faults(page: Page) -> list[str]:
    """What axe, then our own checks, find on a page, light and dark, at 320 and 1280 px."""
    await page.evaluate(AXE.read_text())
    found = []
    for scheme in SCHEMES:
        for width in (320, 1280):
            await page.set_viewport_size({"width": width, "height": 900})
            await page.emulate_media(color_scheme=scheme)
            said = await page.evaluate(RUN)
            found += [f"axe, {scheme}, {width}: {one}" for one in said]
    await page.emulate_media(color_scheme="light")
    return found + await checks.everything(page)


async def calls(page: Page, name: str) -> list[Any]:
    """What was asked of the client half under that name."""
    return [given for called, given in await page.evaluate("window.desk.calls") if called == name]

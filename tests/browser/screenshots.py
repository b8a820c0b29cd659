"""`./dev screenshots [NAME …]`: each screen, light and dark, at 390 and 1280 px, for the guides of docs/fr.

The same program gives the same pictures: people are those of cast.py, it is a quarter past eleven, nothing moves.
"""

import asyncio
import base64
import sys
import time
from collections.abc import Sequence
from typing import Final
from unittest.mock import patch

from playwright.async_api import Page

from tests.browser.desks import SCHEMES
from tests.browser.gallery import MOMENTS, Moment, shown
from tests.browser.house import House, house
from tests.js.engine import ROOT

FOLDER: Final = ROOT / "docs" / "fr" / "images"
NOW: Final = 1795342500  # 2026-11-22T11:15:00+01:00
SIZES: Final = {390: 844, 1280: 900}
QUALITY: Final = 60
# Those of the guides; the others are states that only tests look at.
SCREENS: Final = (
    "deverrouiller", "rejoindre-qui", "rejoindre-feuille", "a-faire", "a-faire-medecin", "closes", "fiche",
    "fiche-echanges", "nouvelle-remplie", "nouvelle-relire", "hors-ligne", "annuaire", "annuaire-ordre", "coordination",
    "coordination-fiche", "partenaire", "bilan", "rapport", "invitations", "invitations-feuille", "compte", "service",
    "service-horaires",
)  # fmt: skip


SITE: Final = "navette.example"
# What was just said goes, the cursor too; the address is that of a server as people have them. Hours are far down.
LOOK: Final = """() => {
  document.getElementById("live").replaceChildren();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(location.origin, `https://${location.host}`);
  document.documentElement.style.caretColor = "transparent";
  scrollTo(0, 0);
  document.querySelector("[data-part=presence-form]")?.scrollIntoView();
}"""


def name_of(moment: str, scheme: str, width: int) -> str:
    """The file of a picture, in FOLDER."""
    return f"{moment}-{scheme}-{width}.webp"


async def take(pages: House, moment: Moment) -> None:
    """Its pictures, of what is seen without scrolling."""
    async with shown(pages, moment, timezone_id="Europe/Paris", clock=NOW, reduced_motion="reduce") as page:
        for scheme in SCHEMES:
            for width, height in SIZES.items():
                await page.set_viewport_size({"width": width, "height": height})
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                await page.evaluate(LOOK)
                (FOLDER / name_of(moment.name, scheme, width)).write_bytes(await picture(page))


async def picture(page: Page) -> bytes:
    """In WebP, which is a third of PNG for the same page."""
    session = await page.context.new_cdp_session(page)
    taken = await session.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    return base64.b64decode(taken["data"])


async def main(names: Sequence[str]) -> None:
    """Takes those that are named, or all; what is no longer a screen goes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = [one for one in MOMENTS if one.name in (names or SCREENS)]
    with patch.object(time, "time", lambda: float(NOW)):
        async with house(SITE) as pages:
            for moment in wanted:
                await take(pages, moment)
                print(f"screenshots: {moment.name}", flush=True)
    for path in FOLDER.iterdir() if not names else ():
        if path.name not in expected():
            path.unlink()


def expected() -> set[str]:
    """The names of all the pictures there must be."""
    return {name_of(name, scheme, width) for name in SCREENS for scheme in SCHEMES for width in SIZES}


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))

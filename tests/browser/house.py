"""The pages whole, in Chromium: the program's own document, files and policy; their peer is in the page."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from navette.fhir import strict
from navette.fhir.form import compiled, known
from navette.settings import Settings
from navette.web.pages.handlers import PAGES
from navette.web.pages.site import SITE, Site
from tests.conftest import CHROMIUM
from tests.js.browser import FLAGS, find_chromium
from tests.js.node import NODE

PEER: Final = Path(__file__).parent / "peer"


@dataclass
class House:
    """A browser, and the server of the pages."""

    url: str
    browser: Browser
    faults: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def enter(
        self,
        given: dict[str, Any],
        path: str = "/",
        *,
        lang: str = "fr",
        locked: bool = False,
        clock: int | None = None,
        **options: Any,
    ) -> AsyncIterator[Page]:
        """A page over a territory, unlocked; no error may reach its console.

        clock: seconds since 1970 that it is all the time. options: of Playwright's new_context.
        """
        locale = "fr-FR" if lang == "fr" else "en-GB"
        context = await self.browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "locale": locale, **options}
        )
        self.faults.clear()
        try:
            if clock is not None:
                await context.clock.set_fixed_time(datetime.fromtimestamp(clock, UTC))
            page = await context.new_page()
            page.on("pageerror", lambda error: self.faults.append(str(error)))
            page.on("console", lambda line: self.faults.append(line.text) if _is_told(line) else None)
            await page.add_init_script(f"window.given = {json.dumps(given)}")
            await page.goto(self.url + path)
            await page.wait_for_selector("html[data-ready]")
            if not locked:
                await unlock(page)
            yield page
        finally:
            await context.close()
        assert not self.faults, self.faults


async def unlock(page: Page) -> None:
    """With the device, as it is proposed first."""
    await page.locator("[data-part=device]").click()
    await page.wait_for_selector("header.bar:not([hidden])")


@asynccontextmanager
async def house(name: str = "") -> AsyncIterator[House]:
    """Chromium and the server, which end together. name: that the browser knows the server by, instead of its port."""
    executable = find_chromium(CHROMIUM)
    assert executable, "no Chromium: apt-get install chromium, or --no-browser"
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(NODE)
    runner = web.AppRunner(_app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    named = (
        f"--host-resolver-rules=MAP {name}:80 127.0.0.1:{port}",
        f"--unsafely-treat-insecure-origin-as-secure=http://{name}",
    )
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=executable, args=[*FLAGS, *(named if name else ())], chromium_sandbox=os.geteuid() != 0
            )
            yield House(f"http://{name}" if name else f"http://127.0.0.1:{port}", browser)
            await browser.close()
    finally:
        await runner.cleanup()


def _app() -> web.Application:
    app = web.Application()
    app[SITE] = Site.create(Settings())
    app.router.add_get("/static/{release}/js/pages/app.js", _entry)
    app.router.add_get("/peer/client.js", _client)
    app.router.add_get("/forms", _form)
    app.add_routes([web.route(method, path, handler) for method, path, handler in PAGES])
    app.router.add_get("/{anything:.*}", _document)
    return app


async def _document(request: web.Request) -> web.StreamResponse:
    """A path the server does not know still shows the frame's own page: what a link inside the pages may lead to."""
    site = request.app[SITE]
    return site.answer(request, site.documents["fr"])


async def _entry(request: web.Request) -> web.StreamResponse:
    return web.Response(text=(PEER / "app.js").read_text(), content_type="text/javascript")


async def _client(request: web.Request) -> web.StreamResponse:
    return web.Response(text=(PEER / "client.js").read_text(), content_type="text/javascript")


async def _form(request: web.Request) -> web.StreamResponse:
    wanted = request.query["of"]
    found = next((one for one in known().forms.values() if one.canonical == wanted), None)
    if found is None:
        return web.Response(text="null", content_type="application/json")
    return web.Response(body=strict.write(compiled(found)), content_type="application/json")


def _is_told(line: ConsoleMessage) -> bool:
    return line.type in ("error", "warning")

"""Pieces of the pages by themselves, in Chromium: the program's own files and policy, on a stage of the tests."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from jinja2 import Environment, FileSystemLoader
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from navette.fhir.form import compiled, forms
from navette.resources import folder
from navette.settings import Settings
from navette.web.headers import page_headers
from navette.web.pages.words import words
from navette.web.static import release
from navette.wording import Language, catalogue
from tests.conftest import CHROMIUM
from tests.js.browser import FLAGS, find_chromium
from tests.js.engine import ROOT
from tests.js.node import NODE

HERE: Final = Path(__file__).parent
AXE: Final = ROOT / "tests" / "js" / "node_modules" / "axe-core" / "axe.min.js"
FILES: Final = {
    "static": ROOT / "navette" / "web" / "static",
    "stage": HERE / "stage",
    "table": ROOT / "navette" / "fhir",
}
KINDS: Final = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".json": "application/json"}


@dataclass
class Stage:
    """A browser, and the server of one page: `open` gives that page, its console and errors in `said`."""

    url: str
    browser: Browser
    said: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def open(self, lang: Language = "fr", **options: Any) -> AsyncIterator[Page]:
        """The page in a context of its own (options: of Playwright's new_context); it must end without an error."""
        context = await self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        try:
            page = await self._listened(context)
            await page.goto(f"{self.url}/{lang}")
            await page.evaluate("import('/stage/stage.mjs').then((stage) => stage.ready)")
            yield page
        finally:
            await context.close()
        assert self.said == []

    async def _listened(self, context: BrowserContext) -> Page:
        page = await context.new_page()
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda line: self.said.append(line.text) if _is_told(line) else None)
        return page


LOAD_AXE: Final = """() => window.axe || new Promise((done) => {
  const policy = window.trustedTypes.createPolicy("navette-sw", { createScriptURL: (url) => url });
  const script = document.createElement("script");
  script.onload = done;
  script.src = policy.createScriptURL("/axe.js");
  document.head.append(script);
})"""
CALL: Final = "([name, args]) => import('/stage/stage.mjs').then((stage) => stage[name](...args))"


async def call(page: Page, name: str, *args: object) -> Any:
    """What a function of stage.mjs gives."""
    return await page.evaluate(CALL, [name, list(args)])


async def axe(page: Page) -> list[str]:
    """What axe finds: the rule, and the first elements that break it."""
    await page.evaluate(LOAD_AXE)
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']}).then((found) => found.violations)")
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found]


def _is_told(line: ConsoleMessage) -> bool:
    """A feature that this Chromium has no name for is not of the page."""
    return line.type in ("error", "warning") and "Permissions-Policy" not in line.text


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Chromium and a server on the loopback, which end together."""
    executable = find_chromium(CHROMIUM)
    assert executable, "no Chromium: apt-get install chromium, or --no-browser"
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(NODE)  # the node Playwright brings wants libatomic1
    runner = web.AppRunner(_app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with async_playwright() as playwright:
            sandbox = os.geteuid() != 0  # root has none, Chromium says
            browser = await playwright.chromium.launch(
                executable_path=executable, args=list(FLAGS), chromium_sandbox=sandbox
            )
            yield Stage(f"http://127.0.0.1:{runner.addresses[0][1]}", browser)
            await browser.close()
    finally:
        await runner.cleanup()


def _app() -> web.Application:
    app = web.Application()
    app.router.add_get("/{lang:fr|en}", _document)
    app.router.add_get("/forms", _forms)
    app.router.add_get("/axe.js", _axe)
    app.router.add_get("/favicon.ico", _nothing)
    app.router.add_get("/{folder:static|stage|table}/{path:.+}", _file)
    return app


async def _document(request: web.Request) -> web.Response:
    """Every screen and the words of one language, as the program's own document has them, without its first module."""
    lang: Language = "en" if request.match_info["lang"] == "en" else "fr"
    made = Environment(loader=FileSystemLoader([HERE / "stage", folder("templates")]), autoescape=True)
    screens = sorted(path.stem for path in (folder("templates") / "screens").glob("*.html"))
    styles = sorted(path.name for path in (FILES["static"] / "css").glob("*.css"))
    text = made.get_template("stage.html").render(
        lang=lang, _=catalogue(lang).gettext, screens=screens, styles=styles, words=words(release(), lang)
    )
    return web.Response(text=text, content_type="text/html", headers=dict(page_headers(Settings())))


async def _forms(request: web.Request) -> web.Response:
    found = {name: compiled(one) for name, one in forms().items()}
    return web.Response(text=json.dumps(found, default=_spelled), content_type="application/json")


async def _axe(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(AXE, headers={"Content-Type": "text/javascript"})


async def _nothing(request: web.Request) -> web.Response:
    return web.Response(status=204)


async def _file(request: web.Request) -> web.Response:
    path = (FILES[request.match_info["folder"]] / request.match_info["path"]).resolve()
    if not path.is_relative_to(FILES[request.match_info["folder"]]) or path.suffix not in KINDS:
        raise web.HTTPNotFound
    if not path.is_file():
        raise web.HTTPNotFound
    return web.Response(body=path.read_bytes(), content_type=KINDS[path.suffix], headers=dict(page_headers(Settings())))


def _spelled(value: object) -> object:
    """A decimal of a form, as JSON has it."""
    return float(str(value))

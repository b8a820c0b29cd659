"""The service worker, in Chromium with the real server: what opens without a connection, and what is never kept."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer, unused_port
from playwright.async_api import Page

from navette.settings import Settings
from navette.web.app import create_app
from navette.web.pages.site import SITE, Site
from navette.web.static import Release, release
from tests.browser.house import House

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]

INSTALL = """async (path) => {
  const { keepApplication } = await import(path);
  await keepApplication();
  await navigator.serviceWorker.ready;
}"""
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys())
    found[name] = (await (await caches.open(name)).keys()).map(({ url }) => url.slice(location.origin.length));
  return found;
}"""


def changed() -> Release:
    """This release, but for one file."""
    here = release()
    files = {path: found.raw for path in here.assets() if (found := here.find(path)) is not None}
    return Release({**files, "css/base.css": files["css/base.css"] + b"\n/* another */\n"})


class Running:
    """The server, at one address for the whole test, with the release it is given."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.port = unused_port()
        self.served: TestServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self, given: Release | None = None) -> None:
        app = create_app(self.settings)
        app[SITE] = Site.create(self.settings, given)
        self.served = TestServer(app, port=self.port)
        await self.served.start_server(shutdown_timeout=0.5)

    async def stop(self) -> None:
        if self.served is not None:
            await self.served.close()
            self.served = None


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    made = Running(Settings(data_dir=tmp_path / "server", production=False, metrics_port=0))
    await made.start()
    yield made
    await made.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: House, server: Running) -> AsyncIterator[Page]:
    """The site, with its worker in place."""
    context = await browser.browser.new_context(locale="fr-FR")
    made = await context.new_page()
    await made.goto(server.url)
    await made.evaluate(INSTALL, release().url("js/pages/worker.js"))
    yield made
    await context.close()


async def asset(page: Page, path: str) -> int:
    return int(await page.evaluate("(path) => fetch(path).then((found) => found.status, () => 0)", path))


async def until(page: Page, holds: str) -> None:
    """Waits for an expression that may await: wait_for_function takes a promise for an answer."""
    await page.evaluate(f"async () => {{ while (!({holds})) await new Promise((next) => setTimeout(next, 50)); }}")


async def kept(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(KEPT)
    return found


async def test_the_application_opens_without_a_connection(page: Page, server: Running) -> None:
    await server.stop()
    for path, lang in (("/", "fr"), ("/annuaire", "fr"), ("/fiche/NV-7K3F-22Q?lang=en", "en")):
        answer = await page.goto(server.url + path)
        assert answer is not None
        assert (answer.status, answer.from_service_worker) == (200, True)
        assert "require-trusted-types-for 'script'" in answer.headers["content-security-policy"]
        assert await page.evaluate("document.documentElement.lang") == lang
        assert await page.locator("template").count() > 0
    for path in release().assets():
        assert await asset(page, release().url(path)) == 200, path


async def test_no_answer_of_the_api_is_kept(page: Page, server: Running) -> None:
    assert await asset(page, "/v1/server") == 200
    assert await asset(page, "/healthz") == 200
    found = await kept(page)
    files = {release().url(path) for path in release().assets()}
    assert {name: set(paths) for name, paths in found.items()} == {
        f"navette-{release().name}": files | {"/", "/?lang=fr", "/?lang=en", "/favicon.svg", "/manifest.webmanifest"}
    }
    await server.stop()
    assert await asset(page, "/v1/server") == 0
    assert await asset(page, "/healthz") == 0


async def test_the_server_is_asked_first(page: Page, server: Running) -> None:
    """A new release is seen at once, not at the second visit; its worker takes the place of the one before."""
    other = changed()
    await server.stop()
    await server.start(other)
    await page.goto(server.url)
    assert other.name in await page.content()
    await page.evaluate(INSTALL, other.url("js/pages/worker.js"))
    await until(page, f"(await caches.keys()).join() === 'navette-{other.name}'")
    await server.stop()
    await page.goto(server.url)
    assert other.name in await page.content()
    assert await asset(page, other.url("css/base.css")) == 200
    assert set(await kept(page)) == {f"navette-{other.name}"}


async def test_a_page_of_the_release_before_keeps_its_files(page: Page, server: Running) -> None:
    """What it has not loaded yet is not at the server any more."""
    beside = await page.context.new_page()
    await beside.goto(server.url)
    other = changed()
    await server.stop()
    await server.start(other)
    await page.goto(server.url)
    await page.evaluate(
        "path => import(path).then((module) => module.keepApplication())", other.url("js/pages/worker.js")
    )
    await until(page, "(await navigator.serviceWorker.getRegistration()).waiting !== null")
    assert await asset(beside, release().url("js/form.js")) == 200
    assert set(await kept(page)) == {f"navette-{release().name}", f"navette-{other.name}"}


async def test_a_page_of_the_release_before_is_told_of_the_new_one(page: Page, server: Running) -> None:
    """It goes on; what it still has to keep is kept before it is loaded again, when the person says so."""
    other = changed()
    await server.stop()
    await server.start(other)
    await page.evaluate("""async () => {
      document.addEventListener("navette-leaving", ({ detail }) => detail.push(new Promise((done) => {
        setTimeout(() => done(localStorage.setItem("lang", "kept")), 300);
      })));
      await (await navigator.serviceWorker.getRegistration()).update();
    }""")
    await page.get_by_text("Une nouvelle version de Navette est disponible.").wait_for()
    assert await asset(page, release().url("js/form.js")) == 200
    async with page.expect_navigation():
        await page.get_by_role("button", name="Charger la nouvelle version").click()
    assert await page.evaluate("localStorage.getItem('lang')") == "kept"
    assert other.name in await page.content()


async def test_a_file_that_is_not_the_one_listed_is_not_kept(browser: House, server: Running) -> None:
    await server.stop()
    spoiled = changed()
    spoiled._listed = release()._listed
    await server.start(spoiled)
    context = await browser.browser.new_context()
    page = await context.new_page()
    await page.goto(server.url)
    state = await page.evaluate("""async (path) => {
      const { keepApplication } = await import(path);
      await keepApplication();
      const found = await navigator.serviceWorker.getRegistration();
      const worker = found?.installing;
      if (!worker) return found?.active?.state ?? "none";
      return new Promise((done) => worker.addEventListener("statechange", () => done(worker.state)));
    }""", spoiled.url("js/pages/worker.js"))  # fmt: skip
    await context.close()
    assert state in ("none", "redundant")


async def test_no_other_script_is_a_worker(page: Page) -> None:
    """Trusted Types: nothing but the one address, and no second policy of that name."""
    refused = await page.evaluate("""async () => {
      const found = [];
      try { await navigator.serviceWorker.register("/static/x.js"); } catch (error) { found.push(error.name); }
      try { trustedTypes.createPolicy("navette-sw", {}); } catch (error) { found.push(error.name); }
      try { trustedTypes.createPolicy("other", {}); } catch (error) { found.push(error.name); }
      return found;
    }""")
    assert refused == ["TypeError"] * 3

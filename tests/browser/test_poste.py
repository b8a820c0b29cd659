"""Poste Navette, in Chromium: a hostile server behind it changes nothing, and nothing is asked of anybody else."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page, expect

from navette.cli.poste.app import Poste, running
from navette.core.acknowledgement import Decision
from navette.core.parties import MailboxKind
from tests.browser.desks import faults
from tests.browser.house import House
from tests.browser.site import Machine, at, machine
from tests.browser.test_journey import GP, GP_ADDRESS, REASON, Walk
from tests.client import world as worlds
from tests.client.world import Handler, World

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]
LIVE: Final = 30_000  # ms
PHOTO: Final = bytes.fromhex("89504e470d0a1a0a") + bytes(range(256)) * 20_000  # more than a part of 4 MiB
VIOLATED: Final = """addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  (window.violations ??= []).push(`${violatedDirective} ${blockedURI}`))"""
STANDS: Final = """async () => ({
  violations: window.violations ?? [], altered: window.altered ?? false, cookie: document.cookie,
  workers: (await navigator.serviceWorker.getRegistrations()).length, caches: await caches.keys(),
})"""


@dataclass
class Hostile:
    """Serves its own script wherever it can, and tells the browser what to do with it."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)

    async def __call__(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.asked.append((request.method, request.path))
        self.leaked += [name for name in ("Cookie", "Origin", "Referer") if name in request.headers]
        self.leaked += [name for name in request.headers if name.startswith("Sec-")]
        if not request.path.startswith("/v1/"):
            return web.Response(text="window.altered = true", content_type="text/javascript")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(
                {
                    "Content-Security-Policy": "default-src *",
                    "Link": "</altered.js>; rel=preload; as=script",
                    "Refresh": "0; url=https://attacker.example/",
                    "Set-Cookie": "followed=1",
                    "Clear-Site-Data": '"*"',
                    "Service-Worker-Allowed": "/",
                }
            )
        return response


@dataclass
class Desk:
    """A poste, the world behind it, and what the server saw."""

    world: World
    hostile: Hostile
    server: str
    stack: AsyncExitStack
    poste: Poste = field(init=False)

    @asynccontextmanager
    async def run(self, port: int) -> AsyncIterator[None]:
        """Meanwhile, a poste."""
        async with running(self.server, port) as self.poste:
            yield

    async def again(self) -> None:
        """It is stopped, and started at the same port."""
        port = self.poste.door.port
        await self.stack.aclose()
        await self.stack.enter_async_context(self.run(port))


@pytest_asyncio.fixture(loop_scope="session")
async def desk(template: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    async with AsyncExitStack() as stack:
        world = await worlds.copy(template, tmp_path / "world", stack)
        hostile = Hostile()
        await world.server.restart(web.middleware(hostile))
        server = f"http://localhost:{world.server.port}"
        made = Desk(world, hostile, server, await stack.enter_async_context(AsyncExitStack()))
        await made.stack.enter_async_context(made.run(0))
        yield made


@asynccontextmanager
async def sat_down(browser: Browser, desk: Desk) -> AsyncIterator[Walk]:
    """Somebody in front of the poste, let in by its link; nothing is asked of anybody else, no policy is broken."""
    async with machine(browser, desk.poste.door.origin) as here:
        hosts: set[str] = set()
        here.page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        here.page.on("console", lambda line: here.said.append(line.text) if "Content Security" in line.text else None)
        await here.page.add_init_script(VIOLATED)
        yield Walk(here)
        assert {host for host in hosts if host} == {urlsplit(desk.poste.door.origin).netloc}
        assert await stands(here) == {"violations": [], "altered": False, "cookie": "", "workers": 0, "caches": []}


async def stands(here: Machine) -> dict[str, Any]:
    found: dict[str, Any] = await here.page.evaluate(STANDS)
    return found


async def invited(desk: Desk, url: str) -> str:
    """A GP who joins the server at `url`."""
    coordinator = await desk.world.coordinator()
    who = {"name": GP, "profession": "médecin"}
    made = await coordinator.invite(who, role="mailbox", kind=MailboxKind.PERSONAL, address=GP_ADDRESS)
    return at(made.code, url)


async def join(walk: Walk, code: str) -> None:
    """With the printed code, which is all there is; this computer is one's own."""
    await walk.here.goto(f"/rejoindre#{code}")
    await expect(walk.page.locator("[data-part=name]")).to_have_text(GP, timeout=LIVE)
    await expect(walk.page.locator("[data-part=with-device]")).to_be_hidden()
    await walk.page.locator("[data-part=place-own]").check()
    await walk.page.locator("[data-part=with-code]").click()
    await walk.page.locator("[data-part=code] code").last.wait_for(timeout=LIVE)
    walk.printed = " ".join(await walk.page.locator("[data-part=code] code").all_inner_texts())
    assert await walk.page.locator("[data-part=sheet-site]").inner_text() != walk.here.url  # that of the server
    await walk.page.locator("[data-part=printed]").click()
    await walk.type_back()
    await walk.see("À faire")


async def unlock(page: Page, printed: str) -> None:
    await expect(page.locator("[data-part=device-part]")).to_be_hidden()
    await expect(page.get_by_text("Sur le Poste Navette, on déverrouille avec")).to_be_visible()
    await page.locator("[data-part=form] [data-part=code]").fill(printed)
    await page.keyboard.press("Enter")
    await expect(page.locator("header.bar")).to_be_visible(timeout=LIVE)


async def test_a_hostile_server_behind_the_poste_gives_nothing_but_data(browser: House, desk: Desk) -> None:
    """Joining, a fiche with an attachment of two parts, the answer live, the lock; then the server goes away."""
    async with sat_down(browser.browser, desk) as walk:
        page = walk.page
        await walk.here.goto("/")
        await expect(page.get_by_role("heading", name="Cette fenêtre n'est pas ouverte")).to_be_visible()
        assert desk.hostile.asked == [("GET", "/v1/server")]  # its version, as it started
        await page.goto(desk.poste.door.link())
        await expect(page.get_by_role("contentinfo")).to_contain_text("Poste Navette", timeout=LIVE)
        await expect(page.get_by_role("contentinfo").locator("bdi")).to_have_text(urlsplit(desk.server).netloc)
        assert await faults(page) == []

        await walk.here.goto(f"/rejoindre#{await invited(desk, 'https://elsewhere.example')}")
        await expect(page.get_by_text("Ceci relève d'un autre serveur : https://elsewhere.example")).to_be_visible()
        await join(walk, await invited(desk, desk.server))
        coordinator = await desk.world.coordinator()
        assert [one.problem for one in await coordinator.confirm() if one.problem] == []
        await page.reload()  # it stays open
        await walk.see("À faire")

        reference = await walk.write(PHOTO)
        ward = await desk.world.open("leroy")
        opened = await ward.collect(reference)
        assert REASON.encode() in opened.fiche
        await page.get_by_role("link", name="Suivre cette fiche").click()
        states = page.locator("[data-part=states]")
        await states.wait_for(timeout=LIVE)
        await ward.acknowledge(reference, Decision.ACCEPTED)
        await expect(states).to_contain_text("Mme Leroy", timeout=LIVE)  # without loading anything again

        await page.get_by_role("button", name="Verrouiller", exact=False).first.click()
        await unlock(page, walk.printed)
        await desk.again()
        restarted = page.get_by_role("alert").get_by_text("Le Poste Navette a été relancé")
        await expect(restarted).to_be_visible(timeout=LIVE)
        other = await walk.here.context.new_page()
        await other.goto(desk.poste.door.link())
        await expect(other.get_by_role("heading", name="À faire")).to_be_visible(timeout=LIVE)  # one's own computer
        await other.close()
        await expect(restarted).to_be_hidden(timeout=LIVE)  # the page goes on by itself
        await page.get_by_role("link", name="À faire").click()
        await walk.see("À faire")
        await desk.world.server.stop()
        await expect(page.get_by_text("Pas de connexion au serveur")).to_be_visible(timeout=LIVE)
        await page.reload()  # the pages are on the disk
        await expect(page.get_by_text("Pas de connexion au serveur")).to_be_visible(timeout=LIVE)
        await expect(page.get_by_role("heading", name="À faire")).to_be_visible()
        assert desk.hostile.leaked == []
        assert all(path.startswith("/v1/") for _, path in desk.hostile.asked)
        assert ("PUT", "/v1/blobs") in {(method, path[:9]) for method, path in desk.hostile.asked}

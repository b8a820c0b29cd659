"""A real server in a process of its own, that is killed, and the line to it: cut, slow, or broken in the middle."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

from playwright.async_api import BrowserContext, Page

from navette.client import pins
from navette.client.folder import Folder
from navette.client.mailbox import Mailbox
from navette.core.encoding import b64
from navette.envelope.person import Person
from tests.client.world import Member
from tests.soak.process import Server, free_port

CHUNK: Final = 1 << 14
PLANT: Final = """async ({ seed, pins, person }) => {
  const [at] = document.querySelector("script[type=module]").src.split("/js/");
  const load = (name) => import(`${at}/js/${name}.js`);
  const [{ DatabaseFolder }, { Sealer }, { stay }, { unb64 }] = await Promise.all(
    ["client/database", "client/vault", "client/stay", "core/encoding"].map(load));
  const bytes = (text) => unb64(text, Math.floor((text.length * 3) / 4));
  const sealed = await (await Sealer.of(bytes(seed))).seal("pins.json", bytes(pins));
  await (await DatabaseFolder.open(`navette ${person}`)).write("pins.json", sealed);
  localStorage.setItem("place", "own");
  const account = person.slice(0, 21) + "A"; // any 16 bytes
  await stay(await DatabaseFolder.open("navette open"), { seed: bytes(seed), account, person }, Date.now() / 1000);
}"""


@dataclass
class Trap:
    """Springs at the first request that begins so: in the middle of its bytes, or at the first byte of its answer."""

    request: bytes
    where: Literal["in the request", "before the answer"]
    after: int = 3000  # bytes of the request


@dataclass
class Line:
    """What stands between browsers and the server. rate: bytes in a second that go up, 0 for all there are."""

    server: Server
    port: int = field(default_factory=free_port)
    rate: int = 0
    trap: Trap | None = None
    sprung: asyncio.Event = field(default_factory=asyncio.Event)
    _listening: asyncio.Server | None = None
    _connections: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def open(self) -> None:
        self._listening = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    async def cut(self) -> None:
        """Nobody answers there any more."""
        if self._listening is not None:
            self._listening.close()
            self._drop()
            await self._listening.wait_closed()
            self._listening = None

    def set(self, trap: Trap) -> None:
        self.trap = trap
        self.sprung.clear()

    async def kill(self) -> None:
        """The server, with all that was on its way."""
        await asyncio.to_thread(self.server.kill)
        self._drop()

    async def revive(self) -> None:
        await asyncio.to_thread(self.server.start)

    def _drop(self) -> None:
        for one in list(self._connections):
            one.transport.abort()

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self._connections.add(back)
        try:
            far, on = await asyncio.open_connection("127.0.0.1", self.server.port)
            self._connections.add(on)
            watched = asyncio.Event()
            with suppress(OSError):
                await asyncio.gather(self._up(near, on, watched), self._down(far, back, watched))
            on.transport.abort()
            self._connections.discard(on)
        except OSError:
            pass  # the server is not there
        back.transport.abort()
        self._connections.discard(back)

    async def _up(self, near: asyncio.StreamReader, on: asyncio.StreamWriter, watched: asyncio.Event) -> None:
        left: int | None = None
        while data := await near.read(CHUNK):
            if self.trap and data.startswith(self.trap.request):
                watched.set()
                left = self.trap.after if self.trap.where == "in the request" else None
            if left is not None:
                data, left = data[:left], left - len(data)
            if self.rate:
                await asyncio.sleep(len(data) / self.rate)
            on.write(data)
            await on.drain()
            if left is not None and left <= 0:
                await self._spring()
                return
        on.write_eof()

    async def _down(self, far: asyncio.StreamReader, back: asyncio.StreamWriter, watched: asyncio.Event) -> None:
        while data := await far.read(CHUNK):
            if watched.is_set() and self.trap and self.trap.where == "before the answer":
                await self._spring()
                return
            back.write(data)
            await back.drain()
        back.write_eof()

    async def _spring(self) -> None:
        self.trap = None
        await self.kill()
        self.sprung.set()


@dataclass
class Gate:
    """The territory of tests/client/world.py behind such a line."""

    line: Line
    cast: dict[str, Member]
    stack: AsyncExitStack

    @property
    def server(self) -> Server:
        return self.line.server

    async def open(self, name: str) -> Mailbox:
        """That person's mailbox, by the Python client."""
        who = self.cast[name]
        return await self.stack.enter_async_context(await Mailbox.open(who.folder, who.person))

    async def enter(self, page: Page, name: str, path: str = "/") -> None:
        """At a computer of their own, open since this morning."""
        who = self.cast[name]
        await page.goto(self.line.url)
        given = {"seed": b64(who.person.seed), "pins": b64(who.folder.read("pins.json") or b"")}
        await page.evaluate(PLANT, {**given, "person": b64(who.person.id)})
        await page.goto(self.line.url + path)
        await page.locator("header.bar:not([hidden])").wait_for()


@asynccontextmanager
async def gate(template: Path, path: Path) -> AsyncIterator[Gate]:
    """That world, copied to `path`."""
    shutil.copytree(template, path)
    line = Line(Server(path / "server"))
    async with AsyncExitStack() as stack:
        stack.callback(line.server.kill)
        await line.revive()
        await line.open()
        stack.push_async_callback(line.cut)
        cast = {}
        for seed in path.glob("*.seed"):
            folder = Folder(path / seed.stem)
            pins.save(folder, replace(pins.load(folder), url=line.url))
            cast[seed.stem] = Member(Person(seed.read_bytes()), folder.path)
        yield Gate(line, cast, stack)


async def another_tab(context: BrowserContext, url: str) -> Page:
    """Of the same person, at the same machine."""
    page = await context.new_page()
    await page.goto(url)
    await page.locator("header.bar:not([hidden])").wait_for()
    return page

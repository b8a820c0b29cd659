"""A poste for the tests: a server that says what it is told to say, and somebody who asks as a browser does."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from ssl import SSLContext
from typing import Any

from aiohttp import ClientResponse, ClientSession, web
from yarl import URL

from navette.cli.poste.app import Poste, running

PAGE = {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Accept": "text/html"}
MODULE = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Far:
    """The server. asked: (method, path and query, headers, body), once the poste has looked at it."""

    answer: Answer
    url: str = ""
    looked_at: bool = False
    asked: list[tuple[str, str, Mapping[str, str], bytes]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if not self.looked_at:
            return await said(request)
        body = await request.read()
        self.asked.append((request.method, request.raw_path, dict(request.headers), body))
        return await self.answer(request)


@dataclass
class Window:
    """A browser's window on a poste, let in."""

    poste: Poste
    session: ClientSession
    far: Far
    why: list[str]
    cookie: str = ""
    answers: list[ClientResponse] = field(default_factory=list)

    async def ask(
        self, path: str = "/", method: str = "GET", data: bytes | None = None, /, **headers: str | None
    ) -> ClientResponse:
        """headers: with _ for -; None leaves one out."""
        usual = PAGE if path == "/" or path.startswith("/ouvrir") else MODULE
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {
            "Cookie": self.cookie,
            **usual,
            **({} if method == "GET" else {"Origin": self.poste.door.origin}),
            **given,
        }
        clean = {name: value for name, value in sent.items() if value}
        url = URL(self.poste.door.origin + path, encoded=True)
        body = None if data is None else BytesIO(data)
        response = await self.session.request(method, url, data=body, headers=clean, allow_redirects=False)
        self.answers.append(response)
        return response

    async def enter(self) -> ClientResponse:
        """By a new link."""
        answer = await self.ask(self.poste.door.link().removeprefix(self.poste.door.origin), Cookie=None)
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return answer


async def json(answer: ClientResponse) -> Any:
    """Of an answer, whatever it says it is."""
    return await answer.json(content_type=None)


async def said(_request: web.Request) -> web.StreamResponse:
    return web.json_response({"name": "navette", "version": "0.1.0"})


@asynccontextmanager
async def window(
    answer: Answer = said, tls: SSLContext | None = None, *, looked_at: bool = False
) -> AsyncIterator[Window]:
    """Everything at once: a server, a poste for it, a window. looked_at: it answers so from the start."""
    far = Far(answer, looked_at=looked_at)
    app = web.Application(client_max_size=1 << 24)
    app.router.add_route("*", "/{path:.*}", far.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    far.url = f"http{'s' if tls else ''}://localhost:{runner.addresses[0][1]}"
    why: list[str] = []
    try:
        async with running(far.url, 0, why.append) as poste, ClientSession() as session:
            far.looked_at = True
            made = Window(poste, session, far, why)
            await made.enter()
            yield made
            for given in made.answers:
                given.close()
    finally:
        await runner.cleanup()

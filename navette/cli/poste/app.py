"""The program behind the pages: one address of this machine, one server elsewhere, until it is told to stop."""

import asyncio
import contextlib
import errno
import secrets
import signal
import time
from collections.abc import AsyncIterator, Callable
from copy import copy
from dataclasses import dataclass

from aiohttp import web

from navette import __version__
from navette.cli.poste.forward import MAX_BODY, Forward
from navette.cli.poste.guard import HOST, OPENING, Door
from navette.cli.poste.problem import problem
from navette.core.errors import Unknown
from navette.settings import Settings
from navette.web.pages.handlers import PAGES, missing, wants_page, worker
from navette.web.pages.shell import LANGUAGES, render
from navette.web.pages.site import HTML, SITE, Site
from navette.web.static import Release, release
from navette.wording import catalogue

PORT = 6283  # what browsers keep is kept by port; below those that systems give to whoever asks for any
GRACE_SECONDS = 1.0
ASLEEP = 30  # seconds that one tick took
DOOR: web.AppKey[Door] = web.AppKey("door", Door)
FORWARD: web.AppKey[Forward] = web.AppKey("forward", Forward)
CLOSED: web.AppKey[bytes] = web.AppKey("closed", bytes)


@dataclass(frozen=True)
class Poste:
    """One that runs.

    usual: at the port that was asked for, or at that of every day; version: of the server, "" when it is none that is
    understood here, None when nobody answered.
    """

    door: Door
    forward: Forward
    usual: bool
    version: str | None


def create_app(server: str, door: Door, forward: Forward, version: str | None) -> web.Application:
    """Serves the pages of this package for `server` (https://host[:port]) to whom `door` lets in."""
    app = web.Application(client_max_size=MAX_BODY + 1, middlewares=[_guarded])
    app[DOOR], app[FORWARD], app[CLOSED] = door, forward, _closed_page()
    other = version if version and version != __version__ else ""
    app[SITE] = Site.create(Settings(), _private(), server, other)
    app.router.add_get(OPENING + "{secret}", _opened)
    app.router.add_route("*", "/v1/{path:.*}", forward.answer)
    app.add_routes([web.route(method, path, handler) for method, path, handler in PAGES if handler is not worker])

    async def closing(_app: web.Application) -> None:
        await forward.close()

    app.on_shutdown.append(closing)
    return app


@contextlib.asynccontextmanager
async def running(
    server: str, port: int | None = None, told: Callable[[str], None] = lambda why: None
) -> AsyncIterator[Poste]:
    """Serves meanwhile. port: 0 takes a free one; None the usual one, and a free one when it is taken.

    OSError: the port that was asked for is taken. told: see Forward.
    """
    door, forward = Door(0), Forward(server, told)
    version = await forward.version()
    app = create_app(server, door, forward, version)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GRACE_SECONDS, handle_signals=False)
    await runner.setup()
    try:
        usual = await _listen(runner, port)
        door.port = runner.addresses[0][1]
        watching = asyncio.create_task(watch(forward))
        try:
            yield Poste(door, forward, usual, version)
        finally:
            watching.cancel()
    finally:
        await runner.cleanup()
        await forward.close()


async def watch(forward: Forward, tick: float = 5, clock: Callable[[], float] = time.time) -> None:
    """A machine that slept has lost its connections, and nobody told: pages make theirs anew at once."""
    while True:
        before = clock()
        await asyncio.sleep(tick)
        if clock() - before > ASLEEP:
            await forward.close()


def _private() -> Release:
    """The files of this package, under a name that only this run has: nothing kept of an address is taken for them."""
    found = copy(release())
    found.name = secrets.token_hex(8)
    return found


async def _listen(runner: web.AppRunner, port: int | None) -> bool:
    try:
        await web.TCPSite(runner, HOST, PORT if port is None else port).start()
    except OSError as error:
        if port is not None or error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        await web.TCPSite(runner, HOST, 0).start()
        return False
    return True


def stopping() -> asyncio.Event:
    """Set by SIGTERM; Ctrl+C interrupts whoever waits for it."""
    event = asyncio.Event()
    with contextlib.suppress(NotImplementedError):  # Windows
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, event.set)
    return event


@web.middleware
async def _guarded(request: web.Request, handler: Callable[[web.Request], object]) -> web.StreamResponse:
    """The browser keeps nothing but what its pages write: another program may listen here tomorrow."""
    if request.app[DOOR].refuses(request):
        return _closed(request)
    try:
        found = await handler(request)  # type: ignore[misc]
    except (web.HTTPNotFound, Unknown):
        return missing(request) if wants_page(request) else problem("not-found")
    except web.HTTPMethodNotAllowed:
        return problem("method")
    except web.HTTPRequestEntityTooLarge:
        return problem("too-large", limit=MAX_BODY)
    assert isinstance(found, web.StreamResponse)
    if not found.prepared:
        found.headers["Cache-Control"] = "no-store"
    return found


async def _opened(request: web.Request) -> web.Response:
    """GET /ouvrir/{secret}: the browser is let in, once."""
    door = request.app[DOOR]
    shown = door.enter(request.match_info["secret"])
    if shown is None:
        return _closed(request)
    headers = {**request.app[SITE].headers, "Location": "/"}
    answer = web.Response(status=303, headers=headers)
    answer.set_cookie(door.cookie, shown, path="/", httponly=True, samesite="Strict")
    return answer


def _closed(request: web.Request) -> web.Response:
    """403: a page that says how to open the poste, for who looks; a problem for a module of a page of before."""
    if not wants_page(request):
        return problem("poste-closed")
    headers = {**request.app[SITE].headers, "Cache-Control": "no-store", "Content-Type": HTML}
    return web.Response(status=403, body=request.app[CLOSED], headers=headers)


def _closed_page() -> bytes:
    """In every language at once: whoever is outside has not said theirs."""
    return render("poste-closed.html", "fr", voices=[(lang, catalogue(lang).gettext) for lang in LANGUAGES])

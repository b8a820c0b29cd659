"""The application: what it carries, how it starts and stops.

What it answers is in routes.py, what it does by itself in sweeps.py.
"""

import asyncio
import contextlib
import gc
import signal
import ssl
from collections.abc import AsyncIterator, Callable
from functools import partial

import structlog
from aiohttp import web

from navette.core.errors import NavetteError
from navette.envelope.format import MAX_ENVELOPE
from navette.fhir import form
from navette.fhir.refused_files import Faults
from navette.service import remind
from navette.service.challenges import Challenges
from navette.service.context import Context, now
from navette.settings import Settings
from navette.web import sweeps
from navette.web.journal import noted
from navette.web.keys import CHALLENGES, CONTEXT, LIMITS, METRICS, NONCES
from navette.web.limits import Limits
from navette.web.metrics import Metrics
from navette.web.nonces import Nonces
from navette.web.pages.handlers import PAGES
from navette.web.pages.site import SITE, Site
from navette.web.problems import problems
from navette.web.routes import ROUTES

GRACE_SECONDS = 5.0
GC_THRESHOLD = 20_000  # a request leaves few cycles behind; the default 700 looks for them several times in each


def create_app(settings: Settings, clock: Callable[[], int] = now) -> web.Application:
    """A server that opens its database when it starts and closes it when it stops. clock: seconds since 1970."""
    context = Context.create(settings, clock)
    app = web.Application(client_max_size=MAX_ENVELOPE + 1, middlewares=[problems, noted])
    app[CHALLENGES] = Challenges()
    app[CONTEXT] = context
    app[LIMITS] = Limits(settings.rate_per_minute)
    app[METRICS] = Metrics(context)
    app[NONCES] = Nonces(2 * settings.clock_skew_seconds)
    app[SITE] = Site.create(settings)
    app.add_routes([web.route(method, path, handler) for method, path, handler in (*ROUTES, *PAGES)])
    app.cleanup_ctx.append(_database)
    app.cleanup_ctx.append(sweeps.sweepers)
    if settings.forms_dir is not None:
        form.look_in(settings.forms_dir)
        app.cleanup_ctx.append(partial(sweeps.forms, Faults(settings.forms_dir)))
    app.on_shutdown.append(_end_streams)
    return app


async def _database(app: web.Application) -> AsyncIterator[None]:
    await app[CONTEXT].database.open()
    await remind.take_over(app[CONTEXT])
    yield
    with contextlib.suppress(NavetteError):  # a full disk: the lines of the last second
        await app[CONTEXT].journal.flush()
    await app[CONTEXT].database.close()


async def _end_streams(app: web.Application) -> None:
    """Live streams end at once, so that stopping does not wait for them."""
    app[CONTEXT].hub.end()


def _metrics_app(app: web.Application) -> web.Application:
    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=app[METRICS].text(), headers={"Content-Type": "text/plain; version=0.0.4"})

    side = web.Application()
    side.router.add_get("/metrics", metrics)
    return side


def tls(settings: Settings) -> ssl.SSLContext | None:
    """TLS 1.2 or later with the operator's certificate; None when it ends in front of this process."""
    if settings.tls_cert is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # distributions differ in their default
    context.load_cert_chain(settings.tls_cert, settings.tls_key)
    return context


async def serve(settings: Settings, started: Callable[[int], None] = lambda port: None) -> None:
    """Serves until SIGTERM or SIGINT. `started` is told the port once requests are accepted."""
    app = create_app(settings)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GRACE_SECONDS, handle_signals=False)
    side = web.AppRunner(_metrics_app(app), access_log=None)
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port, ssl_context=tls(settings), backlog=4096)
        await site.start()
        if settings.metrics_port:
            await side.setup()
            await web.TCPSite(side, settings.metrics_host, settings.metrics_port).start()
        gc.collect()
        gc.freeze()  # what was made to start lives as long as the process: not to be walked again
        gc.set_threshold(GC_THRESHOLD)
        port = runner.addresses[0][1]
        structlog.get_logger().info("serving", host=settings.host, port=port, origin=app[CONTEXT].signer.name)
        started(port)
        await stopping.wait()
    finally:
        await side.cleanup()
        await runner.cleanup()
        structlog.get_logger().info("stopped")


def run(settings: Settings, started: Callable[[int], None] = lambda port: None) -> None:
    """Blocks until the server is told to stop. With uvloop where there is one: a TLS client idles in 38 kB, not 290."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(serve(settings, started))
    else:
        uvloop.run(serve(settings, started))

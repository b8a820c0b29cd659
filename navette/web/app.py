"""The application: what it carries, THE route table, how it starts and stops."""

import asyncio
import contextlib
import gc
import signal
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import structlog
from aiohttp import web

from navette.core.errors import NavetteError
from navette.envelope.format import MAX_ENVELOPE
from navette.fhir import form
from navette.fhir.refused_files import Faults
from navette.service import attach, journal, mail, ping, remind
from navette.service.challenges import Challenges
from navette.service.context import Context, now
from navette.service.indicators import sweep as count_months
from navette.service.retention import sweep as remove_old
from navette.settings import Settings
from navette.web.api import (
    blobs,
    contacts,
    coordination,
    directory,
    envelopes,
    events,
    exports,
    forms,
    handoffs,
    holds,
    indicators,
    ledgers,
    locks,
    notes,
    push,
    server,
    statements,
)
from navette.web.api import journal as journal_api
from navette.web.journal import noted
from navette.web.keys import CHALLENGES, CONTEXT, LIMITS, METRICS, NONCES
from navette.web.limits import Limits
from navette.web.metrics import Metrics
from navette.web.nonces import Nonces
from navette.web.pages.handlers import PAGES
from navette.web.pages.site import SITE, Site
from navette.web.problems import problems

ROUTES = (
    ("GET", "/healthz", server.health),
    ("GET", "/readyz", server.ready),
    ("GET", "/v1/openapi.json", server.openapi),
    ("GET", "/v1/server", server.about),
    ("GET", "/v1/forms", forms.headings),
    ("GET", "/v1/forms/{form}", server.one_form),
    ("GET", "/v1/forms/{form}/compiled", forms.compiled),
    ("POST", "/v1/join", directory.join),
    ("POST", "/v1/invitations", directory.invite),
    ("GET", "/v1/invitations", directory.list_invitations),
    ("DELETE", "/v1/invitations/{invitation}", directory.withdraw_invitation),
    ("POST", "/v1/certificates", directory.certify),
    ("PUT", "/v1/locks/{lock}", locks.put),
    ("GET", "/v1/locks", locks.mine),
    ("DELETE", "/v1/locks/{lock}", locks.remove),
    ("POST", "/v1/unlock", locks.unlock),
    ("POST", "/v1/passkeys/challenge", locks.challenge),
    ("POST", "/v1/unlock/passkey", locks.unlock_with_passkey),
    ("GET", "/v1/contact", contacts.get),
    ("PUT", "/v1/contact", contacts.put),
    ("DELETE", "/v1/contact", contacts.remove),
    ("POST", "/v1/contact/confirm", contacts.confirm),
    ("POST", "/v1/unsubscribe/{person}/{mark}", contacts.unsubscribe),
    ("GET", "/v1/push", push.mine),
    ("PUT", "/v1/push/{device}", push.put),
    ("DELETE", "/v1/push/{device}", push.remove),
    ("PUT", "/v1/notes/{name}", notes.put),
    ("GET", "/v1/notes/{name}", notes.get),
    ("DELETE", "/v1/notes/{name}", notes.remove),
    ("GET", "/v1/mailboxes", directory.mailboxes),
    ("POST", "/v1/mailboxes/{mailbox}/statements", directory.change_members),
    ("POST", "/v1/mailboxes/{mailbox}/service", directory.state_service),
    ("GET", "/v1/mailboxes/{mailbox}/seats", directory.seats),
    ("GET", "/v1/mailboxes/{mailbox}/inbox", handoffs.inbox),
    ("GET", "/v1/mailboxes/{mailbox}/outbox", handoffs.outbox),
    ("GET", "/v1/mailboxes/{mailbox}/removed", handoffs.removed),
    ("PUT", "/v1/envelopes/{message}", envelopes.put),
    ("GET", "/v1/envelopes/{message}", envelopes.get),
    ("GET", "/v1/handoffs/{message}", handoffs.one),
    ("POST", "/v1/handoffs/{message}/statements", statements.post),
    ("GET", "/v1/references/{reference}", handoffs.referred),
    ("GET", "/v1/events", events.stream),
    ("GET", "/v1/unresolved", handoffs.unresolved),
    ("PUT", "/v1/nudges/{nudge}", coordination.nudge),
    ("GET", "/v1/holds", holds.every),
    ("PUT", "/v1/holds/{hold}", holds.put),
    ("DELETE", "/v1/holds/{hold}", holds.lift),
    ("GET", "/v1/indicators", indicators.figures),
    ("GET", "/v1/indicators/lines", indicators.lines),
    ("GET", "/v1/journal", journal_api.read),
    ("GET", "/v1/export/fhir", exports.fhir),
    ("PUT", "/v1/blobs/{blob}", blobs.announce),
    ("PUT", "/v1/blobs/{blob}/parts/{part}", blobs.put_part),
    ("GET", "/v1/blobs/{blob}/parts", blobs.parts),
    ("GET", "/v1/blobs/{blob}", blobs.get),
    ("GET", "/v1/ledgers/{ledger}/checkpoint", ledgers.checkpoint),
    ("GET", "/v1/ledgers/{ledger}/proof", ledgers.proof),
    ("GET", "/v1/ledgers/annuaire/entries", ledgers.entries),
)

SWEEP_SECONDS = 3600
REMIND_SECONDS = 20.0
COUNT_SECONDS = 600
JOURNAL_SECONDS = 1.0
FORMS_SECONDS = 5.0
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
    app.cleanup_ctx.append(_sweeper)
    if settings.forms_dir is not None:
        form.look_in(settings.forms_dir)
        app.cleanup_ctx.append(partial(_forms, Faults(settings.forms_dir)))
    app.on_shutdown.append(_end_streams)
    return app


async def _database(app: web.Application) -> AsyncIterator[None]:
    await app[CONTEXT].database.open()
    await remind.take_over(app[CONTEXT])
    yield
    with contextlib.suppress(NavetteError):  # a full disk: the lines of the last second
        await app[CONTEXT].journal.flush()
    await app[CONTEXT].database.close()


async def _sweeper(app: web.Application) -> AsyncIterator[None]:
    """What is too old, at the start and every hour; silence and the post, three times a minute; looks, every second."""
    async with (
        _again_and_again(app, attach.sweep, SWEEP_SECONDS),
        _again_and_again(app, remove_old, SWEEP_SECONDS),
        _again_and_again(app, remind.sweep, REMIND_SECONDS),
        _again_and_again(app, mail.deliver, REMIND_SECONDS),
        _again_and_again(app, ping.deliver, REMIND_SECONDS),
        _again_and_again(app, count_months, COUNT_SECONDS),
        _again_and_again(app, journal.flush, JOURNAL_SECONDS),
        _again_and_again(app, journal.expire, SWEEP_SECONDS),
    ):
        yield


@contextlib.asynccontextmanager
async def _again_and_again(
    app: web.Application, sweep: Callable[[Context], Awaitable[int]], seconds: float
) -> AsyncIterator[None]:
    """Runs `sweep` at once and every so many seconds, whatever becomes of one of them."""

    async def run() -> None:
        while True:
            try:
                await sweep(app[CONTEXT])
            except Exception as error:
                structlog.get_logger().error("sweep", exc_info=error)
            await asyncio.sleep(seconds)

    task = asyncio.create_task(run())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _forms(faults: Faults, app: web.Application) -> AsyncIterator[None]:
    """The site's own forms, as they are dropped into their folder; what is wrong with a file is logged once."""

    async def watch() -> None:
        while True:
            for name, problem in faults.fresh().items():
                structlog.get_logger().warning("form-refused", file=name, problem=problem)
            while not form.refresh():
                await asyncio.sleep(FORMS_SECONDS)

    task = asyncio.create_task(watch())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


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

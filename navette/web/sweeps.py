"""What a running server does by itself, again and again: each look in transactions of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine

import structlog
from aiohttp import web

from navette.fhir import form
from navette.fhir.refused_files import Faults
from navette.service import attach, indicators, journal, mail, ping, remind, retention
from navette.service.context import Context
from navette.web.keys import CONTEXT

HOURLY = 3600.0
FORMS_SECONDS = 5.0
Sweep = Callable[[Context], Awaitable[int]]
# What, and after how many seconds again.
SWEEPS: tuple[tuple[Sweep, float], ...] = (
    (attach.sweep, HOURLY),  # attachments that no deposit came for
    (retention.sweep, HOURLY),  # what has been kept for long enough
    (journal.expire, HOURLY),
    (indicators.sweep, 600.0),  # months that are over, or were changed since
    (remind.sweep, 20.0),  # silence
    (mail.deliver, 20.0),
    (ping.deliver, 20.0),
    (journal.flush, 1.0),  # looks that were answered
)


async def sweepers(app: web.Application) -> AsyncIterator[None]:
    """All of them, at the start and then each in its own time."""
    async with contextlib.AsyncExitStack() as stack:
        for sweep, seconds in SWEEPS:
            await stack.enter_async_context(_beside(_again_and_again(app, sweep, seconds)))
        yield


@contextlib.asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """`work` goes on as long as the block lasts."""
    task = asyncio.create_task(work)
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _again_and_again(app: web.Application, sweep: Sweep, seconds: float) -> None:
    """Runs `sweep` at once and every so many seconds, whatever becomes of one of them."""
    while True:
        try:
            await sweep(app[CONTEXT])
        except Exception as error:
            structlog.get_logger().error("sweep", exc_info=error)
        await asyncio.sleep(seconds)


async def forms(faults: Faults, app: web.Application) -> AsyncIterator[None]:
    """The site's own forms, as they are dropped into their folder; what is wrong with a file is logged once."""

    async def watch() -> None:
        while True:
            for name, problem in faults.fresh().items():
                structlog.get_logger().warning("form-refused", file=name, problem=problem)
            while not form.refresh():
                await asyncio.sleep(FORMS_SECONDS)

    async with _beside(watch()):
        yield

"""Firefox as an engine: a page of the same server as Chromium's, where the same batches of calls are made."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from typing import Any

from tests.js.bidi import Tab, open_firefox
from tests.js.browser import BATCH_SECONDS, serve
from tests.js.engine import Call, Engine, read_values

RUN = """async (calls) => {
  const { runBatch } = await import("/tests/js/batch.mjs");
  return runBatch(calls, (module) => import("/" + module));
}"""


@contextmanager
def firefox_engine(executable: str) -> Iterator[Engine]:
    """What runs calls in a page of Firefox, from outside of any loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    stack = AsyncExitStack()
    try:
        with serve() as address:
            tab = asyncio.run_coroutine_threadsafe(_opened(executable, address, stack), loop).result(BATCH_SECONDS)
            yield _engine(tab, loop)
            asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(BATCH_SECONDS)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _opened(executable: str, address: str, stack: AsyncExitStack) -> Tab:
    firefox = await stack.enter_async_context(open_firefox(executable))
    tab = await stack.enter_async_context(firefox.tab())
    await tab.goto(address)
    return tab


def _engine(tab: Tab, loop: asyncio.AbstractEventLoop) -> Callable[[Sequence[Call]], list[Any]]:
    def run(calls: Sequence[Call]) -> list[Any]:
        given = [{"module": one.module, "function": one.function, "args": one.args} for one in calls]
        return read_values(calls, asyncio.run_coroutine_threadsafe(tab.run(RUN, given), loop).result(BATCH_SECONDS))

    return run

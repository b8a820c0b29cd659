"""Chromium: a page of a server on the loopback, whose policy is as strict as ours, where batches of calls are made.

Playwright runs in a thread and a loop of its own: tests have theirs.
"""

import asyncio
import json
import os
import shutil
import threading
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, TypeVar

from playwright.async_api import Page, async_playwright

from tests.js.engine import ROOT, STATIC, Call, read_values, write_calls
from tests.js.node import NODE

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")  # as in ./dev
SERVED: Final = (f"/{STATIC}/", "/tests/js/")
POLICY: Final = "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"
FLAGS: Final = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
LAUNCH_SECONDS: Final = 120
BATCH_SECONDS: Final = 600
EVALUATE: Final = """async (text) => {
  const { runBatch } = await import("/tests/js/batch.mjs");
  return JSON.stringify(await runBatch(JSON.parse(text), (module) => import("/" + module)));
}"""
_T = TypeVar("_T")


def find_chromium(named: str | None = None) -> str | None:
    """The browser of this machine: the one named, or the first found."""
    return next(filter(None, map(shutil.which, [named] if named else NAMES)), None)


class Browser:
    """One page, reused; `run` is an Engine."""

    def __init__(self, executable: str) -> None:
        self._executable = executable
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._closed = asyncio.Event()
        self._page: Page | None = None

    def run(self, calls: Sequence[Call]) -> list[Any]:
        """What the calls give, in one evaluation."""
        return read_values(calls, json.loads(self._do(self._evaluate(write_calls(calls)), BATCH_SECONDS)))

    @contextmanager
    def opened(self, address: str) -> Iterator["Browser"]:
        """With the page of that address."""
        self._thread.start()
        ready: asyncio.Future[Page] = self._do(self._future(), 1)
        living = asyncio.run_coroutine_threadsafe(self._live(address, ready), self._loop)
        try:
            self._page = self._do(asyncio.wait_for(ready, LAUNCH_SECONDS), LAUNCH_SECONDS)
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._closed.set)
            living.result(LAUNCH_SECONDS)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    async def _live(self, address: str, ready: "asyncio.Future[Page]") -> None:
        sandbox = os.geteuid() != 0  # root has none, Chromium says
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=self._executable, args=list(FLAGS), chromium_sandbox=sandbox
                )
                page = await browser.new_page()
                await page.goto(address)
                ready.set_result(page)
                await self._closed.wait()
                await browser.close()
        except Exception as error:
            if ready.done():
                raise
            ready.set_exception(error)

    async def _evaluate(self, calls: str) -> str:
        assert self._page is not None
        return str(await self._page.evaluate(EVALUATE, calls))

    async def _future(self) -> "asyncio.Future[Any]":
        return self._loop.create_future()

    def _do(self, work: Coroutine[Any, Any, _T], seconds: float) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)


class _Handler(SimpleHTTPRequestHandler):
    """The scripts of the program and of tests/js, and an empty page."""

    def do_GET(self) -> None:
        if self.path == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>tests</title>")
        elif self.path.startswith(SERVED) and "node_modules" not in self.path:
            super().do_GET()
        else:
            self.send_error(404)

    def guess_type(self, path: object) -> str:
        return "text/javascript"

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def serve() -> Iterator[str]:
    """The address of the page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(Path(ROOT))))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def open_browser(executable: str) -> Iterator[Browser]:
    """Chromium with the page of a server that ends with it."""
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(NODE)  # the node Playwright brings wants libatomic1
    with serve() as address, Browser(executable).opened(address) as browser:
        yield browser

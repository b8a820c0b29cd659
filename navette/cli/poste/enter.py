"""The Enter key, while something else runs."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable
from threading import Thread


@contextlib.asynccontextmanager
async def entered(pressed: Callable[[], None]) -> AsyncIterator[None]:
    """Meanwhile, `pressed` is called for each line that is typed; without a terminal, never."""
    loop = asyncio.get_running_loop()
    typing = True

    def again() -> None:
        if typing:
            pressed()

    def read(file: int) -> None:  # not sys.stdin: its buffer may not be held when Python ends
        with contextlib.suppress(OSError, RuntimeError):
            while os.read(file, 1024):
                loop.call_soon_threadsafe(again)

    if sys.stdin is not None and sys.stdin.isatty():
        Thread(target=read, args=(sys.stdin.fileno(),), daemon=True).start()
    try:
        yield
    finally:
        typing = False

"""A TCP proxy that writes down every byte between the clients and the server, as the server sees them."""

import asyncio
import itertools
from contextlib import suppress
from pathlib import Path
from types import TracebackType


class Proxy:
    """Listens on a port of its own. folder: where each connection leaves two files, one a direction."""

    def __init__(self, target: int, folder: Path) -> None:
        self.port = 0
        self._target, self._folder = target, folder
        self._count = itertools.count()
        self._listening: asyncio.Server | None = None
        self._passing: set[asyncio.Future[tuple[None, None]]] = set()
        folder.mkdir()

    async def __aenter__(self) -> "Proxy":
        self._listening = await asyncio.start_server(self._pass, "127.0.0.1", self.port)
        self.port = self._listening.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._listening is not None
        self._listening.close()
        await self._listening.wait_closed()
        for task in self._passing:
            task.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = f"{next(self._count):06}"
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        ways = (self._copy(reader, back, f"{name}.asked"), self._copy(there, writer, f"{name}.answered"))
        task = asyncio.ensure_future(asyncio.gather(*ways))
        self._passing.add(task)
        with suppress(asyncio.CancelledError):
            await task
        self._passing.discard(task)
        for one in (writer, back):
            one.close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str) -> None:
        with (self._folder / name).open("wb", buffering=0) as file, suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                file.write(data)
                writer.write(data)
                await writer.drain()
        writer.close()

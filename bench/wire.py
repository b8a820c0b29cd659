"""A very small HTTP/1.1 client, so that the load generator costs little beside the server it loads.

One request at a time on each connection, kept alive; bodies by Content-Length; live streams by chunks. Counts bytes as
HTTP writes them, before TLS. Not a general client.
"""

import asyncio
import ssl
from collections.abc import Callable
from typing import cast

HOST = "localhost"
END = b"\r\n\r\n"
Told = Callable[[bytes], None]


class Wire(asyncio.Protocol):
    """One connection to a server on this machine."""

    def __init__(self, port: int, tls: ssl.SSLContext | None) -> None:
        self.port, self.tls = port, tls
        self.authority = f"{HOST}:{port}"
        self.sent = self.received = 0
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._told: Told | None = None

    async def request(self, method: str, path: str, body: bytes = b"", headers: str = "") -> tuple[int, bytes]:
        """(status, body) of the answer."""
        await self.connect()
        return await self.send(method, path, body, headers)

    def send(self, method: str, path: str, body: bytes = b"", headers: str = "") -> "asyncio.Future[tuple[int, bytes]]":
        """The same on a connection that is open: written at once, awaited by whoever wants the answer."""
        if self._transport is None:
            raise ConnectionError("not connected")
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.authority}\r\n{length}{headers}\r\n".encode()
        self._answer = asyncio.get_running_loop().create_future()
        self.sent += len(head) + len(body)
        self._transport.write(head + body)
        return self._answer

    async def listen(self, path: str, headers: str, told: Told) -> None:
        """Opens a live stream; `told` gets each event's block. Returns once the server answered."""
        self._told = told
        status, _ = await self.request("GET", path, b"", headers)
        if status != 200:
            raise RuntimeError(f"live stream: {status}")

    def close(self) -> None:
        """Lets go of the connection."""
        if self._transport is not None:
            self._transport.abort()

    async def connect(self) -> None:
        """Opens the connection when it is not, or no longer."""
        if self._transport is not None:
            return
        loop = asyncio.get_running_loop()
        name = HOST if self.tls else None
        await loop.create_connection(lambda: self, "127.0.0.1", self.port, ssl=self.tls, server_hostname=name)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop has classes of its own

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        self._buffer += data
        if self._answer is not None and not self._read_answer():
            return
        if self._told is not None:
            self._read_events(self._told)

    def _read_answer(self) -> bool:
        """True once the answer was whole; a live stream's is its head alone."""
        end = self._buffer.find(END)
        if end < 0:
            return False
        head = bytes(self._buffer[:end]).lower()
        length = 0
        if self._told is None and (at := head.find(b"\r\ncontent-length:")) >= 0:
            length = int(head[at + 17 :].split(b"\r\n", 1)[0])
        stop = end + len(END) + length
        if len(self._buffer) < stop:
            return False
        body = bytes(self._buffer[end + len(END) : stop])
        del self._buffer[:stop]
        answer, self._answer = self._answer, None
        assert answer is not None
        if not answer.done():
            answer.set_result((int(head[9:12]), body))
        return True

    def _read_events(self, told: Told) -> None:
        """Whole chunks only: this server writes one event, or several, in each."""
        while (line := self._buffer.find(b"\r\n")) >= 0:
            size = int(self._buffer[:line], 16)
            stop = line + 2 + size + 2
            if len(self._buffer) < stop:
                return
            chunk = bytes(self._buffer[line + 2 : stop - 2])
            del self._buffer[:stop]
            for block in chunk.split(b"\n\n"):
                if block:
                    told(block)

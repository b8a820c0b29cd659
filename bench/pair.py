"""One sender and one ward, each connected and listening: what runs while the clock does."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field

from machine import Server
from people import Post, Prepared, prepare, sign_request
from wire import Wire

from navette.core.encoding import b64

BYTES = "Content-Type: application/octet-stream\r\n"
JSON = "Content-Type: application/json\r\n"
STALE_SECONDS = 120  # the server allows 300 between a statement's time and the deposit it is about
HEARD = ("deposit", "delivered", "opened", "accepted")


@dataclass
class Times:
    """Seconds, one entry for each handoff: until the deposit was answered, until everybody had heard everything."""

    deposit: list[float] = field(default_factory=list)
    handoff: list[float] = field(default_factory=list)


class Ears:
    """A live stream and what was heard on it, in order."""

    def __init__(self, server: Server) -> None:
        self.wire = Wire(server.port, server.tls)
        self._heard: deque[bytes] = deque()
        self._waiting: asyncio.Future[None] | None = None

    async def open(self, post: Post) -> None:
        """Listens to the post's mailbox, from now on."""
        query = f"mailbox={b64(post.mailbox)}"
        await self.wire.connect()
        signed = sign_request(post.person, self.wire, "GET", "/v1/events", query)
        await self.wire.listen(f"/v1/events?{query}", signed, self._told)

    def _told(self, block: bytes) -> None:
        if block.startswith(b":"):
            return
        self._heard.append(block)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def hear(self, act: str, about: str) -> None:
        """The next event, which must be this one: lost and doubled notifications are failures."""
        while not self._heard:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        block = self._heard.popleft()
        if act.encode() not in block or about.encode() not in block:
            raise RuntimeError(f"heard {block!r}, expected {act}")


class Pair:
    """Complete handoffs, one after the other."""

    def __init__(self, server: Server, sender: Post, ward: Post) -> None:
        self.sender, self.ward = sender, ward
        self._out, self._in = Wire(server.port, server.tls), Wire(server.port, server.tls)
        self._ears, self._ward_ears = Ears(server), Ears(server)
        self._stock: deque[Prepared] = deque()
        self.late = 0  # prepared while the clock ran, because the stock was empty

    async def open(self) -> None:
        """Four connections: one to ask, one to listen, on either side."""
        await self._ears.open(self.sender)
        await self._ward_ears.open(self.ward)

    def fill(self, count: int) -> None:
        """Seals and signs until `count` handoffs are ready; what was signed long ago is refused, and left out."""
        while self._stock and self._stock[0].time < time.time() - STALE_SECONDS:
            self._stock.popleft()
        while len(self._stock) < count:
            self._stock.append(prepare(self.sender, self.ward))

    async def connect(self) -> None:
        """Before the clock runs."""
        await self._out.connect()
        await self._in.connect()

    def wire(self) -> int:
        """Bytes sent and received so far, on the four connections."""
        wires = (self._out, self._in, self._ears.wire, self._ward_ears.wire)
        return sum(one.sent + one.received for one in wires)

    def close(self) -> None:
        """Lets go of the connections."""
        for one in (self._out, self._in, self._ears.wire, self._ward_ears.wire):
            one.close()

    async def handoff(self, times: Times, due: float) -> None:
        """Deposit, notice, collect, three statements, every notice of them. due: when it should have begun."""
        if not self._stock:
            self.late += 1
            self.fill(1)
        one = self._stock.popleft()
        deposit = self._out.send("PUT", one.path, one.raw, BYTES)
        deposit.add_done_callback(lambda _: times.deposit.append(time.perf_counter() - due))
        await self._ward_ears.hear("deposit", one.message)
        signed = sign_request(self.ward.person, self._in, "GET", one.path)
        if await self._in.send("GET", one.path, b"", signed) != (200, one.raw):
            raise RuntimeError("not the bytes that were deposited")
        _expect(201, *await deposit)
        for body in one.acts:
            _expect(201, *await self._in.send("POST", f"/v1/handoffs/{one.message}/statements", body, JSON))
        await self._ears.hear("deposit", one.message)
        for act in HEARD[1:]:
            await self._ears.hear(act, one.message)
            await self._ward_ears.hear(act, one.message)
        times.handoff.append(time.perf_counter() - due)


def _expect(wanted: int, status: int, body: bytes) -> None:
    if status != wanted:
        raise RuntimeError(f"{status}: {body[:300].decode(errors='replace')}")

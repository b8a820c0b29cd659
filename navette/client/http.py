"""The HTTP API as a program speaks it: signed requests, named failures, nothing believed of the answer yet.

RFC 9421 signatures in the profile of docs/spec/api.md; RFC 9457 problems become the NavetteError of their code.
"""

import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from io import BytesIO
from urllib.parse import quote, urlencode

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from navette import __version__
from navette.client.answer import Fields, malformed
from navette.core.errors import CODES, Local, NavetteError, Unsigned
from navette.envelope.person import Person
from navette.envelope.request import LABEL, Params, content_digest, signature_base, signature_header

JSON = "application/json"
BYTES = "application/octet-stream"
MAX_ANSWER = 64 << 20  # a page of directory entries at its largest
TIMEOUT = ClientTimeout(total=None, sock_connect=10, sock_read=60)

AGAIN = ("request-time", "request-replayed")

Query = Sequence[tuple[str, str]]


class Api:
    """One server, asked by one person (None: only what is open, or carries its own signature).

    Every call may raise the code of the server's problem, `server-unreachable` and `server-answer`.
    """

    def __init__(self, url: str, person: Person | None, clock: Callable[[], float] = time.time) -> None:
        """url: https://host[:port]; clock: seconds since 1970. Local: settings (the address is none)."""
        self.base = URL(url.rstrip("/"))
        if self.base.scheme not in ("http", "https") or not self.base.host or self.base.path != "/":
            raise Local("settings", name="url", problem="not of the form https://host")
        self._person, self._clock = person, clock
        self._session: ClientSession | None = None
        self.offset = 0  # seconds the server's clock is ahead of ours, once asked

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def local_time(self) -> int:
        """Seconds since 1970 by the clock of this machine."""
        return int(self._clock())

    def milliseconds(self) -> int:
        """The same, in thousandths."""
        return int(self._clock() * 1000)

    async def server(self) -> Fields:
        """GET /v1/server; remembers how far the clocks are apart."""
        answer = Fields(await self.get("/v1/server", signed=False))
        self.offset = answer.time("time") - self.local_time()
        return answer

    async def get(self, path: str, query: Query = (), *, signed: bool = True) -> object:
        """The JSON of an answer."""
        return await self.ask("GET", path, query, signed=signed)

    async def ask(
        self, method: str, path: str, query: Query = (), *, body: object = None, signed: bool = True
    ) -> object:
        """Sends JSON (None: nothing), and reads the JSON of the answer."""
        data = None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        async with self.open(method, path, query, data=data, media=JSON, signed=signed) as response:
            return await _json(response)

    async def put(self, path: str, data: bytes, query: Query = (), *, signed: bool = False) -> object:
        """Sends bytes, and reads the JSON of the answer."""
        async with self.open("PUT", path, query, data=data, media=BYTES, signed=signed) as response:
            return await _json(response)

    async def text(self, path: str) -> str:
        """The text of an open route, at most 64 KiB."""
        async with self.open("GET", path, signed=False) as response:
            data = await _read(response, 1 << 16)
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            raise malformed("body") from error

    async def fetch(self, path: str, limit: int, *, signed: bool = True) -> bytes:
        """The bytes of an answer, at most `limit` of them."""
        async with self.open("GET", path, signed=signed) as response:
            return await _read(response, limit)

    @asynccontextmanager
    async def open(
        self,
        method: str,
        path: str,
        query: Query = (),
        *,
        data: bytes | None = None,
        media: str = JSON,
        signed: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[ClientResponse]:
        """An answer of status 2xx, to be read while it is open.

        A refusal of the request's time or nonce is met once by asking the server's clock and signing again.
        """
        url = URL(f"{self.base.origin()}{path}{'?' + urlencode(query, quote_via=quote) if query else ''}", encoded=True)
        for last in (False, True):
            sent = {**(headers or {}), **({} if data is None else {"Content-Type": media})}
            if signed:
                sent |= self._sign(method, url, data)
            try:
                body = None if data is None else BytesIO(data)
                async with self._connection().request(
                    method, url, data=body, headers=sent, allow_redirects=False
                ) as response:
                    if response.status < 300:
                        yield response
                        return
                    problem = await _problem(response)
            except (ClientError, TimeoutError) as error:
                raise Local("server-unreachable", problem=type(error).__name__) from error
            if not signed or problem.code not in AGAIN:
                raise problem
            if last and problem.code == "request-replayed":  # the nonce is ours: the connection lost the answer twice
                raise Local("server-unreachable", problem=problem.code)
            if last:
                raise problem
            await self.server()

    def _connection(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                timeout=TIMEOUT,
                cookie_jar=DummyCookieJar(),
                trust_env=True,
                headers={"User-Agent": f"navette/{__version__}", "Accept": "*/*"},
            )
        return self._session

    def _sign(self, method: str, url: URL, data: bytes | None) -> dict[str, str]:
        if self._person is None:
            raise Unsigned("request-unsigned")
        digest = None if data is None else content_digest(hashlib.sha256(data).digest())
        params = Params(self.local_time() + self.offset, self._person.id, secrets.token_bytes(16))
        text = params.serialise(digest is not None)
        authority = url.host_port_subcomponent or ""
        base = signature_base(method, authority, url.raw_path, url.raw_query_string, digest, text)
        headers = {"Signature-Input": f"{LABEL}={text}", "Signature": signature_header(self._person.sign(base))}
        return headers if digest is None else {**headers, "Content-Digest": digest}


async def _json(response: ClientResponse) -> object:
    if response.status == 204:
        return None
    try:
        value: object = json.loads(await _read(response, MAX_ANSWER))
    except (ValueError, RecursionError) as error:
        raise malformed("body") from error
    return value


async def _read(response: ClientResponse, limit: int) -> bytes:
    data = bytearray()
    async for piece in response.content.iter_any():
        data += piece
        if len(data) > limit:
            raise malformed("length")
    return bytes(data)


async def _problem(response: ClientResponse) -> NavetteError:
    """The failure an answer names; a gateway's own page is as good as no answer."""
    try:
        value = json.loads(await _read(response, 1 << 20))
    except (ValueError, RecursionError, Local):
        value = None
    code = value.get("code") if isinstance(value, dict) else None
    if not isinstance(code, str) or code not in CODES or CODES[code][0] is Local:
        if response.status >= 500:
            return Local("server-unreachable", status=response.status)
        return Local("server-answer", status=response.status)
    data = {
        str(name): one
        for name, one in value.items()
        if name not in ("type", "title", "status", "code") and isinstance(one, str | int)
    }
    return CODES[code][0](code, **data)

"""What passes between the pages and the server: requests of the API, and answers that are data.

Nothing else goes out, nothing else comes in: a server that lies can give no script, no page, no cookie and no rule for
the browser. Requests come signed for the server (docs/spec/api.md): the poste cannot change one, and needs not.
"""

import asyncio
import contextlib
import json
import re
import ssl
from collections.abc import AsyncIterator, Callable
from io import BytesIO

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
    web,
)
from yarl import URL

from navette import __version__
from navette.cli.poste.problem import problem
from navette.cli.poste.proxy import proxy_for
from navette.envelope.format import MAX_ENVELOPE

METHODS = ("GET", "POST", "PUT", "DELETE")
PATH = re.compile(r"/v1(?:/[A-Za-z0-9_-]{1,128}){1,6}", re.ASCII)
LONGEST_QUERY = 4096
VERSION = re.compile(r"[0-9A-Za-z.+-]{1,32}", re.ASCII)
LOOK_SECONDS = 5
MAX_ABOUT = 1 << 16
MAX_BODY = MAX_ENVELOPE  # a part of an attachment is shorter
SENT = ("Accept", "Content-Type", "Content-Digest", "Range", "Signature", "Signature-Input")
TOLD = ("Content-Range", "Retry-After")
KINDS = (
    *("application/json", "application/problem+json", "application/octet-stream"),
    *("text/event-stream", "text/plain"),  # what happens; a checkpoint, which is a signed note
)
# Of an answer that somebody opens in a tab of its own.
INERT = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
TIMEOUT = ClientTimeout(total=None, sock_connect=10, sock_read=60)  # the server says something every 20 s
OURS = {"User-Agent": f"navette-poste/{__version__}", "Accept-Encoding": "identity"}

Why = str  # "", or one of: refused name silent tls broken redirect kind
Told = Callable[[Why], None]


class Forward:
    """One server. told: hears why it cannot be reached, and "" when it is again; each once."""

    def __init__(self, url: str, told: Told = lambda why: None) -> None:
        """url: https://host[:port]."""
        self._url = url
        self._told = told
        self._proxy = proxy_for(URL(url))
        self._why: Why = ""
        self._session: ClientSession | None = None
        self._under_way: set[asyncio.Timeout] = set()

    async def close(self) -> None:
        """Ends what is under way, as when a connection is lost; what is asked afterwards goes by new ones."""
        session, self._session = self._session, None
        for one in self._under_way:
            one.reschedule(asyncio.get_running_loop().time())
        if session is not None:
            await session.close()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The server's answer, or a problem of problem.py."""
        if request.method not in METHODS:
            return problem("method", allowed=", ".join(METHODS))
        target = request.rel_url
        if not PATH.fullmatch(target.raw_path) or len(target.raw_query_string) > LONGEST_QUERY:
            return problem("not-found")
        if request.headers.get("Sec-Fetch-Dest") != "empty":  # asked for by a module, and nothing a browser would run
            return problem("not-found")
        if (request.content_length or 0) > MAX_BODY:
            return problem("too-large", limit=MAX_BODY)
        body = await request.read() if request.can_read_body else None
        headers = {name: request.headers[name] for name in SENT if name in request.headers}
        path = target.raw_path + (f"?{target.raw_query_string}" if target.raw_query_string else "")
        return await self._passed(request, path, body, headers)

    async def version(self) -> str | None:
        """Of the server's program; "" when it is none that is understood here, None when nobody answers."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                async with self._open().get(
                    self._url + "/v1/server", allow_redirects=False, **self._proxy._asdict()
                ) as found:
                    raw = await _beginning(found)
        except (ClientError, TimeoutError, OSError) as error:
            self._say(reason(error))
            return None
        try:
            value = json.loads(raw)
            said = value["version"] if value["name"] == "navette" else ""
        except (ValueError, KeyError, TypeError, RecursionError):
            return ""
        return said if isinstance(said, str) and VERSION.fullmatch(said) else ""

    async def _passed(
        self, request: web.Request, path: str, body: bytes | None, headers: dict[str, str]
    ) -> web.StreamResponse:
        try:
            async with (
                self._until_closed(),
                self._open().request(
                    request.method,
                    URL(self._url + path, encoded=True),
                    data=None if body is None else BytesIO(body),
                    headers=headers,
                    allow_redirects=False,
                    **self._proxy._asdict(),
                ) as found,
            ):
                why = _unfit(found)
                self._say(why)
                return problem("server-answer") if why else await _copied(request, found)
        except (ClientError, TimeoutError, OSError) as error:
            self._say(reason(error))
            return problem("server-unreachable")

    @contextlib.asynccontextmanager
    async def _until_closed(self) -> AsyncIterator[None]:
        """TimeoutError, for who is in it when `close` is called."""
        async with asyncio.timeout(None) as limit:
            self._under_way.add(limit)
            try:
                yield
            finally:
                self._under_way.discard(limit)

    def _say(self, why: Why) -> None:
        if why != self._why:
            self._why = why
            self._told(why)

    def _open(self) -> ClientSession:
        if self._session is None:
            self._session = ClientSession(
                timeout=TIMEOUT, cookie_jar=DummyCookieJar(), auto_decompress=False, headers=OURS
            )
        return self._session


async def _beginning(found: ClientResponse) -> bytes:
    raw = b""
    async for piece in found.content.iter_any():
        raw += piece
        if len(raw) > MAX_ABOUT:
            break
    return raw


def reason(error: Exception) -> Why:
    """Why a server was not reached, as far as it can be told."""
    cause = error.os_error if isinstance(error, ClientConnectorError) else error
    if isinstance(error, ClientConnectorCertificateError | ClientSSLError) or isinstance(cause, ssl.SSLError):
        return "tls"
    if isinstance(error, ClientConnectorDNSError):
        return "name"
    if isinstance(cause, ConnectionRefusedError):
        return "refused"
    return "silent" if isinstance(error, TimeoutError) else "broken"


def _unfit(found: ClientResponse) -> Why:
    """Why an answer is not passed on: one that leads elsewhere, or is of a kind that a browser may run or show."""
    if not (200 <= found.status < 300 or 400 <= found.status < 600):
        return "redirect"
    if found.status == 204:
        return ""
    plain = found.headers.get("Content-Encoding", "identity") == "identity"
    kinds = found.headers.getall("Content-Type", [])
    return "" if plain and len(kinds) == 1 and found.content_type in KINDS else "kind"


async def _copied(request: web.Request, found: ClientResponse) -> web.StreamResponse:
    """The answer as it comes; one that breaks off here breaks off there."""
    headers = {**INERT, **{name: found.headers[name] for name in TOLD if name in found.headers}}
    if found.status != 204:
        headers["Content-Type"] = found.content_type
    given = web.StreamResponse(status=found.status, headers=headers)
    if found.content_length is not None:
        given.content_length = found.content_length
    await given.prepare(request)
    whole = False
    try:
        async for piece in found.content.iter_any():
            await given.write(piece)
        whole = True
    except (ClientError, TimeoutError, OSError):
        pass  # the server left, or the browser did
    finally:
        if not whole and request.transport is not None:
            request.transport.abort()
    with contextlib.suppress(OSError):
        await given.write_eof()
    return given

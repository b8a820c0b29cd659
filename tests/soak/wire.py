"""The protocol spoken by hand: bytes made once, sent as often as it takes. Nothing of the SDK is used here."""

import asyncio
import io
import json
import secrets
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import TracebackType
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from yarl import URL

from navette.core.encoding import b64, timestamp
from navette.envelope.person import Person
from navette.envelope.request import LABEL, Params, content_digest, signature_base, signature_header
from navette.envelope.statement import SignedStatement

JSON, BYTES = "application/json", "application/octet-stream"
FAILURES = (ClientError, TimeoutError, ConnectionError)  # what a server that is not there looks like
PATIENCE = 60.0  # seconds for one answer, retries included: a deadline, never waited for


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. value: the JSON of the answer, empty for anything else."""

    status: int
    value: dict[str, Any]
    raw: bytes

    @property
    def code(self) -> str:
        return str(self.value.get("code", ""))


@dataclass(frozen=True, slots=True)
class Ask:
    """A request whose bytes do not change from one try to the next; by: who signs it, when the body is not signed."""

    method: str
    path: str
    data: bytes | None = None
    media: str = JSON
    by: Person | None = None
    query: str = ""


def asking(method: str, path: str, value: object, by: Person | None = None) -> Ask:
    return Ask(method, path, json.dumps(value, ensure_ascii=False).encode(), JSON, by)


class Wire:
    """Many requests at once to one server, which may be away for a while. codes: how often each was answered."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.codes: Counter[str] = Counter()
        self._session: ClientSession | None = None

    async def __aenter__(self) -> "Wire":
        connector = TCPConnector(limit=0)
        self._session = ClientSession(
            connector=connector, cookie_jar=DummyCookieJar(), timeout=ClientTimeout(total=PATIENCE)
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def send(self, ask: Ask) -> Answer:
        """One try. Raises one of FAILURES when no answer came."""
        assert self._session is not None
        url = URL(f"{self.url}{ask.path}{'?' + ask.query if ask.query else ''}", encoded=True)
        headers = {} if ask.data is None else {"Content-Type": ask.media}
        if ask.by is not None:
            headers |= _signature(ask, url)
        data = None if ask.data is None else io.BytesIO(ask.data)
        async with self._session.request(ask.method, url, data=data, headers=headers) as response:
            raw = await response.read()
            value = json.loads(raw) if "json" in response.content_type else {}
            answer = Answer(response.status, value, raw)
            self.codes[answer.code] += 1
            return answer

    async def insist(self, ask: Ask) -> Answer:
        """As often as it takes until the server answers, and does not say to come back later."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = await self.send(ask)
                if answer.status < 500 and answer.code not in ("request-time", "too-many-requests"):
                    return answer
            except FAILURES:
                if time.monotonic() > deadline:
                    raise
            else:
                assert time.monotonic() < deadline, answer
            await asyncio.sleep(0.05)

    async def done(self, ask: Ask) -> dict[str, Any]:
        """The value of an answer that must be a success."""
        answer = await self.insist(ask)
        assert answer.status < 300, answer
        return answer.value

    async def get(self, path: str, by: Person | None = None, query: str = "") -> dict[str, Any]:
        return await self.done(Ask("GET", path, by=by, query=query))


def _signature(ask: Ask, url: URL) -> Mapping[str, str]:
    assert ask.by is not None
    digest = None if ask.data is None else content_digest(sha256(ask.data).digest())
    params = Params(int(time.time()), ask.by.id, secrets.token_bytes(16)).serialise(digest is not None)
    authority = f"{url.host}:{url.port}"
    base = signature_base(ask.method, authority, url.raw_path, url.raw_query_string, digest, params)
    headers = {"Signature-Input": f"{LABEL}={params}", "Signature": signature_header(ask.by.sign(base))}
    return headers if digest is None else {**headers, "Content-Digest": digest}


def now() -> str:
    return timestamp(int(time.time()))


def salt() -> str:
    return b64(secrets.token_bytes(16))


def both(signed: SignedStatement) -> dict[str, str]:
    """A signed statement as bodies carry it."""
    return {"statement": signed.raw.decode(), "signature": b64(signed.signature)}

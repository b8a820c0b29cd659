"""Somebody who asks a server: requests signed by hand, and every answer held to the OpenAPI document."""

import hashlib
import io
import json
import secrets
import time
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from navette.envelope import request as rfc9421
from navette.envelope.person import Person
from navette.service.context import Context
from navette.settings import Settings
from navette.web.app import create_app
from navette.web.keys import CONTEXT
from tests.described import check_answer, check_body
from tests.things import JSON, Answer


class Asking:
    """A server, here or elsewhere, and how it is asked.

    `ahead`: how far its clock is ahead; `still`: the instant its clock stands at, for what must fall in one second.
    """

    def __init__(self, settings: Settings, client: Any = None) -> None:
        """client: a session with a server that runs elsewhere; None: a server is made here."""
        self.settings, self.ahead, self.public_host = settings, 0, ""
        self.still: int | None = None
        self.client = client
        if client is None:
            self.app: web.Application = create_app(settings, self.now)
            self.client = TestClient(TestServer(self.app), timeout=aiohttp.ClientTimeout(60))

    def now(self) -> int:
        return int(time.time()) + self.ahead if self.still is None else self.still

    @property
    def context(self) -> Context:
        return self.app[CONTEXT]

    @property
    def host(self) -> str:
        """What requests are signed for."""
        return self.public_host or f"{self.client.host}:{self.client.port}"

    def sign(
        self,
        by: Person,
        method: str,
        path: str,
        query: str = "",
        body: bytes | None = None,
        *,
        created: int | None = None,
        nonce: bytes | None = None,
    ) -> dict[str, str]:
        """The headers of a signed request."""
        params = rfc9421.Params(self.now() if created is None else created, by.id, nonce or secrets.token_bytes(16))
        digest = None if body is None else rfc9421.content_digest(hashlib.sha256(body).digest())
        member = params.serialise(body is not None)
        base = rfc9421.signature_base(method, self.host, path, query, digest, member)
        headers = {
            "Signature-Input": f"{rfc9421.LABEL}={member}",
            "Signature": rfc9421.signature_header(by.sign(base)),
        }
        return headers if digest is None else {**headers, "Content-Digest": digest}

    async def ask(
        self,
        method: str,
        path: str,
        by: Person | None = None,
        value: object = None,
        *,
        body: bytes | None = None,
        kind: str = JSON,
        query: str | Iterable[tuple[str, object]] = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, signed by `by` when given; its answer is of the form the document describes."""
        query = query if isinstance(query, str) else urlencode([(name, str(one)) for name, one in query])
        body = json.dumps(value).encode() if body is None and value is not None else body
        given = {} if body is None else {"Content-Type": kind}
        if by is not None:
            given |= self.sign(by, method, path, query, body)
        where = path + ("?" + query if query else "")
        sent = {**given, **(headers or {})}
        data = None if body is None else io.BytesIO(body)  # as bytes, aiohttp would warn of a large one
        async with self.client.request(method, where, data=data, headers=sent) as response:
            answer = Answer(response.status, response.headers, await response.read())
        check_answer(method, path, answer.status, response.content_type, answer.body)
        if body is not None and answer.status < 400:
            check_body(method, path, body)
        return answer

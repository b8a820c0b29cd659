"""Requests as they leave, answers as they come: signatures checked by another implementation, every failure named."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms

from navette.client.http import Api
from navette.core.encoding import b64, timestamp
from navette.core.errors import Conflict, Limited, Local, NavetteError, Unavailable, Unsigned
from navette.envelope.keys import signature_part
from navette.envelope.person import Person

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PERSON = Person(bytes(range(32)))


@dataclass
class Heard:
    method: str
    url: str
    headers: dict[str, str]
    body: bytes


@asynccontextmanager
async def listening(*answers: Callable[[], web.StreamResponse]) -> AsyncIterator[tuple[str, list[Heard]]]:
    """A server that gives these answers one after the other, and remembers what it heard."""
    heard: list[Heard] = []
    left = list(answers)

    async def answer(request: web.Request) -> web.StreamResponse:
        url = f"{request.scheme}://{request.host}{request.raw_path}"
        heard.append(Heard(request.method, url, dict(request.headers), await request.read()))
        return left.pop(0)()

    app = web.Application(client_max_size=1 << 26)
    app.router.add_route("*", "/{path:.*}", answer)
    server = TestServer(app)
    await server.start_server()
    try:
        yield f"http://127.0.0.1:{server.port}", heard
    finally:
        await server.close()


def answer_json(value: object, status: int = 200) -> Callable[[], web.StreamResponse]:
    return lambda: web.json_response(value, status=status)


def problem(code: str, status: int, **data: object) -> Callable[[], web.StreamResponse]:
    return answer_json(
        {"type": f"urn:navette:error:{code}", "title": "", "status": status, "code": code, **data}, status
    )


class _Keys(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        assert key_id == b64(PERSON.id)
        return Ed25519PublicKey.from_public_bytes(signature_part(PERSON.public))


def verify(heard: Heard) -> None:
    """What PERSON signed, by another implementation of RFC 9421, in our profile."""
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=_Keys())
    message = SimpleNamespace(method=heard.method, url=heard.url, headers=heard.headers)
    covered = ["@method", "@authority", "@path", "@query", *(["content-digest"] if heard.body else [])]
    (result,) = verifier.verify(message, expect_tag="navette-v1", body=heard.body or None)
    assert [name.strip('"') for name in result.covered_components] == [*covered, "@signature-params"]


async def test_a_request_is_signed_as_another_implementation_verifies() -> None:
    async with listening(answer_json({}), answer_json({}), answer_json({}, 201)) as (url, heard):
        api = Api(url, PERSON)
        await api.get("/v1/mailboxes/AA/inbox", [("after", "3"), ("limit", "50 %&é")])
        await api.get("/v1/mailboxes")
        await api.ask("PUT", "/v1/blobs/AA", body={"size": 1, "é": "à"})
        await api.close()
    for one in heard:
        verify(one)
    assert len({one.headers["Signature-Input"] for one in heard}) == 3
    assert heard[2].headers["Content-Type"] == "application/json"


async def test_what_needs_no_signature_carries_none() -> None:
    async with listening(answer_json({}), answer_json({})) as (url, heard):
        api = Api(url, None)
        await api.get("/v1/server", signed=False)
        await api.put("/v1/envelopes/AA", b"NAV1")
        with pytest.raises(Unsigned, match="request-unsigned"):
            await api.get("/v1/mailboxes")
        await api.close()
    assert all("Signature" not in one.headers and "Cookie" not in one.headers for one in heard)
    assert (heard[1].headers["Content-Type"], heard[1].body) == ("application/octet-stream", b"NAV1")


@pytest.mark.parametrize("code", ["request-time", "request-replayed"])
async def test_a_refused_clock_is_asked_for_once_and_the_request_signed_again(code: str) -> None:
    server = {"time": timestamp(1_795_341_600)}
    async with listening(problem(code, 401), answer_json(server), answer_json({"ok": True})) as (url, heard):
        api = Api(url, PERSON, clock=lambda: 1_000_000_000)
        assert await api.get("/v1/mailboxes") == {"ok": True}
        await api.close()
    assert [one.url.rsplit("/", 1)[1] for one in heard] == ["mailboxes", "server", "mailboxes"]
    assert "created=1000000000;" in heard[0].headers["Signature-Input"]
    assert "created=1795341600;" in heard[2].headers["Signature-Input"]


async def test_a_clock_refused_twice_is_raised_and_a_replay_is_a_lost_answer() -> None:
    server = answer_json({"time": timestamp(1_795_341_600)})
    for code, raised in (("request-time", "request-time"), ("request-replayed", "server-unreachable")):
        async with listening(problem(code, 401), server, problem(code, 401)) as (url, _):
            api = Api(url, PERSON)
            with pytest.raises(NavetteError, match=raised):
                await api.get("/v1/mailboxes")
            await api.close()


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        (problem("already-accepted", 409, owner="AA", nested={"a": 1}), Conflict, "already-accepted"),
        (problem("too-many-requests", 429, retry=3), Limited, "too-many-requests"),
        (problem("store-busy", 503), Unavailable, "store-busy"),
        (problem("of-tomorrow", 422), Local, "server-answer"),
        (problem("of-tomorrow", 503), Local, "server-unreachable"),
        (problem("keyring-missing", 400), Local, "server-answer"),
        (lambda: web.Response(status=502, text="<html>bad gateway</html>"), Local, "server-unreachable"),
        (lambda: web.Response(status=404, text="not here"), Local, "server-answer"),
        (lambda: web.Response(status=404, body=b"[" * 100_000), Local, "server-answer"),
        (lambda: web.Response(status=404, body=bytes(2 << 20)), Local, "server-answer"),
        (lambda: web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}), Local, "server-answer"),
        (lambda: web.Response(text="no json"), Local, "server-answer"),
        (lambda: web.Response(body=b"[" * 100_000), Local, "server-answer"),
    ],
)
async def test_every_failure_has_its_name(
    answer: Callable[[], web.StreamResponse], error: type[NavetteError], code: str
) -> None:
    async with listening(answer) as (url, _):
        api = Api(url, PERSON)
        with pytest.raises(error) as raised:
            await api.get("/v1/mailboxes")
        await api.close()
    assert raised.value.code == code
    assert set(raised.value.data) <= {"owner", "retry", "status", "field"}


async def test_no_server_is_unreachable_and_no_answer_is_unbounded() -> None:
    async with listening(answer_json({}), lambda: web.Response(body=b"abc"), lambda: web.Response(body=b"\xff")) as (
        url,
        _,
    ):
        api = Api(url, PERSON)
        assert await api.ask("DELETE", "/v1/invitations/AA") == {}
        with pytest.raises(Local, match="server-answer"):
            await api.fetch("/v1/envelopes/AA", 2)
        with pytest.raises(Local, match="server-answer"):
            await api.text("/v1/ledgers/actes/checkpoint")
        await api.close()
    with pytest.raises(Local, match="server-unreachable"):
        await api.get("/v1/mailboxes")
    await api.close()


async def test_no_content_is_nothing() -> None:
    async with listening(lambda: web.Response(status=204)) as (url, _):
        api = Api(url, PERSON)
        assert await api.ask("DELETE", "/v1/invitations/AA") is None
        await api.close()


@pytest.mark.parametrize("url", ["", "navette.example", "ftp://navette.example", "https://navette.example/sub"])
def test_an_address_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(Local, match="settings"):
        Api(url, None)


def test_answers_are_read_with_suspicion() -> None:
    from navette.client.answer import Fields

    good = {"text": "a", "number": 1, "flag": True, "time": "2026-11-22T10:00:00Z", "id": b64(bytes(16)), "list": [{}]}
    fields = Fields(good)
    assert (fields.text("text"), fields.number("number"), fields.flag("flag")) == ("a", 1, True)
    assert fields.time("time") == 1795341600
    assert fields.raw("id", 16) == bytes(16)
    assert len(fields.many("list")) == 1
    bad: list[Callable[[], object]] = [
        lambda: Fields([]),
        lambda: fields.text("number"),
        lambda: fields.number("text"),
        lambda: fields.number("flag"),
        lambda: Fields({"n": -1}).number("n"),
        lambda: fields.flag("number"),
        lambda: fields.time("text"),
        lambda: fields.raw("text", 16),
        lambda: fields.many("text"),
        lambda: fields.ids("list"),
        lambda: fields.strings("list"),
        lambda: Fields({"o": {"a": 1}}).strings("o"),
        lambda: fields.fields("missing"),
        lambda: Fields(json.loads('{"s":"\\ud800"}')).encoded("s"),
    ]
    for read in bad:
        with pytest.raises(Local, match="server-answer"):
            read()

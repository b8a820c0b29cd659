"""The API client in JavaScript: requests as they leave, answers as they come, and nobody there."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from navette.core.encoding import timestamp
from tests.client.test_http import PERSON, answer_json, listening, problem, verify
from tests.js.engine import Call
from tests.js.node import run_node

SERVER = {"time": timestamp(1_795_341_600)}
SEED = PERSON.seed.hex()


async def ask(url: str, *asked: Sequence[Any], seed: str = SEED, clock: float | None = 1_000_000_000) -> list[Any]:
    """What the calls give, once the client is made."""
    (found,) = await asyncio.to_thread(run_node, [Call("adapters/http", "calls", (url, seed, clock, asked))])
    assert found.pop(0) == "made"
    return list(found)


@pytest.mark.parametrize("code", ["request-time", "request-replayed"])
async def test_a_refused_clock_is_asked_for_once_and_the_request_signed_again(code: str) -> None:
    async with listening(problem(code, 401), answer_json(SERVER), answer_json({"ok": True})) as (url, heard):
        assert await ask(url, ["get", "/v1/mailboxes"], ["offset"]) == [{"ok": True}, 795_341_600]
    assert [one.url.rsplit("/", 1)[1] for one in heard] == ["mailboxes", "server", "mailboxes"]
    assert "created=1000000000;" in heard[0].headers["Signature-Input"]
    assert "created=1795341600;" in heard[2].headers["Signature-Input"]


async def test_a_clock_refused_twice_is_raised_and_a_replay_is_a_lost_answer() -> None:
    lost = ["server-unreachable", {"problem": "request-replayed"}]
    raised = {"request-time": ["request-time", {}], "request-replayed": lost}
    for code, expected in raised.items():
        async with listening(problem(code, 401), answer_json(SERVER), problem(code, 401)) as (url, heard):
            assert await ask(url, ["get", "/v1/mailboxes"]) == [expected]
        assert len(heard) == 3


async def test_what_is_not_signed_is_not_tried_again() -> None:
    async with listening(problem("request-time", 401)) as (url, heard):
        assert await ask(url, ["open", "/v1/server"]) == [["request-time", {}]]
    assert "Signature" not in heard[0].headers


async def test_requests_are_signed_as_rfc_9421_says() -> None:
    answers = [answer_json({"n": n}) for n in range(4)]
    async with listening(*answers) as (url, heard):
        asked: list[list[Any]] = [["get", "/v1/a/b", {"one": "à b&c", "two": "'()*!~"}]]
        asked += [["ask", "POST", "/v1/x", {"é": ["😀", 1]}]]
        asked += [["put", "/v1/blob", "00ff" * 70000], ["ask", "DELETE", "/v1/x"]]
        assert await ask(url, *asked, clock=None) == [{"n": n} for n in range(4)]
    for request in heard:
        verify(request)
    assert heard[1].body == '{"é":["😀",1]}'.encode()
    assert heard[2].body == b"\0\xff" * 70000
    types = [one.headers.get("Content-Type") for one in heard]
    assert types[1:] == ["application/json", "application/octet-stream", None]
    assert len({one.headers["Signature-Input"] for one in heard}) == 4


async def test_nobody_signs_nothing() -> None:
    async with listening(answer_json(SERVER)) as (url, heard):
        found = await ask(url, ["get", "/v1/mailboxes"], ["open", "/v1/server"], seed="")
    assert found == [["request-unsigned", {}], SERVER]
    assert len(heard) == 1


@pytest.mark.parametrize("url", ["", "ftp://x.example", "x.example", "https://x.example/path", "https:///"])
async def test_an_address_that_is_none(url: str) -> None:
    (found,) = await asyncio.to_thread(run_node, [Call("adapters/http", "calls", (url, "", None, []))])
    assert found[0] == ["settings", {"name": "url", "problem": "not of the form https://host"}]


async def test_answers_have_a_limit() -> None:
    texts = [lambda: web.Response(text="12345"), lambda: web.Response(text="x" * (1 << 16) + "x")]
    async with listening(texts[0], texts[0], texts[1], lambda: web.Response(body=b"\xff")) as (url, _):
        asked: list[list[Any]] = [["bytes", "/a", 5], ["bytes", "/a", 4], ["text", "/a"], ["text", "/a"]]
        found = await ask(url, *asked)
    assert found == [b"12345".hex(), *(["server-answer", {"field": field}] for field in ("length", "length", "body"))]


async def test_events_come_one_by_one_and_we_may_leave() -> None:
    gone = asyncio.Semaphore(0)

    async def tell(request: web.Request) -> web.StreamResponse:
        if request.path == "/gone":
            await gone.acquire()
            return web.json_response({})
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            for n in range(3 if request.path == "/once" else 10**6):
                await response.write(b"id: %d\n\n" % n)
                await asyncio.sleep(0.001)
        finally:
            if request.path != "/once":
                gone.release()
        return response

    app = web.Application()
    app.router.add_get("/{path:.*}", tell)
    server = TestServer(app)
    await server.start_server()
    try:
        asked = [
            ["stream", "/once"],
            ["leave", "/for-ever"],
            ["get", "/gone"],
            ["first", "/for-ever"],
            ["get", "/gone"],
        ]
        found = await ask(str(server.make_url("")).rstrip("/"), *asked)
        assert found == ["id: 0\n\nid: 1\n\nid: 2\n\n", "AbortError", {}, None, {}]
    finally:
        await server.close()


async def test_a_server_that_is_gone() -> None:
    async with listening() as (url, _):
        pass
    assert await ask(url, ["get", "/v1/server"]) == [["server-unreachable", {"problem": "TypeError"}]]


async def test_a_minute_of_silence_is_nobody() -> None:
    """Before the answer, and in its middle."""
    (found,) = await asyncio.to_thread(run_node, [Call("adapters/http", "silences", (59_999, 60_001))])
    silent = ["server-unreachable", {"problem": "TimeoutError"}]
    assert found == [None, silent, None, silent]

"""Poste Navette: whom it lets in, what it passes on, and what it keeps from the browser."""

import asyncio
import hashlib
import json
import os
import re
import signal
import ssl
import subprocess
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from threading import Thread

import pytest
from aiohttp import ClientPayloadError, web
from yarl import URL

from navette.cli.main import main
from navette.cli.poste.app import PORT, watch
from navette.cli.poste.forward import MAX_BODY
from navette.cli.poste.guard import LINK_SECONDS, MOST, Door
from navette.cli.poste.proxy import proxy_for
from navette.settings import Settings
from navette.web.headers import page_headers
from navette.web.pages.shell import document
from navette.web.static import release
from tests.cli.posting import PAGE, said, window
from tests.cli.posting import json as read
from tests.cli.territory import PROGRAM, free_port
from tests.cli.tls import certificate

# -- the link


async def test_a_link_opens_once_and_the_window_stays_open() -> None:
    async with window() as here:
        link = here.poste.door.link()
        opened = await here.ask(link.removeprefix(here.poste.door.origin), Cookie=None)
        assert (opened.status, opened.headers["Location"]) == (303, "/")
        cookie = opened.headers["Set-Cookie"]
        assert cookie.startswith(f"navette-poste-{here.poste.door.port}=")
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
        assert opened.cookies.popitem()[1]["max-age"] == ""  # until the browser is closed
        again = await here.ask(link.removeprefix(here.poste.door.origin), Cookie=None)
        assert (again.status, "Set-Cookie" in again.headers) == (403, False)
        assert (await here.ask()).status == 200


def test_a_link_serves_for_five_minutes_and_until_the_next() -> None:
    now = 0.0
    door = Door(1, clock=lambda: now)
    first, second = door.link(), door.link()
    assert first != second
    assert door.enter(first.rpartition("/")[2]) is None
    now = LINK_SECONDS + 1
    assert door.enter(second.rpartition("/")[2]) is None
    assert door.enter("") is None
    shown = {door.enter(door.link().rpartition("/")[2]) for _ in range(MOST + 1)}
    assert None not in shown
    assert len(shown) == MOST + 1


async def test_who_follows_it_must_be_a_browser_that_somebody_sent_there() -> None:
    """What looks at links before they are opened, or a page elsewhere, does not use it up."""
    async with window() as here:
        path = here.poste.door.link().removeprefix(here.poste.door.origin)
        for headers in ({"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Mode": "no-cors"}, {"Sec_Fetch_Site": None}):
            assert (await here.ask(path, **{"Cookie": None, **headers})).status == 403
        assert (await here.ask(path, Cookie=None)).status == 303


# -- whoever else asks

STRANGERS: dict[str, dict[str, str | None]] = {
    "without the cookie": {"Cookie": None},
    "with another": {"Cookie": "navette-poste-1=x"},
    "by another name": {"Host": "localhost"},
    "by a name that leads here": {"Host": "attacker.example"},
    "by no port": {"Host": "127.0.0.1"},
    "from another origin": {"Origin": "https://attacker.example"},
    "from nowhere": {"Origin": "null"},
    "from another port": {"Origin": "http://127.0.0.1:1", "Sec_Fetch_Site": "same-site"},
    "from another site": {"Sec_Fetch_Site": "cross-site"},
    "by no browser": {"Sec_Fetch_Site": None},
    "by hand, and yet no page": {"Sec_Fetch_Site": "none", "Sec_Fetch_Mode": "cors"},
}


@pytest.mark.parametrize("headers", STRANGERS.values(), ids=STRANGERS)
async def test_strangers_get_nothing(headers: dict[str, str | None]) -> None:
    async with window() as here:
        for path in ("/", "/v1/server", "/static/x/js/pages/app.js", "/nowhere"):
            answer = await here.ask(path, **headers)
            assert answer.status == 403
            text = await answer.text()
            assert ("Navette-Poste" in answer.headers) == (answer.content_type != "text/html")
            said = ("poste-closed",) if answer.content_type != "text/html" else ("appuyez sur Entrée", "press Enter")
            assert all(words in text for words in said)
        assert here.far.asked == []
        assert (await here.ask("/v1/server")).status == 200


async def test_what_changes_something_says_where_it_comes_from() -> None:
    async with window() as here:
        assert (await here.ask("/v1/unlock", "POST", b"{}", Origin=None)).status == 403
        assert here.far.asked == []
        assert (await here.ask("/v1/unlock", "POST", b"{}")).status == 200


async def test_two_names_in_one_request() -> None:
    async with window() as here:
        reader, writer = await asyncio.open_connection("127.0.0.1", here.poste.door.port)
        lines = [f"{name}: {value}" for name, value in {**PAGE, "Cookie": here.cookie, "Connection": "close"}.items()]
        hosts = [f"Host: 127.0.0.1:{here.poste.door.port}", "Host: attacker.example"]
        writer.write("\r\n".join(["GET / HTTP/1.1", *hosts, *lines, "", ""]).encode())
        status = (await reader.readline()).split()[1]
        writer.close()
        assert status in (b"400", b"403")


# -- the pages


async def test_the_pages_are_those_of_the_package() -> None:
    async with window() as here:
        answer = await here.ask()
        text = await answer.text()
        name = re.search(r"/static/([0-9a-f]{16})/", text)
        assert name is not None
        same = text.replace(name[1], release().name)
        assert same == document(release(), "fr", here.far.url).decode()
        assert name[1] != release().name  # of this run alone: what a browser kept from another is not asked for
        assert f'data-server="{here.far.url}"' in text
        assert "manifest" not in text
        wanted = {**page_headers(Settings()), "Cache-Control": "no-store"}
        assert {header: answer.headers[header] for header in wanted} == wanted
        module = await here.ask(f"/static/{name[1]}/js/pages/app.js")
        assert await module.read() == release().text("js/pages/app.js").encode()
        assert module.headers["Cache-Control"] == "no-store"
        assert here.far.asked == []


async def test_a_server_of_another_version_is_told_on_every_page() -> None:
    async def younger(_request: web.Request) -> web.Response:
        return web.json_response({"name": "navette", "version": "99.1"})

    async with window() as here:
        assert "99.1" not in await (await here.ask()).text()
    async with window(younger, looked_at=True) as here:
        text = await (await here.ask()).text()
        assert "Le serveur est en version 99.1, ce programme en version" in text


async def test_there_is_no_service_worker_and_no_page_of_the_server() -> None:
    async with window() as here:
        for path in ("/sw.js", "/healthz", "/static/0000000000000000/js/pages/app.js", "/metrics", "/v1/../static/x"):
            assert (await here.ask(path)).status == 404
        shown = await here.ask("/nowhere", **PAGE)
        assert (shown.status, shown.content_type) == (404, "text/html")
        assert (await here.ask("/annuaire", "POST", b"x")).status == 405
        assert here.far.asked == []


# -- what is passed on


async def test_a_request_is_passed_on_as_it_was_signed_and_says_nothing_more() -> None:
    async with window() as here:
        headers = {
            "Signature": "navette=:x:", "Signature_Input": "navette=()", "Content_Digest": "sha-256=:y:",
            "Content_Type": "application/json", "Range": "bytes=4-", "Accept_Language": "fr", "User_Agent": "Browser/1",
            "Referer": "http://127.0.0.1/fiche/NV-7K3F-22Q", "X_Forwarded_For": "10.0.0.1", "Authorization": "x",
        }  # fmt: skip
        assert (
            await here.ask("/v1/mailboxes/a-_Z/inbox?open=1&q=%C3%A9%2F", "PUT", b'{"a":1}', **headers)
        ).status == 200
        ((method, path, got, body),) = here.far.asked
        assert (method, path, body) == ("PUT", "/v1/mailboxes/a-_Z/inbox?open=1&q=%C3%A9%2F", b'{"a":1}')
        kept = {"Signature", "Signature-Input", "Content-Digest", "Content-Type", "Range"}
        assert {name: got[name] for name in kept} == {name: headers[name.replace("-", "_")] for name in kept}
        assert got["Host"] == here.far.url.removeprefix("http://")
        assert got["User-Agent"].startswith("navette-poste/")
        assert set(got) - kept == {"Host", "User-Agent", "Accept-Encoding", "Content-Length", "Accept"}


async def test_nothing_else_is() -> None:
    async with window() as here:
        for method in ("PATCH", "OPTIONS", "TRACE", "HEAD"):
            assert (await here.ask("/v1/server", method)).status == 405
        for path in ("/v1", "/v1/", "/v1//x", "/v1/%2e%2e/static", "/v1/a.js", "/v1/a/./b", "/v1/a?" + "x" * 5000):
            assert (await here.ask(path)).status == 404
        assert here.far.asked == []


async def test_only_a_module_reads_an_answer() -> None:
    async with window() as here:
        for what in ("script", "document", "iframe", "image", "style", "worker", "serviceworker"):
            assert (await here.ask("/v1/server", Sec_Fetch_Dest=what)).status == 404
        assert here.far.asked == []


async def test_a_part_of_4_mib_each_way_and_nothing_larger() -> None:
    part = os.urandom((4 << 20) + 256)

    async def echoed(request: web.Request) -> web.Response:
        return web.Response(body=await request.read(), content_type="application/octet-stream")

    async with window(echoed) as here:
        answer = await here.ask("/v1/blobs/x/parts/0", "PUT", part)
        assert hashlib.sha256(await answer.read()).digest() == hashlib.sha256(part).digest()
        assert answer.headers["Content-Length"] == str(len(part))
        refused = await here.ask("/v1/blobs/x/parts/0", "PUT", bytes(MAX_BODY + 1))
        assert (refused.status, (await read(refused))["code"]) == (413, "too-large")
        assert len(here.far.asked) == 1


async def test_what_happens_is_told_as_it_happens_and_ends_with_the_poste() -> None:
    async def stream(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b":ok\n\n")
        await asyncio.Event().wait()
        raise AssertionError

    async with window(stream) as here:
        answer = await here.ask("/v1/events?mailbox=x")
        assert answer.content_type == "text/event-stream"
        assert await asyncio.wait_for(answer.content.readany(), 10) == b":ok\n\n"
        await here.poste.forward.close()
        with pytest.raises(ClientPayloadError):
            await asyncio.wait_for(answer.content.read(), 10)
        again = await here.ask("/v1/events?mailbox=x")
        assert await asyncio.wait_for(again.content.readany(), 10) == b":ok\n\n"


async def test_a_machine_that_slept_begins_again() -> None:
    """The clock jumps; nothing was told of the connections."""

    async def silent(_request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    times = iter([0.0, 5.0, 5.0, 3600.0])
    async with window(silent) as here:
        asked = asyncio.create_task(here.ask("/v1/server"))
        watching = asyncio.create_task(watch(here.poste.forward, 0.1, lambda: next(times, 3600.0)))
        answer = await asyncio.wait_for(asked, 10)
        assert (answer.status, (await read(answer))["code"]) == (502, "server-unreachable")
        watching.cancel()


# -- what is not

HOSTILE = {
    "Navette-Poste": "closed",
    "Content-Security-Policy": "default-src *", "Set-Cookie": "a=b", "Link": "</x.js>; rel=preload; as=script",
    "Service-Worker-Allowed": "/", "Clear-Site-Data": '"*"', "Refresh": "0; url=https://attacker.example",
    "Access-Control-Allow-Origin": "*", "SourceMap": "/x.map", "Location": "https://attacker.example", "Server": "x",
    "Strict-Transport-Security": "max-age=1", "X-Frame-Options": "ALLOWALL", "Alt-Svc": 'h3=":1"', "Report-To": "{}",
}  # fmt: skip


async def test_the_server_rules_nothing_of_the_browser() -> None:
    async def hostile(_request: web.Request) -> web.Response:
        return web.json_response({"a": 1}, headers={**HOSTILE, "Retry-After": "3"})

    async with window(hostile) as here:
        answer = await here.ask("/v1/server")
        assert await read(answer) == {"a": 1}
        assert set(answer.headers) - {"Date", "Server"} == {
            "Cache-Control", "Content-Security-Policy", "Cross-Origin-Resource-Policy", "Referrer-Policy",
            "X-Content-Type-Options", "Content-Type", "Content-Length", "Retry-After",
        }  # fmt: skip
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Server"] != "x"


async def test_a_script_or_a_page_is_no_answer() -> None:
    kinds = ["text/javascript", "text/html", "image/svg+xml", "application/xhtml+xml", "text/css", "application/xml"]

    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="alert(1)", content_type=kinds[len(here.far.asked) - 1])

    async with window(page) as here:
        for _ in kinds:
            answer = await here.ask("/v1/server")
            assert (answer.status, (await read(answer))["code"]) == (502, "server-answer")
        assert here.why == ["kind"]


async def test_the_kind_of_an_answer_is_one_and_said_plainly() -> None:
    async def odd(request: web.Request) -> web.Response:
        if "coded" in request.path:
            return web.Response(body=b"x", content_type="application/json", headers={"Content-Encoding": "gzip"})
        return web.Response(text="{}", headers={"Content-Type": "application/json; charset=utf-7; a=<script>"})

    async with window(odd) as here:
        assert (await here.ask("/v1/coded")).status == 502
        assert (await here.ask("/v1/server")).headers["Content-Type"] == "application/json"


async def test_no_answer_leads_elsewhere() -> None:
    statuses = [301, 302, 303, 304, 307, 308]

    async def away(_request: web.Request) -> web.Response:
        headers = {"Location": "/v1/other", "Content-Type": "application/json"}
        return web.Response(status=statuses[len(here.far.asked) - 1], headers=headers)

    async with window(away) as here:
        for _ in statuses:
            answer = await here.ask("/v1/server")
            assert (answer.status, (await read(answer))["code"]) == (502, "server-answer")
            assert "Location" not in answer.headers
        assert [path for _, path, _, _ in here.far.asked] == ["/v1/server"] * len(statuses)
        assert here.why == ["redirect"]  # said once


async def test_an_answer_that_breaks_off_is_not_taken_for_a_whole_one() -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        response.content_length = 1000
        await response.prepare(request)
        await response.write(b"[")
        assert request.transport is not None
        request.transport.close()
        return response

    async with window(cut) as here:
        answer = await here.ask("/v1/server")
        with pytest.raises(ClientPayloadError):
            await answer.read()


# -- a server that is not there


async def test_the_server_is_away_and_back() -> None:
    async def gone(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        if away:
            request.transport.abort()
        return await said(request)

    away = True
    async with window(gone) as here:
        answer = await here.ask("/v1/server")
        problem = await read(answer)
        assert (answer.status, answer.content_type) == (502, "application/problem+json")
        assert (problem["code"], problem["type"]) == ("server-unreachable", "urn:navette:error:server-unreachable")
        assert (await here.ask()).status == 200  # the pages are here
        away = False
        assert (await here.ask("/v1/server")).status == 200
        assert here.why == ["broken", ""]


async def test_a_server_that_cannot_show_who_it_is_is_sent_nothing(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path, 1))
    async with window(tls=context) as here:
        assert (await here.ask("/v1/unlock", "POST", b"{}")).status == 502
        assert here.why == ["tls"]
        assert here.far.asked == []
        assert await here.poste.forward.version() is None


@pytest.mark.parametrize(
    ("answer", "version"),
    [
        ({"name": "navette", "version": "9.1.0"}, "9.1.0"),
        ({"name": "navette", "version": "<script>"}, ""),
        ({"name": "other", "version": "1"}, ""),
        ({"name": "navette"}, ""),
        ([], ""),
        ("x" * 100_000, ""),
    ],
)
async def test_the_version_of_the_server(answer: object, version: str) -> None:
    async def about(_request: web.Request) -> web.Response:
        return web.json_response(answer)

    async with window(about) as here:
        assert await here.poste.forward.version() == version


@pytest.mark.parametrize(
    ("server", "environ", "proxy", "who"),
    [
        ("https://navette.example", {}, None, None),
        ("https://navette.example", {"https_proxy": "http://proxy.example:3128"}, "http://proxy.example:3128", None),
        (
            "https://navette.example",
            {"https_proxy": "http://me:word@proxy.example"},
            "http://proxy.example",
            "Basic bWU6d29yZA==",
        ),
        ("https://navette.example", {"https_proxy": "http://proxy.example", "no_proxy": ".example"}, None, None),
        ("http://localhost:8080", {"http_proxy": "http://proxy.example"}, None, None),
    ],
)
def test_the_way_out(
    server: str, environ: dict[str, str], proxy: str | None, who: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        for spelled in (name, name.upper()):
            monkeypatch.delenv(spelled, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    found = proxy_for(URL(server))
    assert found.proxy == (None if proxy is None else URL(proxy))
    assert (found.proxy_headers or {}).get("Proxy-Authorization") == who


async def test_what_netrc_holds_is_not_for_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login me password word\n")
    monkeypatch.setenv("NETRC", str(netrc))
    async with window() as here:
        assert (await here.ask("/v1/server")).status == 200
        assert "Authorization" not in here.far.asked[0][2]


# -- the command

LINK = re.compile(r"http://127\.0\.0\.1:(\d+)/ouvrir/[\w-]{32}")


class Running:
    """The program, running."""

    def __init__(self, *words: str, lang: str = "en", home: Path) -> None:
        environ = {key: value for key, value in os.environ.items() if not key.startswith("NAVETTE_")}
        environ |= {"LANG": lang, "NAVETTE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        command = [str(PROGRAM), "poste", "--no-browser", *words]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, text=True, stdin=subprocess.DEVNULL
        )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()

    def stop(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """How it ended, and what it said beside."""
        self.process.send_signal(number)
        _out, err = self.process.communicate(timeout=30)
        return self.process.returncode, err


@pytest.mark.parametrize(
    ("lang", "number", "begins", "ends"),
    [
        ("fr", signal.SIGINT, "À ouvrir dans les cinq minutes, une seule fois : http://", "Arrêté : "),
        ("en", signal.SIGTERM, "Open within five minutes, once: http://", "Stopped: "),
    ],
)
def test_it_says_where_it_opens_and_stops(
    tmp_path: Path, lang: str, number: signal.Signals, begins: str, ends: str
) -> None:
    nobody = f"http://localhost:{free_port()}"
    (tmp_path / "pins.json").write_text(json.dumps({"url": nobody}))
    running = Running("--port", "0", lang=lang, home=tmp_path)
    assert running.line.startswith(begins)
    assert LINK.search(running.line)
    code, err = running.stop(number)
    first, away, last = err.splitlines()
    assert nobody in first
    assert ("ne répond pas" if lang == "fr" else "does not answer") in away
    assert last.startswith(ends)
    assert code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["pins.json"]


class Younger(BaseHTTPRequestHandler):
    """A server of a version to come."""

    def do_GET(self) -> None:
        body = b'{"name":"navette","version":"99.1"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


def test_a_server_that_shows_who_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pem = certificate(tmp_path, 90)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with ThreadingHTTPServer(("127.0.0.1", 0), Younger) as https:
        https.socket = context.wrap_socket(https.socket, server_side=True)
        thread = Thread(target=https.serve_forever, daemon=True)
        thread.start()
        running = Running("--port", "0", "--server", f"https://localhost:{https.server_port}/", home=tmp_path)
        assert LINK.search(running.line)
        code, err = running.stop()
        https.shutdown()
        thread.join()
    assert code == 0
    assert "The server runs version 99.1" in err


def test_the_usual_port_and_another_when_it_is_taken(tmp_path: Path) -> None:
    words = ("--server", f"http://127.0.0.1:{free_port()}", "--json")
    first = Running(*words, home=tmp_path)
    second = Running(*words[:2], home=tmp_path)
    third = Running(*words, "--port", str(json.loads(first.line)["port"]), home=tmp_path)
    assert third.line == ""
    code, err = third.process.wait(30), third.process.communicate()[1]
    assert code == 13
    assert json.loads(err)["error"] == "settings"
    found = LINK.search(second.line)
    assert found is not None
    assert int(found[1]) != PORT
    code, err = second.stop()
    assert f"The usual port {PORT} is taken" in err
    assert code == first.stop()[0] == 0
    with closing(socket()) as probe:
        assert probe.connect_ex(("127.0.0.1", int(found[1]))) != 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "no server known"),
        (["--server", "http://navette.example"], "not the address of a server"),
        (["--server", "https://navette.example/pages"], "not the address of a server"),
        (["--server", "https://me@navette.example"], "not the address of a server"),
        (["--server", "navette.example"], "not the address of a server"),
        (["--server", "https://navette.example:99999"], "not the address of a server"),
        (["--server", "https://navette.example", "--port", "70000"], "not a port"),
    ],
)
def test_what_cannot_be_started(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "en", "poste", "--home", str(tmp_path), *words]) == 2
    assert said in capsys.readouterr().err


def test_the_browser_is_given_the_link_and_enter_gives_another(tmp_path: Path) -> None:
    """Enter on a terminal, and only there."""
    import pty

    browser, got = tmp_path / "browser", tmp_path / "got"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {got}\n')
    browser.chmod(0o700)
    environ = {**os.environ, "LANG": "en", "BROWSER": f"{browser} %s", "PYTHONUNBUFFERED": "1"}
    server = f"http://127.0.0.1:{free_port()}"
    command = [str(PROGRAM), "poste", "--port", "0", "--home", str(tmp_path), "--server", server]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, text=True
    ) as process:
        assert process.stdout is not None
        first = LINK.search(process.stdout.readline())
        os.write(ours, b"\n")
        second = LINK.search(process.stdout.readline())
        assert first is not None
        assert second is not None
        until = time.monotonic() + 30
        while time.monotonic() < until and (not got.exists() or len(got.read_text().split()) < 2):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert first[0] != second[0]
    assert first[1] == second[1]
    assert sorted(got.read_text().split()) == sorted([first[0], second[0]])
    assert process.returncode == 0

"""A site that serves one byte otherwise is not the program, and the file that differs is named."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from navette.cli import exits
from navette.cli.main import main
from navette.core.errors import Local
from navette.web.static import LISTED, release
from navette.web.verify_site import Difference, differences
from tests.client.world import Server

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Change = Callable[[web.Response], object]
SCRIPT = release().url("js/core/encoding.js")


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    made = Server(tmp_path / "server")
    await made.start()
    yield made
    await made.stop()


async def found(server: Server, path: str, change: Change) -> list[Difference]:
    """With the answers of that path changed."""

    @web.middleware
    async def spoil(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if request.path == path:
            assert isinstance(response, web.Response)
            change(response)
        return response

    await server.restart(spoil)
    return await asyncio.to_thread(lambda: list(differences(server.url)))


def edit(old: bytes, new: bytes) -> Change:
    def change(response: web.Response) -> None:
        assert isinstance(response.body, bytes)
        assert old in response.body
        response.body = response.body.replace(old, new, 1)

    return change


async def test_the_program_itself_has_no_difference(server: Server) -> None:
    assert await asyncio.to_thread(lambda: list(differences(server.url))) == []


async def test_one_byte_of_a_script(server: Server) -> None:
    assert await found(server, SCRIPT, edit(b"export", b"Export")) == [Difference(SCRIPT, "differs")]


async def test_a_script_that_goes_on(server: Server) -> None:
    def longer(response: web.Response) -> None:
        assert isinstance(response.body, bytes)
        response.body = response.body + b";" * 2_000_000

    assert await found(server, SCRIPT, longer) == [Difference(SCRIPT, "differs")]


async def test_a_script_served_as_something_else(server: Server) -> None:
    def change(response: web.Response) -> None:
        response.content_type = "text/plain"

    assert await found(server, SCRIPT, change) == [Difference(SCRIPT, "header", name="Content-Type")]


@pytest.mark.parametrize("path", ["/", "/rejoindre", "/fiche/0"])
async def test_a_script_more(server: Server, path: str) -> None:
    """In any of the documents, in each language."""
    change = edit(b"</head>", b'<script src="/static/x.js"></script></head>')
    assert await found(server, path, change) == [Difference(path, "differs", lang) for lang in ("fr", "en")]


async def test_a_document_without_its_policy(server: Server) -> None:
    name = "Content-Security-Policy"
    missing = await found(server, "/", lambda response: response.headers.pop(name))
    assert missing == [Difference("/", "header", lang, name) for lang in ("fr", "en")]
    weaker = await found(server, "/", lambda response: response.headers.update({name: "script-src *"}))
    assert weaker == missing


async def test_a_policy_that_a_worker_lacks(server: Server) -> None:
    gone = await found(server, "/sw.js", lambda response: response.headers.pop("Content-Security-Policy"))
    assert gone == [Difference("/sw.js", "header", name="Content-Security-Policy")]


async def test_a_header_that_brings_something_in(server: Server) -> None:
    change: Change = lambda response: response.headers.add("Link", "</x.css>; rel=stylesheet")  # noqa: E731
    assert await found(server, "/", change) == [Difference("/", "header", lang, "Link") for lang in ("fr", "en")]


async def test_a_file_that_is_not_there(server: Server) -> None:
    assert await found(server, SCRIPT, lambda response: response.set_status(404)) == [Difference(SCRIPT, "missing")]


async def test_a_list_with_a_file_more(server: Server) -> None:
    path = release().url(LISTED)
    assert await found(server, path, edit(b'"files": {', b'"files": {"js/spy.js": "00", ')) == [
        Difference(release().url("js/spy.js"), "unknown")
    ]
    assert await found(server, path, edit(b'"files"', b'"other"')) == [Difference(path, "differs")]
    assert await found(server, path, edit(b"{", b"[")) == [Difference(path, "differs")]
    assert await found(server, path, lambda response: response.set_status(500)) == [Difference(path, "missing")]


async def test_another_release(server: Server) -> None:
    """Under its own name, with one file of it changed: that file is named, and the documents only where they differ."""
    other, here = "0123456789abcdef", release()

    @web.middleware
    async def renamed(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(f"/static/{other}/"):
            where = request.path.replace(other, here.name)
            asset = here.find(where.split("/", 3)[3])
            assert asset is not None
            body = asset.raw.replace(b"export", b"Export", 1) if where == SCRIPT else asset.raw
            headers = {**first.headers, "Content-Type": asset.kind}
            return web.Response(body=body, headers=headers)
        response = await handler(request)
        if not request.path.startswith(("/static/", "/favicon", "/manifest")):
            edit(here.name.encode(), other.encode())(response)  # type: ignore[arg-type]
            assert isinstance(response, web.Response)
            assert isinstance(response.body, bytes)
            response.body = response.body.replace(here.name.encode(), other.encode())
        return response

    from navette.settings import Settings
    from navette.web.pages.site import Site

    first = Site.create(Settings(public_url=server.url))
    await server.restart(renamed)
    told = await asyncio.to_thread(lambda: list(differences(server.url)))
    assert told == [Difference(SCRIPT.replace(here.name, other), "differs")]


async def test_nobody_there() -> None:
    with pytest.raises(Local) as refused:
        await asyncio.to_thread(lambda: list(differences("http://127.0.0.1:9")))
    assert refused.value.code == "server-unreachable"


# -- the command


async def test_the_command_says_so(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["--lang", "en", "verify-site", f"{server.url}/nouvelle"]
    assert await asyncio.to_thread(main, argv) == exits.DONE
    assert capsys.readouterr().out == f"Every file and every page of {server.url} is that of this program.\n"


async def test_the_command_names_what_differs(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    await found(server, SCRIPT, edit(b"export", b"Export"))
    assert await asyncio.to_thread(main, ["--lang", "en", "verify-site", server.url]) == exits.FAMILIES["local"]
    said = capsys.readouterr()
    assert said.out == f"{SCRIPT}: is not the file of this program\n"
    assert said.err.startswith("navette: The verification found faults.")
    await asyncio.to_thread(main, ["verify-site", server.url, "--json"])
    facts = json.loads(capsys.readouterr().out)
    assert facts == {"path": SCRIPT, "fault": "differs", "lang": "", "name": ""}


@pytest.mark.parametrize("url", ["navette.example", "ftp://navette.example", "https://", "http://a:b", "http://[a"])
def test_what_is_no_site(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "verify-site", url]) == exits.USAGE
    assert "not the address of a site" in capsys.readouterr().err

"""Static files: what there is and nothing else, under the name of their release, for ever."""

import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

import aiohttp
import pytest

from navette.core.errors import Local
from navette.web import static
from navette.web.bare import bare_style
from navette.web.static import Release, imports, release
from tests.world import World

FOLDER = Path(static.__file__).parent / "static"
SHARED = pytest.mark.asyncio(loop_scope="module")
FILES = {
    "css/base.css": b"body {}",
    "js/pages/app.js": b'import { a } from "./a.js";\nimport "../core/c.js";\nconst later = import("./later.js");\n',
    "js/pages/todo.js": b'import "./b.js";\n',
    "js/pages/a.js": b'export {\n  b,\n  c as d,\n} from "./b.js";\nexport const elsewhere = "./later.js";\n',
    "js/pages/b.js": b"import {a} from './a.js'\n// import './later.js'\n",
    "js/pages/later.js": b"",
    "js/core/c.js": b'export * from "./missing.js";',
    "js/sw.js": b"// the worker\n",
}


async def get(world: World, path: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    """The answer as it came, not unzipped."""
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        url = f"http://{world.host}{path}"
        async with session.get(url, headers={"Accept-Encoding": "identity", **headers}) as response:
            return response.status, response.headers, await response.read()


@SHARED
async def test_every_file_is_served_as_it_is(world: World) -> None:
    here = release()
    for path, digest in here.assets().items():
        status, headers, body = await get(world, here.url(path))
        assert (status, hashlib.sha256(body).hexdigest()) == (200, digest)
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert headers["Content-Type"] == static.TYPES[Path(path).suffix]


def served(path: Path) -> bytes:
    """Scripts and styles without their comments, the rest as it is."""
    made = static.BARE.get(path.suffix)
    return path.read_bytes() if made is None else made(path.read_text("utf-8")).encode()


def test_every_file_of_the_folder_is_an_asset() -> None:
    here = release().assets()
    files = {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.is_file()}
    assert here.keys() == {*files, "data/table.json", "rest.fr.html", "rest.en.html"}
    for name, path in files.items():
        assert here[name] == hashlib.sha256(served(path)).hexdigest()


@SHARED
async def test_it_is_zipped_for_who_takes_it(world: World) -> None:
    url = release().url("js/form.js")
    _, plain, raw = await get(world, url)
    for accepted in ("gzip", "br, gzip;q=0.5", "GZIP"):
        _, headers, body = await get(world, url, **{"Accept-Encoding": accepted})
        assert (headers["Content-Encoding"], headers["Vary"]) == ("gzip", "Accept-Encoding")
        assert gzip.decompress(body) == raw
        assert headers["ETag"] != plain["ETag"]
    for refused in ("br", "gzip;q=0", "gzip; q=0", "xgzip"):
        _, headers, body = await get(world, url, **{"Accept-Encoding": refused})
        assert "Content-Encoding" not in headers
        assert body == raw


@SHARED
async def test_who_has_it_is_told_so(world: World) -> None:
    for path in (release().url("js/form.js"), "/", "/sw.js", "/favicon.svg"):
        for accepted in ("identity", "gzip"):
            _, first, _ = await get(world, path, **{"Accept-Encoding": accepted})
            again = {"Accept-Encoding": accepted, "If-None-Match": first["ETag"]}
            status, headers, body = await get(world, path, **again)
            assert (status, body, headers["ETag"]) == (304, b"", first["ETag"])
            assert headers.get("Content-Security-Policy") == first.get("Content-Security-Policy")


@SHARED
async def test_head_tells_the_same_without_the_body(world: World) -> None:
    for path in (release().url("js/form.js"), "/", "/sw.js"):
        async with world.client.head(path) as response:
            _, headers, body = await get(world, path)
            assert (response.status, await response.read()) == (200, b"")
            assert response.headers["ETag"].rstrip('"').removesuffix("-z") == headers["ETag"].rstrip('"')
            assert body


ESCAPES = (
    "../app.py",
    "..%2fapp.py",
    "%2e%2e/app.py",
    "js/../../app.py",
    "js//form.js",
    "/etc/passwd",
    "js/form.js/",
    "js",
    "js/form.js%00",
    "JS/form.js",
    "..\\app.py",
    "_name",
)


@SHARED
@pytest.mark.parametrize("path", ESCAPES)
async def test_what_is_not_in_the_table_is_not_there(world: World, path: str) -> None:
    status, headers, body = await get(world, release().url(path))
    assert status == 404
    assert headers["Content-Type"].startswith("application/problem+json")
    assert b"asyncio" not in body


@SHARED
@pytest.mark.parametrize("name", ["0" * 16, "latest", "", release().name.upper() + "0"])
async def test_another_release_is_not_there(world: World, name: str) -> None:
    assert (await get(world, f"/static/{name}/js/form.js"))[0] == 404


@SHARED
async def test_the_list_of_a_release_is_served_with_it(world: World) -> None:
    here = release()
    _, _, body = await get(world, here.url("assets.json"))
    assert json.loads(body) == {"release": here.name, "files": here.assets()}


@SHARED
async def test_the_worker_knows_its_release_and_is_always_asked_for_again(world: World) -> None:
    _, headers, body = await get(world, "/sw.js")
    assert (headers["Service-Worker-Allowed"], headers["Cache-Control"]) == ("/", "no-cache")
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert body.split(b"\n", 1) == [
        f'self.RELEASE = "{release().name}";'.encode(),
        served(FOLDER / "js" / "sw.js"),
    ]


@SHARED
async def test_what_is_asked_for_under_one_name(world: World) -> None:
    for path, kind in (("/favicon.svg", "image/svg+xml"), ("/manifest.webmanifest", "application/manifest+json")):
        _, headers, body = await get(world, path)
        assert (headers["Content-Type"], headers["Cache-Control"]) == (kind, "no-cache")
        assert body == (FOLDER / path[1:]).read_bytes()
    icons = json.loads((FOLDER / "manifest.webmanifest").read_text("utf-8"))["icons"]
    assert [icon["src"] for icon in icons] == ["/favicon.svg"]


def test_styles_are_served_without_blanks() -> None:
    sheet = """
/* one */
.a > b:not(.c, :hover),
.d { content: "▲ ; : " / ""; /* why */ margin: 0 1rem; }
@media (width < 48rem) { .e :focus { inline-size: calc(1rem + 2px); } }
"""
    assert bare_style(sheet) == (
        '.a > b:not(.c,:hover),.d{content:"▲ ; : " / "";margin:0 1rem;}\n'
        "@media (width < 48rem){.e :focus{inline-size:calc(1rem + 2px);}\n}\n"
    )


# -- of a release


def test_a_release_is_named_by_each_of_its_files() -> None:
    names = {Release(FILES).name, Release(dict(reversed(FILES.items()))).name}
    assert len(names) == 1
    assert re.fullmatch(r"[0-9a-f]{16}", names.pop())
    for path in FILES:
        assert Release({**FILES, path: FILES[path] + b" "}).name != Release(FILES).name
        assert Release({name: raw for name, raw in FILES.items() if name != path}).name != Release(FILES).name


def test_what_a_first_page_needs_is_followed_through_its_imports() -> None:
    assert Release(FILES).needed() == [
        f"js/{name}.js" for name in ("pages/app", "pages/a", "core/c", "pages/b", "pages/todo")
    ]
    assert Release(FILES).needed(["js/pages/a.js"]) == ["js/pages/a.js", "js/pages/b.js"]
    assert Release({"css/base.css": b""}).needed() == []


def test_imports_are_those_a_module_waits_for() -> None:
    assert list(imports("js/pages/app.js", FILES["js/pages/app.js"].decode())) == ["js/pages/a.js", "js/core/c.js"]
    assert list(imports("js/a.js", 'import x from "./b.js"; // from "./c.js"')) == ["js/b.js"]


def test_every_module_that_is_imported_is_there() -> None:
    """But for what a build adds."""
    here = release()
    modules = [path for path in here.assets() if path.endswith(".js")]
    asked = {found for path in modules for found in imports(path, here.text(path))}
    assert asked <= set(modules)


def test_a_file_of_another_type_is_not_served_by_mistake(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(Local, match="not a type of file that is served"):
        release(tmp_path)


def test_what_does_not_shrink_is_not_zipped() -> None:
    assert static.Asset.of(b"a", ".js").zipped is None
    assert static.Asset.of(b"a" * 1000, ".png").zipped is None
    zipped = static.Asset.of(b"a" * 1000, ".js").zipped
    assert zipped is not None
    assert zipped == static.Asset.of(b"a" * 1000, ".js").zipped  # the hour is not in it

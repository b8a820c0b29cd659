"""The document: the same for everybody, with nothing in it of anybody; and how it is guarded."""

import html.parser
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from navette.core.errors import CODES
from navette.settings import Settings
from navette.web.headers import OF_DOCUMENTS, page_headers
from navette.web.pages import shell
from navette.web.pages.first import SHEETS
from navette.web.pages.handlers import PAGES, page
from navette.web.pages.words import LOCAL, SAID, SPEAKERS, said, words
from navette.web.static import Asset, Release, release
from navette.wording import Language
from tests.world import World, territory

SHARED = pytest.mark.asyncio(loop_scope="module")
CANARY = "canari-Dupont-1421"
ADDRESSES = [path.replace("{", "").replace("}", "") for _, path, handler in PAGES if handler is page]
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "fr-FR,fr;q=0.9"}


async def get(world: World, path: str, **headers: str) -> tuple[int, Mapping[str, str], str]:
    async with world.client.get(path, headers={**BROWSER, **headers}) as response:
        return response.status, response.headers, await response.text()


class Seen(html.parser.HTMLParser):
    """Every element with its attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def rest(lang: Language) -> str:
    """What the document leaves for later."""
    return release().text(f"rest.{lang}.html")


def document(lang: Language = "fr", given: Release | None = None) -> str:
    return shell.document(given or release(), lang).decode()


# -- what it is


@SHARED
@pytest.mark.parametrize("path", ADDRESSES)
async def test_every_screen_is_the_same_document(world: World, path: str) -> None:
    status, headers, body = await get(world, path)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert body == document()
    assert headers["Cache-Control"] == "no-cache"


@SHARED
async def test_nothing_of_a_request_is_in_it(world: World) -> None:
    """Nor of whoever asks: it was made before they did."""
    marked = dict.fromkeys(("Cookie", "Authorization", "Referer", "User-Agent", "X-Forwarded-For"), CANARY)
    for path in (f"/fiche/{CANARY}", f"/aide/{CANARY}", f"/?patient={CANARY}", f"/nouvelle?reponse={CANARY}&lang=fr"):
        assert (await get(world, path, **marked))[2] == document()
    signed = world.sign(world.gp, "GET", "/")
    assert (await get(world, "/", **signed))[2] == document()


async def test_nothing_of_a_territory_is_in_it(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        envelope = await world.received()
        _, _, body = await get(world, "/")
        for known in ("Claire Martin", "Nathalie", world.ward.address, envelope.header.id.hex()):
            assert known not in body
        assert body == document()


def test_it_runs_the_one_module_and_says_nothing_inline() -> None:
    """A policy stops what would stand there; this says that nothing does."""
    for lang in shell.LANGUAGES:
        tags = Seen(document(lang)).tags
        scripts = [attributes for tag, attributes in tags if tag == "script"]
        assert scripts == [
            {"type": "module", "src": release().url("js/pages/app.js")},
            {"type": "application/json", "id": "words"},
        ]
        assert not [tag for tag, _ in tags if tag in ("style", "iframe", "object", "embed", "base")]
        names = {name for _, attributes in tags for name in attributes}
        assert not [name for name in names if name.startswith("on") or name in ("style", "action", "formaction")]
        links = [value or "" for _, attributes in tags for name, value in attributes.items() if name in ("href", "src")]
        assert not [link for link in links if ":" in link or link.startswith("//")]


def test_its_screens_are_those_of_the_folder() -> None:
    held = [attributes.get("id") or "" for tag, attributes in Seen(document()).tags if tag == "template"]
    later = [attributes.get("id") or "" for tag, attributes in Seen(rest("fr")).tags if tag == "template"]
    found = [name.removeprefix("screen-") for name in held + later if name.startswith("screen-")]
    assert sorted(found) == shell.screens()


def test_ids_are_one_of_each() -> None:
    found = [attributes["id"] for _, attributes in Seen(document()).tags if "id" in attributes]
    assert len(found) == len(set(found))


def test_it_preloads_what_the_first_screen_needs() -> None:
    files = {
        "js/pages/app.js": b'import("./todo.js");\n',
        "js/pages/todo.js": b'import("./later.js");\n',
        "js/pages/later.js": b"",
        "css/annuaire.css": b"",
        "css/base.css": b"",
        "css/print.css": b"",
        "css/todo.css": b"",
    }
    made = Release(files)
    links = [attributes for tag, attributes in Seen(document(given=made)).tags if tag == "link"]
    preloads = {link["href"]: link.get("fetchpriority") for link in links if link["rel"] == "modulepreload"}
    assert preloads == {made.url("js/pages/app.js"): None, made.url("js/pages/todo.js"): "low"}
    assert [link["href"] for link in links if link["rel"] == "stylesheet"] == [
        made.url("css/base.css"),
        made.url("css/todo.css"),
    ]


def test_what_it_leaves_for_later_is_one_file() -> None:
    """Named from where it is: it does not know its release."""
    for lang in shell.LANGUAGES:
        tags = Seen(rest(lang)).tags
        links = [attributes for tag, attributes in tags if tag == "link"]
        assert links.pop(0) == {"rel": "manifest", "href": "/manifest.webmanifest"}
        names = [link["href"] for link in links]
        assert {"css/base.css", "css/todo.css", *names} == set(release().stylesheets())
        assert [link["href"] for link in links if link.get("media") == "print"] == names[-1:] == ["css/print.css"]
        assert [tag for tag, _ in tags if tag == "script"] == ["script"]
        assert not [name for _, attributes in tags for name in attributes if name.startswith("on") or name == "style"]


def test_the_first_list_is_light() -> None:
    """All that is sent before it is shown, as browsers take it; test_account.py sees the same in Chromium."""
    here = release()
    files = [*here.needed(), *SHEETS, "favicon.svg"]
    weights = [len(found.zipped or found.raw) for path in files if (found := here.find(path))]
    assert len(weights) == len(files)
    for lang in shell.LANGUAGES:
        shown = Asset.of(shell.document(here, lang), ".html").zipped
        assert shown is not None
        assert len(shown) + sum(weights) <= 60_000


def test_without_javascript_it_says_why() -> None:
    assert "<noscript>" in document()
    assert "JavaScript" in document("en").split("<noscript>")[1].split("</noscript>")[0]


# -- its language


@pytest.mark.parametrize(
    ("asked", "accepted", "expected"),
    [
        (None, "", "fr"),
        (None, "fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        (None, "en-GB,en;q=0.9,fr;q=0.8", "en"),
        (None, "fr;q=0.5, en;q=0.7", "en"),
        (None, "de, en;q=0.3", "en"),
        (None, "en;q=0, de", "fr"),
        (None, "de-DE,de", "fr"),
        (None, "english", "fr"),
        (None, "en;q=high", "fr"),
        ("en", "fr", "en"),
        ("fr", "en", "fr"),
        ("de", "en", "en"),
        ("en<script>", "fr", "fr"),
        (None, "en," * 10_000, "en"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_its_language(asked: str | None, accepted: str, expected: str) -> None:
    assert shell.language(asked, accepted) == expected


@SHARED
async def test_it_says_in_which_language_it_is(world: World) -> None:
    for query, accepted, lang in (("", "fr", "fr"), ("?lang=en", "fr", "en"), ("", "en", "en")):
        _, headers, body = await get(world, f"/{query}", **{"Accept-Language": accepted})
        assert headers["Content-Language"] == lang
        assert f'<html lang="{lang}">' in body
        assert headers["Vary"] == "Accept-Encoding, Accept-Language"


# -- its words


def whole(lang: Language) -> dict[str, Any]:
    """The words of the document and those that come later, as js/pages/words.js puts them together."""
    first, later = block(document(lang)), block(rest(lang))
    return {
        **{name: first[name] for name in ("lang", "facts")},
        **{name: {**first[name], **later[name]} for name in ("texts", "issues", "errors")},
    }


def block(text: str) -> dict[str, Any]:
    raw = text.split('<script type="application/json" id="words">')[1].split("</script>")[0]
    found: dict[str, Any] = json.loads(raw)
    return found


def test_its_words_are_in_its_language() -> None:
    french, english = whole("fr"), whole("en")
    assert french == words(release(), "fr")
    assert (french["lang"], english["lang"]) == ("fr", "en")
    assert english["texts"] == {text: text for text in french["texts"]}
    assert french["errors"]["lock"][0] == "Cela n'ouvre pas votre dossier."


def test_what_a_page_can_meet_is_worded_and_names_no_command() -> None:
    told = whole("en")["errors"]
    assert {code for code, (family, _) in CODES.items() if family.family != "local"} | set(LOCAL) == told.keys()
    for code, sentences in told.items():
        assert len(sentences) == 3
        assert not [text for text in sentences if "navette " in text or "--" in text or "docs/" in text], code


def test_what_is_said_is_found_in_the_module() -> None:
    module = """
import { t } from "./words.js";
// t("not this")
const texts = [t("One"), t( "Two {name}", { name }), first.t("not this"), act("not this")];
say(t(
  "A \\"third\\"",
));
"""
    assert list(said(module)) == ["One", "Two {name}", 'A "third"']


def test_every_text_a_module_says_is_written_where_it_is_said() -> None:
    """`t(name)` would not be found, and never be translated."""
    here = release()
    for path in here.assets():
        if path.startswith(SPEAKERS) and path.endswith(".js"):
            code = here.text(path)
            calls = re.findall(r"(?<![\w.$])t\(", code)
            assert len(SAID.findall(code)) == len(calls), path


# -- how it is guarded


@SHARED
async def test_every_page_and_file_is_guarded(world: World) -> None:
    expected = page_headers(world.settings)
    for path in (
        "/",
        "/nowhere",
        "/sw.js",
        "/favicon.svg",
        release().url("favicon.svg"),
        release().url("rest.fr.html"),
    ):
        _, headers, _ = await get(world, path)
        assert {name: headers.get(name) for name in expected} == expected, path


@SHARED
async def test_what_only_guards_documents_is_not_said_of_scripts(world: World) -> None:
    """It would weigh more than most of them."""
    whole = page_headers(world.settings)
    expected = {name: value for name, value in whole.items() if name not in OF_DOCUMENTS}
    assert expected["X-Content-Type-Options"] == "nosniff"
    for path in ("js/form.js", "css/base.css", "assets.json"):
        _, headers, _ = await get(world, release().url(path))
        assert {name: headers[name] for name in whole if name in headers} == expected, path


def test_the_policy_lets_nothing_else_run() -> None:
    headers = page_headers(Settings())
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob: data:; "
        "manifest-src 'self'; worker-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
        "require-trusted-types-for 'script'; trusted-types navette-sw navette-narrative"
    )
    permissions = dict(one.split("=") for one in headers["Permissions-Policy"].split(", "))
    assert permissions["publickey-credentials-get"] == permissions["publickey-credentials-create"] == "(self)"
    assert permissions["camera"] == permissions["geolocation"] == permissions["microphone"] == "()"


def test_who_speaks_tls_is_asked_to_keep_to_it(tmp_path: Path) -> None:
    plain = Settings(data_dir=tmp_path)
    assert "Strict-Transport-Security" not in page_headers(plain)
    for settings in (
        replace(plain, public_url="https://navette.example"),
        replace(plain, tls_cert=tmp_path / "cert.pem", tls_key=tmp_path / "key.pem"),
    ):
        assert page_headers(settings)["Strict-Transport-Security"] == "max-age=31536000"


# -- what is not there


@SHARED
async def test_an_unknown_address_is_a_page_for_who_looks(world: World) -> None:
    for path in (f"/{CANARY}", f"/fiche/a/{CANARY}", "/index.html", "/nouvelle/"):
        status, headers, body = await get(world, path)
        assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
        assert headers["Cache-Control"] == "no-store"
        assert "Cette page n'existe pas" in body.replace("&#39;", "'")
        assert CANARY not in body
        assert (await get(world, path, **{"If-None-Match": "*"}))[0] == 404


@SHARED
async def test_and_a_problem_for_a_program(world: World) -> None:
    for path, accept in (("/nowhere", "application/json"), ("/v1/nowhere", BROWSER["Accept"]), ("/nowhere", "*/*")):
        status, headers, _ = await get(world, path, Accept=accept)
        assert (status, headers["Content-Type"]) == (404, "application/problem+json")
    async with world.client.post("/nowhere", headers=BROWSER) as response:
        assert (response.status, response.content_type) == (404, "application/problem+json")

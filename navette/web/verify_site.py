"""Is a running site the program installed here? Every file, every document, and the headers that guard them.

It sees what is answered to whoever asks from here, now, by name of this package's files: a server may still answer
somebody else otherwise. What must not depend on the server at all is served from one's own machine.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPSConnection
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from navette.core.errors import Local
from navette.settings import Settings
from navette.web.headers import file_headers, page_headers
from navette.web.pages.handlers import PAGES, page
from navette.web.pages.shell import LANGUAGES
from navette.web.pages.site import ROOT_FILES, Site
from navette.web.static import LISTED, Asset

TIMEOUT = 20  # seconds
TLS_ONLY = "Strict-Transport-Security"
# Headers that would bring in or send elsewhere what no file of the site does.
NEVER = ("Link", "Refresh", "Set-Cookie", "SourceMap", "X-SourceMap", "Location", "Access-Control-Allow-Origin")
KIND = "Content-Type"
_NAMED = re.compile(rb'"/static/([0-9a-f]{16})/')
_LEAST = 1_000_000  # bytes read of an answer, however short it should be

Fault = Literal["differs", "missing", "unknown", "header"]


class Difference(NamedTuple):
    """What the site serves otherwise. path: of the site; lang: of the document asked for; name: of the header."""

    path: str
    fault: Fault
    lang: str = ""
    name: str = ""


class _Answer(NamedTuple):
    status: int
    headers: HTTPMessage
    body: bytes


class _Reader:
    """One connection, kept from one file to the next."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        self._connection = kind(address.hostname or "", address.port, timeout=TIMEOUT)

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str, most: int, lang: str = "fr") -> _Answer:
        """What is answered to a browser of that language; of its body, one byte more than `most` at least."""
        headers = {"Accept": "text/html, */*", "Accept-Language": lang, "Accept-Encoding": "identity"}
        try:
            self._connection.request("GET", path, headers=headers)
            answer = self._connection.getresponse()
            body = answer.read(max(most, _LEAST) + 1)
            if not answer.isclosed():  # longer than it may be: the rest is not for the next file
                self._connection.close()
        except (OSError, HTTPException) as error:
            self._connection.close()
            raise Local("server-unreachable") from error
        return _Answer(answer.status, answer.headers, body)


def differences(url: str) -> Iterator[Difference]:
    """What the site at `url` (http or https, host, port) serves otherwise than this package would.

    Refuses `server-unreachable`.
    """
    settings = Settings(public_url=url)
    site, headers = Site.create(settings), page_headers(settings)
    with closing(_Reader(url)) as reader:
        served = _release(reader, site)
        yield from _listed(reader, site, headers, served)
        for path in site.release.assets():
            asset = site.release.find(path)
            short = headers if asset is None else file_headers(headers, asset.kind)
            yield from _file(reader, f"/static/{served}/{path}", asset, short)
        for name in ROOT_FILES:
            yield from _file(reader, f"/{name}", site.release.find(name), headers)
        yield from _file(reader, "/sw.js", site.worker, headers, site.release.name, served)
        for path in _addresses():
            for lang in LANGUAGES:
                given = (site.documents[lang], headers, site.release.name, served)
                yield from (one._replace(lang=lang) for one in _file(reader, path, *given, lang=lang))


def _release(reader: _Reader, site: Site) -> str:
    """The release whose files the first document asks for; that of this package where it names none."""
    found = _NAMED.search(reader.get("/", len(site.documents["fr"].raw)).body)
    return site.release.name if found is None else found[1].decode()


def _listed(reader: _Reader, site: Site, headers: Mapping[str, str], served: str) -> Iterator[Difference]:
    """The site's own list, which its worker believes: the same files, the same hashes."""
    path, mine = f"/static/{served}/{LISTED}", site.release.find(LISTED)
    if mine is None:  # pragma: no cover - a release always lists its files
        return
    answer = reader.get(path, len(mine.raw))
    if answer.status != 200:
        yield Difference(path, "missing")
        return
    yield from (
        Difference(path, "header", name=name)
        for name in _wrong(answer.headers, file_headers(headers, mine.kind), mine.kind)
    )
    theirs, known = _files(answer.body), site.release.assets()
    if theirs is None or {key: theirs[key] for key in theirs if key in known} != known:
        yield Difference(path, "differs")
    for extra in sorted(set(theirs or ()) - set(known)):
        yield Difference(f"/static/{served}/{extra}", "unknown")


def _files(raw: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(raw)["files"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _file(
    reader: _Reader,
    path: str,
    mine: Asset | None,
    headers: Mapping[str, str],
    release: str = "",
    served: str = "",
    lang: str = "fr",
) -> Iterator[Difference]:
    """One file, to the byte; where it names a release, that of the site stands for this package's."""
    if mine is None:  # pragma: no cover - asked of what the release itself lists
        return
    answer = reader.get(path, len(mine.raw), lang)
    if answer.status != 200:
        yield Difference(path, "missing")
        return
    body = answer.body.replace(served.encode(), release.encode()) if served else answer.body
    if body != mine.raw:
        yield Difference(path, "differs")
    yield from (Difference(path, "header", name=name) for name in _wrong(answer.headers, headers, mine.kind))


def _wrong(got: HTTPMessage, wanted: Mapping[str, str], kind: str) -> Iterator[str]:
    """The headers that are not as they must be."""
    for name, value in {**wanted, KIND: kind}.items():
        found = got.get_all(name) or []
        if not found if name == TLS_ONLY else found != [value]:  # whoever ends TLS says for how long
            yield name
    yield from (name for name in NEVER if name in got)


def _addresses() -> Iterator[str]:
    """Every address that answers the document, with something in the place of what varies."""
    for _, path, handler in PAGES:
        if handler is page:
            yield re.sub(r"\{\w+\}", "0", path)

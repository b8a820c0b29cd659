"""What is served to browsers, made when the server starts: documents, files, headers."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from navette.settings import Settings
from navette.web.headers import AGAIN, FOR_EVER, file_headers, page_headers
from navette.web.pages import shell
from navette.web.static import Asset, Release, release
from navette.wording import Language

HTML = "text/html; charset=utf-8"
ROOT_FILES = ("favicon.svg", "manifest.webmanifest")


@dataclass(frozen=True)
class Site:
    """One version of the pages. documents, missing: the document, and the page for what there is not, by language."""

    release: Release
    headers: Mapping[str, str]
    documents: Mapping[Language, Asset]
    missing: Mapping[Language, Asset]
    worker: Asset

    @classmethod
    def create(cls, settings: Settings, given: Release | None = None, server: str = "", other: str = "") -> "Site":
        """Of this program, unless another release is given. server, other: see shell.document."""
        found = given or release()
        return cls(
            found,
            page_headers(settings),
            {lang: _page(shell.document(found, lang, server, other)) for lang in shell.LANGUAGES},
            {lang: _page(shell.not_found(found, lang)) for lang in shell.LANGUAGES},
            found.worker(),
        )

    def answer(self, request: web.Request, asset: Asset, cache: str = AGAIN, **more: str) -> web.Response:
        """The file, zipped for who takes it; 304 for who has it already (RFC 9110 section 13.1.2)."""
        zipped = asset.zipped if _takes_gzip(request) else None
        tag = f'"{asset.sha256[:32]}{"" if zipped is None else "-z"}"'
        guards = file_headers(self.headers, asset.kind) if cache == FOR_EVER else self.headers
        headers = {**guards, "Cache-Control": cache, "ETag": tag, **more}
        headers["Vary"] = "Accept-Encoding, Accept-Language" if asset.kind == HTML else "Accept-Encoding"
        if tag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = asset.kind
        if zipped is not None:
            headers["Content-Encoding"] = "gzip"
        return web.Response(body=asset.raw if zipped is None else zipped, headers=headers)


SITE: web.AppKey[Site] = web.AppKey("site", Site)


def spoken(request: web.Request) -> Language:
    """The language of whoever asks."""
    return shell.language(request.query.get("lang"), request.headers.get("Accept-Language", ""))


def _page(raw: bytes) -> Asset:
    return Asset.of(raw, ".html")


def _takes_gzip(request: web.Request) -> bool:
    return any(
        coding.split(";")[0].strip().lower() == "gzip" and not coding.replace(" ", "").endswith("q=0")
        for coding in request.headers.get("Accept-Encoding", "").split(",")
    )

"""The addresses of the pages: one document for all of them, and the files it asks for."""

from aiohttp import web

from navette.core.errors import Unknown
from navette.web.headers import FOR_EVER
from navette.web.pages.site import HTML, SITE, Site, spoken


async def page(request: web.Request) -> web.Response:
    """GET of any screen: the same document; what it shows is decided, and opened, in the browser."""
    site, lang = request.app[SITE], spoken(request)
    return site.answer(request, site.documents[lang], **{"Content-Language": lang})


async def static(request: web.Request) -> web.Response:
    """GET /static/{release}/{path}: a file of this release; 404 for another release's."""
    site = request.app[SITE]
    found = site.release.find(request.match_info["path"])
    if found is None or request.match_info["release"] != site.release.name:
        raise Unknown("not-found")
    return site.answer(request, found, FOR_EVER)


async def root_file(request: web.Request) -> web.Response:
    """GET /favicon.svg, /manifest.webmanifest: files that are asked for under one name for ever."""
    site = request.app[SITE]
    found = site.release.find(request.path.removeprefix("/"))
    if found is None:
        raise Unknown("not-found")
    return site.answer(request, found)


async def worker(request: web.Request) -> web.Response:
    """GET /sw.js: the service worker, for the whole site."""
    site = request.app[SITE]
    return site.answer(request, site.worker, **{"Service-Worker-Allowed": "/"})


async def locked(_request: web.Request) -> web.Response:
    """POST /verrou, after a lock on a shared computer: the browser forgets what it keeps that no script can reach.

    Only the cache (https://www.w3.org/TR/clear-site-data/): storages are emptied by the page itself, with or without a
    connection; `"storage"` would also take the application, which is the same for everybody, from under other tabs;
    `"cookies"` would sign people out of every site of the hospital's domain, and Navette has none.
    """
    return web.Response(status=204, headers={"Clear-Site-Data": '"cache"', "Cache-Control": "no-store"})


def wants_page(request: web.Request) -> bool:
    """Whether somebody looks at the answer in a browser: it names HTML, and asks outside the API."""
    return (
        request.method in ("GET", "HEAD")
        and "text/html" in request.headers.get("Accept", "")
        and not request.path.startswith(("/v1/", "/static/"))
    )


def missing(request: web.Request) -> web.Response:
    """404, as a page."""
    site: Site = request.app[SITE]
    lang = spoken(request)
    headers = {**site.headers, "Cache-Control": "no-store", "Content-Type": HTML, "Content-Language": lang}
    return web.Response(status=404, body=site.missing[lang].raw, headers=headers)


PAGES = (
    *(("GET", path, page) for path in (
        "/", "/fiche/{reference}", "/nouvelle", "/annuaire", "/coordination", "/coordination/{reference}",
        "/partenaires/{mailbox}", "/closes", "/journal", "/bilan", "/rapport", "/compte", "/service", "/invitations",
        "/rejoindre", "/aide", "/aide/{page}",
    )),
    ("GET", "/static/{release}/{path:.+}", static),
    ("GET", "/favicon.svg", root_file),
    ("GET", "/manifest.webmanifest", root_file),
    ("GET", "/sw.js", worker),
    ("POST", "/verrou", locked),
)  # fmt: skip

"""Where the person who asks wants to be told outside the pages."""

import re

from aiohttp import web

from navette.core.encoding import unb64
from navette.core.errors import Malformed
from navette.core.notices import DAY_MINUTES, Preferences
from navette.service import contacts
from navette.service.contacts import Wish
from navette.store.contacts import Contact, read
from navette.web.api.bodies import Object, answer, read_json, text
from navette.web.api.items import Json
from navette.web.keys import CONTEXT
from navette.web.signing import requester, unsigned

FIELDS = ("email", "lang", "immediate", "digest", "quiet")
LANGUAGES = ("fr", "en")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


async def get(request: web.Request) -> web.Response:
    """GET /v1/contact: with `contact` null when there is none."""
    who = await requester(request)
    return _answer(request, await read(request.app[CONTEXT].database, who.id))


async def put(request: web.Request) -> web.Response:
    """PUT /v1/contact: the whole wish."""
    body, value = await read_json(request, *FIELDS)
    who = await requester(request, body)
    if value["lang"] not in LANGUAGES:
        raise Malformed("field", field="lang")
    preferences = Preferences(_switch(value, "immediate"), _minute(value["digest"], "digest"), _quiet(value))
    email = text(value, "email", contacts.LONGEST) if value["email"] != "" else ""
    wish = Wish(email, str(value["lang"]), preferences)
    return _answer(request, await contacts.put(request.app[CONTEXT], who.id, wish))


async def confirm(request: web.Request) -> web.Response:
    """POST /v1/contact/confirm: the six digits that were sent there."""
    body, value = await read_json(request, "code")
    who = await requester(request, body)
    return _answer(request, await contacts.confirm(request.app[CONTEXT], who.id, text(value, "code", 20)))


async def remove(request: web.Request) -> web.Response:
    """DELETE /v1/contact: 204, whether there was one or not."""
    who = await requester(request)
    await contacts.remove(request.app[CONTEXT], who.id)
    return web.Response(status=204)


async def unsubscribe(request: web.Request) -> web.Response:
    """POST /v1/unsubscribe/{person}/{mark}: what a mail program sends when its person wants no more (RFC 8058)."""
    unsigned(request)
    person, mark = unb64(request.match_info["person"], 32), unb64(request.match_info["mark"], 16)
    await contacts.unsubscribe(request.app[CONTEXT], person, mark)
    return web.Response(status=204)


def _answer(request: web.Request, contact: Contact | None) -> web.Response:
    """mail: whether this server writes to anybody."""
    return answer({"mail": bool(request.app[CONTEXT].settings.smtp_host), "contact": contact and _json(contact)})


def _json(contact: Contact) -> Json:
    quiet = None
    if contact.quiet_from is not None and contact.quiet_to is not None:
        quiet = {"from": _clock(contact.quiet_from), "to": _clock(contact.quiet_to)}
    return {
        "email": contact.email,
        "lang": contact.lang,
        "immediate": bool(contact.immediate),
        "digest": None if contact.digest is None else _clock(contact.digest),
        "quiet": quiet,
        "confirmed": contact.confirmed is not None,
        "failing": contact.failing is not None,
    }


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _switch(value: Object, name: str) -> bool:
    found = value[name]
    if not isinstance(found, bool):
        raise Malformed("field", field=name)
    return found


def _quiet(value: Object) -> tuple[int, int] | None:
    quiet = value["quiet"]
    if quiet is None:
        return None
    if not isinstance(quiet, dict) or set(quiet) != {"from", "to"}:
        raise Malformed("field", field="quiet")
    begins, ends = _minute(quiet["from"], "quiet"), _minute(quiet["to"], "quiet")
    if begins is None or ends is None:
        raise Malformed("field", field="quiet")
    return begins, ends


def _minute(spelled: object, name: str) -> int | None:
    """Of the day, 0 to 1,439."""
    if spelled is None:
        return None
    match = _CLOCK.fullmatch(spelled) if isinstance(spelled, str) else None
    if match is None:
        raise Malformed("field", field=name)
    return (int(match[1]) * 60 + int(match[2])) % DAY_MINUTES

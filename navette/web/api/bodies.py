"""Reading JSON bodies field by field, and writing JSON answers: one way for every route."""

import json
import re
from collections.abc import Mapping

from aiohttp import hdrs, web

from navette.core.encoding import unb64
from navette.core.errors import Malformed, TooLarge
from navette.envelope.statement import SignedStatement
from navette.fhir import strict

MAX_JSON = 1 << 20
UNKNOWN = "unknown"
CURSOR = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})\.([A-Za-z0-9_-]{22})")
JSON, BYTES = "application/json", "application/octet-stream"
Object = Mapping[str, object]
HEADERS = {hdrs.CONTENT_TYPE: JSON, hdrs.CACHE_CONTROL: "no-store"}
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # made once: json.dumps makes one a call


def check_type(request: web.Request, content_type: str) -> None:
    """Refuses `content-type` for another one, and for a coded body: what is signed or hashed is what travels."""
    if request.content_type != content_type or hdrs.CONTENT_ENCODING in request.headers:
        raise Malformed("content-type", expected=content_type)


async def read_raw(request: web.Request, content_type: str, limit: int) -> bytes:
    """The whole body; refuses `content-type`, `too-large`."""
    check_type(request, content_type)
    if (request.content_length or 0) > limit:
        raise TooLarge("too-large", limit=limit)
    body = await request.read()
    if len(body) > limit:
        raise TooLarge("too-large", limit=limit)
    return body


async def read_json(request: web.Request, *names: str) -> tuple[bytes, Object]:
    """(body, its object, with exactly the fields named); refuses `json`, `json-depth`, `utf-8`, `field`."""
    body = await read_raw(request, JSON, MAX_JSON)
    return body, exact(strict.read_object(body, MAX_JSON), *names)


def exact(value: object, *names: str) -> Object:
    """`value` as an object of exactly these fields; refuses `field` with the first that is missing, or `unknown`.

    A name that is not ours is not repeated: nobody knows what was written there by mistake.
    """
    if not isinstance(value, dict):
        raise Malformed("field", field=names[0])
    for name in names:
        if name not in value:
            raise Malformed("field", field=name)
    if len(value) > len(names):
        raise Malformed("field", field=UNKNOWN)
    return value


def binary(value: Object, name: str, length: int) -> bytes:
    """A base64url field of exactly `length` bytes."""
    try:
        return unb64(value[name], length)
    except Malformed as error:
        raise Malformed("base64url", field=name, expected=length) from error


def text(value: Object, name: str, longest: int = 200) -> str:
    """A text of 1 to `longest` characters."""
    found = value[name]
    if not isinstance(found, str) or not 1 <= len(found) <= longest:
        raise Malformed("field", field=name)
    return found


def number(value: Object, name: str) -> int:
    """A whole number that is not negative."""
    found = value[name]
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise Malformed("field", field=name)
    return found


def signed(value: Object, name: str = "") -> SignedStatement:
    """A statement and its signature: the fields `statement` and `signature` of the object."""
    statement = value["statement"]
    if not isinstance(statement, str):
        raise Malformed("field", field=name or "statement")
    try:
        return SignedStatement(statement.encode(), binary(value, "signature", 64))
    except UnicodeEncodeError as error:
        raise Malformed("utf-8") from error


def path_id(request: web.Request, name: str, length: int = 16) -> bytes:
    """An id of the path."""
    return unb64(request.match_info[name], length)


def query_id(request: web.Request, name: str, length: int = 16) -> bytes:
    """An id of the query; refuses `field` when it is absent, `base64url`."""
    spelled = request.query.get(name)
    if spelled is None:
        raise Malformed("field", field=name)
    return unb64(spelled, length)


def query_number(request: web.Request, name: str, default: int | None, most: int = 1 << 62, least: int = 0) -> int:
    """A number of the query; refuses `field` when it is none, out of range, or absent with no default."""
    spelled = request.query.get(name)
    if spelled is None and default is not None:
        return default
    if spelled is None or not (spelled.isascii() and spelled.isdigit()) or len(spelled) > 19:
        raise Malformed("field", field=name)
    if not least <= int(spelled) <= most:
        raise Malformed("field", field=name)
    return int(spelled)


def cursor(request: web.Request, first: tuple[int, int, bytes]) -> tuple[int, int, bytes]:
    """Where the page before ended: two numbers and a mailbox, as `next` spelled them; refuses `field`."""
    spelled = request.query.get("after")
    if spelled is None:
        return first
    found = CURSOR.fullmatch(spelled)
    if found is None:
        raise Malformed("field", field="after")
    return int(found[1]), int(found[2]), unb64(found[3], 16)


def limit(request: web.Request, most: int = 200) -> int:
    """How many items a page may have."""
    return query_number(request, "limit", min(50, most), most, least=1)


def answer(value: object, status: int = 200) -> web.Response:
    """A JSON answer; never stored by anything on the way."""
    return web.Response(body=encode(value).encode(), status=status, headers=HEADERS)


def known_fields(request: web.Request, *names: str) -> None:
    """Refuses `field` for a parameter of the query that the route does not have: a typing error, not a wish."""
    if not request.query.keys() <= set(names):
        raise Malformed("field", field=UNKNOWN)

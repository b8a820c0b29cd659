"""Who asks: the HTTP Message Signature of a request (RFC 9421, the profile of docs/spec/api.md)."""

from dataclasses import dataclass
from hashlib import sha256

from aiohttp import web
from cryptography.exceptions import InvalidSignature

from navette.core.encoding import b64, timestamp
from navette.core.errors import Denied, Malformed, Refused, Unsigned
from navette.envelope.keys import load_signature_public, signature_part
from navette.envelope.request import Params, read_content_digest, read_signature, signature_base
from navette.web.keys import CONTEXT, LIMITS, NONCES


@dataclass(frozen=True, slots=True)
class Requester:
    """The person a request is signed by. coordinator: as invited."""

    id: bytes
    coordinator: bool


WHO: web.RequestKey[Requester] = web.RequestKey("who", Requester)  # once the signature holds


async def requester(request: web.Request, body: bytes | None = None) -> Requester:
    """Who signed the request, its body included; refuses the `request-…` codes and `content-digest`."""
    who, expected = await requester_of_stream(request, has_body=body is not None)
    if body is not None and sha256(body).digest() != expected:
        raise Malformed("content-digest")
    return who


async def requester_of_stream(request: web.Request, *, has_body: bool) -> tuple[Requester, bytes]:
    """The same before the body is read: (who, the SHA-256 that the body must have)."""
    context = request.app[CONTEXT]
    params = Params.read(request.headers.get("Signature-Input"), has_body)
    signature = read_signature(request.headers.get("Signature"))
    digest = request.headers.get("Content-Digest") if has_body else None
    expected = read_content_digest(digest) if has_body else b""
    now = context.clock()
    if abs(params.created - now) > context.settings.clock_skew_seconds or params.created < context.started:
        raise Unsigned("request-time", now=timestamp(now))
    public, coordinator = await _person(request, params.keyid)
    base = signature_base(
        request.method,
        context.authority or request.host,  # signed for this server: another one cannot pass the request on
        request.rel_url.raw_path,
        request.rel_url.raw_query_string,
        digest,
        params.serialise(has_body),
    )
    try:
        load_signature_public(signature_part(public)).verify(signature, base)
    except InvalidSignature as error:
        raise Unsigned("request-signature") from error
    request.app[NONCES].use(params.keyid, params.nonce, now)
    request.app[LIMITS].hit_person(b64(params.keyid))
    who = request[WHO] = Requester(params.keyid, coordinator)
    return who, expected


def unsigned(request: web.Request) -> None:
    """One more request that is not signed, from its address; refuses `too-many-requests`."""
    request.app[LIMITS].hit_open(request.remote or "")


async def _person(request: web.Request, person: bytes) -> tuple[bytes, bool]:
    """Somebody outside the directory proves nothing: said as an unsigned request is."""
    try:
        return await request.app[CONTEXT].person(person)
    except Refused as error:
        raise Unsigned("request-signature") from error


async def coordinator(request: web.Request, body: bytes | None = None) -> Requester:
    """The same, for routes only a coordinator may use; refuses `coordinator-only`."""
    who = await requester(request, body)
    if not who.coordinator:
        raise Denied("coordinator-only")
    return who

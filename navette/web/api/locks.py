"""Locks: kept by who has them, opened by who shows a proof or answers with a passkey."""

from urllib.parse import urlsplit

from aiohttp import web

from navette.core.encoding import b64, timestamp
from navette.core.errors import Malformed
from navette.service import locks
from navette.service.challenges import SECONDS
from navette.service.locks import KINDS, PRF, WRAPPED, Desk
from navette.service.passkeys import Site
from navette.store.locks import Lock, of_person
from navette.web.api.bodies import Object, answer, binary, path_id, read_json, text
from navette.web.api.credentials import read_assertion, read_registration
from navette.web.api.items import maybe
from navette.web.keys import CHALLENGES, CONTEXT, LIMITS
from navette.web.signing import requester, unsigned

LABEL = 60
NAME = "Navette"
FIELDS = ("kind", "label", "account", "salt", "wrapped", "login", "credential")


async def put(request: web.Request) -> web.Response:
    """PUT /v1/locks/{lock}: 201, or 200 for the same again."""
    lock = path_id(request, "lock")
    body, value = await read_json(request, *FIELDS)
    who = await requester(request, body)
    context, kind = request.app[CONTEXT], text(value, "kind")
    if kind not in KINDS:
        raise Malformed("field", field="kind")
    _check_proof(value, "login", given=kind != PRF)
    _check_proof(value, "credential", given=kind == PRF)
    credential, response = read_registration(value["credential"]) if kind == PRF else (None, {})
    new = Lock(
        id=lock,
        person=who.id,
        account=binary(value, "account", 16),
        kind=kind,
        label=_label(value),
        salt=binary(value, "salt", 16),
        wrapped=binary(value, "wrapped", WRAPPED),
        login=None if kind == PRF else binary(value, "login", 32),
        credential=credential,
        public_key=None,
        sign_count=0,
        created=context.clock(),
    )
    fresh, kept = await locks.add(context, new, response, _desk(request))
    return answer(_lock_json(kept), 201 if fresh else 200)


def _check_proof(value: Object, name: str, *, given: bool) -> None:
    """A passkey answers for itself; a code and a passphrase have a login proof."""
    if (value[name] is not None) != given:
        raise Malformed("field", field=name)


def _label(value: Object) -> str:
    label = text(value, "label", LABEL)
    if not label.isprintable():
        raise Malformed("field", field="label")
    return label


def _lock_json(lock: Lock) -> dict[str, object]:
    """What its owner is shown: never the wrapped bytes."""
    return {
        "id": b64(lock.id),
        "kind": lock.kind,
        "label": lock.label,
        "created": timestamp(lock.created),
        "used": None if lock.used is None else timestamp(lock.used),
        "credential": maybe(lock.credential),
    }


async def mine(request: web.Request) -> web.Response:
    """GET /v1/locks: those of who asks."""
    who = await requester(request)
    found = await of_person(request.app[CONTEXT].database, who.id)
    return answer({"locks": [_lock_json(lock) for lock in found]})


async def remove(request: web.Request) -> web.Response:
    """DELETE /v1/locks/{lock}."""
    lock = path_id(request, "lock")
    who = await requester(request)
    await locks.remove(request.app[CONTEXT], who.id, lock)
    return web.Response(status=204)


async def challenge(request: web.Request) -> web.Response:
    """POST /v1/passkeys/challenge."""
    unsigned(request)
    now = request.app[CONTEXT].clock()
    value = {
        "challenge": b64(request.app[CHALLENGES].new(now)),
        "rp": {"id": _site(request).rp, "name": NAME},
        "expires": timestamp(now + SECONDS),
    }
    return answer(value)


async def unlock(request: web.Request) -> web.Response:
    """POST /v1/unlock: by a login proof."""
    unsigned(request)
    _, value = await read_json(request, "lock", "login")
    lock, login = binary(value, "lock", 16), binary(value, "login", 32)
    request.app[LIMITS].hit_unlock(b64(lock), request.remote or "")
    return _opened(await locks.unlock(request.app[CONTEXT], lock, login))


async def unlock_with_passkey(request: web.Request) -> web.Response:
    """POST /v1/unlock/passkey: by an assertion."""
    unsigned(request)
    _, value = await read_json(request, "credential")
    credential, response = read_assertion(value["credential"])
    request.app[LIMITS].hit_unlock(b64(credential), request.remote or "")
    found = await locks.unlock_with_passkey(request.app[CONTEXT], credential, response, _desk(request))
    return _opened(found)


def _opened(lock: Lock) -> web.Response:
    return answer(
        {
            "lock": b64(lock.id),
            "person": b64(lock.person),
            "account": b64(lock.account),
            "kind": lock.kind,
            "salt": b64(lock.salt),
            "wrapped": b64(lock.wrapped),
        }
    )


def _desk(request: web.Request) -> Desk:
    return Desk(request.app[CHALLENGES], _site(request))


def _site(request: web.Request) -> Site:
    """That of `public_url`; without one, whatever the browser asked for, as for signed requests."""
    settings = request.app[CONTEXT].settings
    authority = request.app[CONTEXT].authority or request.host
    schemes = [urlsplit(settings.public_url).scheme.lower()] if settings.public_url else ["https", "http"]
    rp = settings.passkey_domain or urlsplit(f"//{authority}").hostname or ""
    return Site(rp, tuple(f"{scheme}://{authority}" for scheme in schemes))

"""What a browser's PublicKeyCredential.toJSON() gives, read strictly, and without what must never travel.

A passkey's PRF results are the secret that a lock is wrapped under: a page that sends them has failed its person, and
is told so; nothing of such a body is kept. https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson
"""

import binascii
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping

from navette.core.encoding import b64
from navette.core.errors import Malformed, Refused
from navette.web.api.bodies import UNKNOWN, Object

LONGEST_ID = 1023  # bytes, https://www.w3.org/TR/webauthn-3/#credential-id
_MEMBERS = {"id", "rawId", "type", "response", "authenticatorAttachment", "clientExtensionResults"}
_REGISTRATION = ("clientDataJSON", "attestationObject")
_REGISTRATION_TOO = {"transports", "publicKey", "publicKeyAlgorithm", "authenticatorData"}
_ASSERTION = ("clientDataJSON", "authenticatorData", "signature")
_ASSERTION_TOO = {"userHandle"}
_EXTENSIONS = {"credProps", "prf"}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def read_registration(value: object) -> tuple[bytes, Mapping[str, str]]:
    """(credential id, the two texts that count); refuses `prf-leaked`, `field`."""
    return _read(value, _REGISTRATION, _REGISTRATION_TOO)


def read_assertion(value: object) -> tuple[bytes, Mapping[str, str]]:
    """(credential id, the three texts that count); refuses `prf-leaked`, `field`."""
    return _read(value, _ASSERTION, _ASSERTION_TOO)


def _read(value: object, texts: tuple[str, ...], also: set[str]) -> tuple[bytes, Mapping[str, str]]:
    if any(map(_leaks, _members(value, "prf"))):
        raise Refused("prf-leaked")
    found = _object(value, "credential", _MEMBERS)
    response = _object(found.get("response"), "response", {*texts, *also})
    _object(found.get("clientExtensionResults", {}), "clientExtensionResults", _EXTENSIONS)
    if found.get("type") != "public-key":
        raise Malformed("field", field="type")
    if found.get("rawId", found.get("id")) != found.get("id"):
        raise Malformed("field", field="rawId")
    return _credential_id(found.get("id")), {name: _text(response, name) for name in texts}


def _leaks(prf: object) -> bool:
    """Whether there is more in it than that the passkey can."""
    return not isinstance(prf, dict) or not prf.keys() <= {"enabled"}


def _members(value: object, name: str) -> Iterator[object]:
    """What stands under that name, however deep: a leak is one wherever it was put."""
    if isinstance(value, dict):
        yield from (one for key, one in value.items() if key == name)
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inside:
        yield from _members(one, name)


def _object(value: object, name: str, members: set[str]) -> Object:
    if not isinstance(value, dict):
        raise Malformed("field", field=name)
    if not value.keys() <= members:
        raise Malformed("field", field=UNKNOWN)
    return value


def _text(value: Object, name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str) or not _BASE64URL.fullmatch(found):
        raise Malformed("field", field=name)
    return found


def _credential_id(value: object) -> bytes:
    """Canonical base64url, as an id must be to be one."""
    if not isinstance(value, str) or not _BASE64URL.fullmatch(value):
        raise Malformed("field", field="id")
    try:
        raw = urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except binascii.Error as error:
        raise Malformed("field", field="id") from error
    if b64(raw) != value or len(raw) > LONGEST_ID:
        raise Malformed("field", field="id")
    return raw

"""Passkeys (WebAuthn level 3): what one says when it is made, and each time it unlocks.

The library does the reading and the arithmetic; here stands what is asked for: this site, this origin, in a page of its
own, the person present and verified. No attestation: which model of key a person has is nobody's business.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from navette.core.encoding import b64
from navette.core.errors import Refused

T = TypeVar("T")
CLIENT_DATA, ATTESTATION, AUTHENTICATOR_DATA, SIGNATURE = (
    "clientDataJSON", "attestationObject", "authenticatorData", "signature",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """rp: the domain passkeys are made for; origins: of the pages that may ask them."""

    rp: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passkey:
    """public: COSE; sign_count: as it last counted, 0 when it does not."""

    id: bytes
    public: bytes
    sign_count: int


def challenge_of(response: Mapping[str, str], code: str) -> bytes:
    """The challenge that the browser says was answered; refuses `code` when it cannot be read."""
    from webauthn.helpers import base64url_to_bytes

    def read() -> bytes:
        client = json.loads(base64url_to_bytes(response[CLIENT_DATA]))
        return bytes(base64url_to_bytes(client["challenge"]))

    return _refusing(code, read)


def registered(credential: bytes, response: Mapping[str, str], challenge: bytes, site: Site) -> Passkey:
    """A new passkey; refuses `passkey` for another site, origin or challenge, or a person who was not verified."""
    from webauthn import verify_registration_response

    def verify() -> Passkey:
        _check_place(response)
        _check_attestation(response)
        found = verify_registration_response(
            credential=_spelled(credential, response),
            expected_challenge=challenge,
            expected_rp_id=site.rp,
            expected_origin=list(site.origins),
            require_user_verification=True,
        )
        if found.credential_id != credential:
            raise ValueError("another credential")
        return Passkey(credential, found.credential_public_key, found.sign_count)

    return _refusing("passkey", verify)


def asserted(key: Passkey, response: Mapping[str, str], challenge: bytes, site: Site) -> int:
    """How far the passkey has counted; refuses `lock`."""
    from webauthn import verify_authentication_response

    def verify() -> int:
        _check_place(response)
        found = verify_authentication_response(
            credential=_spelled(key.id, response),
            expected_challenge=challenge,
            expected_rp_id=site.rp,
            expected_origin=list(site.origins),
            credential_public_key=key.public,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
        return found.new_sign_count

    return _refusing("lock", verify)


def _check_place(response: Mapping[str, str]) -> None:
    """In a page of the site, not in a frame of another: the library leaves that to who calls it."""
    from webauthn.helpers import base64url_to_bytes

    if json.loads(base64url_to_bytes(response[CLIENT_DATA])).get("crossOrigin", False) is not False:
        raise ValueError("a frame")


def _check_attestation(response: Mapping[str, str]) -> None:
    """None, or the key's own signature: a certificate would name its model."""
    from webauthn.helpers import base64url_to_bytes, parse_attestation_object

    found = parse_attestation_object(base64url_to_bytes(response[ATTESTATION]))
    if found.fmt not in ("none", "packed") or found.att_stmt.x5c:
        raise ValueError("an attestation")


def _spelled(credential: bytes, response: Mapping[str, str]) -> dict[str, object]:
    spelled = b64(credential)
    return {"id": spelled, "rawId": spelled, "type": "public-key", "response": dict(response)}


def _refusing(code: str, act: Callable[[], T]) -> T:
    """What is read comes from anybody, and each reader of a library has failures of its own: all are one refusal."""
    try:
        return act()
    except Exception as error:
        raise Refused(code) from error

"""How bytes, times and references are spelled: one canonical spelling each, anything else refused."""

import base64
import hashlib
import re
from datetime import UTC, datetime

from navette.core.errors import Malformed

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: nothing to confuse over the telephone
_TIME = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII)
_B64 = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


def b64(data: bytes) -> str:
    """Base64url without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64(text: object, length: int) -> bytes:
    """The `length` bytes that `text` spells; refuses `base64url` for any other spelling of them."""
    if not isinstance(text, str) or len(text) != (length * 4 + 2) // 3 or not _B64.fullmatch(text):
        raise Malformed("base64url", expected=length)
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(data) != text:  # unused low bits that are not zero
        raise Malformed("base64url", expected=length)
    return data


def timestamp(seconds: int) -> str:
    """Seconds since 1970 as 2026-11-22T10:00:00Z (RFC 3339, whole seconds, always UTC)."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(text: object) -> int:
    """The inverse of `timestamp`; refuses `time` for any other spelling."""
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise Malformed("time")
    try:
        return int(datetime.fromisoformat(text).timestamp())
    except ValueError as error:
        raise Malformed("time") from error


def crockford(number: int, symbols: int) -> str:
    """`number` in base 32, most significant symbol first, exactly `symbols` long."""
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in range(symbols - 1, -1, -1))


def uncrockford(typed: str) -> str:
    """What a person meant to type: case, dashes and spaces forgiven, O read as 0, I and L as 1."""
    return "".join(typed.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))


def reference(message_id: bytes) -> str:
    """The short reference of a handoff, to say over the telephone: NV-7K3F-22Q.

    35 bits of SHA-256 of the 16-byte message id: both sides derive it, nobody assigns it, it names no patient.
    """
    number = int.from_bytes(hashlib.sha256(message_id).digest()[:5], "big") >> 5
    text = crockford(number, 7)
    return f"NV-{text[:4]}-{text[4:]}"

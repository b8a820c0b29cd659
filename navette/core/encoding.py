"""How bytes, times and references are spelled: one canonical spelling each, anything else refused."""

import binascii
import hashlib
import re
import string
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from navette.core.errors import Malformed

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: nothing to confuse over the telephone
_DIGITS = str.maketrans(CROCKFORD, "0123456789ABCDEFGHIJKLMNOPQRSTUV")  # as int() reads base 32
_TIME = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", re.ASCII)
# RFC 4648 section 5 from section 4 and back; what belongs to the other alphabet becomes what belongs to none.
_TO_URL = bytes.maketrans(b"+/", b"-_")
_FROM_URL = bytes.maketrans(b"-_+/", b"+/~~")
# By the length modulo 3: the padding left out, and the last characters whose unused low bits are zero.
_PADDING = (b"", b"==", b"=")
_LAST = (
    frozenset({"", *string.ascii_letters, *string.digits, *"-_"}),
    frozenset("AQgw"),
    frozenset("AEIMQUYcgkosw048"),
)


def b64(data: bytes) -> str:
    """Base64url without padding (RFC 4648 section 5)."""
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL, b"=").decode("ascii")


def typable(drawn: bytes) -> bytes:
    """An id that people type after a command: spelled, it never begins with a dash, which would make it an option."""
    return bytes([drawn[0] & 0x7F]) + drawn[1:]


def unb64(text: object, length: int) -> bytes:
    """The `length` bytes that `text` spells; refuses `base64url` for any other spelling of them."""
    rest = length % 3
    if not isinstance(text, str) or len(text) != (length * 4 + 2) // 3 or text[-1:] not in _LAST[rest]:
        raise Malformed("base64url", expected=length)
    try:
        return binascii.a2b_base64(text.encode("ascii").translate(_FROM_URL) + _PADDING[rest], strict_mode=True)
    except ValueError as error:
        raise Malformed("base64url", expected=length) from error


@lru_cache(maxsize=1024)  # what happens in one second is told many times
def timestamp(seconds: int) -> str:
    """Seconds since 1970 as 2026-11-22T10:00:00Z (RFC 3339, whole seconds, always UTC)."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19] + "Z"


def seconds(text: object) -> int:
    """The inverse of `timestamp`; refuses `time` for any other spelling."""
    if not isinstance(text, str):
        raise Malformed("time")
    return _seconds(text)


@lru_cache(maxsize=1024)
def _seconds(text: str) -> int:
    if not _TIME.fullmatch(text):
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
    text = crockford(_number(message_id), 7)
    return f"NV-{text[:4]}-{text[4:]}"


def referred(spelled: str, message_ids: Iterable[bytes]) -> bytes | None:
    """The first of some messages that a reference is of. spelled: as `reference` does. Without spelling theirs."""
    wanted = int(spelled[3:].replace("-", "").translate(_DIGITS), 32)
    return next((one for one in message_ids if _number(one) == wanted), None)


def _number(message_id: bytes) -> int:
    return int.from_bytes(hashlib.sha256(message_id).digest()[:5], "big") >> 5

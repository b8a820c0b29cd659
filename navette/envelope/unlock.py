"""Locks: ways to keep the 32-byte account seed where others may read it, and to find it again.

The server or a keyring file holds the wrapped seed and the hash of a login proof; neither opens anything. A printed
code has 130 bits; a passphrase is generated here (80 bits) and stretched; `prf` is what a passkey gives.
"""

import hashlib
import re
import secrets
import unicodedata
from typing import Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from navette.core.encoding import CROCKFORD, crockford, uncrockford
from navette.core.errors import Refused
from navette.envelope.keys import derive, sha256

Kind = Literal["passphrase", "code", "prf"]

SALT: Final = 16
_IV: Final = 12
_SYMBOLS: Final = 26
_CODE: Final = 28
_CONSONANTS: Final = "bdfghjklmnprstvz"
_VOWELS: Final = "aiou"
_WORDS: Final = 5


def new_code() -> str:
    """A code to print: 26 symbols of chance (130 bits) and two of check, in seven groups of four."""
    text = crockford(secrets.randbits(5 * _SYMBOLS), _SYMBOLS)
    text += _check(text)
    return " ".join(text[at : at + 4] for at in range(0, _CODE, 4))


def read_code(typed: str) -> bytes:
    """The 26 symbols of a printed code as it was typed: case, dashes and spaces forgiven, O as 0, I and L as 1.

    Refused: code-groups, code-mistyped.
    """
    text = uncrockford(typed)
    if len(text) != _CODE or set(text) - set(CROCKFORD):
        raise Refused("code-groups")
    if _check(text[:_SYMBOLS]) != text[_SYMBOLS:]:
        raise Refused("code-mistyped")
    return text[:_SYMBOLS].encode()


def new_passphrase() -> str:
    """Five pronounceable words, 16 bits each (proquints, https://arxiv.org/html/0901.4016): lusab-babad-gutih-…"""
    return "-".join(_word(secrets.randbits(16)) for _ in range(_WORDS))


def read_passphrase(typed: str) -> bytes:
    """A passphrase as it was typed: case, and the way the words are parted, do not count."""
    return re.sub(r"[\s-]+", "-", unicodedata.normalize("NFKC", typed).strip().lower()).encode()


def wrap(seed: bytes, account: bytes, kind: Kind, secret: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """The seed wrapped under a secret (60 bytes), and the SHA-256 of the login proof.

    account: 16 bytes. salt: 16 bytes drawn for this lock. secret: from read_code, read_passphrase or a passkey.
    """
    key, login = _split(kind, secret, salt)
    iv = secrets.token_bytes(_IV)
    return iv + AESGCM(key).encrypt(iv, seed, _ad(account)), sha256(login)


def unwrap(wrapped: bytes, account: bytes, kind: Kind, secret: bytes, salt: bytes) -> bytes:
    """The seed. Refused: lock (another secret, another account, or bytes altered)."""
    key, _ = _split(kind, secret, salt)
    try:
        return AESGCM(key).decrypt(wrapped[:_IV], wrapped[_IV:], _ad(account))
    except (InvalidTag, ValueError) as error:  # ValueError: too short to hold its nonce
        raise Refused("lock") from error


def login_proof(kind: Kind, secret: bytes, salt: bytes) -> bytes:
    """What a person shows a server that keeps the lock: it says that the secret is known, and opens nothing."""
    return _split(kind, secret, salt)[1]


def _split(kind: Kind, secret: bytes, salt: bytes) -> tuple[bytes, bytes]:
    if kind == "passphrase":  # what a person can remember is made slow to guess (Argon2id, RFC 9106; 64 MiB)
        secret = Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=65536).derive(secret)
    return derive(secret, f"navette/v1 unlock {kind} kek"), derive(secret, f"navette/v1 unlock {kind} login")


def _ad(account: bytes) -> bytes:
    return b"navette/v1 unlock\0" + account


def _check(text: str) -> str:
    digest = hashlib.sha256(b"navette/v1 code\0" + text.encode()).digest()
    return crockford(int.from_bytes(digest[:2], "big") >> 6, 2)


def _word(number: int) -> str:
    c, v = _CONSONANTS, _VOWELS
    return c[number >> 12] + v[number >> 10 & 3] + c[number >> 6 & 15] + v[number >> 4 & 3] + c[number & 15]

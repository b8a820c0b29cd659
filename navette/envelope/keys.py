"""Public keys: how they are made, named, loaded and refused. Nothing here holds a private key.

Suite 1: HPKE base mode (RFC 9180), KEM 0x647a MLKEM768-X25519 (X-Wing, draft-connolly-cfrg-xwing-kem), HKDF-SHA256,
AES-256-GCM, and Ed25519 (RFC 8032). See docs/spec/envelope.md.
"""

import hashlib
from functools import lru_cache
from typing import Final

import cryptography
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from navette.core.errors import Local, Refused

try:
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
except ImportError as missing:
    raise Local("crypto-version", found=cryptography.__version__) from missing

KEY_ID: Final = 32
ID: Final = 16
MLKEM_PUBLIC: Final = 1184
EPOCH_PUBLIC: Final = MLKEM_PUBLIC + 32
PERSON_PUBLIC: Final = EPOCH_PUBLIC + 32
HPKE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

_P = 2**255 - 19
_Y8 = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
_SMALL_ORDER = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})  # the y of the eight points of order 1, 2, 4 and 8
_PROBE = X25519PrivateKey.generate()


def sha256(*parts: bytes) -> bytes:
    """SHA-256 of the parts put end to end: 32 bytes."""
    return hashlib.sha256(b"".join(parts)).digest()


def derive(key: bytes, label: str) -> bytes:
    """32 bytes of HKDF-SHA256 (RFC 5869) with an empty salt and the label as info."""
    return HKDF(hashes.SHA256(), 32, b"", label.encode()).derive(key)


def key_id(public: bytes) -> bytes:
    """The 32-byte name of a public key: an epoch's 1,216 bytes or a person's 1,248."""
    return sha256(b"navette/v1 key\0", public)


def kem_part(person_public: bytes) -> bytes:
    """The first 1,216 bytes of a person's public key: what seats are sealed to."""
    return person_public[:EPOCH_PUBLIC]


def signature_part(person_public: bytes) -> bytes:
    """The last 32 bytes of a person's public key: what statements and envelopes are verified with."""
    return person_public[EPOCH_PUBLIC:]


@lru_cache(maxsize=1024)
def load_kem_public(raw: bytes) -> MLKEM768X25519PublicKey:
    """An X-Wing public key from its 1,216 bytes: ML-KEM-768 (FIPS 203) 1,184 ‖ X25519 32.

    Refused: public-key-length, public-key (a coefficient out of range; an X25519 point of small order, to which
    nothing can be sealed).
    """
    if len(raw) != EPOCH_PUBLIC:
        raise Refused("public-key-length", expected=EPOCH_PUBLIC, given=len(raw))
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(raw[:MLKEM_PUBLIC])
        x25519 = X25519PublicKey.from_public_bytes(raw[MLKEM_PUBLIC:])
        _PROBE.exchange(x25519)  # fails on a point of small order, here rather than when somebody seals to it
    except ValueError as error:
        raise Refused("public-key") from error
    return MLKEM768X25519PublicKey(mlkem, x25519)


@lru_cache(maxsize=4096)
def load_signature_public(raw: bytes) -> Ed25519PublicKey:
    """An Ed25519 public key from its 32 bytes, fit for non-repudiation.

    Refused: weak-signature-key, for a key of small order (one signature of it verifies for many messages; OpenSSL and
    Chromium accept it) or not canonical (y >= 2^255 - 19).
    """
    y = int.from_bytes(raw, "little") & (1 << 255) - 1
    if len(raw) != 32 or y >= _P or y in _SMALL_ORDER:
        raise Refused("weak-signature-key")
    return Ed25519PublicKey.from_public_bytes(raw)


def check_person_public(raw: bytes) -> None:
    """Refuses what is not a person's 1,248 bytes: public-key-length, public-key, weak-signature-key."""
    if len(raw) != PERSON_PUBLIC:
        raise Refused("public-key-length", expected=PERSON_PUBLIC, given=len(raw))
    load_kem_public(kem_part(raw))
    load_signature_public(signature_part(raw))

"""Web Push: bytes that one device alone reads, and the words by which its push service knows this server.

RFC 8291 (what is sealed to the device), RFC 8188 (how it is laid out), RFC 8292 (who sends).
"""

import json
import secrets
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from navette.core.encoding import b64

PUBLIC, AUTH, SALT = 65, 16, 16
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256, SEC 2 section 2.4.2
RECORD = 4096  # the least size of a record that every push service takes
LAST = b"\x02"  # RFC 8188, 2: the only record, without padding
HOURS_12 = 43_200  # RFC 8292, 2: at most 24


def key_from(secret: bytes) -> EllipticCurvePrivateKey:
    """The key that follows from 32 secret bytes."""
    return derive_private_key(int.from_bytes(secret, "big") % (ORDER - 1) + 1, SECP256R1())


def public_of(key: EllipticCurvePrivateKey) -> bytes:
    """65 bytes, as browsers take it."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def read_public(raw: bytes) -> EllipticCurvePublicKey | None:
    """A device's key; None when it is none."""
    try:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), raw) if len(raw) == PUBLIC else None
    except (ValueError, UnsupportedAlgorithm):
        return None


def seal(
    text: bytes, device: bytes, auth: bytes, *, own: EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """The body of a request to a push service. device, auth: of the device; own, salt: drawn, but in a test."""
    theirs = read_public(device)
    assert theirs is not None  # it was read before it was kept
    own, salt = own or generate_private_key(SECP256R1()), salt or secrets.token_bytes(SALT)
    mine = public_of(own)
    shared = _hkdf(auth, own.exchange(ECDH(), theirs), b"WebPush: info\0" + device + mine, 32)
    key = _hkdf(salt, shared, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _hkdf(salt, shared, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(mine)]) + mine
    return head + AESGCM(key).encrypt(nonce, text + LAST, None)


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


def authorization(key: EllipticCurvePrivateKey, endpoint: str, subject: str, now: int) -> str:
    """The header of that name. subject: where the operator is found, an https: or mailto: address."""
    url = urlsplit(endpoint)
    claims = {"aud": f"{url.scheme}://{url.netloc}", "exp": now + HOURS_12, "sub": subject}
    signed = ".".join(b64(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(key.sign(signed.encode(), ECDSA(SHA256())))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")  # RFC 7518, 3.4
    return f"vapid t={signed}.{b64(signature)}, k={b64(public_of(key))}"

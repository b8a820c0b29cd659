"""The library agrees with published vectors of X-Wing and of HPKE over it, and with another hand's reading of them."""

import hashlib
import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from navette.envelope.format import wrap_info
from navette.envelope.seat import KemKey
from navette.envelope.unseal import unseal
from tests.envelope.world import WORLD
from tests.vectors import reference

PUBLISHED = {
    name: {key: value if key == "source" else bytes.fromhex(value) for key, value in one.items()}
    for name, one in json.loads((Path(reference.__file__).parent / "xwing.json").read_text()).items()
    if name != "about"
}
KEM, HPKE = PUBLISHED["kem"], PUBLISHED["hpke"]


def decapsulate(seed: bytes, ciphertext: bytes) -> bytes:
    """X-Wing, section 5.5, from the two library keys underneath."""
    expanded = hashlib.shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
    ephemeral = ciphertext[1088:]
    return reference.combine(
        mlkem.decapsulate(ciphertext[:1088]),
        x25519.exchange(X25519PublicKey.from_public_bytes(ephemeral)),
        ephemeral,
        x25519.public_key().public_bytes_raw(),
    )


def test_a_seed_gives_the_published_key() -> None:
    assert KemKey(KEM["seed"]).public == KEM["public"]
    assert KemKey(HPKE["seed"]).public == HPKE["public"]


def test_decapsulation_gives_the_published_secret() -> None:
    assert decapsulate(KEM["seed"], KEM["ciphertext"]) == KEM["shared_secret"]
    assert decapsulate(HPKE["seed"], HPKE["enc"]) == HPKE["shared_secret"]


def test_encapsulation_gives_the_published_ciphertext() -> None:
    made = reference.encapsulate(KEM["public"], KEM["encapsulation_seed"])
    assert made == (KEM["shared_secret"], KEM["ciphertext"])


def test_the_key_schedule_gives_the_published_key_and_plaintext() -> None:
    key, nonce = reference.schedule(HPKE["shared_secret"], HPKE["info"], HPKE["suite_id"])
    assert (key, nonce) == (HPKE["key"], HPKE["base_nonce"])
    assert ChaCha20Poly1305(key).decrypt(nonce, HPKE["ciphertext"], HPKE["aad"]) == HPKE["plaintext"]


def test_the_library_opens_what_the_reference_sealed() -> None:
    sealed = reference.seal(b"content", WORLD.ward_key.public, b"info", bytes(range(64)))
    assert WORLD.ward_key.open(b"info", sealed) == b"content"


def test_the_reference_opens_a_wrap_the_library_sealed() -> None:
    envelope = WORLD.sealed()
    wrap, info = envelope.wrap(0), wrap_info(envelope.header_hash, 0)
    key, nonce = reference.schedule(decapsulate(WORLD.ward_key.seed, wrap[:1120]), info, reference.SUITE)
    content = AESGCM(key).decrypt(nonce, wrap[1120:], b"")
    opened = unseal(envelope, WORLD.ward, {WORLD.ward_key.id: WORLD.ward_key}, WORLD.gp.public)
    assert content == opened.content_key

"""A person's private keys: one 32-byte account seed from which everything else is derived.

A person is a human, a connector or a named post; the keys belong to it, not to a device.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.core.encoding import b64
from navette.envelope.keys import derive, key_id
from navette.envelope.seat import SEED, KemKey
from navette.envelope.statement import LABEL, SignedStatement, canonical, read


@dataclass(frozen=True)
class Person:
    """The account seed and the two key pairs that follow from it."""

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED:
            raise ValueError("an account seed has 32 bytes")

    @classmethod
    def new(cls) -> "Person":
        """A person whose seed is drawn at random."""
        return cls(secrets.token_bytes(SEED))

    @cached_property
    def kem(self) -> KemKey:
        """What seats are sealed to."""
        return KemKey(derive(self.seed, "navette/v1 person kem"))

    @cached_property
    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(derive(self.seed, "navette/v1 person sign"))

    @cached_property
    def public(self) -> bytes:
        """1,248 bytes: X-Wing 1,216 ‖ Ed25519 32."""
        return self.kem.public + self._signer.public_key().public_bytes_raw()

    @cached_property
    def id(self) -> bytes:
        """The 32-byte key id, by which statements and envelopes name the person."""
        return key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature of bytes that begin with their own label."""
        return self._signer.sign(message)

    def sign_statement(self, value: Mapping[str, object]) -> SignedStatement:
        """A statement in canonical spelling, and its signature; `v` and `by` are filled in when absent.

        Refuses to sign what `statement.read` would refuse, with the same codes.
        """
        raw = canonical({"v": "1", "by": b64(self.id), **value})
        read(raw)
        return SignedStatement(raw, self.sign(LABEL + raw))

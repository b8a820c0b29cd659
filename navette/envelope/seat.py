"""Mailbox keys and seats: the seed of an epoch, sealed to each member; an old epoch, sealed to the new one.

The server keeps the sealed seats and can open none. Arrival: a guardian seals a seat. Departure: a new epoch, seats
for those who stay, a history link from the new epoch to the old. See docs/spec/envelope.md.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

# First, because it says in one line when the cryptography library is too old for what follows.
from navette.envelope.keys import HPKE, check_person_public, kem_part, key_id, load_kem_public

# isort: split
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from navette.core.errors import Refused

if TYPE_CHECKING:
    from navette.envelope.person import Person

SEED: Final = 32
SEALED_SEED: Final = 1120 + SEED + 16


@dataclass(frozen=True)
class KemKey:
    """An X-Wing key pair, held as its 32-byte seed: one generation (epoch) of a mailbox, or a person's KEM half."""

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED:
            raise ValueError("an X-Wing seed has 32 bytes")

    @classmethod
    def new(cls) -> "KemKey":
        """A key pair drawn at random."""
        return cls(secrets.token_bytes(SEED))

    @cached_property
    def _parts(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        expanded = hashlib.shake_256(self.seed).digest(96)  # X-Wing, section 5.2: 64 for ML-KEM (d ‖ z), 32 for X25519
        return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])

    @cached_property
    def _private(self) -> MLKEM768X25519PrivateKey:
        return MLKEM768X25519PrivateKey(*self._parts)

    @cached_property
    def public(self) -> bytes:
        """1,216 bytes: ML-KEM-768 1,184 ‖ X25519 32."""
        mlkem, x25519 = self._parts
        return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    @cached_property
    def id(self) -> bytes:
        """The 32-byte key id."""
        return key_id(self.public)

    def open(self, info: bytes, sealed: bytes) -> bytes:
        """The plaintext of one HPKE single shot; refuses `sealed-to-another-key-or-context`."""
        try:
            return HPKE.decrypt(sealed, self._private, info)
        except InvalidTag as error:
            raise Refused("sealed-to-another-key-or-context") from error


def give_seat(mailbox: bytes, epoch: KemKey, person_public: bytes) -> bytes:
    """The epoch's seed sealed to one member of the mailbox: 1,168 bytes.

    Refused: public-key-length, public-key, weak-signature-key.
    """
    check_person_public(person_public)
    info = _seat_info(mailbox, epoch.id, key_id(person_public))
    return HPKE.encrypt(epoch.seed, load_kem_public(kem_part(person_public)), info)


def take_seat(mailbox: bytes, epoch_id: bytes, person: "Person", sealed: bytes) -> KemKey:
    """The epoch's key, from the seat given to this person.

    Refused: sealed-to-another-key-or-context, seat-holds-another-key (the one who gave it did not tell the truth).
    """
    seed = person.kem.open(_seat_info(mailbox, epoch_id, person.id), sealed)
    if len(seed) != SEED or (key := KemKey(seed)).id != epoch_id:
        raise Refused("seat-holds-another-key")
    return key


def link_history(mailbox: bytes, new: KemKey, old: KemKey) -> bytes:
    """The old epoch's seed sealed to the new epoch, so that a newcomer reads the backlog: 1,168 bytes."""
    return HPKE.encrypt(old.seed, load_kem_public(new.public), _history_info(mailbox, new.id, old.id))


def follow_history(mailbox: bytes, new: KemKey, old_id: bytes, sealed: bytes) -> KemKey:
    """The old epoch's key, from the link made when the new one began.

    Refused: sealed-to-another-key-or-context, history-holds-another-key.
    """
    seed = new.open(_history_info(mailbox, new.id, old_id), sealed)
    if len(seed) != SEED or (key := KemKey(seed)).id != old_id:
        raise Refused("history-holds-another-key")
    return key


def _seat_info(mailbox: bytes, epoch_id: bytes, person_id: bytes) -> bytes:
    return b"navette/v1 seat\0" + mailbox + epoch_id + person_id


def _history_info(mailbox: bytes, new_id: bytes, old_id: bytes) -> bytes:
    return b"navette/v1 history\0" + mailbox + new_id + old_id

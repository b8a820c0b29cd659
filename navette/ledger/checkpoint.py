"""Checkpoints: a ledger's size and root in one signed note that anybody can keep and compare.

C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint), signed-note (https://c2sp.org/signed-note) and, of
tlog-cosignature (https://c2sp.org/tlog-cosignature), the Ed25519 type. See docs/spec/ledger.md.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.core.errors import Refused
from navette.envelope.keys import load_signature_public

# Signature types of signed-note: they enter the key's hash, so one key never signs for two uses.
ED25519, COSIGNATURE = b"\1", b"\4"
MAX_NOTE = 64 * 1024  # characters: sixteen post-quantum cosignatures, and more

_NAME = re.compile(r"[^\s+\x00-\x1f\ud800-\udfff]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,14}")  # below 10^15: exact in every language that will read it
_SIGNATURE = re.compile(r"\u2014 ([^ ]+) ([^ ]+)")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a ledger said of itself.

    size: leaves; root: 32 bytes; note: the signed text, to be kept as it came; cosigned: witness name → seconds
    since 1970, for the witnesses that were asked about and whose cosignature verified.
    """

    origin: str
    size: int
    root: bytes
    note: str
    cosigned: Mapping[str, int] = field(default_factory=dict)


def sign_checkpoint(origin: str, size: int, root: bytes, key: Ed25519PrivateKey) -> Checkpoint:
    """The note of a ledger at `size` leaves, signed under its origin; refuses an origin that cannot name a key."""
    text = f"{_name(origin)}\n{size}\n{base64.b64encode(root).decode()}\n"
    identifier = _own_key_id(origin, key)
    signature = base64.b64encode(identifier + key.sign(text.encode())).decode()
    return Checkpoint(origin, size, root, f"{text}\n\u2014 {origin} {signature}\n")


def read_checkpoint(
    note: str, origin: str, public: bytes, witnesses: Mapping[str, bytes] | None = None, quorum: int = 0
) -> Checkpoint:
    """A note, read and verified.

    public: the ledger's 32-byte Ed25519 key. witnesses: name → 32-byte Ed25519 key; at least `quorum` of them must
    have cosigned, how long ago is for the caller to judge. Signatures by unknown keys are skipped.
    Refuses `checkpoint-text`, `checkpoint-signature`, `checkpoint-unsigned`, `too-few-witnesses`,
    `weak-signature-key`.
    """
    text, separator, tail = note.partition("\n\n")
    if not separator or len(note) > MAX_NOTE:
        raise Refused("checkpoint-text", line="signatures")
    text += "\n"
    size, root = _read_text(text, origin)
    signed, cosigned = False, {}
    for name, identifier, signature in _signatures(tail):
        if name == origin and identifier == _key_id(name, ED25519, public):
            _verify(name, public, signature, text.encode())
            signed = True
        cosigner = (witnesses or {}).get(name)
        if cosigner is not None and identifier == _key_id(name, COSIGNATURE, cosigner):
            cosigned[name] = _verify_cosignature(name, cosigner, signature, text)
    if not signed:
        raise Refused("checkpoint-unsigned", origin=origin)
    if len(cosigned) < quorum:
        raise Refused("too-few-witnesses", cosigned=len(cosigned), quorum=quorum)
    return Checkpoint(origin, size, root, note, cosigned)


def vkey(origin: str, public: bytes) -> str:
    """The verifier key to pin, as signed-note spells it: name+hash+base64(type ‖ key)."""
    encoded = base64.b64encode(ED25519 + public).decode()
    return f"{_name(origin)}+{_key_id(origin, ED25519, public).hex()}+{encoded}"


def read_vkey(text: str) -> tuple[str, bytes]:
    """The (origin, 32-byte key) a verifier key names.

    Refuses `verifier-key` (another type of key included) and `weak-signature-key`.
    """
    origin, _, rest = text.partition("+")
    _, _, encoded = rest.partition("+")  # base64 may hold a plus, the two fields before it do not
    key = _base64(encoded)
    if key is None or len(key) != 33 or not _NAME.fullmatch(origin) or vkey(origin, key[1:]) != text:
        raise Refused("verifier-key")
    load_signature_public(key[1:])
    return origin, key[1:]


def _name(origin: str) -> str:
    if not _NAME.fullmatch(origin):
        raise Refused("checkpoint-text", line="origin")
    return origin


@lru_cache(maxsize=8)
def _own_key_id(origin: str, key: Ed25519PrivateKey) -> bytes:
    """A writer signs with the same key at each commit: what it derives to is worth as much as the signature."""
    return _key_id(origin, ED25519, key.public_key().public_bytes_raw())


def _key_id(name: str, kind: bytes, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def _read_text(text: str, origin: str) -> tuple[int, bytes]:
    """Exactly three lines: extension lines are audited by nobody, and our ledgers write none."""
    lines = text.split("\n")
    if len(lines) != 4:
        raise Refused("checkpoint-text", line="count")
    if lines[0] != origin:
        raise Refused("checkpoint-text", line="origin")
    if not _SIZE.fullmatch(lines[1]):
        raise Refused("checkpoint-text", line="size")
    root = _base64(lines[2])
    if root is None or len(root) != 32:
        raise Refused("checkpoint-text", line="root")
    return int(lines[1]), root


def _signatures(tail: str) -> Iterator[tuple[str, bytes, bytes]]:
    """(key name, 4-byte key id, signature) of each line, known or not: a note is of the form described as a whole."""
    if not tail.endswith("\n"):
        raise Refused("checkpoint-text", line="signatures")
    for line in tail[:-1].split("\n"):
        parts = _SIGNATURE.fullmatch(line)
        blob = parts and _NAME.fullmatch(parts[1]) and _base64(parts[2])
        if not parts or not blob or len(blob) < 5:
            raise Refused("checkpoint-text", line="signatures")
        yield parts[1], blob[:4], blob[4:]


def _base64(text: str) -> bytes | None:
    """RFC 4648 section 4, padded, in its one canonical spelling; None otherwise."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None


def _verify_cosignature(name: str, public: bytes, signature: bytes, text: str) -> int:
    """When the witness says it saw this checkpoint: seconds since 1970."""
    seen = int.from_bytes(signature[:8], "big")
    if len(signature) != 72 or seen >> 63:
        raise Refused("checkpoint-signature", name=name)
    _verify(name, public, signature[8:], f"cosignature/v1\ntime {seen}\n{text}".encode())
    return seen


def _verify(name: str, public: bytes, signature: bytes, signed: bytes) -> None:
    try:
        load_signature_public(public).verify(signature, signed)
    except InvalidSignature as error:
        raise Refused("checkpoint-signature", name=name) from error

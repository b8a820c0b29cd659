"""Makes envelopes, right and wrong, by hand and from randomness that is always the same."""

import hashlib
import json
import struct
import zlib
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from navette.core.encoding import b64
from navette.envelope.format import padded
from navette.envelope.keys import derive, sha256
from navette.envelope.person import Person
from navette.envelope.seat import KemKey
from tests.vectors import reference

TIME = 1_795_341_600  # 2026-11-22T10:00:00Z
MANIFEST = b'{"attachments":[],"kind":"fiche","media":"application/fhir+json"}'
FICHE = '{"resourceType":"Bundle","type":"document","total":1.10,"note":"é\\u00e9"}'.encode()
WRAP, SIGNATURE, PAGE = 1168, 64, 4096

Vector = dict[str, object]
VECTORS: dict[str, Callable[["Forge"], Vector]] = {}


class Forge:
    """A general practitioner's cabinet writes to a ward."""

    def __init__(self, name: str) -> None:
        self._stream, self._at = hashlib.shake_256(b"navette envelope vector " + name.encode()), 0
        self.gp = Person(self.draw())
        self.cabinet, self.ward = self.draw(16), self.draw(16)
        self.cabinet_key, self.ward_key = KemKey(self.draw()), KemKey(self.draw())
        self.content = self.draw()
        self.to = [(self.ward, self.ward_key), (self.cabinet, self.cabinet_key)]
        self.blobs: list[tuple[bytes, int, bytes]] = []
        self.fixed: dict[str, object] = {
            "magic": b"NAV1",
            "n": None,
            "m": None,
            "time": TIME,
            "id": self.draw(16),
            "reply": bytes(16),
            "form": sha256(b"https://navette.example/fhir/Questionnaire/admission|1.0.0"),
            "urgency": 1,
            "due": TIME + 4 * 3600,
            "mailbox": self.cabinet,
            "sender": self.gp.id,
            "commitment": derive(self.content, "navette/v1 commit"),
        }

    def draw(self, length: int = 32) -> bytes:
        self._at += length
        return self._stream.digest(self._at)[-length:]

    def alone(self) -> "Forge":
        """With the sender as its only recipient: shorter files where the recipients do not matter."""
        self.to = [(self.cabinet, self.cabinet_key)]
        return self

    def header(self, **changes: object) -> bytes:
        fixed = {**self.fixed, **changes}
        fixed["n"] = len(self.to) if fixed["n"] is None else fixed["n"]
        fixed["m"] = len(self.blobs) if fixed["m"] is None else fixed["m"]
        raw = struct.pack(">4sBBQ16s16s32sBQ16s32s32s", *fixed.values())
        raw += b"".join(mailbox + key.id for mailbox, key in self.to)
        return raw + b"".join(struct.pack(">16sQ32s", *blob) for blob in self.blobs)

    def wrap(self, header: bytes, index: int, content: bytes | None = None) -> bytes:
        info = b"navette/v1 wrap\0" + sha256(b"navette/v1 header\0", header) + bytes([index])
        return reference.seal(content or self.content, self.to[index][1].public, info, self.draw(64))

    def wraps(self, header: bytes) -> bytes:
        return b"".join(self.wrap(header, index) for index in range(len(self.to)))

    def body(self, header: bytes, plain: bytes, content: bytes | None = None) -> bytes:
        key = derive(content or self.content, "navette/v1 body")
        return AESGCM(key).encrypt(bytes(12), plain, sha256(b"navette/v1 header\0", header))

    def sign(self, header: bytes, wraps: bytes, body: bytes, signer: Person | None = None) -> bytes:
        message = b"navette/v1 envelope\0" + sha256(b"navette/v1 header\0", header) + sha256(wraps) + sha256(body)
        return header + wraps + (signer or self.gp).sign(message) + body

    def sealed(self, manifest: bytes = MANIFEST, fiche: bytes = FICHE, **changes: object) -> bytes:
        header = self.header(**changes)
        return self.sign(header, self.wraps(header), self.body(header, packed(manifest, fiche)))

    def holding(self, plain: bytes) -> bytes:
        """An envelope whose sealed body is exactly `plain`."""
        header = self.header()
        return self.sign(header, self.wraps(header), self.body(header, plain))

    def vector(self, envelope: bytes, expect: str, **changes: object) -> Vector:
        mailbox, key = self.to[0]
        given = {"mailbox": mailbox, "keys": [key.seed], "sender": self.gp.public, "envelope": envelope, **changes}
        return {**given, "expect": expect}

    def opens(self, envelope: bytes, manifest: bytes = MANIFEST, fiche: bytes = FICHE, **changes: object) -> Vector:
        return {**self.vector(envelope, "opens", **changes), "manifest": manifest, "fiche": fiche}


def payload(manifest: bytes, fiche: bytes) -> bytes:
    return struct.pack(">I", len(manifest)) + manifest + fiche


def deflated(data: bytes) -> bytes:
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflater.compress(data) + deflater.flush()


def framed(deflate: bytes) -> bytes:
    return (struct.pack(">I", len(deflate)) + deflate).ljust(padded(4 + len(deflate)), b"\0")


def packed(manifest: bytes, fiche: bytes) -> bytes:
    return framed(deflated(payload(manifest, fiche)))


def flipped(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def vector(function: Callable[[Forge], Vector]) -> Callable[[Forge], Vector]:
    VECTORS[function.__name__.replace("_", "-")] = function
    return function


def attached(f: Forge, *, blob: bytes, name: str = "ordonnance.pdf") -> dict[str, object]:
    """A manifest with one attachment of 5,000 bytes."""
    one = {"blob": b64(blob), "key": b64(f.draw()), "name": name, "type": "application/pdf", "size": "5000"}
    return {"kind": "fiche", "media": "application/fhir+json", "attachments": [one]}

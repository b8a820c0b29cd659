"""What people of the tests hold: mailboxes, invitations, sealed files, answers."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from navette.core.encoding import b64, timestamp
from navette.core.parties import MailboxKind, Role
from navette.envelope.format import BlobRef, blob_digest, padded, sealed_blob_size
from navette.envelope.keys import derive
from navette.envelope.person import Person
from navette.envelope.seat import KemKey
from navette.envelope.statement import SignedStatement, statement_digest
from navette.service.attach import PART, SEALED_CHUNK

GUARDIAN, MEMBER = Role.GUARDIAN, Role.MEMBER
FICHE = b'{"resourceType":"Bundle","type":"document"}' * 100
JSON, BYTES = "application/json", "application/octet-stream"
Value = Mapping[str, object]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def value(self) -> dict[str, Any]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found

    def __getitem__(self, name: str) -> Any:
        return self.value[name]

    @property
    def code(self) -> str:
        """Of a failure; empty when all is well."""
        return "" if self.status < 400 else str(self.value["code"])


@dataclass(frozen=True)
class Box:
    """A mailbox as its latest statement has it."""

    id: bytes
    kind: MailboxKind
    address: str
    epoch: KemKey
    members: Mapping[Person, Role]
    n: int = 0
    latest: SignedStatement | None = None

    @property
    def to(self) -> tuple[bytes, bytes]:
        """As `seal` names a recipient."""
        return self.id, self.epoch.public

    def value(self, at: int) -> dict[str, object]:
        """The statement that makes the mailbox what it is here."""
        return {
            "type": "mailbox",
            "mailbox": b64(self.id),
            "kind": self.kind,
            "address": self.address,
            "n": str(self.n),
            "prev": "" if self.latest is None else b64(statement_digest(self.latest.raw)),
            "public": b64(self.epoch.public),
            "members": [{"key": b64(person.id), "role": role} for person, role in self.members.items()],
            "time": timestamp(at),
        }

    def statement(self, by: Person, at: int) -> SignedStatement:
        return by.sign_statement(self.value(at))


@dataclass(frozen=True)
class Invitation:
    """What somebody was sent: an id and a secret."""

    id: bytes
    secret: bytes

    @property
    def claim(self) -> bytes:
        return derive(self.secret, "navette/v1 invitation claim")


@dataclass(frozen=True)
class SealedFile:
    """An attachment as the server sees it: sealed bytes nobody here can open."""

    content: bytes
    size: int
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    @classmethod
    def of(cls, size: int) -> "SealedFile":
        """Of a true size before padding."""
        return cls(secrets.token_bytes(sealed_blob_size(padded(size))), padded(size))

    @property
    def digest(self) -> bytes:
        chunks = range(0, len(self.content), SEALED_CHUNK)
        return blob_digest(b"".join(hashlib.sha256(self.content[at : at + SEALED_CHUNK]).digest() for at in chunks))

    @property
    def parts(self) -> list[bytes]:
        return [self.content[at : at + PART] for at in range(0, len(self.content), PART)]

    @property
    def ref(self) -> BlobRef:
        return BlobRef(self.id, self.size, self.digest)


def signed_json(signed: SignedStatement) -> dict[str, object]:
    return {"statement": signed.raw.decode(), "signature": b64(signed.signature)}


def salt() -> str:
    return b64(secrets.token_bytes(16))


def new_address() -> str:
    return f"bal.{secrets.token_hex(4)}@monistrol.example"

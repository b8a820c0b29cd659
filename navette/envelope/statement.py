"""Statements: what a person signs for others to keep. Canonical JSON, exact fields by type, nothing else is read.

Who may say what, and when, is judged by ledger/judge.py and ledger/acts.py. See docs/spec/acknowledgement.md.
"""

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature

from navette.core.encoding import b64
from navette.core.errors import Malformed, Refused, Unknown
from navette.envelope.canonical import canonical, read_object
from navette.envelope.fields import FORMS, TOGETHER
from navette.envelope.keys import key_id, load_signature_public, sha256, signature_part

__all__ = [
    "FIELDS",
    "LABEL",
    "SignedStatement",
    "canonical",
    "leaf_data",
    "read",
    "statement_digest",
    "verify",
    "verify_signature",
]

LABEL: Final = b"navette/v1 statement\0"
FIELDS: Final = {name: frozenset(fields) for name, fields in FORMS.items()}
_LEAF = {"annuaire": b"navette/v1 statement leaf\0", "actes": b"navette/v1 act leaf\0"}


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A statement's own bytes and the Ed25519 signature over LABEL ‖ raw; empty for a deposit."""

    raw: bytes
    signature: bytes


def read(raw: bytes) -> dict[str, object]:
    """A statement from its canonical bytes, every field of the form its type asks.

    TooLarge: too-large. Malformed: utf-8, json, json-depth, field (data: field), base64url, time. Refused:
    statement-type, statement-version, members, reason-missing, reason-unknown.
    """
    value = read_object(raw)
    fields = FORMS.get(str(value.get("type")))
    if fields is None:
        raise Refused("statement-type")
    if value.get("v") != "1":
        raise Refused("statement-version")
    if missing := fields.keys() - value.keys():
        raise Malformed("field", field=min(missing))
    if value.keys() != fields.keys():  # and not which is too many: a name nobody checked is not for logs
        raise Malformed("field", field="unknown")
    for name, check in fields.items():
        check(name, value[name])
    together = TOGETHER.get(str(value["type"]))
    if together is not None:
        together(value)
    return value


def verify(signed: SignedStatement, person_public: bytes) -> dict[str, object]:
    """The statement, once it is shown that the owner of this public key (1,248 bytes) made it.

    Refused: the codes of read, weak-signature-key, statement-signature (another signer included).
    """
    value = read(signed.raw)
    if value["by"] != b64(key_id(person_public)):
        raise Refused("statement-signature")
    verify_signature(signed, person_public)
    return value


def verify_signature(signed: SignedStatement, person_public: bytes) -> None:
    """The signature alone, for who has read the statement and looked its signer's key (1,248 bytes) up by its id.

    Refused: weak-signature-key, statement-signature.
    """
    try:
        load_signature_public(signature_part(person_public)).verify(signed.signature, LABEL + signed.raw)
    except InvalidSignature as error:
        raise Refused("statement-signature") from error


def statement_digest(raw: bytes) -> bytes:
    """SHA-256 of the statement's bytes: what a mailbox's next statement calls `prev`."""
    return sha256(raw)


def leaf_data(ledger: str, raw: bytes, signature: bytes) -> bytes:
    """The 32 bytes a ledger ("annuaire" or "actes") keeps of a statement. Unknown: unknown-ledger."""
    label = _LEAF.get(ledger)
    if label is None:
        raise Unknown("unknown-ledger")
    return sha256(label, raw, signature)

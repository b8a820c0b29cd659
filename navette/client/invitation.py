"""The invitation code: what a coordinator hands over, in person or on paper, by another way than the server.

    navette-eyJhZGRyZXNzIjoi…       base64url of the canonical JSON, and of the first four bytes of its SHA-256

It carries a secret that the server never sees, and what to trust: the server's address, the ledgers' keys, the
coordinators. The two values below are derived from the secret (docs/spec/api.md, POST /v1/invitations).
"""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field

from navette.client.answer import Fields
from navette.client.pins import LEDGERS
from navette.core.encoding import b64
from navette.core.errors import NavetteError, Refused
from navette.core.parties import MailboxKind
from navette.envelope.canonical import canonical, read_object
from navette.envelope.keys import derive, sha256
from navette.ledger.checkpoint import read_vkey

PREFIX = "navette-"
CHECK = 4
ROLES = ("person", "mailbox", "coordinator")


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says. kind and address: of the mailbox to make, None unless the role is mailbox."""

    url: str
    id: bytes
    secret: bytes = field(repr=False)
    role: str
    identity: Mapping[str, str]
    kind: MailboxKind | None
    address: str | None
    coordinators: frozenset[bytes]
    ledgers: Mapping[str, str]


def write(code: Code) -> str:
    """The text to hand over."""
    value = {
        "url": code.url,
        "id": b64(code.id),
        "secret": b64(code.secret),
        "role": code.role,
        "identity": dict(code.identity),
        "kind": code.kind.value if code.kind else "",
        "address": code.address or "",
        "coordinators": [b64(one) for one in sorted(code.coordinators)],
        "ledgers": dict(code.ledgers),
    }
    raw = canonical(value)
    return PREFIX + b64(raw + sha256(raw)[:CHECK])


def read(text: str) -> Code:
    """A code as it was pasted: white space and line breaks forgiven. Refused: invitation (damaged, or not one)."""
    try:
        code = _read("".join(text.split()))
    except (NavetteError, ValueError, KeyError) as error:
        raise Refused("invitation") from error
    return code


def _read(packed: str) -> Code:
    data = urlsafe_b64decode(packed.removeprefix(PREFIX) + "=" * (-len(packed.removeprefix(PREFIX)) % 4))
    raw, check = data[:-CHECK], data[-CHECK:]
    if not packed.startswith(PREFIX) or sha256(raw)[:CHECK] != check:
        raise Refused("invitation")
    value = read_object(raw)
    fields = Fields(value)
    ledgers = fields.strings("ledgers")
    for ledger in LEDGERS:
        read_vkey(ledgers[ledger])
    role, kind = fields.text("role"), fields.text("kind")
    if role not in ROLES or (role == "mailbox") != bool(kind):
        raise Refused("invitation")
    return Code(
        url=fields.text("url"),
        id=fields.raw("id", 16),
        secret=fields.raw("secret", 32),
        role=role,
        identity=fields.strings("identity"),
        kind=MailboxKind(kind) if kind else None,
        address=fields.text("address") or None,
        coordinators=frozenset(fields.hashes("coordinators")),
        ledgers=ledgers,
    )


def claim(secret: bytes) -> bytes:
    """What who joins shows the server, which holds its SHA-256."""
    return derive(secret, "navette/v1 invitation claim")


def binding(secret: bytes, person: bytes, mailbox: bytes | None) -> bytes:
    """What tells the coordinator that these keys are those of the person invited, whatever the server says."""
    key = derive(secret, "navette/v1 invitation binding")
    return hmac.digest(key, person + (mailbox or b""), "sha256")

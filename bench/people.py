"""Who sends and who receives: invited, joined, and their handoffs sealed and signed before the clock runs."""

import hashlib
import json
import secrets
import time
from dataclasses import dataclass

from wire import Wire

from navette.core.encoding import b64, timestamp
from navette.core.parties import MailboxKind
from navette.envelope.keys import derive
from navette.envelope.manifest import Manifest
from navette.envelope.person import Person
from navette.envelope.request import LABEL, Params, content_digest, signature_base, signature_header
from navette.envelope.seal import seal
from navette.envelope.seat import KemKey, give_seat
from navette.envelope.statement import SignedStatement
from navette.service.enroll import FirstInvitation

CLAIM = "navette/v1 invitation claim"
# Three pages of 4,096 bytes once packed: the fiche of the performance targets, an envelope of 14,967 bytes.
FICHE = 9_000
ACTS = (
    {"type": "receipt", "kind": "delivered", "response": "ok"},
    {"type": "receipt", "kind": "opened", "response": "ok"},
)
ACCEPTED = {"type": "acknowledgement", "decision": "accepted"}


@dataclass(frozen=True)
class Post:
    """A mailbox and its only member."""

    person: Person
    mailbox: bytes
    epoch: KemKey


@dataclass(frozen=True)
class Prepared:
    """One handoff ready to run. time: when it was; raw: the envelope; acts: its three signed statements, as posted."""

    time: int
    path: str
    message: str
    raw: bytes
    acts: tuple[bytes, ...]


def sign_request(person: Person, wire: Wire, method: str, path: str, query: str = "", body: bytes | None = None) -> str:
    """The headers of a signed request (docs/spec/api.md)."""
    params = Params(int(time.time()), person.id, secrets.token_bytes(16)).serialise(body is not None)
    digest = None if body is None else content_digest(hashlib.sha256(body).digest())
    signature = person.sign(signature_base(method, wire.authority, path, query, digest, params))
    covered = "" if digest is None else f"Content-Digest: {digest}\r\n"
    return f"Signature-Input: {LABEL}={params}\r\nSignature: {signature_header(signature)}\r\n{covered}"


def statement_body(signed: SignedStatement) -> dict[str, str]:
    """How a signed statement is posted."""
    return {"statement": signed.raw.decode(), "signature": b64(signed.signature)}


class Registrar:
    """A coordinator who invites, and the invited who join, through the API."""

    def __init__(self, wire: Wire) -> None:
        self._wire, self.person = wire, Person.new()

    async def begin(self, first: FirstInvitation) -> None:
        """The coordinator joins with the operator's invitation."""
        await self._join(first.id, first.secret, self.person, None)

    async def post(self, name: str, kind: MailboxKind) -> Post:
        """A person with a mailbox of their own."""
        invitation, secret = secrets.token_bytes(16), secrets.token_bytes(32)
        post = Post(Person.new(), secrets.token_bytes(16), KemKey.new())
        address = f"{name}@bench.example"
        value = {
            "id": b64(invitation),
            "claim": b64(hashlib.sha256(derive(secret, CLAIM)).digest()),
            "role": "mailbox",
            "identity": {"name": name, "profession": "médecin"},
            "mailbox": {"kind": kind.value, "address": address, "name": name},
            "expires": timestamp(int(time.time()) + 3600),
        }
        body = json.dumps(value).encode()
        signed = sign_request(self.person, self._wire, "POST", "/v1/invitations", body=body)
        await self._post("/v1/invitations", body, signed)
        await self._join(invitation, secret, post.person, _mailbox(post, kind, address))
        return post

    async def _join(self, invitation: bytes, secret: bytes, person: Person, mailbox: dict[str, str] | None) -> None:
        said = person.sign_statement(
            {"type": "person", "public": b64(person.public), "salt": b64(secrets.token_bytes(16))}
        )
        value = {
            "invitation": b64(invitation),
            "claim": b64(derive(secret, CLAIM)),
            "binding": b64(secrets.token_bytes(32)),
            "person": statement_body(said),
            "mailbox": mailbox,
        }
        await self._post("/v1/join", json.dumps(value).encode())

    async def _post(self, path: str, body: bytes, headers: str = "") -> None:
        status, answer = await self._wire.request("POST", path, body, f"Content-Type: application/json\r\n{headers}")
        if status != 201:
            raise RuntimeError(f"{path}: {status} {answer[:300].decode()}")


def _mailbox(post: Post, kind: MailboxKind, address: str) -> dict[str, str]:
    said = post.person.sign_statement(
        {
            "type": "mailbox",
            "mailbox": b64(post.mailbox),
            "kind": kind.value,
            "address": address,
            "n": "0",
            "prev": "",
            "public": b64(post.epoch.public),
            "members": [{"key": b64(post.person.id), "role": "guardian"}],
            "time": timestamp(int(time.time())),
        }
    )
    return {**statement_body(said), "seat": b64(give_seat(post.mailbox, post.epoch, post.person.public))}


def prepare(sender: Post, ward: Post) -> Prepared:
    """One envelope for the ward and for the sender's own mailbox, and the ward's three statements about it."""
    to = [(ward.mailbox, ward.epoch.public), (sender.mailbox, sender.epoch.public)]
    now = int(time.time())
    fiche = secrets.token_bytes(FICHE)  # as incompressible as it gets: pages, not luck, make the length
    envelope = seal(sender.person, sender.mailbox, to, Manifest(), fiche, time=now)
    about = {"envelope": b64(envelope.digest), "mailbox": b64(ward.mailbox), "time": timestamp(now), "code": ""}
    said = [
        ward.person.sign_statement({**act, **about, "salt": b64(secrets.token_bytes(16))}) for act in (*ACTS, ACCEPTED)
    ]
    message = b64(envelope.header.id)
    bodies = tuple(json.dumps(statement_body(one), separators=(",", ":")).encode() for one in said)
    return Prepared(now, f"/v1/envelopes/{message}", message, envelope.raw, bodies)

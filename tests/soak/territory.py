"""People and mailboxes made by hand, and what they say: each request an Ask that can be sent again."""

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from navette.core.encoding import b64, timestamp
from navette.core.parties import Role
from navette.envelope.format import BlobRef, Envelope
from navette.envelope.keys import derive
from navette.envelope.manifest import Attachment, Manifest
from navette.envelope.person import Person
from navette.envelope.seal import seal
from navette.envelope.seat import KemKey, give_seat, link_history
from navette.envelope.statement import SignedStatement, statement_digest
from navette.service.enroll import FirstInvitation
from tests.soak.wire import BYTES, Ask, Wire, asking, both, now, salt

CLAIM = "navette/v1 invitation claim"
GUARDIAN, MEMBER = Role.GUARDIAN, Role.MEMBER
FICHE = b'{"resourceType":"Bundle","type":"document"}'


@dataclass(frozen=True)
class Box:
    """A mailbox after its latest statement. digest: of that statement."""

    id: bytes
    kind: str
    address: str
    epoch: KemKey
    members: Mapping[Person, Role]
    n: int = -1
    digest: bytes = b""

    @property
    def to(self) -> tuple[bytes, bytes]:
        """What is sealed to."""
        return self.id, self.epoch.public

    def statement(self, by: Person) -> SignedStatement:
        """That the mailbox is now as this Box, which must follow the one before by `after`."""
        return by.sign_statement(
            {
                "type": "mailbox",
                "mailbox": b64(self.id),
                "kind": self.kind,
                "address": self.address,
                "n": str(self.n),
                "prev": b64(self.digest) if self.digest else "",
                "public": b64(self.epoch.public),
                "members": [{"key": b64(one.id), "role": role.value} for one, role in self.members.items()],
                "time": now(),
            }
        )


def new_box(kind: str, address: str, guardian: Person) -> Box:
    return Box(secrets.token_bytes(16), kind, address, KemKey.new(), {guardian: GUARDIAN})


def change(box: Box, by: Person, members: Mapping[Person, Role], address: str = "") -> tuple[Ask, Box]:
    """The next statement of a mailbox, with its seats: a new epoch when somebody leaves."""
    newcomers: Sequence[Person] = [one for one in members if one not in box.members]
    epoch, history = box.epoch, None
    if set(box.members) - set(members):
        epoch, newcomers = KemKey.new(), list(members)
        history = {"old": b64(box.epoch.id), "sealed": b64(link_history(box.id, epoch, box.epoch))}
    after = replace(box, epoch=epoch, members=dict(members), n=box.n + 1, address=address or box.address)
    signed = after.statement(by)
    seats = {b64(one.id): b64(give_seat(box.id, epoch, one.public)) for one in newcomers}
    body = {**both(signed), "seats": seats, "history": history}
    ask = asking("POST", f"/v1/mailboxes/{b64(box.id)}/statements", body)
    return ask, replace(after, digest=statement_digest(signed.raw))


def joining(invitation: bytes, secret: bytes, person: Person, box: Box | None = None) -> tuple[Ask, Box | None]:
    """Uses an invitation; the mailbox as it is then."""
    enrolled = person.sign_statement({"type": "person", "public": b64(person.public), "salt": salt()})
    mailbox = None
    if box is not None:
        box = replace(box, n=0)
        signed = box.statement(person)
        mailbox = {**both(signed), "seat": b64(give_seat(box.id, box.epoch, person.public))}
        box = replace(box, digest=statement_digest(signed.raw))
    body = {
        "invitation": b64(invitation),
        "claim": b64(derive(secret, CLAIM)),
        "binding": b64(secrets.token_bytes(32)),
        "person": both(enrolled),
        "mailbox": mailbox,
    }
    return asking("POST", "/v1/join", body), box


@dataclass
class Territory:
    """A coordinator at a server, who brings the others in."""

    wire: Wire
    nathalie: Person

    @classmethod
    async def found(cls, wire: Wire, first: FirstInvitation, nathalie: Person | None = None) -> "Territory":
        nathalie = nathalie or Person.new()
        ask, _ = joining(first.id, first.secret, nathalie)
        await wire.done(ask)
        return cls(wire, nathalie)

    async def invite(self, name: str = "Dr", kind: str = "", address: str = "") -> tuple[bytes, bytes]:
        """(id, secret) of an open invitation, with a mailbox when it has an address."""
        invitation, secret = secrets.token_bytes(16), secrets.token_bytes(32)
        mailbox = {"kind": kind, "address": address, "name": name} if address else None
        body = {
            "id": b64(invitation),
            "claim": b64(sha256(derive(secret, CLAIM)).digest()),
            "role": "mailbox" if address else "person",
            "identity": {"name": name, "profession": "soignant"},
            "mailbox": mailbox,
            "expires": timestamp(int(time.time()) + 86_400),
        }
        await self.wire.done(asking("POST", "/v1/invitations", body, self.nathalie))
        return invitation, secret

    async def person(self) -> Person:
        """Somebody without a mailbox."""
        person = Person.new()
        await self.wire.done(joining(*await self.invite(), person)[0])
        return person

    async def box(self, address: str, kind: str = "ORG") -> tuple[Person, Box]:
        """Somebody, and the mailbox they keep."""
        person = Person.new()
        ask, box = joining(*await self.invite("Dr", kind, address), person, new_box(kind, address, person))
        await self.wire.done(ask)
        assert box is not None
        return person, box

    async def change(self, box: Box, by: Person, members: Mapping[Person, Role], address: str = "") -> Box:
        """The mailbox with these members from now on."""
        ask, after = change(box, by, members, address)
        await self.wire.done(ask)
        return after

    async def say(self, box: Box, by: Person, before: SignedStatement | None = None, **more: object) -> SignedStatement:
        """What a mailbox says of itself, the second time after `before`; nothing in particular but for `more`."""
        turn = {"n": "0", "prev": ""} if before is None else {"n": "1", "prev": b64(statement_digest(before.raw))}
        nothing = {"hours": {}, "closed": [], "substitute": "", "forms": [], "note": "", "time": now()}
        signed = by.sign_statement({"type": "service", "mailbox": b64(box.id), **turn, **nothing, **more})
        await self.wire.done(asking("POST", f"/v1/mailboxes/{b64(box.id)}/service", both(signed)))
        return signed

    async def certify(self, subject: bytes, identity: Mapping[str, str], until: str = "2099-12-31") -> None:
        """Vouches for a person or a mailbox."""
        value = {"type": "certificate", "subject": b64(subject), "identity": identity, "until": until}
        await self.wire.done(asking("POST", "/v1/certificates", both(self.nathalie.sign_statement(value))))


def letter(
    sender: Person,
    box: Box,
    to: Sequence[Box],
    *,
    fiche: bytes = FICHE,
    reply: bytes = bytes(16),
    attached: Sequence[tuple[Attachment, BlobRef]] = (),
    message: bytes | None = None,
) -> Envelope:
    """A fiche sealed to mailboxes, and to the sender's own."""
    manifest = Manifest(attachments=tuple(one for one, _ in attached))
    keys = [one.to for one in (*to, box)]
    blobs, moment = [blob for _, blob in attached], int(time.time())
    return seal(sender, box.id, keys, manifest, fiche, blobs, time=moment, reply=reply, message_id=message)


def deposit(envelope: Envelope) -> Ask:
    return Ask("PUT", f"/v1/envelopes/{b64(envelope.header.id)}", envelope.raw, BYTES)


def post(envelope: Envelope, signed: SignedStatement) -> Ask:
    return asking("POST", f"/v1/handoffs/{b64(envelope.header.id)}/statements", both(signed))


def receipt(by: Person, box: Box, envelope: Envelope, kind: str, response: str = "ok", code: str = "") -> Ask:
    return _act(by, box, envelope, type="receipt", kind=kind, response=response, code=code)


def answer(by: Person, box: Box, envelope: Envelope, decision: str, code: str = "") -> Ask:
    return _act(by, box, envelope, type="acknowledgement", decision=decision, code=code)


def withdrawal(by: Person, envelope: Envelope) -> Ask:
    value = {"type": "withdrawal", "envelope": b64(envelope.digest), "time": now(), "salt": salt()}
    return post(envelope, by.sign_statement(value))


def _act(by: Person, box: Box, envelope: Envelope, **said: str) -> Ask:
    value = {"envelope": b64(envelope.digest), "mailbox": b64(box.id), "time": now(), "salt": salt(), **said}
    return post(envelope, by.sign_statement(value))


def nudge(by: Person, box: Box, envelope: Envelope) -> Ask:
    """A coordinator reminds a recipient."""
    value = {"message": b64(envelope.header.id), "mailbox": b64(box.id)}
    return asking("PUT", f"/v1/nudges/{b64(secrets.token_bytes(16))}", value, by)


async def numbers(wire: Wire, person: Person, box: Box) -> dict[int, str]:
    """What a mailbox was given: number → message."""
    found: dict[int, str] = {}
    while True:
        query = f"after={max(found, default=0)}&limit=200&open=0"
        page = (await wire.get(f"/v1/mailboxes/{b64(box.id)}/inbox", person, query))["items"]
        if not page:
            return found
        assert not found.keys() & {item["n"] for item in page}
        found |= {item["n"]: item["message"] for item in page}

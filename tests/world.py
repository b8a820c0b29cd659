"""A territory on a real server: a coordinator, a GP with a mailbox, a ward of two; and how each of them asks.

Nothing here comes from navette.client: what the server tower promises is checked from outside, byte by byte.
"""

import contextlib
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from navette.core.encoding import b64, timestamp
from navette.core.parties import MailboxKind, Role
from navette.envelope.format import Envelope
from navette.envelope.manifest import Manifest
from navette.envelope.person import Person
from navette.envelope.seal import seal
from navette.envelope.seat import KemKey, give_seat, link_history
from navette.envelope.statement import SignedStatement, statement_digest
from navette.service.enroll import first_invitation
from navette.settings import Settings
from tests.asking import Asking
from tests.things import (
    BYTES,
    FICHE,
    GUARDIAN,
    MEMBER,
    Answer,
    Box,
    Invitation,
    SealedFile,
    new_address,
    salt,
    signed_json,
)


class World(Asking):
    """The people of the territory and the server between them."""

    nathalie: Person
    gp: Person
    nurse: Person
    doctor: Person
    cabinet: Box
    ward: Box

    # -- the directory

    async def invite(self, role: str, box: Box | None = None, **more: object) -> Invitation:
        made = Invitation(secrets.token_bytes(16), secrets.token_bytes(32))
        done = await self.ask("POST", "/v1/invitations", self.nathalie, self.offer(made, role, box, **more))
        assert done.status == 201, done.body[:300]
        return made

    def offer(self, made: Invitation, role: str, box: Box | None = None, **more: object) -> dict[str, object]:
        """The body of an invitation."""
        name = "Claire Martin"
        mailbox = None if box is None else {"kind": box.kind, "address": box.address, "name": name}
        return {
            "id": b64(made.id),
            "claim": b64(hashlib.sha256(made.claim).digest()),
            "role": role,
            "identity": {"name": name, "profession": "médecin"},
            "mailbox": mailbox,
            "expires": timestamp(self.now() + 3600),
            **more,
        }

    def joining(self, invitation: Invitation, person: Person, box: Box | None = None) -> dict[str, object]:
        """The body of a request to join."""
        enrolled = person.sign_statement({"type": "person", "public": b64(person.public), "salt": salt()})
        mailbox = None
        if box is not None:
            seat = b64(give_seat(box.id, box.epoch, person.public))
            mailbox = {**signed_json(box.statement(person, self.now())), "seat": seat}
        return {
            "invitation": b64(invitation.id),
            "claim": b64(invitation.claim),
            "binding": b64(secrets.token_bytes(32)),
            "person": signed_json(enrolled),
            "mailbox": mailbox,
        }

    async def join(self, invitation: Invitation, person: Person, box: Box | None = None) -> Box | None:
        value = self.joining(invitation, person, box)
        done = await self.ask("POST", "/v1/join", value=value)
        assert done.status == 201, done.body[:300]
        if box is None:
            return None
        mailbox: Any = value["mailbox"]
        return replace(box, latest=SignedStatement(mailbox["statement"].encode(), b""))

    async def arrive(self) -> Person:
        """Somebody joins, without a mailbox."""
        person = Person.new()
        await self.join(await self.invite("person"), person)
        return person

    def box(self, guardian: Person, kind: MailboxKind = MailboxKind.PERSONAL, **more: object) -> Box:
        """A mailbox that does not exist yet."""
        return Box(secrets.token_bytes(16), kind, new_address(), KemKey.new(), {guardian: GUARDIAN})

    async def open_box(self, kind: MailboxKind = MailboxKind.PERSONAL) -> tuple[Person, Box]:
        """Somebody joins with a mailbox."""
        person = Person.new()
        box = self.box(person, kind)
        opened = await self.join(await self.invite("mailbox", box), person, box)
        assert opened is not None
        return person, opened

    def next(self, box: Box, **changes: Any) -> Box:
        """The state after: `latest` is still that of the state before."""
        return replace(box, n=box.n + 1, **changes)

    def change(
        self, after: Box, signed: SignedStatement, newcomers: Iterable[Person], old: KemKey | None = None
    ) -> dict[str, object]:
        """The body of a change: seats for the newcomers, and the link to the epoch before."""
        link = None if old is None else {"old": b64(old.id), "sealed": b64(link_history(after.id, after.epoch, old))}
        seats = {b64(person.id): b64(give_seat(after.id, after.epoch, person.public)) for person in newcomers}
        return {**signed_json(signed), "seats": seats, "history": link}

    async def admit(self, box: Box, by: Person, *newcomers: Person, role: Role = MEMBER) -> Box:
        """A guardian gives seats of the present epoch."""
        after = self.next(box, members={**box.members, **dict.fromkeys(newcomers, role)})
        return await self._changed(box, after, by, newcomers)

    async def rotate(self, box: Box, by: Person, *leavers: Person) -> Box:
        """A new epoch, without the leavers, linked to the one before."""
        stay = {person: role for person, role in box.members.items() if person not in leavers}
        after = self.next(box, members=stay, epoch=KemKey.new())
        return await self._changed(box, after, by, stay, box.epoch)

    async def _changed(
        self, box: Box, after: Box, by: Person, seated: Iterable[Person], old: KemKey | None = None
    ) -> Box:
        signed = after.statement(by, self.now())
        value = self.change(after, signed, seated, old)
        done = await self.ask("POST", f"/v1/mailboxes/{b64(box.id)}/statements", value=value)
        assert done.status == 201, done.body[:300]
        return replace(after, latest=signed)

    def saying(self, box: Box, by: Person, before: SignedStatement | None = None, **changes: object) -> SignedStatement:
        """What a mailbox says of itself after `before`, nothing in particular but for `changes`."""
        n = 0 if before is None else int(json.loads(before.raw)["n"]) + 1
        value: dict[str, object] = {
            "type": "service",
            "mailbox": b64(box.id),
            "n": str(n),
            "prev": "" if before is None else b64(statement_digest(before.raw)),
            "time": timestamp(self.now()),
        }
        nothing = {"hours": {}, "closed": [], "substitute": "", "forms": [], "note": ""}
        return by.sign_statement({**value, **nothing, **changes})

    async def say(self, box: Box, signed: SignedStatement) -> Answer:
        """What a mailbox says of itself, sent."""
        return await self.ask("POST", f"/v1/mailboxes/{b64(box.id)}/service", value=signed_json(signed))

    # -- handoffs

    def sealed(
        self, to: Iterable[Box] | None = None, *, by: Person | None = None, box: Box | None = None, **more: Any
    ) -> Envelope:
        """A fiche of the GP to the ward, but for what is given. The sender's own mailbox comes last."""
        box = box or self.cabinet
        boxes = [*((self.ward,) if to is None else to), box]
        fiche = more.pop("fiche", FICHE)
        return seal(by or self.gp, box.id, [one.to for one in boxes], Manifest(), fiche, **{"time": self.now(), **more})

    async def put(self, raw: Envelope | bytes, message: bytes | None = None, **more: Any) -> Answer:
        if isinstance(raw, Envelope):
            message = raw.header.id if message is None else message
            raw = raw.raw
        assert message is not None
        return await self.ask("PUT", f"/v1/envelopes/{b64(message)}", body=raw, kind=more.pop("kind", BYTES), **more)

    async def send(self, to: Iterable[Box] | None = None, **more: Any) -> Envelope:
        """Sealed and deposited."""
        envelope = self.sealed(to, **more)
        done = await self.put(envelope)
        assert done.status == 201, done.body[:300]
        return envelope

    def act(self, by: Person, envelope: Envelope, box: Box | None = None, **value: object) -> SignedStatement:
        """A receipt, an acknowledgement or a withdrawal, for the ward but for what is given."""
        whose = {} if value["type"] == "withdrawal" else {"mailbox": b64((box or self.ward).id)}
        codes = {} if value["type"] == "withdrawal" else {"code": ""}
        common = {"envelope": b64(envelope.digest), "time": timestamp(self.now()), "salt": salt()}
        return by.sign_statement({**whose, **codes, **common, **value})

    async def post(self, envelope: Envelope, signed: SignedStatement) -> Answer:
        path = f"/v1/handoffs/{b64(envelope.header.id)}/statements"
        return await self.ask("POST", path, value=signed_json(signed))

    async def receipt(
        self, by: Person, envelope: Envelope, kind: str = "delivered", response: str = "ok", **more: Any
    ) -> Answer:
        signed = self.act(by, envelope, type="receipt", kind=kind, response=response, **more)
        return await self.post(envelope, signed)

    async def decide(self, by: Person, envelope: Envelope, decision: str, code: str = "", **more: Any) -> Answer:
        signed = self.act(by, envelope, type="acknowledgement", decision=decision, code=code, **more)
        return await self.post(envelope, signed)

    async def withdraw(self, by: Person, envelope: Envelope) -> Answer:
        return await self.post(envelope, self.act(by, envelope, type="withdrawal"))

    async def received(self, **more: Any) -> Envelope:
        """Sent to the ward, and delivered there."""
        envelope = await self.send(**more)
        assert (await self.receipt(self.nurse, envelope)).status == 201
        return envelope

    # -- attachments

    async def announce(self, file: SealedFile, by: Person | None = None, **more: object) -> Answer:
        value = {"mailbox": b64(self.cabinet.id), "size": file.size, "digest": b64(file.digest), **more}
        return await self.ask("PUT", f"/v1/blobs/{b64(file.id)}", by or self.gp, value)

    async def part(self, file: SealedFile, part: int, body: bytes | None = None, by: Person | None = None) -> Answer:
        body = file.parts[part] if body is None else body
        return await self.ask("PUT", f"/v1/blobs/{b64(file.id)}/parts/{part}", by or self.gp, body=body, kind=BYTES)

    async def upload(self, file: SealedFile) -> None:
        """All of it."""
        assert (await self.announce(file)).status == 201
        for part in range(len(file.parts)):
            assert (await self.part(file, part)).status == 200

    # -- beginning and end

    async def populate(self) -> None:
        """Nathalie coordinates; the GP has a cabinet; the nurse and the doctor share the ward."""
        first = first_invitation(self.settings, "Nathalie Perrin")
        self.nathalie = Person.new()
        await self.join(Invitation(first.id, first.secret), self.nathalie)
        self.gp, self.cabinet = await self.open_box()
        self.nurse, ward = await self.open_box(MailboxKind.ORGANISATION)
        self.doctor = await self.arrive()
        self.ward = await self.admit(ward, self.nurse, self.doctor)


def trial(folder: Path, **more: Any) -> Settings:
    """The settings of a trial: no limit is met by chance."""
    return Settings(**{"data_dir": folder, "production": False, "rate_per_minute": 1_000_000, **more})


@contextlib.asynccontextmanager
async def territory(folder: Path, **more: Any) -> AsyncIterator[World]:
    """A server on a folder, started and populated, then stopped."""
    world = World(trial(folder, **more))
    async with world.client:
        await world.populate()
        yield world

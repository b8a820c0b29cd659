"""The coordinator's work: inviting, vouching for those who joined, seeing what waits. Delays, never content."""

import hmac
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from types import TracebackType

from navette.client import indicators, invitation, names, vouching
from navette.client.answer import Fields
from navette.client.coordination import history, prove, referred, unresolved_item
from navette.client.coordinator_items import (
    Confirmed,
    History,
    Invitation,
    Invited,
    Nudged,
    Proven,
    UnresolvedItem,
)
from navette.client.desk import Desk
from navette.client.folder import Folder
from navette.client.holds import Holds
from navette.client.indicator_items import Indicators
from navette.client.invitation import Code
from navette.client.journal import Journal
from navette.client.secret_notes import Note, SecretNotes
from navette.core.encoding import b64, reference, timestamp, typable
from navette.core.errors import Denied, Local, NavetteError, Refused
from navette.core.handoff import UNANSWERED, Status
from navette.core.parties import MailboxKind, Role
from navette.envelope.keys import sha256
from navette.envelope.person import Person

DAY = 86_400


class Coordinator:
    """Use it as `async with await Coordinator.open(folder, person) as coordinator`. Denied: coordinator-only."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._notes = SecretNotes(desk.folder, desk.person)
        self.journal = Journal(desk)
        self.holds = Holds(desk)

    @classmethod
    async def open(cls, folder: Folder, person: Person) -> "Coordinator":
        """Reaches the server and brings the directory up to date.

        Denied: coordinator-only (the person is none here). Local: server-unreachable.
        """
        desk = await Desk.open(folder, person)
        try:
            desk.require_trust()
            if person.id not in desk.ledgers.pins.coordinators:
                raise Denied("coordinator-only")
            if desk.absent is not None:
                raise desk.absent
        except BaseException:
            await desk.close()
            raise
        return cls(desk)

    async def __aenter__(self) -> "Coordinator":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections."""
        await self._desk.close()

    async def invite(
        self,
        identity: Mapping[str, str],
        *,
        role: str = "person",
        kind: MailboxKind | None = None,
        address: str | None = None,
        mailbox_name: str | None = None,
        days: int = 14,
    ) -> Invited:
        """Makes an invitation. identity: name and profession, perhaps rpps.

        role: person, mailbox (with kind, address, mailbox_name: the person's name when None), coordinator. The secret
        is kept here, sealed, before the server hears of the invitation.
        """
        mailbox = None
        if role == "mailbox":
            named = {"kind": (kind or MailboxKind.PERSONAL).value, "name": mailbox_name or identity.get("name", "")}
            mailbox = {**named, "address": address or ""}
        note = Note(secrets.token_bytes(32), role, dict(identity), mailbox)
        identifier, expires = typable(secrets.token_bytes(16)), self._desk.now() + days * DAY
        self._notes.add(identifier, note)
        body = {
            "id": b64(identifier),
            "claim": b64(sha256(invitation.claim(note.secret))),
            "role": role,
            "identity": note.identity,
            "mailbox": mailbox,
            "expires": timestamp(expires),
        }
        await self._desk.api.ask("POST", "/v1/invitations", body=body)
        return Invited(identifier, invitation.write(self._code(identifier, note)), expires)

    def _code(self, identifier: bytes, note: Note) -> Code:
        pins, mailbox = self._desk.ledgers.pins, note.mailbox
        return Code(
            url=pins.url,
            id=identifier,
            secret=note.secret,
            role=note.role,
            identity=note.identity,
            kind=MailboxKind(mailbox["kind"]) if mailbox else None,
            address=mailbox["address"] if mailbox else None,
            coordinators=pins.coordinators,
            ledgers=pins.vkeys,
        )

    async def invitations(self) -> list[Invitation]:
        """Every invitation and its state, newest first."""
        ours = self._notes.all()
        return [_invitation(one, ours) for one in await self._list()]

    async def withdraw(self, invitation: bytes) -> None:
        """Withdraws an open invitation; Conflict: invitation-used."""
        await self._desk.api.ask("DELETE", f"/v1/invitations/{b64(invitation)}")

    async def confirm(self, days: int = 730) -> list[Confirmed]:
        """Vouches for everybody who joined with an invitation made here and proved it; days: for how long.

        Name, profession, address are those noted here when inviting, whatever the server says now.
        """
        self._desk.require_trust()
        await self._desk.sync()
        ours, confirmed = self._notes.all(), []
        for one in await self._list():
            note, person = ours.get(one.raw("id", 16)), one.maybe_raw("person", 32)
            if note is None or person is None:
                continue
            mailbox = one.maybe_raw("mailbox_id", 16)
            identities = {person: note.identity, **({mailbox: note.certificate} if mailbox and note.mailbox else {})}
            waiting = {s: i for s, i in identities.items() if not self._vouched(s, i)}
            if waiting:
                problem = await self._certify(note, one, person, mailbox, waiting, days)
                confirmed.append(Confirmed(one.raw("id", 16), note.identity["name"], person, mailbox, problem))
        return confirmed

    def _vouched(self, subject: bytes, identity: Mapping[str, str]) -> bool:
        return dict(names.identity(self._desk.directory, subject, self._desk.today())) == dict(identity)

    async def _certify(
        self,
        note: Note,
        used: Fields,
        person: bytes,
        mailbox: bytes | None,
        identities: Mapping[bytes, Mapping[str, str]],
        days: int,
    ) -> str:
        """Vouches for the keys of one invitation; the code of what is wrong with them, "" when nothing is."""
        desk = self._desk
        try:
            self._check(note, used, person, mailbox)
        except NavetteError as error:
            return error.code
        until = (desk.today() + timedelta(days=days)).isoformat()
        for subject, identity in identities.items():
            await vouching.certify(desk.api, desk.ledgers, desk.person, subject, identity, until)
        return ""

    def _check(self, note: Note, used: Fields, person: bytes, mailbox: bytes | None) -> None:
        """These keys were made by who held the secret, and the mailbox is the one that was to be made."""
        expected = invitation.binding(note.secret, person, mailbox)
        if not hmac.compare_digest(expected, used.raw("binding", 32)):
            raise Refused("invitation-binding")
        if self._desk.directory.person(person) is None:
            raise Refused("unknown-signer")
        if (mailbox is None) != (note.mailbox is None):
            raise Refused("invitation-other-kind")
        if mailbox is None or note.mailbox is None:
            return
        state = self._desk.directory.mailbox(mailbox)
        proposed = (note.mailbox["kind"], note.mailbox["address"])
        if state is None or (state.kind.value, state.address) != proposed:
            raise Refused("invitation-other-kind")
        if state.members.get(person) is not Role.GUARDIAN:
            raise Refused("not-a-guardian")

    async def unresolved(self) -> list[UnresolvedItem]:
        """Every handoff nobody has closed, the nearest deadline first."""
        items: list[UnresolvedItem] = []
        after: list[tuple[str, str]] = []
        while True:
            answer = Fields(await self._desk.api.get("/v1/unresolved", [*after, ("limit", "200")]))
            items += [unresolved_item(self._desk, one) for one in answer.many("items")]
            if not answer.has("next"):
                return items
            after = [("after", answer.text("next"))]

    async def nudge(self, ref: str, to: str | None = None) -> Nudged:
        """Reminds a recipient of a handoff that waits there. ref: its reference, or its message id.

        to: which recipient, by name or address; None when only one is waited for. Local: unknown-reference,
        unknown-name, ambiguous-name (data: matches). Conflict: nothing-to-nudge. Refused: not-a-recipient. Limited:
        nudged-recently (data: again, from when on it is possible).
        """
        message = await referred(self._desk, ref)
        mailbox = await self._recipient(message, to)
        body = {"message": b64(message), "mailbox": b64(mailbox)}
        answer = Fields(await self._desk.api.ask("PUT", f"/v1/nudges/{b64(self._desk.new_id())}", body=body))
        return Nudged(reference(message), message, mailbox, self._desk.name(mailbox), answer.time("time"))

    async def _recipient(self, message: bytes, to: str | None) -> bytes:
        directory, today = self._desk.directory, self._desk.today()
        if to is not None:
            return names.find_mailbox(directory, to, today)
        states = Fields(await self._desk.api.get(f"/v1/handoffs/{b64(message)}")).many("recipients")
        waited = [one.raw("mailbox", 16) for one in states if one.one_of("status", Status) in UNANSWERED]
        if len(waited) > 1:
            spelled = [state.address for one in waited if (state := directory.mailbox(one)) is not None]
            raise Local("ambiguous-name", name=reference(message), matches=", ".join(sorted(spelled)))
        return (waited or [states[0].raw("mailbox", 16)])[0]  # the server says where it stands

    async def verify(self, ref: str) -> Proven:
        """One handoff, each act judged and found in the ledger. ref: as for `nudge`. Local: unknown-reference."""
        return await prove(self._desk, await referred(self._desk, ref))

    async def history(self, ref: str) -> History:
        """All that is known of one handoff, and nothing of what it says. ref: as for `nudge`."""
        return await history(self._desk, await referred(self._desk, ref))

    async def indicators(self, first: date, last: date, *, mask: bool = False) -> Indicators:
        """The figures of what was deposited from one day to another, both included. Malformed: field.

        mask: what leaves the coordinator's hands; small numbers, and what would give them away, are None.
        """
        return await indicators.ask(self._desk, first, last, mask=mask)

    async def _list(self) -> list[Fields]:
        return Fields(await self._desk.api.get("/v1/invitations")).many("invitations")


def _invitation(fields: Fields, ours: Mapping[bytes, Note]) -> Invitation:
    mailbox = fields.fields("mailbox") if fields.has("mailbox") else None
    identifier = fields.raw("id", 16)
    return Invitation(
        id=identifier,
        role=fields.text("role"),
        name=fields.fields("identity").text("name"),
        kind=None if mailbox is None else mailbox.one_of("kind", MailboxKind),
        address="" if mailbox is None else mailbox.text("address"),
        created=fields.time("created"),
        expires=fields.time("expires"),
        state=fields.text("state"),
        person=fields.maybe_raw("person", 32),
        mailbox=fields.maybe_raw("mailbox_id", 16),
        certified=fields.flag("certified"),
        ours=identifier in ours,
    )

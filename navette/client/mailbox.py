"""A mailbox, as its members work with it: send, receive, collect, acknowledge, verify.

One verb a file (send, receive, acknowledge, follow, audit, members); here is the counter where they are asked for.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from types import TracebackType

from navette.client import acknowledge, attachments, audit, copies, earlier, export, follow, receive, send
from navette.client.courier import Courier
from navette.client.desk import Desk
from navette.client.export import Exported
from navette.client.folder import Folder
from navette.client.items import (
    Acknowledged,
    Event,
    Fault,
    Handoff,
    InboxItem,
    Opened,
    Progress,
    Sent,
    SentItem,
    Waiting,
)
from navette.client.journal import Journal
from navette.client.members import Members
from navette.client.names import find_mailbox
from navette.client.outbox import Outbox
from navette.client.seats import Seats
from navette.client.send import Letter
from navette.client.services import Services
from navette.client.workplace import Workplace
from navette.core.acknowledgement import Decision
from navette.core.errors import Denied, Local
from navette.core.parties import Urgency
from navette.envelope.manifest import FHIR_JSON
from navette.envelope.person import Person

MANY = 1 << 30


class Mailbox:
    """One of a person's mailboxes. Use it as `async with await Mailbox.open(folder, person) as mailbox`.

    Everywhere, `ref` is a reference (NV-7K3F-22Q, as it was typed) or a message id in base64url; a name is an address,
    a display name of the directory, or the beginning of an id. Any verb may raise what the server refuses (the codes
    of docs/spec/errors.md), `server-unreachable`, `server-answer`, and the codes of a ledger that does not hold.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self.members = Members(place)
        self.services = Services(place.desk)
        self.journal = Journal(place.desk, place)

    @classmethod
    async def open(
        cls, folder: Folder, person: Person, address: str | None = None, clock: Callable[[], float] = time.time
    ) -> "Mailbox":
        """The person's mailbox of that address (or name); the only one when none is given.

        Without the server, what was believed last is used, so that a fiche can be sealed and wait.
        A ledger that does not hold is raised when nothing is known here; otherwise it is in `faults`, and nothing is
        sent. Local: unknown-name, ambiguous-name (the person has several). Denied: not-a-member.
        """
        desk = await Desk.open(folder, person, clock)
        try:
            mailbox = _choose(desk, address)
        except BaseException:
            await desk.close()
            raise
        outbox, seats = Outbox(folder), Seats(desk)
        return cls(Workplace(desk, mailbox, outbox, seats, Courier(desk, outbox, seats)))

    async def __aenter__(self) -> "Mailbox":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections; keys were in memory only."""
        await self._place.desk.close()

    @property
    def id(self) -> bytes:
        """The mailbox's id: 16 bytes."""
        return self._place.mailbox

    @property
    def address(self) -> str:
        """Its address."""
        return self._place.state.address

    @property
    def online(self) -> bool:
        """The server answered when the mailbox was opened."""
        return self._place.desk.absent is None

    @property
    def faults(self) -> list[Fault]:
        """What was found wrong on the way without stopping the work: holes in the numbers, refused entries."""
        return [*self._place.desk.faults, *self._place.seats.faults, *self._place.found]

    async def send(
        self,
        to: Sequence[str],
        fiche: bytes,
        *,
        form: str = "admission",
        media: str = FHIR_JSON,
        urgency: Urgency = Urgency.ROUTINE,
        due: int = 0,
        reply: str | None = None,
        kind: str = "fiche",
        attachments: Sequence[Path] = (),
        also_substitute: bool = False,
        progress: Progress | None = None,
    ) -> Sent:
        """Seals a fiche to mailboxes and deposits it.

        to: names. form: a published form's name, "" for none. due: seconds since 1970, 0 for the form's own clock.
        reply: the ref of what is answered. also_substitute: seals it to the substitute of each recipient too, who can
        open it when that recipient is silent until the deadline. Local: unknown-name, ambiguous-name, file,
        server-unreachable (data: reference; it waits in the outbox).
        Refused: not-vouched-for, unknown-form. TooLarge: payload-too-large.
        """
        letter = Letter(fiche, media, kind, form, urgency, due, attachments=attachments)
        return await send.send(self._place, to, letter, reply, progress, also_substitute=also_substitute)

    async def flush(self, progress: Progress | None = None) -> list[Sent | Acknowledged]:
        """Carries on with what waits in the outbox, oldest first; what is refused for good is parked."""
        done = await self._place.courier.deliver(progress=progress)
        return [one for job in done if (one := acknowledge.outcome(job)) is not None]

    def waiting(self) -> list[Waiting]:
        """The jobs of the outbox, those refused for good last."""
        return self._place.outbox.waiting()

    async def receive(self, limit: int = 50, open_only: bool = True) -> list[InboxItem]:
        """What was sent to the mailbox, in the order of the numbers: the oldest `limit` that are open, or the latest.

        Nothing is collected. A number that is missing is a fiche kept from us: it is added to `faults`.
        """
        return await receive.receive(self._place, limit, open_only)

    async def collect(self, ref: str, *, read: bool = True) -> Opened:
        """Downloads, verifies and opens a fiche, received or sent; signs the receipts of what was received.

        The sealed bytes are kept in received/; `delivered` is signed once for the mailbox, `opened` once for each
        person. What cannot be opened is raised as its own code, after the receipt that says so. read: False when nobody
        reads it yet: it is delivered, and not opened in anybody's name.
        """
        return await receive.collect(self._place, ref, read=read)

    def earlier(self) -> AsyncIterator[tuple[str, bytes]]:
        """(reference, FHIR document) of what was opened or sent from here, the latest first; nothing is signed."""
        return earlier.earlier(self._place)

    async def acknowledge(self, ref: str, decision: Decision, code: str = "", text: str | None = None) -> Acknowledged:
        """Signs the decision. code: core/acknowledgement.py. text: sealed to the sender as a question or a reason.

        Conflict: already-accepted (data: owner, owner_name, at), out-of-order (data: state). Refused: reason-missing,
        reason-unknown.
        """
        return await acknowledge.acknowledge(self._place, ref, decision, code, text)

    async def reply(
        self,
        ref: str,
        fiche: bytes,
        *,
        form: str = "",
        media: str = FHIR_JSON,
        kind: str = "reply",
        urgency: Urgency = Urgency.ROUTINE,
        due: int = 0,
        close: bool = True,
        closing: str = "replied",
        attachments: Sequence[Path] = (),
        progress: Progress | None = None,
    ) -> Sent:
        """Seals an answer to the sender of a fiche, and closes the fiche unless told not to, with that code."""
        letter = Letter(fiche, media, kind, form, urgency, due, attachments=attachments, closing=closing)
        return await acknowledge.reply(self._place, ref, letter, close, progress)

    async def withdraw(self, ref: str) -> Acknowledged:
        """Takes back what this mailbox sent, before anybody accepted it."""
        return await acknowledge.withdraw(self._place, ref)

    async def reroute(self, ref: str, to: str) -> Sent:
        """Seals a received fiche again, attachments included, to the mailbox it was meant for, and says so."""
        return await acknowledge.reroute(self._place, ref, to)

    async def sent(self, limit: int = 50) -> list[SentItem]:
        """What this mailbox sent, newest first; what could not be given to a substitute is sealed again."""
        items = await receive.sent(self._place, limit)
        await copies.renew(self._place, items)
        return items

    async def handoff(self, ref: str) -> Handoff:
        """A handoff folded from its signed acts: every signature, role and order checked; faults are in it."""
        return await audit.handoff(self._place, ref)

    def events(self, after: int | None = None) -> AsyncIterator[Event]:
        """What happens in this mailbox, live, for ever; after: the index of the last event known.

        A lost connection is taken up again where it broke.
        """
        return follow.follow(self._place, after)

    async def save_attachment(self, opened: Opened, n: int, path: Path, progress: Progress | None = None) -> Path:
        """Writes attachment `n` (from 0) to `path`, or under its own name when that is a folder; never over a file.

        Nothing is there before the last byte is verified. An interrupted download is taken up again. Local: file (it
        exists, or cannot be written). Refused: blob-chunk, blob-digest, padding: nothing is kept.
        """
        attachment = opened.manifest.attachments[n]
        blob = next(one for one in opened.envelope.header.blobs if one.id == attachment.blob)
        target = path / attachment.name if path.is_dir() else path
        desk = self._place.desk
        sealed = await attachments.download(desk.api, desk.folder, blob, attachment.name, progress)
        await asyncio.to_thread(attachments.open_file, sealed, attachment, blob.digest, target)
        return target

    async def export(self, ref: str, into: Path, progress: Progress | None = None) -> Exported:
        """Writes a fiche, its attachments and its proofs into a folder of its own, readable by whoever reads `into`.

        As `collect`, and signs nothing in the person's name. Local: file.
        """
        return await export.export(self._place, self.save_attachment, ref, into, progress)

    async def expiring(self) -> list[str]:
        """References of what will be removed within a month, received and sent."""
        received = await self.receive(limit=MANY, open_only=False)
        return export.expiring([*received, *await self.sent(limit=MANY)])

    async def verify(self, ref: str | None = None) -> list[Fault]:
        """Checks one handoff, or all that is kept here: stored copies, signatures, order, inclusion, both ledgers."""
        return await audit.verify(self._place, ref)


def _choose(desk: Desk, address: str | None) -> bytes:
    mine = [one for one, state in desk.directory.mailboxes.items() if desk.person.id in state.members]
    if address is not None:
        found = find_mailbox(desk.directory, address, desk.today())
        if found in mine:
            return found
    elif len(mine) == 1:
        return mine[0]
    elif mine:
        addresses = sorted(desk.directory.mailboxes[one].address for one in mine)
        raise Local("ambiguous-name", name="", matches=", ".join(addresses))
    desk.require_trust()
    raise desk.absent or Denied("not-a-member")

"""A mailbox, as its members work with it: send, receive, collect, acknowledge, verify.

One verb a file (send, receive, answer, follow, audit, members); here is only the counter where they are asked for.
"""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from types import TracebackType

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
from navette.core.acknowledgement import Decision
from navette.core.parties import Urgency
from navette.envelope.manifest import FHIR_JSON
from navette.envelope.person import Person


class Mailbox:
    """One of a person's mailboxes. Use it as `async with await Mailbox.open(folder, person) as mailbox`.

    Everywhere, `ref` is a reference (NV-7K3F-22Q, as it was typed) or a message id in base64url; a name is an address,
    a display name of the directory, or the beginning of an id. Any verb may raise what the server refuses (the codes
    of docs/spec/errors.md), `server-unreachable`, `server-answer`, and the codes of a ledger that does not hold.
    """

    @classmethod
    async def open(cls, folder: Folder, person: Person, address: str | None = None) -> "Mailbox":
        """The person's mailbox of that address (or name); the only one when none is given.

        Without the server, what was believed last is used, so that a fiche can be sealed and wait.
        Local: unknown-name, ambiguous-name (the person has none, or several). Denied: not-a-member.
        """
        raise NotImplementedError

    async def __aenter__(self) -> "Mailbox":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections; keys were in memory only."""

    @property
    def id(self) -> bytes:
        """The mailbox's id: 16 bytes."""
        raise NotImplementedError

    @property
    def address(self) -> str:
        """Its address."""
        raise NotImplementedError

    @property
    def online(self) -> bool:
        """The server answered when the mailbox was opened."""
        raise NotImplementedError

    @property
    def faults(self) -> list[Fault]:
        """What was found wrong on the way without stopping the work: holes in the numbers, refused entries."""
        raise NotImplementedError

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
        progress: Progress | None = None,
    ) -> Sent:
        """Seals a fiche to mailboxes and deposits it.

        to: names. form: a published form's name, "" for none. due: seconds since 1970, 0 for the form's own clock.
        Local: unknown-name, ambiguous-name, file, server-unreachable (data: reference; it waits in the outbox).
        Refused: not-vouched-for, unknown-form. TooLarge: payload-too-large.
        """
        raise NotImplementedError

    async def flush(self, progress: Progress | None = None) -> list[Sent | Acknowledged]:
        """Carries on with what waits in the outbox, oldest first; what is refused for good is parked."""
        raise NotImplementedError

    def waiting(self) -> list[Waiting]:
        """The jobs of the outbox, those refused for good last."""
        raise NotImplementedError

    async def receive(self, limit: int = 50, open_only: bool = True) -> list[InboxItem]:
        """What was sent to the mailbox, the `limit` latest in the order of their numbers; nothing is collected.

        A number that is missing is a fiche kept from us: it is added to `faults`.
        """
        raise NotImplementedError

    async def collect(self, ref: str) -> Opened:
        """Downloads, verifies and opens a fiche, received or sent; signs the receipts of what was received.

        The sealed bytes are kept in received/; `delivered` is signed once for the mailbox, `opened` once for each
        person. What cannot be opened is raised as its own code, after the receipt that says so.
        """
        raise NotImplementedError

    async def acknowledge(self, ref: str, decision: Decision, code: str = "", text: str | None = None) -> Acknowledged:
        """Signs the decision. code: core/acknowledgement.py. text: sealed to the sender as a question or a reason.

        Conflict: already-accepted (data: owner, at), out-of-order (data: status). Refused: reason-missing,
        reason-unknown.
        """
        raise NotImplementedError

    async def reply(
        self,
        ref: str,
        fiche: bytes,
        *,
        form: str = "",
        media: str = FHIR_JSON,
        kind: str = "reply",
        urgency: Urgency = Urgency.ROUTINE,
        close: bool = True,
        attachments: Sequence[Path] = (),
        progress: Progress | None = None,
    ) -> Sent:
        """Seals an answer to the sender of a fiche, and closes the fiche unless told not to."""
        raise NotImplementedError

    async def withdraw(self, ref: str) -> Acknowledged:
        """Takes back what this mailbox sent, before anybody accepted it."""
        raise NotImplementedError

    async def reroute(self, ref: str, to: str) -> Sent:
        """Seals a received fiche again, attachments included, to the mailbox it was meant for, and says so."""
        raise NotImplementedError

    async def sent(self, limit: int = 50) -> list[SentItem]:
        """What this mailbox sent, newest first."""
        raise NotImplementedError

    async def handoff(self, ref: str) -> Handoff:
        """A handoff folded from its signed acts: every signature, role and order checked; faults are in it."""
        raise NotImplementedError

    def events(self, after: int | None = None) -> AsyncIterator[Event]:
        """What happens in this mailbox, live, for ever; after: the index of the last event known.

        A lost connection is taken up again where it broke.
        """
        raise NotImplementedError

    async def save_attachment(self, opened: Opened, n: int, path: Path, progress: Progress | None = None) -> Path:
        """Writes attachment `n` (from 0) to `path`, or under its own name when that is a folder; never over a file.

        Nothing is there before the last byte is verified. An interrupted download is taken up again.
        """
        raise NotImplementedError

    async def verify(self, ref: str | None = None) -> list[Fault]:
        """Checks one handoff, or all that is kept here: stored copies, signatures, order, inclusion, both ledgers."""
        raise NotImplementedError

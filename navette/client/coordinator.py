"""The coordinator's work: inviting, vouching for those who joined, seeing what waits. Delays, never content."""

from collections.abc import Mapping
from types import TracebackType

from navette.client.folder import Folder
from navette.client.items import Confirmed, Invitation, Invited, UnresolvedItem
from navette.core.parties import MailboxKind
from navette.envelope.person import Person


class Coordinator:
    """Use it as `async with await Coordinator.open(folder, person) as coordinator`. Denied: coordinator-only."""

    @classmethod
    async def open(cls, folder: Folder, person: Person) -> "Coordinator":
        """Reaches the server and brings the directory up to date."""
        raise NotImplementedError

    async def __aenter__(self) -> "Coordinator":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections."""

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

        role: person, mailbox (with kind, address, mailbox_name: the person's name when None), coordinator.
        """
        raise NotImplementedError

    async def invitations(self) -> list[Invitation]:
        """Every invitation and its state, newest first."""
        raise NotImplementedError

    async def withdraw(self, invitation: bytes) -> None:
        """Withdraws an open invitation; Conflict: invitation-used."""
        raise NotImplementedError

    async def confirm(self, days: int = 730) -> list[Confirmed]:
        """Vouches for everybody who joined with an invitation made here and proved it; days: for how long."""
        raise NotImplementedError

    async def unresolved(self) -> list[UnresolvedItem]:
        """Every handoff nobody has closed, the nearest deadline first."""
        raise NotImplementedError

"""Who sits in a mailbox: arrivals, departures with a new key, roles."""

from navette.client.items import Member
from navette.core.parties import Role


class Members:
    """The members of one mailbox, for its guardians: `mailbox.members`."""

    async def list(self) -> list[Member]:
        """Every member, guardians first."""
        raise NotImplementedError

    async def add(self, name: str, role: Role = Role.MEMBER) -> Member:
        """Gives a seat to a person of the directory: the whole backlog opens to it. Changes the role of a member."""
        raise NotImplementedError

    async def remove(self, name: str, history: bool = True) -> None:
        """Withdraws a seat: a new key, so that the leaver opens nothing sealed from now on.

        history: False leaves the past closed to those who arrive later.
        """
        raise NotImplementedError

    async def rotate(self, history: bool = True) -> None:
        """A new key for the same members, as every month should bring."""
        raise NotImplementedError

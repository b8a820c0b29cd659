"""Who sits in a mailbox: arrivals, departures with a new key, roles. For its guardians."""

from collections.abc import Mapping

from navette.client import names, vouching
from navette.client.items import Member
from navette.client.workplace import Workplace
from navette.core.encoding import b64, timestamp
from navette.core.errors import Local, Refused
from navette.core.parties import Role
from navette.envelope.seat import KemKey, give_seat, link_history


class Members:
    """The members of one mailbox: `mailbox.members`. Changing them needs a guardian: Refused: not-a-guardian."""

    def __init__(self, place: Workplace) -> None:
        self._place = place

    async def list(self) -> list[Member]:
        """Every member, guardians first."""
        state = self._place.state
        members = [Member(one, self._place.desk.name(one), role) for one, role in state.members.items()]
        return sorted(members, key=lambda one: (one.role is not Role.GUARDIAN, one.name, one.person))

    async def add(self, name: str, role: Role = Role.MEMBER) -> Member:
        """Gives a seat to a person of the directory: the whole backlog opens to it. Changes the role of a member.

        Local: unknown-name, ambiguous-name. Refused: not-vouched-for, members (no guardian would be left).
        """
        desk = self._place.desk
        await desk.sync()
        person = names.find_person(desk.directory, name, desk.today())
        known = desk.name(person)
        if not known:
            raise Refused("not-vouched-for")
        state = self._place.state
        epoch = (await self._place.seats.keys(self._place.mailbox, state.key_id))[state.key_id]
        public = desk.directory.people[person]
        seats = {} if person in state.members else {person: give_seat(self._place.mailbox, epoch, public)}
        await self._change({**state.members, person: role}, epoch.public, seats, None)
        return Member(person, known, role)

    async def remove(self, name: str, history: bool = True) -> None:
        """Withdraws a seat: a new key, so that the leaver opens nothing sealed from now on.

        history: False leaves the past closed to those who arrive later. Local: unknown-name, ambiguous-name. Refused:
        members (no guardian would be left).
        """
        desk = self._place.desk
        await desk.sync()
        person = names.find_person(desk.directory, name, desk.today())
        members = dict(self._place.state.members)
        if members.pop(person, None) is None:
            raise Local("unknown-name", name=name)
        await self._renew(members, history)

    async def rotate(self, history: bool = True) -> None:
        """A new key for the same members, as every month should bring."""
        await self._place.desk.sync()
        await self._renew(self._place.state.members, history)

    async def _renew(self, members: Mapping[bytes, Role], history: bool) -> None:
        place, directory = self._place, self._place.desk.directory
        state = place.state
        old = (await place.seats.keys(place.mailbox, state.key_id))[state.key_id]
        new = KemKey.new()
        seats = {one: give_seat(place.mailbox, new, directory.people[one]) for one in members}
        link = {"old": b64(old.id), "sealed": b64(link_history(place.mailbox, new, old))} if history else None
        await self._change(members, new.public, seats, link)

    async def _change(
        self,
        members: Mapping[bytes, Role],
        public: bytes,
        seats: Mapping[bytes, bytes],
        history: Mapping[str, str] | None,
    ) -> None:
        """The mailbox's next statement, with the seats that go with it."""
        place, state = self._place, self._place.state
        place.desk.require_trust()
        statement = {
            "type": "mailbox",
            "mailbox": b64(state.id),
            "kind": state.kind.value,
            "address": state.address,
            "n": str(state.n + 1),
            "prev": b64(state.digest),
            "public": b64(public),
            "members": [{"key": b64(one), "role": role.value} for one, role in sorted(members.items())],
            "time": timestamp(place.desk.now()),
        }
        signed = place.desk.person.sign_statement(statement)
        more = {"seats": {b64(one): b64(seat) for one, seat in seats.items()}, "history": history}
        path = f"/v1/mailboxes/{b64(state.id)}/statements"
        await vouching.post(place.desk.api, place.desk.ledgers, path, signed, more)
        await place.desk.sync()

"""Many at once on one thing, over HTTP: one has its way, everybody else is told so, and nothing is half done."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from hashlib import sha256

import pytest

from navette.core.encoding import b64
from navette.envelope.format import Envelope
from navette.envelope.person import Person
from navette.service.enroll import FirstInvitation
from tests.soak.load import faults
from tests.soak.process import Server
from tests.soak.territory import (
    GUARDIAN,
    MEMBER,
    Territory,
    answer,
    change,
    deposit,
    joining,
    letter,
    receipt,
    withdrawal,
)
from tests.soak.wire import Answer, Ask, Wire

CLIENTS = 50


@pytest.fixture(scope="module")
def nathalie() -> Person:
    return Person.new()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, nathalie: Person) -> Iterator[Server]:
    """One for all races; what they leave must hold."""
    made = Server(tmp_path_factory.mktemp("races") / "server")
    first = made.invitation()
    with made:
        asyncio.run(found(made, first, nathalie))
        yield made
        assert faults(made) == []  # while the server runs
    assert faults(made) == []


async def found(server: Server, first: FirstInvitation, nathalie: Person) -> None:
    async with Wire(server.url) as wire:
        await Territory.found(wire, first, nathalie)


class Race:
    """A ward and a GP who writes to it. chance: who starts first."""

    def __init__(self, territory: Territory, chance: random.Random) -> None:
        self.territory, self.wire, self.chance = territory, territory.wire, chance

    async def settle(self) -> "Race":
        name = secrets.token_hex(6)
        self.gp, self.cabinet = await self.territory.box(f"gp{name}@x.example", "PER")
        self.nurse, self.ward = await self.territory.box(f"ward{name}@x.example")
        return self

    async def crowd(self, size: int) -> list[Person]:
        """That many in the ward, the nurse among them."""
        people = [self.nurse, *[await self.territory.person() for _ in range(size - 1)]]
        members = dict.fromkeys(people, MEMBER) | {self.nurse: GUARDIAN}
        self.ward = await self.territory.change(self.ward, self.nurse, members)
        return people

    async def received(self) -> Envelope:
        """A fiche the ward has received."""
        envelope = letter(self.gp, self.cabinet, [self.ward])
        await self.wire.done(deposit(envelope))
        await self.wire.done(receipt(self.nurse, self.ward, envelope, "delivered"))
        return envelope

    async def run(self, asks: Sequence[Ask]) -> list[Answer]:
        """All at once, begun in any order; the answers in the order given."""
        order = self.chance.sample(range(len(asks)), len(asks))
        found = await asyncio.gather(*(self.wire.send(asks[n]) for n in order))
        return [one for _, one in sorted(zip(order, found, strict=True), key=lambda pair: pair[0])]

    async def acts(self, envelope: Envelope) -> tuple[str, str | None, int]:
        """(status in the ward, owner, acts on record)."""
        value = await self.wire.get(f"/v1/handoffs/{b64(envelope.header.id)}", self.gp)
        (row,) = value["recipients"]
        return row["status"], row["owner"], len(value["acts"])


@pytest.fixture
async def race(server: Server, nathalie: Person, seed: int) -> AsyncIterator[Race]:
    async with Wire(server.url) as wire:
        yield await Race(Territory(wire, nathalie), random.Random(seed)).settle()


async def fifty_accept(race: Race, rounds: int) -> None:
    people = await race.crowd(CLIENTS)
    for _ in range(rounds):
        envelope = await race.received()
        answers = await race.run([answer(one, race.ward, envelope, "accepted") for one in people])
        (winner,) = [one for one, found in zip(people, answers, strict=True) if found.status == 201]
        others = [found for found in answers if found.status != 201]
        assert {(one.status, one.code, one.value["owner"]) for one in others} == {
            (409, "already-accepted", b64(winner.id))
        }
        assert len(others) == CLIENTS - 1
        assert all(one.value["at"] for one in others)
        assert await race.acts(envelope) == ("accepted", b64(winner.id), 3)


async def test_fifty_accept_at_once(race: Race) -> None:
    await fifty_accept(race, 1)


async def accept_against_withdraw(race: Race, rounds: int) -> list[str]:
    outcomes = []
    for _ in range(rounds):
        envelope = await race.received()
        accepted, withdrawn = await race.run(
            [answer(race.nurse, race.ward, envelope, "accepted"), withdrawal(race.gp, envelope)]
        )
        assert {accepted.status, withdrawn.status} == {201, 409}
        lost = accepted if accepted.status == 409 else withdrawn
        assert lost.code == "out-of-order"
        status, owner, acts = await race.acts(envelope)
        expected = ("accepted", b64(race.nurse.id)) if lost is withdrawn else ("cancelled", None)
        assert (status, owner, acts) == (*expected, 3)
        outcomes.append(status)
    return outcomes


async def test_one_accepts_while_the_sender_withdraws(race: Race) -> None:
    await accept_against_withdraw(race, 6)


async def two_departures(race: Race, rounds: int) -> None:
    people = await race.crowd(4)
    roles = {race.nurse: GUARDIAN, people[1]: GUARDIAN, people[2]: MEMBER, people[3]: MEMBER}
    race.ward = await race.territory.change(race.ward, race.nurse, roles)
    for _ in range(rounds):
        box, members = race.ward, race.ward.members
        leaving = [(people[0], people[2]), (people[1], people[3])]
        made = [change(box, by, {one: role for one, role in members.items() if one is not out}) for by, out in leaving]
        answers = await race.run([ask for ask, _ in made])
        assert sorted(found.status for found in answers) == [201, 422]
        (lost,) = [found for found in answers if found.status == 422]
        assert lost.code == "not-the-next-statement"
        race.ward = next(after for (_, after), found in zip(made, answers, strict=True) if found.status == 201)
        race.ward = await race.territory.change(race.ward, race.nurse, members)


async def test_two_departures_at_once(race: Race) -> None:
    await two_departures(race, 3)


async def deposit_against_epoch(race: Race, rounds: int) -> list[int]:
    guest = await race.territory.person()
    outcomes = []
    for _ in range(rounds):
        box = race.ward = await race.territory.change(race.ward, race.nurse, {race.nurse: GUARDIAN, guest: MEMBER})
        ask, race.ward = change(box, race.nurse, {race.nurse: GUARDIAN})
        envelope = letter(race.gp, race.cabinet, [box])
        changed, deposited = await race.run([ask, deposit(envelope)])
        assert changed.status == 201
        assert deposited.status == 201 or (deposited.status, deposited.code) == (409, "epoch-superseded")
        late = await race.wire.send(deposit(letter(race.gp, race.cabinet, [box])))
        assert late.code == "epoch-superseded"
        assert sha256(late.value["statement"].encode()).digest() == race.ward.digest
        await race.wire.done(deposit(letter(race.gp, race.cabinet, [race.ward])))
        outcomes.append(deposited.status)
    return outcomes


async def test_a_deposit_while_the_key_changes(race: Race) -> None:
    await deposit_against_epoch(race, 3)


async def test_the_same_deposit_ten_times_at_once(race: Race) -> None:
    envelope = letter(race.gp, race.cabinet, [race.ward])
    answers = await race.run([deposit(envelope)] * 10)
    assert sorted(found.status for found in answers) == [200] * 9 + [201]
    assert len({(found.value["index"], found.value["statement"]) for found in answers}) == 1
    inbox = await race.wire.get(f"/v1/mailboxes/{b64(race.ward.id)}/inbox", race.nurse)
    assert [item["n"] for item in inbox["items"]] == [1]


async def test_two_envelopes_under_one_message_id_at_once(race: Race) -> None:
    first = letter(race.gp, race.cabinet, [race.ward])
    second = letter(race.gp, race.cabinet, [race.ward], message=first.header.id)
    answers = await race.run([deposit(first), deposit(second)])
    assert sorted((found.status, found.code) for found in answers) == [(201, ""), (409, "message-id-taken")]


async def test_the_same_acknowledgement_ten_times_at_once(race: Race) -> None:
    envelope = await race.received()
    answers = await race.run([answer(race.nurse, race.ward, envelope, "accepted")] * 10)
    assert sorted(found.status for found in answers) == [200] * 9 + [201]
    assert len({found.value["index"] for found in answers}) == 1
    assert await race.acts(envelope) == ("accepted", b64(race.nurse.id), 3)


async def test_two_people_with_one_invitation(race: Race) -> None:
    invitation = await race.territory.invite()
    answers = await race.run([joining(*invitation, Person.new())[0] for _ in range(2)])
    assert sorted((found.status, found.code) for found in answers) == [(201, ""), (409, "invitation-used")]


@pytest.mark.soak
async def test_every_race_many_times(race: Race) -> None:
    await fifty_accept(race, 40)
    outcomes = await accept_against_withdraw(race, 200)
    print({status: outcomes.count(status) for status in sorted(set(outcomes))})
    await race.settle()
    await two_departures(race, 50)
    await race.settle()
    statuses = await deposit_against_epoch(race, 100)
    print({status: statuses.count(status) for status in sorted(set(statuses))})

"""The directory in memory: the life of a ward's mailbox, and whom a client believes."""

import secrets
from datetime import date

import pytest

from navette.core.encoding import timestamp
from navette.core.errors import NavetteError
from navette.envelope.seat import KemKey
from tests.ledger.world import (
    GERIATRICS,
    GUARDIAN,
    MEMBER,
    NOW,
    PERSON_IDENTITY,
    WARD_IDENTITY,
    Ward,
    certificate,
    new_ward,
    replayed,
)

TODAY = date(2026, 11, 22)


@pytest.fixture
def ward() -> Ward:
    return new_ward()


# -- a life ------------------------------------------------------------------------------------------------------


def test_a_ward_lives(ward: Ward) -> None:
    world, directory = ward.world, ward.world.directory
    assert directory.address(ward.mailbox, TODAY) == ward.epoch.public
    assert world.state(ward.mailbox).members == {person.id: role for person, role in ward.five.items()}

    newcomer = world.arrive()
    arrival = world.move(ward.deputy, ward.mailbox, ward.epoch, {**ward.five, newcomer: MEMBER})
    assert (arrival.state.n, arrival.left, arrival.key_changed, arrival.by) == (1, frozenset(), False, ward.deputy.id)
    assert arrival.state.keys == (ward.epoch.id,)

    epoch = KemKey.new()
    departure = world.move(ward.chief, ward.mailbox, epoch, {**ward.four, newcomer: MEMBER})
    assert (departure.left, departure.key_changed) == (frozenset({ward.gone.id}), True)
    assert departure.state.keys == (ward.epoch.id, epoch.id)
    assert directory.address(ward.mailbox, TODAY) == epoch.public
    assert directory.mailbox_of_key(ward.epoch.id) == directory.mailbox_of_key(epoch.id) == ward.mailbox

    monthly = world.move(ward.chief, ward.mailbox, KemKey.new(), {**ward.four, newcomer: GUARDIAN})
    assert (monthly.left, monthly.key_changed, monthly.state.n) == (frozenset(), True, 3)
    assert monthly.state.members[newcomer.id] is GUARDIAN
    assert monthly.time == NOW


def test_a_client_that_replays_the_ledger_believes_the_same(ward: Ward) -> None:
    ward.world.move(ward.chief, ward.mailbox, KemKey.new(), ward.four)
    client = replayed(ward.world.entries, ward.world)
    assert client.mailboxes == ward.world.directory.mailboxes
    assert client.people == ward.world.directory.people
    assert client.address(ward.mailbox, TODAY) == ward.world.directory.address(ward.mailbox, TODAY)


def test_all_is_lost_and_the_coordinator_signs_the_mailbox_over(ward: Ward) -> None:
    stranger = ward.world.arrive()
    fact = ward.world.move(ward.world.nathalie, ward.mailbox, KemKey.new(), {stranger: GUARDIAN})
    assert fact.left == {person.id for person in ward.five}
    ward.refused(ward.chief, KemKey.new(), ward.five, "not-a-guardian")


def test_a_ward_moves_to_another_address(ward: Ward) -> None:
    """The old certificate names the old address: until the new one, nobody seals to the mailbox."""
    moved = "geriatrie@hopital-des-sucs.example"
    ward.world.move(ward.world.nathalie, ward.mailbox, ward.epoch, ward.five, address=moved)
    with pytest.raises(NavetteError, match="not-vouched-for"):
        ward.world.directory.address(ward.mailbox, TODAY)
    ward.world.apply(certificate(ward.world.nathalie, ward.mailbox, {**WARD_IDENTITY, "address": moved}))
    assert ward.world.directory.address(ward.mailbox, TODAY) == ward.epoch.public


# -- whom a client believes --------------------------------------------------------------------------------------


def test_a_certificate_vouches(ward: Ward) -> None:
    ward.world.apply(certificate(ward.world.nathalie, ward.leroy.id, PERSON_IDENTITY))
    assert ward.world.directory.person_identity(ward.leroy.id, TODAY) == PERSON_IDENTITY
    assert ward.world.directory.mailbox_identity(ward.mailbox, TODAY) == WARD_IDENTITY


def test_nobody_seals_to_a_mailbox_nobody_vouches_for(ward: Ward) -> None:
    """The server enrols a person and a mailbox of its own, at the ward's address: no client takes it for the ward."""
    operator, bait, epoch = ward.world.arrive(), secrets.token_bytes(16), KemKey.new()
    ward.world.move(operator, bait, epoch, {operator: GUARDIAN})
    assert ward.world.state(bait).address == GERIATRICS
    for ask in (ward.world.directory.address, ward.world.directory.mailbox_identity):
        with pytest.raises(NavetteError, match="not-vouched-for"):
            ask(bait, TODAY)


def test_a_person_nobody_vouches_for(ward: Ward) -> None:
    with pytest.raises(NavetteError, match="not-vouched-for"):
        ward.world.directory.person_identity(ward.leroy.id, TODAY)


def test_a_certificate_ends_after_its_day(ward: Ward) -> None:
    until = TODAY.isoformat()
    ward.world.apply(certificate(ward.world.nathalie, ward.mailbox, WARD_IDENTITY, until))
    assert ward.world.directory.address(ward.mailbox, TODAY) == ward.epoch.public
    with pytest.raises(NavetteError, match="not-vouched-for"):
        ward.world.directory.address(ward.mailbox, date(2026, 11, 23))


def test_a_certificate_is_taken_back_by_a_shorter_one(ward: Ward) -> None:
    ward.world.apply(certificate(ward.world.nathalie, ward.leroy.id, PERSON_IDENTITY))
    ward.world.apply(certificate(ward.world.nathalie, ward.leroy.id, PERSON_IDENTITY, "2026-11-21"))
    with pytest.raises(NavetteError, match="not-vouched-for"):
        ward.world.directory.person_identity(ward.leroy.id, TODAY)


def test_nobody_by_that_name(ward: Ward) -> None:
    with pytest.raises(NavetteError, match="unknown-mailbox"):
        ward.world.directory.address(secrets.token_bytes(16), TODAY)
    with pytest.raises(NavetteError, match="unknown-person"):
        ward.world.directory.person_identity(secrets.token_bytes(32), TODAY)


# -- who was a member when ---------------------------------------------------------------------------------------


def test_who_was_a_member_when(ward: Ward) -> None:
    day, directory = 86400, ward.world.directory
    ward.world.move(ward.chief, ward.mailbox, KemKey.new(), ward.four, time=timestamp(NOW + day))
    newcomer = ward.world.arrive()
    members = {**ward.four, newcomer: MEMBER}
    ward.world.move(ward.chief, ward.mailbox, KemKey.new(), members, time=timestamp(NOW + 2 * day))

    five, four = ({person.id for person in group} for group in (ward.five, ward.four))
    assert directory.members_at(ward.mailbox, NOW + day // 2) == five
    assert directory.members_at(ward.mailbox, NOW + day + day // 2) == four
    assert directory.members_at(ward.mailbox, NOW + 3 * day) == four | {newcomer.id}
    assert directory.members_at(ward.mailbox, NOW - day) == frozenset()
    assert directory.members_at(secrets.token_bytes(16), NOW) == frozenset()


def test_clocks_differ_a_little(ward: Ward) -> None:
    """An act just before an arrival or just after a departure is taken, by the clocks of those who signed."""
    ward.world.move(ward.chief, ward.mailbox, KemKey.new(), ward.four, time=timestamp(NOW + 86400))
    directory = ward.world.directory
    assert ward.gone.id in directory.members_at(ward.mailbox, NOW + 86400 + 3600)
    assert ward.gone.id not in directory.members_at(ward.mailbox, NOW + 86400 + 3601)
    assert ward.chief.id in directory.members_at(ward.mailbox, NOW - 3600)
    assert ward.chief.id not in directory.members_at(ward.mailbox, NOW - 3601)

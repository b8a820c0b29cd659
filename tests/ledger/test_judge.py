"""The rules of the directory, each broken once; what is refused changes nothing."""

import secrets
from collections.abc import Mapping

import pytest

from navette.core.encoding import b64, timestamp
from navette.core.parties import MailboxKind, Role
from navette.envelope.keys import EPOCH_PUBLIC, key_id
from navette.envelope.person import Person
from navette.envelope.seat import KemKey
from navette.envelope.statement import LABEL, SignedStatement, canonical, statement_digest
from navette.ledger.directory import Directory
from navette.ledger.judge import CertificateFact, MailboxFact, PersonFact, judge
from tests.ledger.world import (
    GERIATRICS,
    GUARDIAN,
    MEMBER,
    NOW,
    PERSON_IDENTITY,
    WARD_IDENTITY,
    Ward,
    certificate,
    enrolment,
    new_ward,
    refuse,
    replayed,
    salt,
)


@pytest.fixture
def ward() -> Ward:
    return new_ward()


# -- persons -----------------------------------------------------------------------------------------------------


def test_a_person_enrols_itself() -> None:
    person = Person.new()
    assert judge(enrolment(person), Directory(())) == PersonFact(person.id, person.public)


def test_a_person_does_not_enrol_another(ward: Ward) -> None:
    victim = Person.new()
    refuse(ward.world.directory, enrolment(ward.chief, public=b64(victim.public)), "not-self-signed")


def test_enrolling_takes_the_private_key(ward: Ward) -> None:
    """Somebody signs with its own key under the victim's name."""
    victim = Person.new()
    raw = canonical({"v": "1", "type": "person", "by": b64(victim.id), "public": b64(victim.public), "salt": salt()})
    refuse(ward.world.directory, SignedStatement(raw, ward.chief.sign(LABEL + raw)), "statement-signature")


def test_a_person_enrols_once(ward: Ward) -> None:
    refuse(ward.world.directory, enrolment(ward.chief), "person-known")


@pytest.mark.parametrize(
    ("public", "code"),
    [
        (bytes(1216) + bytes(32), "public-key"),
        (b"\xff" * EPOCH_PUBLIC + bytes(32), "public-key"),
        (KemKey.new().public + b"\1" + bytes(31), "weak-signature-key"),
    ],
)
def test_a_person_has_fit_keys(public: bytes, code: str) -> None:
    raw = canonical({"v": "1", "type": "person", "by": b64(key_id(public)), "public": b64(public), "salt": salt()})
    refuse(Directory(()), SignedStatement(raw, bytes(64)), code)


# -- certificates ------------------------------------------------------------------------------------------------


def test_a_certificate_is_a_fact(ward: Ward) -> None:
    signed = certificate(ward.world.nathalie, ward.leroy.id, PERSON_IDENTITY)
    expected = CertificateFact(ward.leroy.id, PERSON_IDENTITY, "2028-12-31", ward.world.nathalie.id)
    assert judge(signed, ward.world.directory) == expected


def test_only_pinned_coordinators_vouch(ward: Ward) -> None:
    refuse(ward.world.directory, certificate(ward.chief, ward.mailbox, WARD_IDENTITY), "not-a-coordinator")


def test_a_coordinator_of_another_client_is_nobody_here(ward: Ward) -> None:
    client = Directory({ward.chief.id})
    for signed in ward.world.entries[:-1]:
        client.apply(signed)
    refuse(client, ward.world.entries[-1], "not-a-coordinator")


@pytest.mark.parametrize(("size", "identity"), [(16, WARD_IDENTITY), (32, PERSON_IDENTITY)])
def test_a_certificate_names_somebody(ward: Ward, size: int, identity: Mapping[str, str]) -> None:
    refuse(ward.world.directory, certificate(ward.world.nathalie, secrets.token_bytes(size), identity), "subject")


# -- mailboxes ---------------------------------------------------------------------------------------------------


def test_the_first_statement(ward: Ward) -> None:
    signed = ward.world.entries[-2]
    fact = judge(signed, replayed(ward.world.entries[:-2], ward.world))
    assert isinstance(fact, MailboxFact)
    assert (fact.left, fact.key_changed, fact.by) == (frozenset(), True, ward.chief.id)
    state = fact.state
    assert (state.id, state.n, state.kind, state.address) == (ward.mailbox, 0, MailboxKind.ORGANISATION, GERIATRICS)
    assert (state.digest, state.public) == (statement_digest(signed.raw), ward.epoch.public)
    assert (state.key_id, state.keys) == (ward.epoch.id, (ward.epoch.id,))


def test_a_signer_must_be_known(ward: Ward) -> None:
    """The server substitutes a key in the name of somebody it made up."""
    ward.refused(Person.new(), KemKey.new(), ward.five, "unknown-signer")


def test_a_signature_must_verify(ward: Ward) -> None:
    signed = ward.world.next(ward.chief, ward.mailbox, KemKey.new(), ward.four)
    flipped = signed.signature[:-1] + bytes([signed.signature[-1] ^ 1])
    refuse(ward.world.directory, SignedStatement(signed.raw, flipped), "statement-signature")
    refuse(ward.world.directory, SignedStatement(signed.raw, b""), "statement-signature")
    altered = signed.raw.replace(GERIATRICS.encode(), b"geriatrie@ailleurs.example")
    refuse(ward.world.directory, SignedStatement(altered, signed.signature), "statement-signature")


def test_only_guardians_manage(ward: Ward) -> None:
    ward.refused(ward.leroy, KemKey.new(), {**ward.five, ward.leroy: GUARDIAN}, "not-a-guardian")
    ward.refused(ward.world.arrive(), KemKey.new(), ward.five, "not-a-guardian")


def test_a_guardian_of_this_statement_is_not_one_of_the_last(ward: Ward) -> None:
    ward.world.move(ward.chief, ward.mailbox, KemKey.new(), {**ward.four, ward.deputy: MEMBER})
    ward.refused(ward.deputy, KemKey.new(), {**ward.four, ward.deputy: GUARDIAN}, "not-a-guardian")


def test_a_guardian_who_left_manages_nothing(ward: Ward) -> None:
    without = {person: role for person, role in ward.five.items() if person is not ward.deputy}
    ward.world.move(ward.chief, ward.mailbox, KemKey.new(), without)
    ward.refused(ward.deputy, KemKey.new(), ward.five, "not-a-guardian")


def test_members_are_known(ward: Ward) -> None:
    ward.refused(ward.chief, ward.epoch, {**ward.five, Person.new(): MEMBER}, "unknown-member")


def test_members_are_named_once(ward: Ward) -> None:
    twice = [{"key": b64(ward.chief.id), "role": role} for role in (MEMBER, GUARDIAN)]
    world = ward.world
    signed = world.next(ward.chief, ward.mailbox, KemKey.new(), {}, members=twice)
    refuse(world.directory, signed, "members")


@pytest.mark.parametrize("roles", [{}, {"chief": MEMBER, "leroy": MEMBER}])
def test_a_mailbox_has_a_guardian(ward: Ward, roles: Mapping[str, Role]) -> None:
    members = {getattr(ward, name): role for name, role in roles.items()}
    ward.refused(ward.chief, KemKey.new(), members, "members")


@pytest.mark.parametrize("changes", [{"n": "1"}, {"prev": b64(bytes(32))}])
def test_how_a_mailbox_begins(ward: Ward, changes: Mapping[str, object]) -> None:
    signed = ward.world.next(ward.chief, secrets.token_bytes(16), KemKey.new(), {ward.chief: GUARDIAN}, **changes)
    refuse(ward.world.directory, signed, "first-statement")


def test_a_mailbox_is_begun_by_one_of_its_guardians(ward: Ward) -> None:
    """Not even by a coordinator: it would hold no seat, and could give none."""
    for by, members in [
        (ward.world.nathalie, {ward.chief: GUARDIAN}),
        (ward.leroy, {ward.chief: GUARDIAN, ward.leroy: MEMBER}),
    ]:
        signed = ward.world.next(by, secrets.token_bytes(16), KemKey.new(), members)
        refuse(ward.world.directory, signed, "first-statement")


@pytest.mark.parametrize("n", ["0", "2", "3"])
def test_statements_are_numbered_without_a_gap(ward: Ward, n: str) -> None:
    ward.refused(ward.chief, KemKey.new(), ward.five, "not-the-next-statement", n=n)


def test_statements_are_chained(ward: Ward) -> None:
    ward.refused(ward.chief, KemKey.new(), ward.five, "not-the-next-statement", prev=b64(bytes(32)))
    ward.refused(ward.chief, KemKey.new(), ward.five, "not-the-next-statement", prev="")


def test_a_mailbox_does_not_begin_twice(ward: Ward) -> None:
    ward.refused(ward.chief, KemKey.new(), ward.five, "not-the-next-statement", n="0", prev="")


def test_a_statement_is_not_played_again(ward: Ward) -> None:
    """The server rolls the mailbox back to a state it likes, with the chief's own signature."""
    first = ward.world.entries[-2]
    ward.world.move(ward.chief, ward.mailbox, KemKey.new(), ward.four)
    departure = ward.world.entries[-1]
    refuse(ward.world.directory, first, "not-the-next-statement")
    refuse(ward.world.directory, departure, "not-the-next-statement")


def test_two_statements_with_one_number(ward: Ward) -> None:
    """Two guardians at the same second: the second one must look again."""
    other = ward.world.next(ward.deputy, ward.mailbox, KemKey.new(), ward.five)
    ward.world.move(ward.chief, ward.mailbox, KemKey.new(), ward.four)
    refuse(ward.world.directory, other, "not-the-next-statement")


def test_the_kind_never_changes(ward: Ward) -> None:
    for by in (ward.chief, ward.world.nathalie):
        ward.refused(by, ward.epoch, ward.five, "kind-or-address-changed", kind="PER")


def test_a_guardian_does_not_move_the_mailbox(ward: Ward) -> None:
    ward.refused(ward.chief, ward.epoch, ward.five, "kind-or-address-changed", address="urgences@ch-du-gier.example")


def test_a_departure_takes_a_new_key(ward: Ward) -> None:
    for by in (ward.chief, ward.world.nathalie):
        ward.refused(by, ward.epoch, ward.four, "member-left-key-stayed")


def test_a_replacement_is_a_departure(ward: Ward) -> None:
    newcomer = ward.world.arrive()
    ward.refused(ward.chief, ward.epoch, {**ward.four, newcomer: MEMBER}, "member-left-key-stayed")


def test_an_old_key_never_comes_back(ward: Ward) -> None:
    second = KemKey.new()
    ward.world.move(ward.chief, ward.mailbox, second, ward.four)
    ward.refused(ward.chief, ward.epoch, ward.four, "old-key-came-back")
    ward.world.move(ward.chief, ward.mailbox, KemKey.new(), ward.four)
    for old in (ward.epoch, second):
        ward.refused(ward.chief, old, ward.four, "old-key-came-back")
        ward.refused(ward.chief, old, {ward.chief: GUARDIAN}, "old-key-came-back")


def test_one_key_never_serves_two_mailboxes(ward: Ward) -> None:
    other, epoch = secrets.token_bytes(16), KemKey.new()
    signed = ward.world.next(ward.benali, other, ward.epoch, {ward.benali: GUARDIAN})
    refuse(ward.world.directory, signed, "key-of-another-mailbox")
    ward.world.move(ward.benali, other, epoch, {ward.benali: GUARDIAN})
    ward.refused(ward.chief, epoch, ward.four, "key-of-another-mailbox")


def test_not_even_a_key_the_other_mailbox_has_left_behind(ward: Ward) -> None:
    ward.world.move(ward.chief, ward.mailbox, KemKey.new(), ward.four)
    signed = ward.world.next(ward.benali, secrets.token_bytes(16), ward.epoch, {ward.benali: GUARDIAN})
    refuse(ward.world.directory, signed, "key-of-another-mailbox")


def test_a_mailbox_has_a_fit_key(ward: Ward) -> None:
    ward.refused(ward.chief, ward.epoch, ward.five, "public-key", public=b64(bytes(EPOCH_PUBLIC)))


def test_statements_of_the_other_ledger_have_no_place_here(ward: Ward) -> None:
    act = {"type": "withdrawal", "envelope": b64(bytes(32)), "time": timestamp(NOW), "salt": salt()}
    refuse(ward.world.directory, ward.chief.sign_statement(act), "statement-type")

"""Arrivals, departures and the backlog: who can read what."""

import pytest

from navette.envelope.keys import HPKE, key_id, load_kem_public
from navette.envelope.manifest import Manifest
from navette.envelope.person import Person
from navette.envelope.seal import seal
from navette.envelope.seat import SEALED_SEED, KemKey, follow_history, give_seat, link_history, take_seat
from navette.envelope.unseal import unseal
from tests.envelope.world import FICHE, NOW, WORLD, refused

MAILBOX = bytes(16)


def test_a_member_takes_the_seat_given() -> None:
    epoch = KemKey.new()
    sealed = give_seat(MAILBOX, epoch, WORLD.nurse.public)
    assert len(sealed) == SEALED_SEED
    assert take_seat(MAILBOX, epoch.id, WORLD.nurse, sealed) == epoch


def test_a_seat_serves_one_person_one_mailbox_one_epoch() -> None:
    epoch = KemKey.new()
    sealed = give_seat(MAILBOX, epoch, WORLD.nurse.public)
    for mailbox, epoch_id, person in (
        (MAILBOX, epoch.id, WORLD.doctor),
        (bytes(15) + b"\1", epoch.id, WORLD.nurse),
        (MAILBOX, KemKey.new().id, WORLD.nurse),
    ):
        with refused("sealed-to-another-key-or-context"):
            take_seat(mailbox, epoch_id, person, sealed)


@pytest.mark.parametrize("lie", [bytes(32), bytes(31), bytes(33)])
def test_a_seat_that_holds_another_key_is_refused(lie: bytes) -> None:
    epoch, nurse = KemKey.new(), WORLD.nurse
    info = b"navette/v1 seat\0" + MAILBOX + epoch.id + nurse.id
    with refused("seat-holds-another-key"):
        take_seat(MAILBOX, epoch.id, nurse, HPKE.encrypt(lie, load_kem_public(nurse.kem.public), info))


@pytest.mark.parametrize("lie", [bytes(32), bytes(31), bytes(33)])
def test_a_history_link_that_holds_another_key_is_refused(lie: bytes) -> None:
    new, old = KemKey.new(), KemKey.new()
    info = b"navette/v1 history\0" + MAILBOX + new.id + old.id
    with refused("history-holds-another-key"):
        follow_history(MAILBOX, new, old.id, HPKE.encrypt(lie, load_kem_public(new.public), info))


def test_a_history_link_serves_one_pair_of_epochs() -> None:
    new, old = KemKey.new(), KemKey.new()
    sealed = link_history(MAILBOX, new, old)
    assert follow_history(MAILBOX, new, old.id, sealed) == old
    with refused("sealed-to-another-key-or-context"):
        follow_history(MAILBOX, KemKey.new(), old.id, sealed)
    with refused("sealed-to-another-key-or-context"):
        follow_history(bytes(15) + b"\1", new, old.id, sealed)


def test_a_newcomer_reads_the_backlog_and_a_leaver_nothing_new() -> None:
    leaver, newcomer = Person.new(), Person.new()
    first, second = KemKey.new(), KemKey.new()
    seat_then = give_seat(WORLD.ward, first, leaver.public)
    seat_now, link = give_seat(WORLD.ward, second, newcomer.public), link_history(WORLD.ward, second, first)
    cabinet = (WORLD.cabinet, WORLD.cabinet_key.public)
    before = seal(WORLD.gp, WORLD.cabinet, [(WORLD.ward, first.public), cabinet], Manifest(), FICHE, time=NOW)
    after = seal(WORLD.gp, WORLD.cabinet, [(WORLD.ward, second.public), cabinet], Manifest(), FICHE, time=NOW)

    now = take_seat(WORLD.ward, second.id, newcomer, seat_now)
    held = {one.id: one for one in (now, follow_history(WORLD.ward, now, first.id, link))}
    assert unseal(before, WORLD.ward, held, WORLD.gp.public).fiche == FICHE
    assert unseal(after, WORLD.ward, held, WORLD.gp.public).fiche == FICHE

    then = take_seat(WORLD.ward, first.id, leaver, seat_then)
    with refused("no-seat-for-this-epoch"):
        unseal(after, WORLD.ward, {then.id: then}, WORLD.gp.public)
    with refused("sealed-to-another-key-or-context"):
        unseal(after, WORLD.ward, {second.id: then}, WORLD.gp.public)
    with refused("sealed-to-another-key-or-context"):
        take_seat(WORLD.ward, second.id, leaver, seat_now)


def test_no_seat_is_given_to_a_key_that_is_none() -> None:
    with refused("public-key-length"):
        give_seat(MAILBOX, KemKey.new(), WORLD.ward_key.public)


def test_a_key_is_its_seed_and_does_not_show_it() -> None:
    key = KemKey(bytes(32))
    assert key.public == KemKey(bytes(32)).public
    assert key.id == key_id(key.public)
    assert "00" not in repr(key)
    assert "x00" not in repr(Person(bytes(32)))


@pytest.mark.parametrize("kind", [KemKey, Person])
def test_a_seed_has_32_bytes(kind: type[KemKey] | type[Person]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        kind(bytes(31))


@pytest.mark.parametrize("sealed", [b"", bytes(1119), bytes(1120), bytes(1168)])
def test_what_is_not_sealed_does_not_open(sealed: bytes) -> None:
    with refused("sealed-to-another-key-or-context"):
        WORLD.ward_key.open(b"", sealed)

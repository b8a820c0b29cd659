"""What a mailbox says of itself: by whom, in which order, and what a client makes of it."""

import secrets
from datetime import date

import pytest

from navette.core.encoding import b64, timestamp
from navette.core.hours import Closure
from navette.envelope.keys import sha256
from navette.envelope.person import Person
from navette.envelope.seat import KemKey
from navette.envelope.statement import SignedStatement
from tests.ledger.world import GUARDIAN, NOW, Ward, new_ward, refuse, replayed

FORMS = sorted((sha256(b"admission"), sha256(b"discharge")), key=b64)
SAID: dict[str, object] = {
    "hours": {"mon": "08:00-12:00,14:00-18:00"},
    "closed": [{"from": "2026-12-24", "to": "2027-01-03", "note": "congés"}],
    "forms": [b64(form) for form in FORMS],
    "note": "urgences : régulation 15",
}


@pytest.fixture
def ward() -> Ward:
    return new_ward()


def another(ward: Ward) -> bytes:
    mailbox, guardian = secrets.token_bytes(16), ward.world.arrive()
    ward.world.move(guardian, mailbox, KemKey.new(), {guardian: GUARDIAN}, address="cardiologie@ch-du-gier.example")
    return mailbox


def test_a_ward_says_when_it_is_there_and_confirms_it(ward: Ward) -> None:
    world, substitute = ward.world, another(ward)
    assert (world.directory.service(ward.mailbox), world.directory.confirmed(ward.mailbox)) == (None, NOW)
    first = world.saying(ward.deputy, ward.mailbox, **SAID, substitute=b64(substitute))
    world.apply(first)
    state = world.directory.service(ward.mailbox)
    assert state is not None
    assert (state.mailbox, state.n, state.digest, state.by) == (ward.mailbox, 0, sha256(first.raw), ward.deputy.id)
    assert (state.hours, state.note, state.time) == (SAID["hours"], SAID["note"], NOW)
    assert state.closed == (Closure(date(2026, 12, 24), date(2027, 1, 3), "congés"),)
    assert (state.substitute, state.forms) == (substitute, tuple(FORMS))
    assert [state.takes(form) for form in (*FORMS, bytes(32))] == [True, True, False]
    assert not state.calendar().is_open(NOW)  # a Sunday
    again = world.saying(ward.world.nathalie, ward.mailbox, **SAID, time=timestamp(NOW + 90 * 86400))
    world.apply(again)
    latest = world.directory.service(ward.mailbox)
    assert latest is not None
    assert (latest.n, latest.substitute, latest.by) == (1, b"", world.nathalie.id)
    assert world.directory.confirmed(ward.mailbox) == NOW + 90 * 86400
    world.move(ward.chief, ward.mailbox, ward.epoch, ward.five, time=timestamp(NOW + 100 * 86400))
    assert world.directory.confirmed(ward.mailbox) == NOW + 100 * 86400
    assert world.directory.confirmed(bytes(16)) is None
    assert replayed(world.entries, world).services == world.directory.services


def test_of_nothing_said_everything_goes(ward: Ward) -> None:
    ward.world.apply(ward.world.saying(ward.chief, ward.mailbox))
    state = ward.world.directory.service(ward.mailbox)
    assert state is not None
    assert state.takes(bytes(32))
    assert state.calendar(frozenset({date(2026, 11, 22)})).is_open(NOW)


def bad_services(ward: Ward) -> list[tuple[str, SignedStatement]]:
    """Each rule broken once; the turn is that of the next statement."""
    world, chief, mailbox = ward.world, ward.chief, ward.mailbox
    right = world.saying(chief, mailbox)
    begun = world.directory.service(mailbox) is not None
    itself = right.raw.replace(b'"substitute":""', f'"substitute":"{b64(mailbox)}"'.encode())
    order = "not-the-next-statement" if begun else "first-statement"
    return [
        ("unknown-signer", world.saying(Person.new(), mailbox)),
        ("statement-signature", SignedStatement(right.raw, right.signature[:-1] + bytes([right.signature[-1] ^ 1]))),
        ("subject", world.saying(chief, secrets.token_bytes(16))),
        (order, world.saying(chief, mailbox, n="7")),
        (order, world.saying(chief, mailbox, prev=b64(sha256(b"another")))),
        ("not-a-guardian", world.saying(ward.leroy, mailbox)),
        ("subject", world.saying(chief, mailbox, substitute=b64(secrets.token_bytes(16)))),
        ("field", SignedStatement(itself, b"")),
        ("not-a-guardian", world.saying(ward.leroy, mailbox, substitute=b64(bytes(16)))),
        (order, world.saying(ward.leroy, mailbox, n="7")),
    ]


def test_each_rule_is_kept(ward: Ward) -> None:
    world = ward.world
    for code, signed in bad_services(ward):
        refuse(world.directory, signed, code)
    first = world.saying(ward.chief, ward.mailbox)
    world.apply(first)
    for code, signed in [*bad_services(ward), ("not-the-next-statement", first)]:
        refuse(world.directory, signed, code)


def test_who_left_says_nothing(ward: Ward) -> None:
    ward.world.move(ward.chief, ward.mailbox, KemKey.new(), {ward.chief: GUARDIAN})
    refuse(ward.world.directory, ward.world.saying(ward.deputy, ward.mailbox), "not-a-guardian")

"""The same directories in JavaScript: every rule of the judge, and what a client asks."""

import json
import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

from navette.core.encoding import b64, timestamp
from navette.envelope.keys import EPOCH_PUBLIC, key_id
from navette.envelope.person import Person
from navette.envelope.seat import KemKey
from navette.envelope.statement import LABEL, SignedStatement, canonical
from navette.ledger.directory import CertificateFact, Directory, Fact, PersonFact, ServiceState
from tests.js.engine import Call
from tests.ledger.test_services import SAID, bad_services
from tests.ledger.twins import ADAPTER, Engines, codes, outcome, spelled
from tests.ledger.world import (
    GUARDIAN,
    MEMBER,
    NOW,
    PERSON_IDENTITY,
    WARD_IDENTITY,
    Ward,
    certificate,
    enrolment,
    new_ward,
    salt,
)

TODAY = "2026-11-22"


def _person(public: bytes, by: str, signature: bytes = bytes(64)) -> SignedStatement:
    raw = canonical({"v": "1", "type": "person", "by": by, "public": b64(public), "salt": salt()})
    return SignedStatement(raw, signature)


def bad_persons(ward: Ward) -> list[SignedStatement]:
    victim = Person.new()
    stolen = _person(victim.public, b64(victim.id))
    keys = [bytes(EPOCH_PUBLIC + 32), b"\xff" * EPOCH_PUBLIC + bytes(32), KemKey.new().public + b"\1" + bytes(31)]
    return [
        enrolment(ward.chief, public=b64(victim.public)),
        SignedStatement(stolen.raw, ward.chief.sign(LABEL + stolen.raw)),
        enrolment(ward.chief),
        *(_person(public, b64(key_id(public))) for public in keys),
    ]


def bad_statements(ward: Ward) -> list[SignedStatement]:
    """Each rule of the mailbox broken once; n and prev are those of the next statement."""
    world, chief, five, four = ward.world, ward.chief, ward.five, ward.four
    fresh, mailbox, stranger = KemKey.new(), ward.mailbox, Person.new()
    right = world.next(chief, mailbox, fresh, four)
    twice = [{"key": b64(chief.id), "role": role} for role in (MEMBER, GUARDIAN)]
    other = secrets.token_bytes(16)
    act = {"type": "withdrawal", "envelope": b64(bytes(32)), "time": timestamp(NOW), "salt": salt()}
    return [
        world.next(stranger, mailbox, fresh, five),
        SignedStatement(right.raw, right.signature[:-1] + bytes([right.signature[-1] ^ 1])),
        SignedStatement(right.raw, b""),
        SignedStatement(right.raw + b" ", right.signature),
        SignedStatement(right.raw.replace(b"@ch-du-gier", b"@ch-du-tier"), right.signature),
        world.next(ward.leroy, mailbox, fresh, five),
        world.next(chief, mailbox, ward.epoch, {**five, stranger: MEMBER}),
        world.next(chief, mailbox, fresh, {}, members=twice),
        world.next(chief, mailbox, fresh, {}),
        world.next(chief, mailbox, fresh, {chief: MEMBER}),
        world.next(chief, other, fresh, {chief: GUARDIAN}, n="1"),
        world.next(chief, other, fresh, {chief: GUARDIAN}, prev=b64(bytes(32))),
        world.next(world.nathalie, other, fresh, {chief: GUARDIAN}),
        *(world.next(chief, mailbox, fresh, five, n=n) for n in ("0", "7", "9999999999999999")),
        world.next(chief, mailbox, fresh, five, prev=""),
        world.next(chief, mailbox, ward.epoch, five, kind="PER"),
        world.next(world.nathalie, mailbox, ward.epoch, five, kind="PER"),
        world.next(chief, mailbox, ward.epoch, five, address="urgences@ch-du-gier.example"),
        world.next(chief, mailbox, ward.epoch, four),
        world.next(ward.benali, other, ward.epoch, {ward.benali: GUARDIAN}),
        world.next(chief, mailbox, ward.epoch, five, public=b64(bytes(EPOCH_PUBLIC))),
        certificate(chief, mailbox, WARD_IDENTITY),
        certificate(world.nathalie, secrets.token_bytes(16), WARD_IDENTITY),
        certificate(world.nathalie, secrets.token_bytes(32), PERSON_IDENTITY),
        chief.sign_statement(act),
    ]


def life() -> tuple[Ward, list[SignedStatement]]:
    """A ward's years, and after each change everything that may not be said of it."""
    ward = new_ward()
    world, chief = ward.world, ward.chief
    entries = [*world.entries, *bad_persons(ward), *bad_statements(ward)]

    def now(change: Callable[[], object]) -> None:
        before = len(world.entries)
        change()
        entries.extend(world.entries[before:])

    day = 86400
    second, third = KemKey.new(), KemKey.new()
    newcomer = Person.new()
    entries.extend(signed for _, signed in bad_services(ward))
    now(lambda: world.apply(world.saying(ward.deputy, ward.mailbox, **SAID)))
    entries.extend(signed for _, signed in bad_services(ward))
    now(lambda: world.apply(enrolment(newcomer)))
    now(lambda: world.apply(certificate(world.nathalie, ward.leroy.id, PERSON_IDENTITY)))
    now(lambda: world.move(ward.deputy, ward.mailbox, ward.epoch, {**ward.five, newcomer: MEMBER}))
    now(lambda: world.move(chief, ward.mailbox, second, ward.four, time=timestamp(NOW + day)))
    entries.extend([world.next(chief, ward.mailbox, ward.epoch, ward.four), world.entries[-1]])
    now(lambda: world.move(chief, ward.mailbox, third, ward.four, time=timestamp(NOW + 2 * day)))
    entries.extend(world.next(chief, ward.mailbox, old, ward.four) for old in (ward.epoch, second))
    entries.append(world.next(chief, ward.mailbox, second, {chief: GUARDIAN}))
    entries.append(world.next(ward.benali, secrets.token_bytes(16), ward.epoch, {ward.benali: GUARDIAN}))
    stood_in = secrets.token_bytes(16)
    other = {"kind": "PER", "address": "dr.martin@monistrol.example"}
    entries.append(world.saying(ward.deputy, ward.mailbox, substitute=b64(stood_in)))  # not known yet
    now(lambda: world.move(ward.benali, stood_in, KemKey.new(), {ward.benali: GUARDIAN}, **other))
    later = timestamp(NOW + 3 * day)
    now(lambda: world.apply(world.saying(world.nathalie, ward.mailbox, substitute=b64(stood_in), time=later)))
    now(lambda: world.apply(world.saying(ward.benali, stood_in)))
    now(lambda: world.move(ward.benali, stood_in, KemKey.new(), {chief: GUARDIAN}, **other))
    entries.append(world.saying(ward.benali, stood_in))  # a guardian no longer
    moved = "urgences@ch-du-gier.example"
    now(lambda: world.move(world.nathalie, ward.mailbox, third, ward.four, address=moved))
    entries.extend(bad_statements(ward))
    now(lambda: world.apply(certificate(world.nathalie, ward.benali.id, PERSON_IDENTITY, "2026-11-21")))
    return ward, entries


def told(fact: Fact) -> dict[str, object]:
    if isinstance(fact, PersonFact):
        return {"type": "person", "id": b64(fact.id), "public": b64(fact.public)}
    if isinstance(fact, CertificateFact):
        who = {"subject": b64(fact.subject), "identity": dict(fact.identity)}
        return {"type": "certificate", **who, "until": fact.until, "by": b64(fact.by)}
    if isinstance(fact, ServiceState):
        return {"type": "service", "state": said(fact)}
    state = fact.state
    found = {
        "id": b64(state.id),
        "n": state.n,
        "digest": b64(state.digest),
        "kind": state.kind,
        "address": state.address,
        "keyId": b64(state.key_id),
        "public": b64(state.public),
        "members": {b64(member): role for member, role in state.members.items()},
        "keys": spelled(state.keys),
    }
    left = sorted(spelled(fact.left))
    return {
        "type": "mailbox",
        "state": found,
        "left": left,
        "keyChanged": fact.key_changed,
        "by": b64(fact.by),
        "time": fact.time,
    }


def said(state: ServiceState | None) -> dict[str, object] | None:
    if state is None:
        return None
    closed = [{"first": str(one.first), "last": str(one.last), "note": one.note} for one in state.closed]
    ids = {name: b64(getattr(state, name)) for name in ("mailbox", "digest", "by", "substitute")}
    plain = {"n": state.n, "hours": dict(state.hours), "note": state.note, "time": state.time}
    return {**ids, **plain, "closed": closed, "forms": spelled(state.forms)}


def asked(directory: Directory, ward: Ward, entries: list[SignedStatement]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Questions to a directory, and what Python answers."""
    hours = [NOW + hour * 3600 + second for hour in range(-2, 75) for second in (-1, 0, 1)]
    subjects = [ward.mailbox, ward.leroy.id, ward.benali.id, ward.gone.id, bytes(16), bytes(32)]
    days = [(subject, day) for subject in subjects for day in (TODAY, "2028-12-31", "2029-01-01")]
    keys = [ward.epoch.id, ward.world.state(ward.mailbox).key_id, bytes(32)]

    def identity(subject: bytes, day: str) -> dict[str, str]:
        ask = directory.person_identity if len(subject) == 32 else directory.mailbox_identity
        return dict(ask(subject, date.fromisoformat(day)))

    def address(mailbox: bytes, day: str) -> str:
        return b64(directory.address(mailbox, date.fromisoformat(day)))

    questions = {
        "times": [[b64(ward.mailbox), time] for time in hours] + [[b64(bytes(16)), NOW]],
        "days": [[b64(subject), day] for subject, day in days],
        "keys": spelled(keys),
        "mailboxes": [b64(one) for one in (*directory.mailboxes, bytes(16))],
    }
    owners = [directory.mailbox_of_key(key) for key in keys]
    answers = {
        "members": [sorted(spelled(directory.members_at(ward.mailbox, time))) for time in hours] + [[]],
        "identities": [outcome(identity, *one) for one in days],
        "addresses": [outcome(address, *one) for one in days],
        "services": [said(directory.service(one)) for one in (*directory.mailboxes, bytes(16))],
        "confirmed": [directory.confirmed(one) for one in (*directory.mailboxes, bytes(16))],
        "owners": [None if owner is None else b64(owner) for owner in owners],
    }
    return questions, answers


def test_directories(engines: Engines) -> None:
    """Every rule broken, before and after departures and new epochs; what is refused leaves no trace."""
    ward, entries = life()
    directory = Directory({ward.world.nathalie.id})
    facts = [outcome(lambda one: told(directory.apply(one)), one) for one in entries]
    assert codes(facts) == {
        "json", "statement-type", "unknown-signer", "statement-signature", "weak-signature-key", "public-key",
        "not-self-signed", "person-known", "not-a-coordinator", "subject", "members", "unknown-member",
        "first-statement", "not-the-next-statement", "not-a-guardian", "kind-or-address-changed", "old-key-came-back",
        "member-left-key-stayed", "key-of-another-mailbox", "field",
    }  # fmt: skip
    questions, answers = asked(directory, ward, entries)
    given = [[b64(one.raw), b64(one.signature)] for one in entries]
    for name, run in engines.items():
        call = Call(ADAPTER, "replay", ([b64(ward.world.nathalie.id)], given, questions))
        (found,) = run([call])
        for at, (theirs, ours) in enumerate(zip(found["facts"], json.loads(json.dumps(facts)), strict=True)):
            assert theirs == ours, f"{name}: entry {at}"
        assert found["people"] == spelled(directory.people)
        for field, expected in json.loads(json.dumps(answers)).items():
            assert found[field] == expected, f"{name}: {field}"
            assert found["copied"][field] == expected, f"{name}: {field} of a copy"
            assert found["late"][field] == expected, f"{name}: {field} of what is judged at the end"

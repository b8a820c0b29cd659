"""A small territory for the tests of this floor: people, mailboxes, and the statements they sign."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from navette.core.encoding import b64, timestamp
from navette.core.errors import NavetteError
from navette.core.parties import Role
from navette.envelope.person import Person
from navette.envelope.seat import KemKey
from navette.envelope.statement import SignedStatement
from navette.ledger.directory import Directory, MailboxFact, MailboxState

NOW = 1795341600  # 2026-11-22T10:00:00Z
GUARDIAN, MEMBER = Role.GUARDIAN, Role.MEMBER
GERIATRICS = "geriatrie@ch-du-gier.example"
WARD_IDENTITY = {"address": GERIATRICS, "name": "Gériatrie", "facility": "CH du Gier"}
PERSON_IDENTITY = {"name": "Mme Leroy", "profession": "infirmière", "rpps": "10100000000"}


def salt() -> str:
    return b64(secrets.token_bytes(16))


def enrolment(person: Person, **changes: object) -> SignedStatement:
    return person.sign_statement({"type": "person", "public": b64(person.public), "salt": salt(), **changes})


def certificate(
    by: Person, subject: bytes, identity: Mapping[str, str], until: str = "2028-12-31", **changes: object
) -> SignedStatement:
    return by.sign_statement(
        {"type": "certificate", "subject": b64(subject), "identity": identity, "until": until, **changes}
    )


class World:
    """The directory as one client sees it, with the coordinator Nathalie pinned, and how to write its next entry."""

    def __init__(self) -> None:
        self.nathalie = Person.new()
        self.directory = Directory({self.nathalie.id})
        self.entries: list[SignedStatement] = []
        self.apply(enrolment(self.nathalie))

    def apply(self, signed: SignedStatement) -> None:
        self.directory.apply(signed)
        self.entries.append(signed)

    def arrive(self) -> Person:
        person = Person.new()
        self.apply(enrolment(person))
        return person

    def next(
        self, by: Person, mailbox: bytes, epoch: KemKey, members: Mapping[Person, Role], /, **changes: object
    ) -> SignedStatement:
        """The mailbox's next statement as it should be, but for `changes`."""
        before = self.directory.mailbox(mailbox)
        value: dict[str, object] = {
            "type": "mailbox",
            "mailbox": b64(mailbox),
            "kind": before.kind if before else "ORG",
            "address": before.address if before else GERIATRICS,
            "n": str(before.n + 1) if before else "0",
            "prev": b64(before.digest) if before else "",
            "public": b64(epoch.public),
            "members": [{"key": b64(person.id), "role": role} for person, role in members.items()],
            "time": timestamp(NOW),
        }
        return by.sign_statement({**value, **changes})

    def move(
        self, by: Person, mailbox: bytes, epoch: KemKey, members: Mapping[Person, Role], **changes: object
    ) -> MailboxFact:
        signed = self.next(by, mailbox, epoch, members, **changes)
        fact = self.directory.apply(signed)
        assert isinstance(fact, MailboxFact)
        self.entries.append(signed)
        return fact

    def saying(self, by: Person, mailbox: bytes, /, **changes: object) -> SignedStatement:
        """What the mailbox says next of itself, as it should be but for `changes`: nothing in particular."""
        before = self.directory.service(mailbox)
        value: dict[str, object] = {
            "type": "service",
            "mailbox": b64(mailbox),
            "n": str(before.n + 1) if before else "0",
            "prev": b64(before.digest) if before else "",
            "hours": {},
            "closed": [],
            "substitute": "",
            "forms": [],
            "note": "",
            "time": timestamp(NOW),
        }
        return by.sign_statement({**value, **changes})

    def state(self, mailbox: bytes) -> MailboxState:
        state = self.directory.mailbox(mailbox)
        assert state is not None
        return state


def replayed(entries: list[SignedStatement], world: World) -> Directory:
    directory = Directory({world.nathalie.id})
    for signed in entries:
        directory.apply(signed)
    return directory


@dataclass
class Ward:
    """A ward of five and its first epoch."""

    world: World
    mailbox: bytes
    epoch: KemKey
    chief: Person
    deputy: Person
    leroy: Person
    benali: Person
    gone: Person

    @property
    def five(self) -> dict[Person, Role]:
        return {
            self.chief: GUARDIAN,
            self.deputy: GUARDIAN,
            self.leroy: MEMBER,
            self.benali: MEMBER,
            self.gone: MEMBER,
        }

    @property
    def four(self) -> dict[Person, Role]:
        return {person: role for person, role in self.five.items() if person is not self.gone}

    def refused(self, by: Person, epoch: KemKey, members: Mapping[Person, Role], code: str, **changes: object) -> None:
        refuse(self.world.directory, self.world.next(by, self.mailbox, epoch, members, **changes), code)


def refuse(directory: Directory, signed: SignedStatement, code: str) -> None:
    """Refused by that name, and nothing has changed."""
    before = [dict(one) for one in everything(directory)]
    with pytest.raises(NavetteError) as caught:
        directory.apply(signed)
    assert caught.value.code == code
    assert everything(directory) == before


def everything(directory: Directory) -> list[Mapping[bytes, object]]:
    return [directory.people, directory.mailboxes, directory.certificates, directory.services]


def new_ward() -> Ward:
    world, mailbox, epoch = World(), secrets.token_bytes(16), KemKey.new()
    people = [world.arrive() for _ in range(5)]
    ward = Ward(world, mailbox, epoch, *people)
    world.move(ward.chief, mailbox, epoch, ward.five)
    world.apply(certificate(world.nathalie, mailbox, WARD_IDENTITY))
    return ward

"""A small territory for the tests of this floor: people, mailboxes, and the statements they sign."""

import secrets
from collections.abc import Mapping

from navette.core.encoding import b64, timestamp
from navette.core.parties import Role
from navette.envelope.person import Person
from navette.envelope.seat import KemKey
from navette.envelope.statement import SignedStatement
from navette.ledger.directory import Directory, MailboxFact, MailboxState

NOW = 1795341600  # 2026-11-22T10:00:00Z
GUARDIAN, MEMBER = Role.GUARDIAN, Role.MEMBER
GERIATRICS = "geriatrie@ch-du-gier.example"


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

    def state(self, mailbox: bytes) -> MailboxState:
        state = self.directory.mailbox(mailbox)
        assert state is not None
        return state

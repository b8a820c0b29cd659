"""The rules that directory statements are judged by, in the order of the ledger `annuaire`.

One judge for both sides, and no IO in it: the server judges inside its write transaction, through a View over its
tables; a client through a Directory in memory. See docs/spec/ledger.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from navette.core.encoding import b64, seconds, unb64
from navette.core.errors import Conflict, Refused
from navette.core.parties import MailboxKind, Role
from navette.envelope.keys import EPOCH_PUBLIC, ID, KEY_ID, PERSON_PUBLIC, check_person_public, key_id, load_kem_public
from navette.envelope.statement import SignedStatement, read, statement_digest, verify_signature
from navette.ledger.services import Numbered, ServiceState, service_state


@dataclass(frozen=True, slots=True)
class MailboxState:
    """A mailbox after its latest statement.

    id: 16 bytes; n: number of the statement; digest: SHA-256 of its bytes; key_id, public: the present epoch, 32 and
    1,216 bytes; members: person id → role; keys: the ids of every epoch so far, oldest first.
    """

    id: bytes
    n: int
    digest: bytes
    kind: MailboxKind
    address: str
    key_id: bytes
    public: bytes
    members: Mapping[bytes, Role]
    keys: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class PersonFact:
    """A person showed that it holds the keys of `public` (1,248 bytes)."""

    id: bytes
    public: bytes


@dataclass(frozen=True, slots=True)
class CertificateFact:
    """A coordinator says who stands behind a person (32 bytes) or a mailbox (16 bytes), until that day included."""

    subject: bytes
    identity: Mapping[str, str]
    until: str
    by: bytes


@dataclass(frozen=True, slots=True)
class MailboxFact:
    """A mailbox has a new state.

    left: members of the state before who are none of this one; key_changed: also true of the first state; by: who
    signed; time: the signer's clock, seconds since 1970.
    """

    state: MailboxState
    left: frozenset[bytes]
    key_changed: bool
    by: bytes
    time: int


Fact = PersonFact | CertificateFact | MailboxFact | ServiceState


class View(Protocol):
    """What the judge asks of the directory so far."""

    def person(self, person: bytes, /) -> bytes | None:
        """The public part (1,248 bytes) whose key id this is: the judge does not hash it again."""
        ...

    def mailbox(self, mailbox: bytes, /) -> MailboxState | None:
        """The latest state of a mailbox."""
        ...

    def mailbox_of_key(self, key_id: bytes, /) -> bytes | None:
        """The mailbox that has, or ever had, this epoch."""
        ...

    def service(self, mailbox: bytes, /) -> Numbered | None:
        """Where the row of what a mailbox says of itself stands."""
        ...

    def is_coordinator(self, person: bytes, /) -> bool:
        """Whether this person's signature counts as a coordinator's here."""
        ...


def judge(signed: SignedStatement, view: View) -> Fact:
    """What a directory statement establishes, or why it does not; nothing is changed.

    Refuses what `statement.read` refuses, and `statement-type`, `unknown-signer`, `statement-signature`,
    `weak-signature-key`, `public-key`, `not-self-signed`, `person-known`, `not-a-coordinator`, `subject`, `members`,
    `unknown-member`, `first-statement`, `not-the-next-statement`, `not-a-guardian`, `kind-or-address-changed`,
    `old-key-came-back`, `member-left-key-stayed`, `key-of-another-mailbox`.
    """
    value = read(signed.raw)
    kind = value["type"]
    if kind == "person":
        return _person(signed, value, view)
    if kind not in ("certificate", "mailbox", "service"):
        raise Refused("statement-type", given=str(kind))
    by = unb64(value["by"], KEY_ID)
    public = view.person(by)
    if public is None:
        raise Refused("unknown-signer")
    verify_signature(signed, public)
    if kind == "certificate":
        return _certificate(value, by, view)
    if kind == "service":
        return _service(signed.raw, value, by, view)
    return _mailbox(signed.raw, value, by, view)


def _person(signed: SignedStatement, value: Mapping[str, object], view: View) -> PersonFact:
    """Self-signed: the proof that whoever enrols these keys holds them."""
    public = unb64(value["public"], PERSON_PUBLIC)
    person = key_id(public)
    if value["by"] != b64(person):
        raise Refused("not-self-signed")
    check_person_public(public)
    verify_signature(signed, public)
    if view.person(person) is not None:
        raise Conflict("person-known")
    return PersonFact(person, public)


def _certificate(value: Mapping[str, object], by: bytes, view: View) -> CertificateFact:
    if not view.is_coordinator(by):
        raise Refused("not-a-coordinator")
    text = str(value["subject"])
    subject = unb64(text, ID if len(text) == len(b64(bytes(ID))) else KEY_ID)
    known = view.mailbox(subject) if len(subject) == ID else view.person(subject)
    if known is None:
        raise Refused("subject")
    identity = value["identity"]
    assert isinstance(identity, Mapping)  # of strings: statement.read saw to it
    return CertificateFact(subject, dict(identity), str(value["until"]), by)


def _mailbox(raw: bytes, value: Mapping[str, object], by: bytes, view: View) -> MailboxFact:
    mailbox, public = unb64(value["mailbox"], ID), unb64(value["public"], EPOCH_PUBLIC)
    load_kem_public(public)
    before = view.mailbox(mailbox)
    members = _members(value, view)
    if before is None:
        _check_first(value, by, members)
    else:
        _check_next(value, before)
        _check_authority(value, before, by, view)
    key = key_id(public)
    left = frozenset(before.members if before else ()) - members.keys()
    past = before.keys if before else ()
    _check_key(key, past, left)
    if view.mailbox_of_key(key) not in (None, mailbox):
        raise Refused("key-of-another-mailbox")
    changed = not past or key != past[-1]
    state = MailboxState(
        id=mailbox,
        n=int(str(value["n"])),
        digest=statement_digest(raw),
        kind=MailboxKind(str(value["kind"])),
        address=str(value["address"]),
        key_id=key,
        public=public,
        members=members,
        keys=(*past, key) if changed else past,
    )
    return MailboxFact(state, left, changed, by, seconds(value["time"]))


def _members(value: Mapping[str, object], view: View) -> dict[bytes, Role]:
    """Known persons, once each, a guardian among them: a mailbox nobody can manage would be lost for good."""
    listed = value["members"]
    assert isinstance(listed, list)  # of {key, role}: statement.read saw to it
    members = {unb64(member["key"], KEY_ID): Role(member["role"]) for member in listed}
    if len(members) != len(listed) or Role.GUARDIAN not in members.values():
        raise Refused("members")
    if any(view.person(member) is None for member in members):
        raise Refused("unknown-member")
    return members


def _service(raw: bytes, value: Mapping[str, object], by: bytes, view: View) -> ServiceState:
    """A mailbox that is known speaks of itself, in its turn, by a guardian of today or a coordinator."""
    state = service_state(raw, value)
    owner, before = view.mailbox(state.mailbox), view.service(state.mailbox)
    if owner is None:
        raise Refused("subject")
    if before is not None:
        _check_next(value, before)
    elif value["n"] != "0" or value["prev"] != "":
        raise Refused("first-statement")
    if not _manages(by, owner, view):
        raise Refused("not-a-guardian")
    if state.substitute and view.mailbox(state.substitute) is None:
        raise Refused("subject")
    return state


def _check_first(value: Mapping[str, object], by: bytes, members: Mapping[bytes, Role]) -> None:
    if value["n"] != "0" or value["prev"] != "" or members.get(by) is not Role.GUARDIAN:
        raise Refused("first-statement")


def _check_next(value: Mapping[str, object], before: Numbered) -> None:
    if value["n"] != str(before.n + 1) or value["prev"] != b64(before.digest):
        raise Refused("not-the-next-statement", n=before.n)


def _manages(by: bytes, state: MailboxState, view: View) -> bool:
    return state.members.get(by) is Role.GUARDIAN or view.is_coordinator(by)


def _check_authority(value: Mapping[str, object], before: MailboxState, by: bytes, view: View) -> None:
    """A guardian manages members and keys; only a coordinator moves the mailbox to another address."""
    if not _manages(by, before, view):
        raise Refused("not-a-guardian")
    moved = value["address"] != before.address and not view.is_coordinator(by)
    if value["kind"] != before.kind or moved:
        raise Refused("kind-or-address-changed")


def _check_key(key: bytes, past: tuple[bytes, ...], left: frozenset[bytes]) -> None:
    """Whoever left holds every seed up to the last: only a key never used before shuts them out."""
    if key in past[:-1]:
        raise Refused("old-key-came-back")
    if left and key in past:
        raise Refused("member-left-key-stayed")

"""Enrolment: a coordinator invites, somebody joins with keys of their own, the coordinator vouches for them.

The server never learns the invitation's secret, so it cannot put keys of its own in the place of the invited
person's: the coordinator's program sees it in the binding.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from navette.core.encoding import typable
from navette.core.errors import Conflict, Refused, Unknown
from navette.core.journal import Action
from navette.envelope.keys import ID, derive
from navette.envelope.statement import SignedStatement
from navette.ledger.judge import CertificateFact, MailboxFact, PersonFact, judge
from navette.service.context import Context
from navette.settings import Settings
from navette.store import directory, invitations, journal
from navette.store.connection import connect
from navette.store.database import FILE
from navette.store.directory import StoredView
from navette.store.invitations import Invitation
from navette.store.ledger import ANNUAIRE
from navette.store.migrate import migrate
from navette.store.transaction import Transaction

ROLES = ("person", "mailbox", "coordinator")
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Joining:
    """What somebody sends to join. claim: the 32-byte claim secret; binding: for the coordinator, opaque here."""

    invitation: bytes
    claim: bytes
    binding: bytes
    person: SignedStatement
    mailbox: SignedStatement | None
    seat: bytes | None


@dataclass(frozen=True, slots=True)
class Joined:
    """new: False for a retry; i: index of the person's statement in `annuaire`."""

    new: bool
    person: bytes
    mailbox: bytes | None
    i: int


async def invite(context: Context, by: bytes, new: Invitation) -> bool:
    """Records an invitation: True, or False for a retry. Refuses `invitation-used` for an id known otherwise."""
    return (await context.database.write(lambda tx: _invite(tx, by, new)))[0]


def _invite(tx: Transaction, by: bytes, new: Invitation) -> bool:
    known = invitations.find(tx, new.id)
    if known is None:
        invitations.add(tx, new)
        journal.done(tx, new.created, by, Action.INVITE, new.id)
        return True
    if _proposal(known) != _proposal(new):
        raise Conflict("invitation-used")
    return False


def _proposal(one: Invitation) -> tuple[object, ...]:
    return one.claim, one.role, one.identity, one.mailbox, one.expires


async def withdraw_invitation(context: Context, by: bytes, invitation: bytes) -> None:
    """Takes an open invitation back; refuses `unknown-invitation`, `invitation-used`."""
    now = context.clock()
    await context.database.write(lambda tx: _withdraw(tx, by, invitation, now))


def _withdraw(tx: Transaction, by: bytes, invitation: bytes, now: int) -> None:
    if not invitations.remove(tx, invitation):
        if invitations.find(tx, invitation) is None:
            raise Unknown("unknown-invitation")
        raise Conflict("invitation-used")
    journal.done(tx, now, by, Action.UNINVITE, invitation)


async def join(context: Context, joining: Joining) -> tuple[Joined, str]:
    """Uses an invitation: (who joined, checkpoint of `annuaire`).

    Idempotent by the statements. Refuses `invitation`, `invitation-used`, `invitation-expired`,
    `invitation-other-kind`, `seats`, `address-taken`, and what `judge` refuses.
    """
    now = context.clock()
    joined, notes = await context.database.write(lambda tx: _join(tx, joining, now))
    return joined, notes[ANNUAIRE]


def _join(tx: Transaction, joining: Joining, now: int) -> Joined:
    invitation = invitations.find(tx, joining.invitation)
    if invitation is None or sha256(joining.claim).digest() != invitation.claim:
        raise Refused("invitation")
    if invitation.person is not None:
        return _joined_before(tx, joining, invitation, invitation.person)
    if now > invitation.expires:
        raise Refused("invitation-expired")
    if (joining.mailbox is None) != (invitation.mailbox is None):
        raise Refused("invitation-other-kind")
    person, i = _add_person(tx, joining.person, invitation.role == "coordinator")
    mailbox = _add_mailbox(tx, joining, invitation, person)
    invitations.use(tx, invitation.id, person, mailbox, joining.binding)
    return Joined(True, person, mailbox, i)


def _joined_before(tx: Transaction, joining: Joining, invitation: Invitation, person: bytes) -> Joined:
    """A retry brings the very statements that are in the ledger; with any other, the invitation is used up."""
    i = directory.known(tx, joining.person)
    lost = joining.mailbox is not None and directory.known(tx, joining.mailbox) is None
    if i is None or i != directory.person_index(tx, person) or lost:
        raise Conflict("invitation-used")
    return Joined(False, person, invitation.mailbox_id, i)


def _add_person(tx: Transaction, signed: SignedStatement, coordinator: bool) -> tuple[bytes, int]:
    fact = judge(signed, StoredView(tx))
    if not isinstance(fact, PersonFact):
        raise Refused("statement-type", given="not a person")
    i = directory.append(tx, signed)
    directory.save_person(tx, fact, i, coordinator=coordinator)
    return fact.id, i


def _add_mailbox(tx: Transaction, joining: Joining, invitation: Invitation, person: bytes) -> bytes | None:
    if joining.mailbox is None or invitation.mailbox is None:
        return None
    fact = judge(joining.mailbox, StoredView(tx))
    if not isinstance(fact, MailboxFact):
        raise Refused("statement-type", given="not a mailbox")
    state = fact.state
    proposed = (invitation.mailbox["kind"], invitation.mailbox["address"])
    if state.n != 0 or (state.kind.value, state.address) != proposed:
        raise Refused("invitation-other-kind")
    if set(state.members) != {person} or joining.seat is None:
        raise Refused("seats")
    check_address(tx, state.address, state.id)
    directory.save_mailbox(tx, fact, directory.append(tx, joining.mailbox))
    directory.save_seats(tx, state.id, state.key_id, [(person, joining.seat)])
    return state.id


def check_address(tx: Transaction, address: str, mailbox: bytes) -> None:
    """An address belongs to one mailbox; refuses `address-taken`."""
    if tx.one("SELECT 1 FROM mailbox WHERE address = ? AND id <> ?", (address, mailbox)) is not None:
        raise Conflict("address-taken")


async def certify(context: Context, signed: SignedStatement) -> tuple[bool, int, str]:
    """A coordinator vouches for a person or a mailbox: (new, index, checkpoint). Idempotent by the statement."""
    now = context.clock()
    (new, i), notes = await context.database.write(lambda tx: _certify(tx, signed, now))
    return new, i, notes[ANNUAIRE]


def _certify(tx: Transaction, signed: SignedStatement, now: int) -> tuple[bool, int]:
    known = directory.known(tx, signed)
    if known is not None:
        return False, known
    fact = judge(signed, StoredView(tx))
    if not isinstance(fact, CertificateFact):
        raise Refused("statement-type", given="not a certificate")
    i = directory.append(tx, signed)
    directory.save_certificate(tx, fact, i)
    mailbox = fact.subject if len(fact.subject) == ID else None
    journal.done(tx, now, fact.by, Action.CERTIFY, fact.subject, mailbox)
    return True, i


@dataclass(frozen=True, slots=True)
class FirstInvitation:
    """What the first coordinator's invitation says, made on the server's own machine."""

    id: bytes
    secret: bytes
    vkeys: Mapping[str, str]


def first_invitation(settings: Settings, name: str, days: int = 7) -> FirstInvitation:
    """An invitation for a coordinator, written straight into the database: for whoever runs the server.

    Works whether or not the server runs. name: the coordinator's, for the certificate.
    """
    context = Context.create(settings)
    path = settings.data_dir / FILE
    db = connect(path)
    try:
        migrate(db, path)
        invitation, secret = typable(secrets.token_bytes(16)), secrets.token_bytes(32)
        claim = sha256(derive(secret, "navette/v1 invitation claim")).digest()
        now = context.clock()
        identity = {"name": name, "profession": "coordination"}
        new = Invitation(invitation, claim, "coordinator", identity, None, now + days * DAY, now)
        db.execute("BEGIN IMMEDIATE")
        _invite(Transaction(db, {}), context.ledger_id, new)
        db.execute("COMMIT")
    finally:
        db.close()
    return FirstInvitation(invitation, secret, context.vkeys)

"""Directory statements on disk: persons, certificates, mailboxes, seats; and the judge's view of them."""

import json
from collections.abc import Iterable

from navette.core.parties import MailboxKind, Role
from navette.envelope.statement import SignedStatement, leaf_data, statement_digest
from navette.ledger.judge import CertificateFact, MailboxFact, MailboxState, PersonFact
from navette.store import services
from navette.store.ledger import ANNUAIRE
from navette.store.transaction import Transaction


class StoredView:
    """The directory as the writer's transaction sees it, for `ledger.directory.judge`."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def person(self, person: bytes, /) -> bytes | None:
        """1,248 bytes, or None."""
        row = self._tx.one("SELECT public FROM person WHERE id = ?", (person,))
        return None if row is None else bytes(row[0])

    def mailbox(self, mailbox: bytes, /) -> MailboxState | None:
        """The current state with its members and every key so far."""
        row = self._tx.one(
            "SELECT m.n, m.digest, m.kind, m.address, m.epoch, e.public FROM mailbox m JOIN epoch e ON e.id = m.epoch "
            "WHERE m.id = ?",
            (mailbox,),
        )
        if row is None:
            return None
        n, digest, kind, address, epoch, public = row
        members = self._tx.all("SELECT person, role FROM member WHERE mailbox = ?", (mailbox,))
        keys = self._tx.all("SELECT id FROM epoch WHERE mailbox = ? ORDER BY i", (mailbox,))
        roles = {bytes(person): Role(role) for person, role in members}
        so_far = tuple(bytes(key) for (key,) in keys)
        return MailboxState(mailbox, n, digest, MailboxKind(kind), address, epoch, public, roles, so_far)

    def mailbox_of_key(self, key_id: bytes, /) -> bytes | None:
        """The mailbox that has, or had, this epoch."""
        row = self._tx.one("SELECT mailbox FROM epoch WHERE id = ?", (key_id,))
        return None if row is None else bytes(row[0])

    def service(self, mailbox: bytes, /) -> services.Stated | None:
        """Where what it says of itself stands."""
        return services.find(self._tx, mailbox)

    def is_coordinator(self, person: bytes, /) -> bool:
        """Whether the person was invited as a coordinator."""
        return self._tx.one("SELECT 1 FROM person WHERE id = ? AND coordinator = 1", (person,)) is not None


def known(tx: Transaction, signed: SignedStatement) -> int | None:
    """The index of a statement already in the ledger: a retry."""
    row = tx.one("SELECT i FROM directory_statement WHERE digest = ?", (statement_digest(signed.raw),))
    return None if row is None else int(row[0])


def append(tx: Transaction, signed: SignedStatement) -> int:
    """The statement and its leaf, in the transaction of its effect; its index."""
    i = tx.append(ANNUAIRE, leaf_data(ANNUAIRE, signed.raw, signed.signature))
    tx.run(
        "INSERT INTO directory_statement VALUES (?, ?, ?, ?)",
        (i, statement_digest(signed.raw), signed.raw, signed.signature),
    )
    return i


def save_person(tx: Transaction, fact: PersonFact, i: int, *, coordinator: bool) -> None:
    """A person who has just joined."""
    tx.run("INSERT INTO person VALUES (?, ?, ?, ?)", (fact.id, fact.public, int(coordinator), i))


def person_index(tx: Transaction, person: bytes) -> int | None:
    """The index of the statement a person joined with."""
    row = tx.one("SELECT i FROM person WHERE id = ?", (person,))
    return None if row is None else int(row[0])


def save_certificate(tx: Transaction, fact: CertificateFact, i: int) -> None:
    """The latest certificate of its subject."""
    identity = json.dumps(dict(fact.identity), ensure_ascii=False, sort_keys=True)
    tx.run(
        "INSERT INTO certificate VALUES (?, ?, ?, ?, ?) ON CONFLICT (subject) DO UPDATE SET "
        "identity = excluded.identity, until = excluded.until, signer = excluded.signer, i = excluded.i",
        (fact.subject, identity, fact.until, fact.by, i),
    )


def save_mailbox(tx: Transaction, fact: MailboxFact, i: int) -> None:
    """A mailbox's new state: its row, its members, its key when that changed. Leavers lose their seats."""
    state = fact.state
    if tx.one("SELECT 1 FROM epoch WHERE id = ?", (state.key_id,)) is None:
        tx.run("INSERT INTO epoch VALUES (?, ?, ?, ?)", (state.key_id, state.id, state.public, i))
    tx.run(
        "INSERT INTO mailbox VALUES (?, ?, ?, ?, ?, ?, ?, 0, NULL) ON CONFLICT (id) DO UPDATE SET "
        "address = excluded.address, n = excluded.n, digest = excluded.digest, epoch = excluded.epoch, i = excluded.i",
        (state.id, state.kind.value, state.address, state.n, state.digest, state.key_id, i),
    )
    tx.run("DELETE FROM member WHERE mailbox = ?", (state.id,))
    tx.many(
        "INSERT INTO member VALUES (?, ?, ?)",
        [(state.id, person, role.value) for person, role in state.members.items()],
    )
    tx.many("DELETE FROM seat WHERE mailbox = ? AND person = ?", [(state.id, person) for person in fact.left])


def save_seats(tx: Transaction, mailbox: bytes, epoch: bytes, seats: Iterable[tuple[bytes, bytes]]) -> None:
    """(person id, sealed seat) of the epoch."""
    tx.many("INSERT INTO seat VALUES (?, ?, ?, ?)", [(mailbox, person, epoch, sealed) for person, sealed in seats])


def save_history(tx: Transaction, mailbox: bytes, new: bytes, old: bytes, sealed: bytes) -> None:
    """The epoch before, sealed to the new one."""
    tx.run("INSERT INTO history VALUES (?, ?, ?, ?)", (mailbox, new, old, sealed))


def seated(tx: Transaction, mailbox: bytes, epoch: bytes) -> frozenset[bytes]:
    """Who holds a seat of the epoch."""
    rows = tx.all("SELECT person FROM seat WHERE mailbox = ? AND epoch = ?", (mailbox, epoch))
    return frozenset(bytes(person) for (person,) in rows)


def is_member(tx: Transaction, mailbox: bytes, person: bytes) -> bool:
    """Whether the person is a member of the mailbox now."""
    return tx.one("SELECT 1 FROM member WHERE mailbox = ? AND person = ?", (mailbox, person)) is not None


def current_epoch(tx: Transaction, mailbox: bytes) -> bytes | None:
    """The id of the key to seal to, None for an unknown mailbox."""
    row = tx.one("SELECT epoch FROM mailbox WHERE id = ?", (mailbox,))
    return None if row is None else bytes(row[0])


def latest_statement(tx: Transaction, mailbox: bytes) -> SignedStatement:
    """The statement that made a known mailbox what it is."""
    row = tx.one(
        "SELECT s.raw, s.signature FROM mailbox m JOIN directory_statement s ON s.i = m.i WHERE m.id = ?", (mailbox,)
    )
    if row is None:
        raise KeyError(mailbox)
    return SignedStatement(bytes(row[0]), bytes(row[1]))

"""Invitations: what a coordinator proposed, and who joined with it. The secret itself is never here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from navette.store.database import Database
from navette.store.transaction import Row, Transaction

COLUMNS = "id, claim, role, identity, mailbox, expires, created, person, mailbox_id, binding"


@dataclass(frozen=True, slots=True)
class Invitation:
    """claim: SHA-256 of the claim secret; mailbox: {kind, address, name} for role `mailbox`, else None."""

    id: bytes
    claim: bytes
    role: str
    identity: Mapping[str, str]
    mailbox: Mapping[str, str] | None
    expires: int
    created: int
    person: bytes | None = None
    mailbox_id: bytes | None = None
    binding: bytes | None = None

    @classmethod
    def of(cls, row: Row) -> "Invitation":
        """From a row of COLUMNS."""
        invitation, claim, role, identity, mailbox, *rest = row
        return cls(
            invitation, claim, role, json.loads(identity), None if mailbox is None else json.loads(mailbox), *rest
        )


def find(tx: Transaction, invitation: bytes) -> Invitation | None:
    """By id."""
    row = tx.one(f"SELECT {COLUMNS} FROM invitation WHERE id = ?", (invitation,))
    return None if row is None else Invitation.of(row)


def add(tx: Transaction, new: Invitation) -> None:
    """An open invitation."""
    mailbox = None if new.mailbox is None else json.dumps(dict(new.mailbox), ensure_ascii=False)
    identity = json.dumps(dict(new.identity), ensure_ascii=False)
    tx.run(
        "INSERT INTO invitation VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
        (
            new.id,
            new.claim,
            new.role,
            identity,
            mailbox,
            new.expires,
            new.created,
        ),
    )


def use(tx: Transaction, invitation: bytes, person: bytes, mailbox: bytes | None, binding: bytes) -> bool:
    """Marks it used, once: False when somebody was first."""
    changed = tx.run(
        "UPDATE invitation SET person = ?, mailbox_id = ?, binding = ? WHERE id = ? AND person IS NULL",
        (person, mailbox, binding, invitation),
    )
    return changed == 1


def remove(tx: Transaction, invitation: bytes) -> bool:
    """Withdraws an open one: False when it was used or is not there."""
    return tx.run("DELETE FROM invitation WHERE id = ? AND person IS NULL", (invitation,)) == 1


async def everything(database: Database) -> list[tuple[Invitation, bool]]:
    """(invitation, certified), newest first. Certified: who joined, and the mailbox if any, has a certificate."""
    rows = await database.all(
        f"SELECT {', '.join('v.' + c for c in COLUMNS.split(', '))}, "
        "(v.person IS NOT NULL AND EXISTS (SELECT 1 FROM certificate WHERE subject = v.person) "
        " AND (v.mailbox_id IS NULL OR EXISTS (SELECT 1 FROM certificate WHERE subject = v.mailbox_id))) "
        "FROM invitation v ORDER BY v.created DESC, v.id DESC"
    )
    return [(Invitation.of(row[:-1]), bool(row[-1])) for row in rows]

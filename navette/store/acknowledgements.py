"""Acts on disk: deposits, receipts, acknowledgements, withdrawals, each a row and a leaf of the ledger `actes`."""

from typing import NamedTuple

from navette.core.handoff import Act
from navette.core.reminders import Step
from navette.envelope.statement import SignedStatement, leaf_data
from navette.store.ledger import ACTES
from navette.store.transaction import Transaction

DEPOSIT = "deposit"
TRANSIENT = "transient"  # a receipt of a transient error: on record, changes nothing
NUDGED = "nudged"  # told as acts are, and no act: no statement is behind it
REMOVAL = "removal"  # of the content, or of the metadata: the server's own word, as a deposit
REMINDER = "reminder"  # a step of core/reminders.py fired

_KINDS: dict[str, str] = {
    DEPOSIT: "deposit",
    TRANSIENT: "receipt",
    Act.DELIVERED: "receipt",
    Act.FAILED: "receipt",
    Act.OPENED: "receipt",
    Act.WITHDRAWN: "withdrawal",
    REMOVAL: REMOVAL,
    NUDGED: "nudge",
    **dict.fromkeys(Step, REMINDER),
}


def kind_of(act: str) -> str:
    """The type of statement behind an act: deposit, receipt, withdrawal, acknowledgement, removal; or another name."""
    return _KINDS.get(act, "acknowledgement")


class StoredAct(NamedTuple):
    """One act of a handoff. act: `deposit`, `transient`, `removal`, or an act of core/handoff.py."""

    i: int
    mailbox: bytes | None
    act: str
    signer: bytes
    raw: bytes


def append(
    tx: Transaction, handoff: int, mailbox: bytes | None, act: str, signer: bytes, signed: SignedStatement
) -> int:
    """The act and its leaf, in the transaction of its effect; its index."""
    i = tx.append(ACTES, leaf_data(ACTES, signed.raw, signed.signature))
    tx.run(
        "INSERT INTO act VALUES (?, ?, ?, ?, ?, ?, ?)",
        (i, handoff, mailbox, act, signer, signed.raw, signed.signature),
    )
    return i


def acts(tx: Transaction, handoff: int) -> list[StoredAct]:
    """Every act of one handoff, in ledger order: a handful."""
    rows = tx.all("SELECT i, mailbox, act, signer, raw FROM act WHERE handoff = ? ORDER BY i", (handoff,))
    return [StoredAct(*row) for row in rows]


def deposit_statement(tx: Transaction, i: int) -> bytes:
    """The statement of the deposit at that index."""
    row = tx.one("SELECT raw FROM act WHERE i = ?", (i,))
    if row is None:
        raise KeyError(i)
    return bytes(row[0])


def collected(tx: Transaction, mailbox: bytes, now: int) -> None:
    """A receipt came from the mailbox: it is alive, and the directory shows since when."""
    tx.run("UPDATE mailbox SET last_collected = ? WHERE id = ?", (now, mailbox))

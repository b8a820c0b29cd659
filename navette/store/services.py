"""What mailboxes say of themselves, on disk: the latest statement of each."""

from typing import NamedTuple

from navette.ledger.services import ServiceState
from navette.store.transaction import Transaction


class Stated(NamedTuple):
    """Where a mailbox's statements stand. n, digest: of the latest; substitute: a mailbox id, empty for none."""

    n: int
    digest: bytes
    substitute: bytes


def find(tx: Transaction, mailbox: bytes) -> Stated | None:
    """None while it has said nothing."""
    row = tx.one("SELECT n, digest, substitute FROM service WHERE mailbox = ?", (mailbox,))
    return None if row is None else Stated(*row)


def save(tx: Transaction, state: ServiceState, i: int) -> None:
    """In the place of what it said before. i: its index in `annuaire`."""
    tx.run(
        "INSERT OR REPLACE INTO service VALUES (?, ?, ?, ?, ?, ?)",
        (state.mailbox, state.n, state.digest, state.substitute, state.time, i),
    )

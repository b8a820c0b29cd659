"""What an operation sees while it runs inside the writer: SQL, the ledgers' next leaves, the events to tell."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from navette.ledger.tree import Frontier, leaf_hash

Row = tuple[Any, ...]
Values = Sequence[bytes | str | int | None]
SPAN = 256  # acts whose events lie together on disk: the table event
NO_ACT = -1  # the index of an event that is no act of the ledger: told to who listens, caught up from the lists


@dataclass(frozen=True, slots=True)
class Event:
    """An act that mailboxes want to hear of, told after it is on disk.

    i: its index in `actes`, NO_ACT for a nudge; act: `deposit`, `transient`, an act of core/handoff.py, or `nudged`;
    of: the recipient mailbox it speaks for, None for a deposit or a withdrawal.
    """

    i: int
    message: bytes
    act: str
    of: bytes | None


@dataclass(slots=True)
class Transaction:
    """One batch's transaction, shared by its operations one after the other.

    An operation that raises leaves no trace. One that has `touched` nothing leaves none by itself; else the batch is
    run again, its rows behind savepoints, its leaves and events behind `mark`.
    """

    db: sqlite3.Connection
    sizes: Mapping[str, int]  # leaves each ledger had when the transaction began
    leaves: dict[str, list[bytes]] = field(default_factory=dict)
    events: list[tuple[bytes, Event]] = field(default_factory=list)  # (mailbox, what it hears)

    @property
    def touched(self) -> tuple[int, int, int]:
        """Grows with every row, leaf and event: when it is the same again, nothing was written in between."""
        return self.db.total_changes, sum(map(len, self.leaves.values())), len(self.events)

    def one(self, sql: str, values: Values = ()) -> Row | None:
        """The first row, or None."""
        row: Row | None = self.db.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, values: Values = ()) -> list[Row]:
        """Every row."""
        return self.db.execute(sql, values).fetchall()

    def run(self, sql: str, values: Values = ()) -> int:
        """How many rows the statement changed."""
        return self.db.execute(sql, values).rowcount

    def many(self, sql: str, rows: Iterable[Values]) -> None:
        """The statement once for each row of values."""
        self.db.executemany(sql, rows)

    def next_index(self, ledger: str) -> int:
        """The index the next leaf of the ledger will have."""
        return self.sizes[ledger] + len(self.leaves.get(ledger, ()))

    def append(self, ledger: str, leaf_data: bytes) -> int:
        """One more leaf, in the same transaction as its effect; its index."""
        index = self.next_index(ledger)
        self.leaves.setdefault(ledger, []).append(leaf_hash(leaf_data))
        return index

    def tell(self, mailbox: bytes, event: Event) -> None:
        """Told to who listens to the mailbox, once the transaction is on disk."""
        self.events.append((mailbox, event))

    def mark(self) -> tuple[dict[str, int], int]:
        """Where leaves and events stand, for `rewind`."""
        return {ledger: len(leaves) for ledger, leaves in self.leaves.items()}, len(self.events)

    def rewind(self, mark: tuple[dict[str, int], int]) -> None:
        """Forgets the leaves and events of an operation that failed."""
        counts, events = mark
        for ledger, leaves in self.leaves.items():
            del leaves[counts.get(ledger, 0) :]
        del self.events[events:]


def sizes(frontiers: Mapping[str, Frontier]) -> dict[str, int]:
    """Leaves by ledger."""
    return {ledger: frontier.size for ledger, frontier in frontiers.items()}

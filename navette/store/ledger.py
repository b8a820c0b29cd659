"""The two ledgers on disk: their nodes, their latest checkpoint, and the edge the writer keeps in memory."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.ledger.checkpoint import sign_checkpoint
from navette.ledger.tree import Frontier, Node, Row, place

ANNUAIRE, ACTES = "annuaire", "actes"
NUMBERS = {ANNUAIRE: 0, ACTES: 1}


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs the checkpoints: the exchange's name (navette.example) and its Ed25519 key."""

    name: str
    key: Ed25519PrivateKey

    def origin(self, ledger: str) -> str:
        """navette.example/annuaire, navette.example/actes."""
        return f"{self.name}/{ledger}"

    def sign(self, ledger: str, frontier: Frontier) -> str:
        """The note of the ledger as it stands."""
        return sign_checkpoint(self.origin(ledger), frontier.size, frontier.root(), self.key).note


def node_reader(db: sqlite3.Connection, ledger: str) -> Node:
    """Reads complete subtrees of a ledger from `db`; KeyError for one that is not there."""
    number = NUMBERS[ledger]

    def node(level: int, index: int) -> bytes:
        row = db.execute(
            "SELECT hash FROM node WHERE ledger = ? AND place = ?", (number, place(level, index))
        ).fetchone()
        if row is None:
            raise KeyError((ledger, level, index))
        return bytes(row[0])

    return node


def load(db: sqlite3.Connection, ledger: str) -> tuple[Frontier, str]:
    """The edge of a ledger and its latest checkpoint; empty text before the first leaf."""
    row = db.execute("SELECT size, note FROM checkpoint WHERE ledger = ?", (NUMBERS[ledger],)).fetchone()
    if row is None:
        return Frontier(), ""
    return Frontier.load(row[0], node_reader(db, ledger)), row[1]


def save(db: sqlite3.Connection, ledger: str, rows: Iterable[Row], size: int, note: str) -> None:
    """The new nodes and the new checkpoint, in the caller's transaction."""
    number = NUMBERS[ledger]
    db.executemany(
        "INSERT INTO node VALUES (?, ?, ?)", ((number, place(level, i), digest) for level, i, digest in rows)
    )
    db.execute(
        "INSERT INTO checkpoint VALUES (?, ?, ?) ON CONFLICT (ledger) DO UPDATE SET size = excluded.size, "
        "note = excluded.note",
        (number, size, note),
    )

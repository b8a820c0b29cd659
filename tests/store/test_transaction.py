"""What an operation did is forgotten with it."""

import contextlib
import sqlite3

from navette.ledger.tree import Frontier, leaf_hash
from navette.store.ledger import ACTES, ANNUAIRE
from navette.store.transaction import Event, Transaction, sizes


def test_rewound_it_is_as_marked() -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        tx = Transaction(db, {ACTES: 7, ANNUAIRE: 0})
        assert tx.append(ACTES, b"a") == 7
        tx.tell(b"box", Event(7, b"", "deposit", None))
        mark = tx.mark()
        assert tx.append(ACTES, b"b") == 8
        assert tx.append(ANNUAIRE, b"c") == 0
        tx.tell(b"box", Event(8, b"", "deposit", None))
        tx.rewind(mark)
        assert tx.leaves == {ACTES: [leaf_hash(b"a")], ANNUAIRE: []}
        assert [event.i for _, event in tx.events] == [7]
        assert (tx.next_index(ACTES), tx.next_index(ANNUAIRE)) == (8, 0)


def test_sizes_are_those_of_the_frontiers() -> None:
    frontier = Frontier()
    frontier.append(leaf_hash(b"a"))
    assert sizes({ACTES: frontier, ANNUAIRE: Frontier()}) == {ACTES: 1, ANNUAIRE: 0}

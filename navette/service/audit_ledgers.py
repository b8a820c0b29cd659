"""The ledgers of a database: the statements make a tree, the stored nodes are another, the checkpoint is signed.

Where they disagree, the third tells which of the two was touched: a statement that was altered leaves nodes that agree
with each other up to the signed root; a node that was altered agrees with none of its neighbours.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from navette.core.errors import NavetteError
from navette.envelope.statement import leaf_data
from navette.ledger.checkpoint import Checkpoint, read_checkpoint, read_vkey
from navette.ledger.tree import Frontier, at, leaf_hash, node_hash, place, root
from navette.service.audit_removals import load_removals
from navette.service.findings import DIFFERS, MISSING, UNEXPECTED, Findings
from navette.store.evidence import Row
from navette.store.ledger import ACTES, ANNUAIRE, NUMBERS

TABLES = {ANNUAIRE: "directory_statement", ACTES: "act"}
UNKNOWN = bytes(32)
Place = tuple[int, int]  # level, index


@dataclass(slots=True)
class Trees:
    """Of one ledger: the nodes stored, and those that the statements make. signed: None when no checkpoint holds."""

    ledger: str
    stored: dict[Place, bytes]
    made: dict[Place, bytes] = field(default_factory=dict)
    frontier: Frontier = field(default_factory=Frontier)
    signed: Checkpoint | None = None

    @property
    def leaves(self) -> int:
        """How many there were: as the checkpoint says, within what the nodes make likely."""
        count = sum(level == 0 for level, _ in self.stored)
        return count if self.signed is None else min(self.signed.size, 2 * count + 16)

    def add(self, leaf: bytes) -> None:
        """The next leaf, and the nodes it completes."""
        self.made |= {(level, i): digest for level, i, digest in self.frontier.append(leaf)}

    def signs(self, digest: bytes | None) -> bool:
        """Whether this is the root that was signed, at the size the statements have."""
        return self.signed is not None and (self.signed.size, self.signed.root) == (self.frontier.size, digest)

    def stored_root(self) -> bytes | None:
        """The root of the stored nodes, None when some are not there."""
        try:
            return root(self.frontier.size, lambda level, i: self.stored[level, i])
        except (KeyError, TypeError):
            return None

    def agrees(self, level: int, i: int) -> bool:
        """The stored node, with those below it; a leaf, with the one above it or with the signed root."""
        above = (level, i) if level else (1, i >> 1)
        if above not in self.stored:
            return self.signs(self.stored_root())
        left, right = (self.stored.get((above[0] - 1, 2 * above[1] + side)) for side in (0, 1))
        return isinstance(left, bytes) and isinstance(right, bytes) and self.stored[above] == node_hash(left, right)

    def vouches(self, i: int) -> bool:
        """What is stored above leaf `i` is what the statements make."""
        above = (1, i >> 1)
        return self.stored[above] == self.made.get(above) if above in self.stored else self.signs(self.frontier.root())


def verify_ledgers(findings: Findings) -> None:
    """Leaves from the statements, nodes from the leaves, the checkpoint from the root."""
    load_removals(findings)
    checkpoints = {row["ledger"]: row for row in findings.evidence.rows("checkpoint")}
    for number in checkpoints.keys() - NUMBERS.values():
        findings.fault("checkpoint", checkpoints[number], UNEXPECTED)
    for row in findings.evidence.rows("node"):
        if row["ledger"] not in NUMBERS.values() or not _is_place(row["place"]):
            findings.fault("node", row, UNEXPECTED)
    for ledger, number in NUMBERS.items():
        nodes = findings.evidence.ledger_rows(ledger)
        trees = Trees(ledger, {at(row["place"]): row["hash"] for row in nodes if _is_place(row["place"])})
        _read_checkpoint(findings, trees, checkpoints.get(number))
        _statements(findings, trees, findings.evidence.rows(TABLES[ledger]))
        _checkpoint(findings, trees)
        _nodes(findings, trees)


def _is_place(value: object) -> bool:
    return isinstance(value, int) and value >= 0


def _read_checkpoint(findings: Findings, trees: Trees, row: Row | None) -> None:
    if row is None:
        if trees.stored:
            findings.fault("checkpoint", (NUMBERS[trees.ledger],), MISSING)
        return
    try:
        origin, public = read_vkey(findings.vkeys[trees.ledger])
        trees.signed = read_checkpoint(row["note"], origin, public)
        findings.compare("checkpoint", row, {"size": trees.signed.size})
    except (NavetteError, TypeError, ValueError) as error:
        findings.fault("checkpoint", row, getattr(error, "code", DIFFERS), "note")


def _statements(findings: Findings, trees: Trees, rows: Iterator[Row]) -> None:
    """The tree the statements make; in the place of one that went, the leaf it left."""
    table, leaves = TABLES[trees.ledger], trees.leaves
    for row in rows:
        _gap(findings, trees, min(row["i"], leaves))
        if row["i"] != trees.frontier.size:
            findings.fault(table, row, "not-in-the-ledger")
            continue
        sound = isinstance(row["raw"], bytes) and isinstance(row["signature"], bytes)
        trees.add(leaf_hash(leaf_data(trees.ledger, row["raw"], row["signature"]) if sound else b""))
    _gap(findings, trees, leaves)


def _gap(findings: Findings, trees: Trees, until: int) -> None:
    for i in range(trees.frontier.size, until):
        left = trees.stored.get((0, i))
        if left is None or trees.ledger != ACTES or i not in findings.acts_removed:
            findings.fault(TABLES[trees.ledger], (i,), MISSING)
        trees.add(left if isinstance(left, bytes) else UNKNOWN)


def _checkpoint(findings: Findings, trees: Trees) -> None:
    if trees.signed and not trees.signs(trees.frontier.root()) and not trees.signs(trees.stored_root()):
        findings.fault("checkpoint", (NUMBERS[trees.ledger],), "ledger-rewritten", "note")


def _nodes(findings: Findings, trees: Trees) -> None:
    """Node by node; where a leaf is not the one the statement makes, one of them is to blame, or both."""
    number = NUMBERS[trees.ledger]
    for (level, i), digest in trees.made.items():
        found = trees.stored.get((level, i))
        if found == digest:
            continue
        if found is None:
            findings.fault("node", (number, place(level, i)), MISSING)
        elif not trees.agrees(level, i):
            findings.fault("node", (number, place(level, i)), DIFFERS, "hash")
        if level == 0 and not trees.vouches(i):
            findings.fault(TABLES[trees.ledger], (i,), "not-in-the-ledger")
    for level, i in trees.stored.keys() - trees.made.keys():
        findings.fault("node", (number, place(level, i)), UNEXPECTED)

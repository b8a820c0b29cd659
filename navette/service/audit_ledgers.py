"""The ledgers of a database: each node is the hash it must be, each checkpoint is the signed root."""

from collections.abc import Iterable
from itertools import chain

from navette.core.errors import NavetteError
from navette.envelope.statement import leaf_data
from navette.ledger.checkpoint import read_checkpoint, read_vkey
from navette.ledger.tree import Frontier, leaf_hash
from navette.service.findings import DIFFERS, MISSING, UNEXPECTED, Findings
from navette.store.evidence import Row
from navette.store.ledger import ACTES, ANNUAIRE, NUMBERS

TABLES = {ANNUAIRE: "directory_statement", ACTES: "act"}


def verify_ledgers(findings: Findings) -> None:
    """Leaves from the statements, nodes from the leaves, the checkpoint from the root."""
    checkpoints = {row["ledger"]: row for row in findings.evidence.rows("checkpoint")}
    for number in checkpoints.keys() - NUMBERS.values():
        findings.fault("checkpoint", checkpoints[number], UNEXPECTED)
    for row in findings.evidence.rows("node"):
        if row["ledger"] not in NUMBERS.values():
            findings.fault("node", row, UNEXPECTED)
    for ledger, number in NUMBERS.items():
        frontier = _nodes(findings, ledger)
        _checkpoint(findings, ledger, number, checkpoints.get(number), frontier)


def _nodes(findings: Findings, ledger: str) -> Frontier:
    """The tree the statements make, compared node by node with the one stored."""
    number, table = NUMBERS[ledger], TABLES[ledger]
    frontier, expected = Frontier(), {}
    rows = findings.evidence.rows(table)
    for at, row in enumerate(rows):
        if row["i"] != at:
            findings.fault(table, (at,), MISSING)
            _beyond(findings, ledger, table, chain([row], rows))
            break
        leaf = b"" if not _bytes(row, "raw", "signature") else leaf_data(ledger, row["raw"], row["signature"])
        for level, i, digest in frontier.append(leaf_hash(leaf)):
            expected[level, i] = digest
    for row in findings.evidence.ledger_rows(ledger):
        key = (row["level"], row["i"])
        known = expected.pop(key, None)
        if known is None:
            findings.fault("node", {"ledger": number, **row}, UNEXPECTED)
            if row["level"] == 0:  # a leaf whose statement went
                findings.fault(table, (row["i"],), MISSING)
        elif known != row["hash"]:
            findings.fault("node", {"ledger": number, **row}, DIFFERS, "hash")
            if key[0] == 0:  # one of the two was touched: the statement's own checks tell which
                findings.fault(table, (key[1],), "not-in-the-ledger")
    for level, i in expected:
        findings.fault("node", (number, level, i), MISSING)
        if level == 0:
            findings.fault(table, (i,), "not-in-the-ledger")
    return frontier


def _beyond(findings: Findings, ledger: str, table: str, rows: Iterable[Row]) -> None:
    """After a gap nothing can be counted; what has no leaf at all can be told."""
    leaves = {row["i"] for row in findings.evidence.ledger_rows(ledger) if row["level"] == 0}
    for row in rows:
        if row["i"] not in leaves:
            findings.fault(table, row, "not-in-the-ledger")


def _bytes(row: Row, *columns: str) -> bool:
    return all(isinstance(row[column], bytes) for column in columns)


def _checkpoint(findings: Findings, ledger: str, number: int, row: Row | None, frontier: Frontier) -> None:
    if row is None:
        if frontier.size:
            findings.fault("checkpoint", (number,), MISSING)
        return
    try:
        origin, public = read_vkey(findings.vkeys[ledger])
        checkpoint = read_checkpoint(row["note"], origin, public)
    except (NavetteError, TypeError, ValueError) as error:
        findings.fault("checkpoint", row, getattr(error, "code", DIFFERS), "note")
        return
    if row["size"] != checkpoint.size:
        findings.fault("checkpoint", row, DIFFERS, "size")
    if (checkpoint.size, checkpoint.root) != (frontier.size, frontier.root()):
        findings.fault("checkpoint", row, "ledger-rewritten", "note")

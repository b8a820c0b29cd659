"""The access journal: lines of the form the server writes, by somebody of the directory or by the server itself.

Nobody signs them: a line taken away, or put there, is not found.
"""

from navette.core.journal import Action
from navette.service.findings import UNEXPECTED, Findings
from navette.store.evidence import Row

LENGTHS = {"object": (16, 32), "mailbox": (16,)}


def verify_journal(findings: Findings) -> None:
    """Every line."""
    if not findings.evidence.has("journal"):
        return
    for row in findings.evidence.rows("journal"):
        with findings.attempt("journal", row):
            _line(findings, row)


def _line(findings: Findings, row: Row) -> None:
    if row["action"] not in frozenset(Action):
        findings.fault("journal", row, UNEXPECTED, "action")
    if len(row["actor"]) != 32:
        findings.fault("journal", row, UNEXPECTED, "actor")
    elif not row["admin"] and findings.directory.person(row["actor"]) is None:
        findings.fault("journal", row, "unknown-person", "actor")
    for column, lengths in LENGTHS.items():
        if row[column] is not None and len(row[column]) not in lengths:
            findings.fault("journal", row, UNEXPECTED, column)

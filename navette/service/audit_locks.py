"""Locks and notes of a database: whose they are, and of what form.

Nobody signs them: a row taken away or put back is not found. One that opens nothing is found by its owner.
"""

from navette.service.findings import UNEXPECTED, Findings
from navette.service.locks import KINDS, PRF, WRAPPED
from navette.service.notes import NOTE
from navette.store.evidence import Row


def verify_locks(findings: Findings) -> None:
    """Each belongs to somebody of the directory, and holds what its kind holds."""
    if not findings.evidence.has("lock"):
        return
    for row in findings.evidence.rows("lock"):
        with findings.attempt("lock", row):
            _owner(findings, "lock", row)
            _lock(findings, row)
    for row in findings.evidence.rows("note"):
        with findings.attempt("note", row):
            _owner(findings, "note", row)
            if len(row["name"]) != 16 or len(row["raw"]) > NOTE:
                findings.fault("note", row, UNEXPECTED, "raw")


def _owner(findings: Findings, table: str, row: Row) -> None:
    if findings.directory.person(row["person"]) is None:
        findings.fault(table, row, "unknown-person", "person")


def _lock(findings: Findings, row: Row) -> None:
    lengths = {"id": 16, "account": 16, "salt": 16, "wrapped": WRAPPED}
    if row["kind"] not in KINDS:
        findings.fault("lock", row, UNEXPECTED, "kind")
    elif row["kind"] == PRF:
        for column in ("credential", "public_key"):
            if not row[column]:
                findings.fault("lock", row, UNEXPECTED, column)
        findings.compare("lock", row, {"login": None})
    else:
        lengths |= {"login": 32}
        findings.compare("lock", row, {"credential": None, "public_key": None, "sign_count": 0})
    for column, length in lengths.items():
        if len(row[column]) != length:
            findings.fault("lock", row, UNEXPECTED, column)

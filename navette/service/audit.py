"""Verification of a whole database, with nothing believed but signatures: which row does not hold, and why.

Whoever runs it needs the file and the ledgers' public keys; the running server has no part in it. A fault names the
row by table and key. Order: what SQLite finds, the ledgers, the directory, the handoffs, the attachments.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.core.errors import Local, NavetteError
from navette.ledger.checkpoint import vkey
from navette.ledger.directory import Directory
from navette.service.context import KEY_FILE
from navette.store.evidence import KEYS, Evidence, Row, evidence
from navette.store.ledger import NUMBERS


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that does not hold.

    row: its key, spelled; column: when one is known. code: a key of core.errors.CODES, or DIFFERS (from what the
    signed bytes say), MISSING, UNEXPECTED, `damaged`.
    """

    table: str
    row: str
    code: str
    column: str = ""

    def __str__(self) -> str:
        place = f"{self.table} {self.row}" + (f" {self.column}" if self.column else "")
        return f"{place}: {self.code}"


DIFFERS, MISSING, UNEXPECTED = "differs", "missing", "unexpected"


@dataclass(slots=True)
class Findings:
    """What verification has learned so far, and the faults it has found."""

    evidence: Evidence
    vkeys: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)
    directory: Directory = field(default_factory=lambda: Directory(frozenset()))
    members: dict[bytes, set[bytes]] = field(default_factory=dict)  # everybody who ever was one, by mailbox
    told: dict[int, set[bytes]] = field(default_factory=dict)  # mailboxes by act, those not judged yet

    def fault(self, table: str, key: Row | str, code: str, column: str = "") -> None:
        """Records a fault of a row, named by its key."""
        name = key if isinstance(key, str) else " ".join(_spell(key[column]) for column in KEYS[table])
        self.faults.append(Fault(table, name, code, column))

    def compare(self, table: str, row: Row, expected: Mapping[str, object]) -> None:
        """Every column that is not what it should be."""
        for column, value in expected.items():
            if row[column] != value:
                self.fault(table, row, DIFFERS, column)

    def attempt(self, table: str, row: Row) -> "_Attempt":
        """Whatever fails inside is a fault of this row."""
        return _Attempt(self, table, row)


@dataclass(slots=True)
class _Attempt:
    findings: Findings
    table: str
    row: Row

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, NavetteError):
            self.findings.fault(self.table, self.row, error.code)
            return True
        if isinstance(error, (ValueError, KeyError, TypeError, AttributeError)):
            self.findings.fault(self.table, self.row, DIFFERS)
            return True
        return False


def _spell(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def verify(database: Path, vkeys: Mapping[str, str], blob_dir: Path | None = None) -> list[Fault]:
    """Every fault of a database; empty when all of it holds.

    vkeys: ledger → C2SP verifier key, from an enrolment sheet or the server's own key. blob_dir: where attachments lie
    (beside the database when None). Refuses `file` when there is no database.
    """
    from navette.service.audit_blobs import verify_blobs
    from navette.service.audit_directory import verify_directory
    from navette.service.audit_handoffs import verify_handoffs
    from navette.service.audit_ledgers import verify_ledgers

    with evidence(database) as opened:
        findings = Findings(opened, vkeys)
        for what in opened.damage():
            findings.fault("file", what[:200], "damaged")
        if not findings.faults:
            for part in (verify_ledgers, verify_directory, verify_handoffs):
                part(findings)
            verify_blobs(findings, blob_dir or database.parent / "blobs")
        return findings.faults


def vkeys_beside(database: Path) -> dict[str, str]:
    """The verifier keys of the server whose folder the database is in; refuses `file` when its key is not there."""
    try:
        public = Ed25519PrivateKey.from_private_bytes((database.parent / KEY_FILE).read_bytes()).public_key()
    except (OSError, ValueError) as error:
        raise Local(
            "file", path=str(database.parent / KEY_FILE), fault="the key of the ledgers is not there"
        ) from error
    with evidence(database) as opened:
        origins = {str(row["note"]).split("\n")[0].rpartition("/")[0] for row in opened.rows("checkpoint")}
    if len(origins) > 1:
        raise Local("file", path=str(database), fault="checkpoints of two servers")
    origin = origins.pop() if origins else "navette.example"
    return {ledger: vkey(f"{origin}/{ledger}", public.public_bytes_raw()) for ledger in NUMBERS}


def pairs(left: Iterator[Row], keys: tuple[str, ...]) -> dict[tuple[object, ...], Row]:
    """Rows by their key."""
    return {tuple(row[key] for key in keys): row for row in left}

"""Verification of a whole database, with nothing believed but signatures: which row does not hold, and why.

Whoever runs it needs the file and the ledgers' public keys; the running server has no part in it. A fault names the
row by table and key. Order: what SQLite finds, the ledgers, the directory, the locks, the handoffs, what
the coordinator works with, the attachments.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.core.errors import Local, NavetteError
from navette.ledger.checkpoint import read_checkpoint, vkey
from navette.service.audit_blobs import verify_blobs
from navette.service.audit_coordination import verify_coordination
from navette.service.audit_directory import verify_directory
from navette.service.audit_figures import verify_figures
from navette.service.audit_handoffs import verify_handoffs
from navette.service.audit_journal import verify_journal
from navette.service.audit_ledgers import verify_ledgers
from navette.service.audit_locks import verify_locks
from navette.service.audit_removals import verify_removals
from navette.service.context import KEY_FILE
from navette.service.findings import Fault, Findings
from navette.store.evidence import evidence
from navette.store.ledger import NUMBERS


def verify(database: Path, vkeys: Mapping[str, str], blob_dir: Path | None = None) -> list[Fault]:
    """Every fault of a database; empty when all of it holds.

    vkeys: ledger → C2SP verifier key, from an enrolment sheet or the server's own key. blob_dir: where attachments lie
    (beside the database when None). Refuses `file` when there is no database.
    """
    with evidence(database) as opened:
        findings = Findings(opened, vkeys)
        for what in opened.damage():
            findings.fault("file", (what[:200],), "damaged")
        if not findings.faults:
            for part in (verify_ledgers, verify_directory, verify_locks, verify_handoffs, verify_coordination):
                part(findings)
            verify_figures(findings)
            verify_journal(findings)
            verify_removals(findings)
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
        name = _name(opened.notes(), public.public_bytes_raw())
    return {ledger: vkey(f"{name}/{ledger}", public.public_bytes_raw()) for ledger in NUMBERS}


def _name(notes: list[str], public: bytes) -> str:
    """The server's, as a checkpoint that it signed says; when none holds, any will do to say so."""
    for note in notes:
        origin = note.split("\n")[0]
        with suppress(NavetteError, ValueError):
            read_checkpoint(note, origin, public)
            return origin.rpartition("/")[0]
    return "navette.example"

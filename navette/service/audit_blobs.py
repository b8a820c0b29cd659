"""The attachments of a database: each file is the one its row, and the envelopes that name it, announced."""

from hashlib import sha256
from pathlib import Path

from navette.core.encoding import b64
from navette.envelope.format import blob_digest, sealed_blob_size
from navette.service.attach import CHUNKS_A_PART, SEALED_CHUNK
from navette.service.findings import MISSING, UNEXPECTED, Findings
from navette.store.evidence import Row


def verify_blobs(findings: Findings, folder: Path) -> None:
    """Each row, its parts and its file."""
    known = set()
    for row in findings.evidence.rows("blob"):
        known.add(row["id"])
        with findings.attempt("blob", row):
            _blob(findings, row, folder)
    for row in findings.evidence.rows("blob_part"):
        if row["blob"] not in known:
            findings.fault("blob_part", row, UNEXPECTED)
    for row in findings.evidence.rows("handoff_blob"):
        if row["blob"] not in known:
            findings.fault("handoff_blob", row, UNEXPECTED)


def _blob(findings: Findings, row: Row, folder: Path) -> None:
    parts = findings.evidence.of("blob_part", "blob", row["id"])
    if [part["part"] for part in parts] != list(range(row["received"])):
        findings.fault("blob", row, "differs", "received")
    kept = b"".join(part["digests"] for part in parts)
    path = folder / row["id"][-1:].hex() / b64(row["id"])
    if not path.is_file():
        if row["received"]:
            findings.fault("blob", row, MISSING)
        return
    with path.open("rb") as file:
        for number, part in enumerate(parts):
            pieces = [file.read(SEALED_CHUNK) for _ in range(CHUNKS_A_PART)]
            if b"".join(sha256(piece).digest() for piece in pieces if piece) != part["digests"]:
                findings.fault("blob_part", parts[number], "blob-digest", "digests")
    if row["complete"]:
        if blob_digest(kept) != row["digest"]:
            findings.fault("blob", row, "blob-digest", "digest")
        if path.stat().st_size != sealed_blob_size(row["size"]):
            findings.fault("blob", row, "blob-cut-short", "size")

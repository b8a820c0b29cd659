"""The attachments of a database: each file is the one its row, and the envelopes that name it, announced."""

from hashlib import sha256
from pathlib import Path

from navette.core.encoding import b64
from navette.envelope.format import blob_digest, sealed_blob_size
from navette.service.attach import CHUNKS_A_PART, SEALED_CHUNK, parts_of
from navette.service.findings import DIFFERS, MISSING, UNEXPECTED, Findings
from navette.store.evidence import Row


def verify_blobs(findings: Findings, folder: Path) -> None:
    """Each row, its parts and its file. What was announced and is not whole yet is attested by nobody."""
    known = set()
    for row in findings.evidence.rows("blob"):
        known.add(row["id"])
        with findings.attempt("blob", row):
            _row(findings, row)
            _file(findings, row, folder)
    lost = set(findings.attached) - known
    for row in findings.evidence.rows("blob_part"):
        if row["blob"] not in known:
            findings.fault("blob_part", row, UNEXPECTED)
            lost.add(row["blob"])
    for blob in lost:
        findings.fault("blob", (blob,), MISSING)
    _links(findings)


def _links(findings: Findings) -> None:
    """From the attachments to the handoffs whose envelopes name them, and to no other."""
    missing = set(findings.links)
    for row in findings.evidence.rows("handoff_blob"):
        link = row["blob"], row["handoff"]
        if link not in findings.links and ("handoff", row["handoff"]) not in findings.unsure:
            findings.fault("handoff_blob", row, UNEXPECTED)
        missing.discard(link)
    for link in missing:
        findings.fault("handoff_blob", link, MISSING)


def _row(findings: Findings, row: Row) -> None:
    """What the envelopes say of it; the one who deposited it first had announced it."""
    findings.compare("blob", row, {"complete": int(row["received"] == parts_of(row["size"]))})
    named = findings.attached.get(row["id"])
    if named is not None:
        blob, mailbox = named
        findings.compare("blob", row, {"mailbox": mailbox, "size": blob.size, "digest": blob.digest, "complete": 1})
    elif row["mailbox"] not in findings.directory.mailboxes:
        findings.fault("blob", row, "unknown-mailbox", "mailbox")


def _file(findings: Findings, row: Row, folder: Path) -> None:
    parts = findings.evidence.of("blob_part", "blob", row["id"])
    for at, part in enumerate(parts):
        if part["part"] != at:
            findings.fault("blob_part", part, UNEXPECTED)
            findings.fault("blob_part", (row["id"], at), MISSING)
            break
    if row["received"] != len(parts):
        findings.fault("blob", row, DIFFERS, "received")
        findings.fault("blob_part", (row["id"], len(parts)), MISSING)
    path = folder / row["id"][-1:].hex() / b64(row["id"])
    if not path.is_file():
        if row["received"]:
            findings.fault("blob", row, MISSING)
        return
    with path.open("rb") as file:
        for part in parts:
            pieces = [file.read(SEALED_CHUNK) for _ in range(CHUNKS_A_PART)]
            if b"".join(sha256(piece).digest() for piece in pieces if piece) != part["digests"]:
                findings.fault("blob_part", part, "blob-digest", "digests")
    if row["complete"]:
        if blob_digest(b"".join(part["digests"] for part in parts)) != row["digest"]:
            findings.fault("blob", row, "blob-digest", "digest")
        if path.stat().st_size != sealed_blob_size(row["size"]):
            findings.fault("blob", row, "blob-cut-short", "size")

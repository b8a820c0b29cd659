"""docs/spec/ledger.md: its example verifies, and its refusals are those of the floor."""

import hashlib
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from navette.core.encoding import unb64
from navette.core.errors import CODES
from navette.envelope.statement import LABEL, leaf_data, read
from navette.ledger.checkpoint import Checkpoint, read_checkpoint, read_vkey
from navette.ledger.tree import check_consistency, check_inclusion, consistency, inclusion, leaf_hash
from tests.ledger.test_tree import grow

pytestmark = pytest.mark.docs

ROOT = Path(__file__).resolve().parents[2]
SPEC = (ROOT / "docs" / "spec" / "ledger.md").read_text("utf-8")
# What **names** each indented block of the example.
EXAMPLE = {
    name: re.sub(r"^ {4}", "", block, flags=re.MULTILINE).strip("\n")
    for name, block in re.findall(r"\*\*The (.+?)\*\*[^\n]*\n\n((?: {4}[^\n]*\n|\n)+)", SPEC)
}
SIGNATURE = unb64(EXAMPLE["signature"], 64)
STATEMENT = EXAMPLE["statement"].encode()
LEAF = unb64(EXAMPLE["leaf hash"], 32)


def proof(name: str) -> list[bytes]:
    return [unb64(line, 32) for line in EXAMPLE[name].split("\n")]


def checkpoint(name: str) -> Checkpoint:
    return read_checkpoint(EXAMPLE[name] + "\n", *read_vkey(EXAMPLE["verifier key"]))


def test_the_statement_of_the_example() -> None:
    assert read(STATEMENT)["type"] == "withdrawal"
    Ed25519PublicKey.from_public_bytes(unb64(EXAMPLE["signature key"], 32)).verify(SIGNATURE, LABEL + STATEMENT)
    assert leaf_data("actes", STATEMENT, SIGNATURE) == unb64(EXAMPLE["leaf data"], 32)
    assert hashlib.sha256(b"navette/v1 act leaf\0" + STATEMENT + SIGNATURE).digest() == unb64(EXAMPLE["leaf data"], 32)
    assert leaf_hash(unb64(EXAMPLE["leaf data"], 32)) == LEAF


def test_the_proofs_of_the_example() -> None:
    before, now = checkpoint("checkpoint before"), checkpoint("checkpoint")
    check_inclusion(LEAF, 3, now.size, proof("inclusion proof"), now.root)
    check_consistency(before.size, before.root, now.size, now.root, proof("consistency proof"))


def test_the_example_is_the_ledger_it_describes() -> None:
    leaves = [leaf_hash(hashlib.sha256(b"entry %d" % i).digest()) for i in range(5)]
    leaves[3] = LEAF
    assert inclusion(3, 5, grow(leaves)) == proof("inclusion proof")
    assert consistency(3, 5, grow(leaves)) == proof("consistency proof")


def test_every_refusal_is_listed() -> None:
    listed = set(re.findall(r"`([a-z-]+)`", SPEC.partition("## 8. Refusals")[2]))
    raised = set()
    for path in (ROOT / "navette" / "ledger").glob("*.py"):
        raised |= set(re.findall(r"(?:Refused|Conflict|Unknown|Malformed)\(\s*\"([a-z-]+)\"", path.read_text("utf-8")))
    assert raised <= listed
    data = {"origin", "size", "root", "count", "signatures", "line", "name", "prev", "accepted"}
    assert listed - data <= CODES.keys()


def test_it_stays_short() -> None:
    assert len(SPEC.splitlines()) <= 250

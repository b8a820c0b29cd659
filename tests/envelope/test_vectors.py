"""Each vector comes out as it says, and is what the program writes."""

import json
from pathlib import Path
from typing import TypedDict, cast

import pytest

from navette.core.errors import CODES, NavetteError
from navette.envelope.format import parse
from navette.envelope.keys import sha256
from navette.envelope.seat import KemKey
from navette.envelope.unseal import unseal
from tests.vectors import generate
from tests.vectors.forge import MANIFEST, VECTORS, deflated

ANOTHER_DEFLATER = sha256(deflated(bytes(100_000) + MANIFEST * 9)).hex()[:16] != "3057a17d3fadd317"
FILES = sorted(generate.FOLDER.glob("*.json"))


class Case(TypedDict, total=False):
    what: str
    mailbox: str
    keys: list[str]
    sender: str
    envelope: str
    expect: str
    manifest: str
    fiche: str


def outcome(case: Case) -> tuple[str, str, str]:
    keys = {key.id: key for key in (KemKey(bytes.fromhex(seed)) for seed in case["keys"])}
    try:
        envelope = parse(bytes.fromhex(case["envelope"]))
        opened = unseal(envelope, bytes.fromhex(case["mailbox"]), keys, bytes.fromhex(case["sender"]))
    except NavetteError as error:
        return error.code, "", ""
    return "opens", opened.manifest_bytes.hex(), opened.fiche.hex()


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_vector(path: Path) -> None:
    case = cast(Case, json.loads(path.read_text()))
    assert outcome(case) == (case["expect"], case.get("manifest", ""), case.get("fiche", ""))


def test_there_is_a_file_for_each_scenario() -> None:
    assert {path.stem for path in FILES} == VECTORS.keys()


@pytest.mark.skipif(ANOTHER_DEFLATER, reason="this zlib compresses in its own way: as good, not the same bytes")
def test_the_files_are_what_the_program_writes() -> None:
    assert generate.check() == []


def test_every_refusal_of_the_specification_has_a_vector() -> None:
    """Those of one who opens an envelope; a revealed content key is in test_unseal."""
    text = (Path(__file__).parents[2] / "docs" / "spec" / "envelope.md").read_text()
    rows = text.partition("## Refusals")[2].partition("\nKeys, seats")[0].splitlines()
    named = [row.split("`")[-2] for row in rows if row.endswith("` |")]
    seen = {json.loads(path.read_text())["expect"] for path in FILES} - {"opens"}
    assert len(named) == 20
    assert set(named) - {"content-key"} == seen
    assert set(named) <= CODES.keys()

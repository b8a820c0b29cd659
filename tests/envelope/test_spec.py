"""The pages of docs/spec agree with the program: examples byte by byte, tables row by row."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from navette.core.acknowledgement import CLOSE_CODES, DECLINE_CODES, QUESTION_CODES, Decision, check_code
from navette.core.encoding import b64, unb64
from navette.core.errors import CODES, Refused
from navette.core.handoff import mermaid
from navette.envelope.canonical import canonical
from navette.envelope.format import MAX_ENVELOPE, MAX_PAGES, MAX_PAYLOAD, padded, parse
from navette.envelope.person import Person
from navette.envelope.seat import KemKey
from navette.envelope.statement import FIELDS, SignedStatement, leaf_data, verify
from navette.envelope.unseal import unseal
from tests.vectors import generate

SPEC = Path(__file__).parents[2] / "docs" / "spec"
ENVELOPE, ACKNOWLEDGEMENT = (SPEC / "envelope.md").read_text(), (SPEC / "acknowledgement.md").read_text()

pytestmark = pytest.mark.docs


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def table(page: str, first: str) -> list[list[str]]:
    """The rows of the table whose first heading is `first`, without its two lines of head."""
    lines = page[page.index(f"| {first} |") :].splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines[2 : next(i for i, one in enumerate(lines) if not one)]]
    return [[cell.strip() for cell in row] for row in rows]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]*)`", cell)


def vector(name: str) -> Mapping[str, str]:
    text: Mapping[str, str] = json.loads((generate.FOLDER / f"{name}.json").read_text())
    return text


def test_the_example_of_an_envelope_is_its_vector() -> None:
    case, at = vector("an-attachment"), 0
    for line in blocks(ENVELOPE, "text")[0].splitlines():
        offset, length, value = line.split()[:3]
        assert int(offset) == at
        there = case["envelope"][2 * at : 2 * (at + int(length))]
        assert there == value or (there.startswith(value.removesuffix("…")) and value.endswith("…"))
        at += int(length)
    assert at == len(case["envelope"]) // 2


def test_the_example_opens_to_what_is_shown() -> None:
    case = vector("an-attachment")
    envelope, mailbox = parse(bytes.fromhex(case["envelope"])), bytes.fromhex(case["mailbox"])
    key = KemKey(bytes.fromhex(case["keys"][0]))
    opened = unseal(envelope, mailbox, {key.id: key}, bytes.fromhex(case["sender"]))
    shown = blocks(ENVELOPE, "json")[0].encode().splitlines()
    assert [opened.manifest_bytes, opened.fiche] == shown


def test_the_numbers_of_the_envelope_are_the_programs() -> None:
    assert f"{MAX_ENVELOPE:,} bytes" in ENVELOPE
    assert f"≤ {MAX_PAGES} pages" in ENVELOPE
    assert f"({MAX_PAYLOAD:,} bytes)" in ENVELOPE
    head, _, row = (line.strip("| ").split(" | ") for line in ENVELOPE[ENVELOPE.index("| n |") :].splitlines()[:3])
    assert [padded(int(n)) for n in head[1:]] == [int(n) for n in row[1:]]


def test_the_example_of_an_acknowledgement_is_verified() -> None:
    raw = blocks(ACKNOWLEDGEMENT, "json")[0].strip().encode()
    signature, facts = blocks(ACKNOWLEDGEMENT, "text")
    seed, ed25519, leaf = (bytes.fromhex(line.split()[-1]) for line in facts.splitlines())
    nurse, signed = Person(seed), SignedStatement(raw, unb64(signature.strip(), 64))
    value = verify(signed, nurse.public)
    assert nurse.public.endswith(ed25519)
    assert leaf_data("actes", raw, signed.signature) == leaf
    assert canonical(value) == raw
    case = vector("two-recipients")
    assert value["mailbox"] == b64(bytes.fromhex(case["mailbox"]))
    assert value["envelope"] == b64(parse(bytes.fromhex(case["envelope"])).digest)


def test_the_drawing_is_the_table() -> None:
    assert blocks(ACKNOWLEDGEMENT, "mermaid") == [mermaid() + "\n"]


def test_the_fields_of_each_statement_are_the_programs() -> None:
    rows = {quoted(kind)[0]: frozenset({"v", "type", "by", *quoted(fields)}) for kind, fields, _ in _statements()}
    assert rows == FIELDS


def test_every_field_is_described() -> None:
    described = {name for row in table(ACKNOWLEDGEMENT, "Field") for name in quoted(row[0])}
    assert described == frozenset().union(*FIELDS.values()) - {"v", "type", "by"}


def _statements() -> list[list[str]]:
    return table(ACKNOWLEDGEMENT, "Type")


def test_the_codes_of_each_decision_are_the_programs() -> None:
    rows = table(ACKNOWLEDGEMENT, "Decision")
    known = {"", *CLOSE_CODES, *DECLINE_CODES, *QUESTION_CODES}
    said = {quoted(row[0])[0]: ({""} if row[1].startswith("none") else set()) | set(quoted(row[1])) for row in rows}
    assert said == {decision.value: {code for code in known if _taken(decision, code)} for decision in Decision}


def _taken(decision: Decision, code: str) -> bool:
    try:
        check_code(decision, code)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("page", [ENVELOPE, ACKNOWLEDGEMENT], ids=["envelope", "acknowledgement"])
def test_every_refusal_has_a_name_of_the_table(page: str) -> None:
    text = page.partition("\n## Refusals\n")[2].partition("\n## ")[0]
    names = {name for line in text.splitlines() for name in quoted(line.rpartition("|")[0].rpartition("|")[2] or line)}
    assert names
    assert names <= CODES.keys()


@pytest.mark.parametrize("page", [ENVELOPE, ACKNOWLEDGEMENT], ids=["envelope", "acknowledgement"])
def test_a_page_can_be_read_at_one_sitting(page: str) -> None:
    assert len(page.splitlines()) <= 250

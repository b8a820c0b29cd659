"""The npm package fhir and HL7's JSON Schema: they accept what forms make, and what they refuse is refused here."""

import re
from collections.abc import Sequence

import pytest

from tests.js.engine import Call
from tests.js.node import run_node
from tests.oracles.corpus import accepted_changes, documents

CHANGES = 4000
# What an oracle refuses and R4 allows, and why.
FORGIVEN: dict[str, tuple[str, ...]] = {
    # an absolute url that names no type of resource may lead to one all the same
    "fhirErrors": (r'Invalid type for reference \{"reference":"https?:',),
    "schemaErrors": (),
}


@pytest.mark.soak
@pytest.mark.parametrize("oracle", ["fhirErrors", "schemaErrors"])
def test_it_accepts_every_document_that_a_form_makes(oracle: str) -> None:
    assert refused(oracle, documents()) == []


@pytest.mark.soak
@pytest.mark.parametrize("oracle", ["fhirErrors", "schemaErrors"])
def test_what_it_refuses_is_refused(oracle: str) -> None:
    accepted = accepted_changes(CHANGES)
    assert CHANGES / 20 < len(accepted) < CHANGES / 2
    assert refused(oracle, accepted) == []


def refused(oracle: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    """The faults it finds, but for those forgiven, and in what."""
    found = run_node([Call("tests/js/oracles.mjs", oracle, (text,)) for text in texts])
    return [
        (fault, text)
        for text, faults in zip(texts, found, strict=True)
        for fault in faults
        if not any(re.search(pattern, fault) for pattern in FORGIVEN[oracle])
    ]

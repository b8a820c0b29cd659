"""Resources one by one: structure, primitives, formats, required codes, rules, references."""

import json

import pytest

from navette.fhir import strict
from navette.fhir.check import check_resource
from tests.fhir.check_cases import Tree
from tests.fhir.check_resources import RESOURCES, One


def read(resource: Tree) -> strict.Json:
    """As strict JSON reads it: decimals are Decimal."""
    return strict.read(json.dumps(resource).encode())


@pytest.mark.parametrize("one", RESOURCES, ids=lambda one: one.name)
def test_a_resource(one: One) -> None:
    assert tuple((issue.code, issue.location) for issue in check_resource(read(one.resource))) == one.found


def test_names_are_told_apart() -> None:
    assert len({one.name for one in RESOURCES}) == len(RESOURCES)


def test_facts_say_what_a_sentence_needs() -> None:
    (issue,) = check_resource({"resourceType": "Patient", "birthDate": "x"})
    assert issue.facts == {"element": "Patient.birthDate", "type": "date"}
    (issue,) = check_resource({"resourceType": "Patient", "gender": "F"})
    assert issue.facts == {
        "element": "Patient.gender",
        "values": "http://hl7.org/fhir/ValueSet/administrative-gender",
    }
    (issue,) = check_resource({"resourceType": "Patient", "contact": [{"gender": "male"}]})
    assert issue.facts == {"key": "pat-1"}

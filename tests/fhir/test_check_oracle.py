"""What fhir.resources refuses, the checks refuse: an oracle of structure and of types that we did not write."""

import json
from random import Random
from typing import Any

import pytest

from navette.core.errors import NavetteError
from navette.fhir import strict
from navette.fhir.bundle import compose
from navette.fhir.check import check_bundle
from navette.fhir.form import by_name, forms
from tests.fhir.check_cases import DOCUMENTS
from tests.fhir.contexts import CONTEXTS, example
from tests.fhir.mutated import mutants, parsed
from tests.fhir.oracle_r4b import MAX_ISSUES, check_types

MUTATED = 100
# What it refuses and the checks do not: its strings are [ \r\n\t\S]+, and to Python \S is no white character at all,
# a no-break space included.
FORGIVEN = {"fhir.resources: string_pattern_mismatch"}


def document(name: str) -> str:
    """The document that the answers shipped with a form give."""
    text = compose(by_name(name), example(name), CONTEXTS[0]).text
    assert text is not None
    return text


def refused_by_it_alone(raw: bytes) -> list[str]:
    """Its faults in a document in which the checks find no error, nor a resource they do not know well."""
    issues = check_bundle(raw, production=False)
    if any(issue.severity == "error" or issue.code == "unchecked-resource" for issue in issues):
        return []
    said = [issue.diagnostics for issue in check_types(strict.read_object(raw))]
    return [one for one in said if one not in FORGIVEN]


@pytest.mark.parametrize("name", sorted(forms()))
def test_it_refuses_nothing_that_our_forms_give(name: str) -> None:
    raw = document(name).encode()
    assert check_types(strict.read_object(raw)) == []
    assert [issue for issue in check_bundle(raw, production=False) if issue.severity == "error"] == []


@pytest.mark.soak
def test_the_checks_refuse_all_that_it_refuses() -> None:
    letters = [parsed(document(name)) for name in ("admission", "discharge")]
    raws = [text.encode() for letter in letters for text in mutants(letter, Random(11), MUTATED)]
    judged = [raw for raw in raws if isinstance(readable(raw).get("entry"), list)]
    assert len(judged) > MUTATED
    assert [(raw, found) for raw in judged if (found := refused_by_it_alone(raw))] == []


def readable(raw: bytes) -> strict.Object:
    try:
        return strict.read_object(raw)
    except NavetteError:
        return {}


def test_the_checks_refuse_what_it_lets_pass(letter: Any) -> None:
    good = json.dumps(letter)
    passed = set()
    for case in DOCUMENTS:
        changed = json.loads(good)
        case.change(changed)
        if not check_types(changed):
            passed.add(case.code)
    assert passed >= {"narrative-element", "dangling-reference", "full-url", "code-invalid", "composition-first"}


@pytest.mark.parametrize(
    "bundle",
    [
        {"resourceType": "Bundle", "type": "document", "total": "3"},
        {"resourceType": "Bundle", "type": "document", "identifier": '{"value":"x"}'},
        {"resourceType": "Bundle", "type": "document", "link": [{"relation": "self", "url": 3}]},
    ],
)
def test_what_it_accepts_by_changing_its_type_counts_as_refused(bundle: strict.Object) -> None:
    assert [issue.code for issue in check_types(bundle)] == ["structure"]


def test_its_issues_are_counted() -> None:
    bundle: strict.Object = {"resourceType": "Bundle", "type": "document", **{f"x{at}": 1 for at in range(80)}}
    assert len(check_types(bundle)) == MAX_ISSUES

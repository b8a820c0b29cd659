import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from navette.core.errors import Refused
from navette.fhir import strict
from navette.fhir.check import Checker, check_bundle, check_resource, gate
from navette.fhir.check_structure import MAX_ISSUES
from navette.fhir.definitions import definitions
from navette.fhir.issue import Issue
from tests.fhir.check_cases import BYTES, DIV, DOCUMENTS, LETTERS, NIL, PATIENT, Case, Letter, put
from tests.fhir.contexts import example

Tree = Any


def check(tree: Tree, production: bool = False) -> list[Issue]:
    return check_bundle(json.dumps(tree).encode(), production=production)


def codes(tree: Tree, production: bool = False) -> dict[str, str]:
    """code → severity."""
    return {issue.code: issue.severity for issue in check(tree, production)}


def resource(tree: Tree, kind: str) -> Tree:
    return next(one["resource"] for one in tree["entry"] if one["resource"]["resourceType"] == kind)


def test_a_good_document(document: Tree) -> None:
    assert check(document) == []
    assert gate(json.dumps(document).encode(), production=False) == []


@pytest.mark.parametrize(("raw", "code"), [*BYTES, (b" " * (strict.MAX_BYTES + 1), "too-large")])
def test_what_is_no_bundle_at_all(raw: bytes, code: str) -> None:
    (issue,) = check_bundle(raw, production=False)
    assert (issue.severity, issue.code) == ("error", code)


def test_a_tree_is_checked_as_its_bytes_are(letter: Tree) -> None:
    put("F", *PATIENT, "gender")(letter)
    put("TA < 140", *DIV)(letter)
    tree = strict.read_object(json.dumps(letter).encode())
    assert Checker(definitions()).check_tree(tree, production=True) == check(letter, production=True) != []


def test_a_key_twice_is_named_so() -> None:
    (issue,) = check_bundle(b'{"resourceType":"Bundle","type":"document","type":"document"}', production=False)
    assert issue.facts == {"problem": "key-twice"}


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda case: f"{case.code} {case.location}")
def test_what_is_no_document(letter: Tree, case: Case) -> None:
    case.change(letter)
    last = len(letter["entry"]) - 1 if isinstance(letter.get("entry"), list) else 0
    found = {(issue.severity, issue.code): issue.location for issue in reversed(check(letter))}
    assert found[("error", case.code)] == case.location.replace("[-1]", f"[{last}]")
    with pytest.raises(Refused, match=r"bundle|identity"):
        gate(json.dumps(letter).encode(), production=False)


@pytest.mark.parametrize("case", LETTERS)
def test_what_makes_of_a_letter(letter: Tree, case: Letter) -> None:
    """Identities by the rules of the RNIV, and prescriptions that say how much and how long."""
    case.change(letter)
    assert codes(letter, case.production) == case.found


def test_the_gate_names_the_rule_of_an_identity(letter: Tree) -> None:
    with pytest.raises(Refused, match="identity") as refused:
        gate(json.dumps(letter).encode(), production=True)
    assert refused.value.data == {"rule": "test-identity", "item": "Bundle.entry[1].resource.identifier[0]"}


def test_escaped_text_is_legitimate(letter: Tree) -> None:
    assert "TA &lt; 100" in letter["entry"][0]["resource"]["section"][0]["text"]["div"]
    assert resource(letter, "ServiceRequest")["reasonCode"][0]["text"].count("TA < 100") == 1
    assert check(letter) == []


def test_issues_quote_nothing(letter: Tree) -> None:
    secret = "Canari-clinique"
    put(secret, *PATIENT, "birthDate")(letter)
    put([secret], "entry", 2, "resource", "name")(letter)
    put(f"<div>{secret}</div>", *DIV)(letter)
    letter["entry"][1]["resource"][f"{secret} !"] = secret
    issues = check(letter)
    assert len(issues) >= 4
    assert secret not in str(issues)


def test_issues_are_counted(letter: Tree) -> None:
    put([{"family": 1}] * 3000, *PATIENT, "name")(letter)
    put([{"reference": NIL}] * 3000, *PATIENT, "generalPractitioner")(letter)
    assert len(check(letter)) < 3 * MAX_ISSUES


@pytest.mark.parametrize(
    ("reference", "full_url", "fine"),
    [
        ("https://h.example/fhir/Organization/7", "https://h.example/fhir/Organization/7", True),
        ("Organization/7", "https://h.example/fhir/Organization/7", True),
        ("Organization/7/_history/3", "https://h.example/fhir/Organization/7", True),
        ("Organization/8", "https://h.example/fhir/Organization/7", False),
        ("Organization?name=x", "https://h.example/fhir/Organization/7", False),
    ],
)
def test_documents_of_servers_use_relative_references(letter: Tree, reference: str, full_url: str, fine: bool) -> None:
    organisation = {"resourceType": "Organization", "id": "7", "name": "CH"}
    encounter = {
        "resourceType": "Encounter",
        "id": "9",
        "status": "finished",
        "class": {"code": "IMP"},
        "serviceProvider": {"reference": reference},
    }
    letter["entry"] += [
        {"fullUrl": full_url, "resource": organisation},
        {"fullUrl": "https://h.example/fhir/Encounter/9", "resource": encounter},
    ]
    letter["entry"][0]["resource"]["section"][0]["entry"].append({"reference": "https://h.example/fhir/Encounter/9"})
    found = codes(letter)
    assert ("dangling-reference" not in found) is fine
    assert ("unreachable-entry" not in found) is True


def test_a_reference_out_of_the_document_is_a_warning_below_the_composition(letter: Tree) -> None:
    resource(letter, "Encounter")["serviceProvider"] = {"reference": "https://h.example/fhir/Organization/1"}
    assert codes(letter) == {"external-reference": "warning"}


def test_an_attachment_leads_to_a_binary_and_a_style_sheet_needs_nobody(letter: Tree) -> None:
    binary = {"resourceType": "Binary", "contentType": "application/pdf", "data": "AAAA"}
    letter["entry"].append({"fullUrl": NIL, "resource": binary})
    assert codes(letter) == {}
    content = {"attachment": {"contentType": "application/pdf", "url": NIL}}
    attached = {"resourceType": "DocumentReference", "status": "current", "content": [content]}
    other = NIL.replace("4000", "4001")
    letter["entry"].append({"fullUrl": other, "resource": attached})
    letter["entry"][-2]["resource"] = {"resourceType": "Organization", "name": "reached by the attachment"}
    assert codes(letter) == {"unreachable-entry": "error"}
    letter["entry"][0]["resource"]["section"][0]["entry"].append({"reference": other})
    assert codes(letter) == {}


def test_a_resource_known_by_its_name_is_a_warning(letter: Tree) -> None:
    letter["entry"].append({"fullUrl": NIL, "resource": {"resourceType": "Substance", "code": {"text": "x"}}})
    letter["entry"][0]["resource"]["section"][0]["entry"].append({"reference": NIL})
    assert codes(letter) == {"unchecked-resource": "warning"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(ANYTHING, st.randoms(use_true_random=False))
def test_no_bytes_make_it_fail(make: Any, anything: Tree, random: Any) -> None:
    """A part of a good document replaced by anything: issues, never an exception."""
    tree = json.loads(make("admission", example("admission")))
    holder, key = tree, "entry"
    while isinstance(holder[key], dict | list) and holder[key] and random.random() < 0.8:
        holder = holder[key]
        key = random.choice(sorted(holder) if isinstance(holder, dict) else range(len(holder)))
    holder[key] = anything
    assert all(isinstance(issue, Issue) for issue in check(tree))
    assert all(isinstance(issue, Issue) for issue in check_resource(tree))

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from navette.core.errors import Refused
from navette.fhir import strict
from navette.fhir.check import check_bundle, gate
from navette.fhir.issue import Issue

Tree = Any
COMPOSITION, PATIENT = 0, 1
DAYS = {"value": 7, "system": "http://unitsofmeasure.org", "code": "d"}
RELIABILITY = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability"


@pytest.fixture
def document(document: Tree) -> Tree:
    """The admission letter, claiming no profile: what it is checked for is what every document is."""
    for holder in (document, *(entry["resource"] for entry in document["entry"])):
        holder.pop("meta", None)
    return document


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


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "json"),
        (b"[]", "json"),
        (b'{"resourceType":"Bundle","type":"document","type":"document"}', "json"),
        (b'{"resourceType":"Bundle","id":"\xff"}', "utf-8"),
        (b'{"resourceType":"Bundle","entry":' + b"[" * 200 + b"]" * 200 + b"}", "json-depth"),
        (b" " * (strict.MAX_BYTES + 1), "too-large"),
        (b'{"resourceType":"Patient"}', "not-a-bundle"),
        (b"{}", "not-a-bundle"),
    ],
)
def test_what_is_no_bundle_at_all(raw: bytes, code: str) -> None:
    (issue,) = check_bundle(raw, production=False)
    assert (issue.severity, issue.code) == ("error", code)


def _drop(*path: str | int) -> Callable[[Tree], None]:
    def change(tree: Tree) -> None:
        for step in path[:-1]:
            tree = tree[step]
        del tree[path[-1]]

    return change


def _set(value: object, *path: str | int) -> Callable[[Tree], None]:
    def change(tree: Tree) -> None:
        for step in path[:-1]:
            tree = tree[step]
        tree[path[-1]] = value

    return change


def _swap(tree: Tree) -> None:
    tree["entry"][0], tree["entry"][1] = tree["entry"][1], tree["entry"][0]


def _second_composition(tree: Tree) -> None:
    copy = json.loads(json.dumps(tree["entry"][0]))
    tree["entry"].append({**copy, "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000000"})


def _same_url(tree: Tree) -> None:
    tree["entry"].append(tree["entry"][-1])


ENTRY = ("entry", COMPOSITION, "resource")
DIV = (*ENTRY, "section", 0, "text", "div")
SCRIPT = '<div xmlns="http://www.w3.org/1999/xhtml"><script>x()</script></div>'
DOCTYPE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:secret">]><div xmlns="http://www.w3.org/1999/xhtml">&x;</div>'


@pytest.mark.parametrize(
    ("change", "code", "location"),
    [
        (_set("collection", "type"), "not-a-document", "Bundle.type"),
        (_drop("identifier"), "no-identifier", "Bundle.identifier"),
        (_drop("identifier", "system"), "no-identifier", "Bundle.identifier"),
        (_drop("timestamp"), "no-timestamp", "Bundle.timestamp"),
        (_set([], "entry"), "composition-first", "Bundle.entry"),
        (_drop("entry"), "composition-first", "Bundle.entry"),
        (_set("x", "entry"), "composition-first", "Bundle.entry"),
        (_swap, "composition-first", "Bundle.entry"),
        (_second_composition, "composition-first", "Bundle.entry"),
        (_drop("entry", 1, "fullUrl"), "full-url", "Bundle.entry[1].fullUrl"),
        (_set("Patient/1", "entry", 1, "fullUrl"), "full-url", "Bundle.entry[1].fullUrl"),
        (_set("", "entry", 1, "fullUrl"), "full-url", "Bundle.entry[1].fullUrl"),
        (_set("urn:uuid:1", "entry", 1, "fullUrl"), "full-url", "Bundle.entry[1].fullUrl"),
        (_set("https://h.example/Patient/9", "entry", 1, "fullUrl"), "full-url-id", "Bundle.entry[1].fullUrl"),
        (_drop("entry", 2, "resource"), "no-resource", "Bundle.entry[2].resource"),
        (_drop("entry", 2, "resource", "resourceType"), "no-resource", "Bundle.entry[2].resource"),
        (_drop(*ENTRY, "subject"), "no-patient", "Bundle.entry[0].resource.subject"),
        (_set("urn:uuid:0", *ENTRY, "subject", "reference"), "no-patient", "Bundle.entry[0].resource.subject"),
        (
            _set("urn:uuid:00000000-0000-4000-8000-000000000000", *ENTRY, "custodian", "reference"),
            "dangling-reference",
            "Bundle.entry[0].resource.custodian.reference",
        ),
        (
            _set("https://h.example/Organization/1", *ENTRY, "custodian", "reference"),
            "dangling-reference",
            "Bundle.entry[0].resource.custodian.reference",
        ),
        (
            _set("Organization/1", *ENTRY, "custodian", "reference"),
            "dangling-reference",
            "Bundle.entry[0].resource.custodian.reference",
        ),
        (
            _set("#nobody", *ENTRY, "custodian", "reference"),
            "dangling-reference",
            "Bundle.entry[0].resource.custodian.reference",
        ),
        (_set(SCRIPT, *DIV), "narrative-element", "Bundle.entry[0].resource.section[0].text.div"),
        (_set(DOCTYPE, *DIV), "narrative-declaration", "Bundle.entry[0].resource.section[0].text.div"),
        (_set("TA < 140", *DIV), "narrative-syntax", "Bundle.entry[0].resource.section[0].text.div"),
        (
            _set([{"contentType": "text/plain", "data": "not base64"}], "entry", 1, "resource", "photo"),
            "base64",
            "Bundle.entry[1].resource.photo[0].data",
        ),
        (_set("female ", "entry", 1, "resource", "gender"), "format", "Bundle.entry[1].resource.gender"),
        (_set("x", "entry", 1, "resource", "shoeSize"), "unknown-element", "Bundle.entry[1].resource.shoeSize"),
        (_drop(*ENTRY, "title"), "missing", "Bundle.entry[0].resource.title"),
        (_set("1938-13", "entry", 1, "resource", "birthDate"), "format", "Bundle.entry[1].resource.birthDate"),
        (_set("true", "entry", 1, "resource", "active"), "type", "Bundle.entry[1].resource.active"),
        (_set(1, "entry", 1, "resource", "active"), "type", "Bundle.entry[1].resource.active"),
        (
            _set('{"family":"X"}', "entry", 1, "resource", "name", 0),
            "not-an-object",
            "Bundle.entry[1].resource.name[0]",
        ),
        (_set("Nobody", "entry", 2, "resource", "resourceType"), "unknown-resource", "Bundle.entry[2].resource"),
    ],
)
def test_what_is_no_document(document: Tree, change: Callable[[Tree], None], code: str, location: str) -> None:
    change(document)
    found = {(issue.severity, issue.code): issue.location for issue in reversed(check(document))}
    assert found[("error", code)] == location
    with pytest.raises(Refused, match=r"bundle|identity"):
        gate(json.dumps(document).encode(), production=False)


def test_an_entry_twice(document: Tree) -> None:
    _same_url(document)
    assert codes(document)["full-url-twice"] == "error"


def test_escaped_text_is_legitimate(document: Tree) -> None:
    assert "TA &lt; 100" in document["entry"][0]["resource"]["section"][0]["text"]["div"]
    assert resource(document, "ServiceRequest")["reasonCode"][0]["text"].count("TA < 100") == 1
    assert check(document) == []


def test_diagnostics_quote_nothing(document: Tree) -> None:
    secret = "Canari-clinique"
    _set(secret, "entry", 1, "resource", "birthDate")(document)
    _set([secret], "entry", 2, "resource", "name")(document)
    _set(f"<div>{secret}</div>", *DIV)(document)
    issues = check(document)
    assert len(issues) >= 3
    assert secret not in str(issues)


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
def test_documents_of_servers_use_relative_references(
    document: Tree, reference: str, full_url: str, fine: bool
) -> None:
    organisation = {"resourceType": "Organization", "id": "7", "name": "CH"}
    encounter = {
        "resourceType": "Encounter",
        "id": "9",
        "status": "finished",
        "class": {"code": "IMP"},
        "serviceProvider": {"reference": reference},
    }
    document["entry"] += [
        {"fullUrl": full_url, "resource": organisation},
        {"fullUrl": "https://h.example/fhir/Encounter/9", "resource": encounter},
    ]
    assert ("dangling-reference" not in codes(document)) is fine


def test_a_reference_out_of_the_document_is_a_warning_below_the_composition(document: Tree) -> None:
    resource(document, "Encounter")["serviceProvider"] = {"reference": "https://h.example/fhir/Organization/1"}
    assert codes(document) == {"external-reference": "warning"}


def test_contained_resources_are_referred_to(document: Tree) -> None:
    patient = resource(document, "Patient")
    patient["contained"] = [{"resourceType": "Organization", "id": "in", "name": "X"}]
    patient["managingOrganization"] = {"reference": "#in"}
    assert check(document) == []


def test_base64_with_line_ends_and_sampled_data_pass(document: Tree) -> None:
    resource(document, "Patient")["photo"] = [{"contentType": "text/plain", "data": "AAAA\nAAA="}]
    sampled = {"origin": {"value": 0}, "period": 1, "dimensions": 1, "data": "1 2 E L 5"}
    observation = resource(document, "Observation")
    del observation["valueQuantity"]
    observation["valueSampledData"] = sampled
    assert check(document) == []


def identity(document: Tree) -> Tree:
    return document["entry"][PATIENT]["resource"]


def _status(document: Tree, system: str, code: str) -> None:
    identity(document)["extension"][0]["extension"][0]["valueCoding"] = {"system": system, "code": code}


CORE = "https://hl7.fr/ig/fhir/core/CodeSystem"


@pytest.mark.parametrize(
    ("system", "code", "found"),
    [
        (f"{CORE}/fr-core-cs-identity-status", "QUAL", {}),
        (f"{CORE}/fr-core-cs-identity-status", "VALI", {"identity-not-qualified": "error"}),
        (f"{CORE}/fr-core-cs-identity-status", "RECUP", {"identity-not-qualified": "error"}),
        (f"{CORE}/fr-core-cs-identity-status", "PROV", {"identity-not-qualified": "error"}),
        (f"{CORE}/fr-core-cs-v2-0445", "VALI", {"identity-legacy-status": "warning"}),
        (f"{CORE}/fr-core-fiabilite-identite", "VALI", {"identity-legacy-status": "warning"}),
        (f"{CORE}/fr-core-fiabilite-identite", "PROV", {"identity-not-qualified": "error"}),
        (f"{CORE}/fr-core-fiabilite-identite", "DOUT", {"identity-not-qualified": "error"}),
        ("urn:other", "QUAL", {"identity-not-qualified": "error"}),
    ],
)
def test_a_matricule_travels_with_a_qualified_identity(
    document: Tree, system: str, code: str, found: dict[str, str]
) -> None:
    _status(document, system, code)
    assert codes(document) == found


def test_a_matricule_without_any_status(document: Tree) -> None:
    identity(document)["extension"] = identity(document)["extension"][1:]
    assert codes(document) == {"identity-not-qualified": "error"}


@pytest.mark.parametrize("spelling", ["valueCodeableConcept", "valueCoding"])
def test_a_doubtful_identity_is_provisional(document: Tree, spelling: str) -> None:
    coding = {"system": f"{CORE}/fr-core-cs-identity-status-comment", "code": "DOUT"}
    value = {"coding": [coding]} if spelling == "valueCodeableConcept" else coding
    identity(document)["extension"][0]["extension"].append({"url": "comment", spelling: value})
    assert codes(document) == {"identity-doubtful": "error"}
    del identity(document)["identifier"]
    _status(document, f"{CORE}/fr-core-cs-identity-status", "PROV")
    assert codes(document) == {}


def test_identities_of_tests_stay_out_of_production(document: Tree) -> None:
    assert codes(document, production=True) == {"identity-test-identity": "error"}
    with pytest.raises(Refused, match="identity") as refused:
        gate(json.dumps(document).encode(), production=True)
    assert refused.value.data == {"rule": "test-identity", "item": "Bundle.entry[1].resource.identifier[0]"}
    del identity(document)["identifier"][0]["type"]
    assert codes(document, production=True) == {"identity-test-identity": "error"}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_set("urn:oid:1.2.250.1.213.1.4.8", "identifier", 0, "system"), {"identity-type": "error"}),
        (_set("INS-NIR", "identifier", 0, "type", "coding", 0, "code"), {"identity-type": "error"}),
        (_set("238044313701812", "identifier", 0, "value"), {"identity-key": "warning"}),
        (_set("C98765", "identifier", 0, "value"), {"identity-format": "error"}),
        (_drop("identifier", 0, "value"), {"identity-format": "error"}),
        (_set("1938", "birthDate"), {"identity-traits": "error"}),
        (_drop("gender"), {"identity-traits": "error"}),
        (_drop("name", 0, "given"), {"identity-traits": "error"}),
        (_set("usual", "name", 0, "use"), {"identity-traits": "error"}),
        (_drop("extension", 1), {"identity-traits": "warning"}),
        (
            _set("99999", "extension", 1, "valueAddress", "extension", 0, "valueCoding", "code"),
            {"identity-birth-place": "warning"},
        ),
    ],
)
def test_the_matricule_and_its_traits(document: Tree, change: Callable[[Tree], None], found: dict[str, str]) -> None:
    change(identity(document))
    assert codes(document) == found


def test_the_social_security_number_is_no_matricule(document: Tree) -> None:
    """FR Core gives the NSS (type NH) the system of the INS-NIR."""
    coding = {"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "NH"}
    number = {"type": {"coding": [coding]}, "system": "urn:oid:1.2.250.1.213.1.4.8", "value": "C98765"}
    identity(document)["identifier"] = [number]
    _status(document, f"{CORE}/fr-core-cs-identity-status", "PROV")
    assert codes(document, production=True) == {}


@pytest.mark.parametrize("value", ["10100000017", "810100000016", ""])
def test_a_wrong_rpps_is_a_warning(document: Tree, value: str) -> None:
    resource(document, "Practitioner")["identifier"][0]["value"] = value or "?"
    assert codes(document) == {"rpps-key": "warning"}


@pytest.mark.parametrize(
    ("dosage", "found"),
    [
        ([{"text": "1 le matin", "additionalInstruction": [{"text": "7 jours"}]}], {}),
        ([{"text": "1 le matin", "timing": {"repeat": {"boundsDuration": DAYS}}}], {}),
        ([{"text": "1 le matin"}], {"no-dosage": "warning"}),
        ([{"additionalInstruction": [{"text": "7 jours"}]}], {"no-dosage": "warning"}),
        (None, {"no-dosage": "warning"}),
    ],
)
def test_a_prescription_says_how_much_and_how_long(document: Tree, dosage: Tree, found: dict[str, str]) -> None:
    """R. 1112-1-2, II 4°: « la posologie et la durée du traitement »; for a person to judge, not for us to refuse."""
    prescription: Tree = {
        "resourceType": "MedicationRequest",
        "id": "1",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "X"},
        "subject": {"reference": document["entry"][PATIENT]["fullUrl"]},
    }
    if dosage is not None:
        prescription["dosageInstruction"] = dosage
    url = "urn:uuid:00000000-0000-4000-8000-000000000001"
    document["entry"].append({"fullUrl": url, "resource": prescription})
    document["entry"][0]["resource"]["section"][0]["entry"].append({"reference": url})
    assert codes(document) == found


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(ANYTHING, st.randoms(use_true_random=False))
def test_no_bytes_make_it_fail(make: Any, anything: Tree, random: Any) -> None:
    """A part of a good document replaced by anything: issues, never an exception."""
    answers = {
        "patient.status": "PROV",
        "patient.family": "ESSAI",
        "patient.given": ["Anne"],
        "patient.birth-date": "1950",
        "patient.sex": "unknown",
        "referral.reason": "x",
        "allergies.none": True,
        "current-treatments.none": True,
    }
    tree = json.loads(make("admission", answers))
    holder, key = tree, "entry"
    while isinstance(holder[key], dict | list) and holder[key] and random.random() < 0.8:
        holder = holder[key]
        key = random.choice(sorted(holder) if isinstance(holder, dict) else range(len(holder)))
    holder[key] = anything
    assert all(isinstance(issue, Issue) for issue in check(tree))

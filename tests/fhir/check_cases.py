"""What the checks refuse, one fault a case: read by the tests of Python, and compared with JavaScript."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Tree: TypeAlias = Any
Change: TypeAlias = Callable[[Tree], None]
NIL: Final = "urn:uuid:00000000-0000-4000-8000-000000000000"


def put(value: object, *path: str | int) -> Change:
    """A change that sets what stands at the end of a path."""

    def change(tree: Tree) -> None:
        for step in path[:-1]:
            tree = tree[step]
        tree[path[-1]] = value

    return change


def drop(*path: str | int) -> Change:
    """A change that takes away what stands at the end of a path."""

    def change(tree: Tree) -> None:
        for step in path[:-1]:
            tree = tree[step]
        del tree[path[-1]]

    return change


def swap(tree: Tree) -> None:
    tree["entry"][0], tree["entry"][1] = tree["entry"][1], tree["entry"][0]


def second_composition(tree: Tree) -> None:
    copy = json.loads(json.dumps(tree["entry"][0]))
    tree["entry"].append({**copy, "fullUrl": NIL})


def entry_twice(tree: Tree) -> None:
    tree["entry"].append(tree["entry"][-1])


def orphan(tree: Tree) -> None:
    tree["entry"].append({"fullUrl": NIL, "resource": {"resourceType": "Organization", "name": "X"}})


@dataclass(frozen=True)
class Case:
    """A change of a good document, and the first error it makes of that code, with where it is."""

    change: Change
    code: str
    location: str


COMPOSITION: Final = ("entry", 0, "resource")
PATIENT: Final = ("entry", 1, "resource")
CUSTODIAN: Final = (*COMPOSITION, "custodian", "reference")
DIV: Final = (*COMPOSITION, "section", 0, "text", "div")
_AT_COMPOSITION: Final = "Bundle.entry[0].resource"
_AT_PATIENT: Final = "Bundle.entry[1].resource"
_AT_CUSTODIAN: Final = f"{_AT_COMPOSITION}.custodian.reference"
_AT_DIV: Final = f"{_AT_COMPOSITION}.section[0].text.div"


def xhtml(inside: str) -> str:
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{inside}</div>'


DOCTYPE: Final = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:secret">]>{xhtml("&x;")}'
DOCUMENTS: Final = (
    Case(put("collection", "type"), "not-a-document", "Bundle.type"),
    Case(drop("identifier"), "no-identifier", "Bundle.identifier"),
    Case(drop("identifier", "system"), "no-identifier", "Bundle.identifier"),
    Case(drop("timestamp"), "no-timestamp", "Bundle.timestamp"),
    Case(put([], "entry"), "composition-first", "Bundle.entry"),
    Case(drop("entry"), "composition-first", "Bundle.entry"),
    Case(put("x", "entry"), "composition-first", "Bundle.entry"),
    Case(swap, "composition-first", "Bundle.entry"),
    Case(second_composition, "composition-first", "Bundle.entry"),
    Case(drop("entry", 1, "fullUrl"), "full-url", "Bundle.entry[1].fullUrl"),
    Case(put("Patient/1", "entry", 1, "fullUrl"), "full-url", "Bundle.entry[1].fullUrl"),
    Case(put("", "entry", 1, "fullUrl"), "full-url", "Bundle.entry[1].fullUrl"),
    Case(put("urn:uuid:1", "entry", 1, "fullUrl"), "full-url", "Bundle.entry[1].fullUrl"),
    Case(put("https://h.example/Patient/9", "entry", 1, "fullUrl"), "full-url-id", "Bundle.entry[1].fullUrl"),
    Case(drop("entry", 2, "resource"), "no-resource", "Bundle.entry[2].resource"),
    Case(drop("entry", 2, "resource", "resourceType"), "no-resource", "Bundle.entry[2].resource"),
    Case(drop(*COMPOSITION, "subject"), "no-patient", f"{_AT_COMPOSITION}.subject"),
    Case(put(NIL, *COMPOSITION, "subject", "reference"), "no-patient", f"{_AT_COMPOSITION}.subject"),
    Case(put(NIL, *CUSTODIAN), "dangling-reference", _AT_CUSTODIAN),
    Case(put("https://h.example/Organization/1", *CUSTODIAN), "dangling-reference", _AT_CUSTODIAN),
    Case(put("Organization/1", *CUSTODIAN), "dangling-reference", _AT_CUSTODIAN),
    Case(put("#nobody", *CUSTODIAN), "dangling-reference", _AT_CUSTODIAN),
    Case(orphan, "unreachable-entry", "Bundle.entry[-1]"),
    Case(entry_twice, "full-url-twice", "Bundle.entry[-1].fullUrl"),
    Case(put(xhtml("<script>x()</script>"), *DIV), "narrative-element", _AT_DIV),
    Case(put(DOCTYPE, *DIV), "narrative-declaration", _AT_DIV),
    Case(put("TA < 140", *DIV), "narrative-syntax", _AT_DIV),
    Case(put(xhtml("<p>open"), *DIV), "narrative-syntax", _AT_DIV),
    Case(put(xhtml('<a href="javascript:x()">x</a>'), *DIV), "narrative-link", _AT_DIV),
    Case(put("female ", *PATIENT, "gender"), "format", f"{_AT_PATIENT}.gender"),
    Case(put("F", *PATIENT, "gender"), "code-invalid", f"{_AT_PATIENT}.gender"),
    Case(put("x", *PATIENT, "shoeSize"), "unknown-element", f"{_AT_PATIENT}.shoeSize"),
    Case(drop(*COMPOSITION, "title"), "missing", f"{_AT_COMPOSITION}.title"),
    Case(put("1938-13", *PATIENT, "birthDate"), "format", f"{_AT_PATIENT}.birthDate"),
    Case(put("1938-02-30", *PATIENT, "birthDate"), "no-such-day", f"{_AT_PATIENT}.birthDate"),
    Case(put("2026-11-23", *PATIENT, "birthDate"), "identity-birth-date", f"{_AT_PATIENT}.birthDate"),
    Case(put("2126", *PATIENT, "birthDate"), "identity-birth-date", f"{_AT_PATIENT}.birthDate"),
    Case(put("true", *PATIENT, "active"), "type", f"{_AT_PATIENT}.active"),
    Case(put(1, *PATIENT, "active"), "type", f"{_AT_PATIENT}.active"),
    Case(put('{"family":"X"}', *PATIENT, "name", 0), "not-an-object", f"{_AT_PATIENT}.name[0]"),
    Case(put("Nobody", "entry", 2, "resource", "resourceType"), "unknown-resource", "Bundle.entry[2].resource"),
)


@dataclass(frozen=True)
class Letter:
    """A change of a good document, and the severity of each code it makes."""

    change: Change
    found: Mapping[str, str]
    production: bool = False


def both(*changes: Change) -> Change:
    """One change after the other."""

    def change(tree: Tree) -> None:
        for one in changes:
            one(tree)

    return change


def status(code: str, system: str = "cs-identity-status") -> Change:
    """A change of the status of the patient's identity."""
    coding = {"system": system if ":" in system else f"{_CORE}-{system}", "code": code}
    return put(coding, *PATIENT, "extension", 0, "extension", 0, "valueCoding")


def doubt(code: str, key: str = "valueCoding") -> Change:
    """A change that says the identity doubtful."""
    coding = {"system": f"{_CORE}-cs-identity-status-comment", "code": code}
    comment = {"url": "comment", key: coding if key == "valueCoding" else {"coding": [coding]}}

    def change(tree: Tree) -> None:
        tree["entry"][1]["resource"]["extension"][0]["extension"].append(comment)

    return change


def prescribe(*lines: object) -> Change:
    """A change that adds a prescription with these dosage instructions."""

    def change(tree: Tree) -> None:
        prescription: Tree = {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": {"text": "X"},
            "subject": {"reference": tree["entry"][1]["fullUrl"]},
            "dosageInstruction": [*lines],
        }
        if not lines:
            del prescription["dosageInstruction"]
        tree["entry"].append({"fullUrl": NIL, "resource": prescription})
        tree["entry"][0]["resource"]["section"][0]["entry"].append({"reference": NIL})

    return change


def rpps(value: str) -> Change:
    """A change of the number of the first practitioner."""

    def change(tree: Tree) -> None:
        found = [one["resource"] for one in tree["entry"] if one["resource"]["resourceType"] == "Practitioner"]
        found[0]["identifier"][0]["value"] = value

    return change


_CORE: Final = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core"
_NO_MATRICULE: Final = drop(*PATIENT, "identifier")
_NUMBER: Final = (*PATIENT, "identifier", 0)
_NOT_QUALIFIED: Final = {"identity-not-qualified": "error"}
_TEST: Final = {"identity-test-identity": "error"}
_NSS: Final = {
    "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "NH"}]},
    "system": "urn:oid:1.2.250.1.213.1.4.8",
    "value": "C98765",
}
_PLACE: Final = ("extension", 1, "valueAddress", "extension", 0, "valueCoding", "code")
IDENTITIES: Final = (
    Letter(status("QUAL"), {}),
    *(Letter(status(code), _NOT_QUALIFIED) for code in ("VALI", "RECUP", "PROV", "toString")),
    Letter(status("VALI", "cs-v2-0445"), {"identity-legacy-status": "warning"}),
    Letter(status("VALI", "fiabilite-identite"), {"identity-legacy-status": "warning"}),
    Letter(status("PROV", "fiabilite-identite"), _NOT_QUALIFIED),
    Letter(status("DOUT", "fiabilite-identite"), _NOT_QUALIFIED),
    Letter(status("QUAL", "urn:other"), _NOT_QUALIFIED),
    Letter(drop(*PATIENT, "extension", 0), _NOT_QUALIFIED),
    Letter(doubt("DOUT"), {"identity-doubtful": "error"}),
    Letter(doubt("FICT", "valueCodeableConcept"), {"identity-doubtful": "error"}),
    Letter(both(doubt("DOUT"), status("PROV"), _NO_MATRICULE), {}),
    Letter(both(doubt("DOUT"), doubt("FICT"), status("PROV"), _NO_MATRICULE), {"identity-doubtful": "error"}),
    Letter(both(), _TEST, production=True),
    Letter(drop(*_NUMBER, "type"), _TEST, production=True),
    Letter(put("urn:oid:1.2.250.1.213.1.4.8", *_NUMBER, "system"), {"identity-type": "error"}),
    Letter(put("INS-NIR", *_NUMBER, "type", "coding", 0, "code"), {"identity-type": "error"}),
    Letter(put("238044313701812", *_NUMBER, "value"), {"identity-key": "warning"}),
    Letter(put("C98765", *_NUMBER, "value"), {"identity-format": "error"}),
    Letter(drop(*_NUMBER, "value"), {"identity-format": "error"}),
    Letter(both(status("PROV"), put([_NSS], *PATIENT, "identifier")), {}, production=True),
    Letter(put("1938", *PATIENT, "birthDate"), {"identity-traits": "error"}),
    Letter(drop(*PATIENT, "gender"), {"identity-traits": "error"}),
    Letter(drop(*PATIENT, "name", 0, "given"), {"identity-traits": "error"}),
    Letter(put("usual", *PATIENT, "name", 0, "use"), {"identity-traits": "error"}),
    Letter(drop(*PATIENT, "extension", 1), {"identity-traits": "warning"}),
    Letter(put("99999", *PATIENT, *_PLACE), {"identity-birth-place": "warning"}),
    Letter(put("2026-11-22", *PATIENT, "birthDate"), {}),
    Letter(put("2026-11-23", *PATIENT, "birthDate"), {"identity-birth-date": "error"}),
    Letter(both(put("2026-11-23", *PATIENT, "birthDate"), put("2026-11-22T22:30:00Z", "timestamp")), {}),
    Letter(
        both(put("2026-11-23", *PATIENT, "birthDate"), put("2026-11-23T00:30:00+14:00", "timestamp")),
        {"identity-birth-date": "error"},
    ),
    *(Letter(rpps(value), {"rpps-key": "warning"}) for value in ("10100000017", "810100000016", "?")),
)
_HOW: Final = {"text": "1 le matin"}
_DAYS: Final = {"value": 7, "system": "http://unitsofmeasure.org", "code": "d"}
# R. 1112-1-2, II 4°: « la posologie et la durée du traitement »; for a person to judge, not for us to refuse.
DOSAGES: Final = (
    Letter(prescribe({**_HOW, "additionalInstruction": [{"text": "7 jours"}]}), {}),
    Letter(prescribe({**_HOW, "timing": {"repeat": {"boundsDuration": _DAYS}}}), {}),
    Letter(prescribe(_HOW), {"no-dosage": "warning"}),
    Letter(prescribe({"additionalInstruction": [{"text": "7 jours"}]}), {"no-dosage": "warning"}),
    Letter(prescribe(), {"no-dosage": "warning"}),
)
LETTERS: Final = (*IDENTITIES, *DOSAGES)
# Bytes that are no Bundle at all.
BYTES: Final = (
    (b"", "json"),
    (b"[]", "json"),
    (b'{"resourceType":"Bundle","type":"document","type":"document"}', "json"),
    (b'{"resourceType":"Bundle","id":"\xff"}', "utf-8"),
    (b'{"resourceType":"Bundle","entry":' + b"[" * 200 + b"]" * 200 + b"}", "json-depth"),
    (b'{"resourceType":"Patient"}', "not-a-bundle"),
    (b"{}", "not-a-bundle"),
)

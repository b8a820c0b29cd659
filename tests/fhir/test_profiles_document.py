"""What our profiles ask of a document: a patient known as the INS knows patients, and entries that say enough."""

from collections.abc import Callable
from typing import Any

import pytest

from navette.fhir.check import check_resource

PROFILE = "https://navette.example/fhir/StructureDefinition/navette-"
FR_CORE = "https://hl7.fr/ig/fhir/core"
INS_TYPE = f"{FR_CORE}/CodeSystem/fr-core-cs-v2-0203"

Change = Callable[[Any], object]


def faults(resource: Any, profile: str) -> list[tuple[str, str]]:
    """Code and location of every error, under a profile of ours."""
    return [(issue.code, issue.location) for issue in check_resource(resource, PROFILE + profile)]


def concept(system: str, code: str) -> Any:
    return {"coding": [{"system": system, "code": code}]}


@pytest.fixture
def patient() -> Any:
    trust = {"url": f"{FR_CORE}/StructureDefinition/fr-core-identity-reliability", "extension": [qualified()]}
    place = {"url": "http://hl7.org/fhir/StructureDefinition/patient-birthPlace", "valueAddress": {"city": "Lille"}}
    ins = {
        "use": "official",
        "type": concept(INS_TYPE, "INS-NIR-TEST"),
        "system": "urn:oid:1.2.250.1.213.1.4.10",
        "value": "279035121518989",
    }
    return {
        "resourceType": "Patient",
        "extension": [trust, place],
        "identifier": [ins],
        "name": [{"use": "official", "family": "DURAND-TEST", "given": ["Paule"]}],
        "gender": "female",
        "birthDate": "1979-03-05",
    }


def qualified() -> Any:
    system = f"{FR_CORE}/CodeSystem/fr-core-cs-identity-status"
    return {"url": "identityStatus", "valueCoding": {"system": system, "code": "QUAL"}}


def test_a_patient_with_and_without_a_matricule(patient: Any) -> None:
    assert faults(patient, "patient-ins") == []
    assert faults(patient, "patient") == []
    del patient["identifier"]
    assert faults(patient, "patient") == []
    assert faults(patient, "patient-ins") == [("invariant", "Patient"), ("missing", "Patient.identifier")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda patient: patient.pop("gender"), ("missing", "Patient.gender")),
        (lambda patient: patient.update(gender="other"), ("code-invalid", "Patient.gender")),
        (lambda patient: patient.pop("birthDate"), ("missing", "Patient.birthDate")),
        (lambda patient: patient["name"][0].update(use="usual"), ("missing", "Patient.name")),
        (lambda patient: patient["name"][0].pop("given"), ("missing", "Patient.name[0].given")),
        (lambda patient: patient["name"].append(patient["name"][0]), ("too-many", "Patient.name")),
        (lambda patient: patient["extension"].pop(0), ("invariant", "Patient")),
        (lambda patient: patient["extension"].pop(1), ("invariant", "Patient")),
        (lambda patient: patient["identifier"][0].pop("value"), ("missing", "Patient.identifier[0].value")),
        (
            lambda patient: patient["identifier"][0].update(system="urn:oid:1.2.250.1.213.1.4.8"),
            ("pattern", "Patient.identifier[0].system"),
        ),
        (lambda patient: patient["identifier"].append(patient["identifier"][0]), ("too-many", "Patient.identifier")),
    ],
)
def test_a_patient_has_the_traits_of_the_ins(patient: Any, change: Change, expected: tuple[str, str]) -> None:
    change(patient)
    assert expected in faults(patient, "patient-ins")


CLINICAL: dict[str, Any] = {
    "condition": {"resourceType": "Condition", "code": {"text": "HTA"}, "subject": {"reference": "Patient/1"}},
    "allergy-intolerance": {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": concept("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active"),
        "code": {"text": "Pénicilline"},
        "patient": {"reference": "Patient/1"},
    },
    "medication-statement": {
        "resourceType": "MedicationStatement",
        "status": "stopped",
        "statusReason": [{"text": "hypotension"}],
        "medicationCodeableConcept": {"text": "Bisoprolol"},
        "subject": {"reference": "Patient/1"},
    },
    "medication-request": {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "Furosémide"},
        "subject": {"reference": "Patient/1"},
        "authoredOn": "2026-11-22",
        "requester": {"reference": "PractitionerRole/1"},
    },
    "observation": {
        "resourceType": "Observation",
        "status": "final",
        "code": concept("http://loinc.org", "29463-7"),
        "subject": {"reference": "Patient/1"},
        "effectiveDateTime": "2026-11-22",
        "valueQuantity": {"value": 71, "unit": "kg"},
    },
    "service-request": {
        "resourceType": "ServiceRequest",
        "status": "active",
        "intent": "order",
        "code": {"text": "Hospitalisation"},
        "subject": {"reference": "Patient/1"},
        "requester": {"reference": "PractitionerRole/1"},
    },
    "care-plan": {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": "Patient/1"},
        "author": {"reference": "PractitionerRole/1"},
        "activity": [{"detail": {"status": "not-started", "description": "BNP à J15"}}],
    },
    "encounter": {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        "subject": {"reference": "Patient/1"},
    },
    "questionnaire-response": {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": "https://navette.example/fhir/Questionnaire/admission|1.0.0",
        "status": "completed",
        "authored": "2026-11-22T11:00:00+01:00",
        "item": [{"linkId": "reason.text", "answer": [{"valueString": "Chute"}]}],
    },
    "provenance": {
        "resourceType": "Provenance",
        "target": [{"reference": "Composition/1"}],
        "recorded": "2026-11-22T11:00:00+01:00",
        "agent": [{"who": {"reference": "PractitionerRole/1"}}],
        "entity": [{"role": "source", "what": {"reference": "QuestionnaireResponse/1"}}],
    },
    "practitioner": {"resourceType": "Practitioner", "name": [{"text": "Dr Petit"}]},
    "practitioner-role": {
        "resourceType": "PractitionerRole",
        "practitioner": {"reference": "Practitioner/1"},
        "organization": {"reference": "Organization/1"},
        "code": [{"text": "Médecin"}],
    },
    "organization": {
        "resourceType": "Organization",
        "identifier": [{"system": "https://finess.esante.gouv.fr", "value": "420000000"}],
        "name": "CH du Gier",
    },
}


@pytest.mark.parametrize("name", CLINICAL)
def test_an_entry_as_our_forms_write_it(name: str) -> None:
    assert faults(CLINICAL[name], name) == []


@pytest.mark.parametrize(
    ("name", "path", "value", "code"),
    [
        ("condition", "code", None, "missing"),
        ("condition", "subject", {"reference": "Group/1"}, "reference-type"),
        ("allergy-intolerance", "code", None, "missing"),
        ("medication-statement", "statusReason", None, "invariant"),
        ("medication-request", "authoredOn", None, "missing"),
        ("medication-request", "requester", None, "missing"),
        ("observation", "valueQuantity", None, "invariant"),
        ("observation", "effectiveDateTime", None, "missing"),
        ("observation", "subject", None, "missing"),
        ("observation", "code", {"text": "poids"}, "missing"),
        ("service-request", "code", None, "missing"),
        ("service-request", "requester", None, "missing"),
        ("care-plan", "activity", None, "missing"),
        ("care-plan", "author", None, "missing"),
        ("encounter", "subject", None, "missing"),
        ("encounter", "class", {"code": "IMP"}, "missing"),
        ("questionnaire-response", "questionnaire", None, "missing"),
        ("questionnaire-response", "status", "in-progress", "pattern"),
        ("provenance", "target", [{"reference": "Patient/1"}], "reference-type"),
        ("provenance", "entity", [{"role": "removal", "what": {"reference": "QuestionnaireResponse/1"}}], "pattern"),
        ("practitioner", "name", None, "missing"),
        ("practitioner", "identifier", [{"value": "10100000016"}], "missing"),
        ("practitioner-role", "organization", None, "missing"),
        ("practitioner-role", "code", None, "missing"),
        ("organization", "name", None, "missing"),
    ],
)
def test_an_entry_lacks_nothing_that_its_profile_asks_for(name: str, path: str, value: Any, code: str) -> None:
    changed = {**CLINICAL[name], path: value}
    if value is None:
        del changed[path]
    assert code in [found for found, _ in faults(changed, name)]

"""What our profiles refuse in the outer message: whatever could speak of a patient or of the care."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from navette.fhir.check import check_resource
from navette.resources import folder

PROFILE = "https://navette.example/fhir/StructureDefinition/navette-"
EXAMPLES = folder("fhir_profiles") / "examples"
PATIENT = "urn:uuid:e0d35732-759b-43ff-b362-8c803363c73d"
REASONS = "https://navette.example/fhir/CodeSystem/handoff-reason"

Found = list[tuple[str, str]]
Change = Callable[[Any], object]


def faults(resource: Any, profile: str) -> Found:
    """Code and location of every error, under a profile of ours."""
    return [(issue.code, issue.location) for issue in check_resource(resource, PROFILE + profile)]


@pytest.fixture
def message() -> Any:
    return json.loads((EXAMPLES / "message.json").read_bytes())


def concept(system: str, code: str) -> Any:
    return {"coding": [{"system": system, "code": code}]}


def entry(message: Any, index: int) -> Any:
    return message["entry"][index]["resource"]


def test_the_examples_are_what_the_profiles_say() -> None:
    for name, profile in (("message", "message"), ("task-accepted", "task")):
        assert faults(json.loads((EXAMPLES / f"{name}.json").read_bytes()), profile) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("for", {"reference": "Patient/1"}),
        ("description", "chute à domicile"),
        ("focus", {"reference": "ServiceRequest/1"}),
        ("encounter", {"reference": "Encounter/1"}),
        ("executionPeriod", {"start": "2026-11-22"}),
        ("instantiatesUri", "urn:oid:1.2.3"),
        ("performerType", [{"coding": [{"system": "urn:oid:1.2.3", "code": "cardiology"}]}]),
        ("location", {"reference": "Location/1"}),
        ("reasonCode", {"text": "chute"}),
        ("reasonReference", {"reference": "Condition/1"}),
        ("insurance", [{"reference": "Coverage/1"}]),
        ("note", [{"text": "chute"}]),
        ("relevantHistory", [{"reference": "Provenance/1"}]),
        ("contained", [{"resourceType": "Basic", "id": "p", "code": {"text": "chute"}, "subject": {"reference": "#"}}]),
        ("extension", [{"url": "urn:oid:1.2.3", "valueString": "chute"}]),
        ("modifierExtension", [{"url": "urn:oid:1.2.3", "valueString": "chute"}]),
        ("text", {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p>chute</p></div>'}),
    ],
)
def test_a_handoff_says_nothing_of_the_patient(message: Any, name: str, value: Any) -> None:
    entry(message, 1)[name] = value
    assert ("forbidden", f"Bundle.entry[1].resource.{name}") in faults(message, "message")


@pytest.mark.parametrize(
    ("index", "change"),
    [
        (1, lambda task: task["code"].update(text="chute")),
        (1, lambda task: task["code"]["coding"][0].update(display="chute")),
        (1, lambda task: task["requester"].update(display="Dr Petit")),
        (1, lambda task: task["owner"].update(display="Cardiologie")),
        (1, lambda task: task["identifier"][0].update(assigner={"display": "chute"})),
        (1, lambda task: task["groupIdentifier"].update(type={"text": "chute"})),
        (1, lambda task: task["input"][0]["valueReference"].update(display="chute")),
        (1, lambda task: task["input"][0].update(extension=[{"url": "urn:oid:1.2.3", "valueString": "chute"}])),
        (1, lambda task: task["meta"].update(tag=[{"display": "chute"}])),
        (1, lambda task: task.update(statusReason={**concept(REASONS, "full"), "text": "chute"})),
        (0, lambda header: header["sender"].update(display="Dr Petit")),
        (0, lambda header: header["eventCoding"].update(display="chute")),
        (0, lambda header: header.update(modifierExtension=[{"url": "urn:oid:1.2.3", "valueString": "chute"}])),
        (2, lambda binary: binary["securityContext"].update(display="chute")),
    ],
)
def test_no_words_in_the_clear_at_any_depth(message: Any, index: int, change: Change) -> None:
    change(entry(message, index))
    found = faults(message, "message")
    assert ("invariant", f"Bundle.entry[{index}].resource") in found


@pytest.mark.parametrize(
    ("index", "change", "expected"),
    [
        (0, lambda header: header.pop("sender"), ("missing", "sender")),
        (
            0,
            lambda header: header["destination"].append(deepcopy(header["destination"][0])),
            ("too-many", "destination"),
        ),
        (0, lambda header: header["destination"][0].pop("receiver"), ("missing", "destination[0].receiver")),
        (0, lambda header: header["eventCoding"].update(code="patient-admit"), ("pattern", "event")),
        (0, lambda header: header.update(reason=concept("urn:oid:1.2.3", "fall")), ("forbidden", "reason")),
        (0, lambda header: header.update(author={"reference": "Practitioner/1"}), ("forbidden", "author")),
        (0, lambda header: header.update(focus=[]), None),
        (1, lambda task: task.pop("groupIdentifier"), ("missing", "groupIdentifier")),
        (1, lambda task: task.pop("priority"), ("missing", "priority")),
        (1, lambda task: task.pop("input"), ("missing", "input")),
        (1, lambda task: task.update(intent="plan"), ("pattern", "intent")),
        (1, lambda task: task.update(code=concept("http://loinc.org", "18761-7")), ("pattern", "code")),
        (1, lambda task: task["owner"].update(reference="Patient/1"), ("reference-type", "owner")),
        (
            1,
            lambda task: task["input"][0].update(valueReference={"reference": "Patient/1"}),
            ("reference-type", "input[0].value"),
        ),
        (1, lambda task: task["input"].append(deepcopy(task["input"][0])), ("too-many", "input")),
        (1, lambda task: task.update(statusReason=concept(REASONS, "fall")), ("code-invalid", "statusReason")),
        (1, lambda task: task.update(statusReason={"text": "chute"}), ("code-invalid", "statusReason")),
        (1, lambda task: task.update(businessStatus={"text": "vu"}), ("code-invalid", "businessStatus")),
        (2, lambda binary: binary.update(contentType="application/fhir+json"), ("pattern", "contentType")),
        (2, lambda binary: binary.pop("data"), ("missing", "data")),
    ],
)
def test_a_message_is_addressed_and_sealed(message: Any, index: int, change: Change, expected: Any) -> None:
    change(entry(message, index))
    found = faults(message, "message")
    if expected:
        assert (expected[0], f"Bundle.entry[{index}].resource.{expected[1]}") in found
    assert found


def test_input_must_be_a_reference(message: Any) -> None:
    entry(message, 1)["input"][0] = {"type": entry(message, 1)["input"][0]["type"], "valueString": "chute"}
    assert ("type", "Bundle.entry[1].resource.input[0].value") in faults(message, "message")


def test_exactly_three_entries(message: Any) -> None:
    patient = {"resourceType": "Patient", "active": True}
    more = deepcopy(message)
    more["entry"].append({"fullUrl": PATIENT, "resource": patient})
    assert ("outside-slices", "Bundle.entry[3]") in faults(more, "message")
    assert ("too-many", "Bundle.entry") in faults(more, "message")
    other = deepcopy(message)
    other["entry"][2] = {"fullUrl": message["entry"][2]["fullUrl"], "resource": patient}
    assert ("outside-slices", "Bundle.entry[2]") in faults(other, "message")
    assert ("missing", "Bundle.entry") in faults(other, "message")
    twice = deepcopy(message)
    twice["entry"][0] = {"fullUrl": PATIENT, "resource": entry(message, 1)}
    assert ("too-many", "Bundle.entry") in faults({**twice, "type": "collection"}, "message")
    assert ("too-few", "Bundle.entry") in faults(
        {**message, "type": "collection", "entry": message["entry"][1:]}, "message"
    )


def test_another_kind_of_bundle_is_no_message(message: Any) -> None:
    message["type"] = "collection"
    assert faults(message, "message") == [("pattern", "Bundle.type")]


def test_a_claim_is_checked_without_being_asked_for(message: Any) -> None:
    entry(message, 1)["description"] = "chute à domicile"
    assert ("forbidden", "Bundle.entry[1].resource.description") in [
        (issue.code, issue.location) for issue in check_resource(message)
    ]

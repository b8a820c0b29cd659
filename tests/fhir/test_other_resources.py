"""What the other fiches say in FHIR: the resources that software at the other end reads."""

import json
from typing import Any

import pytest

from navette.core.parties import Urgency
from navette.fhir.bundle import compose
from navette.fhir.document import Context
from navette.fhir.form import by_name
from navette.fhir.parties import Author
from tests.fhir.conftest import BUNDLE_ID, GP, NOW, WARD, example
from tests.fhir.groups import ENOUGH, LINE, NAMES, NOT_FOUND, RULES, TUMOUR, Answers

Resource = dict[str, Any]

CONTEXT = Context(Author("Dr Claire Martin", "médecin", "10100000016"), GP, (WARD,), NOW, BUNDLE_ID, False)
EMPTY = [
    ("oncology", {"allergies.none": True}, "48765-2"),
    ("medication-reconciliation", {"line": None, "lines.none": True}, "10160-0"),
    ("nursing", {"act": None, "acts.none": True}, "29554-3"),
    ("nursing", {"watch": None, "watches.none": True}, "11450-4"),
    ("nursing", {"care-device": None, "care-devices.none": True}, "46264-8"),
]


def _document(name: str, answers: Answers, urgency: Urgency = Urgency.ROUTINE) -> list[Resource]:
    context = Context(
        CONTEXT.author, CONTEXT.custodian, CONTEXT.recipients, NOW, BUNDLE_ID, production=False, urgency=urgency
    )
    composed = compose(by_name(name), answers, context)
    assert composed.text is not None, composed.issues
    return [entry["resource"] for entry in json.loads(composed.text)["entry"]]


def _all(kind: str, name: str, instead: Answers | None = None, urgency: Urgency = Urgency.ROUTINE) -> list[Resource]:
    answers = {**example(name), **(instead or {})}
    return [one for one in _document(name, answers, urgency) if one["resourceType"] == kind]


def _one(kind: str, name: str, instead: Answers | None = None, urgency: Urgency = Urgency.ROUTINE) -> Resource:
    (found,) = _all(kind, name, instead, urgency)
    return found


def _code(concept: Resource) -> str:
    return str(concept["coding"][0]["code"])


@pytest.mark.parametrize("name", NAMES)
def test_the_example_makes_a_document_without_an_issue(name: str) -> None:
    composed = compose(by_name(name), example(name), CONTEXT)
    assert composed.issues == []
    assert composed.text is not None


@pytest.mark.parametrize(("name", "instead"), ENOUGH)
def test_every_branch_makes_a_document(name: str, instead: Answers) -> None:
    assert _document(name, {**example(name), **instead})


@pytest.mark.parametrize(("name", "instead", "code"), EMPTY)
def test_a_section_about_nothing_says_so(name: str, instead: Answers, code: str) -> None:
    composition = _document(name, {**example(name), **instead})[0]
    (section,) = (one for one in composition["section"] if _code(one["code"]) == code)
    assert _code(section["emptyReason"]) == "nilknown"
    assert "entry" not in section


@pytest.mark.parametrize(("name", "answers", "item", "rule"), RULES)
def test_a_rule_of_the_form_bars_the_document(name: str, answers: Answers, item: str, rule: str) -> None:
    composed = compose(by_name(name), {**example(name), **answers}, CONTEXT)
    assert composed.text is None
    assert [(issue.severity, issue.code) for issue in composed.issues] == [("error", f"answers-{rule}")]
    assert f"linkId='{item}'" in composed.issues[0].location


def test_fewer_than_three_sources_is_a_warning() -> None:
    answers = {**example("medication-reconciliation"), "reconciliation.source": ["patient", "pharmacy"]}
    composed = compose(by_name("medication-reconciliation"), answers, CONTEXT)
    assert composed.text is not None
    assert [(issue.severity, issue.code) for issue in composed.issues] == [("warning", "answers-three-sources")]


def test_a_tumour_has_its_codes_and_its_stage() -> None:
    condition, stage = _one("Condition", "oncology"), _stage()
    assert [_code(condition["code"]), _code(condition["bodySite"][0])] == ["8500/3", "C50.2"]
    assert condition["bodySite"][0]["text"] == "Quadrant supéro-interne du sein (Droit)"
    assert condition["stage"][0]["summary"]["text"] == "IIA"
    assert condition["stage"][0]["assessment"] == [{"reference": f"urn:uuid:{stage['id']}"}]


def _stage() -> Resource:
    (found,) = (one for one in _all("Observation", "oncology") if _code(one["code"]) == "75620-5")
    return found


def test_tnm_is_coded_or_as_it_was_typed() -> None:
    stage = _stage()
    said = {_code(one["code"]): one["valueCodeableConcept"] for one in stage["component"]}
    assert said["21905-5"] == {"text": "T1b"}
    assert (_code(said["21906-3"]), _code(said["21907-1"])) == ("N1", "M0")
    assert stage["method"]["text"] == "TNM (UICC), édition 8"


def test_a_tumour_without_tnm_has_no_stage() -> None:
    resources = _document("oncology", {**example("oncology"), "tumour": [TUMOUR, TUMOUR]})
    conditions = [one for one in resources if one["resourceType"] == "Condition"]
    assert len(conditions) == 2
    assert not any("stage" in one for one in conditions)
    assert "75620-5" not in [_code(one["code"]) for one in resources if one["resourceType"] == "Observation"]


def test_each_chapter_of_the_cancer_programme_is_a_plan() -> None:
    plans = {_code(one["category"][0]): one for one in _all("CarePlan", "oncology")}
    assert list(plans) == ["MED-568", "MED-569", "MED-571", "MED-572", "MED-573"]
    assert [one["detail"]["status"] for one in plans["MED-568"]["activity"]] == [
        "completed",
        "in-progress",
        "not-started",
    ]
    assert [_code(one["detail"]["code"]) for one in plans["MED-571"]["activity"]] == ["MED-091", "ORG-187"]


@pytest.mark.parametrize(("wanted", "requests"), [("care", 1), ("advice", 1), ("information", 0)])
def test_what_is_wanted_is_asked_for(wanted: str, requests: int) -> None:
    assert len(_all("ServiceRequest", "oncology", {"oncology.wanted": wanted})) == requests


def test_the_scores_after_a_stroke() -> None:
    scores = {_code(one["code"]): one for one in _all("Observation", "stroke")}
    assert (scores["75859-9"]["valueInteger"], _code(scores["75859-9"]["interpretation"][0])) == (2, "MED-384")
    assert scores["70182-1"]["valueInteger"] == 3
    assert {one["effectiveDateTime"] for one in (scores["75859-9"], scores["70182-1"])} == {"2026-11-20T15:00:00+01:00"}


def test_the_cause_of_an_infarction_stands_with_it() -> None:
    condition = _one("Condition", "stroke")
    assert _code(condition["code"]) == "I63.9"
    (cause,) = condition["extension"]
    assert cause["url"] == "http://hl7.org/fhir/StructureDefinition/condition-dueTo"
    assert _code(cause["valueCodeableConcept"]) == "MED-481"


def test_an_appointment_is_asked_for_within_a_delay() -> None:
    request = _one("ServiceRequest", "stroke", urgency=Urgency.URGENT)
    appointment = _one("Appointment", "stroke")
    assert (request["priority"], request["occurrencePeriod"]) == ("urgent", {"end": "2026-12-04"})
    assert _code(request["code"]) == "cardiology"
    assert appointment["status"] == "proposed"
    assert appointment["requestedPeriod"] == [{"end": "2026-12-04"}]
    assert appointment["basedOn"] == [{"reference": f"urn:uuid:{request['id']}"}]


@pytest.mark.parametrize(
    ("answer", "status", "patient", "response"),
    [("proposed", "proposed", "needs-action", "tentative"), ("accepted", "booked", "accepted", "accepted")],
)
def test_a_slot_proposed_or_accepted(answer: str, status: str, patient: str, response: str) -> None:
    appointment = _one("Appointment", "stroke-appointment", {"slot.answer": answer})
    answered = _one("AppointmentResponse", "stroke-appointment", {"slot.answer": answer})
    assert (appointment["status"], appointment["participant"][0]["status"]) == (status, patient)
    assert (appointment["start"], appointment["end"]) == ("2026-12-02T09:30:00+01:00", "2026-12-02T10:15:00+01:00")
    assert answered["participantStatus"] == response
    assert answered["appointment"] == {"reference": f"urn:uuid:{appointment['id']}"}


def test_a_slot_refused_with_another_proposal() -> None:
    refused = {"slot.answer": "refused", "slot.reason": "Trop tardif"}
    appointment = _one("Appointment", "stroke-appointment", refused)
    answered = _one("AppointmentResponse", "stroke-appointment", refused)
    assert "start" not in appointment
    assert appointment["requestedPeriod"] == [{"start": answered["start"], "end": answered["end"]}]
    assert (answered["participantStatus"], answered["comment"]) == ("declined", "Trop tardif")


def test_the_place_of_an_appointment_takes_part_in_it() -> None:
    place = _one("Location", "stroke-appointment")
    appointment = _one("Appointment", "stroke-appointment")
    assert place["name"] == "Consultations de cardiologie, CH du Gier"
    assert {"reference": f"urn:uuid:{place['id']}"} in [one["actor"] for one in appointment["participant"]]


@pytest.mark.parametrize(
    ("change", "status"), [("kept", "active"), ("changed", "active"), ("stopped", "stopped"), ("added", "active")]
)
def test_each_line_says_what_becomes_of_it(change: str, status: str) -> None:
    line = {**LINE, "line.change": change}
    if change != "kept":
        line["line.reason"] = "Fonction rénale"
    if change == "changed":
        line["line.new-dosage"] = "½ le matin"
    statement = _one("MedicationStatement", "medication-reconciliation", {"line": [line]})
    assert statement["status"] == status
    assert [one["valueCoding"]["code"] for one in statement["extension"]] == [change]
    assert [one["text"] for one in statement.get("statusReason", [])] == (
        [] if change == "kept" else ["Fonction rénale"]
    )
    assert statement["dosage"] == [{"text": "½ le matin" if change == "changed" else "1 le matin"}]


def test_a_divergence_leads_to_its_line() -> None:
    statements = _all("MedicationStatement", "medication-reconciliation")
    issues = _all("DetectedIssue", "medication-reconciliation")
    assert [_code(one["code"]) for one in issues] == ["intended", "unintended"]
    assert [one["implicated"][0]["reference"] for one in issues] == [f"urn:uuid:{one['id']}" for one in statements[1:3]]


def test_a_proposal_of_the_pharmacist_is_a_communication() -> None:
    said = _one("Communication", "medication-reconciliation")
    assert said["reasonCode"] == [{"text": "Oublis du soir"}]
    assert said["payload"][0]["contentString"].startswith("Regrouper les prises")


def test_what_a_nurse_says() -> None:
    assert [one["code"]["text"] for one in _all("Procedure", "nursing")] == ["Pansement", "Préparation du pilulier"]
    assert [one["code"]["text"] for one in _all("Condition", "nursing")] == ["Escarre", "Chute"]
    order = _one("ServiceRequest", "nursing")
    assert (order["requester"], order["occurrencePeriod"]) == ({"display": "Dr Claire Martin"}, {"end": "2026-12-05"})
    (visit,) = _one("CarePlan", "nursing")["activity"]
    assert visit["detail"]["scheduledPeriod"] == {"start": "2026-11-23T08:30:00+01:00"}
    devices = {one["id"] for one in _all("Device", "nursing")}
    used = {one["device"]["reference"].removeprefix("urn:uuid:") for one in _all("DeviceUseStatement", "nursing")}
    assert used == devices
    assert len(devices) == 2


def test_a_search_says_its_reason_and_the_situation() -> None:
    request = _one("ServiceRequest", "doctor-search")
    assert (_code(request["code"]), _code(request["reasonCode"][0])) == ("doctor-search", "retired")
    said = {_code(one["code"]): one for one in _all("Observation", "doctor-search")}
    assert said["long-term-condition"]["valueBoolean"] is True
    assert said["loss-of-autonomy"]["valueBoolean"] is False
    assert _code(said["health-cover"]["valueCodeableConcept"]) == "c2s"


def test_a_reason_that_is_not_in_the_list_is_said_in_words() -> None:
    request = _one("ServiceRequest", "doctor-search", {"search.reason": "Suivi par un centre qui ferme"})
    assert request["reasonCode"] == [{"text": "Suivi par un centre qui ferme"}]


def test_the_doctor_found_joins_the_care_team() -> None:
    task, team = _one("Task", "doctor-search-answer"), _one("CareTeam", "doctor-search-answer")
    doctors = {one["id"]: one for one in _all("Practitioner", "doctor-search-answer")}
    found = doctors[team["participant"][0]["member"]["reference"].removeprefix("urn:uuid:")]
    assert (task["status"], _code(task["businessStatus"])) == ("completed", "found")
    assert (team["status"], team["participant"][0]["role"]) == ("active", [{"text": "Médecin traitant"}])
    assert (found["name"], found["identifier"][0]["value"]) == ([{"text": "Dr Inès Roux"}], "10100000032")


@pytest.mark.parametrize(
    ("instead", "status"),
    [
        ({"search-answer.outcome": "not-found", "search-answer.reason": "full", "search-answer.next": "…"}, "failed"),
        (
            {
                "search-answer.outcome": "needs-information",
                "search-answer.missing": "Téléphone",
                "search-answer.by": "2026-12-01",
            },
            "on-hold",
        ),
    ],
)
def test_a_search_without_a_doctor_makes_no_care_team(instead: Answers, status: str) -> None:
    resources = _document("doctor-search-answer", {**example("doctor-search-answer"), **NOT_FOUND, **instead})
    kinds = [one["resourceType"] for one in resources]
    assert "CareTeam" not in kinds
    (task,) = (one for one in resources if one["resourceType"] == "Task")
    assert task["status"] == status


def test_a_reply_is_an_impression_and_what_follows() -> None:
    assert _one("ClinicalImpression", "reply")["summary"] == example("reply")["reply.text"]
    assert len(_one("CarePlan", "reply")["activity"]) == 2
    assert _all("CarePlan", "reply", {"follow-up.needed": False, "step": None}) == []


def test_each_thing_missing_is_a_task_with_its_date() -> None:
    tasks = _all("Task", "complement", urgency=Urgency.STAT)
    assert [one["code"].get("text") or _code(one["code"]) for one in tasks] == ["results", "Photographie de la plaie"]
    assert {one["restriction"]["period"]["end"] for one in tasks} == {"2026-11-24T18:00:00+01:00"}
    assert {one["priority"] for one in tasks} == {"stat"}

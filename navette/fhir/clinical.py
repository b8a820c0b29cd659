"""From the answers of a section to the resources it points at: one short function per kind, found by linkId.

A question that has a code of its own becomes an Observation without any function here. What no function knows still
stands in the section's narrative: a form can be published before its resources are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from navette.core.parties import Urgency
from navette.fhir.answers import Row, Value
from navette.fhir.draft import Draft, coded, concept
from navette.fhir.questionnaire import Coding, Item, walk
from navette.fhir.strict import Json, Object

TERMINOLOGY: Final = "http://terminology.hl7.org/CodeSystem"
CATEGORY: Final = f"{TERMINOLOGY}/observation-category"


@dataclass(frozen=True, slots=True)
class Scene:
    """What the resources of one document share: References, the time of writing, how urgent the request is."""

    draft: Draft
    patient: Object
    encounter: Object
    author: Object
    now: str
    urgency: Urgency
    performers: tuple[Object, ...] = ()


def entries(scene: Scene, group: Item, row: Row) -> list[Json]:
    """Adds the resources of a section to the draft; the References to them, in the order of the form."""
    found: list[Json] = []
    for item in walk(group.items):
        if item.link_id in ROWS and (rows := row.rows(item.link_id)):
            found += ROWS[item.link_id](scene, rows)
        elif item.link_id in TEXTS:
            found += [TEXTS[item.link_id](scene, text) for text in row.texts(item.link_id)]
        elif item.code:
            found += [_observation(scene, item, item.code, value) for value in row.values.get(item.link_id, ())]
    return found


def _observation(scene: Scene, item: Item, code: Coding, value: Value) -> Object:
    fields: Object = {"status": "final", "code": concept(code.json(), text=item.text), "subject": scene.patient}
    if item.unit:
        fields = {"category": [coded(CATEGORY, "vital-signs")], **fields}
    fields |= {"encounter": scene.encounter, "effectiveDateTime": scene.now}
    return scene.draft.add("Observation", fields | _observed(item, value))


def _observed(item: Item, value: Value) -> Object:
    match value:
        case bool():
            return {"valueBoolean": value}
        case Decimal():
            unit = item.unit or Coding("http://unitsofmeasure.org", "1")
            quantity: Object = {"value": value, "unit": unit.display, "system": unit.system, "code": unit.code}
            return {"valueQuantity": quantity}
        case Coding():
            return {"valueCodeableConcept": concept(value.json())}
        case str():
            return {"valueString": value}
        case Row():
            raise TypeError("rows are not observed")


def _request(scene: Scene, reason: str) -> Object:
    fields: Object = {
        "status": "active",
        "intent": "order",
        "priority": scene.urgency.code,
        "code": concept(text="Hospitalisation"),
        "subject": scene.patient,
        "encounter": scene.encounter,
        "authoredOn": scene.now,
        "requester": scene.author,
        "reasonCode": [concept(text=reason)],
    }
    if scene.performers:
        fields["performer"] = list(scene.performers)
    return scene.draft.add("ServiceRequest", fields)


def _history(scene: Scene, text: str) -> Object:
    status = coded(f"{TERMINOLOGY}/condition-clinical", "inactive")
    return scene.draft.add(
        "Condition", {"clinicalStatus": status, "code": concept(text=text), "subject": scene.patient}
    )


def _surgery(scene: Scene, text: str) -> Object:
    return scene.draft.add("Procedure", {"status": "completed", "code": concept(text=text), "subject": scene.patient})


def _current_treatment(scene: Scene, row: Row) -> Object:
    return _taken(scene, row, "active", "current-treatment")


def _stopped_treatment(scene: Scene, row: Row) -> Object:
    return _taken(scene, row, "stopped", "stopped")


def _taken(scene: Scene, row: Row, status: str, prefix: str) -> Object:
    fields: Object = {"status": status}
    if reason := row.text(f"{prefix}.reason"):
        fields["statusReason"] = [concept(text=reason)]
    fields["medicationCodeableConcept"] = concept(text=row.text(f"{prefix}.medication"))
    fields["subject"] = scene.patient
    if replaced := row.text(f"{prefix}.replaced-by"):
        fields["note"] = [{"text": f"Remplacé par : {replaced}"}]
    if dosage := row.text(f"{prefix}.dosage"):
        fields["dosage"] = [{"text": dosage}]
    return scene.draft.add("MedicationStatement", fields)


def _prescription(scene: Scene, row: Row) -> Object:
    fields: Object = {
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": concept(text=row.text("prescription.medication")),
        "subject": scene.patient,
        "encounter": scene.encounter,
        "authoredOn": scene.now,
        "requester": scene.author,
    }
    dosage: Object = {}
    if text := row.text("prescription.dosage"):
        dosage["text"] = text
    if duration := row.text("prescription.duration"):
        dosage["additionalInstruction"] = [concept(text=f"Durée : {duration}")]
    if dosage:
        fields["dosageInstruction"] = [dosage]
    return scene.draft.add("MedicationRequest", fields)


def _allergy(scene: Scene, row: Row) -> Object:
    fields: Object = {
        "clinicalStatus": coded(f"{TERMINOLOGY}/allergyintolerance-clinical", "active"),
        "code": concept(text=row.text("allergy.substance")),
        "patient": scene.patient,
    }
    if reaction := row.text("allergy.reaction"):
        fields["reaction"] = [{"manifestation": [concept(text=reaction)]}]
    return scene.draft.add("AllergyIntolerance", fields)


def _device(scene: Scene, row: Row) -> Object:
    fields: Object = {"type": concept(text=row.text("device.name")), "patient": scene.patient}
    if reference := row.text("device.reference"):
        fields = {"identifier": [{"value": reference}], **fields}
    device = scene.draft.add("Device", fields)
    use: Object = {"status": "active", "subject": scene.patient}
    if day := row.text("device.date"):
        use["timingDateTime"] = day
    return scene.draft.add("DeviceUseStatement", {**use, "device": device})


def _result(scene: Scene, row: Row) -> Object:
    fields: Object = {
        "status": "active",
        "intent": "order",
        "code": concept(text=row.text("result.what")),
        "subject": scene.patient,
        "encounter": scene.encounter,
        "requester": scene.author,
    }
    if when := row.text("result.when"):
        fields["note"] = [{"text": when}]
    return scene.draft.add("ServiceRequest", fields)


def _steps(scene: Scene, rows: tuple[Row, ...]) -> list[Json]:
    fields: Object = {
        "status": "active",
        "intent": "plan",
        "subject": scene.patient,
        "encounter": scene.encounter,
        "author": scene.author,
        "activity": [{"detail": _step(row)} for row in rows],
    }
    return [scene.draft.add("CarePlan", fields)]


def _step(row: Row) -> Object:
    when: Object = {"scheduledString": row.text("step.when")} if row.text("step.when") else {}
    return {"status": "not-started", **when, "description": row.text("step.what")}


def _each(make: Callable[[Scene, Row], Object]) -> Callable[[Scene, tuple[Row, ...]], list[Json]]:
    return lambda scene, rows: [make(scene, row) for row in rows]


TEXTS: Final[dict[str, Callable[[Scene, str], Object]]] = {
    "referral.reason": _request,
    "history.condition": _history,
    "surgery.procedure": _surgery,
}
ROWS: Final[dict[str, Callable[[Scene, tuple[Row, ...]], list[Json]]]] = {
    "current-treatment": _each(_current_treatment),
    "stopped": _each(_stopped_treatment),
    "prescription": _each(_prescription),
    "allergy": _each(_allergy),
    "device": _each(_device),
    "result": _each(_result),
    "step": _steps,
}

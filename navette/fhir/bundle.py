"""Answers → the FHIR R4 document Bundle that is sealed. Client tower only: this floor holds what a fiche says.

Shape: https://hl7.org/fhir/R4/documents.html and the French document core; sections and codes: the CDA models of the
letters (CI-SIS LDL-EES, LDL-SES), see fhir_profiles/README.md. The bytes are made once, signed, and kept as they are.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from navette.core.deadline import PARIS
from navette.core.errors import Refused
from navette.core.parties import Urgency
from navette.fhir import answers as reading
from navette.fhir import strict, tree
from navette.fhir.answers import Row
from navette.fhir.check import gate
from navette.fhir.clinical import TERMINOLOGY, Scene, entries
from navette.fhir.draft import Draft, concept, reference
from navette.fhir.form import Form, forms
from navette.fhir.narrative import narrative, section, title
from navette.fhir.parties import (
    RECIPIENT,
    Author,
    Place,
    add_author,
    add_organisation,
    add_practitioner,
    add_recipient,
)
from navette.fhir.patient import patient
from navette.fhir.questionnaire import Coding, Item, walk
from navette.fhir.strict import Json, Object

INPATIENT: Final = Coding(f"{TERMINOLOGY}/v3-ActCode", "IMP", "inpatient encounter")
PARTICIPATION: Final = f"{TERMINOLOGY}/v3-ParticipationType"
EMPTY_REASON: Final = f"{TERMINOLOGY}/list-empty-reason"
FIRST: Final = {"Composition": 0, "Patient": 1}
# The doctors a letter names, and what they did in the stay (v3-ParticipationType).
PARTICIPANTS: Final = {"hospital-doctor": "ATND", "referrer": "REF"}


def build(
    form: Form,
    given: Mapping[str, object],
    *,
    author: Author,
    custodian: Place,
    recipients: Sequence[Place],
    now: int,
    bundle_id: UUID,
    production: bool,
    urgency: Urgency = Urgency.ROUTINE,
) -> bytes:
    """The document as UTF-8 JSON; the same arguments give the same bytes.

    given: answers by linkId (docs/forms.md). custodian: the place the author writes from. now: seconds since 1970.
    Refuses `answers` (item, reason, row), `identity` (item, rule), and `bundle` when the result would not be received.
    """
    row = reading.read(form, given)
    _check_stay(row)
    draft, written = Draft(bundle_id), instant(now)
    composition_id, patient_id, encounter_id = draft.new_id(), draft.new_id(), draft.new_id()
    doctor = _doctor(draft, row, "attending-doctor")
    subject = patient(row, general_practitioner=doctor, today=written[:10], production=production)
    draft.add("Patient", subject, patient_id)
    place = add_organisation(draft, custodian)
    writer = add_author(draft, author, place)
    received = [add_recipient(draft, one) for one in recipients]
    scene = Scene(draft, reference(patient_id), reference(encounter_id), writer, written, urgency, tuple(received))
    _add_encounter(scene, row, place, encounter_id)
    composition = _composition(scene, form, row, place, received)
    sections: list[Json] = [
        _section(scene, group, row, said) for group in form.items if group.code and (said := section(group, row))
    ]
    draft.add("Composition", {**composition, "section": sections}, composition_id)
    raw = strict.write(_document(draft, bundle_id, written))
    gate(raw, production=production)
    return raw


def due(form: Form, given: Mapping[str, object]) -> int:
    """By when the answers themselves want an answer (seconds since 1970), 0 when they name no date.

    A day without a time is its very beginning in Paris: the ward answers before the patient comes.
    """
    row = reading.read(form, given)
    texts = [text for item in walk(form.items) if item.due for text in row.texts(item.link_id)]
    if not texts or len(texts[0]) < len("YYYY-MM-DD"):
        return 0
    moment = datetime.fromisoformat(texts[0])
    return int((moment if moment.tzinfo else moment.replace(tzinfo=PARIS)).timestamp())


def form_of(raw: bytes) -> Form | None:
    """The published form whose kind of document a ready Bundle is; None when there is none, or no telling."""
    coding = tree.at(strict.read_object(raw), "entry", 0, "resource", "type", "coding")
    said = {(tree.at(one, "system"), tree.at(one, "code")) for one in tree.items(coding)}
    return next((form for form in forms().values() if (form.code.system, form.code.code) in said), None)


def instant(seconds: int) -> str:
    """Seconds since 1970 as a FHIR instant on the clocks of Paris: 2026-11-20T10:05:00+01:00."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(PARIS).isoformat()


def _check_stay(row: Row) -> None:
    """What no single question can see: a stay that ends before it starts, a patient who objects (L. 1110-4 CSP)."""
    start, end = row.text("stay.start"), row.text("stay.end")
    if start and end and end[:10] < start[:10]:
        raise Refused("answers", item="stay.end", reason="before-start")
    if row.flag("sharing.opposed"):
        raise Refused("answers", item="sharing.opposed", reason="opposed")


def _doctor(draft: Draft, row: Row, prefix: str) -> Object | None:
    name = row.text(f"{prefix}.name")
    return add_practitioner(draft, name, row.text(f"{prefix}.rpps")) if name else None


def _add_encounter(scene: Scene, row: Row, place: Object, encounter_id: str) -> None:
    start, end = row.text("stay.start") or row.text("stay.planned"), row.text("stay.end")
    fields: Object = {"status": "finished" if end else "planned", "class": INPATIENT.json(), "subject": scene.patient}
    if doctors := [(code, one) for name, code in PARTICIPANTS.items() if (one := _doctor(scene.draft, row, name))]:
        fields["participant"] = [
            {"type": [concept({"system": PARTICIPATION, "code": code})], "individual": one} for code, one in doctors
        ]
    if start or end:
        fields["period"] = {key: value for key, value in (("start", start), ("end", end)) if value}
    if reason := row.text("reason.text"):
        fields["reasonCode"] = [concept(text=reason)]
    ways = (("admitSource", row.coding("stay.admission")), ("dischargeDisposition", row.coding("stay.discharge")))
    if stay := {key: concept(way.json()) for key, way in ways if way}:
        fields["hospitalization"] = {**stay}
    if end:  # before the stay, the hospital is the one that is asked: it is a recipient
        fields["serviceProvider"] = place
    scene.draft.add("Encounter", fields, encounter_id)


def _composition(scene: Scene, form: Form, row: Row, place: Object, received: list[Object]) -> Object:
    status = row.coding("document.status")
    said = [(group, section(group, row)) for group in form.items if not group.code and group.link_id != "patient"]
    summary = "".join(title(group) + text for group, text in said if text)
    fields: Object = {"language": "fr"}
    if summary:
        fields["text"] = narrative(summary)
    if received:
        fields["extension"] = [{"url": RECIPIENT, "valueReference": one} for one in received]
    return fields | {
        "identifier": _identifier(scene.draft.bundle_id),
        "status": status.code if status else "final",
        "type": concept(form.code.json(), text=form.title_fr),
        "subject": scene.patient,
        "encounter": scene.encounter,
        "date": scene.now,
        "author": [scene.author],
        "title": form.title_fr,
        "confidentiality": "N",
        "attester": [{"mode": "legal", "time": scene.now, "party": scene.author}],
        "custodian": place,
    }


def _section(scene: Scene, group: Item, row: Row, said: str) -> Object:
    code: list[Json] = [group.code.json()] if group.code else []
    fields: Object = {"title": group.text, "code": {"coding": code}, "text": narrative(said)}
    if found := entries(scene, group, row):
        return {**fields, "entry": found}
    if group.empty_reason:
        return {**fields, "emptyReason": concept({"system": EMPTY_REASON, "code": group.empty_reason})}
    return fields


def _document(draft: Draft, bundle_id: UUID, written: str) -> Object:
    """In the order people expect, whatever the order of writing: the Composition points at all the others."""
    entry = sorted(draft.entries, key=lambda one: FIRST.get(tree.text(tree.at(one, "resource", "resourceType")), 2))
    return {
        "resourceType": "Bundle",
        "id": str(bundle_id),
        "identifier": _identifier(bundle_id),
        "type": "document",
        "timestamp": written,
        "entry": entry,
    }


def _identifier(bundle_id: UUID) -> Object:
    return {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{bundle_id}"}

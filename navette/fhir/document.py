"""The FHIR R4 document of a form and its answers: a pure function, so that a recipient can make it again.

Shape: https://hl7.org/fhir/R4/documents.html and the French document core; sections and codes: those of the form.
docs/spec/extraction.md says it rule by rule; static/js/document.js is the same in JavaScript.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from navette.core.paris import wall
from navette.core.parties import Urgency
from navette.fhir import tree
from navette.fhir.answers import Row
from navette.fhir.draft import Draft, concept, reference
from navette.fhir.extract import URN, Env, extract
from navette.fhir.form import Form
from navette.fhir.narrative import narrative, section, title
from navette.fhir.parties import RECIPIENT, Author, Place, add_author, add_organisation, add_practitioner, add_recipient
from navette.fhir.patient import patient
from navette.fhir.questionnaire import DEFINITION, Item
from navette.fhir.response import respond
from navette.fhir.strict import Json, Object

EMPTY_REASON: Final = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
PROFILE: Final = f"{DEFINITION}/navette-document"
URGENCY: Final = f"{DEFINITION}/urgency"
ENCOUNTER: Final = "%encounter"  # the fullUrl of the template that makes the Encounter


@dataclass(frozen=True, slots=True)
class Context:
    """What a document says beside the answers.

    custodian: the place the author writes from. now: seconds since 1970. production: test identities are refused.
    """

    author: Author
    custodian: Place
    recipients: tuple[Place, ...]
    now: int
    bundle_id: UUID
    production: bool
    urgency: Urgency = Urgency.ROUTINE


@dataclass(frozen=True, slots=True)
class _Parties:
    """References to who writes, keeps, receives."""

    place: Object
    author: Object
    received: list[Object]
    doctor: Object | None


@dataclass(frozen=True, slots=True)
class _Head:
    """The ids and the date that come first."""

    composition: str
    patient: str
    encounter: str  # empty when the form makes none
    written: str

    @property
    def visit(self) -> Object:
        """The element `encounter` of a resource, where there is one."""
        return {"encounter": reference(self.encounter)} if self.encounter else {}


def instant(seconds: int) -> str:
    """Seconds since 1970 as a FHIR instant on the clocks of Paris: 2026-11-20T10:05:00+01:00."""
    return wall(seconds).isoformat()


def document(form: Form, row: Row, context: Context) -> Object:
    """The Bundle. row: answers without faults, of the form or of identity."""
    draft, written = Draft(context.bundle_id), instant(context.now)
    composition_id, patient_id, encounter_id = draft.new_id(), draft.new_id(), draft.new_id()
    allocated = {name: draft.new_id() for name in form.allocated}
    visits = any(one.full_url == ENCOUNTER for one in form.extract)
    head = _Head(composition_id, patient_id, encounter_id if visits else "", written)
    parties = _parties(draft, row, context)
    draft.add("Patient", patient(row, general_practitioner=parties.doctor), patient_id)
    response = _response(form, row, context, head, parties)
    made = extract(form, response, draft, _env(context, head, parties, allocated))
    sections: list[Json] = [
        _section(group, said, made.get(group.link_id, []))
        for group in form.items
        if group.type == "group" and group.code and (said := section(group, row))
    ]
    draft.add("Composition", {**_composition(form, row, context, head, parties), "section": sections}, composition_id)
    source = draft.add("QuestionnaireResponse", response)
    draft.add("Provenance", _provenance(head, parties, source))
    return _bundle(draft, head)


def _parties(draft: Draft, row: Row, context: Context) -> _Parties:
    place = add_organisation(draft, context.custodian)
    author = add_author(draft, context.author, place)
    received = [add_recipient(draft, one) for one in context.recipients]
    name = row.text("attending-doctor.name")
    doctor = add_practitioner(draft, name, row.text("attending-doctor.rpps")) if name else None
    return _Parties(place, author, received, doctor)


def _env(context: Context, head: _Head, parties: _Parties, allocated: Mapping[str, str]) -> Env:
    """What the expressions of a form may name, besides %resource and %context."""
    return {
        "patient": URN + head.patient,
        "encounter": URN + head.encounter if head.encounter else None,
        "author": parties.author["reference"],
        "custodian": parties.place["reference"],
        "recipients": [one["reference"] for one in parties.received],
        "now": head.written,
        "today": head.written[:10],
        "urgency": context.urgency.code,
        **{name: URN + one for name, one in allocated.items()},
    }


def _response(form: Form, row: Row, context: Context, head: _Head, parties: _Parties) -> Object:
    """The response, with who it is about and who gave it: plain references, without names."""
    urgency: Object = {"url": URGENCY, "valueCode": context.urgency.code}
    said = respond(form, row, head.written)
    about: Object = {"subject": reference(head.patient), **head.visit}
    by: Object = {"author": {"reference": parties.author["reference"]}}
    kept = {key: value for key, value in said.items() if key not in ("resourceType", "item")}
    answered = {key: value for key, value in said.items() if key == "item"}
    return {"extension": [urgency], **kept, **about, **by, **answered}


def _composition(form: Form, row: Row, context: Context, head: _Head, parties: _Parties) -> Object:
    status = row.coding("document.status")
    said = [(group, section(group, row)) for group in form.items if not group.code and group.link_id != "patient"]
    summary = "".join((title(group) if group.type == "group" else "") + text for group, text in said if text)
    legal: Object = {"mode": "legal", "time": head.written, "party": parties.author}
    fields: Object = {"language": "fr"}
    if summary:
        fields["text"] = narrative(summary)
    if parties.received:
        fields["extension"] = [{"url": RECIPIENT, "valueReference": one} for one in parties.received]
    return fields | {
        "identifier": _identifier(context.bundle_id),
        "status": status.code if status else "final",
        "type": concept(form.code.json(), text=form.title_fr),
        "subject": reference(head.patient),
        **head.visit,
        "date": head.written,
        "author": [parties.author],
        "title": form.title_fr,
        "confidentiality": "N",
        "attester": [legal],
        "custodian": parties.place,
    }


def _section(group: Item, said: str, found: list[Json]) -> Object:
    code: list[Json] = [group.code.json()] if group.code else []
    fields: Object = {"title": group.text, "code": {"coding": code}, "text": narrative(said)}
    if found:
        return {**fields, "entry": found}
    if group.empty_reason:
        return {**fields, "emptyReason": concept({"system": EMPTY_REASON, "code": group.empty_reason})}
    return fields


def _provenance(head: _Head, parties: _Parties, source: Object) -> Object:
    """The Composition was made of the response, by the author."""
    return {
        "target": [reference(head.composition)],
        "recorded": head.written,
        "agent": [{"who": parties.author}],
        "entity": [{"role": "source", "what": source}],
    }


def _bundle(draft: Draft, head: _Head) -> Object:
    """In the order people expect, whatever the order of writing: the Composition points at all the others."""
    first = [head.composition, head.patient, head.encounter]
    places = {resource_id: at for at, resource_id in enumerate(first)}
    entry = sorted(draft.entries, key=lambda one: places.get(tree.text(tree.at(one, "resource", "id")), len(first)))
    return {
        "resourceType": "Bundle",
        "id": str(draft.bundle_id),
        **({"meta": {"profile": [PROFILE]}} if head.encounter else {}),
        "identifier": _identifier(draft.bundle_id),
        "type": "document",
        "timestamp": head.written,
        "entry": list(entry),
    }


def _identifier(bundle_id: UUID) -> Object:
    return {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{bundle_id}"}

"""Small forms of our own: what an extractor must do, one thing at a time."""

import json
from typing import Any, Final
from uuid import UUID

from navette.fhir import answers, strict
from navette.fhir.document import Context, document
from navette.fhir.form import Form, read_form
from navette.fhir.parties import Author, Place

X: Final = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire"
D: Final = "https://navette.example/fhir/StructureDefinition"
LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
BUNDLE_ID: Final = UUID("019ab7f2-7c00-7a11-8000-000000000010")
ENGLISH: Final = {
    "url": "http://hl7.org/fhir/StructureDefinition/translation",
    "extension": [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": "Small"}],
}
CONTEXT: Final = Context(
    Author("Dr A", "médecin"), Place("Ici"), (Place("Là"),), 1795341600, BUNDLE_ID, production=False
)
WHO: Final[dict[str, Any]] = {
    "patient.status": "PROV",
    "patient.family": "ESSAI",
    "patient.given": ["Anne"],
    "patient.birth-date": "1950",
    "patient.sex": "female",
}


def item(link_id: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"linkId": link_id, "text": link_id.title(), "type": kind, **more}


def group(link_id: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return item(link_id, "group", item=list(items), **more)


def section(link_id: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return group(link_id, *items, code=[{"system": LOINC, "code": "1-8"}], **more)


def option(system: str, code: str, display: str) -> dict[str, Any]:
    return {"valueCoding": {"system": system, "code": code, "display": display}}


def value(expression: str) -> dict[str, Any]:
    """What stands for an element of a template: its values."""
    return {"extension": [{"url": f"{X}-templateExtractValue", "valueString": expression}]}


def each(expression: str) -> dict[str, Any]:
    """The extension that makes one element for each node."""
    return {"url": f"{X}-templateExtractContext", "valueString": expression}


def by(template: str, full_url: str = "") -> dict[str, Any]:
    """The extension of an item that names the template of its resource."""
    inner: list[dict[str, Any]] = [{"url": "template", "valueReference": {"reference": f"#{template}"}}]
    if full_url:
        inner.append({"url": "fullUrl", "valueString": full_url})
    return {"url": f"{X}-templateExtract", "extension": inner}


def allocate(name: str) -> dict[str, Any]:
    return {"url": f"{X}-extractAllocateId", "valueString": name}


def template(name: str, kind: str, /, **fields: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": name, **fields}


def form(*items: dict[str, Any], templates: tuple[Any, ...] = (), extensions: tuple[Any, ...] = ()) -> Form:
    """The form that asks who the patient is, then these items."""
    status = option("https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-identity-status", "PROV", "Provisoire")
    sex = option("http://hl7.org/fhir/administrative-gender", "female", "Féminin")
    patient = group(
        "patient",
        item("patient.status", "choice", answerOption=[status]),
        item("patient.family"),
        item("patient.given", repeats=True),
        item("patient.birth-date", "date"),
        item("patient.sex", "choice", answerOption=[sex]),
    )
    rule: list[Any] = [
        {"url": f"{D}/deadline-rule", "valueCode": "urgency"},
        {"url": f"{D}/manifest-kind", "valueCode": "fiche"},
    ]
    questionnaire = {
        "resourceType": "Questionnaire",
        "extension": [*rule, *extensions],
        "contained": list(templates),
        "url": "https://navette.example/fhir/Questionnaire/small",
        "version": "1.0.0",
        "title": "Petit",
        "_title": {"extension": [ENGLISH]},
        "status": "draft",
        "code": [{"system": LOINC, "code": "34133-9"}],
        "item": [patient, *items],
    }
    return read_form(json.dumps(questionnaire).encode())


def made(form: Form, **given: Any) -> Any:
    """The document of these answers, its linkIds spelled with _ for a point, as plain JSON."""
    spelled = {key.replace("_", "."): one for key, one in given.items()}
    return json.loads(strict.write(document(form, answers.read(form, {**WHO, **spelled}), CONTEXT)))


def resources(bundle: Any, kind: str) -> list[Any]:
    found = [entry["resource"] for entry in bundle["entry"]]
    return [one for one in found if one["resourceType"] == kind]

"""A form as a coordinator of the territory would write it: the admission letter, and a section about a wound."""

import json
from typing import Any, TypeAlias

from navette.resources import folder

Json: TypeAlias = Any

HL7 = "http://hl7.org/fhir/StructureDefinition"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire"
OURS = "https://navette.example/fhir/StructureDefinition"
URL = "https://cpts.example/fhir/Questionnaire"


def wound(name: str = "wound") -> Json:
    """The Questionnaire, with a question, a unit, a condition, a rule and a template of its own."""
    form = json.loads((folder("fhir_profiles") / "questionnaires" / "admission.json").read_text(encoding="utf-8"))
    form |= {"id": name, "url": f"{URL}/{name}", "publisher": "CPTS de l'exemple", "name": "Wound"}
    form |= _words("title", "Liaison pour une plaie", "Wound letter")
    short = next(one for one in form["extension"] if one["url"] == f"{OURS}/short-title")
    short |= _words("valueString", "Plaie", "Wound")
    form["contained"].append(TEMPLATE)
    form["item"].insert(4, SECTION)
    return form


def _words(element: str, french: str, english: str) -> Json:
    """A text and its English translation."""
    parts = [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": english}]
    return {element: french, f"_{element}": {"extension": [{"url": f"{HL7}/translation", "extension": parts}]}}


def _value(expression: str) -> Json:
    return {"extension": [{"url": f"{SDC}-templateExtractValue", "valueString": expression}]}


TEMPLATE: Json = {
    "resourceType": "Condition",
    "id": "wound",
    "clinicalStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
    },
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "416462003"}], "text": "Plaie"},
    "bodySite": [{"_text": _value("item.where(linkId='wound.place').answer.value")}],
    "subject": {"_reference": _value("%patient")},
}
CENTIMETRES: Json = {"system": "http://unitsofmeasure.org", "code": "cm", "display": "cm"}
SECTION: Json = {
    "linkId": "wound",
    "type": "group",
    "code": [{"system": "http://loinc.org", "code": "39135-9"}],
    **_words("text", "Plaie", "Wound"),
    "extension": [
        {
            "url": f"{SDC}-templateExtract",
            "extension": [{"url": "template", "valueReference": {"reference": "#wound"}}],
        }
    ],
    "item": [
        {
            "linkId": "wound.place",
            "type": "string",
            "required": True,
            **_words("text", "Siège", "Place"),
            "extension": [{"url": f"{OURS}/in-sentence", **_words("valueString", "le siège de la plaie", "its place")}],
        },
        {
            "linkId": "wound.length",
            "type": "decimal",
            **_words("text", "Longueur", "Length"),
            "extension": [{"url": f"{HL7}/questionnaire-unit", "valueCoding": CENTIMETRES}],
        },
        {
            "linkId": "wound.photo",
            "type": "boolean",
            **_words("text", "Photographie jointe", "Photograph joined"),
            "enableWhen": [{"question": "wound.length", "operator": ">", "answerDecimal": 5}],
        },
    ],
}

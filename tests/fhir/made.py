"""A form made for tests: whoever can be identified, and the questions given."""

import copy
import json
from typing import Any, Final

from navette.fhir.form import Form, read_form
from navette.fhir.questionnaire import CONSTRAINT, DEFINITION, HL7, SDC, TRANSLATION
from navette.resources import folder

Json = dict[str, Any]

_SHIPPED: Final[Json] = json.loads((folder("fhir_profiles") / "questionnaires" / "reply.json").read_bytes())
PATIENT: Final[Json] = next(item for item in _SHIPPED["item"] if item["linkId"] == "patient")
SYSTEM: Final = "https://made.example/codes"


def english(text: str) -> Json:
    return {
        "extension": [
            {
                "url": TRANSLATION,
                "extension": [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": text}],
            }
        ]
    }


def said(url: str, fr: str, en: str) -> Json:
    """A text in both languages, in an extension."""
    return {"url": url, "valueString": fr, "_valueString": english(en)}


def ours(name: str, **value: Any) -> Json:
    return {"url": f"{DEFINITION}/{name}", **value}


def hl7(name: str, **value: Any) -> Json:
    return {"url": f"{HL7}/{name}", **value}


def sdc(name: str, **value: Any) -> Json:
    return {"url": f"{SDC}-{name}", **value}


def question(link: str, kind: str, *extensions: Json, **more: Any) -> Json:
    """An item called `link` in both languages."""
    item: Json = {"linkId": link, "text": link.capitalize(), "_text": english(f"{link} in English"), "type": kind}
    return item | ({"extension": list(extensions)} if extensions else {}) | more


def group(link: str, *items: Json, **more: Any) -> Json:
    return question(link, "group", item=list(items), **more)


def options(*codes: str) -> list[Json]:
    codings = [{"system": SYSTEM, "code": code, "display": code.upper(), "_display": english(code)} for code in codes]
    return [{"valueCoding": coding} for coding in codings]


def when(question: str, operator: str = "exists", **answer: Any) -> Json:
    return {"question": question, "operator": operator, **(answer or {"answerBoolean": True})}


def constraint(key: str, expression: str, location: str = "", severity: str = "error") -> Json:
    parts = [
        {"url": "key", "valueId": key},
        {"url": "severity", "valueCode": severity},
        {"url": "expression", "valueString": expression},
        said("human", f"Règle {key}.", f"Rule {key}."),
    ]
    if location:
        parts.append({"url": "location", "valueString": location})
    return {"url": CONSTRAINT, "extension": parts}


def questionnaire(*items: Json, patient: bool = True, extensions: tuple[Json, ...] = (), **more: Any) -> Json:
    value: Json = {
        "resourceType": "Questionnaire",
        "extension": [
            ours("deadline-rule", valueCode="urgency"),
            ours("manifest-kind", valueCode="fiche"),
            *extensions,
        ],
        "url": "https://made.example/Questionnaire/made",
        "version": "1.0.0",
        "title": "Formulaire d'essai",
        "_title": english("Form for tests"),
        "status": "active",
        "code": [{"system": SYSTEM, "code": "made"}],
        "item": [*([PATIENT] if patient else []), *items],
        **more,
    }
    return copy.deepcopy(value)


def raw(value: Json) -> bytes:
    return json.dumps(value).encode()


def form(*items: Json, **more: Any) -> Form:
    """Without the patient: only these questions."""
    return read_form(raw(questionnaire(*items, patient=False, **more)))

"""What is said of a form somebody wrote: every fault, its place, a sentence."""

import json
import random
from typing import Any

import pytest

from navette.fhir.form import read_form
from navette.fhir.form_faults import form_faults
from navette.fhir.issue import sentence
from navette.resources import folder
from navette.sentences.issues import FORMS
from tests.fhir.made import (
    PATIENT,
    SYSTEM,
    constraint,
    english,
    group,
    hl7,
    options,
    ours,
    question,
    questionnaire,
    raw,
    sdc,
    when,
)

Json = dict[str, Any]

ONE = question("one", "decimal")
CODED = [{"system": SYSTEM, "code": "c"}]
TEMPLATE = {"url": sdc("templateExtract")["url"], "extension": [
    {"url": "template", "valueReference": {"reference": "#thing"}}]}  # fmt: skip
EXPRESSION = {"_text": {"extension": [sdc("templateExtractValue", valueString="item.frist()")]}}


def told(value: Json) -> list[tuple[str, str]]:
    issues = form_faults(raw(value))
    for issue in issues:
        assert issue.code in FORMS
        assert issue.severity == "error"
        assert "…" not in sentence(issue, "fr") + sentence(issue, "en")
    return [(issue.code, issue.location) for issue in issues]


def item(**changed: Any) -> Json:
    return questionnaire({**ONE, **changed})


def without(key: str) -> Json:
    value = questionnaire(ONE)
    del value[key]
    return value


def with_root(*extensions: Json) -> Json:
    """These instead of the clock and the kind."""
    return {**questionnaire(ONE), "extension": list(extensions)}


def patient(**changed: Any) -> Json:
    """The patient's own questions, one of them (linkId in snake case) altered or, with None, left out."""
    items = [
        {**one, **(changed.get(one["linkId"].replace(".", "_").replace("-", "_")) or {})}
        for one in PATIENT["item"]
        if changed.get(one["linkId"].replace(".", "_").replace("-", "_"), {}) is not None
    ]
    return questionnaire({**PATIENT, "item": items}, patient=False)


CLOCK, KIND = ours("deadline-rule", valueCode="urgency"), ours("manifest-kind", valueCode="fiche")
Q = "Questionnaire"
I = f"{Q}.item[1]"  # noqa: E741  the item after the patient
FAULTS = [
    (without("url"), [("form-element", f"{Q}.url")]),
    (without("status"), [("form-element", f"{Q}.status")]),
    (without("code"), [("form-element", f"{Q}.code")]),
    ({**questionnaire(ONE), "url": "made"}, [("form-url", f"{Q}.url")]),
    ({**questionnaire(ONE), "url": "https://made.example/Made"}, [("form-url", f"{Q}.url")]),
    ({**questionnaire(ONE), "version": "1.0-beta"}, [("form-version", f"{Q}.version")]),
    (without("_title"), [("form-english", f"{Q}.title")]),
    (with_root(KIND), [("form-deadline", f"{Q}.extension")]),
    (with_root(ours("deadline-rule", valueCode="soon"), KIND), [("form-deadline", f"{Q}.extension")]),
    (with_root(CLOCK), [("form-kind", f"{Q}.extension")]),
    (with_root(CLOCK, KIND, ours("decline-reason", valueCode="tired")), [("form-decline", f"{Q}.extension[2]")]),
    (with_root(CLOCK, KIND, ours("due-date", valueBoolean=True)), [("form-extension", f"{Q}.extension[2]")]),
    (with_root(CLOCK, KIND, ours("short-title", valueString="Essai")),
     [("form-english", f"{Q}.extension[2].valueString")]),
    (with_root(CLOCK, KIND, sdc("extractAllocateId", valueString="today")), [("form-allocated", Q)]),
    (with_root(CLOCK, KIND, constraint("key", "true", location="nobody")),
     [("form-condition-question", f"{Q}.extension[2]")]),
    (questionnaire(ONE, ONE), [("form-link-id-twice", f"{Q}.item[2].linkId")]),
    (item(linkId="Un"), [("form-link-id", f"{I}.linkId")]),
    (item(linkId=None), [("form-link-id", f"{I}.linkId")]),
    (item(text=""), [("form-text", f"{I}.text")]),
    (item(_text={}), [("form-english", f"{I}.text")]),
    (item(type="quantity"), [("form-type", f"{I}.type")]),
    (item(type="group"), [("form-group", f"{I}.item")]),
    (item(item=[question("two", "string")]), [("form-inside", f"{I}.item")]),
    (item(type="choice"), [("form-options", f"{I}.answerOption")]),
    (item(type="choice", answerOption=[{"valueCoding": {"code": "a", "display": "A"}}]),
     [("form-option-code", f"{I}.answerOption[0].valueCoding")]),
    (item(type="choice", answerOption=[{"valueString": "a"}]),
     [("form-option-code", f"{I}.answerOption[0].valueCoding")]),
    (item(type="choice", answerOption=[{"valueCoding": {"system": SYSTEM, "code": "a", "display": "A"}}]),
     [("form-english", f"{I}.answerOption[0].valueCoding.display")]),
    (questionnaire(group("two", ONE, code=[{"code": "c"}])), [("form-section-code", f"{I}.code")]),
    (questionnaire(group("two", ONE, extension=[ours("section-empty-reason", valueCode="nilknown")])),
     [("form-section-code", f"{I}.code"), ("form-empty-reason", f"{I}.item")]),
    (item(enableWhen=[when("nobody")]), [("form-condition-question", f"{I}.enableWhen[0]")]),
    (item(enableWhen=[when("patient")]), [("form-condition-question", f"{I}.enableWhen[0]")]),
    (item(enableWhen=[when("contact.name")]), [("form-condition-question", f"{I}.enableWhen[0]")]),
    (item(enableWhen=[when("contact"), when("patient.ins", "=", answerBoolean=True)]),
     [("form-condition", f"{I}.enableWhen[1]")]),
    (item(enableWhen=[when("patient.birth-date", ">", answerDate="2026-02-30")]),
     [("form-condition", f"{I}.enableWhen[0]")]),
    (item(enableWhen=[when("patient.sex", "=", answerCoding={"system": SYSTEM, "code": "no"})]),
     [("form-condition", f"{I}.enableWhen[0]")]),
    (item(enableWhen=[when("patient.family", ">", answerString="A")]), [("form-condition", f"{I}.enableWhen[0]")]),
    (item(enableBehavior="most"), [("form-condition", f"{I}.enableBehavior")]),
    (item(maxLength=9), [("form-limit", f"{I}.maxLength")]),
    (item(type="string", maxLength="9"), [("form-limit", f"{I}.maxLength")]),
    (item(extension=[hl7("minValue", valueDate="2026")]), [("form-limit", f"{I}.extension[0]")]),
    (item(type="date", extension=[hl7("minValue", valueDate="2026-02-30")]), [("form-limit", f"{I}.extension[0]")]),
    (item(extension=[hl7("maxDecimalPlaces", valueInteger=-1)]), [("form-limit", f"{I}.extension[0]")]),
    (item(extension=[hl7("questionnaire-minOccurs", valueInteger=2)]), [("form-limit", f"{I}.extension[0]")]),
    (item(extension=[hl7("questionnaire-unit", valueCoding={"display": "kg"})]),
     [("form-limit", f"{I}.extension[0]")]),
    (item(extension=[sdc("observationExtract", valueBoolean=True)]), [("form-observation", f"{I}.code")]),
    (item(code=CODED, extension=[sdc("observation-extract-category", valueCodeableConcept={"text": "x"})]),
     [("form-observation", f"{I}.extension")]),
    (item(extension=[ours("observed-at", valueString="patient.sex")]), [("form-observation", f"{I}.extension")]),
    (item(extension=[ours("due-date", valueBoolean=True)]), [("form-due", f"{I}.extension")]),
    (item(extension=[ours("in-sentence", valueString="le poids")]),
     [("form-english", f"{I}.extension[0].valueString")]),
    (item(extension=[ours("deadline-rule", valueCode="urgency")]), [("form-extension", f"{I}.extension[0]")]),
    (item(extension=[ours("colour", valueCode="red")]), [("form-extension", f"{I}.extension[0]")]),
    (item(extension=[TEMPLATE]), [("form-template", f"{I}.extension[0]")]),
    (item(extension=[constraint("key", "1 +")]), [("form-expression", f"{I}.extension[0]")]),
    (item(extension=[constraint("key", "%nobody")]), [("form-expression", f"{I}.extension[0]")]),
    (item(extension=[constraint("", "true")]), [("form-constraint", f"{I}.extension[0]")]),
    (item(extension=[constraint("key", "true", severity="fatal")]), [("form-constraint", f"{I}.extension[0]")]),
    ({**questionnaire(ONE), "contained": [{"resourceType": "Basic", "id": "a"}, {"resourceType": "Basic", "id": "a"}]},
     [("form-template-name", f"{Q}.contained[1]")]),
    ({**questionnaire(ONE), "contained": [{"resourceType": "Basic", "id": "a", "code": EXPRESSION}]},
     [("form-expression", f"{Q}.contained[0].code._text.extension[0]")]),
    (patient(patient_birth_place=None), [("form-patient", f"{Q}.item")]),
    (patient(patient_family={"type": "text"}), [("form-patient-type", f"{Q}.item[0].item[4].type")]),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), FAULTS, ids=lambda value: str(value)[:0])
def test_each_fault_has_its_place(value: Json, expected: list[tuple[str, str]]) -> None:
    assert told(value) == expected


def test_every_fault_is_told_at_once() -> None:
    value = questionnaire(
        question("one", "quantity"),
        question("one", "string", enableWhen=[when("nobody")]),
        version="",
        extensions=(ours("colour", valueCode="red"),),
    )
    codes = [code for code, _place in told(value)]
    assert codes == ["form-element", "form-extension", "form-type", "form-link-id-twice", "form-condition-question"]


def test_a_form_without_fault_can_be_read() -> None:
    value = questionnaire(
        question("day", "date"),
        group(
            "rows",
            question("cell", "open-choice", answerOption=options("a"), maxLength=9),
            question("more", "decimal", enableWhen=[when("day", ">", answerDate="2026"), when("cell")]),
            repeats=True,
        ),
    )
    assert form_faults(raw(value)) == []
    assert read_form(raw(value)).name == "made"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"{", "syntax"),
        (b'{"a":1,"a":1}', "key-twice"),
        (b"\xff", "utf-8"),
        (b"[]", "not-an-object"),
        (b'{"resourceType": "Patient"}', "resourceType"),
    ],
)
def test_what_is_no_questionnaire(text: bytes, problem: str) -> None:
    (issue,) = form_faults(text)
    assert (issue.code, issue.facts["problem"]) == ("form-file", problem)


def test_a_sentence_names_the_question() -> None:
    (issue,) = form_faults(raw(item(enableWhen=[when("nobody")])))
    assert sentence(issue, "fr") == "La question one dépend d'une autre que l'on ne peut pas trouver de là : nobody."


NONSENSE: list[Any] = [None, True, 3, "", "x", [], {}, [3], [{}], {"extension": 3}, [{"url": 3}], [[]]]


def spoil(value: Any, chance: random.Random) -> Any:
    """The same tree with one of its nodes replaced, or left out."""
    if not isinstance(value, dict | list) or not value or chance.random() < 0.1:
        return chance.choice(NONSENSE)
    keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = chance.choice(keys)
    found = dict(value) if isinstance(value, dict) else list(value)
    found[key] = spoil(value[key], chance)
    return found


@pytest.mark.soak
@pytest.mark.parametrize("name", ["admission", "oncology"])
def test_whatever_is_written_is_judged_and_what_passes_is_read(name: str) -> None:
    path = folder("fhir_profiles") / "questionnaires" / f"{name}.json"
    value, chance = json.loads(path.read_bytes()), random.Random(7)
    passed = 0
    for _turn in range(40):
        text = raw(spoil(value, chance))
        if not form_faults(text):
            read_form(text)
            passed += 1
    assert 0 < passed < 40


def test_english_is_asked_of_help_too() -> None:
    control = hl7("questionnaire-itemControl", valueCodeableConcept={"coding": [{"system": "x", "code": "help"}]})
    help_item = {**question("one.help", "display", control), "_text": {}}
    assert told(item(item=[help_item])) == [("form-english", f"{I}.item[0].text")]
    assert told(item(item=[{**help_item, "_text": english("Help")}])) == []


def test_what_fhir_does_not_allow_is_told_where_it_stands() -> None:
    value = questionnaire(ONE) | {"effectivePeriod": {"begin": "2026-01-01"}, "publicher": "CPTS"}
    assert sorted(told(value)) == [
        ("form-shape", "Questionnaire.effectivePeriod.begin"),
        ("form-shape", "Questionnaire.publicher"),
    ]

"""The items of a Questionnaire, read."""

from decimal import Decimal
from typing import Any

import pytest

from navette.fhir import strict
from navette.fhir.form import FAULTS, forms, read_form
from navette.fhir.questionnaire import DEFINITION, Coding, Condition, Extract, Item, Phrase, walk
from tests.fhir.made import (
    SYSTEM,
    constraint,
    english,
    form,
    group,
    hl7,
    options,
    ours,
    question,
    questionnaire,
    raw,
    said,
    sdc,
    when,
)
from tests.fhir.reading_twins import call, text_of
from tests.js.node import run_node

Json = dict[str, Any]

CODING = {"system": SYSTEM, "code": "c", "display": "Texte", "_display": english("Text")}
HELP = {
    **question("dose.help", "display", hl7("questionnaire-itemControl", valueCodeableConcept={
        "coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}]})),
}  # fmt: skip
FULL = form(
    question(
        "dose", "decimal",
        said(f"{DEFINITION}/in-sentence", "la dose", "the dose"),
        said(f"{DEFINITION}/favourite", "un", "one"), said(f"{DEFINITION}/favourite", "deux", "two"),
        hl7("minValue", valueDecimal=0.5), hl7("maxValue", valueInteger=9), hl7("maxDecimalPlaces", valueInteger=2),
        hl7("questionnaire-minOccurs", valueInteger=2), hl7("questionnaire-maxOccurs", valueInteger=3),
        hl7("questionnaire-unit", valueCoding={"system": "http://unitsofmeasure.org", "code": "mg"}),
        sdc("observationExtract", valueBoolean=True),
        sdc("observation-extract-category", valueCodeableConcept={"coding": [CODING]}),
        ours("observed-at", valueString="day"),
        constraint("small", "value < 3"),
        required=True, repeats=True, code=[CODING], item=[HELP], enableBehavior="any",
        enableWhen=[when("day"), when("choice", "=", answerCoding=CODING)],
    ),
    question("day", "date", ours("due-date", valueBoolean=True)),
    question("choice", "choice", answerOption=options("a")),
    group(
        "rows",
        question("cell", "string", maxLength=9),
        question("shown", "display"),
        extension=[
            sdc("extractAllocateId", valueString="device"),
            {"url": sdc("templateExtract")["url"], "extension": [
                {"url": "template", "valueReference": {"reference": "#thing"}},
                {"url": "fullUrl", "valueString": "%device"}]},
        ],
        repeats=True,
        code=[CODING],
    ),
    extensions=(
        sdc("extractAllocateId", valueString="doctor"),
        {"url": sdc("templateExtract")["url"], "extension": [
            {"url": "template", "valueReference": {"reference": "#thing"}}]},
        constraint("whole", "item.exists()", location="day", severity="warning"),
        said(f"{DEFINITION}/short-title", "Essai", "Test"),
        ours("decline-reason", valueCode="full"), ours("decline-reason", valueCode="other"),
    ),
    contained=[{"resourceType": "Basic", "id": "thing", "code": {"text": "x"}}],
)  # fmt: skip


def test_a_question_says_all_that_the_file_says() -> None:
    item = FULL.item("dose")
    assert (item.text, item.label("en"), item.inside("fr"), item.inside("en")) == (
        "Dose",
        "dose in English",
        "la dose",
        "the dose",
    )
    assert item.help == Phrase("Dose.help", "dose.help in English")
    assert item.items == ()
    assert item.favourites == (Phrase("un", "one"), Phrase("deux", "two"))
    assert (item.low, item.high, item.places) == (Decimal("0.5"), 9, 2)
    assert (item.min_occurs, item.max_occurs, item.required, item.repeats, item.any) == (2, 3, True, True, True)
    assert item.conditions == (Condition("day", "exists", True), Condition("choice", "=", Coding(SYSTEM, "c", "Texte")))
    assert item.category == item.code == Coding(SYSTEM, "c", "Texte")
    assert item.code is not None
    assert item.code.display_en == "Text"
    assert (item.observe, item.observed_at) == (True, "day")
    assert item.constraints[0].item == "dose"


def test_a_form_says_all_that_the_file_says() -> None:
    assert FULL.item("day").due
    rows = FULL.item("rows")
    assert (rows.rows, rows.extract, rows.allocated) == (True, (Extract("thing", "%device"),), ("device",))
    assert [item.type for item in rows.items] == ["string", "display"]
    assert (FULL.extract, FULL.allocated) == ((Extract("thing"),), ("doctor",))
    assert FULL.templates == {"thing": {"resourceType": "Basic", "code": {"text": "x"}}}
    assert [(one.key, one.item, one.severity) for one in FULL.constraints] == [("whole", "day", "warning")]
    assert FULL.constraints[0].human == Phrase("Règle whole.", "Rule whole.")
    assert FULL.short == Phrase("Essai", "Test")
    assert FULL.declines == ("full", "other")
    assert set(FULL.expressions) == {"value < 3", "item.exists()", "%device"}


def test_a_text_without_english_stays_french() -> None:
    item = Item("a", "string", "Posologie")
    assert (item.label("en"), item.inside("fr"), item.inside("en")) == ("Posologie", "« Posologie »", "“Posologie”")


def wrong(**changed: Any) -> Json:
    return questionnaire({**question("one", "decimal"), **changed}, patient=False)


@pytest.mark.parametrize(
    "value",
    [
        wrong(type="quantity"),
        wrong(text=3),
        wrong(linkId=None),
        wrong(maxLength="9"),
        wrong(maxLength=True),
        wrong(item={}),
        wrong(code=[{"code": "c"}]),
        wrong(answerOption=[{"valueString": "a"}]),
        wrong(enableWhen=[when("one", ">", answerString="a")]),
        wrong(enableWhen=[when("one", "<", answerBoolean=True)]),
        wrong(enableWhen=[when("one", "exists", answerInteger=1)]),
        wrong(enableWhen=[when("one", "contains", answerString="a")]),
        wrong(enableWhen=[when("one", ">", answerDate="2026-02-30")]),
        wrong(enableWhen=[when("one", "=", answerString=["a"])]),
        wrong(enableWhen=[when("one", "=", answerCoding={"code": "a"})]),
        wrong(enableWhen=[{"question": "one", "operator": "="}]),
        wrong(extension=[hl7("minValue", valueDate="hier")]),
        wrong(extension=[hl7("minValue", valueBoolean=True)]),
        wrong(extension=[hl7("maxDecimalPlaces", valueString="2")]),
        wrong(extension=[hl7("questionnaire-maxOccurs", valueDecimal=1.5)]),
        wrong(extension=[constraint("key", "1 +")]),
        wrong(extension=[constraint("key", "%nobody")]),
        wrong(extension=[constraint("key", "true", severity="fatal")]),
        wrong(extension=[{**constraint("key", "true"), "extension": []}]),
        wrong(extension=[{"url": sdc("templateExtract")["url"], "extension": [
            {"url": "template", "valueReference": {"reference": "#thing"}}]}]),
    ],
)  # fmt: skip
def test_what_cannot_be_filled_is_not_read(value: Json) -> None:
    with pytest.raises(FAULTS):
        read_form(raw(value))


def shown(item: Item) -> Json:
    """An item as static/js/form.js has it."""
    return {
        "linkId": item.link_id,
        "type": item.type,
        "text": item.text,
        "textEn": item.text_en,
        "say": _phrase(item.say),
        "help": _phrase(item.help),
        "inside": {"fr": item.inside("fr"), "en": item.inside("en")},
        "required": item.required,
        "repeats": item.repeats,
        "rows": item.rows,
        "minOccurs": item.min_occurs,
        "maxOccurs": item.max_occurs,
        "maxLength": item.max_length,
        "low": _value(item.low),
        "high": _value(item.high),
        "places": item.places,
        "code": _value(item.code),
        "unit": _value(item.unit),
        "options": [_value(one) for one in item.options],
        "favourites": [_phrase(one) for one in item.favourites],
        "conditions": [
            {"question": one.question, "operator": one.operator, "answer": _value(one.answer)}
            for one in item.conditions
        ],
        "any": item.any,
        "constraints": [_constraint(one) for one in item.constraints],
        "emptyReason": item.empty_reason,
        "due": item.due,
        "observe": item.observe,
        "category": _value(item.category),
        "observedAt": item.observed_at,
        "extract": [{"template": one.template, "fullUrl": one.full_url} for one in item.extract],
        "allocated": list(item.allocated),
        "items": [shown(one) for one in item.items],
    }


def _phrase(phrase: Phrase) -> Json:
    return {"fr": phrase.fr, "en": phrase.en}


def _constraint(one: Any) -> Json:
    return {
        "key": one.key,
        "severity": one.severity,
        "human": _phrase(one.human),
        "expression": one.expression,
        "item": one.item,
    }


def _value(value: object) -> Any:
    match value:
        case Coding(system, code, display, display_en):
            return {"system": system, "code": code, "display": display, "displayEn": display_en}
        case Decimal():
            return {"decimal": strict.plain(value)}
    return value


def test_javascript_reads_the_same_forms() -> None:
    known = [FULL, *forms().values()]
    theirs = run_node([call("formShown", text_of(one)) for one in known])
    for one, other in zip(known, theirs, strict=True):
        assert other == {
            "url": one.url,
            "version": one.version,
            "canonical": one.canonical,
            "name": one.name,
            "titleFr": one.title_fr,
            "titleEn": one.title_en,
            "shortFr": one.short_title("fr"),
            "shortEn": one.short_title("en"),
            "rule": one.rule,
            "kind": one.kind,
            "code": _value(one.code),
            "items": [shown(item) for item in one.items],
            "purpose": one.purpose,
            "declines": list(one.declines),
            "allocated": list(one.allocated),
            "extract": [{"template": one.template, "fullUrl": one.full_url} for one in one.extract],
            "constraints": [_constraint(each) for each in one.constraints],
            "templates": list(one.templates),
            "expressions": len(one.expressions),
        }
        assert len(list(walk(one.items))) > 4

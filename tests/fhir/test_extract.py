"""The two ways of extraction, on forms of a few items; docs/spec/extraction.md writes the rules."""

import re
from typing import Any

import pytest

from navette.fhir import answers, strict
from navette.fhir.bundle_verify import verify
from navette.fhir.check import check_bundle
from navette.fhir.document import document
from navette.fhir.form import read_form
from tests.documents import ROOT
from tests.fhir.small import (
    CATEGORY,
    CONTEXT,
    UCUM,
    D,
    X,
    allocate,
    by,
    each,
    form,
    group,
    item,
    made,
    option,
    resources,
    section,
    template,
    value,
)

OBSERVED = [{"url": f"{X}-observationExtract", "valueBoolean": True}]
WEIGHT = [{"system": "http://loinc.org", "code": "29463-7", "display": "Body weight"}]
UNIT = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"


def unit(code: str, shown: str) -> dict[str, Any]:
    return {"url": UNIT, "valueCoding": {"system": UCUM, "code": code, "display": shown}}


def quantity(number: float, code: str, shown: str) -> dict[str, Any]:
    return {"valueQuantity": {"value": number, "unit": shown, "system": UCUM, "code": code}}


def observation(bundle: Any) -> Any:
    (one,) = resources(bundle, "Observation")
    return one


def test_one_resource_for_each_row() -> None:
    allergy = template("a", "AllergyIntolerance", code={"_text": value("item.where(linkId='what').answer.value")})
    asked = form(
        section("s", group("row", item("what"), repeats=True, extension=[by("a")])),
        templates=(allergy,),
    )
    bundle = made(asked, row=[{"what": "Noix"}, {"what": "Latex"}])
    found = resources(bundle, "AllergyIntolerance")
    assert [one["code"]["text"] for one in found] == ["Noix", "Latex"]
    said = resources(bundle, "Composition")[0]["section"][0]["entry"]
    assert said == [{"reference": f"urn:uuid:{one['id']}"} for one in found]


def test_one_resource_for_each_node_of_its_own_context() -> None:
    condition = template("c", "Condition", extension=[each("answer.value")], code={"_text": value("$this")})
    asked = form(section("s", item("q", repeats=True, extension=[by("c")])), templates=(condition,))
    bundle = made(asked, q=["Asthme", "Goutte"])
    found = resources(bundle, "Condition")
    assert [one["code"] for one in found] == [{"text": "Asthme"}, {"text": "Goutte"}]
    assert all("extension" not in one for one in found)


def test_nothing_empty_is_left() -> None:
    condition = template(
        "c",
        "Condition",
        code={"_text": value("answer.value")},
        note=[{"extension": [each("%context.item.where(linkId='none')")], "text": "x"}],
        onsetPeriod={"_start": value("{}")},
        bodySite=[{"coding": [{"_code": value("{}")}]}],
    )
    asked = form(section("s", item("q", extension=[by("c")])), templates=(condition,))
    (found,) = resources(made(asked, q="Asthme"), "Condition")
    assert set(found) == {"resourceType", "id", "code"}


def test_a_template_that_says_nothing_makes_no_resource() -> None:
    empty = template("c", "Condition", code={"_text": value("item")})
    asked = form(section("s", item("q", extension=[by("c")])), templates=(empty,))
    bundle = made(asked, q="Asthme")
    assert resources(bundle, "Condition") == []
    assert "entry" not in resources(bundle, "Composition")[0]["section"][0]


def test_values_of_primitives_of_lists_and_of_whole_elements() -> None:
    codes = [option("urn:x", "a", "A"), option("urn:x", "b", "B")]
    task = template(
        "t",
        "Condition",
        extension=[{"url": "urn:own", "_valueString": value("'kept'")}, each("$this")],
        code={"coding": [value("answer.value")]},
        note=[{"_text": value("answer.value.display")}],
        stage=[{"_summary": [value("answer.value.code")]}],
        subject={"_reference": value("%patient")},
        _recordedDate={"extension": [{"url": "urn:why", "valueString": "unknown"}]},
    )
    asked = form(
        section("s", item("q", "choice", repeats=True, answerOption=codes, extension=[by("t")])), templates=(task,)
    )
    bundle = made(asked, q=["a", "b"])
    (found,) = resources(bundle, "Condition")
    assert found["code"]["coding"] == [one["valueCoding"] for one in codes]
    assert found["note"] == [{"text": "A"}]  # one value is asked for: the first
    assert found["stage"] == [{"summary": ["a", "b"]}]
    assert found["extension"] == [{"url": "urn:own", "valueString": "kept"}]
    assert found["_recordedDate"] == {"extension": [{"url": "urn:why", "valueString": "unknown"}]}
    assert found["subject"] == {"reference": f"urn:uuid:{resources(bundle, 'Patient')[0]['id']}"}


def test_contexts_inside_contexts() -> None:
    plan = template(
        "p",
        "CarePlan",
        activity=[
            {
                "extension": [each("item.where(linkId='step')")],
                "detail": {
                    "_description": value("item.where(linkId='what').answer.value"),
                    "note": [{"extension": [each("item.where(linkId='when').answer.value")], "_text": value("$this")}],
                },
            }
        ],
    )
    asked = form(
        section("s", group("step", item("what"), item("when", repeats=True), repeats=True), extension=[by("p")]),
        templates=(plan,),
    )
    bundle = made(asked, step=[{"what": "a", "when": ["1", "2"]}, {"what": "b"}])
    (found,) = resources(bundle, "CarePlan")
    assert [one["detail"] for one in found["activity"]] == [
        {"description": "a", "note": [{"text": "1"}, {"text": "2"}]},
        {"description": "b"},
    ]


def test_names() -> None:
    names = ["now", "today", "urgency", "author", "custodian", "encounter", "doctor"]
    note = [{"_text": value(f"%{name}")} for name in names]
    count = {"_text": value("%recipients.count().toString()")}
    whole = {"_text": value("%resource.questionnaire & ' ' & %context.linkId")}
    doctor = template("d", "Practitioner", name=[{"_text": value("answer.value")}])
    asked = form(
        section("s", item("q", extension=[by("d", "%doctor"), by("c")])),
        templates=(template("c", "Condition", note=[*note, count, whole]), doctor),
        extensions=(allocate("doctor"),),
    )
    bundle = made(asked, q="Dr B")
    (found,) = resources(bundle, "Condition")
    now, today, urgency, author, custodian, doctor_url, *rest = [one["text"] for one in found["note"]]
    assert (now, today, urgency) == ("2026-11-22T11:00:00+01:00", "2026-11-22", "routine")
    by_url = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert [by_url[url] for url in (author, custodian, doctor_url)] == [
        "PractitionerRole", "Organization", "Practitioner",
    ]  # fmt: skip
    assert rest == ["1", "https://navette.example/fhir/Questionnaire/small|1.0.0 q"]  # no Encounter: no url of one


def test_the_encounter_is_a_template_of_the_form() -> None:
    visit = template("e", "Encounter", status="planned")
    asked = form(section("s", item("q")), templates=(visit,), extensions=(by("e", "%encounter"),))
    bundle = made(asked, q="x")
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert kinds[:3] == ["Composition", "Patient", "Encounter"]
    assert kinds[-2:] == ["QuestionnaireResponse", "Provenance"]
    assert bundle["entry"][0]["resource"]["encounter"] == {"reference": bundle["entry"][2]["fullUrl"]}
    assert bundle["meta"] == {"profile": [f"{D}/navette-document"]}


def test_without_a_visit_nothing_speaks_of_one() -> None:
    bundle = made(form(section("s", item("q", code=WEIGHT, extension=OBSERVED))), q="x")
    assert "encounter" not in observation(bundle)
    assert "encounter" not in resources(bundle, "Composition")[0]
    assert "meta" not in bundle


def test_ids_follow_one_another_in_their_order() -> None:
    doctor = template("d", "Practitioner", name=[{"_text": value("answer.value")}])
    asked = form(
        section("s", item("q", extension=[by("d", "%doctor"), by("d", "%doctor")])),
        templates=(doctor,),
        extensions=(allocate("doctor"),),
    )
    bundle = made(asked, q="Dr B")
    ids = {entry["resource"]["id"][-2:]: entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert ids == {
        "11": "Composition",
        "12": "Patient",  # 13 is the Encounter's, which this form does not have
        "14": "Practitioner",  # the allocated one
        "15": "Organization",
        "16": "PractitionerRole",
        "17": "Practitioner",
        "18": "Organization",
        "19": "Practitioner",  # an allocated id is given once
        "1a": "QuestionnaireResponse",
        "1b": "Provenance",
    }


def test_each_row_has_ids_of_its_own() -> None:
    device = template("d", "Device", _status=value("'active'"))
    use = template("u", "DeviceUseStatement", device={"_reference": value("%device")})
    inside = template("c", "Condition", note=[{"_text": value("%device")}])
    row = group(
        "row",
        item("what", extension=[by("c")]),
        repeats=True,
        extension=[allocate("device"), by("d", "%device"), by("u")],
    )
    bundle = made(form(section("s", row), templates=(device, use, inside)), row=[{"what": "a"}, {"what": "b"}])
    urls = [f"urn:uuid:{one['id']}" for one in resources(bundle, "Device")]
    assert len(set(urls)) == 2
    assert [one["device"]["reference"] for one in resources(bundle, "DeviceUseStatement")] == urls
    assert [one["note"][0]["text"] for one in resources(bundle, "Condition")] == urls


@pytest.mark.parametrize(
    ("kind", "more", "given", "found"),
    [
        ("decimal", [unit("kg", "kg")], "71,40", quantity(71.4, "kg", "kg")),
        ("decimal", [], 3, {"valueQuantity": {"value": 3, "system": UCUM, "code": "1"}}),
        ("integer", [unit("mm[Hg]", "mmHg")], 80, quantity(80, "mm[Hg]", "mmHg")),
        ("integer", [], 3, {"valueInteger": 3}),
        ("boolean", [], False, {"valueBoolean": False}),
        ("string", [], "oui", {"valueString": "oui"}),
        ("text", [], "a\nb", {"valueString": "a\nb"}),
        ("date", [], "2026-11", {"valueDateTime": "2026-11"}),
        ("dateTime", [], "2026-11-22T11:00:00+01:00", {"valueDateTime": "2026-11-22T11:00:00+01:00"}),
        ("time", [], "11:00", {"valueTime": "11:00:00"}),
        ("choice", [], "a", {"valueCodeableConcept": {"coding": [{"system": "urn:x", "code": "a", "display": "A"}]}}),
        ("open-choice", [], "autre", {"valueString": "autre"}),
    ],
)  # fmt: skip
def test_what_is_observed(kind: str, more: list[Any], given: Any, found: Any) -> None:
    asked = item("q", kind, code=WEIGHT, extension=[*OBSERVED, *more])
    if "choice" in kind:
        asked["answerOption"] = [option("urn:x", "a", "A")]
    one = observation(made(form(section("s", asked)), q=given))
    assert {key: said for key, said in one.items() if key.startswith("value")} == found
    assert one["code"] == {"coding": WEIGHT, "text": "Q"}
    assert one["status"] == "final"
    assert one["effectiveDateTime"] == "2026-11-22T11:00:00+01:00"


def test_every_answer_is_observed() -> None:
    bundle = made(form(section("s", item("q", repeats=True, code=WEIGHT, extension=OBSERVED))), q=["a", "b"])
    assert [one["valueString"] for one in resources(bundle, "Observation")] == ["a", "b"]


def test_a_question_without_a_code_is_observed_by_its_words() -> None:
    assert observation(made(form(section("s", item("q", extension=OBSERVED))), q="x"))["code"] == {"text": "Q"}


def test_the_category() -> None:
    vital = {"coding": [{"system": CATEGORY, "code": "vital-signs"}]}
    said = {"url": f"{X}-observation-extract-category", "valueCodeableConcept": vital}
    asked = form(section("s", item("q", code=WEIGHT, extension=[*OBSERVED, said])))
    assert observation(made(asked, q="x"))["category"] == [vital]


def test_when_it_was_observed() -> None:
    when = {"url": f"{D}/observed-at", "valueString": "when"}
    asked = form(
        section("s", item("when", "dateTime"), item("q", extension=[*OBSERVED, when])),
        section("t", group("row", item("when", "date"), item("r", extension=[*OBSERVED, when]), repeats=True)),
    )
    bundle = made(asked, when="2026-11-20", q="x", row=[{"when": "2026", "r": "y"}, {"r": "z"}])
    dates = {one["valueString"]: one["effectiveDateTime"] for one in resources(bundle, "Observation")}
    assert dates == {"x": "2026-11-20", "y": "2026", "z": "2026-11-20"}
    assert observation(made(asked, q="x"))["effectiveDateTime"] == "2026-11-22T11:00:00+01:00"


PAGE = ROOT / "docs" / "spec" / "extraction.md"
BLOCK = re.compile(r"<!-- example: (\w+) -->\n```json\n(.*?)```", re.DOTALL)
SHORT = re.compile(r"`(\{[A-Z]+\})`(?:\s+is)?\s+`([^`]+)`")


@pytest.mark.docs
def test_the_page_shows_what_is_made() -> None:
    text = PAGE.read_text(encoding="utf-8")
    short = dict(SHORT.findall(text.partition("<!--")[0]))
    assert len(short) == 6
    shown = dict(BLOCK.findall(text))
    for name, whole in short.items():
        shown = {key: block.replace(name, whole) for key, block in shown.items()}
    asked = read_form(shown["questionnaire"].encode())
    given = strict.read_object(shown["answers"].encode())
    made_again = strict.write(document(asked, answers.read(asked, given), CONTEXT))
    assert made_again == strict.write(strict.read(shown["document"].encode()))
    assert verify(made_again)[0].code == "form-unknown"  # nobody publishes it
    assert check_bundle(made_again, production=True) == []

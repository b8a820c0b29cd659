"""Published Questionnaires are what their sources make, and every fault of a source is told at once."""

import json
from pathlib import Path
from typing import Any

import pytest

from fhir_profiles.build.questionnaires import PUBLISHED, main, publish_all

Json = dict[str, Any]

STAY: Json = {"stay": {"resourceType": "Encounter", "status": "planned", "subject": {"reference": "=%patient"}}}
SOURCE: Json = {
    "name": "visit",
    "version": "1.0.0",
    "title": ["Visite", "Visit"],
    "short": ["Visite", "Visit"],
    "purpose": "Un essai",
    "code": "loinc|34117-2",
    "deadline": "urgency",
    "kind": "fiche",
    "encounter": "stay",
    "items": [
        {"id": "reason", "code": "loinc|42349-1", "text": ["Motif", "Reason"], "items": [
            {"id": "reason.text", "type": "text", "text": ["Motif", "Reason"], "required": True},
            {"id": "reason.pain", "type": "choice", "text": ["Douleur", "Pain"],
             "options": ["sct|22253000|Douleur|Pain"]},
        ]},
        {"use": "line"},
    ],
    "templates": STAY,
}  # fmt: skip
BLOCK: Json = {
    "items": [
        {"id": "line", "repeats": True, "text": ["Ligne", "Line"], "template": "line", "allocate": "line", "items": [
            {"id": "line.what", "type": "string", "text": ["Quoi", "What"]},
            {"id": "line.code", "type": "string", "text": ["Code", "Code"]},
        ]},
    ],
    "constraints": [{"key": "spelled", "item": "line.code", "severity": "error", "human": ["Non", "No"],
                     "expr": "answer.value.length() = 5"}],
    "templates": {"line": {"resourceType": "Condition", "code": {"text": "={.line.what}"},
                           "note": [{"@": "{reason.text}", "text": "=$this"}]}},
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "systems.json").write_text('{"loinc": "http://loinc.org", "sct": "http://snomed.info/sct"}')
    (tmp_path / "blocks" / "line.json").write_text(json.dumps(BLOCK))
    (tmp_path / "visit.json").write_text(json.dumps(SOURCE))
    return tmp_path


def made(place: Path) -> Json:
    texts, faults = publish_all(place)
    assert faults == []
    found: Json = json.loads(texts["visit"])
    return found


def items(form: Json) -> Json:
    """By linkId."""
    found: Json = {}
    left = list(form["item"])
    while left:
        item = left.pop()
        found[item["linkId"]] = item
        left += item.get("item", [])
    return found


def extensions(element: Json, end: str) -> list[Any]:
    return [one for one in element.get("extension", []) if one["url"].endswith(end)]


def test_what_is_published_is_what_the_sources_make() -> None:
    texts, faults = publish_all()
    assert faults == []
    assert {path.stem for path in PUBLISHED.glob("*.json")} == set(texts)
    for name, text in texts.items():
        assert (PUBLISHED / f"{name}.json").read_text(encoding="utf-8") == text, f"./dev profiles makes {name} again"


def test_a_block_is_inlined_with_its_templates(place: Path) -> None:
    form = made(place)
    assert {"line", "line.what", "line.code"} < set(items(form))
    assert [one["id"] for one in form["contained"]] == ["stay", "line"]
    (extract,) = extensions(items(form)["line"], "templateExtract")
    assert extract["extension"] == [
        {"url": "template", "valueReference": {"reference": "#line"}},
        {"url": "fullUrl", "valueString": "%line"},
    ]


def test_short_paths_are_spelled_out(place: Path) -> None:
    condition = made(place)["contained"][1]
    assert condition["code"]["_text"]["extension"][0]["valueString"] == "item.where(linkId='line.what').answer.value"
    assert (
        condition["note"][0]["extension"][0]["valueString"]
        == "%resource.item.where(linkId='reason').item.where(linkId='reason.text').answer.value"
    )


def test_what_belongs_to_a_row_is_on_its_item(place: Path) -> None:
    form = made(place)
    assert extensions(form, "extractAllocateId") == []
    assert extensions(items(form)["line"], "extractAllocateId")[0]["valueString"] == "line"
    assert extensions(form, "questionnaire-constraint") == []
    assert len(extensions(items(form)["line.code"], "questionnaire-constraint")) == 1


def test_a_form_says_a_block_differently(place: Path) -> None:
    use = {"use": "line", "without": ["line.code"], "change": {"line": {"repeats": None, "text": ["Une", "One"]}}}
    change(place, "items", [SOURCE["items"][0], use])
    form = made(place)
    line = items(form)["line"]
    assert line["text"] == "Une"
    assert "repeats" not in line
    assert "line.code" not in items(form)
    assert extensions(form, "extractAllocateId")[0]["valueString"] == "line"
    assert extensions(form, "questionnaire-constraint") == []  # the one of the question left out


def change(place: Path, key: str, value: Any) -> None:
    (place / "visit.json").write_text(json.dumps({**SOURCE, key: value}))


def question(**said: Any) -> list[Any]:
    return [SOURCE["items"][0], {"id": "q", "type": "string", "text": ["Q", "Q"], **said}, SOURCE["items"][1]]


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        ("kind", "letter", "visit.json: form: kind: letter"),
        ("deadline", "tomorrow", "visit.json: form: deadline: tomorrow"),
        ("declines", ["tired"], "visit.json: form: declines: tired"),
        ("encounter", "nowhere", "visit.json: form: encounter: no template nowhere"),
        ("name", "other", "visit.json: form: name: not the name of the file"),
        ("title", ["Visite"], "visit.json: form: title: not as it should be"),
        ("short", ["Une visite à domicile", "Visit"], "visit.json: form: short: not as it should be"),
        ("code", "cim|X", "visit.json: form: cim|X: no code system cim"),
        ("items", question(colour="red"), "visit.json: q: colour: no such key"),
        ("items", question(type="quantity"), "visit.json: q: type: quantity"),
        ("items", question(text=["Q"]), "visit.json: q: text: not as it should be"),
        ("items", question(unit="kg"), "visit.json: q: unit: not for a string"),
        ("items", question(options=["sct|1|a|b"]), "visit.json: q: options: not for a string"),
        ("items", question(type="choice"), "visit.json: q: options: a choice, and only a choice, has some"),
        ("items", question(type="group"), "visit.json: q: items: a group, and only a group, holds some"),
        ("items", question(min=1), "visit.json: q: min, max: for what repeats"),
        ("items", question(observe=True), "visit.json: q: observe: without a code"),
        ("items", question(template="nothing"), "visit.json: q: template: no nothing"),
        ("items", question(allocate="q"), "visit.json: q: allocate: without a template"),
        ("items", question(id="reason"), "visit.json: reason: twice in the form"),
        ("items", question(id="Q1"), "visit.json: Q1: id: lower case, digits, dots and hyphens, at most 59"),
        ("items", question(observedAt="x"), "visit.json: q: observedAt: no item x"),
        ("items", question(when=[{"q": "x", "op": "=", "v": 1}]), "visit.json: q: when: no item x"),
        (
            "items",
            question(when=[{"q": "reason.text", "op": "=", "v": True}]),
            "visit.json: q: when: True is not what reason.text answers",
        ),
        (
            "items",
            question(when=[{"q": "reason.pain", "op": "=", "v": "sct|1"}]),
            "visit.json: q: when: sct|1 is not an option of reason.pain",
        ),
        ("items", [{"use": "nothing"}, SOURCE["items"][0]], "visit.json: nothing: no such block"),
        ("items", [SOURCE["items"][0], {"use": "line", "without": ["x"]}], "visit.json: x: not in the block line"),
        ("constraints", [{"key": "k", "item": "x"}], "visit.json: k: no item x"),
        ("templates", {**STAY, "more": {"resourceType": "List"}}, "visit.json: more: a template nothing uses"),
        ("templates", {"stay": {**STAY["stay"], "id": "=%nobody"}}, "visit.json: stay: %nobody: "),
        ("templates", {"stay": {**STAY["stay"], "id": "={nobody}"}}, "visit.json: stay: {nobody}: no such item"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(place: Path, key: str, value: Any, fault: str) -> None:
    change(place, key, value)
    texts, faults = publish_all(place)
    assert texts == {}
    assert any(one.startswith(fault) for one in faults), faults


def test_every_fault_is_told_at_once(place: Path) -> None:
    (place / "visit.json").write_text(json.dumps({**SOURCE, "kind": "letter", "items": question(unit="kg", colour=1)}))
    assert len(publish_all(place)[1]) == 3


def test_a_file_that_is_no_source(place: Path) -> None:
    (place / "visit.json").write_text('{"name": "visit", "name": "visit"}')
    (place / "torn.json").write_text("{")
    (place / "list.json").write_text("[]")
    faults = publish_all(place)[1]
    assert [fault.partition(":")[0] for fault in faults] == ["list.json", "torn.json", "visit.json"]


def test_the_command_writes_then_compares(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    published = place / "published"
    published.mkdir()
    assert main(["--check"], place, published) == 1
    assert capsys.readouterr().err == "visit.json: not what its source makes\n"
    assert main([], place, published) == 0
    assert main(["--check"], place, published) == 0
    assert capsys.readouterr().err == ""

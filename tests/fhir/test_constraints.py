"""Rules that look at several answers."""

import json
from typing import Any

import pytest

from navette.fhir import constraints
from navette.fhir.answers import check
from navette.fhir.form import Form
from navette.fhir.issue import Issue
from navette.fhir.response import respond
from tests.fhir.made import constraint, form, group, question
from tests.fhir.reading_twins import call, shown, text_of
from tests.js.node import run_node

ENV = {"today": "2026-11-22", "now": "2026-11-22T11:00:00+01:00", "urgency": "urgent"}
START, END = (f"item.where(linkId='stay').item.where(linkId='stay.{one}').answer.value" for one in ("start", "end"))
STAY = form(
    group("stay", question("stay.start", "date"), question("stay.end", "date")),
    group(
        "line",
        question("line.drug", "string"),
        question("line.count", "integer"),
        group("line.step", question("line.step.what", "string", constraint("short", "answer.value.length() < 4"))),
        repeats=True,
        extension=[
            constraint("few", "item.where(linkId='line.count').answer.value < 10", severity="warning"),
            constraint("later", "%context.item.exists() and %resource.item.where(linkId='stay').exists()"),
        ],
    ),
    extensions=(
        constraint("before-start", f"{START} <= {END}", location="stay.end"),
        constraint("past", f"{START} <= %today"),
        constraint("calm", "%urgency != 'stat'"),
    ),
)


def broken(made: Form, answers: dict[str, Any], **env: str) -> list[Issue]:
    row = check(made, answers).row
    faults = constraints.check(made, row, respond(made, row, ENV["now"]), {**ENV, **env})
    theirs = run_node([call("judge", text_of(made), json.dumps(answers), {**ENV, **env})])[0]
    issues = [fault.issue for fault in faults]
    assert theirs == shown(issues)
    return issues


def test_a_rule_of_the_form_blames_the_item_it_names() -> None:
    issue = broken(STAY, {"stay.start": "2026-11-20", "stay.end": "2026-11-19"})[0]
    assert (issue.severity, issue.code, issue.diagnostics) == (
        "error",
        "answers-before-start",
        "stay.end: before-start",
    )
    assert issue.location == "QuestionnaireResponse.item.where(linkId='stay').item.where(linkId='stay.end')"
    assert issue.facts == {"link": "stay.end", "human": "Règle before-start.", "human_en": "Rule before-start."}


def test_what_was_not_answered_breaks_no_rule() -> None:
    assert broken(STAY, {"stay.start": "2026-11-20"}) == []
    assert broken(STAY, {}) == []


def test_a_rule_knows_the_day_and_the_urgency() -> None:
    issues = broken(STAY, {"stay.start": "2026-11-23", "stay.end": "2026-11-24"}, urgency="stat")
    assert [issue.code for issue in issues] == ["answers-past", "answers-calm"]
    assert issues[0].location == "QuestionnaireResponse"


def test_a_rule_of_a_row_names_the_row() -> None:
    lines = [
        {},
        {"line.drug": "Zopiclone", "line.count": 3},
        {"line.count": "12"},
        {"line.drug": "X", "line.count": 10},
    ]
    issues = broken(STAY, {"stay.start": "2026", "line": lines})
    assert [(issue.severity, issue.code, issue.facts.get("row"), issue.facts.get("of")) for issue in issues] == [
        ("warning", "answers-few", 3, None),
        ("warning", "answers-few", 4, "X"),
    ]
    assert issues[1].location == "QuestionnaireResponse.item.where(linkId='line')[2]"


@pytest.mark.parametrize("what", ["abc", "abcd"])
def test_a_rule_inside_a_row_is_asked_of_what_is_answered(what: str) -> None:
    issues = broken(STAY, {"line": [{}, {"line.drug": "X", "line.step.what": what}]})
    found = [(issue.code, issue.facts["link"], issue.facts["row"]) for issue in issues]
    short = [("answers-short", "line.step.what", 2)] if what == "abcd" else []
    assert found == [("answers-later", "line", 2), *short]

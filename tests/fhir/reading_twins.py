"""What Python makes of a form and of answers, in the shape in which tests/js/adapters/reading.mjs gives its own."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from navette.fhir import strict
from navette.fhir.answers import Row, check
from navette.fhir.form import Form, compiled
from navette.fhir.issue import Issue, tell
from navette.fhir.issue_words import words
from navette.fhir.questionnaire import Coding
from tests.js.engine import Call
from tests.js.node import run_node

WORDS = [dict(words("fr")), dict(words("en"))]


def text_of(form: Form) -> str:
    return strict.write(compiled(form)).decode()


def call(function: str, *args: Any) -> Call:
    return Call("adapters/reading", function, args)


def shown(issues: Sequence[Issue]) -> list[Any]:
    return [{**asdict(issue), "facts": dict(issue.facts)} for issue in issues]


def reading(form: Form, answers: str) -> Any:
    """The values, the faults, the issues and their sentences in both languages."""
    found = check(form, strict.read_object(answers.encode(), 1 << 23))
    return {
        "row": _row(found.row),
        "faults": [{**asdict(fault), "facts": dict(fault.facts)} for fault in found.faults],
        "issues": shown(found.issues),
        "told": [[tell(issue, one) for issue in found.issues] for one in WORDS],
    }


def assert_same(cases: Sequence[tuple[Form, str]]) -> None:
    """JavaScript reads each set of answers in the same way."""
    forms: Mapping[int, str] = {id(form): text_of(form) for form, _answers in cases}
    calls = [call("readAnswers", forms[id(form)], answers, WORDS) for form, answers in cases]
    for (form, answers), theirs in zip(cases, run_node(calls), strict=True):
        assert theirs == reading(form, answers), answers[:500]


def _row(row: Row) -> Any:
    values = {link: [_value(value) for value in found] for link, found in row.values.items()}
    return {"values": values, "number": row.number}


def _value(value: object) -> Any:
    match value:
        case Row():
            return _row(value)
        case Decimal():
            return {"decimal": strict.plain(value)}
        case Coding(system, code, display, display_en):
            return {"system": system, "code": code, "display": display, "displayEn": display_en}
    return value

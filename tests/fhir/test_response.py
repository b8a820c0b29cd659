import json
from decimal import Decimal
from typing import Any

import pytest

from navette.fhir import answers, strict
from navette.fhir.answers import Row
from navette.fhir.form import compiled, forms
from navette.fhir.response import answers_of, locate, respond
from tests.fhir.contexts import example
from tests.fhir.small import WHO, form, group, item, option, section
from tests.js.engine import Call
from tests.js.node import run_node

WHEN = "2026-11-22T11:00:00+01:00"
NAMES = sorted(forms())
DEEP = group("deep", item("deeper"), repeats=True)
ASKED = form(
    section(
        "s",
        item("word"),
        item("lines", "text"),
        item("yes", "boolean"),
        item("number", "decimal"),
        item("whole", "integer"),
        item("day", "date"),
        item("moment", "dateTime"),
        item("hour", "time"),
        item("choice", "choice", repeats=True, answerOption=[option("urn:x", "a", "A"), option("urn:y", "a", "B")]),
        item("open", "open-choice", answerOption=[option("urn:x", "a", "A")]),
        group("row", group("inner", item("what"), item("when")), DEEP, repeats=True),
        item("help", "display"),
    )
)  # fmt: skip
GIVEN: dict[str, Any] = {
    **WHO,
    "word": "e\u0301",
    "lines": "a\r\nb",
    "yes": False,
    "number": "71,40",
    "whole": -3,
    "day": "2026-11",
    "moment": WHEN,
    "hour": "08:30",
    "choice": ["urn:y|a", "a"],
    "open": "autre",
    "row": [{"what": "x", "deep": [{"deeper": "1"}, {"deeper": "2"}]}, {"when": "y"}],
}


def read(given: dict[str, Any]) -> Row:
    return answers.read(ASKED, given)


def values(row: Row) -> Any:
    """The answers of a row, whatever numbers its rows had where they were typed."""
    plain = {key: [values(one) if isinstance(one, Row) else one for one in each] for key, each in row.values.items()}
    return {key: [(type(one), one) for one in each] for key, each in plain.items()}


def said(response: Any, link_id: str) -> list[Any]:
    """The answers under a linkId, wherever it is."""
    found = [one.get("answer") for one in response["item"] if one["linkId"] == link_id]
    return found + [one for inner in response["item"] if "item" in inner for one in said(inner, link_id)]


def test_each_type_has_its_value() -> None:
    response = json.loads(strict.write(respond(ASKED, read(GIVEN), WHEN)), parse_float=str)
    assert response["resourceType"] == "QuestionnaireResponse"
    assert response["questionnaire"] == "https://navette.example/fhir/Questionnaire/small|1.0.0"
    assert (response["status"], response["authored"]) == ("completed", WHEN)
    assert said(response, "word") == [[{"valueString": "é"}]]
    assert said(response, "lines") == [[{"valueString": "a\nb"}]]
    assert said(response, "yes") == [[{"valueBoolean": False}]]
    assert said(response, "number") == [[{"valueDecimal": "71.40"}]]
    assert said(response, "whole") == [[{"valueInteger": -3}]]
    assert said(response, "day") == [[{"valueDate": "2026-11"}]]
    assert said(response, "moment") == [[{"valueDateTime": WHEN}]]
    assert said(response, "hour") == [[{"valueTime": "08:30:00"}]]
    assert said(response, "open") == [[{"valueString": "autre"}]]
    assert said(response, "choice") == [
        [
            {"valueCoding": {"system": "urn:y", "code": "a", "display": "B"}},
            {"valueCoding": {"system": "urn:x", "code": "a", "display": "A"}},
        ]
    ]
    assert said(response, "deeper") == [[{"valueString": "1"}], [{"valueString": "2"}]]


def test_a_choice_made_where_anything_can_be_written_is_a_choice() -> None:
    response = respond(ASKED, read({**GIVEN, "open": "a"}), WHEN)
    assert said(response, "open") == [[{"valueCoding": {"system": "urn:x", "code": "a", "display": "A"}}]]


def test_what_is_not_answered_is_not_there() -> None:
    response = respond(ASKED, read(WHO), WHEN)
    assert [one["linkId"] for one in json.loads(strict.write(response))["item"]] == ["patient"]
    assert "item" not in respond(ASKED, Row({}), WHEN)


@pytest.mark.parametrize("given", [GIVEN, WHO], ids=["all", "little"])
def test_answers_are_read_back(given: dict[str, Any]) -> None:
    row = read(given)
    back = answers_of(ASKED, respond(ASKED, row, WHEN))
    assert values(read(back)) == values(row)


@pytest.mark.parametrize("name", NAMES)
def test_answers_of_each_form_are_read_back(name: str) -> None:
    asked = forms()[name]
    row = answers.read(asked, example(name))
    raw = strict.write(respond(asked, row, WHEN))
    assert values(answers.read(asked, answers_of(asked, strict.read_object(raw)))) == values(row)


def test_what_is_no_response_answers_nothing() -> None:
    assert answers_of(ASKED, {}) == {}
    spoiled: Any = {
        "item": [1, {"linkId": "s", "item": {"linkId": "word"}}, {"linkId": "s", "item": [{"linkId": "word"}]}]
    }
    assert answers_of(ASKED, spoiled) == {}


def test_two_answers_where_one_is_asked_stay_two() -> None:
    twice: Any = {"item": [{"linkId": "s", "item": [{"linkId": "word", "answer": [{"valueString": "a"}] * 2}]}]}
    assert answers_of(ASKED, twice) == {"word": ["a", "a"]}


def test_where_an_item_is() -> None:
    assert locate(ASKED, "deeper") == "QuestionnaireResponse" + "".join(
        f".item.where(linkId='{name}')" for name in ("s", "row", "deep", "deeper")
    )
    assert locate(ASKED, "patient") == "QuestionnaireResponse.item.where(linkId='patient')"
    assert locate(ASKED, "nothing") == "QuestionnaireResponse"


def test_javascript_responds_the_same() -> None:
    epoch = "1970-01-01T01:00:00+01:00"
    cases = [(ASKED, GIVEN), *((forms()[name], example(name)) for name in NAMES)]
    expected, calls = [], []
    for asked, given in cases:
        response = respond(asked, answers.read(asked, given), epoch)
        expected.append([strict.write(response).decode(), strict.write(answers_of(asked, response)).decode()])
        texts = (strict.write(compiled(asked)).decode(), strict.write(given).decode())
        calls.append(Call("tests/js/documents.mjs", "responded", texts))
    assert run_node(calls) == expected


@pytest.mark.parametrize("spelled", ["0,000000001", "999999999999999.123456789", "-0.0", "1.10", "3"])
def test_every_digit_is_kept(spelled: str) -> None:
    row = read({**WHO, "number": spelled})
    raw = strict.write(respond(ASKED, row, WHEN))
    assert b'"valueDecimal":' + spelled.replace(",", ".").encode() + b"}" in raw
    (back,) = read(answers_of(ASKED, strict.read_object(raw))).values["number"]
    assert isinstance(back, Decimal)
    assert strict.plain(back) == spelled.replace(",", ".")

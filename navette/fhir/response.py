"""Answers as the FHIR QuestionnaireResponse that travels in the document, and back.

https://hl7.org/fhir/R4/questionnaireresponse.html. Items stand in the order of the form, without their texts: the
form has them. static/js/response.js is the same in JavaScript.
"""

from collections.abc import Iterable
from typing import Final

from navette.fhir import tree
from navette.fhir.answers import Row, Value
from navette.fhir.form import Form
from navette.fhir.questionnaire import Coding, Item
from navette.fhir.strict import Json, Object

_VALUES: Final = {
    "boolean": "valueBoolean",
    "decimal": "valueDecimal",
    "integer": "valueInteger",
    "date": "valueDate",
    "dateTime": "valueDateTime",
    "time": "valueTime",
}


def respond(form: Form, row: Row, authored: str) -> Object:
    """The response that says what `row` says. authored: an instant."""
    response: Object = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": form.canonical,
        "status": "completed",
        "authored": authored,
    }
    said = _items(form.items, row)
    return {**response, "item": said} if said else response


def answers_of(form: Form, response: Object) -> Object:
    """The answers, as docs/forms.md has them, that a response holds; what is no item of the form is not read."""
    return _answers(form.items, response)


def locate(form: Form, link_id: str) -> str:
    """The FHIRPath of an item in a response; of all of it when the form has no such item."""
    return "QuestionnaireResponse" + _path(form.items, link_id)


def said(holder: Json, link_id: str) -> list[Object]:
    """The items of that linkId in a response, or in an item of one: several for a group that repeats."""
    found = (tree.obj(one) for one in tree.items(tree.at(holder, "item")))
    return [one for one in found if one.get("linkId") == link_id]


def values(item: Object) -> list[tuple[str, Json]]:
    """Each answer of an item of a response, with the name of its value: `valueCoding`."""
    pairs = (tree.obj(answer).items() for answer in tree.items(item.get("answer")))
    return [(key, value) for pair in pairs for key, value in pair if key.startswith("value")]


def _path(items: Iterable[Item], link_id: str) -> str:
    for item in items:
        here = f".item.where(linkId='{item.link_id}')"
        if item.link_id == link_id:
            return here
        if inside := _path(item.items, link_id):
            return here + inside
    return ""


def _items(items: Iterable[Item], row: Row) -> list[Json]:
    return [one for item in items for one in _item(item, row)]


def _item(item: Item, row: Row) -> list[Json]:
    if item.type == "group":
        inside = [_items(item.items, one) for one in (row.rows(item.link_id) if item.rows else [row])]
        return [{"linkId": item.link_id, "item": one} for one in inside if one]
    given: list[Json] = [_answer(item, value) for value in row.values.get(item.link_id, ())]
    return [{"linkId": item.link_id, "answer": given}] if given else []


def _answer(item: Item, value: Value) -> Json:
    if isinstance(value, Row):
        raise TypeError("a row is an item, not an answer")
    if isinstance(value, Coding):
        return {"valueCoding": value.json()}
    return {_VALUES.get(item.type, "valueString"): value}


def _answers(items: Iterable[Item], holder: Json) -> Object:
    found: Object = {}
    for item in items:
        here = said(holder, item.link_id)
        if item.rows and here:
            found[item.link_id] = [_answers(item.items, one) for one in here]
        elif item.type == "group":
            for one in here:
                found |= _answers(item.items, one)
        elif given := [_given(value) for one in here for _key, value in values(one)]:
            found[item.link_id] = given if item.repeats or len(given) > 1 else given[0]
    return found


def _given(value: Json) -> Json:
    """A choice as `system|code`: two systems may share a code."""
    if not isinstance(value, dict):
        return value
    return f"{tree.text(value.get('system'))}|{tree.text(value.get('code'))}"

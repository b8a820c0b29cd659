"""From the response to the resources of the document: the templates of the form, and its observations.

Structured Data Capture, https://hl7.org/fhir/uv/sdc/extraction.html, template-based and observation-based, the parts
docs/spec/extraction.md writes down. static/js/extract.js is the same in JavaScript.
"""

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from navette.fhir import response as responses
from navette.fhir import tree
from navette.fhir.draft import Draft, concept
from navette.fhir.fhirpath import Node, values
from navette.fhir.form import Form
from navette.fhir.questionnaire import SDC, Coding, Extract, Item
from navette.fhir.strict import Json, Object

Env: TypeAlias = Mapping[str, Json]

URN: Final = "urn:uuid:"
CONTEXT: Final = f"{SDC}-templateExtractContext"
VALUE: Final = f"{SDC}-templateExtractValue"
UCUM: Final = "http://unitsofmeasure.org"
# Answers that an Observation calls otherwise.
_OBSERVED: Final = {"valueDate": "valueDateTime"}


def extract(form: Form, response: Object, draft: Draft, env: Env) -> dict[str, list[Json]]:
    """Adds every resource to the draft: those of the form itself, then those of its items, in the order of the form.

    The references to the latter, by the linkId of the group at the top that holds the item. env: what expressions may
    name besides %resource and %context.
    """
    engine = _Engine(form, response, draft)
    whole = {**env, "resource": response}
    engine.apply(form.extract, response, whole)
    return {item.link_id: engine.walk([item], response, response, whole) for item in form.items}


def of_full_url(node_value: Json) -> str:
    """The id a fullUrl of ours ends with."""
    return tree.text(node_value).removeprefix(URN)


class _Engine:
    """One extraction."""

    def __init__(self, form: Form, response: Object, draft: Draft) -> None:
        self._form = form
        self._response = response
        self._draft = draft

    def walk(self, items: Iterable[Item], holder: Object, row: Object, env: Env) -> list[Json]:
        """References to what the items that `holder` answers are made into. row: the repeated group they stand in."""
        made: list[Json] = []
        for item in items:
            for one in responses.said(holder, item.link_id):
                named: Env = {**env, **{name: self._new_url() for name in item.allocated}}
                made += self.apply(item.extract, one, named)
                if item.observe:
                    made += self._observations(item, one, row, env)
                made += self.walk(item.items, one, one if item.rows else row, named)
        return made

    def apply(self, extracts: Iterable[Extract], context: Object, env: Env) -> list[Json]:
        """One resource of each template, or as many as its own context has nodes."""
        made: list[Json] = []
        inside: Env = {**env, "context": context}
        focus: list[Node] = [(context, None)]
        for one in extracts:
            for fields in self._clones(self._form.templates[one.template], focus, inside):
                urls = self._values(one.full_url, focus, inside) if one.full_url else []
                made.append(self._add(tree.obj(fields), of_full_url(urls[0]) if urls else ""))
        return made

    def _add(self, fields: Object, given_id: str) -> Object:
        kind = tree.text(fields.pop("resourceType"))
        return self._draft.add(kind, fields, "" if self._draft.has(given_id) else given_id)

    def _new_url(self) -> str:
        return URN + self._draft.new_id()

    def _values(self, expression: str, focus: list[Node], env: Env) -> list[Json]:
        return values(self._form.expressions[expression](focus, env))

    def _clones(self, template: Json, focus: list[Node], env: Env) -> list[Json]:
        """What stands for one element of a template: nothing empty, one for each node of its context."""
        if not isinstance(template, dict):
            return [template]
        if expression := _expression(template, VALUE):
            return self._values(expression, focus, env)
        contexts = [focus]
        if expression := _expression(template, CONTEXT):
            contexts = [[node] for node in self._form.expressions[expression](focus, env)]
        return [made for one in contexts if (made := self._fill(template, one, env))]

    def _fill(self, template: Object, focus: list[Node], env: Env) -> Object:
        made: Object = {}
        for key, value in template.items():
            each = _kept(value) if key == "extension" else value if isinstance(value, list) else [value]
            found = [clone for one in each for clone in self._clones(one, focus, env)]
            if found:
                name = key[1:] if key.startswith("_") and any(_expression(one, VALUE) for one in each) else key
                made[name] = found if isinstance(value, list) else found[0]
        return made if made.keys() - {"resourceType"} else {}

    def _observations(self, item: Item, one: Object, row: Object, env: Env) -> list[Json]:
        coding: list[Object] = [item.code.json()] if item.code else []
        fields: Object = {"status": "final"}
        if item.category:
            fields["category"] = [concept(item.category.json())]
        fields |= {"code": concept(*coding, text=item.text), "subject": _reference(env, "patient")}
        if env.get("encounter"):
            fields["encounter"] = _reference(env, "encounter")
        fields["effectiveDateTime"] = self._observed_at(item, row) or env["now"]
        return [
            self._draft.add("Observation", fields | _observed(item, key, value)) for key, value in responses.values(one)
        ]

    def _observed_at(self, item: Item, row: Object) -> Json:
        """When it was observed, as answered in the same row, or anywhere in the form."""
        for holder in (row, self._response):
            if item.observed_at and (found := _answer(holder, item.observed_at)):
                return found
        return None


def _answer(holder: Object, link_id: str) -> Json:
    for one in map(tree.obj, tree.items(holder.get("item"))):
        found = responses.values(one) if one.get("linkId") == link_id else []
        if value := found[0][1] if found else _answer(one, link_id):
            return value
    return None


def _observed(item: Item, key: str, value: Json) -> Object:
    if key == "valueCoding":
        return {"valueCodeableConcept": concept(tree.obj(value))}
    if key == "valueDecimal" or (key == "valueInteger" and item.unit):
        return {"valueQuantity": quantity(value, item.unit)}
    return {_OBSERVED.get(key, key): value}


def quantity(value: Json, unit: Coding | None) -> Object:
    """A Quantity; a number without unit is a number of ones."""
    if unit is None:
        return {"value": value, "system": UCUM, "code": "1"}
    return {"value": value, "unit": unit.display or unit.code, "system": unit.system, "code": unit.code}


def _reference(env: Env, name: str) -> Object:
    return {"reference": env[name]}


def _expression(element: Json, url: str) -> str:
    """The expression of that extension of an element of a template."""
    for one in tree.items(tree.at(element, "extension")):
        if tree.at(one, "url") == url:
            return tree.text(tree.at(one, "valueString"))
    return ""


def _kept(extensions: Json) -> list[Json]:
    """The extensions of a template that are its own content."""
    return [one for one in tree.items(extensions) if tree.at(one, "url") not in (CONTEXT, VALUE)]

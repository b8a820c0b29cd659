"""The rules of a form that no single question can see: an end before its start, a patient who objects.

http://hl7.org/fhir/StructureDefinition/questionnaire-constraint, on the response: a rule of the whole form looks at
all of it, a rule of an item at each answered item of that linkId. It is broken when its expression is false; one that
says nothing, because nothing was answered, breaks nothing. Twin: static/js/constraints.js.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from navette.fhir.answers import Fault, Row, row_label
from navette.fhir.fhirpath import truth
from navette.fhir.form import Form
from navette.fhir.questionnaire import Constraint, Item
from navette.fhir.response import locate, said
from navette.fhir.strict import Json, Object

_Facts: TypeAlias = Mapping[str, str | int]


def check(form: Form, row: Row, response: Object, env: Mapping[str, Json]) -> tuple[Fault, ...]:
    """Every rule broken, those of the form first, then those of its items in order; the reason is the rule's key.

    response: of the same answers as `row`. env: the other %names the expressions may use.
    """
    checker = _Checker(form, {**env, "resource": response})
    return (*checker.whole(response), *checker.items(form.items, row, response, "QuestionnaireResponse", {}))


class _Checker:
    def __init__(self, form: Form, env: Mapping[str, Json]) -> None:
        self._form = form
        self._env = env

    def whole(self, response: Object) -> Iterator[Fault]:
        for constraint in self._form.constraints:
            yield from self._judge(constraint, response, locate(self._form, constraint.item), {})

    def items(self, items: tuple[Item, ...], row: Row, holder: Object, path: str, facts: _Facts) -> Iterator[Fault]:
        for item in items:
            here = f"{path}.item.where(linkId='{item.link_id}')"
            nodes = said(holder, item.link_id)
            if item.rows:
                rows = zip(nodes, row.rows(item.link_id), strict=False)
                for at, (node, inner) in enumerate(rows):
                    of = row_label(item.items, inner.values)
                    named: _Facts = {"row": inner.number, **({"of": of} if of else {})}
                    yield from self._item(item, inner, node, f"{here}[{at}]", named)
            elif nodes:
                yield from self._item(item, row, nodes[0], here, facts)

    def _item(self, item: Item, row: Row, node: Object, path: str, facts: _Facts) -> Iterator[Fault]:
        for constraint in item.constraints:
            yield from self._judge(constraint, node, path, facts)
        yield from self.items(item.items, row, node, path, facts)

    def _judge(self, constraint: Constraint, node: Object, path: str, facts: _Facts) -> Iterator[Fault]:
        holds = self._form.expressions[constraint.expression]([(node, None)], {**self._env, "context": node})
        if truth(holds) is False:
            human: _Facts = {"human": constraint.human.fr, "human_en": constraint.human.en}
            said_of = {"link": constraint.item, **facts, **human}
            yield Fault(constraint.item, constraint.key, int(facts.get("row", 0)), path, said_of, constraint.severity)

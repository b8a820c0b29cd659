"""Expressions on what they are evaluated on: those of the forms while documents are made, invariants of the table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, Final

from fhir_profiles.build import official
from navette.fhir import strict
from navette.fhir.bundle import compose
from navette.fhir.definitions import Definitions, definitions
from navette.fhir.expressions import Expressions
from navette.fhir.fhirpath import Prepared, values
from navette.fhir.fhirpath_nodes import Nodes
from navette.fhir.form import Form
from navette.fhir.form_content import Content
from navette.fhir.strict import Object
from tests.fhir.contexts import CONTEXTS
from tests.js.engine import Call

WHOLE: Final = "\0resource"  # stands for %resource, which is long, where it is the focus or has another name

RESPONSE: Final = "QuestionnaireResponse"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """text: the expression. base: the type of its focus, or nothing. ours: what it gives here."""

    text: str
    base: str
    focus: list[Any]
    names: Mapping[str, Any]
    ours: list[Any]


class Recorder(Expressions):
    """The expressions of a form; keeps what each is given and what it gives, with the %resource of that time."""

    def __init__(self, questionnaire: Object) -> None:
        super().__init__(questionnaire)
        self.kept: list[tuple[Any, Evaluation]] = []

    def __getitem__(self, text: str) -> Prepared:
        prepared = super().__getitem__(text)

        def evaluate(focus: Nodes, env: Mapping[str, Any]) -> Nodes:
            found = prepared(focus, env)
            self.kept.append((env["resource"], _evaluation(text, _base(focus), focus, env, found)))
            return found

        return evaluate


class Recorded(Content):
    """The content of a form whose expressions are recorded."""

    @cached_property
    def expressions(self) -> Recorder:
        return Recorder(self.questionnaire)


def of_form(form: Form, answers: dict[str, Any]) -> list[tuple[Any, list[Evaluation]]]:
    """Every evaluation of its expressions while a document is made, by their %resource."""
    content = Recorded(lambda: strict.write(form.questionnaire))
    compose(replace(form, content=content), answers, CONTEXTS[0])
    found: dict[int, tuple[Any, list[Evaluation]]] = {}
    for whole, evaluation in content.expressions.kept:  # whose type is written when the document is
        found.setdefault(id(whole), ({"resourceType": RESPONSE, **whole}, []))[1].append(evaluation)
    return list(found.values())


def of_invariants(resource: Any) -> Iterator[Evaluation]:
    """Each invariant of the table on each element of a resource that it is about."""
    env = {"resource": resource, "rootResource": resource}
    for name, node, key, prepared in _rules(resource, resource["resourceType"], definitions()):
        focus: Nodes = [(node, name)]
        yield _evaluation(_invariant(name, key), name, focus, env, prepared(focus, env))


def call(whole: Any, evaluations: Sequence[Evaluation]) -> Call:
    """Of fhirpath.js, for evaluations with that %resource."""
    asked = [{"text": one.text, "base": one.base, "focus": one.focus, "names": one.names} for one in evaluations]
    return Call("tests/js/oracles.mjs", "evaluateAll", (plain(whole), asked))


def plain(value: Any) -> Any:
    """Decimals as other programs have them."""
    match value:
        case Decimal():
            return float(value)
        case dict():
            return {key: plain(inner) for key, inner in value.items()}
        case list():
            return [plain(inner) for inner in value]
    return value


def _evaluation(text: str, base: str, focus: Nodes, env: Mapping[str, Any], found: Nodes) -> Evaluation:
    whole = env["resource"]
    names = {key: WHOLE if value is whole else plain(value) for key, value in env.items() if key != "resource"}
    seen = [WHOLE if value is whole else plain(value) for value in values(focus)]
    named = {key: value for key, value in names.items() if value is not None}
    return Evaluation(text, base, seen, named, plain(values(found)))


def _base(focus: Nodes) -> str:
    """The type of what a form's expression is evaluated on."""
    value, kind = focus[0] if focus else (None, None)
    if not isinstance(value, dict):
        return ""
    if "questionnaire" in value:
        return RESPONSE
    return f"{RESPONSE}.item" if "linkId" in value else kind or f"{RESPONSE}.item.answer"


def _rules(node: Any, name: str, table: Definitions) -> Iterator[tuple[str, Any, str, Prepared]]:
    """The rules about an object of that type and about all it holds."""
    shape = table.shape(name)
    if shape is None or not isinstance(node, dict):
        return
    yield from ((name, node, rule.key, rule.holds) for rule in shape.invariants)
    for key, value in node.items():
        slot = shape.slots.get(key)
        if slot is None or slot.beside:
            continue
        for one in value if slot.many and isinstance(value, list) else [value]:
            kind = str(one.get("resourceType")) if slot.type == "Resource" and isinstance(one, dict) else slot.type
            if isinstance(one, dict):
                yield from ((kind, one, rule.key, rule.holds) for rule in slot.element.invariants)
            yield from _rules(one, kind, table)


def _invariant(name: str, key: str) -> str:
    """Two rules share the key inv-1: that of the structure counts."""
    return _invariants().get((name.partition(".")[0], key)) or _invariants()["", key]


@cache
def _invariants() -> dict[tuple[str, str], str]:
    files = ("profiles-types.json", "profiles-resources.json")
    found = [one for name in files for one in official.resources(official.node_modules(), name)]
    texts: dict[tuple[str, str], str] = {}
    for structure in [*found, *official.ours()]:
        for part in ("snapshot", "differential"):
            for element in structure.get(part, {}).get("element", []):
                for rule in element.get("constraint", []):
                    texts.setdefault((structure["name"], rule["key"]), rule.get("expression", ""))
                    texts.setdefault(("", rule["key"]), rule.get("expression", ""))
    return texts

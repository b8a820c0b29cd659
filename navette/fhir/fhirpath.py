"""FHIRPath expressions, evaluated: the part of https://hl7.org/fhirpath/N1 that forms and invariants use.

A node is a value of JSON with its type, when it is known: that of a choice (value reaches valueQuantity, a Quantity)
or of a resource. Where FHIRPath would raise an error (one value asked for, several there; two kinds that do not
compare), the result is empty: what cannot be known breaks no rule. Twin: navette/web/static/js/fhirpath.js.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final, TypeAlias

from navette.fhir import tree
from navette.fhir.fhirpath_nodes import Node as Node
from navette.fhir.fhirpath_nodes import Nodes, children, descendants, distinct, intersect, is_a, listed, members, only
from navette.fhir.fhirpath_nodes import truth as truth
from navette.fhir.fhirpath_nodes import values as values
from navette.fhir.fhirpath_operators import COLLECTIONS, LOGIC, SETTLED, Rule
from navette.fhir.fhirpath_parse import Expression
from navette.fhir.fhirpath_values import ORDERS, computed, ordered, spelled, to_decimal, to_integer
from navette.fhir.strict import Json

Env: TypeAlias = Mapping[str, Json]
Prepared: TypeAlias = Callable[[Nodes, Env], Nodes]
# What it is applied to, $this, and the names.
_Run: TypeAlias = Callable[[Nodes, Nodes, Env], Nodes]
_Function: TypeAlias = Callable[[Nodes, list[_Run], Nodes, Env], Nodes]


def prepare(expression: Expression) -> Prepared:
    """The expression as a function, made once and kept: prepared(focus, env) -> nodes.

    env: the value of each %name, a list for several, None for nothing. ValueError: not a tree of `parse`.
    """
    run = _prepare(expression)
    return lambda focus, env: run(focus, focus, env)


def _prepare(expression: Expression) -> _Run:
    match expression:
        case ["m", str(name)] if "A" <= name[:1] <= "Z":  # Patient.name begins with the resource
            return lambda nodes, this, env: [node for node in nodes if is_a(node, name)]
        case ["m", str(name)]:
            return lambda nodes, this, env: members(nodes, name)
        case [".", list(outer), list(inner)]:
            return _chain(_prepare(outer), _prepare(inner))
        case ["l", str() | int() as value]:
            return lambda nodes, this, env: [(value, None)]
        case ["$this"]:
            return lambda nodes, this, env: this
        case ["%", str(name)]:
            return lambda nodes, this, env: listed(env.get(name))
        case ["{}"]:
            return lambda nodes, this, env: []
        case ["[]", list(inner), list(index)]:
            return _item(_prepare(inner), _prepare(index))
        case ["f1", "is" | "as" as name, list(inner), str(kind)]:
            return _chain(_prepare(inner), _typed(name, kind))
        case ["f", "is" | "as" | "ofType" as name, ["l", str(kind)]]:
            return _typed(name, kind)
        case ["f", "matches", ["l", str(pattern)]]:
            return _matching(pattern)
        case ["f", str(name), *arguments] if name in _FUNCTIONS:
            return _applied(_FUNCTIONS[name], [_prepare(one) for one in arguments if isinstance(one, list)])
        case ["o", str(operator), list(left), list(right)]:
            return _operated(operator, _prepare(left), _prepare(right))
    raise ValueError(f"no such expression: {expression[:2]}")


def _chain(outer: _Run, inner: _Run) -> _Run:
    return lambda nodes, this, env: inner(outer(nodes, this, env), this, env)


def _applied(function: _Function, arguments: list[_Run]) -> _Run:
    return lambda nodes, this, env: function(nodes, arguments, this, env)


def _item(inner: _Run, index: _Run) -> _Run:
    def run(nodes: Nodes, this: Nodes, env: Env) -> Nodes:
        found, at = inner(nodes, this, env), only(index(this, this, env))
        return [found[at]] if type(at) is int and 0 <= at < len(found) else []

    return run


def _typed(name: str, kind: str) -> _Run:
    if name == "is":
        return lambda nodes, this, env: [(is_a(nodes[0], kind), None)] if len(nodes) == 1 else []
    return lambda nodes, this, env: [node for node in nodes if is_a(node, kind)]


def _matching(pattern: str) -> _Run:
    found = re.compile(pattern, re.DOTALL).search

    def run(nodes: Nodes, this: Nodes, env: Env) -> Nodes:
        text = only(nodes)
        return [(found(text) is not None, None)] if isinstance(text, str) else []

    return run


def _operated(operator: str, left: _Run, right: _Run) -> _Run:
    if operator in LOGIC:
        return _logical(LOGIC[operator], SETTLED.get(operator), left, right)
    if operator in COLLECTIONS:
        collected = COLLECTIONS[operator]
        return lambda nodes, this, env: collected(left(nodes, this, env), right(nodes, this, env))
    single = partial(ordered if operator in ORDERS else computed, operator)
    return lambda nodes, this, env: listed(single(only(left(nodes, this, env)), only(right(nodes, this, env))))


def _logical(rule: Rule, settled: bool | None, left: _Run, right: _Run) -> _Run:
    def run(nodes: Nodes, this: Nodes, env: Env) -> Nodes:
        first = truth(left(nodes, this, env))
        if first is not None and first is settled:
            return listed(rule(first, None))
        return listed(rule(first, truth(right(nodes, this, env))))

    return run


def _each(nodes: Nodes, criteria: _Run, env: Env) -> Iterator[Nodes]:
    """The criteria applied to each node, which is then $this."""
    for node in nodes:
        one = [node]
        yield criteria(one, one, env)


def _where(nodes: Nodes, arguments: list[_Run], _this: Nodes, env: Env) -> Nodes:
    found = _each(nodes, arguments[0], env)
    return [node for node, said in zip(nodes, found, strict=True) if truth(said)]


def _exists(nodes: Nodes, arguments: list[_Run], _this: Nodes, env: Env) -> Nodes:
    return [(any(map(truth, _each(nodes, arguments[0], env))) if arguments else bool(nodes), None)]


def _iif(nodes: Nodes, arguments: list[_Run], _this: Nodes, env: Env) -> Nodes:
    branch = arguments[1:2] if truth(arguments[0](nodes, nodes, env)) else arguments[2:]
    return branch[0](nodes, nodes, env) if branch else []


def _extension(nodes: Nodes, arguments: list[_Run], this: Nodes, env: Env) -> Nodes:
    url = only(arguments[0](this, this, env))
    return [node for node in members(nodes, "extension") if isinstance(url, str) and tree.at(node[0], "url") == url]


def _join(nodes: Nodes, arguments: list[_Run], this: Nodes, env: Env) -> Nodes:
    separator = only(arguments[0](this, this, env)) if arguments else ""
    texts = [spelled(value) for value in values(nodes) if not isinstance(value, dict | list)]
    return [(separator.join(texts), None)] if texts and isinstance(separator, str) else []


def _not(nodes: Nodes) -> Nodes:
    said = truth(nodes)
    return [] if said is None else [(not said, None)]


def _of_one(rule: Callable[..., Json]) -> _Function:
    """A function of one scalar and of what its arguments say; a value that is missing makes it empty."""

    def function(nodes: Nodes, arguments: list[_Run], this: Nodes, env: Env) -> Nodes:
        found = [only(nodes), *(only(argument(this, this, env)) for argument in arguments)]
        return [] if any(one is None or isinstance(one, dict | list) for one in found) else listed(rule(*found))

    return function


def _of_texts(rule: Callable[..., Json]) -> _Function:
    return _of_one(lambda *found: rule(*found) if all(isinstance(one, str) for one in found) else None)


def _substring(text: Json, start: Json, length: Json = None) -> Json:
    if not isinstance(text, str) or type(start) is not int or not 0 <= start < len(text):
        return None
    if length is None:
        return text[start:]
    return text[start : start + max(length, 0)] if type(length) is int else None


def _plainly(rule: Callable[[Nodes], Nodes]) -> _Function:
    return lambda nodes, _arguments, _this, _env: rule(nodes)


def _with_other(rule: Callable[[Nodes, Nodes], Nodes]) -> _Function:
    return lambda nodes, arguments, this, env: rule(nodes, arguments[0](this, this, env))


_FUNCTIONS: Final[dict[str, _Function]] = {
    "where": _where,
    "exists": _exists,
    "all": lambda nodes, arguments, _, env: [(all(map(truth, _each(nodes, arguments[0], env))), None)],
    "select": lambda nodes, arguments, _, env: [node for found in _each(nodes, arguments[0], env) for node in found],
    "iif": _iif,
    "extension": _extension,
    "join": _join,
    "trace": _plainly(lambda nodes: nodes),
    "empty": _plainly(lambda nodes: [(not nodes, None)]),
    "not": _plainly(_not),
    "allTrue": _plainly(lambda nodes: [(all(value is True for value, _ in nodes), None)]),
    "allFalse": _plainly(lambda nodes: [(all(value is False for value, _ in nodes), None)]),
    "anyTrue": _plainly(lambda nodes: [(any(value is True for value, _ in nodes), None)]),
    "count": _plainly(lambda nodes: [(len(nodes), None)]),
    "first": _plainly(lambda nodes: nodes[:1]),
    "last": _plainly(lambda nodes: nodes[-1:]),
    "tail": _plainly(lambda nodes: nodes[1:]),
    "children": _plainly(children),
    "descendants": _plainly(descendants),
    "distinct": _plainly(distinct),
    "isDistinct": _plainly(lambda nodes: [(len(distinct(nodes)) == len(nodes), None)]),
    "hasValue": _plainly(lambda nodes: [(len(nodes) == 1 and not isinstance(nodes[0][0], dict | list), None)]),
    "intersect": _with_other(intersect),
    "union": _with_other(lambda one, other: distinct(one + other)),
    "combine": _with_other(lambda one, other: one + other),
    "toString": _of_one(spelled),
    "toInteger": _of_one(to_integer),
    "toDecimal": _of_one(to_decimal),
    "substring": _of_one(_substring),
    "length": _of_texts(len),
    "upper": _of_texts(str.upper),
    "lower": _of_texts(str.lower),
    "startsWith": _of_texts(str.startswith),
    "endsWith": _of_texts(str.endswith),
    "contains": _of_texts(lambda text, part: part in text),
    "replace": _of_texts(str.replace),
}

"""Whether resources are what their profiles say: trees of what a profile adds to R4. Twin: check_profile.js.

For a resource in which nothing is wrong so far. Slices are told apart by value, pattern, type or exists.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from navette.fhir import tree
from navette.fhir.check_references import References
from navette.fhir.check_structure import within
from navette.fhir.definitions import Definitions, ProfileNode
from navette.fhir.fhirpath import truth
from navette.fhir.fhirpath_values import same
from navette.fhir.issue import Issue, error
from navette.fhir.strict import Json, Object


class Node(NamedTuple):
    """An element and where it is. type: `Quantity`, of an element that has a choice. value: None beside extensions."""

    value: Json
    location: str
    type: str


class Place(NamedTuple):
    """The resource being looked at, the profile, and which element (`Composition.section`) or slice of it."""

    resource: Object
    profile: str
    element: str
    slice: str = ""

    def error(self, code: str, location: str, diagnostics: str, **facts: str | int) -> Issue:
        """A fault of this element."""
        said = {"element": self.element, "profile": self.profile, "slice": self.slice}
        return error(code, location, diagnostics, **said, **facts)


class Profiles:
    """The profiles of the table, each tried once on a resource."""

    def __init__(self, definitions: Definitions, references: References) -> None:
        self._definitions = definitions
        self._references = references
        self._tried: set[tuple[int, str]] = set()

    def claimed(self, resource: Object, location: str) -> Iterator[Issue]:
        """A resource against each profile that its meta.profile names."""
        for url in tree.items(tree.at(resource, "meta", "profile")):
            yield from self.check(resource, location, tree.text(url).partition("|")[0])

    def check(self, resource: Object, location: str, url: str) -> Iterator[Issue]:
        """A resource against a profile by its canonical url; nothing when the table does not know the profile."""
        root = self._definitions.profiles.get(url)
        if root is None or (id(resource), url) in self._tried:
            return
        self._tried.add((id(resource), url))
        place = Place(resource, url.rpartition("/")[2], root["type"])
        if resource.get("resourceType") != root["type"]:
            yield place.error("type", location, "the profile is of another resource", type=root["type"])
        else:
            yield from self._element(root, [Node(resource, location, "")], location, place)

    def _element(self, rule: ProfileNode, nodes: Sequence[Node], location: str, place: Place) -> Iterator[Issue]:
        yield from _counted(rule, len(nodes), location, place)
        for node in nodes:
            yield from self._value(rule, node, place)
            yield from self._typed(rule, node, place)
            for name, child in rule.get("c", {}).items():
                below = place._replace(element=f"{place.element}.{name}", slice="")
                step = name.removesuffix("[x]")
                yield from self._element(child, children(node, name), f"{node.location}.{step}", below)
            if rule.get("closed") and not any(self._in_slice(rule, one, node) for one in rule["s"].values()):
                yield place.error("outside-slices", node.location, "the profile allows nothing else here")
        for name, one in rule.get("s", {}).items():
            chosen = [node for node in nodes if self._in_slice(rule, one, node)]
            yield from self._element(one, chosen, location, place._replace(slice=name))

    def _value(self, rule: ProfileNode, node: Node, place: Place) -> Iterator[Issue]:
        if ("fix" in rule and not same(node.value, rule["fix"])) or (
            "pat" in rule and not covers(node.value, rule["pat"])
        ):
            yield place.error("pattern", node.location, "the profile asks for another value")
        if node.value is None:
            return
        if "b" in rule and not within(self._definitions.values(rule["b"]), node.value):
            yield place.error("code-invalid", node.location, "not of the value set", values=rule["b"])
        for key, holds in self._definitions.invariants(rule.get("i", [])):
            env: Object = {"resource": place.resource, "rootResource": place.resource, "context": node.value}
            if truth(holds([(node.value, None)], env)) is False:
                yield place.error("invariant", node.location, "a rule of the profile is broken", key=key)

    def _typed(self, rule: ProfileNode, node: Node, place: Place) -> Iterator[Issue]:
        kind, value = _type(node), tree.obj(node.value)
        if "ty" in rule and kind and kind not in self._types(rule):
            yield place.error("type", node.location, "the profile asks for another type", type=kind)
        if (found := self._references.type(value)) and found not in rule.get("t", [found]):
            yield place.error("reference-type", node.location, "the profile asks for another target", type=found)
        for url in rule.get("pr", []):
            if self._definitions.profiles.get(url, {}).get("type") == kind:
                yield from self.check(value, node.location, url)

    def _types(self, rule: ProfileNode) -> list[str]:
        """The types of an element, as the keys of a choice, or resources, say them."""
        profiles = [self._definitions.profiles[url] for url in rule.get("pr", []) if url in self._definitions.profiles]
        return [one["type"] for one in profiles] or [_capital(kind) for kind in rule.get("ty", [])]

    def _in_slice(self, rule: ProfileNode, one: ProfileNode, node: Node) -> bool:
        return all(self._matches(how, path, one, node) for how, path in rule["d"])

    def _matches(self, how: str, path: str, rule: ProfileNode, node: Node) -> bool:
        nodes = [node]
        for step in [] if path == "$this" else path.split("."):
            below = rule.get("c", {})
            name = step if step in below else f"{step}[x]"
            rule, nodes = below.get(name, {}), [child for one in nodes for child in children(one, name)]
        if how == "exists":
            return bool(nodes) == (rule.get("max") != 0)
        if how == "type":
            return any(_type(one) in self._types(rule) for one in nodes)
        expected = rule.get("fix", rule.get("pat"))
        return any(covers(one.value, expected) for one in nodes)


def children(node: Node, name: str) -> list[Node]:
    """The elements `name` of an element; of a choice (`value[x]`) whichever there is; also what has extensions only."""
    holder, step = tree.obj(node.value), name.removesuffix("[x]")
    plain = dict.fromkeys(key.removeprefix("_") for key in holder)
    found = []
    for key in plain if step != name else [name]:
        if key.startswith(step) and (step == name or key[len(step) :][:1].isupper()):
            found += _listed(holder.get(key), holder.get(f"_{key}"), f"{node.location}.{step}", key[len(step) :])
    return found


def _listed(own: Json, beside: Json, location: str, kind: str) -> list[Node]:
    if not isinstance(own, list) and not isinstance(beside, list):
        return [] if own is None and beside is None else [Node(own, location, kind)]
    values = own if isinstance(own, list) else [None] * len(tree.items(beside))
    return [Node(value, f"{location}[{index}]", kind) for index, value in enumerate(values)]


def covers(value: Json, pattern: Json) -> bool:
    """Whether a value has all that a pattern has (https://hl7.org/fhir/R4/elementdefinition.html, pattern[x])."""
    if isinstance(pattern, dict):
        given = tree.obj(value)
        return all(key in given and covers(given[key], inner) for key, inner in pattern.items())
    if isinstance(pattern, list):
        return all(any(covers(one, inner) for one in tree.items(value)) for inner in pattern)
    return same(value, pattern)


def _counted(rule: ProfileNode, count: int, location: str, place: Place) -> Iterator[Issue]:
    least, most = rule.get("min", 0), rule.get("max", count)
    if count < least:
        yield place.error("too-few" if count else "missing", location, "the profile asks for more", min=least)
    if count > most:
        yield place.error("too-many" if most else "forbidden", location, "the profile allows less", max=most)


def _type(node: Node) -> str:
    return node.type or tree.text(tree.obj(node.value).get("resourceType"))


def _capital(kind: str) -> str:
    return kind[:1].upper() + kind[1:]

"""Whether resources are what their profiles say: trees of what a profile adds to R4. Twin: check_profile.js.

For a resource in which nothing is wrong so far. Slices are told apart by value, pattern, type or exists.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from navette.fhir import tree
from navette.fhir.check_references import References
from navette.fhir.check_structure import within
from navette.fhir.definitions import Definitions, ProfileNode
from navette.fhir.fhirpath import truth
from navette.fhir.fhirpath_values import same
from navette.fhir.issue import Issue, error
from navette.fhir.strict import Json, Object

_ON_VALUES: Final = frozenset({"fix", "pat", "b", "i"})
_ON_TYPES: Final = frozenset({"ty", "t", "pr"})


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
        sliced = self._sliced(rule, nodes)
        for node in nodes:
            if not _ON_VALUES.isdisjoint(rule):
                yield from self._value(rule, node, place)
            if not _ON_TYPES.isdisjoint(rule):
                yield from self._typed(rule, node, place)
            for name, child in rule.get("c", {}).items():
                below = Place(place.resource, place.profile, f"{place.element}.{name}")
                found, step = children(node, name), name.removesuffix("[x]")
                yield from self._element(child, found, f"{node.location}.{step}", below)
            if rule.get("closed") and not any(node is one for chosen in sliced.values() for one in chosen):
                yield place.error("outside-slices", node.location, "the profile allows nothing else here")
        for name, chosen in sliced.items():
            yield from self._element(rule["s"][name], chosen, location, place._replace(slice=name))

    def _value(self, rule: ProfileNode, node: Node, place: Place) -> Iterator[Issue]:
        if ("fix" in rule and not same(node.value, rule["fix"])) or (
            "pat" in rule and not covers(node.value, rule["pat"])
        ):
            yield place.error("pattern", node.location, "the profile asks for another value")
        if node.value is None:
            return
        if "b" in rule and not within(self._definitions.values(rule["b"]), node.value):
            yield place.error("code-invalid", node.location, "not of the value set", values=rule["b"])
        for key, holds in self._definitions.invariants(rule["i"]) if "i" in rule else ():
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

    def _sliced(self, rule: ProfileNode, nodes: Sequence[Node]) -> Mapping[str, list[Node]]:
        """The nodes of each slice. What tells slices apart is looked up once for all of them."""
        found: dict[str, list[Node]] = {name: [] for name in rule.get("s", ())}
        if not found or not nodes:
            return found
        tests = {
            name: [self._test(how, _inside(one, path)) for how, path in rule["d"]] for name, one in rule["s"].items()
        }
        for node in nodes:
            reached = [_along(node, path, rule) for _how, path in rule["d"]]
            for name, chosen in found.items():
                if all(test(there) for test, there in zip(tests[name], reached, strict=True)):
                    chosen.append(node)
        return found

    def _test(self, how: str, rule: ProfileNode) -> Callable[[Sequence[Node]], bool]:
        """What tells whether an element is of a slice, from what stands at the end of a discriminator's path."""
        if how == "exists":
            return lambda nodes: bool(nodes) == (rule.get("max") != 0)
        if how == "type":
            kinds = self._types(rule)
            return lambda nodes: any(_type(one) in kinds for one in nodes)
        expected = rule.get("fix", rule.get("pat"))
        return lambda nodes: any(covers(one.value, expected) for one in nodes)


def _along(node: Node, path: str, rule: ProfileNode) -> list[Node]:
    """What stands at the end of a discriminator's path."""
    nodes, below = [node], list(rule["s"].values())
    for step in _steps(path):
        name = f"{step}[x]" if any(f"{step}[x]" in one.get("c", {}) for one in below) else step
        nodes = [child for one in nodes for child in children(one, name)]
        below = [one["c"][name] for one in below if name in one.get("c", {})]
    return nodes


def _inside(rule: ProfileNode, path: str) -> ProfileNode:
    """What a slice says of what stands there."""
    for step in _steps(path):
        below = rule.get("c", {})
        rule = below.get(step) or below.get(f"{step}[x]") or {}
    return rule


def _steps(path: str) -> list[str]:
    return [] if path == "$this" else path.split(".")


def children(node: Node, name: str) -> list[Node]:
    """The elements `name` of an element; of a choice (`value[x]`) whichever there is; also what has extensions only."""
    holder, step = tree.obj(node.value), name.removesuffix("[x]")
    location = f"{node.location}.{step}"
    if step == name:
        return _listed(holder.get(name), holder.get(f"_{name}"), location, "")
    keys = dict.fromkeys(key.removeprefix("_") for key in holder)
    kinds = [key[len(step) :] for key in keys if key.startswith(step)]
    return [
        one
        for kind in kinds
        if "A" <= kind[:1] <= "Z"
        for one in _listed(holder.get(step + kind), holder.get(f"_{step}{kind}"), location, kind)
    ]


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

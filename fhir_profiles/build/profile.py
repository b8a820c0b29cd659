"""Our profiles as trees of what they add to R4; the P of the table.

A node: min, max, fix, pat, b (value set), t (targets of a reference), ty (types), pr (our profiles), i (invariants);
c: children by element name; on a sliced element d: discriminators, closed, s: slices by name.
"""

from typing import Final

from fhir_profiles.build.codes import ValueSets
from fhir_profiles.build.invariants import Invariants
from fhir_profiles.build.official import BASE, Definition, Definitions
from fhir_profiles.build.structure import ANY, type_name
from navette.fhir.strict import Object

OURS: Final = f"{BASE}/StructureDefinition/"


class Profiles:
    """The profiles among the definitions that constrain a resource."""

    def __init__(self, definitions: Definitions, sets: ValueSets, rules: Invariants) -> None:
        self._from = definitions
        self._sets = sets
        self._rules = rules

    def all(self) -> dict[str, Object]:
        """Every profile of ours by its canonical url; an extension is none."""
        mine = {url: one for url, one in self._from.profiles.items() if url.startswith(OURS)}
        return {url: self._tree(one) for url, one in mine.items() if one["type"] != "Extension"}

    def _tree(self, profile: Definition) -> Object:
        """What the profile says after what the profile above it says."""
        above = self._from.profiles.get(profile["baseDefinition"])
        root: Object = self._tree(above) if above else {"type": profile["type"]}
        for element in profile["differential"]["element"]:
            _merge(_node(root, element["id"]), self._said(element))
        return root

    def _said(self, element: Definition) -> Object:
        said: Object = {}
        if element.get("min"):
            said["min"] = element["min"]
        if element.get("max", "*") != "*":
            said["max"] = int(element["max"])
        for key, value in element.items():
            for prefix, short in (("fixed", "fix"), ("pattern", "pat")):
                if key.startswith(prefix):
                    said[short] = value
        binding = element.get("binding", {})
        if binding.get("strength") == "required":
            said["b"] = self._sets.key(binding["valueSet"])
        if "type" in element:
            said |= self._typed(element["type"])
        if rules := self._rules.keys(element):
            said["i"] = [*rules]
        if "slicing" in element:
            said |= _sliced(element["slicing"])
        return said

    def _typed(self, kinds: list[Definition]) -> Object:
        said: Object = {"ty": [type_name(kind["code"]) for kind in kinds]}
        targets = [self._type_of(url) for kind in kinds for url in kind.get("targetProfile", [])]
        if targets and ANY not in targets:
            said["t"] = [*targets]
        profiles = [url for kind in kinds for url in kind.get("profile", []) if url.startswith(OURS)]
        if profiles:
            said["pr"] = [*profiles]
        return said

    def _type_of(self, url: str) -> str:
        profile = self._from.profiles.get(url)
        return profile["type"] if profile else url.rpartition("/")[2]


def _node(root: Object, element_id: str) -> Object:
    """The node of an element id, as Bundle.entry:patient.resource, made with all above it."""
    node = root
    for step in element_id.split(".")[1:]:
        name, _, cut = step.partition(":")
        node = _child(_child(node, "c"), name)
        if cut:
            node = _child(_child(node, "s"), cut)
    return node


def _child(node: Object, key: str) -> Object:
    child = node.setdefault(key, {})
    assert isinstance(child, dict)
    return child


def _merge(node: Object, said: Object) -> None:
    """A later word replaces an earlier one; invariants add up."""
    earlier, later = node.get("i", []), said.get("i", [])
    assert isinstance(earlier, list)
    assert isinstance(later, list)
    node |= said
    if rules := [*earlier, *(rule for rule in later if rule not in earlier)]:
        node["i"] = rules


def _sliced(slicing: Definition) -> Object:
    said: Object = {"d": [[one["type"], one["path"]] for one in slicing.get("discriminator", [])]}
    if slicing["rules"] == "closed":
        said["closed"] = 1
    return said

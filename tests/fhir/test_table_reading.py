"""The table says what another reading of R4 says: that of the npm package fhir, made from HL7's own files."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from fhir_profiles.build.codes import UNLISTED
from fhir_profiles.build.official import node_modules
from fhir_profiles.build.table import RESOURCES, TABLE

OTHER = node_modules() / "fhir" / "profiles"

Fact = tuple[str, str, bool, bool, str | None]


@pytest.fixture(scope="module")
def types() -> Any:
    return json.loads(TABLE.read_bytes())["T"]


@pytest.fixture(scope="module")
def other() -> Any:
    return json.loads((OTHER / "types.json").read_bytes())


def spelled(name: str, kinds: list[str]) -> Iterator[tuple[str, str]]:
    """The keys of an element in JSON, with their types."""
    for kind in kinds:
        yield (name[:-3] + kind[0].upper() + kind[1:] if name.endswith("[x]") else name), kind


def ours(types: Any, path: str) -> Iterator[Fact]:
    """Every element below a path: where, of which type, whether needed, whether repeated, from which value set."""
    for name, (least, most, kinds, *more) in types[path]["e"].items():
        for key, kind in spelled(name, kinds):
            choice = key != name
            bound = None if choice or not more else more[0].get("b")
            yield f"{path}.{key}", "" if "." in kind else kind, bool(least), most != 1, bound
            if kind == f"{path}.{name}":
                yield from ours(types, kind)


def theirs(properties: Any, path: str) -> Iterator[Fact]:
    for one in properties:
        name = one["_name"]
        if name.startswith("_"):
            continue
        required = one.get("_valueSetStrength") == "required"
        url = one["_valueSet"].partition("|")[0] if required else None
        kind = "" if one.get("_properties") or "_type" not in one else one["_type"]
        yield f"{path}.{name}", kind, bool(one.get("_required")), bool(one.get("_multiple")), url
        yield from theirs(one.get("_properties", []), f"{path}.{name}")


def compared(facts: Iterator[Fact]) -> dict[str, tuple[str, bool, bool, str | None]]:
    """By path. The other reading calls the id of every element an id, and keeps value sets nobody can list."""
    found = {}
    for path, kind, least, most, url in facts:
        kind = "id" if path.endswith(".id") else "" if kind.startswith("#") else kind
        found[path] = (kind, least, most, None if url in UNLISTED else url)
    return found


@pytest.mark.parametrize(
    "name", [*RESOURCES.split(), "Timing", "Dosage", "Identifier", "Quantity", "Meta", "Signature"]
)
def test_elements_types_cardinalities_and_required_codes(types: Any, other: Any, name: str) -> None:
    mine, his = compared(ours(types, name)), compared(theirs(other[name]["_properties"], name))
    assert {k: v for k, v in mine.items() if his.get(k) != v} == {k: v for k, v in his.items() if mine.get(k) != v}

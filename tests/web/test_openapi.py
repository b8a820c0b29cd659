"""The document for machines, the table for people and the routes are one."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from navette.core.encoding import b64
from navette.web.openapi.document import FAMILIES, document
from navette.web.openapi.shapes import binary
from navette.web.routes import ROUTES
from tests.described import DOCUMENT, fits
from tests.world import World

PAGE = Path(__file__).resolve().parents[2] / "docs" / "spec" / "api.md"
OPERATIONS = [one for family in FAMILIES.values() for one in family]
NAMES = [f"{one.method} {one.path}" for one in OPERATIONS]


def everything(value: object, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of the document and where it is."""
    if isinstance(value, dict):
        yield at, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in inside:
        yield from everything(inner, f"{at}/{name}")


OBJECTS = dict(everything(DOCUMENT))
ITSELF = "/v1/openapi.json/get/responses/200"  # no example of itself
BODIES = {at: one for at, one in OBJECTS.items() if at.endswith("json") and "schema" in one and ITSELF not in at}


def test_it_is_openapi_3_1() -> None:
    OpenAPIV31SpecValidator(document()).validate()


@pytest.mark.asyncio(loop_scope="module")
async def test_it_is_served(world: World) -> None:
    answer = await world.ask("GET", "/v1/openapi.json")
    assert answer.value == document() == DOCUMENT


def test_every_route_is_described_and_the_reverse() -> None:
    assert sorted(NAMES) == sorted(f"{method} {path}" for method, path, _ in ROUTES)


def test_every_route_is_in_the_table_with_who_may_ask() -> None:
    rows = re.findall(r"^\| `([A-Z]+ /\S+)` \| ([a-z, ]+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted((f"{one.method} {one.path}", one.who) for one in OPERATIONS)


def test_each_has_a_name_of_its_own() -> None:
    assert len({one.name for one in OPERATIONS}) == len(OPERATIONS)


def test_each_body_has_an_example_of_its_form() -> None:
    assert len(BODIES) > 100
    for body in BODIES.values():
        fits(body["schema"], body["example"])


def test_every_object_is_closed() -> None:
    described = {at: one for at, one in OBJECTS.items() if one.get("type") == "object" and ITSELF not in at}
    assert len(described) > 30
    assert [at for at, one in described.items() if "additionalProperties" not in one] == []


def test_binary_takes_every_last_symbol() -> None:
    for last in range(256):
        fits(binary(60, ""), b64(bytes(59) + bytes((last,))))


@pytest.mark.parametrize("length", [16, 32, 56, 64, 1168])
def test_binary_takes_the_canonical_spelling_only(length: int) -> None:
    text = b64((bytes(range(256)) * 5)[:length])
    fits(binary(length, ""), text)
    pattern = re.compile(str(binary(length, "")["pattern"]))
    assert not any(map(pattern.search, (text + "A", text[:-1], text[:-1] + "B", text + "=")))  # B: bits of nothing

"""fhir_profiles/definitions/ is what SUSHI makes of fhir_profiles/fsh/, and says what the program's own tables say."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fhir_profiles.build import sushi
from fhir_profiles.build.official import BASE, OURS, node_modules, ours
from navette.core.acknowledgement import CLOSE_CODES, DECLINE_CODES, QUESTION_CODES
from navette.core.deadline import Rule
from navette.resources import folder

MODULES = node_modules()


def defined(kind: str, name: str) -> Any:
    return json.loads((OURS / f"{kind}-{name}.json").read_bytes())


def codes(name: str) -> list[str]:
    return [concept["code"] for concept in defined("CodeSystem", name)["concept"]]


def extensions(value: Any) -> set[str]:
    """The urls of our own extensions in a Questionnaire, with where each stands."""
    match value:
        case dict():
            mine = {one["url"] for one in value.get("extension", []) if one["url"].startswith(BASE)}
            return mine.union(*map(extensions, value.values()))
        case list():
            return set().union(*map(extensions, value))
        case _:
            return set()


def own_codings(value: Any) -> Iterator[tuple[str, str, str | None, str | None]]:
    """System, code, French and English of every coding of ours that a form shows."""
    match value:
        case dict():
            system = value.get("system")
            if isinstance(system, str) and system.startswith(BASE) and "code" in value:
                parts = [part for one in value.get("_display", {}).get("extension", []) for part in one["extension"]]
                english = next((part["valueString"] for part in parts if part["url"] == "content"), None)
                yield system, value["code"], value.get("display"), english
            for inner in value.values():
                yield from own_codings(inner)
        case list():
            for inner in value:
                yield from own_codings(inner)


def test_the_definitions_are_those_of_the_sources() -> None:
    made = sushi.compile_all(MODULES)
    assert {path.name: path.read_text(encoding="utf-8") for path in OURS.glob("*.json")} == made


@pytest.mark.soak  # seven seconds of node
def test_a_fault_in_a_source_is_told(tmp_path: Path) -> None:
    sources = tmp_path / "fsh"
    sources.mkdir()
    (sources / "sushi-config.yaml").write_text((sushi.SOURCES / "sushi-config.yaml").read_text())
    (sources / "patient.fsh").write_text("Profile: Wrong\nParent: Patient\n* nickname 1..1\n")
    with pytest.raises(sushi.SushiError, match="nickname"):
        sushi.compile_all(MODULES, sources)


def test_canonical_and_version() -> None:
    for one in ours():
        assert one["url"] == f"{BASE}/{one['resourceType']}/{one['id']}"
        assert (one["version"], one["status"]) == ("1.0.0", "active")
        assert one["title"]
        assert one["description"]


@pytest.mark.docs
def test_the_readme_lists_them() -> None:
    shown = set(
        re.findall(r"^\| `([a-z-]+)` \|", (OURS.parent / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {one["id"] for one in ours() if one["resourceType"] == "StructureDefinition"} <= shown
    assert {path.stem for path in (OURS.parent / "questionnaires").glob("*.json")} <= shown


def test_the_reasons_are_those_people_may_give() -> None:
    assert set(codes("handoff-reason")) == {*DECLINE_CODES, *QUESTION_CODES, *CLOSE_CODES}
    [include] = defined("ValueSet", "decline-reason")["compose"]["include"]
    assert tuple(concept["code"] for concept in include["concept"]) == DECLINE_CODES


def test_the_clocks_are_those_of_the_core() -> None:
    assert codes("deadline-rule") == [rule.value for rule in Rule]


FORMS = pytest.mark.parametrize(
    "path", sorted((folder("fhir_profiles") / "questionnaires").glob("*.json")), ids=lambda path: path.stem
)


@FORMS
def test_the_extensions_of_a_form_are_defined(path: Path) -> None:
    known = {one["url"] for one in ours() if one.get("type") == "Extension"}
    assert extensions(json.loads(path.read_bytes())) <= known


@FORMS
def test_the_codes_of_a_form_are_defined_in_the_same_words(path: Path) -> None:
    known = {
        (one["url"], concept["code"]): (concept["display"], concept["designation"][0]["value"])
        for one in ours()
        if one.get("language") == "fr"
        for concept in one["concept"]
    }
    for system, code, french, english in own_codings(json.loads(path.read_bytes())):
        assert french in (None, known[system, code][0])
        assert english in (None, known[system, code][1])

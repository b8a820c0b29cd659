"""navette/fhir/table.json: what the official definitions and ours come to."""

import gzip
import json
from typing import Any

import pytest

from fhir_profiles.build.codes import ValueSets
from fhir_profiles.build.invariants import LEFT_OUT, Invariants
from fhir_profiles.build.official import Definitions, node_modules, read
from fhir_profiles.build.profile import Profiles
from fhir_profiles.build.structure import Types
from fhir_profiles.build.table import RESOURCES, TABLE, build
from navette.core.errors import NavetteError

PROFILE = "https://navette.example/fhir/StructureDefinition/navette-"


@pytest.fixture(scope="module")
def official() -> Definitions:
    return read(node_modules())


@pytest.fixture(scope="module")
def table() -> Any:
    return json.loads(TABLE.read_bytes())


def rule(expression: str, key: str = "rule-1") -> Any:
    constraint = {"key": key, "severity": "error", "expression": expression}
    return {"path": "Patient", "constraint": [constraint]}


def concepts(*names: str) -> list[dict[str, str]]:
    return [{"code": name} for name in names]


def value_set(url: str, **compose: Any) -> dict[str, Any]:
    return {"resourceType": "ValueSet", "url": url, "compose": compose}


def test_the_table_is_the_one_the_definitions_give() -> None:
    assert build(node_modules()) == TABLE.read_text(encoding="utf-8")


def test_it_is_small_enough_for_a_browser() -> None:
    raw = TABLE.read_bytes()
    assert len(raw) < 145_000
    assert len(gzip.compress(raw, 9, mtime=0)) < 20_000


def test_every_resource_is_known_some_by_name_alone(table: Any) -> None:
    resources = {name for name, said in table["T"].items() if said.get("r")}
    assert len(resources) == 146
    assert {name for name in resources if "e" in table["T"][name]} == set(RESOURCES.split())
    assert table["T"]["Questionnaire"] == {"r": 1}


def test_an_element(table: Any) -> None:
    patient = table["T"]["Patient"]["e"]
    assert patient["birthDate"] == [0, 1, ["date"]]
    assert patient["gender"] == [0, 1, ["code"], {"b": "http://hl7.org/fhir/ValueSet/administrative-gender"}]
    assert patient["managingOrganization"] == [0, 1, ["Reference"], {"t": ["Organization"]}]
    assert patient["multipleBirth[x]"] == [0, 1, ["boolean", "integer"]]
    assert patient["contact"] == [0, 0, ["Patient.contact"]]


def test_what_an_element_borrows_from_another_keeps_its_rules(table: Any) -> None:
    assert table["T"]["QuestionnaireResponse.item.answer"]["e"]["item"] == [0, 0, ["QuestionnaireResponse.item"]]
    assert table["T"]["QuestionnaireResponse.item"]["i"] == ["qrs-1"]


def test_rules_of_a_type_are_not_said_again_by_its_elements(table: Any) -> None:
    assert table["T"]["Quantity"]["i"] == ["qty-3"]
    assert table["T"]["Observation.referenceRange"]["e"]["low"] == [0, 1, ["Quantity"], {"i": ["sqty-1"]}]


def test_two_rules_that_share_a_key_are_both_there(table: Any) -> None:
    assert table["T"]["Task"]["i"][-1] == "inv-1"
    assert table["T"]["Parameters.parameter"]["i"] == ["inv-1 Parameters.parameter"]


def test_patterns_are_the_same_in_both_languages(table: Any) -> None:
    patterns = [said["p"] for said in table["T"].values() if said.get("p")]
    assert len(patterns) == 19
    assert not [pattern for pattern in patterns if any(f"\\{one}" in pattern for one in "sSdDwWbB")]


def test_nothing_for_people_to_read_is_in_it(table: Any) -> None:
    assert b"descri" not in TABLE.read_bytes().replace(b'"description"', b"")
    assert not set(table["I"]) & set(LEFT_OUT)


def test_every_name_in_the_table_leads_somewhere(table: Any) -> None:
    for said in table["T"].values():
        for _, _, types, *more in said.get("e", {}).values():
            assert set(types) <= {*table["T"], "Resource"}
            for one in more:
                assert one.get("b") is None or one["b"] in table["V"]
                assert set(one.get("i", [])) <= set(table["I"])
                assert all(table["T"][target]["r"] for target in one.get("t", []))


def test_a_profile_says_what_the_one_above_it_says(table: Any) -> None:
    patient, ins = table["P"][f"{PROFILE}patient"], table["P"][f"{PROFILE}patient-ins"]
    assert ins["c"]["name"] == patient["c"]["name"]
    assert ins["i"] == [*patient["i"], "navette-ins-1", "navette-ins-2"]
    assert ins["c"]["identifier"]["min"] == 1
    assert "min" not in patient["c"]["identifier"]


def test_an_extension_is_no_profile(table: Any) -> None:
    assert all(said["type"] in table["T"] for said in table["P"].values())
    assert "Extension" not in {said["type"] for said in table["P"].values()}


@pytest.mark.parametrize("text", ["name.memberOf('x')", "name.exists(", "%nobody.exists()", "link.resolve().exists()"])
def test_an_invariant_nobody_can_evaluate_fails_the_build(text: str) -> None:
    with pytest.raises((NavetteError, ValueError)):
        Invariants().keys(rule(text))


def test_warnings_and_what_is_left_out_by_name_are_not_parsed() -> None:
    rules = Invariants()
    assert rules.keys(rule("name.memberOf('x')", key="txt-1")) == []
    gentle = rule("name.memberOf('x')")
    gentle["constraint"][0]["severity"] = "warning"
    assert rules.keys(gentle) == []
    assert rules.parsed == {}


def test_a_value_set_nobody_can_list_fails_the_build() -> None:
    definitions = Definitions()
    definitions.add(value_set("urn:far", include=[{"system": "urn:elsewhere"}]))
    definitions.add(
        value_set("urn:regex", include=[{"system": "urn:s", "filter": [{"property": "code", "op": "regex"}]}])
    )
    definitions.add({"resourceType": "CodeSystem", "url": "urn:s", "concept": concepts("a")})
    for url in ("urn:far", "urn:regex"):
        with pytest.raises(LookupError):
            ValueSets(definitions).key(url)


def test_the_codes_of_a_value_set() -> None:
    definitions = Definitions()
    tree = [{"code": "a", "concept": [{"code": "b", "concept": concepts("c")}, *concepts("d")]}, *concepts("e")]
    definitions.add({"resourceType": "CodeSystem", "url": "urn:s", "concept": tree})
    under_a = {"system": "urn:s", "filter": [{"property": "concept", "op": "descendent-of", "value": "a"}]}
    is_b = {"system": "urn:s", "filter": [{"property": "concept", "op": "is-a", "value": "b"}]}
    definitions.add(value_set("urn:under", include=[under_a]))
    definitions.add(
        value_set("urn:less", include=[{"system": "urn:s"}], exclude=[{"system": "urn:s", "concept": concepts("e")}])
    )
    definitions.add(
        value_set(
            "urn:both", include=[is_b | {"valueSet": ["urn:under"]}, {"system": "urn:t", "concept": concepts("x", "x")}]
        )
    )
    sets = ValueSets(definitions)
    for url in ("urn:under", "urn:less|1.0", "urn:both"):
        assert sets.key(url) == url.partition("|")[0]
    assert sets.listed == {
        "urn:under": {"urn:s": ["b", "c", "d"]},
        "urn:less": {"urn:s": ["a", "b", "c", "d"]},
        "urn:both": {"urn:s": ["b", "c"], "urn:t": ["x"]},
    }


def test_a_confidentiality_is_one_of_six(table: Any) -> None:
    found = table["V"]["http://terminology.hl7.org/ValueSet/v3-ConfidentialityClassification"]
    assert found == {"http://terminology.hl7.org/CodeSystem/v3-Confidentiality": ["U", "L", "M", "N", "R", "V"]}


def test_a_pattern_two_languages_read_differently_fails_the_build(official: Definitions) -> None:
    changed = json.loads(json.dumps(official.structures["oid"]).replace("urn:oid:", "\\\\s*urn:oid:"))
    definitions = Definitions(structures={**official.structures, "oid": changed})
    with pytest.raises(ValueError, match="oid"):
        Types(definitions, ValueSets(definitions), Invariants()).add("oid")


def test_only_our_own_profiles_are_kept(official: Definitions) -> None:
    found = Profiles(official, ValueSets(official), Invariants()).all()
    assert len(official.profiles) > len(found) == 21
    assert all(url.startswith(PROFILE) for url in found)

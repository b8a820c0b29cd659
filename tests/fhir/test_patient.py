import itertools
import json
from typing import Any

import pytest

from navette.fhir import answers, strict
from navette.fhir.form import by_name, compiled
from navette.fhir.patient import faults, patient
from tests.fhir.small import WHO, form, group, item, option
from tests.js.engine import Call
from tests.js.node import run_node

TODAY = "2026-11-22"
FORM = by_name("admission")
STATUSES = ("PROV", "RECUP", "VALI", "QUAL")
INS = {
    "patient.ins": "2 38 04 43 137 018 88",
    "patient.ins-type": "INS-NIR",
    "patient.birth-place": "43137",
    "patient.birth-date": "1938-04-17",
    "patient.status": "QUAL",
}


def broken(changed: dict[str, Any], *, production: bool = False) -> list[tuple[str, str]]:
    row = answers.check(FORM, {**WHO, **changed}).row
    return [(fault.rule, fault.item) for fault in faults(row, today=TODAY, production=production)]


def written(changed: dict[str, Any]) -> Any:
    assert broken(changed) == []
    return json.loads(strict.write(patient(answers.check(FORM, {**WHO, **changed}).row, general_practitioner=None)))


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        (INS, []),
        ({**INS, "patient.status": "VALI"}, [("not-qualified", "patient.status")]),
        ({"patient.doubt": "DOUT"}, []),
        ({"patient.doubt": "DOUT", "patient.status": "VALI"}, [("doubtful", "patient.status")]),
        ({**INS, "patient.birth-place": None}, [("traits", "patient.birth-place")]),
        ({**INS, "patient.birth-date": "1938"}, [("traits", "patient.birth-date")]),
        ({**INS, "patient.ins": "1"}, [("format", "patient.ins")]),
        ({**INS, "patient.ins-type": None}, [("traits", "patient.ins-type")]),
        ({"patient.birth-date": "2026-11-23"}, [("birth-date", "patient.birth-date")]),
        ({"patient.family": None, "patient.sex": None}, [("traits", "patient.family"), ("traits", "patient.sex")]),
        (
            {**INS, "patient.status": "PROV", "patient.ins": "1", "patient.birth-date": "2027"},
            [
                ("not-qualified", "patient.status"),
                ("format", "patient.ins"),
                ("traits", "patient.birth-date"),
                ("birth-date", "patient.birth-date"),
            ],
        ),
    ],
)
def test_every_rule_broken(changed: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert broken(changed) == found


@pytest.mark.parametrize("kind", ["INS-NIR-TEST", "INS-NIR-DEMO"])
def test_trials_stay_out_of_production(kind: str) -> None:
    changed = {**INS, "patient.ins-type": kind}
    assert broken(changed) == []
    assert broken(changed, production=True) == [("test-identity", "patient.ins-type")]


def test_a_form_of_a_site_may_ask_for_another_status() -> None:
    status = item("patient.status", "choice", answerOption=[option("urn:x", "sure", "Sûr")])
    asked = form(group("again", status))
    row = answers.check(asked, {**WHO, "patient.status": "sure"}).row
    assert [fault.rule for fault in faults(row, today=TODAY, production=False)] == ["traits"]


def test_a_patient_without_a_matricule_claims_no_profile() -> None:
    found = written({})
    assert "meta" not in found
    assert "identifier" not in found
    assert [one["url"].rpartition("/")[2] for one in found["extension"]] == ["fr-core-identity-reliability"]


def test_a_patient_with_a_matricule() -> None:
    found = written(INS)
    assert found["meta"]["profile"] == ["https://navette.example/fhir/StructureDefinition/navette-patient-ins"]
    assert found["identifier"][0]["value"] == "238044313701888"
    assert found["identifier"][0]["system"] == "urn:oid:1.2.250.1.213.1.4.8"


def test_the_names_in_use() -> None:
    found = written({"patient.used-family": "B", "patient.used-given": "C"})
    assert found["name"][1] == {"use": "usual", "family": "B", "given": ["C"]}


def test_javascript_finds_the_same_faults() -> None:
    values: list[list[Any]] = [
        [*STATUSES, None],
        [None, "DOUT", "FICT"],
        [None, "238044313701888", "238042a13701888", "x"],
        [None, "INS-NIR", "INS-NIR-TEST"],
        ["1938-04-17", "1938", "2026-11-23", None],
        ["43137", None],
    ]
    keys = ["status", "doubt", "ins", "ins-type", "birth-date", "birth-place"]
    sets = [
        {**WHO, **{f"patient.{key}": one for key, one in zip(keys, each, strict=True)}}
        for each in itertools.islice(itertools.product(*values), 0, None, 7)
    ]
    text = strict.write(compiled(FORM)).decode()
    calls = [
        Call("tests/js/documents.mjs", "broken", (text, json.dumps(given), TODAY, at % 2 == 0))
        for at, given in enumerate(sets)
    ]
    ours = [broken(given, production=at % 2 == 0) for at, given in enumerate(sets)]
    assert [[(one["rule"], one["item"]) for one in found] for found in run_node(calls)] == ours

"""`send --from` and `reply --from`: a fiche begins with what an earlier one of the same patient says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.documents import of_other_software, resource
from tests.cli.territory import Territory

WARD = "geriatrie@ch-du-gier.example"
HEART = "cardiologie@ch-du-gier.example"
SEND = ("send", "--to", WARD)
MARGUERITE = {"patient.family": "faure test", "patient.birth-date": "1938-04-17"}
TODAY = {"referral.reason": "Nouvelle chute", "comment.none": True}


@pytest.fixture(scope="module")
def running(settled: Territory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Territory]:
    territory = settled.copy(tmp_path_factory.mktemp("reuse") / "territory")
    with territory.server:
        yield territory


@pytest.fixture(scope="module")
def admission(running: Territory) -> str:
    """The reference of Dr Martin's letter to the ward, which has opened it."""
    reference = said(running, "martin", *SEND, "--form", "admission", "--answers", "admission.json")["reference"]
    assert running.run("leroy", "open", reference).returncode == 0
    return str(reference)


def write(territory: Territory, name: str, answers: Any) -> str:
    (territory.root / name).write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
    return name


def said(territory: Territory, person: str, *words: str) -> Any:
    done = territory.run(person, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def failure(territory: Territory, person: str, *words: str) -> tuple[int, str]:
    """The exit code, and the code of what is said last."""
    done = territory.run(person, *words, "--json")
    assert done.stdout == b""
    return done.returncode, json.loads(done.stderr.splitlines()[-1])["error"]


def document(territory: Territory, reference: str) -> Any:
    return json.loads(territory.run("leroy", "open", reference, "--json").stdout)


def names(tree: Any, kind: str, element: str) -> list[str]:
    found = (one["resource"] for one in tree["entry"] if one["resource"]["resourceType"] == kind)
    return [one[element]["text"] for one in found if "text" in one.get(element, {})]


def test_the_last_one_of_the_same_patient(running: Territory, admission: str) -> None:
    write(running, "today.json", {**MARGUERITE, **TODAY})
    options = ("--form", "admission", "--answers", "today.json", "--from", "last")
    made = document(running, said(running, "martin", *SEND, *options)["reference"])
    patient = resource(made, "Patient")
    assert patient["name"][0]["given"] == ["Marguerite", "Jeanne"]
    assert patient["identifier"][0]["value"] == "238044313701888"
    assert names(made, "AllergyIntolerance", "code") == ["Amoxicilline"]
    assert len(names(made, "MedicationStatement", "medicationCodeableConcept")) == 2
    assert resource(made, "ServiceRequest")["reasonCode"] == [{"text": "Nouvelle chute"}]
    assert "Chutes répétées" not in json.dumps(made, ensure_ascii=False)


def test_only_some_blocks_of_a_fiche_that_is_named(running: Territory, admission: str) -> None:
    write(running, "today.json", {**TODAY, "current-treatments.none": True})
    options = ("--form", "admission", "--answers", "today.json", "--from", admission, "--urgency", "urgent")
    blocks = ("--reuse", "patient", "--reuse", "allergies")
    made = document(running, said(running, "martin", *SEND, *options, *blocks)["reference"])
    assert names(made, "AllergyIntolerance", "code") == ["Amoxicilline"]
    assert names(made, "MedicationStatement", "medicationCodeableConcept") == []
    assert names(made, "Procedure", "code") == []


def test_what_was_typed_is_what_is_sent(running: Territory, admission: str) -> None:
    typed = {**TODAY, "allergies.none": True, "attending-doctor.name": "Dr Jean Roux"}
    write(running, "today.json", typed)
    options = ("--form", "admission", "--answers", "today.json", "--from", admission)
    made = document(running, said(running, "martin", *SEND, *options)["reference"])
    assert names(made, "AllergyIntolerance", "code") == []
    doctors = [one["resource"] for one in made["entry"] if one["resource"]["resourceType"] == "Practitioner"]
    roux = next(one for one in doctors if one["name"] == [{"text": "Dr Jean Roux"}])
    assert "identifier" not in roux


def test_a_discharge_letter_begins_with_the_admission_it_answers(running: Territory, admission: str) -> None:
    answers = json.loads((running.root / "discharge.json").read_text(encoding="utf-8"))
    known = ("patient.", "attending-doctor.", "allerg")
    write(running, "left.json", {name: value for name, value in answers.items() if not name.startswith(known)})
    options = ("--form", "discharge", "--answers", "left.json", "--from", admission, "--keep-open")
    made = said(running, "leroy", "reply", admission, *options)
    sealed = running.run("martin", "open", made["reference"], "--json").stdout
    assert resource(json.loads(sealed), "Patient")["name"][0]["family"] == "FAURE-TEST"
    assert names(json.loads(sealed), "AllergyIntolerance", "code") == ["Amoxicilline"]
    shown = running.run("martin", "open", made["reference"])
    assert shown.stdout.decode().splitlines()[0].startswith(f"{made['reference']}  ")  # it is what was entered


REFUSED: list[tuple[dict[str, Any], tuple[str, ...], tuple[int, str]]] = [
    ({"patient.family": "AUTRE", "patient.birth-date": "1938-04-17"}, ("--from", "{ref}"), (4, "another-patient")),
    ({"patient.family": "FAURE-TEST"}, ("--from", "{ref}"), (4, "another-patient")),
    ({"patient.family": "AUTRE", "patient.birth-date": "1938-04-17"}, ("--from", "last"), (4, "no-earlier")),
    ({"patient.family": "FAURE-TEST"}, ("--from", "last"), (4, "no-earlier")),
    ({}, ("--from", "{ref}", "--reuse", "allergie"), (4, "unknown-block")),
    ({}, ("--from", "NV-0000-000"), (13, "unknown-reference")),
    ({}, ("--reuse", "allergies"), (2, "usage")),
]


@pytest.mark.parametrize(("typed", "options", "expected"), REFUSED)
def test_what_is_not_taken_over(
    running: Territory, admission: str, typed: dict[str, Any], options: tuple[str, ...], expected: tuple[int, str]
) -> None:
    write(running, "today.json", {**typed, **TODAY})
    words = [word.format(ref=admission) for word in options]
    assert failure(running, "martin", *SEND, "--form", "admission", "--answers", "today.json", *words) == expected


@pytest.mark.parametrize(
    "words", [("--form", "admission", "--from", "last"), ("--bundle", "other.json", "--from", "last"), ("--from", "x")]
)
def test_what_cannot_be_asked_together(running: Territory, words: tuple[str, ...]) -> None:
    write(running, "other.json", {})
    assert failure(running, "martin", *SEND, *words) == (2, "usage")


def test_who_never_sent_nor_opened_anything_of_the_patient(running: Territory, admission: str) -> None:
    write(running, "today.json", {**MARGUERITE, **TODAY})
    options = ("--form", "admission", "--answers", "today.json", "--from", "last")
    assert failure(running, "vidal", *SEND, *options) == (4, "no-earlier")


def test_a_fiche_of_other_software_gives_no_answers(running: Territory, admission: str) -> None:
    write(running, "other.json", of_other_software(running.run("martin", "open", admission, "--json").stdout))
    said(running, "martin", *SEND, "--form", "admission", "--answers", "admission.json")  # the last one with answers
    reference = said(running, "martin", "send", "--to", HEART, "--bundle", "other.json")["reference"]
    write(running, "today.json", TODAY)
    options = ("--form", "admission", "--answers", "today.json", "--from")
    assert failure(running, "vidal", *SEND, *options, reference) == (4, "no-answers")
    asked = said(running, "vidal", "question", reference, "--text", "Quel poids ?")
    assert asked["reference"] == reference
    question = json.loads(running.run("martin", "inbox", "--json").stdout.splitlines()[-1])["reference"]
    assert failure(running, "martin", *SEND, *options, question) == (4, "no-answers")
    write(running, "today.json", {**MARGUERITE, **TODAY})
    assert said(running, "martin", *SEND, *options, "last")["reference"]  # the others are looked at as before

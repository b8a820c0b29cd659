"""`navette forms`, the installed program in its own processes: what people and programs read, what is kept."""

import json
from pathlib import Path
from typing import Any

import pytest

from navette.cli.text import columns
from navette.resources import folder
from tests.cli.person import Person
from tests.cli.territory import Territory

NAMES = {path.stem for path in (folder("fhir_profiles") / "questionnaires").glob("*.json")}
LONGEST = max(NAMES, key=len)


@pytest.fixture
def nobody(tmp_path: Path) -> Territory:
    """A machine where nobody has joined: the forms of the program are there all the same."""
    return Territory(tmp_path, 0)


def published(name: str) -> Any:
    return json.loads((folder("fhir_profiles") / "questionnaires" / f"{name}.json").read_text(encoding="utf-8"))


def test_the_list_for_a_program(nobody: Territory) -> None:
    done = nobody.run("nobody", "forms", "--json", "--lang", "fr")
    assert (done.returncode, done.stderr) == (0, b"")
    rows = {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert set(rows) == NAMES
    assert rows["admission"] == {
        "name": "admission",
        "url": "https://navette.example/fhir/Questionnaire/admission",
        "version": "1.0.0",
        "title": "Lettre de liaison à l'entrée",
        "short": "Entrée",
        "clock": "urgency",
        "site": False,
    }


@pytest.mark.parametrize("width", [40, 80, 100])
@pytest.mark.parametrize(("lang", "title"), [("fr", "Lettre"), ("en", "Admission")])
def test_the_list_fits_and_no_name_is_cut(nobody: Territory, width: int, lang: str, title: str) -> None:
    shown = nobody.run("nobody", "forms", "--lang", lang, environ={"COLUMNS": str(width)}).stdout.decode()
    assert all(columns(line) <= width for line in shown.splitlines())
    assert all(name in shown for name in NAMES)
    assert title in shown
    assert (
        nobody.run("nobody", "forms", "list", "--lang", lang, environ={"COLUMNS": str(width)}).stdout.decode() == shown
    )


@pytest.mark.parametrize(("lang", "line"), [("fr", "Modèle: dlu"), ("en", "Form: dlu")])
def test_the_list_read_aloud(nobody: Territory, lang: str, line: str) -> None:
    lines = nobody.run("nobody", "forms", "--plain", "--lang", lang, environ={"COLUMNS": "40"}).stdout.decode()
    assert line in lines.splitlines()
    assert "…" not in lines
    assert published("dlu")["title"] in lines or lang == "en"


def test_a_form_for_a_program_is_its_questionnaire(nobody: Territory) -> None:
    done = nobody.run("nobody", "forms", "show", "admission", "--json")
    assert json.loads(done.stdout) == published("admission")
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", ("patient.family  (une ligne, obligatoire)  Nom de naissance", "vitals.weight  (nombre, kg)  Poids")),
        ("en", ("patient.family  (one line, required)  Birth name", "vitals.weight  (number, kg)  Weight")),
    ],
)
def test_a_form_for_a_person(nobody: Territory, lang: str, said: tuple[str, ...]) -> None:
    shown = nobody.run("nobody", "forms", "show", "admission", "--lang", lang, environ={"COLUMNS": "80"})
    lines = [line.strip() for line in shown.stdout.decode().splitlines()]
    assert set(said) <= set(lines)
    assert "R. 1112-1-1" in shown.stdout.decode()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_form_is_shown_in_the_columns_there_are(nobody: Territory, name: str) -> None:
    shown = nobody.run("nobody", "forms", "show", name, environ={"COLUMNS": "60"}).stdout.decode()
    long = [line for line in shown.splitlines() if columns(line) > 60 and " " in line.strip()]
    assert long == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("forms", "show"), 2),
        (("forms", "list", "admission"), 2),
        (("forms", "show", "nothing-like-it"), 7),
        (("forms", "fill", "admission"), 2),
        (("forms", "fill", "admission", "--answers", "a.json"), 2),
        (("forms", "check", "missing.json"), 13),
    ],
)
def test_what_cannot_be_done(nobody: Territory, words: tuple[str, ...], code: int) -> None:
    done = nobody.run("nobody", *words, "--lang", "en")
    assert (done.returncode, done.stdout) == (code, b"")
    assert b"Traceback" not in done.stderr
    assert not (nobody.root / "a.json").exists()


@pytest.mark.parametrize("name", ["admission", LONGEST])
def test_a_good_form(nobody: Territory, name: str) -> None:
    value = published(name) | {"url": "https://cpts.example/fhir/Questionnaire/wound"}
    (nobody.root / "wound.json").write_text(json.dumps(value), encoding="utf-8")
    done = nobody.run("nobody", "forms", "check", "wound.json", "--lang", "en")
    assert (done.returncode, done.stdout) == (0, b"wound.json is a form that can be used.\n")
    spelled = nobody.run("nobody", "forms", "check", "wound.json", "--json")
    assert json.loads(spelled.stdout) == {"checked": "wound.json"}


@pytest.fixture
def spoiled(nobody: Territory) -> Territory:
    """A form with four faults."""
    value = published("discharge") | {"version": "première"}
    value["extension"] = [one for one in value["extension"] if not one["url"].endswith("manifest-kind")]
    value["item"][0]["item"] = [one for one in value["item"][0]["item"] if one["linkId"] != "patient.family"]
    value["item"][1]["text"] = ""
    (nobody.root / "bad.json").write_text(json.dumps(value), encoding="utf-8")
    return nobody


def test_every_fault_of_a_form_in_a_sentence(spoiled: Territory) -> None:
    done = spoiled.run("nobody", "forms", "check", "bad.json", "--lang", "fr")
    assert done.returncode == 4
    lines = done.stdout.decode().splitlines()
    said = [line for line in lines if line.startswith("erreur : ")]
    assert "erreur : La version du modèle est faite de chiffres et de points : 1.0.0." in said
    assert "erreur : Le modèle ne dit pas s'il est une fiche ou une réponse." in said
    assert any("patient.family" in line for line in said)
    assert "  Questionnaire.version" in lines
    assert len(said) >= 4
    assert done.stderr.decode().splitlines()[0].endswith(f": {len(said)}.")


def test_every_fault_of_a_form_for_a_program(spoiled: Territory) -> None:
    done = spoiled.run("nobody", "forms", "check", "bad.json", "--json", "--lang", "en")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["code"] for row in rows} >= {"form-version", "form-kind", "form-patient", "form-text"}
    assert all(set(row) == {"severity", "code", "location", "says"} for row in rows)
    failure = json.loads(done.stderr)
    assert (failure["error"], failure["exit"], failure["data"]["faults"]) == ("bad-form", 4, len(rows))


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"resourceType":"Patient"}', b"\xff\xfe", b'{"a":1,"a":2}'])
def test_what_is_no_form_at_all(nobody: Territory, raw: bytes) -> None:
    (nobody.root / "bad.json").write_bytes(raw)
    done = nobody.run("nobody", "forms", "check", "bad.json", "--json")
    assert done.returncode == 4
    assert [json.loads(line)["code"] for line in done.stdout.splitlines()] == ["form-file"]


def test_a_name_of_the_program_s_is_not_for_a_site(nobody: Territory) -> None:
    value = published("admission") | {"url": "https://cpts.example/fhir/Questionnaire/discharge"}
    (nobody.root / "mine.json").write_text(json.dumps(value), encoding="utf-8")
    done = nobody.run("nobody", "forms", "check", "mine.json", "--json")
    assert (done.returncode, json.loads(done.stdout)["code"]) == (4, "form-name-taken")


def filling(territory: Territory) -> Person:
    return Person(territory, "nobody", "forms", "fill", "reply", "--answers", "answers.json", "--lang", "fr")


def kept(territory: Territory) -> Any:
    return json.loads((territory.root / "answers.json").read_text(encoding="utf-8"))


FIRST = (("Statut de l'identité", "1"), ("Identité douteuse", ""), ("Matricule INS", ""))


def types(person: Person, *answers: tuple[str, str]) -> None:
    """Each answer once its question is asked, whatever was asked before."""
    for question, answer in answers:
        person.reads(rf"{question}[^\n]*: $")
        person.types(answer)


def test_what_was_typed_is_kept_whatever_stops_it_and_filling_goes_on(nobody: Territory) -> None:
    first = filling(nobody)
    types(first, *FIRST, ("Nom de naissance", "FAURE-TEST"))
    first.reads(r"Prénoms de naissance[^\n]*: $")
    first.interrupts()
    assert first.leaves() == 130
    assert "La même commande reprend là." in first.seen
    assert "Traceback" not in first.seen
    assert kept(nobody)["patient.family"] == "FAURE-TEST"
    assert (nobody.root / "answers.json").stat().st_mode & 0o077 == 0

    second = filling(nobody)
    types(second, ("Statut de l'identité", ""), *FIRST[1:])
    assert "[FAURE-TEST]" in second.reads(r"Nom de naissance[^\n]*: $")
    second.types("")
    types(second, ("Prénoms de naissance", "Marguerite"))
    second.reads("… $")
    second.types("Jeanne")
    second.reads(r"…[^…]*… $")
    second.ends_input()
    assert second.leaves() == 130
    assert kept(nobody)["patient.given"] == ["Marguerite", "Jeanne"]
    assert kept(nobody)["patient.family"] == "FAURE-TEST"


def test_a_whole_form_is_filled_and_what_is_missing_is_told_at_the_end(nobody: Territory) -> None:
    identity = {"patient.status": "QUAL", "patient.family": "FAURE-TEST", "patient.given": ["Marguerite"]}
    (nobody.root / "answers.json").write_text(json.dumps(identity), encoding="utf-8")
    person = filling(nobody)
    asked = 0
    while True:
        seen = person.reads(r"(?:: |… |\(o/n\) |Gardé : |Rempli : )$|Gardé : answers|Rempli : answers")
        if "Gardé : answers" in seen or "Rempli : answers" in seen:
            break
        person.seen, asked = "", asked + 1
        assert asked < 100
        person.types("1938-04-17" if "Date de naissance" in seen else "")
    assert person.leaves() == 0
    assert "Réponses à corriger avant l'envoi" in person.seen
    assert kept(nobody) == identity | {"patient.birth-date": "1938-04-17"}

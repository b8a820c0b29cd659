"""Filling a form at a terminal: what is asked, what is typed, what is kept."""

import pytest

from navette.cli.forms_fill import Given, Interview
from navette.cli.forms_typed import value_of
from navette.fhir.answers import check
from navette.fhir.form import by_name
from navette.fhir.issue import sentence
from navette.fhir.questionnaire import Item, Type
from navette.wording import speak


# Three generations of codes share PROV: the latest is written with its system.
PROVISIONAL = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-identity-status|PROV"


class Desk:
    """Somebody who answers the questions that contain certain words, and leaves the others."""

    def __init__(self, *answers: tuple[str, str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.told: list[str] = []

    def ask(self, question: str) -> str:
        self.asked.append(question)
        for place, (words, typed) in enumerate(self.answers):
            if words in question:
                del self.answers[place]
                return typed
        return ""

    def fill(self, name: str, given: Given | None = None) -> Given:
        interview = Interview(
            by_name(name), given or {}, "fr", self.ask, self.told.append, lambda one: sentence(one, "fr")
        )
        interview.run()
        return interview.given


PATIENT = (
    ("Statut de l'identité", "1"),
    ("Nom de naissance", "FAURE-TEST"),
    ("Prénoms", "Marguerite"),
    ("Prénoms", ""),
    ("Date de naissance", "17/04/1938"),
    ("Sexe", "2"),
)
ENTRY = (
    *PATIENT,
    ("Motif", "Chutes répétées"),
    ("Aucun traitement", "o"),
    ("Aucune allergie", "oui"),
    ("Rien à ajouter", "o"),
)


@pytest.fixture(autouse=True)
def _in_french() -> None:
    speak("fr")


def test_an_admission_filled_line_by_line() -> None:
    given = Desk(*ENTRY, ("", "")).fill("admission")
    assert given == {
        "patient.status": PROVISIONAL,
        "patient.family": "FAURE-TEST",
        "patient.given": ["Marguerite"],
        "patient.birth-date": "1938-04-17",
        "patient.sex": "female",
        "referral.reason": "Chutes répétées",
        "current-treatments.none": True,
        "allergies.none": True,
        "comment.none": True,
    }
    assert check(by_name("admission"), given).faults == ()


def test_rows_are_asked_for_until_there_are_no_more() -> None:
    desk = Desk(
        *PATIENT,
        ("Motif", "Chutes"),
        ("Médicament ou soin", "Bisoprolol 2,5 mg"),
        ("Posologie", "1 le matin"),
        ("Encore : Traitement", "o"),
        ("Médicament ou soin", "Zopiclone"),
        ("Encore : Traitement", "n"),
        ("Aucune allergie", "o"),
        ("Rien à ajouter", "o"),
    )
    assert desk.fill("admission")["current-treatment"] == [
        {"current-treatment.medication": "Bisoprolol 2,5 mg", "current-treatment.dosage": "1 le matin"},
        {"current-treatment.medication": "Zopiclone"},
    ]


def test_what_is_wrong_is_said_and_asked_again() -> None:
    desk = Desk(("Date de naissance", "31/02/1938"), *ENTRY)
    assert desk.fill("admission")["patient.birth-date"] == "1938-04-17"
    assert any("date" in line for line in desk.told)
    assert sum("Date de naissance" in question for question in desk.asked) == 2


def test_what_is_required_is_asked_until_it_is_answered() -> None:
    desk = Desk(("Nom de naissance", ""), *ENTRY)
    assert desk.fill("admission")["patient.family"] == "FAURE-TEST"
    assert any(line.startswith("Il manque") for line in desk.told)


def test_a_question_explains_itself() -> None:
    desk = Desk(("Statut de l'identité", "?"), *ENTRY)
    desk.fill("admission")
    assert any("INSi" in line for line in desk.told)


def test_earlier_answers_stay_or_go() -> None:
    earlier: Given = {"comment.text": "Vit seule", "patient.phone": "+33 4 00 00 00 01", "patient.used-family": "X"}
    desk = Desk(*ENTRY[:-1], ("Téléphone", "-"), ("Nom utilisé", "PEYRARD-TEST"))
    given = desk.fill("admission", earlier)
    assert given["comment.text"] == "Vit seule"
    assert given["patient.used-family"] == "PEYRARD-TEST"
    assert "patient.phone" not in given
    assert any("[Vit seule]" in question for question in desk.asked)


def test_an_answer_that_is_not_asked_any_more_goes() -> None:
    desk = Desk(*ENTRY)
    given = desk.fill("admission", {"allergy": [{"allergy.substance": "Amoxicilline"}]})
    assert "allergy" not in given


def test_nothing_typed_is_lost_when_the_person_stops() -> None:
    def ask(question: str) -> str:
        if "Prénoms" in question:
            raise KeyboardInterrupt
        return Desk(*PATIENT).ask(question)

    interview = Interview(by_name("admission"), {}, "fr", ask, lambda line: None, lambda one: one.code)
    with pytest.raises(KeyboardInterrupt):
        interview.run()
    assert interview.given == {"patient.status": PROVISIONAL, "patient.family": "FAURE-TEST"}


TYPED: list[tuple[Type, str, object]] = [
    ("date", "25/11/2026", "2026-11-25"),
    ("date", "5/1/2026", "2026-01-05"),
    ("date", "11/2026", "2026-11"),
    ("date", "2026-11-25", "2026-11-25"),
    ("date", "hier", "hier"),
    ("dateTime", "25/11/2026 10:30", "2026-11-25T10:30:00+01:00"),
    ("dateTime", "25/07/2026 9h", "2026-07-25T09:00:00+02:00"),
    ("dateTime", "25/11/2026", "2026-11-25"),
    ("dateTime", "31/02/2026 10:30", "31/02/2026 10:30"),
    ("time", "8 h 05", "08:05:00"),
    ("boolean", "Oui", True),
    ("boolean", "n", False),
    ("boolean", "peut-être", "peut-être"),
    ("string", " 3 ", "3"),
]


@pytest.mark.parametrize(("kind", "line", "value"), TYPED)
def test_as_people_type(kind: Type, line: str, value: object) -> None:
    assert value_of(Item("x", kind, "X"), line) == value

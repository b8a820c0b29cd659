"""Filling a form at a terminal: what is asked, what is typed, what is kept."""

import pytest

from navette.cli.forms_fill import Given, Interview, to_correct
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
        assert len(self.asked) < 200, "asked for ever"
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


def test_what_is_required_is_asked_again() -> None:
    desk = Desk(("Nom de naissance", ""), *ENTRY)
    assert desk.fill("admission")["patient.family"] == "FAURE-TEST"
    assert any(line.startswith("Il manque") for line in desk.told)


def test_what_nobody_knows_today_is_left_for_later() -> None:
    desk = Desk(*(pair for pair in ENTRY if pair[0] != "Date de naissance"))
    given = desk.fill("admission")
    assert sum("Date de naissance" in question for question in desk.asked) == 2
    assert "patient.birth-date" not in given
    assert given["patient.sex"] == "female"
    assert [issue.code for issue in to_correct(by_name("admission"), given, 1_795_000_000)] == ["answers-missing"]


def test_what_the_whole_form_says_is_told_too() -> None:
    identity = {"patient.ins": "238044313701888", "patient.ins-type": "INS-NIR-TEST"}
    given: Given = {**Desk(*ENTRY).fill("admission"), **identity}
    found = to_correct(by_name("admission"), given, 1_795_000_000)
    assert "identity-not-qualified" in [issue.code for issue in found]
    assert all(issue.code.startswith(("answers-", "identity-")) for issue in found)


def test_a_question_explains_itself() -> None:
    desk = Desk(("Statut de l'identité", "?"), *ENTRY)
    desk.fill("admission")
    assert any("INSi" in line for line in desk.told)


def test_earlier_answers_stay_or_go() -> None:
    earlier: Given = {
        "comment.text": "Vit seule",
        "comment.none": False,
        "patient.phone": "+33 4 00 00 00 01",
        "patient.used-family": "X",
    }
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


def test_each_line_of_a_long_answer_is_kept() -> None:
    kept: list[object] = []

    def ask(question: str) -> str:
        kept.append(interview.given.get("referral.reason"))
        if question == "…" and kept[-1] == "Chutes\nTA < 100":
            raise KeyboardInterrupt
        return "TA < 100" if question == "…" and kept[-1] else "Chutes" if "Motif" in question else desk.ask(question)

    desk = Desk(*PATIENT)
    interview = Interview(by_name("admission"), {}, "fr", ask, desk.told.append, lambda one: one.code)
    with pytest.raises(KeyboardInterrupt):
        interview.run()
    assert interview.given["referral.reason"] == "Chutes\nTA < 100"


def test_a_row_without_an_answer_is_not_kept() -> None:
    def ask(question: str) -> str:
        if "Posologie" in question or "Médicament" in question:
            raise KeyboardInterrupt
        return desk.ask(question)

    desk = Desk(*PATIENT, ("Motif", "Chutes"))
    interview = Interview(by_name("admission"), {}, "fr", ask, desk.told.append, lambda one: one.code)
    with pytest.raises(KeyboardInterrupt):
        interview.run()
    assert "current-treatment" not in interview.given


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

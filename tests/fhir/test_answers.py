from decimal import Decimal
from typing import Any

import pytest

from navette.core.errors import Refused
from navette.fhir.answers import Row, read
from navette.fhir.form import by_name
from navette.fhir.questionnaire import Coding

Answers = dict[str, Any]


def row(answers: Answers) -> Row:
    return read(by_name("admission"), answers)


def refused(answers: Answers) -> dict[str, str | int]:
    with pytest.raises(Refused) as caught:
        row(answers)
    assert caught.value.code == "answers"
    return caught.value.data


def test_what_was_answered(admission: Answers) -> None:
    found = row(admission)
    assert found.text("patient.family") == "FAURE-TEST"
    assert found.texts("patient.given") == ("Marguerite", "Jeanne")
    assert found.coding("patient.sex") == Coding("http://hl7.org/fhir/administrative-gender", "female", "Féminin")
    assert found.values["vitals.weight"] == (Decimal("47.50"),)
    assert [one.text("current-treatment.medication") for one in found.rows("current-treatment")] == [
        "Bisoprolol 2,5 mg",
        "Zopiclone 3,75 mg",
    ]
    assert (found.text("allergies.none"), found.flag("allergies.none"), found.coding("patient.doubt")) == (
        "",
        None,
        None,
    )


@pytest.mark.parametrize("blank", [None, "", "  \n", []])
def test_a_blank_is_no_answer(admission: Answers, blank: object) -> None:
    assert "comment.text" not in row({**admission, "comment.text": blank}).values
    assert refused({**admission, "referral.reason": blank}) == {"item": "referral.reason", "reason": "missing"}


@pytest.mark.parametrize("blank", [{}, {"allergy.substance": ""}, {"allergy.reaction": None}])
def test_a_blank_row_is_no_row(admission: Answers, blank: Answers) -> None:
    with_blank = {**admission, "allergy": [*admission["allergy"], blank]}
    assert len(row(with_blank).rows("allergy")) == 1


@pytest.mark.parametrize(
    ("changed", "item", "reason"),
    [
        ({"patient.shoe-size": "38"}, "patient.shoe-size", "unknown"),
        ({"Douleur au bras gauche": "oui"}, "?", "unknown"),  # never quoted: it may be clinical
        ({"patient": {"patient.family": "X"}}, "patient", "unknown"),
        ({"patient.family": ["A", "B"]}, "patient.family", "single"),
        ({"patient.family": 3}, "patient.family", "type"),
        ({"patient.given": ["A", 3]}, "patient.given", "type"),
        ({"patient.family": "A\nB"}, "patient.family", "one-line"),
        ({"patient.family": "A\x1b[31m"}, "patient.family", "character"),
        ({"referral.reason": "\x00"}, "referral.reason", "character"),
        ({"referral.reason": "\ufffe"}, "referral.reason", "character"),
        ({"referral.reason": "\ud83d"}, "referral.reason", "character"),
        ({"patient.phone": "0" * 51}, "patient.phone", "too-long"),
        ({"patient.sex": "femme"}, "patient.sex", "option"),
        ({"patient.sex": True}, "patient.sex", "type"),
        ({"patient.sex": "urn:other|female"}, "patient.sex", "option"),
        ({"allergies.none": "true"}, "allergies.none", "type"),
        ({"vitals.weight": "1e3"}, "vitals.weight", "number"),
        ({"vitals.weight": Decimal("1E+30")}, "vitals.weight", "number"),
        ({"vitals.weight": Decimal("1E+99999")}, "vitals.weight", "number"),
        ({"vitals.weight": "47 kg"}, "vitals.weight", "number"),
        ({"vitals.weight": "07"}, "vitals.weight", "number"),
        ({"vitals.weight": 47.5}, "vitals.weight", "type"),
        ({"vitals.weight": True}, "vitals.weight", "type"),
        ({"patient.birth-date": "17/04/1938"}, "patient.birth-date", "date"),
        ({"patient.birth-date": "1938-02-29"}, "patient.birth-date", "date"),
        ({"patient.birth-date": "1938-13"}, "patient.birth-date", "date"),
        ({"patient.birth-date": "1938-04-17T10:00:00Z"}, "patient.birth-date", "date"),
        ({"patient.birth-date": "0000"}, "patient.birth-date", "date"),
        ({"stay.planned": "2026-11-25T10:30:00"}, "stay.planned", "date"),  # a time has its zone
        ({"stay.planned": "2026-11-25T25:30:00Z"}, "stay.planned", "date"),
        ({"allergy": {"allergy.substance": "Iode"}}, "allergy", "list"),
        ({"allergy": ["Iode"]}, "allergy", "list"),
        ({"allergies.none": True}, "allergy", "not-applicable"),
        ({"patient.ins": None}, "patient.ins-type", "not-applicable"),
        ({"patient.ins-type": None}, "patient.ins-type", "missing"),
    ],
)
def test_refused(admission: Answers, changed: Answers, item: str, reason: str) -> None:
    assert refused({**admission, **changed}) == {"item": item, "reason": reason}


@pytest.mark.parametrize(
    ("line", "item", "reason"),
    [
        ({"allergy.reaction": "Urticaire"}, "allergy.substance", "missing"),
        ({"allergy.substance": "Iode", "patient.family": "X"}, "patient.family", "unknown"),
        ({"allergy.substance": 1}, "allergy.substance", "type"),
    ],
)
def test_a_fault_in_a_row_says_which(admission: Answers, line: Answers, item: str, reason: str) -> None:
    answers = {**admission, "allergy": [{"allergy.substance": "Pollen"}, line]}
    assert refused(answers) == {"item": item, "reason": reason, "row": 2}


def test_the_first_fault_is_the_first_in_the_order_of_the_form(admission: Answers) -> None:
    for key in ("referral.reason", "patient.sex", "patient.family"):
        del admission[key]
    assert refused(admission)["item"] == "patient.family"


@pytest.mark.parametrize("given", ["1938", "1938-04", "1938-04-17"])
def test_dates_may_stop_early(admission: Answers, given: str) -> None:
    assert row({**admission, "patient.birth-date": given}).text("patient.birth-date") == given


@pytest.mark.parametrize("given", ["47.50", "47,50", Decimal("47.50"), Decimal("4750E-2")])
def test_a_comma_is_a_point_and_digits_are_kept(admission: Answers, given: Any) -> None:
    assert str(row({**admission, "vitals.weight": given}).values["vitals.weight"][0]) == "47.50"


def test_a_code_two_systems_share_can_be_told_apart(admission: Answers) -> None:
    older = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0445"
    found = row({**admission, "patient.status": f"{older}|VALI"}).coding("patient.status")
    assert found is not None
    assert found.system == older


def test_text_is_composed_and_ends_its_lines_in_one_way(admission: Answers) -> None:
    assert row({**admission, "comment.text": "e\u0301\r\nb\rc\nd"}).text("comment.text") == "é\nb\nc\nd"

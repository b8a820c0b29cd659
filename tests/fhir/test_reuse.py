import json
from typing import Any

import pytest

from navette.core.errors import Refused
from navette.fhir.form import by_name
from navette.fhir.reuse import over, patient_in, same_patient, take_over

Answers = dict[str, Any]


def test_the_usual_blocks_go_into_another_form(make: Any, admission: Answers) -> None:
    taken = take_over(make("admission", admission), by_name("discharge"))
    expected = {
        name: value
        for name, value in admission.items()
        if name.startswith(("patient.", "contact", "attending-doctor.", "allerg"))
    }
    assert {name: _code(taken[name]) for name in expected} == expected
    assert not {name for name in taken if name.startswith(("current-treatment", "referral", "stay", "comment"))}


def test_the_same_form_takes_treatments_but_not_the_reason(make: Any, admission: Answers) -> None:
    taken = take_over(make("admission", admission), by_name("admission"))
    assert taken["current-treatment"] == admission["current-treatment"]
    assert taken["history.condition"] == admission["history.condition"]
    assert "referral.reason" not in taken


def test_only_the_blocks_asked_for(make: Any, admission: Answers) -> None:
    taken = take_over(make("admission", admission), by_name("admission"), ["comment", "allergies"])
    assert taken == {"allergy": admission["allergy"], "comment.text": admission["comment.text"]}


def test_decimals_are_taken_over_as_they_were_typed(make: Any, admission: Answers) -> None:
    taken = take_over(make("admission", admission), by_name("admission"), ["vitals"])
    assert str(taken["vitals.weight"]) == "47.50"


def test_a_block_the_form_has_not(make: Any, admission: Answers) -> None:
    with pytest.raises(Refused, match="unknown-block") as refused:
        take_over(make("admission", admission), by_name("discharge"), ["referral"])
    assert "allergies" in str(refused.value.data["blocks"])


def test_a_document_of_other_software_has_no_answers(make: Any, admission: Answers) -> None:
    bundle = json.loads(make("admission", admission))
    bundle["entry"] = [one for one in bundle["entry"] if one["resource"]["resourceType"] != "QuestionnaireResponse"]
    raw = json.dumps(bundle).encode()
    with pytest.raises(Refused, match="no-answers"):
        take_over(raw, by_name("admission"))
    assert patient_in(raw) == {}


def test_a_section_that_was_begun_is_as_it_was_typed() -> None:
    earlier = {"allergies.none": True, "history.condition": ["Asthme"]}
    given = {"allergy": [{"allergy.substance": "Amoxicilline"}]}
    assert over(by_name("admission"), given, earlier) == {**given, "history.condition": ["Asthme"]}


def test_a_doctor_does_not_keep_the_number_of_another() -> None:
    earlier = {"attending-doctor.name": "Dr Claire Martin", "attending-doctor.rpps": "10100000016"}
    assert over(by_name("discharge"), {"hospital-doctor.name": "Dr Benali"}, earlier) == {
        **earlier,
        "hospital-doctor.name": "Dr Benali",
    }
    assert over(by_name("admission"), {"attending-doctor.name": "Dr Roux"}, earlier) == {
        "attending-doctor.name": "Dr Roux"
    }


def test_the_patient_is_completed_answer_by_answer() -> None:
    earlier = {"patient.family": "FAURE", "patient.phone": "+33 4 00 00 00 01", "contact": [{"contact.name": "H"}]}
    given = {"patient.family": "FAURE-TEST", "unknown": "x"}
    assert over(by_name("admission"), given, earlier) == {**earlier, **given}


def _code(value: object) -> object:
    """A choice is taken over with its system."""
    return value.rpartition("|")[2] if isinstance(value, str) else value


MARGUERITE = {"patient.family": "FAURE-TEST", "patient.given": ["Hélène"], "patient.birth-date": "1938-04-17"}


@pytest.mark.parametrize(
    ("given", "same"),
    [
        (MARGUERITE, True),
        ({**MARGUERITE, "patient.family": "faure test", "patient.given": ["HELENE"]}, True),
        ({**MARGUERITE, "patient.given": None}, True),
        ({**MARGUERITE, "patient.given": ["Jeanne"]}, False),
        ({**MARGUERITE, "patient.birth-date": "1938-04-18"}, False),
        ({**MARGUERITE, "patient.birth-date": None}, False),
        ({"patient.birth-date": "1938-04-17"}, False),
        ({}, False),
        ({"patient.ins": "238044313701888"}, False),
    ],
)
def test_the_same_patient_by_names_and_date_of_birth(given: Answers, same: bool) -> None:
    assert same_patient(given, MARGUERITE) is same


def test_the_matricule_decides_when_both_have_one() -> None:
    one = {**MARGUERITE, "patient.ins": "2 38 04 43 137 018 88"}
    assert same_patient({"patient.ins": "238044313701888"}, one)
    assert not same_patient({**MARGUERITE, "patient.ins": "238044313701999"}, one)

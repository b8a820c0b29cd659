"""What the law asks of each fiche can be entered, and leaving it out is refused with its name (tests/fhir/law.py)."""

from typing import Any

import pytest

from navette.fhir import strict, tree
from navette.fhir.answers import check
from navette.fhir.bundle import compose
from navette.fhir.check import check_bundle
from navette.fhir.document import Context
from navette.fhir.form import by_name
from navette.fhir.issue import Issue, sentence
from navette.fhir.parties import Author
from tests.fhir.conftest import BUNDLE_ID, GP, NOW, WARD, example
from tests.fhir.law import CASES, Answers, Case

FORMS = list(CASES)
EACH = [
    pytest.param(form, case, id=f"{form}-{case.item}-{at}") for form in FORMS for at, case in enumerate(CASES[form])
]

# What the examples have no reason to say, so that every item of the texts is answered once.
ALSO: dict[str, Answers] = {
    "discharge": {
        "adverse-events": True,
        "adverse-events.what": "Hématome au point de ponction",
        "transfusion": True,
        "transfusion.accidents": "Aucun",
        "blood-derivatives": True,
        "blood-derivatives.events": "Aucun",
        "devices.implanted": True,
        "device": [{"device.name": "Prothèse de hanche", "device.reference": "LOT 42", "device.date": "2026-11-27"}],
    },
    "dlu": {"palliative": True, "palliative.what": "Équipe mobile de soins palliatifs"},
}

# The sections that the models make compulsory, by LOINC code.
SECTIONS = {
    "admission": "42349-1 42346-7 48765-2 55112-7",
    "discharge": "33557-0 42349-1 42545-4 10183-2",
    "dlu": "11302-7 10160-0 42348-3 42545-4 30954-2 55107-7",
    "fludt": "42545-4 8716-3 30954-2 10160-0 47420-5 46264-8",
    "fludr": "42545-4 11535-2 10183-2 46264-8 55107-7",
    "referral": "42349-1 42346-7 48765-2",
}
NONE = {
    "comment.text": {"comment.text": None, "comment.none": True},
    "allergy": {"allergy": None, "allergies.none": True},
    "current-treatment": {"current-treatment": None, "current-treatments.none": True},
    "prescription": {"prescription": None, "prescriptions.none": True},
    "document-kind": {"document-kind": None, "documents.none": True},
    "last-intake.when": {"last-intake.when": None, "last-intake.unknown": True},
    "last-meal.when": {"last-meal.when": None, "last-meal.unknown": True},
    "attending-doctor.name": {
        "attending-doctor.name": None,
        "attending-doctor.rpps": None,
        "attending-doctor.none": True,
    },
}


def complete(form: str) -> Answers:
    """The shipped example, and what it has no reason to say."""
    return {**example(form), **ALSO.get(form, {})}


def document(make: Any, form: str, answers: Answers) -> bytes:
    raw: bytes = make(form, answers)
    assert [issue for issue in check_bundle(raw, production=False) if issue.severity == "error"] == []
    return raw


def sections(raw: bytes) -> dict[str, Any]:
    composition: Any = tree.at(strict.read(raw), "entry", 0, "resource")
    return {section["code"]["coding"][0]["code"]: section for section in composition["section"]}


@pytest.mark.parametrize(("form", "case"), EACH)
def test_leaving_it_out_is_refused_with_its_name(form: str, case: Case) -> None:
    (issue,) = check(by_name(form), {**example(form), **case.left_out}).issues
    assert (issue.code, issue.severity, issue.facts["link"]) == ("answers-missing", "error", case.item), case.text
    assert f"linkId='{case.item}'" in issue.location
    assert sentence(issue, "fr") == f"Il manque {case.said}."
    assert sentence(issue, "en").startswith("Missing: ")


@pytest.mark.parametrize("form", FORMS)
def test_every_item_can_be_entered_and_is_in_the_document(make: Any, form: str) -> None:
    answers = complete(form)
    assert check(by_name(form), answers).issues == []
    raw = document(make, form, answers)
    for case in CASES[form]:
        assert f'"linkId":"{case.item}"'.encode() in raw, case.text
    for code in SECTIONS[form].split():
        assert sections(raw)[code]["text"]["div"]


@pytest.mark.parametrize(
    ("form", "item"), [(form, item) for form in FORMS for item in NONE if item in {case.item for case in CASES[form]}]
)
def test_an_explicit_none_is_an_answer(make: Any, form: str, item: str) -> None:
    answers = {**complete(form), **NONE[item]}
    assert check(by_name(form), answers).issues == []
    assert document(make, form, answers)


@pytest.mark.parametrize(
    ("form", "instead"),
    [
        ("discharge", {"referrer.name": None, "referrer.rpps": None}),
        ("discharge", {"stopped": None}),
        ("discharge", {"allergy": None}),
        ("discharge", {"result": None, "results.awaited": False}),
        ("discharge", {"step": None, "follow-up.needed": False}),
        ("discharge", {"organisms": False, "organisms.found": None}),
        ("admission", {"attending-doctor.name": None, "attending-doctor.rpps": None}),
    ],
)
def test_what_applies_to_some_patients_only_may_be_left_out(make: Any, form: str, instead: Answers) -> None:
    assert document(make, form, {**example(form), **instead})


def test_who_did_not_refer_is_not_in_the_document(make: Any) -> None:
    raw = document(make, "discharge", {**example("discharge"), "referrer.name": None, "referrer.rpps": None})
    (stay,) = [one for _at, one in tree.resources(strict.read(raw)) if one["resourceType"] == "Encounter"]
    assert [tree.at(one, "type", 0, "coding", 0, "code") for one in tree.items(stay["participant"])] == ["ATND"]


@pytest.mark.parametrize("left_out", ["prescription.dosage", "prescription.duration"])
def test_a_treatment_without_dosage_or_duration_is_a_warning(make: Any, left_out: str) -> None:
    """R. 1112-1-2, 4°: « avec leur posologie et la durée »; some treatments have none, so that it does not block."""
    answers = example("discharge")
    del answers["prescription"][0][left_out]
    issues = check_bundle(make("discharge", answers), production=False)
    assert [(issue.severity, issue.code) for issue in issues] == [("warning", "no-dosage")]


def barred(form: str, instead: Answers) -> list[Issue]:
    """The errors that keep the document from being made."""
    context = Context(Author("Dr Claire Martin", "médecin"), GP, (WARD,), NOW, BUNDLE_ID, production=False)
    composed = compose(by_name(form), {**example(form), **instead}, context)
    assert (composed.text is None) == bool(composed.issues)
    return composed.issues


@pytest.mark.parametrize("form", FORMS)
def test_a_patient_who_objects_stops_it(form: str) -> None:
    """L. 1110-4, IV."""
    (issue,) = barred(form, {"sharing.opposed": True})
    assert (issue.code, issue.facts["link"]) == ("answers-opposed", "sharing.opposed")


@pytest.mark.parametrize("form", ["discharge", "fludr"])
def test_nobody_leaves_before_arriving(form: str) -> None:
    (issue,) = barred(form, {"stay.end": "2026-11-24"})
    assert (issue.code, issue.facts["link"]) == ("answers-before-start", "stay.end")
    assert sentence(issue, "fr") == "La sortie est avant l'entrée."


@pytest.mark.parametrize(("code", "broken"), [("J18.9", []), ("s72", []), ("S72,0", ["icd10"]), ("grippe", ["icd10"])])
def test_a_diagnosis_has_a_code_of_the_icd(code: str, broken: list[str]) -> None:
    rows = [{"diagnosis.name": "Chute"}, {"diagnosis.name": "Pneumopathie", "diagnosis.icd10": code}]
    issues = barred("fludr", {"diagnosis": rows})
    assert [issue.code for issue in issues] == [f"answers-{key}" for key in broken]
    assert all(issue.facts["row"] == 2 for issue in issues)


@pytest.mark.parametrize("place", ["2a004", "43-13", "Lyon", "4313"])
def test_the_place_of_birth_is_a_code(place: str) -> None:
    (issue,) = barred("admission", {"patient.birth-place": place})
    assert (issue.code, issue.facts["link"]) == ("answers-insee", "patient.birth-place")

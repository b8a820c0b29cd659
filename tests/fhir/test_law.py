"""What the law asks of each letter, item by item: leaving it out is refused, and the refusal names what is missing."""

from typing import Any

import pytest

from navette.core.errors import Refused

Answers = dict[str, Any]

# Code de la santé publique, R. 1112-1-1: the letter « mentionne notamment … »
ENTRY = [
    ("les motifs de la demande d'hospitalisation", {"referral.reason": None}, "referral.reason"),
    ("les traitements en cours", {"current-treatment": None}, "current-treatment"),
    ("les traitements en cours", {"current-treatment": None, "current-treatments.none": False}, "current-treatment"),
    ("les allergies connues", {"allergy": None}, "allergy"),
    ("les allergies connues", {"allergy": [{}]}, "allergy"),
    ("les allergies connues", {"allergy": None, "allergies.none": False}, "allergy"),
]

# R. 1112-1-2, II: « Cette lettre de liaison contient les éléments suivants »
EXIT = [
    ("1° identification du patient", {"patient.family": None}, "patient.family"),
    ("1° identification du patient", {"patient.given": None}, "patient.given"),
    ("1° identification du patient", {"patient.birth-date": None}, "patient.birth-date"),
    ("1° identification du patient", {"patient.sex": None}, "patient.sex"),
    ("1° identification du patient", {"patient.status": None}, "patient.status"),
    ("1° du médecin traitant", {"attending-doctor.name": None, "attending-doctor.rpps": None}, "attending-doctor.name"),
    ("1° du médecin de l'établissement", {"hospital-doctor.name": None}, "hospital-doctor.name"),
    ("1° avec les dates d'entrée", {"stay.start": None}, "stay.start"),
    ("1° et de sortie", {"stay.end": None}, "stay.end"),
    ("1° et modalités d'entrée", {"stay.admission": None}, "stay.admission"),
    ("1° et de sortie", {"stay.discharge": None}, "stay.discharge"),
    ("2° motif d'hospitalisation", {"reason.text": None}, "reason.text"),
    ("3° synthèse médicale du séjour", {"synthesis.text": None}, "synthesis.text"),
    ("3° événements indésirables", {"adverse-events": None}, "adverse-events"),
    ("3° événements indésirables", {"adverse-events": True}, "adverse-events.what"),
    ("3° micro-organismes multirésistants", {"organisms": None, "organisms.found": None}, "organisms"),
    ("3° micro-organismes multirésistants", {"organisms": True, "organisms.found": None}, "organisms.found"),
    ("3° administration de produits sanguins", {"transfusion": None}, "transfusion"),
    ("3° ou dérivés du sang", {"blood-derivatives": None}, "blood-derivatives"),
    ("3° pose d'un dispositif médical implantable", {"devices.implanted": None}, "devices.implanted"),
    ("3° pose d'un dispositif médical implantable", {"devices.implanted": True}, "device"),
    ("4° traitements prescrits à la sortie", {"prescription": None}, "prescription"),
    ("4° traitements prescrits à la sortie", {"prescription": [], "prescriptions.none": False}, "prescription"),
    ("4° ceux arrêtés et motif d'arrêt", {"stopped": [{"stopped.medication": "Zopiclone"}]}, "stopped.reason"),
    ("5° attente de résultats d'examens", {"results.awaited": None, "result": None}, "results.awaited"),
    ("5° attente de résultats d'examens", {"result": None}, "result"),
    ("6° suites à donner", {"follow-up.needed": None, "step": None}, "follow-up.needed"),
    ("6° suites à donner", {"step": None}, "step"),
    ("statut du document (CI-SIS LDL-SES)", {"document.status": None}, "document.status"),
]


@pytest.mark.parametrize(("law", "left_out", "missing"), ENTRY)
def test_the_letter_at_entry(make: Any, admission: Answers, law: str, left_out: Answers, missing: str) -> None:
    with pytest.raises(Refused) as refused:
        make("admission", {**admission, **left_out})
    assert (refused.value.code, refused.value.data["item"], refused.value.data["reason"]) == (
        "answers",
        missing,
        "missing",
    ), law


@pytest.mark.parametrize(("law", "left_out", "missing"), EXIT)
def test_the_letter_at_exit(make: Any, discharge: Answers, law: str, left_out: Answers, missing: str) -> None:
    with pytest.raises(Refused) as refused:
        make("discharge", {**discharge, **left_out})
    assert (refused.value.code, refused.value.data["item"], refused.value.data["reason"]) == (
        "answers",
        missing,
        "missing",
    ), law


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("admission", {"allergy": None, "allergies.none": True}),
        ("admission", {"current-treatment": None, "current-treatments.none": True}),
        ("discharge", {"attending-doctor.name": None, "attending-doctor.rpps": None, "attending-doctor.none": True}),
        ("discharge", {"referrer.name": None, "referrer.rpps": None}),
        ("discharge", {"prescription": None, "prescriptions.none": True}),
        ("discharge", {"stopped": None}),
        ("discharge", {"allergy": None}),
        ("discharge", {"result": None, "results.awaited": False}),
        ("discharge", {"step": None, "follow-up.needed": False}),
        ("discharge", {"organisms": False, "organisms.found": None}),
    ],
)
def test_an_explicit_none_is_an_answer(
    make: Any, admission: Answers, discharge: Answers, name: str, instead: Answers
) -> None:
    answers = {"admission": admission, "discharge": discharge}[name]
    assert make(name, {**answers, **instead})

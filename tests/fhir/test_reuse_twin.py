"""What a new fiche takes over is the same in a page."""

from typing import Any

import pytest

from navette.core.errors import NavetteError
from navette.fhir import reuse, strict
from navette.fhir.form import compiled, forms
from tests.fhir.contexts import example
from tests.fhir.test_reuse import MARGUERITE
from tests.fhir.twins import documents_of_examples
from tests.js.engine import Call, Engine
from tests.js.node import run_node

TWIN = "adapters/reuse"
GIVEN: tuple[dict[str, Any], ...] = (
    {},
    {"patient.family": "FAURE-TEST"},
    {"allergy": [{"allergy.substance": "Amoxicilline"}]},
    {"attending-doctor.name": "Dr Roux", "unknown": "x"},
)
PATIENTS: tuple[dict[str, Any], ...] = (
    MARGUERITE,
    {**MARGUERITE, "patient.family": "faure test", "patient.given": ["HELENE"]},
    {**MARGUERITE, "patient.family": "Straße", "patient.given": None},
    {**MARGUERITE, "patient.family": "STRASSE"},
    {**MARGUERITE, "patient.birth-date": None},
    {"patient.ins": "2 38 04 43 137 018 88"},
    {**MARGUERITE, "patient.ins": "238044313701888"},
    {},
)


def loaded(run: Engine, calls: list[Call]) -> list[Any]:
    known = [Call(TWIN, "addForm", (strict.write(compiled(form)).decode(),)) for form in forms().values()]
    return run([*known, *calls])[len(known) :]


def taken(text: str, name: str, wanted: list[str] | None) -> str:
    try:
        return strict.write(reuse.take_over(text.encode(), forms()[name], wanted)).decode()
    except NavetteError as refused:
        return refused.code


def test_blocks_of_every_example_into_every_form() -> None:
    cases = [
        (text, name, wanted)
        for text in documents_of_examples()
        for name in sorted(forms())
        for wanted in (None, ["patient", "allergies"])
    ]
    found = loaded(run_node, [Call(TWIN, "taken", case) for case in cases])
    assert found == [taken(*case) for case in cases]


def test_what_was_typed_stays() -> None:
    earlier = {name: value for name, value in example("admission").items() if name != "patient.given"}
    found = loaded(run_node, [Call(TWIN, "merged", ("admission", given, _plain(earlier))) for given in GIVEN])
    assert found == [reuse.over(forms()["admission"], given, _plain(earlier)) for given in GIVEN]


def test_the_same_patient_and_whose_document_it_is() -> None:
    pairs = [(one, other) for one in PATIENTS for other in PATIENTS]
    assert loaded(run_node, [Call(TWIN, "same", pair) for pair in pairs]) == [
        reuse.same_patient(*pair) for pair in pairs
    ]
    texts = documents_of_examples()
    found = loaded(run_node, [Call(TWIN, "patient", (text,)) for text in texts])
    assert found == [strict.write(reuse.patient_in(text.encode())).decode() for text in texts]


@pytest.mark.parametrize("text", ["{}", '{"entry": []}'])
def test_a_document_without_answers(text: str) -> None:
    assert loaded(run_node, [Call(TWIN, "taken", (text, "admission", None))]) == ["no-answers"]


def _plain(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if not isinstance(value, list | str | bool) else value for name, value in answers.items()}

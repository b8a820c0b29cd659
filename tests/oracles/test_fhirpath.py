"""fhirpath.js, HL7's engine, gives what ours gives: for every expression of the forms, and every invariant it meets."""

from typing import Any

import pytest

from navette.fhir import strict
from navette.fhir.form import by_name, forms
from tests.fhir.answer_sets import answer_sets, collect
from tests.fhir.contexts import example
from tests.js.node import run_node
from tests.oracles.corpus import accepted_changes, examples
from tests.oracles.evaluations import Evaluation, call, of_form, of_invariants

SETS = 4
CHANGES = 3000
Asked = list[tuple[Any, list[Evaluation]]]


@pytest.mark.parametrize("name", sorted(forms()))
def test_the_expressions_of_forms(name: str) -> None:
    form = by_name(name)
    drawn = [strict.read_object(text.encode()) for text in collect(answer_sets(form, example(name)), SETS, seeded=2)]
    asked = [one for answers in (example(name), *drawn) for one in of_form(form, answers)]
    assert sum(len(evaluations) for _whole, evaluations in asked) > len(form.expressions) / 2
    assert not differences(asked)


@pytest.mark.soak
def test_the_invariants() -> None:
    documents = [strict.read_object(text.encode()) for text in examples().values()]
    held = [entry["resource"] for document in documents for entry in document["entry"]]  # type: ignore[index, call-overload, union-attr]
    changed = [strict.read_object(text.encode()) for text in accepted_changes(CHANGES)]
    asked = [(one, list(of_invariants(one))) for one in (*documents, *held, *changed)]
    assert len({one.text for _whole, evaluations in asked for one in evaluations}) > 20
    assert not differences(asked)


def differences(asked: Asked) -> list[str]:
    """Where it gives something else. Where it raises an error, what cannot be known is empty here."""
    theirs = run_node([call(whole, evaluations) for whole, evaluations in asked])
    return [
        f"{one.text}\n  on {one.focus}\n  ours {one.ours}\n  theirs {other}"
        for (_whole, evaluations), found in zip(asked, theirs, strict=True)
        for one, other in zip(evaluations, found, strict=True)
        if other.get("value", []) != one.ours
    ]

"""Answers of every form, and changed documents, drawn anew: Python, node and Chromium find and make the same."""

from collections.abc import Mapping
from random import Random

import pytest

from navette.fhir.form import by_name, forms
from tests.fhir import twins
from tests.fhir.answer_sets import answer_sets, collect
from tests.fhir.contexts import example
from tests.js.engine import Engine

SETS = 500
MUTANTS = 40_000
BATCH = 4000


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(forms()))
def test_answers(name: str, engines: Mapping[str, Engine], seed: int) -> None:
    form = by_name(name)
    cases = twins.cases(form, collect(answer_sets(form, example(name)), SETS, seed))
    ours = [twins.composed(case) for case in cases]
    assert not list(twins.differences(engines, [twins.compose_call(case) for case in cases], ours, [form]))
    assert not [one["verified"] for one in ours if one.get("verified")]
    assert not twins.late(ours)


@pytest.mark.soak
def test_changed_things(engines: Mapping[str, Engine], seed: int) -> None:
    random = Random(seed)
    for _ in range(MUTANTS // BATCH):
        calls, ours = twins.judge_mutants(random, BATCH)
        assert not list(twins.differences(engines, calls, ours))

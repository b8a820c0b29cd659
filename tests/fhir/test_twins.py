"""The same answers make the same bytes and the same issues in Python, in node and in Chromium, for every form."""

from collections.abc import Mapping
from random import Random

import pytest

from navette.fhir.form import by_name, forms
from tests.fhir import twins
from tests.fhir.answer_sets import answer_sets, collect
from tests.fhir.contexts import example
from tests.js.engine import Engine

SETS = 60  # a short slice: ./dev soak makes 500 a form, and 40,000 changed things
MUTANTS = 500
NAMES = sorted(forms())


SHORT = ("admission", "discharge", "oncology", "reply")  # the others in the long run
TRIED = [pytest.param(name, marks=() if name in SHORT else pytest.mark.soak) for name in NAMES]


@pytest.mark.parametrize("name", TRIED)
def test_answers_give_the_same_documents_and_the_same_issues(name: str, engines: Mapping[str, Engine]) -> None:
    form = by_name(name)
    texts = collect(answer_sets(form, example(name)), SETS, seeded=NAMES.index(name))
    cases = twins.cases(form, texts)
    ours = [twins.composed(case) for case in cases]
    made = [one for one in ours if one.get("text")]
    assert SETS / 15 < len(made) < SETS * 9 / 10  # right and wrong ones
    assert not list(twins.differences(engines, [twins.compose_call(case) for case in cases], ours, [form]))
    assert not [one["verified"] for one in made if one["verified"]], "a document is not what was entered"
    assert not twins.late(ours), "the person cannot know which answer is wrong"


def test_what_is_changed_has_the_same_issues(engines: Mapping[str, Engine]) -> None:
    calls, ours = twins.judge_mutants(Random(3), MUTANTS)
    assert not list(twins.differences(engines, calls, ours))
    refused = [one for one in ours if twins.is_refused(one)]
    assert MUTANTS / 2 < len(refused) < MUTANTS

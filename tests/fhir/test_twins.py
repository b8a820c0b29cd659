"""The same answers make the same bytes and the same issues in Python, in node and in Chromium, for every form."""

from collections.abc import Mapping

import pytest

from navette.fhir.form import by_name, forms
from tests.fhir import twins
from tests.fhir.answer_sets import answer_sets, collect
from tests.js.engine import Engine

SETS = 500
NAMES = sorted(forms())


@pytest.mark.parametrize("name", NAMES)
def test_answers_give_the_same_documents_and_the_same_issues(name: str, engines: Mapping[str, Engine]) -> None:
    form = by_name(name)
    texts = collect(answer_sets(form, twins.example(name)), SETS, seeded=NAMES.index(name))
    cases = twins.cases(form, texts)
    ours = [twins.composed(case) for case in cases]
    made = [one["text"] for one in ours if one.get("text")]
    assert SETS / 5 < len(made) < SETS * 4 / 5  # right and wrong ones
    assert not [one["verified"] for one in ours if one.get("verified")]
    assert not list(twins.differences(engines, [twins.compose_call(case) for case in cases], ours))

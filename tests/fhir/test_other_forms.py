"""What each of the other fiches must say: leaving it out is refused, and the refusal names what is missing."""

import pytest

from navette.fhir.answers import check
from navette.fhir.form import by_name
from navette.fhir.questionnaire import Item, walk
from tests.fhir.conftest import example
from tests.fhir.groups import ENOUGH, MISSING, NAMES, NOT_ASKED, OUTSIDE, ROWS, Answers


def _faults(name: str, answers: Answers) -> list[tuple[str, str]]:
    return [(fault.item, fault.reason) for fault in check(by_name(name), answers).faults]


@pytest.mark.parametrize("name", NAMES)
def test_the_example_has_no_fault(name: str) -> None:
    assert _faults(name, example(name)) == []


@pytest.mark.parametrize(("name", "group", "left_out", "missing"), MISSING)
def test_what_is_left_out_is_named(name: str, group: str, left_out: Answers, missing: str) -> None:
    assert (missing, "missing") in _faults(name, {**example(name), **left_out}), group


@pytest.mark.parametrize(("name", "instead"), ENOUGH)
def test_an_explicit_none_is_an_answer(name: str, instead: Answers) -> None:
    assert _faults(name, {**example(name), **instead}) == []


@pytest.mark.parametrize(("name", "answers", "link_id"), NOT_ASKED)
def test_what_is_not_asked_is_not_answered(name: str, answers: Answers, link_id: str) -> None:
    assert (link_id, "not-applicable") in _faults(name, {**example(name), **answers})


@pytest.mark.parametrize(("name", "answers", "link_id", "reason"), OUTSIDE)
def test_what_is_out_of_its_limits_is_refused(name: str, answers: Answers, link_id: str, reason: str) -> None:
    assert _faults(name, {**example(name), **answers}) == [(link_id, reason)]


@pytest.mark.parametrize("name", NAMES)
def test_a_yes_or_no_that_is_asked_has_no_default(name: str) -> None:
    """Three states: what nobody answered is neither yes nor no."""
    asked = {item.link_id for item in walk(by_name(name).items) if _is_three_state(item)} - ROWS
    answers = {key: value for key, value in example(name).items() if key not in asked}
    assert asked <= {link_id for link_id, reason in _faults(name, answers) if reason == "missing"}


@pytest.mark.parametrize("name", NAMES)
def test_every_question_is_asked_in_two_languages_and_can_be_named_in_a_sentence(name: str) -> None:
    form = by_name(name)
    for item in walk(form.items):
        said = [item.text, item.text_en]
        if item.type not in ("group", "display"):
            said += [item.say.fr, item.say.en]
        for option in item.options:
            said += [option.display, option.display_en]
        assert all(said), item.link_id


def _is_three_state(item: Item) -> bool:
    return item.type == "boolean" and item.required and not item.conditions

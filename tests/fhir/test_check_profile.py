from typing import Any

import pytest

from navette.fhir.check import Checker
from navette.fhir.definitions import Definitions
from tests.fhir.check_profiles import CASES, URL, Profiled, made_table


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(Definitions(made_table()))


def found(checker: Checker, resource: Any, url: str | None) -> tuple[tuple[str, str, str], ...]:
    issues = checker.check_resource(resource, url)
    return tuple((issue.code, issue.location, str(issue.facts.get("slice", ""))) for issue in issues)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.profile)
def test_a_resource_under_a_profile(checker: Checker, case: Profiled) -> None:
    assert found(checker, case.resource, URL + case.profile) == case.found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.profile)
def test_a_claim_is_held_to(checker: Checker, case: Profiled) -> None:
    claiming = {**case.resource, "meta": {"profile": [f"{URL}{case.profile}|1.0.0", f"{URL}{case.profile}"]}}
    assert found(checker, claiming, None) == case.found


def test_facts_name_the_element_the_profile_and_the_slice(checker: Checker) -> None:
    (issue,) = checker.check_resource({"resourceType": "Patient"}, f"{URL}sliced")
    assert issue.facts == {"element": "Patient.identifier", "profile": "sliced", "slice": "ins", "min": 1}

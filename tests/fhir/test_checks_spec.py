"""docs/spec/checks.md and the checks agree: its example, and its codes with their severities."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from navette.fhir.check import Checker, check_bundle, check_resource
from navette.fhir.check_structure import MAX_ISSUES
from navette.fhir.definitions import Definitions
from navette.fhir.issue import Issue
from navette.fhir.strict import MAX_BYTES
from tests.fhir.check_cases import BYTES, DIV, DOCUMENTS, LETTERS, put, xhtml
from tests.fhir.check_profiles import CASES, URL, made_table
from tests.fhir.check_resources import RESOURCES

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "spec" / "checks.md").read_text(encoding="utf-8")
NARRATIVES = (
    *("<p>x</p>", xhtml('<p onclick="x">x</p>'), xhtml('<p style="background:url(x)">x</p>'), xhtml(" ")),
    *(xhtml("<b>" * 70 + "x" + "</b>" * 70), xhtml('<img src="https://x.example/x.png"/>')),
)


def documented() -> set[tuple[str, str]]:
    """Each code of the tables of codes, with its severity."""
    rows = [line.split("|") for line in TEXT.split("## Codes")[1].split("## Not checked")[0].splitlines()]
    said = [(row[1], row[2].strip()) for row in rows if len(row) == 5 and row[2].strip() in ("error", "warning")]
    return {(code, severity) for codes, severity in said for code in re.findall(r"`([a-z0-9-]+)`", codes)}


def issues(letter: Any) -> Iterator[Issue]:
    """Those of every case the tests have."""
    for raw in [*(raw for raw, _code in BYTES), b" " * (MAX_BYTES + 1)]:
        yield from check_bundle(raw, production=False)
    for one in RESOURCES:
        yield from check_resource(one.resource)
    made = Checker(Definitions(made_table()))
    for case in CASES:
        yield from made.check_resource(case.resource, URL + case.profile)
    changes = [*((case.change, False) for case in DOCUMENTS), *((case.change, case.production) for case in LETTERS)]
    elsewhere = {"reference": "https://h.example/fhir/Organization/1"}
    changes += [(put(div, *DIV), False) for div in NARRATIVES]
    changes.append((put(elsewhere, "entry", 1, "resource", "managingOrganization"), False))
    for change, production in changes:
        tree = copy.deepcopy(letter)
        change(tree)
        yield from check_bundle(json.dumps(tree).encode(), production=production)


def test_every_code_is_documented_and_the_reverse(letter: Any) -> None:
    found = {(issue.code, issue.severity) for issue in issues(letter)}
    assert found - documented() == {("identity-traits", "warning")}  # said in the words of its row
    assert documented() - found == set()


def test_the_example() -> None:
    raw = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)[0]
    rows = re.findall(r"^\| (error|warning) \| `([a-z-]+)` \| `([^`]+)` \| (.*) \|$", TEXT, re.MULTILINE)
    facts = [dict(re.findall(r"`([a-z]+)` ([^ ,]+)", row[3])) for row in rows]
    found = check_bundle(raw.encode(), production=True)
    assert [(issue.severity, issue.code, issue.location) for issue in found] == [row[:3] for row in rows]
    assert [issue.facts for issue in found] == facts


@pytest.mark.parametrize("problem", ["syntax", "key-twice", "number", "not-an-object"])
def test_problems_of_json(problem: str) -> None:
    raw = {"syntax": "{", "key-twice": '{"a":1,"a":1}', "number": "[1e9999]", "not-an-object": "[]"}[problem]
    (issue,) = check_bundle(raw.encode(), production=False)
    assert issue.facts == {"problem": problem}
    assert f"`{problem}`" in TEXT


def test_how_many_issues_are_kept() -> None:
    assert MAX_ISSUES == 100
    assert "first hundred issues" in TEXT

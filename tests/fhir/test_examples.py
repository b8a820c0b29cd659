"""docs/forms.md shows the examples that are shipped, and says what the forms ask."""

import json
import re

import pytest

from navette.fhir import strict
from navette.fhir.answers import check
from navette.fhir.form import forms
from navette.fhir.questionnaire import walk
from navette.resources import folder

PAGE = folder("fhir_profiles").parent / "docs" / "forms.md"
SHOWN = re.compile(r"<!-- answers: (\w+) -->\n```json\n(.*?)```\n<!-- end -->", re.DOTALL)


@pytest.mark.docs
@pytest.mark.parametrize("name", ["admission", "discharge"])
def test_the_page_shows_what_is_shipped(name: str) -> None:
    shown = dict(SHOWN.findall(PAGE.read_text(encoding="utf-8")))
    shipped = folder("fhir_profiles") / "examples" / f"{name}.answers.json"
    assert shown[name] == shipped.read_text(encoding="utf-8")


@pytest.mark.docs
def test_every_question_the_page_names_exists() -> None:
    known = {item.link_id for form in forms().values() for item in walk(form.items)}
    prose = SHOWN.sub("", PAGE.read_text(encoding="utf-8"))
    named = set(re.findall(r'"([a-z.-]+)":', prose))
    assert len(named) > 8
    assert named <= known


@pytest.mark.parametrize("name", sorted(forms()))
def test_every_form_has_an_example_that_names_nobody(name: str) -> None:
    raw = (folder("fhir_profiles") / "examples" / f"{name}.answers.json").read_bytes()
    answers = json.loads(raw)
    assert answers.get("patient.ins-type", "INS-NIR-TEST") == "INS-NIR-TEST"
    assert answers["patient.family"].endswith("-TEST")
    assert check(forms()[name], strict.read_object(raw)).faults == ()

"""The forms of a site: a file dropped into its folder is a form, a bad one harms nobody."""

import hashlib
import json
import os
from pathlib import Path

import pytest

from navette.core.deadline import Rule
from navette.core.errors import Unknown
from navette.fhir import form as forms
from navette.resources import folder

SHIPPED = (folder("fhir_profiles") / "questionnaires" / "discharge.json").read_text()


def questionnaire(name: str, version: str = "1.0.0") -> str:
    """The discharge letter under another url."""
    value = json.loads(SHIPPED)
    value |= {"id": name, "url": f"https://cpts.example/fhir/Questionnaire/{name}", "version": version}
    return json.dumps(value)


def hash_of(name: str) -> bytes:
    return hashlib.sha256(f"https://cpts.example/fhir/Questionnaire/{name}|1.0.0".encode()).digest()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(forms, "_site", forms._Site())
    forms.look_in(tmp_path)
    return tmp_path


def test_a_file_dropped_is_a_form_once_it_is_looked_for(site: Path) -> None:
    assert hash_of("wound") not in forms.known().forms
    (site / "wound.json").write_text(questionnaire("wound"))
    assert forms.refresh()
    found = forms.by_name("wound")
    assert forms.by_hash(hash_of("wound")) is found
    assert not forms.refresh()
    (site / "wound.json").unlink()
    assert forms.refresh()
    with pytest.raises(Unknown, match="unknown-form"):
        forms.by_name("wound")


def test_a_changed_file_is_read_again(site: Path) -> None:
    path = site / "wound.json"
    path.write_text(questionnaire("wound"))
    forms.refresh()
    assert forms.by_name("wound").version == "1.0.0"
    path.write_text(questionnaire("wound", "1.1.0"))
    os.utime(path, ns=(1, 1))
    assert forms.refresh()
    assert forms.by_name("wound").version == "1.1.0"


def test_a_bad_file_leaves_the_others(site: Path) -> None:
    (site / "bad.json").write_text("{")
    (site / "odd.json").write_text(questionnaire("odd").replace("same-day", "some-day"))
    (site / "wound.json").write_text(questionnaire("wound"))
    forms.refresh()
    assert forms.by_name("wound").url == "https://cpts.example/fhir/Questionnaire/wound"
    assert forms.known().refused == {"bad.json": "json", "odd.json": "ValueError"}


def test_a_site_cannot_take_the_name_of_a_form_of_the_program(site: Path) -> None:
    (site / "mine.json").write_text(questionnaire("discharge", "9.0.0"))
    (site / "one.json").write_text(questionnaire("wound"))
    (site / "two.json").write_text(questionnaire("wound"))
    forms.refresh()
    assert forms.by_name("discharge").version == "1.0.0"
    assert forms.known().refused == {"mine.json": "form-name-taken", "two.json": "form-twice"}


def test_a_folder_that_is_not_there_holds_no_form(site: Path) -> None:
    forms.look_in(site / "later")
    assert forms.forms() == {form.name: form for form in forms.shipped().values()}


def test_the_clock_of_a_site_s_form_may_have_changed(site: Path) -> None:
    (site / "wound.json").write_text(questionnaire("wound"))
    forms.refresh()
    assert forms.rules(hash_of("wound")) == tuple(Rule)
    assert forms.rules(bytes(32)) == tuple(Rule)
    assert forms.rules(forms.by_name("discharge").hash) == (Rule.SAME_DAY,)

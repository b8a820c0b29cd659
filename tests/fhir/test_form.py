import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from navette.core.deadline import Rule
from navette.core.errors import Local, NavetteError, Unknown
from navette.fhir import form as forms_module
from navette.fhir.form import by_hash, by_name, compiled, forms, read_form
from navette.fhir.form_faults import form_faults
from navette.fhir.questionnaire import walk
from navette.resources import folder

QUESTIONNAIRES = sorted((folder("fhir_profiles") / "questionnaires").glob("*.json"))


def test_the_two_letters_of_the_law() -> None:
    facts = {name: (form.code.code, form.rule, form.kind) for name, form in forms().items()}
    assert facts["admission"] == ("18761-7", Rule.URGENCY, "fiche")
    assert facts["discharge"] == ("11490-0", Rule.SAME_DAY, "reply")


def test_titles_in_two_languages() -> None:
    assert by_name("discharge").title("fr") == "Lettre de liaison à la sortie"
    assert by_name("discharge").title("en") == "Discharge letter"
    assert by_name("discharge").short_title("fr") == "Sortie"


def test_a_title_stands_for_a_short_one_that_is_not_there() -> None:
    value = json.loads(QUESTIONNAIRES[0].read_bytes())
    value["extension"] = [one for one in value["extension"] if not one["url"].endswith("/short-title")]
    form = read_form(json.dumps(value).encode())
    assert form.short_title("en") == form.title("en")


def test_a_form_is_known_by_the_hash_of_its_canonical() -> None:
    canonical = b"https://navette.example/fhir/Questionnaire/admission|1.0.0"
    found = by_hash(hashlib.sha256(canonical).digest())
    assert found is by_name("admission")
    assert found is not None
    assert found.canonical.encode() == canonical
    assert by_hash(bytes(32)) is None


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(Unknown, match="unknown-form"):
        by_name("prescription")


def without_translations(value: Any) -> Any:
    """fhir.resources knows no `_valueString` in an extension, where FHIR R4 has one."""
    if isinstance(value, list):
        return [without_translations(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {key: without_translations(one) for key, one in value.items() if not key.startswith("_value")}


@pytest.mark.parametrize("path", QUESTIONNAIRES, ids=lambda path: path.stem)
def test_the_files_are_questionnaires_of_fhir_r4(path: Path) -> None:
    from fhir.resources.R4B.questionnaire import Questionnaire  # noqa: TID251  not the root package

    value = json.loads(path.read_bytes())
    value.pop("contained")  # templates: expressions stand where values will be
    Questionnaire.model_validate(without_translations(value))


@pytest.mark.parametrize("path", QUESTIONNAIRES, ids=lambda path: path.stem)
def test_a_form_holds_together(path: Path) -> None:
    assert form_faults(path.read_bytes()) == []
    form = read_form(path.read_bytes())
    assert forms()[path.stem].questionnaire == form.questionnaire
    for item in walk(form.items):
        assert item.label("en") != ""
        assert bool(item.items) == (item.type == "group")
    assert form.item("patient.sex").type == "choice"
    with pytest.raises(KeyError):
        form.item("patient.shoe-size")


@pytest.mark.parametrize("path", QUESTIONNAIRES, ids=lambda path: path.stem)
def test_a_program_without_a_parser_reads_the_same_form(path: Path) -> None:
    form = read_form(path.read_bytes())
    told = compiled(form)
    assert told["questionnaire"] == form.questionnaire
    assert isinstance(told["expressions"], dict)
    assert set(told["expressions"]) == set(form.expressions)


def bad(before: str, after: str) -> bytes:
    text = (folder("fhir_profiles") / "questionnaires" / "admission.json").read_text()
    assert before in text
    return text.replace(before, after, 1).encode()


WRONG = [
    ('"urgency"', '"whenever"'),
    ('"content", "valueString": "Admission letter"', '"content"'),
    ('"type": "decimal"', '"type": "quantity"'),
    ('"operator": "exists"', '"operator": ">"'),
    ('"title": ', '"titre": '),
    ('"resourceType"', '"url": "twice", "resourceType"'),
    ('"reference": "#', '"reference": "#no-such-'),
    ('"valueString": "%resource', '"valueString": "%nobody'),
]


@pytest.mark.parametrize(("before", "after"), WRONG)
def test_what_is_no_form_of_ours_is_not_read(before: str, after: str) -> None:
    with pytest.raises((NavetteError, ValueError, LookupError)):
        read_form(bad(before, after))


@pytest.mark.parametrize(("before", "after"), WRONG[:2])
def test_a_shipped_file_that_is_no_form_of_ours_is_named(
    before: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "questionnaires"
    place.mkdir()
    (place / "bad.json").write_bytes(bad(before, after))
    monkeypatch.setattr(forms_module, "folder", lambda name: tmp_path)
    monkeypatch.setattr(forms_module, "_site", forms_module._Site())
    forms_module.shipped.cache_clear()
    try:
        with pytest.raises(Local, match=r"file.*bad\.json"):
            forms()
    finally:
        forms_module.shipped.cache_clear()


def test_the_latest_version_is_offered_and_older_ones_stay_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "questionnaires"
    place.mkdir()
    text = (folder("fhir_profiles") / "questionnaires" / "admission.json").read_text()
    for version in ("1.10.0", "1.9.0"):
        (place / f"{version}.json").write_text(text.replace('"1.0.0"', f'"{version}"'))
    monkeypatch.setattr(forms_module, "folder", lambda name: tmp_path)
    monkeypatch.setattr(forms_module, "_site", forms_module._Site())
    forms_module.shipped.cache_clear()
    try:
        offered = by_name("admission")
        assert offered.version == "1.10.0"
        older = hashlib.sha256(f"{offered.url}|1.9.0".encode()).digest()
        known = by_hash(older)
        assert known is not None
        assert known.version == "1.9.0"
    finally:
        forms_module.shipped.cache_clear()

import hashlib
import json
from pathlib import Path

import pytest

from navette.core.deadline import Rule
from navette.core.errors import Local, Unknown
from navette.fhir import form as forms_module
from navette.fhir.form import by_hash, by_name, forms, read_form
from navette.fhir.questionnaire import walk
from navette.resources import folder

QUESTIONNAIRES = sorted((folder("fhir_profiles") / "questionnaires").glob("*.json"))


def test_the_published_forms() -> None:
    facts = {name: (form.code.code, form.rule, form.kind) for name, form in forms().items()}
    assert facts == {
        "admission": ("18761-7", Rule.URGENCY, "fiche"),
        "discharge": ("11490-0", Rule.SAME_DAY, "reply"),
    }


def test_titles_in_two_languages() -> None:
    assert by_name("discharge").title("fr") == "Lettre de liaison à la sortie"
    assert by_name("discharge").title("en") == "Discharge letter"


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


@pytest.mark.parametrize("path", QUESTIONNAIRES, ids=lambda path: path.stem)
def test_the_files_are_questionnaires_of_fhir_r4(path: Path) -> None:
    from fhir.resources.R4B.questionnaire import Questionnaire  # noqa: TID251  not the root package

    Questionnaire.model_validate(json.loads(path.read_bytes()))


@pytest.mark.parametrize("path", QUESTIONNAIRES, ids=lambda path: path.stem)
def test_a_form_holds_together(path: Path) -> None:
    """Each linkId once; conditions and explicit "none" look at questions that exist; choices can be made."""
    form = read_form(path.read_bytes())
    items = list(walk(form.items))
    ids = [item.link_id for item in items]
    assert len(set(ids)) == len(ids)
    for item in items:
        assert {condition.question for condition in item.conditions} <= set(ids)
        assert bool(item.options) == (item.type == "choice")
        assert bool(item.items) == (item.type == "group")
    assert form.item("patient.sex").type == "choice"
    with pytest.raises(KeyError):
        form.item("patient.shoe-size")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"urgency"', '"whenever"'),
        ('"valueCode": "en"', '"valueCode": "de"'),
        ('"type": "decimal"', '"type": "quantity"'),
        ('"operator": "exists"', '"operator": ">"'),
        ('"title": ', '"titre": '),
        ('"resourceType"', '"url": "twice", "resourceType"'),
    ],
)
def test_a_file_that_is_no_form_of_ours_is_named(
    before: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = QUESTIONNAIRES[0].read_text()
    assert before in text
    place = tmp_path / "questionnaires"
    place.mkdir()
    (place / "bad.json").write_text(text.replace(before, after, 1))
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
    text = QUESTIONNAIRES[0].read_text()
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

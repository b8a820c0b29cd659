"""A bad file of a site's folder is told once for what it holds."""

from pathlib import Path

import pytest

from navette.fhir import form
from navette.fhir.refused_files import Faults


def test_each_is_told_once_for_what_it_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else changes in the folder, and though it is written again as it was."""
    monkeypatch.setattr(form, "_site", form._Site())
    form.look_in(tmp_path)
    faults, told = Faults(tmp_path), list[dict[str, str]]()
    for name, text in (("a", "{"), ("b", "["), ("a", "{"), ("b", "{{"), ("a", "")):
        (tmp_path / f"{name}.json").unlink(missing_ok=True)
        (tmp_path / f"{name}.json").write_text(text)
        form.refresh()
        told.append(faults.fresh())
    assert [list(one) for one in told] == [["a.json"], ["b.json"], [], ["b.json"], ["a.json"]]


def test_what_is_gone_when_it_is_looked_at_is_told_by_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "_site", form._Site())
    (tmp_path / "a.json").write_text("{")
    form.look_in(tmp_path)
    assert form.known().refused
    (tmp_path / "a.json").unlink()
    assert Faults(tmp_path).fresh() == {}

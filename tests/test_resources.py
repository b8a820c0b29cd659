"""The program's data folders are found in a checkout and in a wheel."""

from pathlib import Path

import pytest

from navette import resources
from navette.core.errors import Local


@pytest.fixture(autouse=True)
def forget() -> None:
    resources.folder.cache_clear()


def test_in_a_checkout_the_folder_is_beside_the_package() -> None:
    assert resources.folder("fhir_profiles") == Path(__file__).resolve().parent.parent / "fhir_profiles"


def test_in_a_wheel_it_is_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "navette" / "_data" / "fhir_profiles"
    inside.mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "navette" / "resources.py"))
    assert resources.folder("fhir_profiles") == inside


def test_a_missing_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "navette" / "resources.py"))
    with pytest.raises(Local, match="file") as caught:
        resources.folder("templates")
    assert caught.value.data == {"path": "templates"}

"""What is built holds what the program needs at run time, and nothing of the tests."""

import gettext
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from babel.messages.pofile import PoFileError

from hatch_build import (
    BUNDLES,
    FALLBACK,
    FOLDERS,
    SCRIPTS,
    build_fallback,
    compile_catalogues,
    fallback_is_current,
    fallback_stamp,
)
from tests.documents import ROOT

ENTRY = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Nothing."\nmsgstr "{}"\n'


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [path] = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_a_wheel_carries_what_is_read_at_run_time(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    read = ("locale/fr.mo", "py.typed", "store/sql/0001_foundation.sql", "fhir/table.json", "web/static/js/form.js")
    assert {f"navette/{name}" for name in read} <= set(names)
    inside = {name.removeprefix("navette/_data/") for name in names if name.startswith("navette/_data/")}
    shipped = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    assert {str(path.relative_to(ROOT)) for path in shipped} == inside
    assert {"templates/fiche.html", "fhir_profiles/questionnaires/admission.json"} <= inside


def test_a_wheel_carries_the_licence_and_no_tests(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert {name.rpartition("/")[2] for name in names if "/licenses/" in name} == {"LICENSE", "LICENSE.en"}
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"navette"}
    [entry] = [name for name in names if name.endswith("entry_points.txt")]
    assert b"navette = navette.cli.main:main" in wheel.read(entry)


def test_a_wheel_carries_what_other_browsers_are_given_and_not_what_it_is_made_of(wheel: zipfile.ZipFile) -> None:
    for bundle in BUNDLES.values():
        assert wheel.read(f"{SCRIPTS}/{bundle}").decode().startswith(fallback_stamp(ROOT))
    assert not [name for name in wheel.namelist() if name.startswith(FALLBACK)]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A checkout that was never built."""
    shutil.copytree(ROOT / FALLBACK, tmp_path / FALLBACK)
    for bundle in BUNDLES.values():
        (tmp_path / SCRIPTS / bundle).parent.mkdir(parents=True, exist_ok=True)
    return tmp_path


def test_a_bundle_is_current_until_its_sources_change(sources: Path) -> None:
    assert not fallback_is_current(sources)
    for bundle in BUNDLES.values():
        shutil.copyfile(ROOT / SCRIPTS / bundle, sources / SCRIPTS / bundle)
    assert build_fallback(sources)
    source = sources / FALLBACK / "xwing.js"
    source.write_text(source.read_text() + "//")
    assert not fallback_is_current(sources)


def test_without_the_code_of_others_there_is_no_bundle_and_the_build_goes_on(
    sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (sources / FALLBACK / "package.json").write_text('{"dependencies":{"not-in-the-lock":"1.0.0"}}')
    assert not build_fallback(sources)
    assert "pages for Chromium only" in capsys.readouterr().err
    assert [path for path in (sources / SCRIPTS).rglob("*") if path.is_file()] == []


def test_a_catalogue_is_compiled_when_its_source_is_newer(tmp_path: Path) -> None:
    source, compiled = tmp_path / "fr.po", tmp_path / "fr.mo"
    for text, moment in (("Rien.", 1), ("Plus rien.", 2)):
        source.write_text(ENTRY.format(text))
        os.utime(source, (moment, moment))
        compile_catalogues(tmp_path)
        with compiled.open("rb") as file:
            assert gettext.GNUTranslations(file).gettext("Nothing.") == text
        os.utime(compiled, (moment, moment))
    assert [path.name for path in tmp_path.iterdir() if path.suffix not in (".po", ".mo")] == []


def test_a_broken_catalogue_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_text('msgid "a"\nmsgstr "b"\nmsgstrr "c"\n')
    with pytest.raises(PoFileError):
        compile_catalogues(tmp_path)

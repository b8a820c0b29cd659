"""The guides of docs/fr: what they point to is there, what they name is on a screen by that name, in plain words."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.browser.screenshots import FOLDER, expected
from tests.js.engine import ROOT
from tests.plain import jargon

GUIDES = sorted((ROOT / "docs" / "fr").glob("*.md"))
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
NAMED = re.compile(r"\*\*([^*]+)\*\*")
MOST = 3_500_000  # bytes of pictures
pytestmark = pytest.mark.docs


@cache
def on_screens() -> set[str]:
    """Every French text of the catalogue; labels begin a line with a capital."""
    with (ROOT / "navette" / "locale" / "fr.po").open("rb") as file:
        texts = {one.string for one in read_po(file, locale="fr") if isinstance(one.string, str)}
    return texts | {one[:1].upper() + one[1:] for one in texts}


def prose(path: Path) -> str:
    """Without what is typed in a terminal, nor addresses of pages and files."""
    text = re.sub(r"^    .*$", "", path.read_text(encoding="utf-8"), flags=re.M)
    return LINK.sub("]", text)


@pytest.mark.parametrize("path", GUIDES, ids=lambda one: one.stem)
def test_what_a_guide_points_to_is_there(path: Path) -> None:
    found = LINK.findall(path.read_text(encoding="utf-8"))
    assert [one for one in found if "://" not in one and not (path.parent / one).exists()] == []


@pytest.mark.parametrize("path", GUIDES, ids=lambda one: one.stem)
def test_what_a_guide_names_is_on_a_screen(path: Path) -> None:
    """In bold: the names of screens and buttons; a question, or what ends with a full stop, is the guide's own."""
    named = {" ".join(one.split()) for one in NAMED.findall(path.read_text(encoding="utf-8"))}
    known = on_screens()
    assert [one for one in sorted(named) if one not in known and one[-1] not in ".?"] == []


@pytest.mark.parametrize("path", GUIDES, ids=lambda one: one.stem)
def test_a_guide_speaks_plainly(path: Path) -> None:
    assert jargon(prose(path), "fr") == []


def test_a_name_that_no_screen_has_is_found() -> None:
    assert "Envoyer un fax" not in on_screens()
    assert "Prendre en charge" in on_screens()


def test_every_picture_is_there_and_of_use() -> None:
    there = {path.name: path for path in FOLDER.iterdir()}
    assert set(there) == expected()
    assert sum(path.stat().st_size for path in there.values()) < MOST
    shown = "".join(path.read_text(encoding="utf-8") for path in GUIDES)
    assert [name for name in expected() if name.endswith("-light-1280.webp") and f"images/{name}" not in shown] == []


def test_the_index_leads_to_every_guide() -> None:
    index = (ROOT / "docs" / "fr" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in GUIDES if path.name != "README.md" and f"({path.name})" not in index] == []

"""No word of cryptography for those who care for people; French everywhere."""

import re
from pathlib import Path

import pytest

from navette.cli import labels
from navette.cli.command import command_parser
from navette.cli.main import GROUPS, TABLE, load, top_parser
from navette.wording import Language, catalogue, speak
from tests.test_wording import ENGLISH, FRENCH

PROFESSIONALS = [entry.name for group, entries in GROUPS if group != "server" for entry in entries]
TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("[1-68]_*.txt"))


@pytest.mark.parametrize("name", PROFESSIONALS)
@pytest.mark.parametrize(("lang", "words"), [("fr", FRENCH), ("en", ENGLISH)])
def test_help(name: str, lang: Language, words: re.Pattern[str]) -> None:
    speak(lang)
    text = command_parser(name, TABLE[name].sentence, load(name), 100).format_help()
    assert not words.search(text)


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_what_people_read(file: Path) -> None:
    words = FRENCH if file.stem.endswith("_fr") else ENGLISH
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith(("$", "{", "! {", "bon : crypt", "good: crypt", "  patient.ins ")):  # the key of a NIR
            assert not words.search(line), line


WORDS = (
    labels.STATUS, labels.URGENCY, labels.ACT, labels.REASON, labels.ROLE, labels.KIND, labels.INVITATION,
    labels.CONTENT, labels.TYPE,
)  # fmt: skip
SAME = {"urgent", "question", "fiche", "date"}  # in both languages


def test_every_label_and_every_command_has_its_french() -> None:
    french = catalogue("fr")
    for word in {word for table in WORDS for word in table.values()} - SAME:
        assert french.gettext(word) != word
    speak("fr")
    text = top_parser(100).format_help()
    for entry in TABLE.values():
        assert entry.sentence not in text

"""Every command as a person sees it, in French and in English: tests/cli/transcripts, made with the installed program.

The ordinary run plays one of them, the long one all.

NAVETTE_TRANSCRIPTS=update pytest tests/cli/test_transcripts.py writes them again; the difference is then read by a
person, since a transcript is a promise.
"""

from pathlib import Path

import pytest

from navette.cli.main import TABLE
from tests.cli.conftest import UPDATE
from tests.cli.territory import Territory
from tests.cli.transcript import play

FILES = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


SHORT = ("2_exchange_fr",)
LONG = pytest.mark.soak if not UPDATE else ()
PLAYED = [pytest.param(file, marks=LONG if file.stem not in SHORT else (), id=file.stem) for file in FILES]


@pytest.mark.parametrize("file", PLAYED)
def test_transcript(file: Path, settled: Territory, tmp_path: Path) -> None:
    script = file.read_text(encoding="utf-8")
    made = play(script, settled.copy(tmp_path / "territory"), file.stem.rpartition("_")[2])
    if UPDATE:
        file.write_text(made, encoding="utf-8")
    assert made == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in TABLE if name not in ("serve", "poste", "demo")])
def test_every_command_succeeds_and_fails_in_both_languages(name: str) -> None:
    """serve, poste and demo run until they are stopped: test_serve.py, test_poste.py, test_demo.py."""
    seen = set()
    for file in FILES:
        lang = file.stem.rpartition("_")[2]
        blocks = file.read_text(encoding="utf-8").split("\n$ navette ")[1:]
        for block in blocks:
            if block.split()[0] == name:
                seen.add((lang, "\n[" in block))
    assert seen == {("fr", False), ("fr", True), ("en", False), ("en", True)}

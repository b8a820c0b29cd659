"""Terminals to listen to."""

import io
import os
from collections.abc import Iterator

import pytest

from navette.cli.terminal import Terminal
from navette.wording import Language, speak
from tests.cli.territory import Territory, free_port

# Read before tests/conftest.py clears NAVETTE_*: NAVETTE_TRANSCRIPTS=update pytest tests/cli writes what is compared.
UPDATE = os.environ.get("NAVETTE_TRANSCRIPTS") == "update"


class Screen(io.TextIOWrapper):
    """A stream that says it is a terminal, and remembers."""

    def __init__(self, tty: bool = False) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty

    @property
    def text(self) -> str:
        self.flush()
        held = self.buffer
        assert isinstance(held, io.BytesIO)
        return held.getvalue().decode()


class Heard(Terminal):
    """A terminal whose two streams are kept. lang: what is spoken on it."""

    def __init__(self, *, tty: bool = False, as_json: bool = False, plain: bool = False, lang: Language = "en") -> None:
        speak(lang)
        self.screen, self.errors = Screen(tty), Screen(tty)
        super().__init__(as_json=as_json, plain=plain, out=self.screen, err=self.errors)


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    """A territory where everybody has joined; copied by whoever changes it."""
    territory = Territory(tmp_path_factory.mktemp("territory") / "settled", free_port())
    territory.settle()
    return territory


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LANG", "C.UTF-8")
    speak("en")
    yield
    speak("fr")

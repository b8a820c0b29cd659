"""The progress bar: on a terminal only, one line, never wider than it."""

import pytest

from navette.cli.progress import Bar
from navette.cli.text import columns
from tests.cli.conftest import Heard


def test_on_a_terminal_it_moves_and_ends_its_line() -> None:
    terminal = Heard(tty=True)
    bar = Bar(terminal)
    for done in (0, 2_500_000, 5_000_000):
        bar("photo.jpg", done, 5_000_000)
    said = terminal.errors.text
    assert said.startswith("\rphoto.jpg ")
    assert said.endswith("100 %  5.0 MB / 5.0 MB\n")
    assert said.count("\n") == 1
    assert terminal.screen.text == ""


@pytest.mark.parametrize(
    ("tty", "plain", "said"), [(False, False, "photo.jpg  5.0 MB\n"), (True, True, "photo.jpg  5.0 MB\n")]
)
def test_elsewhere_one_line_when_the_file_is_done(tty: bool, plain: bool, said: str) -> None:
    terminal = Heard(tty=tty, plain=plain)
    bar = Bar(terminal)
    for done in (0, 2_500_000, 5_000_000):
        bar("photo.jpg", done, 5_000_000)
    assert terminal.errors.text == said


def test_json_says_nothing_of_it() -> None:
    terminal = Heard(tty=True, as_json=True)
    Bar(terminal)("photo.jpg", 5, 5)
    assert terminal.errors.text == terminal.screen.text == ""


@pytest.mark.parametrize("width", ["40", "60", "200"])
@pytest.mark.parametrize(
    "name", ["a.png", "compte rendu d'hospitalisation de très longue haleine.pdf", "診療所の写真.jpg"]
)
def test_no_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch, width: str, name: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    line = Bar(Heard(tty=True)).line(name, 1_234_567, 500_000_000)
    assert columns(line) < int(width)


def test_an_empty_file_is_done() -> None:
    assert "100 %" in Bar(Heard(tty=True)).line("empty.txt", 0, 0)

"""The rules of speech at the head of navette/cli/terminal.py, one by one."""

import json

import pytest

from navette.cli.exits import FAMILIES, exit_code
from navette.cli.table import Column
from navette.core import errors
from navette.core.errors import Conflict, Local, NavetteError, Refused
from tests.cli.conftest import Heard

COLUMNS = [Column("a", "Fiche"), Column("b", "State")]


def test_results_and_the_rest_do_not_mix() -> None:
    terminal = Heard()
    terminal.result({"reference": "NV-7K3F-22Q"}, "Deposited.")
    terminal.note("Following.")
    terminal.failure(Local("keyring-missing"))
    assert terminal.screen.text == "Deposited.\n"
    assert terminal.errors.text.splitlines()[0] == "Following."


@pytest.mark.parametrize("code", errors.CODES)
def test_a_failure_is_three_lines_and_its_family_is_the_exit_code(code: str) -> None:
    terminal = Heard()
    family = errors.CODES[code][0]
    assert terminal.failure(family(code)) == FAMILIES[family.family]
    lines = terminal.errors.text.splitlines()
    assert 1 <= len(lines) <= 3
    assert lines[0].startswith("navette: ")


def test_every_family_has_an_exit_code_of_its_own() -> None:
    families = {family.family for family, _text in errors.CODES.values()}
    assert families == set(FAMILIES)
    assert len(set(FAMILIES.values())) == len(FAMILIES)
    assert not {0, 1, 2} & set(FAMILIES.values())
    assert exit_code(NavetteError.family) == 1


def test_json_says_one_object_a_line_and_failures_too() -> None:
    terminal = Heard(as_json=True)
    terminal.result({"reference": "NV-7K3F-22Q", "name": "Gériatrie"}, "for a person")
    terminal.note("for a person")
    terminal.details([("to", "for a person")])
    assert terminal.failure(Conflict("already-accepted", owner_name="Mme Leroy")) == 8
    assert terminal.screen.text == '{"reference":"NV-7K3F-22Q","name":"Gériatrie"}\n'
    said = json.loads(terminal.errors.text)
    assert said["error"] == "already-accepted"
    assert said["exit"] == 8
    assert said["data"] == {"owner_name": "Mme Leroy"}
    assert "Mme Leroy" in said["says"]


def test_faults_are_told_before_the_failure_that_counts_them() -> None:
    said, spelled = Heard(), Heard(as_json=True)
    for terminal in (said, spelled):
        terminal.problem({"code": "answers-missing"}, "error: Missing: the dosage.")
        terminal.failure(Refused("answers", faults=1))
    assert said.errors.text.splitlines()[:2] == [
        "error: Missing: the dosage.",
        "navette: The form is not filled as it must be. Answers to correct: 1.",
    ]
    assert [next(iter(json.loads(line))) for line in spelled.errors.text.splitlines()] == ["code", "error"]
    assert said.screen.text == spelled.screen.text == ""


def test_a_list_as_table_as_lines_as_json_and_empty() -> None:
    rows = [{"a": "NV-7K3F-22Q", "b": "sent"}]
    facts = [{"reference": "NV-7K3F-22Q"}]
    shown, aloud, spelled, nothing = Heard(), Heard(plain=True), Heard(as_json=True), Heard()
    for terminal in (shown, aloud, spelled):
        terminal.table(COLUMNS, rows, facts, empty="Nothing waits.")
    nothing.table(COLUMNS, [], [], empty="Nothing waits.")
    assert shown.screen.text == "Fiche        State\nNV-7K3F-22Q  sent\n"
    assert aloud.screen.text == "Fiche: NV-7K3F-22Q\nState: sent\n"
    assert spelled.screen.text == '{"reference":"NV-7K3F-22Q"}\n'
    assert nothing.screen.text == "Nothing waits.\n"


def test_colours_need_a_terminal_that_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*, tty: bool = False, plain: bool = False) -> str:
        terminal = Heard(tty=tty, plain=plain)
        terminal.table(COLUMNS, [{"a": "NV-1", "b": "2 h late"}], [], empty="", late=[True])
        return terminal.screen.text

    assert "\x1b[1;31mNV-1   2 h late\x1b[0m" in late(tty=True)
    assert "\x1b" not in late()
    assert "\x1b" not in late(tty=True, plain=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in late(tty=True)


def test_a_word_stands_beside_every_colour() -> None:
    terminal = Heard(tty=True)
    terminal.failure(Local("keyring-missing"))
    assert "navette: You have not joined" in terminal.errors.text


@pytest.mark.parametrize(("columns", "width"), [("20", 40), ("40", 40), ("132", 132)])
def test_width_is_the_terminal_s_and_never_less_than_40(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert Heard().width == width


def test_exact_bytes_are_all_there_is() -> None:
    terminal = Heard(as_json=True)
    terminal.exact(b'{"a": 1.10}\r\n\xff')
    terminal.screen.flush()
    assert terminal.screen.buffer.getvalue() == b'{"a": 1.10}\r\n\xff'  # type: ignore[attr-defined]


def test_details_are_indented_for_the_eye_only() -> None:
    eye, ear = Heard(), Heard(plain=True)
    for terminal in (eye, ear):
        terminal.details([("to", "Gériatrie"), ("due", "")])
    assert eye.screen.text == "  to: Gériatrie\n"
    assert ear.screen.text == "to: Gériatrie\n"


def test_nothing_is_asked_when_nobody_is_there() -> None:
    assert not Heard().someone_answers

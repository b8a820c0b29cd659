"""The command table: help, usage errors, languages, faults; no command's file is read before it is named."""

import json
import subprocess
import sys
from argparse import Namespace

import pytest

from navette.cli import main as cli
from navette.cli.command import Command
from navette.cli.main import GROUPS, TABLE, load, main
from navette.cli.terminal import Terminal


def test_every_command_of_the_table_is_in_its_file_and_nothing_else_is() -> None:
    files = {entry.file for entry in TABLE.values()}
    found = {(file, name) for file in files for name in __import__(f"navette.cli.{file}", fromlist=["x"]).COMMANDS}
    assert found == {(entry.file, entry.name) for entry in TABLE.values()}


@pytest.mark.parametrize("width", ["40", "80"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_help_names_every_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: str, width: str
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    assert main(["--lang", lang, "--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name in TABLE:
        assert any(line.startswith(f"  {name} ") for line in lines), name
    assert max(map(len, lines)) <= int(width)


@pytest.mark.parametrize("name", list(TABLE))
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_command_s_help_has_a_sentence_examples_and_exit_codes(
    capsys: pytest.CaptureFixture[str], name: str, lang: str
) -> None:
    assert main([name, "--help", "--lang", lang]) == 0
    text = capsys.readouterr().out
    assert f"navette {name}" in text
    assert ("exemples :" if lang == "fr" else "examples:") in text
    assert "13 local" in text.replace("\n ", "")
    assert load(name).examples
    for line in load(name).examples:
        assert line.startswith(f"navette {name}")
        assert line in text


def test_without_anything_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "navette COMMANDE --help" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert main(["--version", "--json"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("navette 0.")
    assert json.loads(second) == {"version": first.removeprefix("navette ")}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["sned"], "navette: commande inconnue : sned"),
        (["send"], "navette send: il manque : --to"),
        (["inbox", "--foo"], "navette inbox: inconnu : --foo"),
        (["inbox", "--limit", "x"], "navette inbox: argument --limit : x ne convient pas"),
        (["decline", "NV-1", "--code", "no"], "navette decline: argument --code : no n'est pas dans la liste"),
        (["--lang"], "navette: argument --lang : il faut une valeur"),
        (["inbox", "--lim", "3"], "navette inbox: inconnu : --lim 3"),
    ],
)
def test_usage_errors_are_in_french_and_two_lines(
    capsys: pytest.CaptureFixture[str], typed: list[str], said: str
) -> None:
    assert main(typed) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0].startswith(said)
    assert err.splitlines()[1] == f"  → Voir : {said.partition(':')[0]} --help"
    assert len(err.splitlines()) == 2


def test_options_may_come_before_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[Namespace] = []

    def run(args: Namespace, terminal: Terminal) -> int:
        seen.append(args)
        return 0

    monkeypatch.setattr(cli, "load", lambda name: Command(run, lambda parser: None, ("navette inbox",)))
    for typed in (["--json", "--home", "/h", "inbox"], ["inbox", "--home=/h", "--json"]):
        assert main(typed) == 0
    assert {(str(args.home), args.json, args.plain, args.lang) for args in seen} == {("/h", True, False, None)}


def test_a_fault_of_the_program_shows_no_trace_and_nothing_of_its_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(args: Namespace, terminal: Terminal) -> int:
        raise KeyError("Mme DUPONT Jeanne")

    monkeypatch.setattr(cli, "load", lambda name: Command(run, lambda parser: None, ("navette inbox",)))
    assert main(["inbox", "--lang", "en"]) == 1
    assert main(["inbox", "--json"]) == 1
    err = capsys.readouterr().err
    assert "KeyError" in err
    assert "DUPONT" not in err
    assert "Traceback" not in err
    assert len(err.splitlines()) == 4
    assert json.loads(err.splitlines()[3])["exit"] == 1


def test_ctrl_c_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(args: Namespace, terminal: Terminal) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "load", lambda name: Command(run, lambda parser: None, ("navette inbox",)))
    assert main(["inbox"]) == 130


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from navette.cli.main import main; main(['--help']); "
        "print(sorted({n.split('.')[0] for n in sys.modules} "
        "& {'aiohttp', 'asyncio', 'cryptography', 'fhir', 'pydantic', 'rich', 'sqlite3', 'structlog', 'dataclasses'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m navette.cli --help | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert done.stderr == ""


def test_groups_have_no_command_twice() -> None:
    names = [entry.name for _group, entries in GROUPS for entry in entries]
    assert len(names) == len(set(names)) == len(TABLE)

"""docs/cli.md says what the program says: each command's help, word for word, and the exit codes."""

from pathlib import Path

import pytest

from navette.cli.command import command_parser
from navette.cli.exits import FAMILIES
from navette.cli.main import GROUPS, TABLE, load
from navette.core.errors import NavetteError
from navette.wording import speak
from tests.cli.conftest import UPDATE

DOC = Path(__file__).resolve().parent.parent.parent / "docs" / "cli.md"
MARK = "<!-- below: made by tests/cli/test_docs.py from the program -->"
WIDTH = 100


def made() -> str:
    """Everything below the mark."""
    lines = [MARK, "", "## Exit codes", "", "| code | meaning |", "|---|---|"]
    lines += ["| 0 | done |", "| 1 | unforeseen: a fault of the program itself |", "| 2 | usage |"]
    meanings = {family.family: (family.__doc__ or "").splitlines()[0] for family in NavetteError.__subclasses__()}
    lines += [f"| {number} | {family}: {meanings[family]} |" for family, number in FAMILIES.items()]
    lines += ["| 130 | interrupted (Ctrl+C) |", "", "## Commands", ""]
    for group, entries in GROUPS:
        lines += [f"- **{group}**: " + ", ".join(f"[{one.name}](#navette-{one.name})" for one in entries)]
    for name in TABLE:
        parser = command_parser(name, TABLE[name].sentence, load(name), WIDTH)
        lines += ["", f"### navette {name}", "", "```text", parser.format_help().rstrip(), "```"]
    return "\n".join(lines) + "\n"


@pytest.mark.docs
def test_the_page_is_what_the_program_says() -> None:
    speak("en")
    head, _mark, _rest = DOC.read_text(encoding="utf-8").partition(MARK)
    if UPDATE:
        DOC.write_text(head + made(), encoding="utf-8")
    assert DOC.read_text(encoding="utf-8") == head + made(), "NAVETTE_TRANSCRIPTS=update pytest tests/cli/test_docs.py"

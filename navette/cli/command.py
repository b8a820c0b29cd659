"""What a command is made of: its arguments, its examples, what it runs; and the parser that words it all."""

import argparse
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from textwrap import fill
from typing import NamedTuple, NoReturn

from navette.cli import exits
from navette.cli.terminal import Terminal
from navette.wording import _

Run = Callable[[Namespace, Terminal], int]


class Command(NamedTuple):
    """One command of a family's file. arguments: adds its own to a parser. examples: lines that work as they stand."""

    run: Run
    arguments: Callable[[argparse.ArgumentParser], None]
    examples: Sequence[str]


def N_(text: str) -> str:
    """Marks a msgid that is translated later, where it is shown."""
    return text


class UsageError(Exception):
    """What was typed cannot be understood: str() is the problem."""


class Parser(argparse.ArgumentParser):
    """An argparse parser that raises UsageError, in the language spoken, and takes no abbreviation."""

    def __init__(
        self, prog: str, width: int, description: str = "", epilog: str = "", usage: str | None = None
    ) -> None:
        def formatter(prog: str) -> argparse.HelpFormatter:
            return argparse.RawDescriptionHelpFormatter(prog, max_help_position=28, width=width)

        super().__init__(
            prog, usage, description, epilog, allow_abbrev=False, add_help=False, formatter_class=formatter
        )
        self.add_argument("-h", "--help", action="help", help=_("show this help"))

    def error(self, message: str) -> NoReturn:
        """Instead of argparse's usage dump: three lines at most."""
        raise UsageError(message)


def speak_argparse() -> None:
    """Makes argparse itself ("the following arguments are required…") answer in the language spoken here."""
    argparse._ = _  # type: ignore[attr-defined]


def command_parser(name: str, sentence: str, command: Command, width: int) -> Parser:
    """The parser of one command: its sentence, its arguments, those of every command, examples, exit codes."""
    examples = "\n".join(f"  {line}" for line in command.examples)
    epilog = "\n".join((_("examples:"), examples, "", exit_line(width)))
    said = _(sentence)
    parser = Parser(f"navette {name}", width, fill(f"{said[:1].upper()}{said[1:]}.", width), epilog)
    command.arguments(parser)
    common(parser)
    return parser


def common(parser: argparse.ArgumentParser) -> None:
    """The options of every command; SUPPRESS keeps what was said before the command's name."""
    group = parser.add_argument_group(_("common options"))
    silent = argparse.SUPPRESS
    group.add_argument("--json", action="store_true", default=silent, help=_("one JSON object per line"))
    group.add_argument(
        "--plain", action="store_true", default=silent, help=_("lines of label: value, for a screen reader")
    )
    group.add_argument("--lang", choices=("fr", "en"), default=silent, help=_("language, else NAVETTE_LANG"))
    group.add_argument(
        "--home", type=Path, default=silent, metavar="DIR", help=_("your folder, else NAVETTE_HOME, else ~/.navette")
    )


def unlocking(parser: argparse.ArgumentParser, *, mailbox: bool = True) -> None:
    """The options of a command that opens the person's folder, and one of the person's mailboxes."""
    group = parser.add_argument_group(_("opening your folder"))
    said = _("file of the passphrase or printed code, else NAVETTE_PASSPHRASE_FILE, else asked for")
    group.add_argument("--passphrase-file", type=Path, metavar="FILE", help=said)
    if mailbox:
        group.add_argument("--mailbox", metavar="ADDRESS", help=_("which of your mailboxes, when you have several"))


def exit_line(width: int) -> str:
    """The exit codes, wrapped: every command has the same."""
    families = ", ".join(f"{number} {family}" for family, number in exits.FAMILIES.items())
    text = _("exit codes: 0 done, 1 unforeseen, 2 usage, {families}. See docs/cli.md.").format(families=families)
    return fill(text, width, subsequent_indent="  ")

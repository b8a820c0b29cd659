"""The command table and its entry point. A command's file is imported only when the command is named."""

import sys
from argparse import REMAINDER, SUPPRESS, Namespace
from collections.abc import Sequence
from importlib import import_module
from textwrap import fill
from typing import NamedTuple

from navette import __version__
from navette.cli import exits
from navette.cli.command import N_, Command, Parser, UsageError, command_parser, common, speak_argparse
from navette.cli.terminal import Terminal
from navette.core.errors import NavetteError
from navette.wording import _, language, speak


class Entry(NamedTuple):
    """One line of the table: a command, the file of navette/cli that holds it, and its sentence."""

    name: str
    file: str
    sentence: str


GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        N_("fiches"),
        (
            Entry("send", "send", N_("seal a fiche for its recipients, sign it and deposit it")),
            Entry("inbox", "lists", N_("what was sent to your mailbox and still waits for somebody")),
            Entry("outbox", "lists", N_("what your mailbox sent, where it stands, and what is not sent yet")),
            Entry("open", "open", N_("open a fiche and read it")),
            Entry("accept", "acknowledge", N_("take a fiche in charge: from now on it is yours")),
            Entry("question", "acknowledge", N_("ask the sender for what is missing")),
            Entry("decline", "acknowledge", N_("decline a fiche, with a reason")),
            Entry("reroute", "acknowledge", N_("send a fiche on to the right mailbox, without typing it again")),
            Entry("reply", "reply", N_("answer a fiche with another one, which closes it")),
            Entry("close", "acknowledge", N_("close a fiche without a reply")),
            Entry("withdraw", "acknowledge", N_("take back a fiche nobody has taken in charge")),
            Entry("follow", "follow", N_("show what happens in your mailbox, as it happens")),
            Entry("forms", "forms", N_("the forms: list, show, fill, check one of your own")),
            Entry("export", "export", N_("write fiches out with their proofs, before they are removed")),
            Entry("verify", "verify", N_("check what the server says against what was signed")),
        ),
    ),
    (
        N_("people"),
        (
            Entry("join", "join", N_("use an invitation: make your folder on this machine")),
            Entry("poste", "poste.command", N_("open the pages from this machine, for one browser")),
            Entry("members", "members", N_("who reads the mailbox: list, add, remove")),
            Entry("service", "service", N_("what a mailbox says of itself: hours, days off, who stands in")),
            Entry("contact", "contact", N_("where you are told that something waits, by e-mail")),
            Entry("invite", "invite", N_("invite somebody, and vouch for who joined (coordinator)")),
            Entry("board", "board", N_("what nobody has closed, and what is late (coordinator)")),
            Entry("history", "history", N_("all that is known of a fiche but what it says (coordinator)")),
            Entry("nudge", "nudge", N_("nudge a recipient about a fiche that waits there (coordinator)")),
            Entry("hold", "hold", N_("hold fiches back from removal, and let go of them (coordinator)")),
            Entry("indicators", "indicators", N_("volumes, delays and rates of a period (coordinator)")),
            Entry("journal", "journal", N_("who looked at what")),
            Entry("export-fhir", "journal", N_("where fiches stand, and the journal, as FHIR (coordinator)")),
        ),
    ),
    (
        N_("server"),
        (
            Entry("serve", "serve", N_("run the server")),
            Entry("migrate", "database", N_("bring the database to this version of the program")),
            Entry("backup", "database", N_("copy the whole server into one file, while it runs")),
            Entry("restore", "database", N_("make a server's folder again from a backup, or only check one")),
            Entry("verify-site", "verify_site", N_("compare the pages a server serves with this program")),
            Entry("doctor", "doctor", N_("check this machine, your folder and the server")),
            Entry("demo", "demo.command", N_("a territory that sends fiches to itself, to look at and play with")),
        ),
    ),
)
TABLE = {entry.name: entry for _group, entries in GROUPS for entry in entries}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; its exit code (navette/cli/exits.py)."""
    given = list(sys.argv[1:] if argv is None else argv)
    speak(language(_wish(given)))
    speak_argparse()
    terminal = Terminal(as_json="--json" in given, plain="--plain" in given)
    try:
        return _run(given, terminal)
    except UsageError as error:
        return _usage(error, given, terminal)
    except NavetteError as error:
        return terminal.failure(error)
    except SystemExit as ended:  # argparse, once it has printed a help
        return int(ended.code or 0)
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    except BrokenPipeError:
        return _nobody_reads()
    except Exception as error:
        return _unforeseen(error, terminal)


def _usage(error: UsageError, given: Sequence[str], terminal: Terminal) -> int:
    """Names the command whose help answers, when one was typed."""
    command = next((f"navette {word}" for word in given if word in TABLE), "navette")
    terminal.usage(command, str(error), _("See: {command} --help").format(command=command))
    return exits.USAGE


def load(name: str) -> Command:
    """The command `name`, from its family's file."""
    commands: dict[str, Command] = import_module(f"navette.cli.{TABLE[name].file}").COMMANDS
    return commands[name]


def _run(given: Sequence[str], terminal: Terminal) -> int:
    top = top_parser(terminal.width)
    said = top.parse_args(given)
    if said.version:
        terminal.result({"version": __version__}, f"navette {__version__}")
        return exits.DONE
    if said.command is None:
        top.print_help(terminal.out)
        return exits.DONE
    if said.command not in TABLE:
        raise UsageError(_("no such command: {name}").format(name=said.command))
    command = load(said.command)
    parser = command_parser(said.command, TABLE[said.command].sentence, command, terminal.width)
    args = parser.parse_args(said.rest, Namespace(**_before(said)))
    return command.run(args, terminal)


def _before(said: Namespace) -> dict[str, object]:
    """The common options as they stand before the command's own arguments are read."""
    common_options = {"json": False, "plain": False, "lang": None, "home": None}
    return {**common_options, **{key: value for key, value in vars(said).items() if key in common_options}}


def top_parser(width: int) -> Parser:
    """The parser of `navette` alone: the common options, a command, and the rest for the command's own parser."""
    lines: list[str] = []
    for group, entries in GROUPS:
        lines += ["", _("{group}:").format(group=_(group))]
        lines += (_wrapped(entry.name, _(entry.sentence), width) for entry in entries)
    epilog = "\n".join([*lines, "", fill(_("navette COMMAND --help tells more of each."), width)])
    description = _("Fiches navettes, sealed from end to end, with signed answers.")
    parser = Parser("navette", width, fill(description, width), epilog, "navette [--lang fr|en] COMMAND …")
    parser.add_argument("--version", action="store_true", help=_("the version of this program"))
    parser.add_argument("command", nargs="?", help=SUPPRESS)
    parser.add_argument("rest", nargs=REMAINDER, help=SUPPRESS)
    common(parser)
    return parser


def _wrapped(name: str, text: str, width: int) -> str:
    return fill(text, width, initial_indent=f"  {name:<13}", subsequent_indent=" " * 15)


def _wish(given: Sequence[str]) -> str | None:
    """The language asked for on the command line: help and usage errors are worded before anything is parsed."""
    for place, word in enumerate(given):
        if word == "--lang":
            return given[place + 1] if place + 1 < len(given) else None
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None


def _nobody_reads() -> int:
    """The reader of the pipe has left: no more to say, and Python must not try at exit."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return exits.DONE


def _unforeseen(error: Exception, terminal: Terminal) -> int:
    where = "?"
    trace = error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__"))
        if module.startswith("navette."):
            where = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    what = _("A fault of the program itself: {fault} in {where}.").format(fault=type(error).__name__, where=where)
    meaning = _("What was confirmed before stays true; nothing else can be said of the last command.")
    next_step = _("Run: navette doctor, then report these lines; they hold nothing of a fiche.")
    terminal.fault(error, what, meaning, next_step)
    return exits.UNFORESEEN

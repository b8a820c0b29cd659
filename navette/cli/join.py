"""`navette join`: an invitation becomes a folder on this machine, and a printed code to keep elsewhere."""

import argparse
import secrets
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, UsageError
from navette.cli.lists import facts
from navette.cli.session import hidden, home, secret
from navette.cli.terminal import Terminal
from navette.core.encoding import uncrockford
from navette.core.errors import Local
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.items import Joined

LEAST = 12  # characters of a passphrase somebody chooses
TRIES = 3


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "code", metavar="CODE", help=_("the invitation: its text, or the file that holds it; - to paste it")
    )
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help=_("your passphrase, else asked for or made")
    )


def _join(args: Namespace, terminal: Terminal) -> int:
    import asyncio

    from navette.client.folder import Folder
    from navette.client.join import join

    text = _invitation(args.code, terminal)
    phrase, made = _passphrase(args, terminal)
    joined = asyncio.run(join(text, Folder(home(args)), phrase))
    said = _("Welcome, {name}: your folder is {folder}.").format(name=joined.name, folder=home(args))
    shown = {**facts(joined), "folder": str(home(args)), **({"passphrase": phrase} if made else {})}
    terminal.result(shown, said)
    terminal.details(_details(joined, phrase if made else ""))
    _typed_back(joined, terminal)
    terminal.note(_("Next: the coordinator confirms that it is you; then: navette inbox"))
    return exits.DONE


def _details(joined: "Joined", phrase: str) -> list[tuple[str, str]]:
    return [
        (_("your mailbox"), joined.address or ""),
        (_("your passphrase, made for you"), phrase),
        (_("printed code, to keep on paper, elsewhere"), joined.code_printed),
    ]


def _invitation(given: str, terminal: Terminal) -> str:
    """The code's text: as given, from a file, or pasted."""
    if given == "-":
        return hidden(terminal, _("Paste the invitation:"), "CODE")
    if given.startswith("navette-"):
        return given
    try:
        return Path(given).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Local("file", path=given) from error


def _passphrase(args: Namespace, terminal: Terminal) -> tuple[str, bool]:
    """The passphrase, and whether it was made here."""
    import os

    from navette.envelope.unlock import new_passphrase

    if args.passphrase_file or os.environ.get("NAVETTE_PASSPHRASE_FILE"):
        return secret(args, terminal), False
    if not terminal.someone_answers:
        return new_passphrase(), True
    for _try in range(TRIES):
        first = hidden(terminal, _("Choose a passphrase (Enter: one is made for you):"), "--passphrase-file")
        if not first:
            return new_passphrase(), True
        if len(first) < LEAST:
            terminal.note(_("At least {count} characters.").format(count=LEAST))
        elif hidden(terminal, _("Again:"), "--passphrase-file") == first:
            return first, False
        else:
            terminal.note(_("Not the same twice."))
    raise UsageError(_("no passphrase chosen"))


def _typed_back(joined: "Joined", terminal: Terminal) -> None:
    """One group of the printed code, typed back: the proof that it was written down."""
    if not terminal.someone_answers:
        return
    groups = joined.code_printed.split()
    for _try in range(TRIES):
        place = secrets.randbelow(len(groups))
        typed = terminal.ask(_("Write the printed code down. Then type its group number {n}:").format(n=place + 1))
        if uncrockford(typed) == groups[place]:
            return
        terminal.note(_("Not that group: look again."))
    terminal.note(_("Keep the code above: without it and without the passphrase, nothing can be opened any more."))


COMMANDS = {
    "join": Command(_join, _arguments, ("navette join invitation.txt", "navette join - --home ~/navette-geriatrie"))
}

"""The demonstration as a command: it prepares a territory, plays the exchange, shows what the server saw, and stays."""

import argparse
import asyncio
import os
import shlex
import shutil
import tempfile
from argparse import Namespace
from pathlib import Path

from navette.cli import exits
from navette.cli.command import Command
from navette.cli.demo.cast import COORDINATOR, settle
from navette.cli.demo.play import play
from navette.cli.demo.server import ORIGIN, Server
from navette.cli.demo.story import PASSPHRASE, Story
from navette.cli.invite import first_code
from navette.cli.serve import server_settings
from navette.cli.terminal import Terminal
from navette.core.errors import Local
from navette.wording import _, language

TEMPORARY = "navette-demo-"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--exit", action="store_true", help=_("end after the exchange; else the server stays, to play"))
    said = _("keep it all: DIR/server, and DIR/<person> for each of the cast; must be empty")
    parser.add_argument("--keep", type=Path, metavar="DIR", help=said)


def _demo(args: Namespace, terminal: Terminal) -> int:
    if args.keep is not None and args.keep.exists() and (not args.keep.is_dir() or any(args.keep.iterdir())):
        raise Local("file", path=str(args.keep))
    root = args.keep.absolute() if args.keep else Path(tempfile.mkdtemp(prefix=TEMPORARY))
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with Server(root / "server") as server:
            _prepare(server, root)
            play(Story(root, terminal, language(args.lang)), server)
            if not args.exit:
                _stay(server, root, terminal)
    finally:
        if args.keep is None:
            shutil.rmtree(root, ignore_errors=True)
    return exits.DONE


def _prepare(server: Server, root: Path) -> None:
    """One passphrase for the whole cast, in a file: this is a demonstration."""
    from navette.envelope.unlock import new_passphrase

    phrase = new_passphrase()
    file = root / PASSPHRASE
    file.touch(mode=0o600)
    file.write_text(phrase + "\n", encoding="utf-8")
    os.environ["NAVETTE_PASSPHRASE_FILE"] = str(file)
    settings = server_settings(Namespace(data=server.folder), public_url=server.url, origin=ORIGIN)
    asyncio.run(settle(root, first_code(settings, COORDINATOR.name), phrase))


def _stay(server: Server, root: Path, terminal: Terminal) -> None:
    """The commands to continue with; the server runs until Ctrl+C."""
    file = root / PASSPHRASE
    commands = [
        f"export NAVETTE_PASSPHRASE_FILE={shlex.quote(str(file))}",
        *(f"navette {words} --home {shlex.quote(str(root / key))}" for key, words in CONTINUE),
    ]
    said = _("The server runs at {url}. In another terminal:").format(url=server.url)
    terminal.result({"url": server.url, "commands": commands}, "", said, *(f"  {command}" for command in commands))
    if root.name.startswith(TEMPORARY):
        terminal.note(_("Ctrl+C stops it, and removes everything."))
    else:
        again = shlex.join(["navette", *server.arguments])
        terminal.note(_("Ctrl+C stops it; to run it again: {command}").format(command=again))
    try:
        server.wait()
    except KeyboardInterrupt:
        terminal.note("")


CONTINUE = (
    ("vidal", "inbox"),
    ("vidal", "follow"),
    ("martin", "outbox"),
    ("leroy", "members"),
    ("nathalie", "board"),
    ("ollier", "inbox"),
)
COMMANDS = {
    "demo": Command(_demo, _arguments, ("navette demo", "navette demo --exit", "navette demo --keep ./territory"))
}

"""`navette migrate`, `backup`, `restore`: the server's folder, on the server's machine."""

import argparse
from argparse import Namespace
from pathlib import Path

from navette.cli import exits
from navette.cli.command import Command
from navette.cli.labels import size
from navette.cli.serve import server_options, server_settings
from navette.cli.terminal import Terminal
from navette.core.errors import Local
from navette.wording import _


def _database(args: Namespace) -> Path:
    """The database of the server's folder; refuses `file` when there is none."""
    from navette.store.database import FILE

    path = server_settings(args).data_dir / FILE
    if not path.is_file():
        raise Local("file", path=str(path))
    return path


def _migrate(args: Namespace, terminal: Terminal) -> int:
    from navette.store.connection import connect
    from navette.store.migrate import migrate

    path = _database(args)
    db = connect(path)
    try:
        done = migrate(db, path)
    finally:
        db.close()
    steps = ", ".join(f"{number:04}" for number in done)
    said = _("The database is up to date; applied: {steps}.") if done else _("The database was up to date already.")
    terminal.result({"database": str(path), "applied": done}, said.format(steps=steps))
    return exits.DONE


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    server_options(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the backup to write; must not exist"))


def _backup(args: Namespace, terminal: Terminal) -> int:
    from navette.store.backup import backup

    database = _database(args)
    backup(database, args.file)
    length = args.file.stat().st_size
    terminal.result(
        {"file": str(args.file), "bytes": length},
        _("Backup written: {file} ({size}).").format(file=args.file, size=size(length)),
        _("It holds the server's ledger keys: keep it as you keep the server. Fiches in it stay sealed."),
    )
    return exits.DONE


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    server_options(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help=_("the backup to read"))
    parser.add_argument("--check", action="store_true", help=_("read it all, verify it, write nothing"))


def _restore(args: Namespace, terminal: Terminal) -> int:
    from navette.store.backup import restore

    folder = server_settings(args).data_dir
    counts = restore(args.file, folder, check_only=args.check)
    done = _("The backup is whole.") if args.check else _("Restored into {folder}.").format(folder=folder)
    terminal.result({"file": str(args.file), "restored": not args.check, **counts}, done)
    terminal.details((key, str(value)) for key, value in counts.items())
    if not args.check:
        terminal.note(_("Next: navette serve --data {folder}").format(folder=folder))
    return exits.DONE


COMMANDS = {
    "migrate": Command(_migrate, server_options, ("navette migrate --data /srv/navette",)),
    "backup": Command(_backup, _backup_arguments, ("navette backup --data /srv/navette navette-2026-11-22.tar",)),
    "restore": Command(
        _restore,
        _restore_arguments,
        (
            "navette restore --check navette-2026-11-22.tar",
            "navette restore --data /srv/navette-new navette-2026-11-22.tar",
        ),
    ),
}

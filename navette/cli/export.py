"""`navette export`: fiches written out, opened, with their attachments and their proofs."""

import argparse
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, UsageError, unlocking
from navette.cli.lists import facts
from navette.cli.progress import Bar
from navette.cli.table import Column, Row
from navette.cli.terminal import Terminal
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.export import Exported
    from navette.client.mailbox import Mailbox


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference", metavar="FICHE", nargs="?", help=_("its reference, as the lists show it"))
    parser.add_argument(
        "--expiring", action="store_true", help=_("all that will be removed within a month, received and sent")
    )
    parser.add_argument(
        "--into", type=Path, metavar="DIR", required=True, help=_("the folder; each fiche gets one of its own there")
    )
    unlocking(parser)


def _export(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import in_mailbox

    if args.expiring == (args.reference is not None):
        raise UsageError(_("say which fiche, or --expiring"))

    async def write(mailbox: "Mailbox") -> "list[Exported]":
        wanted = await mailbox.expiring() if args.expiring else [args.reference]
        bar = Bar(terminal)
        return [await mailbox.export(ref, args.into, bar) for ref in wanted]

    done = in_mailbox(args, terminal, write)
    columns = [Column("reference", _("Fiche")), Column("folder", _("Folder"), 10), Column("state", _("State"))]
    terminal.table(columns, [_row(one) for one in done], map(facts, done), empty=_("Nothing is about to be removed."))
    if done:
        terminal.note(_("What is in this folder can be read by whoever opens it: keep it as you keep your records."))
    return exits.DONE


def _row(one: "Exported") -> Row:
    return {
        "reference": one.reference,
        "folder": str(one.folder),
        "state": _("exported") if one.new else _("was there already"),
    }


COMMANDS = {
    "export": Command(
        _export, _arguments, ("navette export NV-7K3F-22Q --into archives", "navette export --expiring --into archives")
    )
}

"""`navette nudge`: the coordinator nudges a recipient about a fiche that waits there. Never of a patient."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, unlocking
from navette.cli.dates import moment
from navette.cli.lists import facts
from navette.cli.terminal import Terminal
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.coordinator import Coordinator
    from navette.client.coordinator_items import Nudged


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference", metavar="FICHE", help=_("its reference, as the board shows it"))
    parser.add_argument("--to", metavar="NAME", help=_("which recipient, when several are waited for"))
    unlocking(parser, mailbox=False)


def _nudge(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import as_coordinator

    async def nudge(coordinator: "Coordinator") -> "Nudged":
        return await coordinator.nudge(args.reference, args.to)

    done = as_coordinator(args, terminal, nudge)
    terminal.result(facts(done), _("Nudged: {reference}.").format(reference=done.reference))
    terminal.details([(_("to"), done.mailbox_name), (_("when"), moment(done.time))])
    return exits.DONE


COMMANDS = {
    "nudge": Command(
        _nudge, _arguments, ("navette nudge NV-7K3F-22Q", "navette nudge NV-7K3F-22Q --to cardiologie@ch.example")
    )
}

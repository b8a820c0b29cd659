"""`navette follow`: what happens in the mailbox, as it happens, one line each; a lost connection is taken up again."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, unlocking
from navette.cli.dates import moment, now
from navette.cli.labels import ACT, label
from navette.cli.lists import facts
from navette.cli.terminal import Terminal
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.items import Event
    from navette.client.mailbox import Mailbox


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--since", type=int, metavar="INDEX", help=_("first what happened from this event on (its index)")
    )
    parser.add_argument("--count", type=int, metavar="N", help=_("stop after N events; else Ctrl+C stops"))
    unlocking(parser)


def _follow(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import in_mailbox

    async def follow(mailbox: "Mailbox") -> None:
        terminal.note(_("Following {address}. Ctrl+C stops.").format(address=mailbox.address))
        seen = 0
        async for event in mailbox.events(None if args.since is None else args.since - 1):
            terminal.result(facts(event), _line(event, mailbox.id, live=args.since is None))
            seen += 1
            if seen == args.count:
                break

    in_mailbox(args, terminal, follow)
    return exits.DONE


def _line(event: "Event", mailbox: bytes, *, live: bool) -> str:
    """`22/11 11:04  NV-7K3F-22Q  taken in charge  here`. The hour is that of the screen: none for what is past."""
    where = {None: "", mailbox: _("here")}.get(event.of, _("by who received it"))
    seen = f"{moment(now())}  " if live else ""
    return f"{seen}{event.reference}  {label(ACT, event.act)}  {where}".rstrip()


COMMANDS = {"follow": Command(_follow, _arguments, ("navette follow", "navette follow --json --since 0 --count 10"))}

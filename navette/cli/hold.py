"""`navette hold`: what coordinators hold back from removal. Never of a patient."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, UsageError, unlocking
from navette.cli.dates import moment
from navette.cli.labels import HOLD, label
from navette.cli.lists import facts
from navette.cli.table import Column, Row
from navette.cli.terminal import Terminal
from navette.core.retention import HOLD_CODES
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.coordinator import Coordinator
    from navette.client.holds import Hold


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", metavar="WHAT", nargs="?", help=_("a fiche's reference, a mailbox, or all; nothing: show the holds")
    )
    parser.add_argument("--code", choices=HOLD_CODES, help=_("why it is held back from removal"))
    parser.add_argument("--lift", action="store_true", help=_("let go of it: it is removed in a month if due"))
    unlocking(parser, mailbox=False)


def _hold(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import as_coordinator

    if args.what is not None and args.lift == (args.code is not None):
        raise UsageError(_("say why with --code, or --lift"))
    if args.what is None and (args.lift or args.code):
        raise UsageError(_("say what: a fiche's reference, a mailbox, or all"))

    async def act(coordinator: "Coordinator") -> "list[Hold]":
        if args.what is None:
            return await coordinator.holds.every()
        if args.lift:
            return await coordinator.holds.lift(args.what)
        return [await coordinator.holds.place(args.what, args.code)]

    found = as_coordinator(args, terminal, act)
    rows, empty = [_row(one) for one in found], _("Nothing is held back from removal.")
    if args.what is not None:
        empty = _("No hold is in force on {what}.").format(what=args.what)
    terminal.table(_columns(), rows, map(facts, found), empty=empty)
    return exits.DONE


def _columns() -> list[Column]:
    return [
        Column("what", _("What")),
        Column("code", _("Why"), 8),
        Column("by", _("By"), 8),
        Column("since", _("Since")),
        Column("lifted", _("Until")),
    ]


def _row(hold: "Hold") -> Row:
    return {
        "what": hold.what or _("all fiches"),
        "code": label(HOLD, hold.code),
        "by": hold.by_name,
        "since": moment(hold.time),
        "lifted": "" if hold.lifted is None else moment(hold.lifted),
    }


COMMANDS = {
    "hold": Command(
        _hold,
        _arguments,
        ("navette hold", "navette hold NV-7K3F-22Q --code complaint", "navette hold geriatrie@ch.example --lift"),
    )
}

"""`navette journal` and `navette export-fhir`: who looked at what; where fiches stand, for others' software."""

import argparse
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from navette.cli import exits, period
from navette.cli.command import N_, Command, UsageError, unlocking
from navette.cli.dates import dated, moment
from navette.cli.labels import ACT, label
from navette.cli.lists import facts
from navette.cli.sheet import sheet
from navette.cli.table import Column, Row
from navette.cli.terminal import Terminal
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.coordinator import Coordinator
    from navette.client.desk import Desk
    from navette.client.journal import JournalLine
    from navette.client.mailbox import Mailbox

ACTION = {
    "collect": N_("content fetched"),
    "attachment": N_("attachment fetched"),
    "look": N_("progress looked at"),
    "board": N_("board looked at"),
    "indicators": N_("indicators looked at"),
    "invitations": N_("invitations looked at"),
    "journal": N_("journal looked at"),
    "export": N_("export made"),
    "holds": N_("holds looked at"),
    "invite": N_("invitation made"),
    "withdraw-invitation": N_("invitation withdrawn"),
    "certify": N_("identity vouched for"),
    "mailbox": N_("members or address changed"),
    "service": N_("hours or substitute changed"),
    "nudge": N_("nudge"),
    "hold": N_("removal held back"),
    "release-hold": N_("removal held back no more"),
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference", nargs="?", metavar="FICHE", help=_("who consulted it, and what they signed"))
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--everybody", action="store_true", help=_("what every member of the mailbox looked at"))
    whose.add_argument("--coordinators", action="store_true", help=_("what coordinators did (coordinator)"))
    period.arguments(parser)
    parser.add_argument("--csv", action="store_true", help=_("for a spreadsheet: semicolons, UTF-8 with its mark"))
    unlocking(parser)


def _journal(args: Namespace, terminal: Terminal) -> int:
    days = period.period(args)
    if args.reference is not None and (args.everybody or args.coordinators):
        raise UsageError(_("either a fiche, or --everybody, or --coordinators"))
    if args.coordinators:
        lines = _of_coordinators(args, terminal, days)
    else:
        lines = (_of_mailbox if args.reference is not None or args.everybody else _mine)(args, terminal, days)
    columns, rows = _columns(), [_row(line, dated if args.csv else moment) for line in lines]
    if args.csv:
        terminal.exact(sheet(columns, rows))
        return exits.DONE
    terminal.table(columns, rows, map(facts, lines), empty=_("Nothing in this period."))
    return exits.DONE


def _of_mailbox(args: Namespace, terminal: Terminal, days: tuple[date, date]) -> Sequence["JournalLine"]:
    from navette.cli.session import in_mailbox

    async def read(mailbox: "Mailbox") -> Sequence["JournalLine"]:
        if args.reference is not None:
            return await mailbox.journal.of_handoff(args.reference, *days)
        return await mailbox.journal.of_mailbox(*days)

    return in_mailbox(args, terminal, read)


def _mine(args: Namespace, terminal: Terminal, days: tuple[date, date]) -> Sequence["JournalLine"]:
    """Of somebody who may sit in no mailbox, or in several."""
    from navette.cli.session import at_desk
    from navette.client.journal import Journal

    async def read(desk: "Desk") -> Sequence["JournalLine"]:
        return await Journal(desk).mine(*days)

    return at_desk(args, terminal, read)


def _of_coordinators(args: Namespace, terminal: Terminal, days: tuple[date, date]) -> Sequence["JournalLine"]:
    from navette.cli.session import as_coordinator

    async def read(coordinator: "Coordinator") -> Sequence["JournalLine"]:
        return await coordinator.journal.of_coordinators(*days)

    return as_coordinator(args, terminal, read)


def _columns() -> list[Column]:
    return [
        Column("when", _("When")),
        Column("who", _("Who"), 8),
        Column("what", _("What"), 8),
        Column("about", _("About"), 10),
        Column("mailbox", _("Mailbox"), 8),
        Column("proof", _("Proof"), 4),
    ]


def _row(line: "JournalLine", spell: Callable[[int], str]) -> Row:
    """One line. The proof: signed by who did it, or the server's word."""
    what = label(ACT if line.signed else ACTION, line.action)
    return {
        "when": spell(line.time),
        "who": _("the server") if line.itself else line.actor_name or _("(nobody vouches)"),
        "what": _("{what} (refused)").format(what=what) if line.result else what,
        "about": line.reference,
        "mailbox": line.mailbox_name,
        "proof": _("signed") if line.signed else _("journal"),
    }


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("tasks", "journal"), help=_("where fiches stand, or what coordinators did"))
    period.arguments(parser)
    unlocking(parser, mailbox=False)


def _export(args: Namespace, terminal: Terminal) -> int:
    """Line after line, as they come: a year does not have to fit in memory."""
    first, last = period.period(args)
    from navette.cli.session import as_coordinator
    from navette.client.journal import AUDIT_EVENT, TASK

    async def write(coordinator: "Coordinator") -> int:
        count = 0
        async for line in coordinator.journal.export(TASK if args.what == "tasks" else AUDIT_EVENT, first, last):
            terminal.exact(line.encode() + b"\n")
            count += 1
        return count

    count = as_coordinator(args, terminal, write)
    terminal.note(_("Resources written: {count}, one a line, of no patient.").format(count=count))
    return exits.DONE


COMMANDS = {
    "journal": Command(
        _journal,
        _arguments,
        ("navette journal", "navette journal NV-7K3F-22Q", "navette journal --coordinators --csv > journal.csv"),
    ),
    "export-fhir": Command(
        _export,
        _export_arguments,
        (
            "navette export-fhir tasks --from 2026-01-01 --to 2026-12-31 > tasks.ndjson",
            "navette export-fhir journal > journal.ndjson",
        ),
    ),
}

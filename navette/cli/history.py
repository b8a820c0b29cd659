"""`navette history`: all that is known of one fiche and nothing of what it says: acts, reminders, nudges."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING, NamedTuple

from navette.cli import exits
from navette.cli.command import Command, unlocking
from navette.cli.dates import moment
from navette.cli.labels import ACT, REASON, label
from navette.cli.lists import facts
from navette.cli.table import Column, Row
from navette.cli.terminal import Terminal
from navette.core.errors import Local
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.coordinator import Coordinator
    from navette.client.coordinator_items import History
    from navette.client.items import ActRecord

FROM_SENDER = ("deposit", "withdrawn")


class Happened(NamedTuple):
    """One line. ledger: where it stands there, from 1 on; None: the server's own word."""

    time: int
    who: str
    where: str
    what: str
    ledger: int | None


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference", metavar="FICHE", help=_("its reference, closed fiches too"))
    unlocking(parser, mailbox=False)


def _history(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import as_coordinator, fault_line

    async def read(coordinator: "Coordinator") -> "History":
        return await coordinator.history(args.reference)

    found = as_coordinator(args, terminal, read)
    happened = story(found)
    terminal.table(_columns(), [_row(one) for one in happened], [facts(found)], empty="")
    for fault in found.proven.faults:
        terminal.problem(facts(fault), fault_line(fault))
    if found.proven.faults:
        return terminal.failure(Local("verification", faults=len(found.proven.faults)))
    terminal.note(_("Each act is signed and in the ledger; reminders and nudges are the server's own word."))
    return exits.DONE


def story(found: "History") -> list[Happened]:
    """Acts in the order of the ledger, whatever their clocks; the rest among them by its hour."""
    steps = [Happened(one.fired, "", one.mailbox_name, label(ACT, one.step), None) for one in found.reminders]
    nudges = [Happened(one.time, one.by_name, one.mailbox_name, label(ACT, "nudged"), None) for one in found.nudges]
    told, happened = sorted([*steps, *nudges]), list[Happened]()
    for act in found.proven.acts:
        while told and told[0].time < act.time:
            happened.append(told.pop(0))
        happened.append(_acted(found, act))
    return [*happened, *told]


def _acted(found: "History", act: "ActRecord") -> Happened:
    sender, names = found.item.sender, {one.mailbox: one.mailbox_name for one in found.item.recipients}
    who = sender.name if act.act == "deposit" else act.by_name
    where = sender.mailbox_name if act.act in FROM_SENDER else names.get(act.mailbox or b"", "")
    what = label(ACT, act.act) + (f" ({label(REASON, act.code)})" if act.code else "")
    return Happened(act.time, who, where, what, act.index + 1)


def _columns() -> list[Column]:
    return [
        Column("time", _("When")),
        Column("what", _("What"), 12),
        Column("who", _("Who"), 8),
        Column("where", _("Mailbox"), 8),
        Column("ledger", _("In the ledger")),
    ]


def _row(one: Happened) -> Row:
    return {
        "time": moment(one.time),
        "what": one.what,
        "who": one.who,
        "where": one.where,
        "ledger": "" if one.ledger is None else str(one.ledger),
    }


COMMANDS = {"history": Command(_history, _arguments, ("navette history NV-7K3F-22Q",))}

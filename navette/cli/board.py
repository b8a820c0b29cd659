"""`navette board`: what nobody has closed, the nearest hour first. Delays and mailboxes; never a patient."""

import argparse
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, unlocking
from navette.cli.dates import dated, moment, now
from navette.cli.labels import URGENCY, form_label, label
from navette.cli.lists import facts, hour, state
from navette.cli.sheet import sheet
from navette.cli.standby import beside
from navette.cli.table import Column, Row
from navette.cli.terminal import Terminal
from navette.core.encoding import b64
from navette.core.errors import Local
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.coordinator import Coordinator
    from navette.client.coordinator_items import Proven, UnresolvedItem

    Found = tuple[Sequence[UnresolvedItem], Mapping[bytes, Proven]]


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--late", action="store_true", help=_("only what is late"))
    parser.add_argument(
        "--verify", action="store_true", help=_("look for every act of every line in the ledger of acts")
    )
    parser.add_argument("--csv", action="store_true", help=_("for a spreadsheet: semicolons, UTF-8 with its mark"))
    unlocking(parser, mailbox=False)


def _board(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import as_coordinator

    async def read(coordinator: "Coordinator") -> "Found":
        items = [item for item in await coordinator.unresolved() if item.overdue or not args.late]
        messages = {item.message for item in items} if args.verify else ()
        return items, {message: await coordinator.verify(b64(message)) for message in messages}

    (items, proven), instant = as_coordinator(args, terminal, read), now()
    spell = dated if args.csv else moment
    columns, rows = _columns(items, proven), [_row(item, instant, proven, spell) for item in items]
    if args.csv:
        terminal.exact(sheet([*columns, *_more()], rows))
    else:
        _show(args, terminal, items, proven, columns, rows)
    return _faults(terminal, proven)


def _show(
    args: Namespace,
    terminal: Terminal,
    items: Sequence["UnresolvedItem"],
    proven: Mapping[bytes, "Proven"],
    columns: Sequence[Column],
    rows: Sequence[Row],
) -> None:
    empty = _("Nothing is late.") if args.late else _("Nothing waits: every fiche has been closed.")
    late = [item.overdue for item in items]
    terminal.table(columns, rows, (_facts(item, proven) for item in items), empty=empty, late=late)
    if items:
        forms = Counter(form_label(item.form) for item in items).most_common()
        listed = ", ".join(f"{name} {count}" for name, count in forms)
        said = _("{count} not closed, {late} late ({forms}).")
        terminal.note(said.format(count=len(items), late=sum(late), forms=listed))


def _facts(item: "UnresolvedItem", proven: Mapping[bytes, "Proven"]) -> Mapping[str, object]:
    found = proven.get(item.message)
    return facts(item) if found is None else {**facts(item), "acts": len(found.acts), "faults": len(found.faults)}


def _faults(terminal: Terminal, proven: Mapping[bytes, "Proven"]) -> int:
    """What does not hold, said after the board; a board that holds says nothing."""
    from navette.cli.session import fault_line

    found = [fault for one in proven.values() for fault in one.faults]
    for fault in found:
        terminal.problem(facts(fault), fault_line(fault))
    return terminal.failure(Local("verification", faults=len(found))) if found else exits.DONE


def _columns(items: Sequence["UnresolvedItem"], proven: Mapping[bytes, "Proven"]) -> list[Column]:
    """Nudges have their column once there is one."""
    nudged = [Column("nudged", _("Nudged"))] if any(item.nudges for item in items) else []
    return [
        Column("reference", _("Fiche")),
        Column("hour", _("To answer")),
        Column("state", _("State"), 10),
        Column("to", _("To"), 12),
        Column("from", _("From"), 12),
        Column("form", _("Form"), 4),
        Column("urgency", _("Urgency"), 4),
        *nudged,
        *([Column("ledger", _("In the ledger"))] if proven else []),
    ]


def _more() -> list[Column]:
    """What a spreadsheet sorts on."""
    return [Column("received", _("Received")), Column("due", _("Answer before")), Column("nudges", _("Nudges sent"))]


def _row(item: "UnresolvedItem", instant: int, proven: Mapping[bytes, "Proven"], spell: Callable[[int], str]) -> Row:
    found = proven.get(item.message)
    ledger = "" if found is None else _("acts: {count}").format(count=len(found.acts))
    return {
        "reference": item.reference,
        "hour": hour(item.status, item.due_by, instant),
        "state": beside(state(item.status, item.owner_name), item.copy),
        "to": item.mailbox_name,
        "from": item.sender_name,
        "form": form_label(item.form),
        "urgency": label(URGENCY, item.urgency.code),
        "nudged": "" if item.nudged is None else spell(item.nudged),
        "ledger": _("does not hold") if found is not None and found.faults else ledger,
        "received": spell(item.received),
        "due": spell(item.due_by),
        "nudges": str(item.nudges),
    }


COMMANDS = {
    "board": Command(
        _board,
        _arguments,
        ("navette board", "navette board --late", "navette board --verify", "navette board --csv > board.csv"),
    )
}

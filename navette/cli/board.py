"""`navette board`: what nobody has closed, the nearest hour first. Delays and mailboxes; never a patient."""

import argparse
import csv
import io
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, unlocking
from navette.cli.dates import moment, now
from navette.cli.labels import URGENCY, form_label, label
from navette.cli.lists import facts, hour, state
from navette.cli.table import Column, Row
from navette.cli.terminal import Terminal
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.coordinator import Coordinator
    from navette.client.coordinator_items import UnresolvedItem

BOM = "\ufeff"  # spreadsheets read UTF-8 only when they see it


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--late", action="store_true", help=_("only what is late"))
    parser.add_argument("--csv", action="store_true", help=_("for a spreadsheet: semicolons, UTF-8 with its mark"))
    unlocking(parser, mailbox=False)


def _board(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import as_coordinator

    async def read(coordinator: "Coordinator") -> Sequence["UnresolvedItem"]:
        return await coordinator.unresolved()

    found, instant = as_coordinator(args, terminal, read), now()
    items = [item for item in found if item.overdue or not args.late]
    if args.csv:
        terminal.exact(_csv(items, instant).encode())
        return exits.DONE
    empty = _("Nothing is late.") if args.late else _("Nothing waits: every fiche has been closed.")
    terminal.table(
        _columns(),
        [_row(item, instant) for item in items],
        map(facts, items),
        empty=empty,
        late=[item.overdue for item in items],
    )
    late = sum(item.overdue for item in items)
    if items:
        forms = Counter(form_label(item.form) for item in items).most_common()
        listed = ", ".join(f"{name} {count}" for name, count in forms)
        terminal.note(_("{count} not closed, {late} late ({forms}).").format(count=len(items), late=late, forms=listed))
    return exits.DONE


def _columns() -> list[Column]:
    return [
        Column("reference", _("Fiche")),
        Column("hour", _("To answer")),
        Column("state", _("State"), 10),
        Column("to", _("To"), 12),
        Column("from", _("From"), 12),
        Column("form", _("Form"), 4),
        Column("urgency", _("Urgency"), 4),
    ]


def _row(item: "UnresolvedItem", instant: int) -> Row:
    return {
        "reference": item.reference,
        "hour": hour(item.status, item.due_by, instant),
        "state": state(item.status, item.owner_name),
        "to": item.mailbox_name,
        "from": item.sender_name,
        "form": form_label(item.form),
        "urgency": label(URGENCY, item.urgency.code),
    }


def _csv(items: Sequence["UnresolvedItem"], instant: int) -> str:
    """The board and two columns more, what a spreadsheet sorts on."""
    columns = [*_columns(), Column("received", _("Received")), Column("due", _("Answer before"))]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.label for column in columns])
    for item in items:
        row = {**_row(item, instant), "received": moment(item.received), "due": moment(item.due_by)}
        writer.writerow([_no_formula(row[column.key]) for column in columns])
    return BOM + text.getvalue()


def _no_formula(cell: str) -> str:
    """A name that begins like a formula is a name: a spreadsheet must not run it."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


COMMANDS = {
    "board": Command(_board, _arguments, ("navette board", "navette board --late", "navette board --csv > board.csv"))
}

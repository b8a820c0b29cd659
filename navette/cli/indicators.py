"""`navette indicators`: how much, and how long it takes, over a period; counted without having seen a patient."""

import argparse
from argparse import BooleanOptionalAction, Namespace
from typing import TYPE_CHECKING

from navette.cli import exits, period
from navette.cli.command import N_, Command, unlocking
from navette.cli.dates import moment
from navette.cli.figures import Listed, count, length
from navette.cli.labels import form_label, label
from navette.cli.lists import facts
from navette.cli.sheet import sheet
from navette.cli.summary import failures, summary, unresolved
from navette.cli.table import Column, Row
from navette.cli.terminal import Terminal
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.coordinator import Coordinator
    from navette.client.indicator_items import Delay, Indicators, Volume

COUNTS = ("sent", "delivered", "accepted", "rejected", "completed", "cancelled", "unanswered")
WHAT = {"received": N_("delivered"), "accepted": N_("taken in charge"), "completed": N_("closed")}
BY = {"recipient": N_("recipient"), "form": N_("form"), "all": N_("everything")}
NOTHING = N_("Nothing was sent in this period.")
EMPTY = {
    "delays": N_("Nothing sent in this period has been delivered yet."),
    "failures": N_("No receipt of a failure in this period."),
    "unresolved": N_("Nothing sent in this period has waited for more than 24 h."),
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    period.arguments(parser)
    which = parser.add_mutually_exclusive_group()
    for table, said in (
        ("summary", _("the period in a few figures, with their rates, instead of the volumes")),
        ("delays", _("the delays instead of the volumes")),
        ("unresolved", _("what nobody has closed, by recipient and age, instead of the volumes")),
        ("failures", _("what could not be opened, by reason, instead of the volumes")),
    ):
        which.add_argument(f"--{table}", dest="table", action="store_const", const=table, help=said)
    parser.set_defaults(table="volumes")
    parser.add_argument("--csv", action="store_true", help=_("for a spreadsheet: semicolons, UTF-8 with its mark"))
    parser.add_argument(
        "--mask",
        action=BooleanOptionalAction,
        help=_("numbers from 1 to 4 are hidden, and what would give them away; else with --csv alone"),
    )
    unlocking(parser, mailbox=False)


def _indicators(args: Namespace, terminal: Terminal) -> int:
    first, last = period.period(args)
    from navette.cli.session import as_coordinator

    async def ask(coordinator: "Coordinator") -> "Indicators":
        return await coordinator.indicators(first, last, mask=args.csv if args.mask is None else args.mask)

    found = as_coordinator(args, terminal, ask)
    columns, rows = TABLES[args.table](found, exact=args.csv)
    if args.csv:
        terminal.exact(sheet(columns, rows))
    else:
        empty = EMPTY.get(args.table, NOTHING) if found.rows else NOTHING
        terminal.table(columns, rows, [facts(found)], empty=_(empty))
        said = _("Sent from {first} to {last}, as it stands now ({moment}).")
        terminal.note(said.format(first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}", moment=moment(found.time)))
    if found.masked:
        terminal.note(
            _(
                "n.d.: not disclosed. Each number from 1 to 4 is hidden, and those by which one could be found again, "
                "so that nobody is known by them."
            )
        )
    return exits.DONE


def _volumes(found: "Indicators", *, exact: bool) -> Listed:
    listed = sorted(found.rows, key=lambda one: (one.month, one.form, one.sender_name, one.recipient_name))
    return _columns(), list(map(_row, listed))


def _delays(found: "Indicators", *, exact: bool) -> Listed:
    """exact: seconds, for a program that counts on."""
    listed = sorted(found.delays, key=lambda one: (list(BY).index(one.by), one.name))
    return _delay_columns(exact=exact), [_delay_row(one, exact=exact) for one in listed]


def _columns() -> list[Column]:
    heads = (_("Sent"), _("Delivered"), _("Taken"), _("Declined"), _("Closed"), _("Withdrawn"), _("Unanswered"))
    return [
        Column("month", _("Month")),
        Column("form", _("Form"), 4),
        Column("from", _("From"), 8),
        Column("to", _("To"), 8),
        *(Column(name, head, right=True) for name, head in zip(COUNTS, heads, strict=True)),
    ]


def _row(one: "Volume") -> Row:
    return {
        "month": one.month,
        "form": form_label(one.form),
        "from": one.sender_name or _("(nobody vouches)"),
        "to": one.recipient_name or _("(nobody vouches)"),
        **{name: count(getattr(one, name)) for name in COUNTS},
    }


def _delay_columns(*, exact: bool) -> list[Column]:
    median = _("Median (s)") if exact else _("Median")
    late = _("9 in 10 within (s)") if exact else _("9 in 10 within")
    return [
        Column("by", _("By")),
        Column("name", _("Name"), 12),
        Column("what", _("Step")),
        Column("count", _("Number"), right=True),
        Column("median", median, right=True),
        Column("p90", late, right=True),
    ]


def _delay_row(one: "Delay", *, exact: bool) -> Row:
    name = form_label(one.name) if one.by == "form" else one.name
    return {
        "by": label(BY, one.by),
        "name": name or ("" if one.by == "all" else _("(nobody vouches)")),
        "what": label(WHAT, one.what),
        "count": count(one.count),
        "median": length(one.median, exact=exact),
        "p90": length(one.p90, exact=exact),
    }


TABLES = {
    "volumes": _volumes,
    "summary": summary,
    "delays": _delays,
    "unresolved": unresolved,
    "failures": failures,
}
COMMANDS = {
    "indicators": Command(
        _indicators,
        _arguments,
        (
            "navette indicators",
            "navette indicators --summary --from 2026-01-01 --to 2026-12-31",
            "navette indicators --delays",
            "navette indicators --csv > indicators.csv",
            "navette indicators --json",
        ),
    )
}

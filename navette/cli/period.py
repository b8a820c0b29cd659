"""The days that a command is about: --from and --to."""

import argparse
from argparse import Namespace
from datetime import date

from navette.cli.command import UsageError
from navette.cli.dates import now
from navette.core.errors import Malformed
from navette.core.indicators import LONGEST, in_period, read_day, today
from navette.wording import _


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds both."""
    parser.add_argument("--from", dest="first", metavar="DAY", help=_("2026-11-01; else the first of the month"))
    parser.add_argument("--to", dest="last", metavar="DAY", help=_("2026-11-30, included; else today"))


def period(args: Namespace) -> tuple[date, date]:
    """The days typed; UsageError for what is no day, no period, or too long a one."""
    present = today(now())
    typed = None if args.first is None else _day("--from", args.first)
    last = present if args.last is None else _day("--to", args.last)
    if typed is not None and args.last is None and typed > present:
        raise UsageError(_("--from: this day is to come: {typed}").format(typed=args.first))
    first = typed or last.replace(day=1)
    if not in_period(first, last):
        raise UsageError(_("--from, --to: in this order, and at most {days} days").format(days=LONGEST))
    return first, last


def _day(option: str, typed: str) -> date:
    try:
        return read_day(typed)
    except Malformed as error:
        raise UsageError(
            _("{option}: not a day: {typed}. Write 2026-11-24.").format(option=option, typed=typed)
        ) from error

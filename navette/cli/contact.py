"""`navette contact`: where its person is told that something waits, when nobody looks at a screen. No health data."""

import argparse
import re
from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, UsageError, unlocking
from navette.cli.lists import facts
from navette.cli.terminal import Terminal
from navette.wording import _, spoken

if TYPE_CHECKING:
    from navette.client.contact import Contact, Told
    from navette.client.desk import Desk

NONE, MORNING = "none", "08:00"
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", nargs="?", metavar="E-MAIL", help=_("where to write; a code is sent there"))
    parser.add_argument("--code", metavar="DIGITS", help=_("the code that came: it shows that you read there"))
    parser.add_argument("--remove", action="store_true", help=_("be told nothing there any more"))
    when = parser.add_argument_group(_("when"))
    often = when.add_mutually_exclusive_group()
    often.add_argument("--at-once", action="store_true", help=_("each notice at once"))
    often.add_argument("--daily", action="store_true", help=_("one e-mail a day, nothing at once"))
    when.add_argument(
        "--daily-at", metavar="HH:MM", help=_("when the daily e-mail leaves, if something waits; or none")
    )
    when.add_argument("--quiet", metavar="HH:MM-HH:MM", help=_("only what is very urgent meanwhile; or none"))
    unlocking(parser, mailbox=False)


def _contact(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import at_desk
    from navette.client import contact

    changing = any(
        one not in (None, False) for one in (args.email, args.at_once, args.daily, args.daily_at, args.quiet)
    )
    if sum((args.code is not None, args.remove, changing)) > 1:
        raise UsageError(_("--code, --remove or what to change: one at a time"))
    _wish(args, contact.Contact())  # what is no time of day is said before anything is asked for

    async def act(desk: "Desk") -> "Told":
        if args.code is not None:
            return await contact.confirm(desk.api, args.code)
        if args.remove:
            await contact.remove(desk.api)
        known = await contact.read(desk.api)
        return await contact.put(desk.api, _wish(args, known.contact or contact.Contact())) if changing else known

    _show(at_desk(args, terminal, act), terminal)
    return exits.DONE


def _wish(args: Namespace, known: "Contact") -> "Contact":
    """What was there, but for what was typed; UsageError for what is no time of day."""
    immediate = args.at_once if args.at_once or args.daily else known.immediate
    digest = known.digest if args.daily_at is None else _digest(args.daily_at)
    return replace(
        known,
        email=known.email if args.email is None else args.email,
        lang=spoken(),
        immediate=immediate,
        digest=digest or (None if immediate else MORNING),  # once a day, but never: that is nobody's wish
        quiet=known.quiet if args.quiet is None else _quiet(args.quiet),
    )


def _digest(typed: str) -> str | None:
    return None if typed == NONE else _clock("--daily-at", typed)


def _quiet(typed: str) -> tuple[str, str] | None:
    begins, _dash, ends = typed.partition("-")
    return None if typed == NONE else (_clock("--quiet", begins), _clock("--quiet", ends))


def _clock(option: str, typed: str) -> str:
    if not _CLOCK.fullmatch(typed):
        said = _("{option}: not a time of day: {typed}. Write 08:00.")
        raise UsageError(said.format(option=option, typed=typed))
    return typed


def _show(told: "Told", terminal: Terminal) -> None:
    found = told.contact
    terminal.result(facts(told), _said(told))
    if found is None:
        return
    begins, ends = found.quiet or ("", "")
    quiet = begins and _("{first} to {last}, but for what is very urgent").format(first=begins, last=ends)
    often = _("at once") if found.immediate else _("with the daily e-mail")
    terminal.details([(_("each notice"), often), (_("daily e-mail"), found.digest or ""), (_("quiet hours"), quiet)])


def _said(told: "Told") -> str:
    found = told.contact
    if not told.mail:
        return _("This server sends no e-mail: look at your mailbox for what waits.")
    if found is None or not found.email:
        return _("Nobody writes to you when something waits. Give an address: navette contact E-MAIL")
    if found.failing:
        return _("{email} was refused for good by the mail server: give another address.").format(email=found.email)
    if not found.confirmed:
        return _("A code was sent to {email}: navette contact --code DIGITS").format(email=found.email)
    return _("You are written to at {email}.").format(email=found.email)


COMMANDS = {
    "contact": Command(
        _contact,
        _arguments,
        (
            "navette contact",
            "navette contact claire.martin@cabinet.example --quiet 20:00-07:00",
            "navette contact --code 123456",
            "navette contact --daily --daily-at 07:30",
        ),
    )
}

"""`navette service`: what a mailbox says of itself, read by everybody, said by its guardians and by coordinators."""

import argparse
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from navette.cli import exits
from navette.cli.command import Command, UsageError, unlocking
from navette.cli.presence import details, state, title
from navette.cli.service_typed import NONE, read_closed, read_hours
from navette.cli.terminal import Terminal
from navette.core.encoding import b64, timestamp
from navette.envelope.fields import NOTE
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.desk import Desk
    from navette.client.services import Presence, Services

ALL = "all"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=_("a mailbox: its name or address"))
    group = parser.add_argument_group(_("what it says from now on; what is not named stays as it was"))
    said = _("days and hours, several times for several: “mon-fri 08:00-12:00,14:00-18:00”; or always")
    group.add_argument("--hours", action="append", metavar="HOURS", help=said)
    said = _("days off, several times for several: 2026-12-24..2027-01-03:note; or none")
    group.add_argument("--closed", action="append", metavar="DAYS", help=said)
    group.add_argument("--substitute", metavar="NAME", help=_("the mailbox that stands in; or none"))
    said = _("a form it takes, several times for several; or all")
    group.add_argument("--form", action="append", metavar="FORM", help=said)
    group.add_argument("--note", metavar="TEXT", help=_("for who sends there, 140 characters; never of a patient"))
    group.add_argument("--confirm", action="store_true", help=_("say the same again: it still is so"))
    unlocking(parser, mailbox=False)


def _service(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import at_desk
    from navette.client.services import Services

    typed = _typed(args)  # a mistyped day is said before anything else
    changed = args.confirm or bool(typed) or args.form is not None or args.substitute is not None

    async def run(desk: "Desk") -> "Presence":
        services = Services(desk)
        if not changed:
            return (await services.read(args.name))[0]
        named = {**typed, **_named(args, services)}
        return await services.say(args.name, lambda before: replace(before, **named))

    found = at_desk(args, terminal, run)
    said = _("{name}: {state}.").format(name=title(found), state=state(found) or _("says nothing of itself"))
    if changed:
        said = _("On record: who sends to {name} is told.").format(name=title(found))
    terminal.result(facts(found), said)
    terminal.details(details(found))
    return exits.DONE


def _typed(args: Namespace) -> dict[str, Any]:
    """What is said in so many words."""
    if args.note is not None and len(args.note) > NOTE:
        raise UsageError(_("--note: at most 140 characters"))
    hours = None if args.hours is None else read_hours(args.hours)
    closed = None if args.closed is None else read_closed(args.closed)
    given = {"hours": hours, "closed": closed, "note": args.note}
    return {name: one for name, one in given.items() if one is not None}


def _named(args: Namespace, services: "Services") -> dict[str, Any]:
    """What is said by name. Refuses `unknown-form`, `unknown-name`, `ambiguous-name`."""
    from navette.fhir import form

    found: dict[str, Any] = {}
    if args.form is not None:
        found["forms"] = () if args.form == [ALL] else tuple({form.by_name(name).hash for name in args.form})
    if args.substitute is not None:
        found["substitute"] = b"" if args.substitute == NONE else services.find(args.substitute)
        if found["substitute"] == services.find(args.name):
            raise UsageError(_("--substitute: a mailbox does not stand in for itself"))
    return found


def facts(one: "Presence") -> Mapping[str, object]:
    """For a program: the last statement, and what follows from it now."""
    said = one.state
    stated: Mapping[str, object] = {}
    if said is not None:
        stated = {
            "n": said.n,
            "hours": dict(said.hours),
            "closed": [{"from": str(day.first), "to": str(day.last), "note": day.note} for day in said.closed],
            "substitute": b64(said.substitute),
            "forms": [b64(form) for form in said.forms],
            "note": said.note,
            "by": b64(said.by),
            "time": timestamp(said.time),
        }
    times = {"opens": one.opens, "last_collected": one.last_collected, "waiting_since": one.waiting_since}
    return {
        "mailbox": b64(one.mailbox),
        "name": one.name,
        "address": one.address,
        "service": stated or None,
        "open": one.open,
        "confirmed": timestamp(one.confirmed),
        "unconfirmed": one.unconfirmed,
        **{name: None if at is None else timestamp(at) for name, at in times.items()},
    }


COMMANDS = {
    "service": Command(
        _service,
        _arguments,
        (
            "navette service geriatrie@ch.example",
            'navette service Gériatrie --hours "mon-fri 08:00-19:00" --hours "sat 08:00-12:00" --substitute Urgences',
            'navette service Gériatrie --closed "2026-12-24..2027-01-03:congés" --note "urgences : régulation 15"',
            "navette service Gériatrie --confirm",
        ),
    )
}

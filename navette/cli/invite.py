"""`navette invite`: a coordinator brings somebody in, and vouches for who joined."""

import argparse
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, UsageError, unlocking
from navette.cli.dates import moment
from navette.cli.labels import INVITATION, KIND, label
from navette.cli.lists import facts
from navette.cli.serve import server_options, server_settings
from navette.cli.table import Column
from navette.cli.terminal import Terminal
from navette.core.encoding import b64, unb64
from navette.core.parties import MailboxKind
from navette.settings import Settings
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.coordinator import Coordinator
    from navette.client.coordinator_items import Confirmed, Invitation, Invited

ACTIONS = ("new", "list", "confirm", "withdraw")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=ACTIONS)
    parser.add_argument("invitation", nargs="?", metavar="ID", help=_("withdraw: which one, as list shows it"))
    new = parser.add_argument_group(_("new: who is invited"))
    new.add_argument("--name", metavar="NAME", help=_('as colleagues know them: "Dr Claire Martin"'))
    new.add_argument("--profession", default="", metavar="TEXT", help=_("médecin, infirmière, pharmacien…"))
    new.add_argument("--rpps", default="", metavar="NUMBER", help=_("RPPS number, eleven digits"))
    new.add_argument("--coordinator", action="store_true", help=_("as a coordinator"))
    new.add_argument("--address", metavar="ADDRESS", help=_("with a new mailbox of this address"))
    new.add_argument(
        "--kind", choices=tuple(KIND), default="PER", help=_("PER personal, ORG ward, CAB practice, APP software")
    )
    new.add_argument("--mailbox-name", metavar="NAME", help=_("name of the mailbox, when not the person's"))
    new.add_argument("--days", type=int, default=14, metavar="N", help=_("how long it can be used (14)"))
    first = parser.add_argument_group(_("the first coordinator, on the server's machine"))
    first.add_argument("--first", action="store_true", help=_("make the invitation that starts everything"))
    first.add_argument("--public-url", metavar="URL", help=_("how clients reach the server, if not by host and port"))
    first.add_argument("--origin", metavar="NAME", help=_("name of this server's ledgers, as serve was given it"))
    server_options(parser)
    unlocking(parser, mailbox=False)


def _invite(args: Namespace, terminal: Terminal) -> int:
    if args.first:
        return _first(args, terminal)
    if args.action is None:
        raise UsageError(_("say what to do: {actions}, or --first").format(actions=", ".join(ACTIONS)))
    return {"new": _new, "list": _list, "confirm": _confirm, "withdraw": _withdraw}[args.action](args, terminal)


def first_code(settings: Settings, name: str) -> str:
    """The code of the invitation that starts everything, for the first coordinator; written into the database."""
    from navette.client.invitation import Code, write
    from navette.service.enroll import first_invitation

    made = first_invitation(settings, name)
    url = settings.public_url or f"http{'s' if settings.tls_cert else ''}://{settings.host}:{settings.port}"
    return write(
        Code(
            url=url,
            id=made.id,
            secret=made.secret,
            role="coordinator",
            identity={"name": name, "profession": "coordination"},
            kind=None,
            address=None,
            coordinators=frozenset(),
            ledgers=made.vkeys,
        )
    )


def _first(args: Namespace, terminal: Terminal) -> int:
    if not args.name:
        raise UsageError(_("--first needs --name: the coordinator's"))
    text = first_code(server_settings(args, public_url=args.public_url, origin=args.origin), args.name)
    terminal.result({"code": text, "role": "coordinator"}, text)
    terminal.note(_("For the first coordinator, once: navette join CODE. Hand it over in person."))
    return exits.DONE


def _new(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import as_coordinator

    if not args.name or not args.profession:
        raise UsageError(_("new needs --name and --profession"))
    if args.coordinator and args.address:
        raise UsageError(_("a coordinator has no mailbox: --coordinator or --address"))
    who = {"name": args.name, "profession": args.profession, "rpps": args.rpps}
    identity = {key: value for key, value in who.items() if value}
    role = "coordinator" if args.coordinator else "mailbox" if args.address else "person"

    async def invite(coordinator: "Coordinator") -> "Invited":
        return await coordinator.invite(
            identity,
            role=role,
            kind=MailboxKind(args.kind) if args.address else None,
            address=args.address,
            mailbox_name=args.mailbox_name,
            days=args.days,
        )

    made = as_coordinator(args, terminal, invite)
    terminal.result(facts(made), made.code)
    note = _("For {name}, once, until {date}: navette join CODE. Hand it over by another way than this server.")
    terminal.note(note.format(name=args.name, date=moment(made.expires)))
    terminal.note(_("When {name} has joined: navette invite confirm").format(name=args.name))
    return exits.DONE


def _list(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import as_coordinator

    async def read(coordinator: "Coordinator") -> Sequence["Invitation"]:
        return await coordinator.invitations()

    made = sorted(as_coordinator(args, terminal, read), key=_what_waits_first)
    columns = [
        Column("id", _("Invitation")),
        Column("name", _("Name"), 12),
        Column("address", _("Mailbox"), 10),
        Column("state", _("State"), 8),
        Column("expires", _("Until"), 5),
    ]
    rows = [
        {
            "id": b64(one.id),
            "name": one.name,
            "address": one.address,
            "state": _state(one),
            "expires": moment(one.expires),
        }
        for one in made
    ]
    terminal.table(columns, rows, map(facts, made), empty=_("No invitation yet."))
    return exits.DONE


def _what_waits_first(one: "Invitation") -> tuple[int, str]:
    """Who joined and waits to be confirmed, then who has not joined yet, then the others; by name."""
    return (0 if one.state == "used" and not one.certified else 1 if one.state == "open" else 2), one.name


def _state(one: "Invitation") -> str:
    if one.certified:
        return _("confirmed")
    return _("joined, to confirm") if one.state == "used" else label(INVITATION, one.state)


def _confirm(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import as_coordinator

    async def confirm(coordinator: "Coordinator") -> Sequence["Confirmed"]:
        return await coordinator.confirm()

    confirmed = as_coordinator(args, terminal, confirm)
    for one in confirmed:
        done = _("{name} joined and is vouched for.") if not one.problem else _("{name}: not vouched for ({problem}).")
        terminal.result(facts(one), done.format(name=one.name, problem=one.problem))
    if not confirmed:
        terminal.note(_("Nobody new has joined."))
    return exits.FAMILIES["refused"] if any(one.problem for one in confirmed) else exits.DONE


def _withdraw(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import as_coordinator

    if not args.invitation:
        raise UsageError(_("withdraw needs the invitation, as list shows it"))

    async def withdraw(coordinator: "Coordinator") -> None:
        await coordinator.withdraw(unb64(args.invitation, 16))

    as_coordinator(args, terminal, withdraw)
    terminal.result({"withdrawn": args.invitation}, _("The invitation can no longer be used."))
    return exits.DONE


COMMANDS = {
    "invite": Command(
        _invite,
        _arguments,
        (
            'navette invite --first --name "Nathalie Perrin" --data /srv/navette',
            'navette invite new --name "Dr Claire Martin" --profession médecin --address dr.martin@monistrol.example',
            'navette invite new --name "Mme Leroy" --kind ORG --address geriatrie@ch.example --mailbox-name Gériatrie',
            "navette invite confirm",
        ),
    )
}

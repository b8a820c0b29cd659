"""`navette members`: who reads the mailbox. A newcomer reads the backlog; who leaves reads nothing sealed later."""

import argparse
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, UsageError, unlocking
from navette.cli.labels import ROLE, label
from navette.cli.lists import facts
from navette.cli.table import Column
from navette.cli.terminal import Terminal
from navette.core.parties import Role
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.items import Member
    from navette.client.mailbox import Mailbox


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=("list", "add", "remove"), default="list")
    parser.add_argument("name", nargs="?", metavar="NAME", help=_("the person, by name: for add and remove"))
    parser.add_argument("--guardian", action="store_true", help=_("add: may add and remove members too"))
    parser.add_argument(
        "--no-history", action="store_true", help=_("remove: those who arrive later do not read what came before")
    )
    unlocking(parser)


def _members(args: Namespace, terminal: Terminal) -> int:
    if (args.name is None) != (args.action == "list"):
        problem = _("list takes no name") if args.action == "list" else _("name the person to {action}")
        raise UsageError(problem.format(action=args.action))
    return {"list": _list, "add": _add, "remove": _remove}[args.action](args, terminal)


def _list(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import in_mailbox

    async def read(mailbox: "Mailbox") -> Sequence["Member"]:
        return await mailbox.members.list()

    members = sorted(in_mailbox(args, terminal, read), key=lambda one: (one.role is not Role.GUARDIAN, one.name))
    columns = [Column("name", _("Member"), 12), Column("role", _("Role"))]
    rows = [{"name": one.name or _("(nobody vouches)"), "role": label(ROLE, one.role)} for one in members]
    terminal.table(columns, rows, map(facts, members), empty=_("No member."))
    return exits.DONE


def _add(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import in_mailbox

    async def add(mailbox: "Mailbox") -> "Member":
        return await mailbox.members.add(args.name, Role.GUARDIAN if args.guardian else Role.MEMBER)

    member = in_mailbox(args, terminal, add)
    said = _("{name} is now a {role} of the mailbox and reads what it received before.")
    terminal.result(facts(member), said.format(name=member.name, role=label(ROLE, member.role)))
    return exits.DONE


def _remove(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import in_mailbox

    async def remove(mailbox: "Mailbox") -> None:
        await mailbox.members.remove(args.name, history=not args.no_history)

    in_mailbox(args, terminal, remove)
    said = _("{name} has left the mailbox and opens nothing sent to it from now on.")
    terminal.result({"removed": args.name}, said.format(name=args.name))
    return exits.DONE


COMMANDS = {
    "members": Command(
        _members,
        _arguments,
        ("navette members", 'navette members add "Dr Karim Benali"', 'navette members remove "Dr Karim Benali"'),
    )
}

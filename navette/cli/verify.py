"""`navette verify`: what the server says against what was signed; or, on its machine, a whole database."""

import argparse
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, UsageError, unlocking
from navette.cli.lists import facts
from navette.cli.session import fault_line
from navette.cli.terminal import Terminal
from navette.core.errors import Local
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.items import Fault
    from navette.client.mailbox import Mailbox


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference", nargs="?", metavar="FICHE", help=_("one fiche only, by its reference"))
    parser.add_argument(
        "--database", type=Path, metavar="FILE", help=_("a server's database, on its machine; only read")
    )
    unlocking(parser)


def _verify(args: Namespace, terminal: Terminal) -> int:
    if args.database is not None:
        if args.reference is not None:
            raise UsageError(_("either a fiche or --database"))
        return _audit(args.database, terminal)
    from navette.cli.session import in_mailbox

    async def check(mailbox: "Mailbox") -> Sequence["Fault"]:
        return await mailbox.verify(args.reference)

    faults = in_mailbox(args, terminal, check)
    for fault in faults:
        terminal.result(facts(fault), fault_line(fault))
    if faults:
        raise Local("verification", faults=len(faults))
    terminal.result({"faults": 0}, _("Verified: signatures, order, copies kept here, and both ledgers hold."))
    return exits.DONE


def _audit(database: Path, terminal: Terminal) -> int:
    from navette.service import audit

    if not database.is_file():
        raise Local("file", path=str(database))
    faults = audit.verify(database, audit.vkeys_beside(database))
    for fault in faults:
        facts = {"table": fault.table, "row": fault.row, "column": fault.column, "code": fault.code}
        terminal.result(facts, str(fault))
    if faults:
        raise Local("verification", faults=len(faults))
    terminal.result({"faults": 0}, _("Verified: every envelope, statement, ledger row and attachment of it holds."))
    return exits.DONE


COMMANDS = {
    "verify": Command(
        _verify,
        _arguments,
        ("navette verify", "navette verify NV-7K3F-22Q", "navette verify --database /srv/navette/navette.db"),
    )
}

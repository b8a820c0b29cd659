"""`navette send`: a fiche from answers or from a ready Bundle, sealed, signed, deposited."""

import argparse
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, UsageError, unlocking
from navette.cli.dates import moment, now, read_due, utc
from navette.cli.labels import FORM, URGENCY, label
from navette.cli.lists import facts
from navette.cli.progress import Bar
from navette.cli.terminal import Terminal
from navette.core.errors import Local
from navette.core.parties import Urgency
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.items import Sent
    from navette.client.mailbox import Mailbox

FORMS = ("admission", "discharge")


def content_options(parser: argparse.ArgumentParser) -> None:
    """Where a fiche comes from: answers to a form, or a Bundle of another program, whose bytes travel unchanged."""
    group = parser.add_argument_group(_("the fiche"))
    group.add_argument("--form", choices=FORMS, help=_("the form of the fiche"))
    group.add_argument("--answers", type=Path, metavar="FILE", help=_("answers to the form, in JSON"))
    group.add_argument(
        "--bundle", type=Path, metavar="FILE", help=_("a ready FHIR document; its bytes travel unchanged")
    )
    group.add_argument(
        "--attach",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help=_("a file to join; several times for several"),
    )


def read_file(path: Path) -> bytes:
    """The bytes of a file; refuses `file`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Local("file", path=str(path)) from error


def fiche_bytes(args: Namespace) -> tuple[bytes, str]:
    """The fiche and its form. Refuses `answers`, `identity`, `bundle` (data names the first fault), `file`."""
    from navette.fhir import bundle

    if (args.answers is None) == (args.bundle is None):
        raise UsageError(_("give either --answers or --bundle"), args.prog)
    if args.answers is not None:
        if args.form is None:
            raise UsageError(_("--answers needs --form"), args.prog)
        return bundle.build(args.form, read_file(args.answers)), args.form
    raw = read_file(args.bundle)
    return raw, bundle.form_of(raw)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to",
        action="append",
        required=True,
        metavar="NAME",
        help=_("a mailbox: its name or address; several times for several"),
    )
    content_options(parser)
    parser.add_argument(
        "--urgency", choices=tuple(URGENCY), default="routine", help=_("stat: 1 h, asap and urgent: 4 h, routine: 48 h")
    )
    parser.add_argument("--due", metavar="DATE", help=_("answer wanted by: 2026-11-24, 2026-11-24T14:30 or +4h"))
    unlocking(parser)


def _send(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import in_mailbox

    due = read_due(args.due, now()) if args.due else 0
    fiche, form = fiche_bytes(args)

    async def send(mailbox: "Mailbox") -> "Sent":
        return await mailbox.send(
            args.to,
            fiche,
            form=form,
            urgency=Urgency[args.urgency.upper()],
            due=due,
            attachments=args.attach,
            progress=Bar(terminal),
        )

    sent = in_mailbox(args, terminal, send)
    terminal.result(
        {**facts(sent), "due": utc(due)}, _("Deposited, sealed: {reference}.").format(reference=sent.reference)
    )
    terminal.details(_details(args, sent, form, due))
    return exits.DONE


def _details(args: Namespace, sent: "Sent", form: str, due: int) -> Iterator[tuple[str, str]]:
    yield _("to"), ", ".join(args.to)
    yield _("form"), label(FORM, form)
    yield _("urgency"), label(URGENCY, args.urgency)
    yield _("to answer before"), moment(due) if due else ""
    yield _("joined"), ", ".join(path.name for path in args.attach)
    yield _("note"), _("a recipient's members had changed: sealed again to those of now") if sent.resealed else ""


COMMANDS = {
    "send": Command(
        _send,
        _arguments,
        (
            'navette send --form admission --answers admission.json --to "Gériatrie"',
            "navette send --bundle letter.json --to geriatrie@ch-du-gier.example --to dr.martin@monistrol.example",
            "navette send --form admission --answers a.json --to Urgences --urgency stat --attach ecg.pdf --due +1h",
        ),
    )
}

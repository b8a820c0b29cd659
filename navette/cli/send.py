"""`navette send`: a fiche from answers or from a ready Bundle, sealed, signed, deposited."""

import argparse
from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from navette.cli import exits, presence
from navette.cli.command import Command, unlocking
from navette.cli.dates import moment, now, read_due, utc
from navette.cli.fiche import Writer, check_options, content_options
from navette.cli.labels import URGENCY, form_label, label
from navette.cli.lists import facts
from navette.cli.progress import Bar
from navette.cli.standby import standby
from navette.cli.terminal import Terminal
from navette.core.encoding import b64
from navette.core.parties import Urgency
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.items import Sent
    from navette.client.mailbox import Mailbox


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
    parser.add_argument(
        "--also-substitute",
        action="store_true",
        help=_("seal it to each recipient's substitute too, who can open it when nobody has answered by the deadline"),
    )
    unlocking(parser)


def _send(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import in_mailbox, unlock

    check_options(args)
    if args.due:
        read_due(args.due, now())  # a mistyped date is said before anything else
    urgency = Urgency[args.urgency.upper()]
    opened = unlock(args, terminal)

    async def send(mailbox: "Mailbox") -> tuple["Sent", str, int]:
        fiche = await Writer(*opened, mailbox, terminal).write(args, args.to, urgency)
        due = read_due(args.due, now()) if args.due else fiche.due
        await _warn(mailbox, args, fiche.form, terminal)
        bar = Bar(terminal)
        sent = await mailbox.send(
            args.to,
            fiche.raw,
            form=fiche.form,
            urgency=urgency,
            due=due,
            attachments=args.attach,
            also_substitute=args.also_substitute,
            progress=bar,
        )
        return sent, fiche.form, due

    sent, form, due = in_mailbox(args, terminal, send, opened)
    terminal.result(
        {**facts(sent), "due": utc(due)}, _("Deposited, sealed: {reference}.").format(reference=sent.reference)
    )
    terminal.details(_details(args, sent, form, due))
    return exits.DONE


async def _warn(mailbox: "Mailbox", args: Namespace, form: str, terminal: Terminal) -> None:
    """What recipients say of themselves that speaks against it: told, and asked about where a person answers."""
    from navette.fhir import form as forms

    digest = forms.by_name(form).hash if form else bytes(32)
    told = False
    for one in await mailbox.services.read(*args.to):
        for code, words in presence.warnings(one, digest):
            said = _("{name}: {said}.").format(name=presence.title(one), said=words)
            terminal.problem({"warning": code, "mailbox": b64(one.mailbox), "says": said}, said)
            told = True
    if not told or terminal.as_json or not terminal.someone_answers:
        return
    if not _yes(terminal.ask(_("Send all the same? (y/n)"))):
        terminal.note(_("Nothing was sent."))
        raise KeyboardInterrupt


def _yes(typed: str) -> bool:
    return typed.strip().casefold() in ("y", "yes", "o", "oui")


def _details(args: Namespace, sent: "Sent", form: str, due: int) -> Iterator[tuple[str, str]]:
    yield _("to"), ", ".join(args.to)
    yield _("form"), form_label(form)
    yield _("urgency"), label(URGENCY, args.urgency)
    yield _("to answer before"), moment(due) if due > now() else ""
    yield _("joined"), ", ".join(path.name for path in args.attach)
    for one in sent.copies:
        yield _("also for"), standby(one)
    if args.also_substitute and not sent.copies:
        yield _("also for"), _("no recipient names a substitute: sealed to the recipients alone")
    yield _("note"), _("a recipient's members had changed: sealed again to those of now") if sent.resealed else ""


COMMANDS = {
    "send": Command(
        _send,
        _arguments,
        (
            'navette send --form admission --answers admission.json --to "Gériatrie"',
            'navette send --form discharge --answers d.json --from last --reuse allergies --to "Dr Martin"',
            "navette send --bundle letter.json --to geriatrie@ch-du-gier.example --to dr.martin@monistrol.example",
            "navette send --form admission --answers a.json --to Urgences --urgency stat --attach ecg.pdf --due +1h",
            "navette send --form admission --answers a.json --to Urgences --urgency urgent --also-substitute",
        ),
    )
}

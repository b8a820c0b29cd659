"""`navette reply`: answers a fiche with another one, or with a text; the first is closed unless told otherwise."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.acknowledge import reference_argument
from navette.cli.command import Command, UsageError, unlocking
from navette.cli.fiche import Fiche, Writer, check_options, content_options
from navette.cli.lists import facts
from navette.cli.progress import Bar
from navette.cli.terminal import Terminal
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.items import Sent
    from navette.client.mailbox import Mailbox

TEXT = "text/plain"
FHIR = "application/fhir+json"


def _arguments(parser: argparse.ArgumentParser) -> None:
    reference_argument(parser)
    content_options(parser)
    parser.add_argument("--text", metavar="TEXT", help=_("instead of a fiche: some words, sealed"))
    parser.add_argument("--keep-open", action="store_true", help=_("do not close the fiche that is answered"))
    unlocking(parser)


def _reply(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import in_mailbox, unlock

    if args.text is None:
        check_options(args)
    elif args.answers or args.bundle or args.form or args.earlier:
        raise UsageError(_("--text goes without --form, --answers and --bundle"))
    opened = unlock(args, terminal)

    async def reply(mailbox: "Mailbox") -> "Sent":
        if args.text is not None:
            fiche, media = Fiche(args.text.encode(), ""), TEXT
        else:
            to = (await mailbox.handoff(args.reference)).item.sender.address
            fiche, media = await Writer(*opened, mailbox, terminal).write(args, [to]), FHIR
        return await mailbox.reply(
            args.reference,
            fiche.raw,
            form=fiche.form,
            media=media,
            due=fiche.due,
            closing=fiche.closing,
            close=not args.keep_open,
            attachments=args.attach,
            progress=Bar(terminal),
        )

    sent = in_mailbox(args, terminal, reply, opened)
    closed = not args.keep_open and sent.problem is None
    said = (
        _("Answered by {reference}; {first} is closed.")
        if closed
        else _("Answered by {reference}; {first} stays open.")
    )
    terminal.result(
        {**facts(sent), "closed": closed}, said.format(reference=sent.reference, first=args.reference.upper())
    )
    return terminal.failure(sent.problem) if sent.problem is not None else exits.DONE


COMMANDS = {
    "reply": Command(
        _reply,
        _arguments,
        (
            "navette reply NV-7K3F-22Q --form discharge --answers discharge.json",
            'navette reply NV-7K3F-22Q --text "Vue ce matin, rentre demain." --keep-open',
        ),
    )
}

"""`accept`, `question`, `decline`, `reroute`, `close`, `withdraw`: what a person says of a fiche, signed.

The administrative code is visible to coordinators; --text travels sealed, for the sender only.
"""

import argparse
from argparse import Namespace
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import N_, Command, Run, unlocking
from navette.cli.labels import REASON, label
from navette.cli.lists import facts
from navette.cli.terminal import Terminal
from navette.core.acknowledgement import CLOSE_CODES, DECLINE_CODES, QUESTION_CODES, Decision
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.items import Acknowledged, Sent
    from navette.client.mailbox import Mailbox

SAID = {
    Decision.ACCEPTED: N_("Taken in charge: {reference} is yours now; its sender sees it."),
    Decision.QUESTION: N_("Question asked about {reference}; it waits for its sender."),
    Decision.DECLINED: N_("Declined: {reference}; its sender sees the reason."),
    Decision.CLOSED: N_("Closed: {reference}."),
}


def reference_argument(parser: argparse.ArgumentParser) -> None:
    """The fiche the command is about."""
    parser.add_argument("reference", metavar="FICHE", help=_("its reference, such as NV-7K3F-22Q, or its message id"))


def _code(parser: argparse.ArgumentParser, codes: tuple[str, ...], *, required: bool = False) -> None:
    known = ", ".join(f"{code} ({label(REASON, code)})" for code in codes)
    parser.add_argument(
        "--code", choices=codes, required=required, default="", metavar="CODE",
        help=_("administrative reason, seen by the coordinator: {codes}").format(codes=known),
    )  # fmt: skip


def _text(parser: argparse.ArgumentParser, option: str, required: bool = False) -> None:
    parser.add_argument(
        option,
        dest="text",
        required=required,
        metavar="TEXT",
        help=_("in your words, sealed: only the sender reads it"),
    )


def _accept_arguments(parser: argparse.ArgumentParser) -> None:
    reference_argument(parser)
    unlocking(parser)


def _question_arguments(parser: argparse.ArgumentParser) -> None:
    reference_argument(parser)
    _text(parser, "--text", required=True)
    _code(parser, QUESTION_CODES)
    unlocking(parser)


def _decline_arguments(parser: argparse.ArgumentParser) -> None:
    reference_argument(parser)
    _code(parser, DECLINE_CODES, required=True)
    _text(parser, "--reason")
    unlocking(parser)


def _close_arguments(parser: argparse.ArgumentParser) -> None:
    reference_argument(parser)
    _code(parser, CLOSE_CODES)
    unlocking(parser)


def _reroute_arguments(parser: argparse.ArgumentParser) -> None:
    reference_argument(parser)
    parser.add_argument("--to", required=True, metavar="NAME", help=_("the right mailbox: its name or address"))
    unlocking(parser)


def _decide(decision: Decision) -> Run:
    """The command that says `decision`."""

    def run(args: Namespace, terminal: Terminal) -> int:
        async def acknowledge(mailbox: "Mailbox") -> "Acknowledged":
            given = vars(args)
            code, text = given.get("code", ""), given.get("text")
            return await mailbox.acknowledge(args.reference, decision, code=code, text=text)

        return _say(args, terminal, acknowledge, SAID[decision])

    return run


def _reroute(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import in_mailbox

    async def reroute(mailbox: "Mailbox") -> "Sent":
        return await mailbox.reroute(args.reference, args.to)

    sent = in_mailbox(args, terminal, reroute)
    said = _("Sent on to {to}: {reference}; the sender of the first sees where it went.")
    terminal.result(facts(sent), said.format(to=args.to, reference=sent.reference))
    return terminal.failure(sent.problem) if sent.problem is not None else exits.DONE


def _withdraw(args: Namespace, terminal: Terminal) -> int:
    async def withdraw(mailbox: "Mailbox") -> "Acknowledged":
        return await mailbox.withdraw(args.reference)

    return _say(args, terminal, withdraw, _("Withdrawn: {reference}; nobody has to answer it any more."))


def _say(args: Namespace, terminal: Terminal, act: Callable[["Mailbox"], Awaitable["Acknowledged"]], said: str) -> int:
    from navette.cli.session import in_mailbox

    done = in_mailbox(args, terminal, act)
    terminal.result(facts(done), _(said).format(reference=done.reference))
    return terminal.failure(done.problem) if done.problem is not None else exits.DONE


COMMANDS = {
    "accept": Command(_decide(Decision.ACCEPTED), _accept_arguments, ("navette accept NV-7K3F-22Q",)),
    "question": Command(
        _decide(Decision.QUESTION),
        _question_arguments,
        ('navette question NV-7K3F-22Q --text "Quel jour est-elle attendue ?" --code incomplete',),
    ),
    "decline": Command(
        _decide(Decision.DECLINED),
        _decline_arguments,
        ('navette decline NV-7K3F-22Q --code full --reason "Pas de lit avant jeudi."',),
    ),
    "reroute": Command(_reroute, _reroute_arguments, ('navette reroute NV-7K3F-22Q --to "Cardiologie"',)),
    "close": Command(
        _decide(Decision.CLOSED),
        _close_arguments,
        ("navette close NV-7K3F-22Q", "navette close NV-7K3F-22Q --code no-show"),
    ),
    "withdraw": Command(_withdraw, _accept_arguments, ("navette withdraw NV-7K3F-22Q",)),
}

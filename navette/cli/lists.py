"""`navette inbox` and `navette outbox`: what waits, and where what was sent stands. Routing only, never content."""

import argparse
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from navette.cli import exits
from navette.cli.command import Command, unlocking
from navette.cli.dates import against, moment, now
from navette.cli.labels import STATUS, URGENCY, form_label, label
from navette.cli.standby import beside, standing_in
from navette.cli.table import Column, Row
from navette.cli.terminal import Terminal
from navette.core.errors import NavetteError
from navette.core.handoff import UNANSWERED, Status, overdue
from navette.wording import _

if TYPE_CHECKING:
    from navette.client.items import InboxItem, Party, RecipientState, SentItem, Waiting
    from navette.client.mailbox import Mailbox


def state(status: Status, owner: str) -> str:
    """`taken in charge: Mme Leroy`."""
    there = label(STATUS, status)
    return _("{state}: {name}").format(state=there, name=owner) if owner and status is Status.ACCEPTED else there


def hour(status: Status, due_by: int, instant: int) -> str:
    """Where the hour of answering stands; nothing once somebody has answered."""
    return against(due_by, instant) if due_by and status in UNANSWERED else ""


def kept(item: "InboxItem | SentItem") -> str:
    """Until when the server keeps the content, once that is near; since when it no longer does."""
    if item.removed is not None:
        return _("content removed on {date}").format(date=moment(item.removed))
    return "" if item.removal is None else _("export before {date}").format(date=moment(item.removal))


def who(party: "Party") -> str:
    """The person and the mailbox; says so when no coordinator vouches for them."""
    names = dict.fromkeys(part for part in (party.name, party.mailbox_name) if part)
    name = ", ".join(names) or party.address or "–"
    return name if party.vouched else _("{name} (nobody vouches for this sender)").format(name=name)


def facts(item: object) -> Mapping[str, object]:
    """A value of the SDK as one JSON object."""
    from navette.client.items import plain

    spelled = plain(item)
    return spelled if isinstance(spelled, Mapping) else {"value": spelled}


def _inbox_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help=_("what is closed, declined or withdrawn too"))
    _limit(parser)
    unlocking(parser)


def _outbox_arguments(parser: argparse.ArgumentParser) -> None:
    _limit(parser)
    unlocking(parser)


def _limit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", type=int, default=50, metavar="N", help=_("how many at most (50)"))


def _inbox(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import in_mailbox

    async def read(mailbox: "Mailbox") -> Sequence["InboxItem"]:
        return await mailbox.receive(limit=args.limit, open_only=not args.all)

    items, instant = in_mailbox(args, terminal, read), now()
    terminal.table(
        _inbox_columns(),
        [_inbox_row(item, instant) for item in items],
        map(facts, items),
        empty=_("Nothing waits in this mailbox."),
        late=[overdue(item.status, item.due_by, instant) for item in items],
    )
    return exits.DONE


def _inbox_columns() -> list[Column]:
    return [
        Column("reference", _("Fiche")),
        Column("from", _("From"), 12),
        Column("form", _("Form"), 4),
        Column("urgency", _("Urgency"), 4),
        Column("state", _("State"), 10),
        Column("hour", _("To answer")),
    ]


def _inbox_row(item: "InboxItem", instant: int) -> Row:
    return {
        "reference": item.reference,
        "from": who(item.sender),
        "form": form_label(item.form),
        "urgency": label(URGENCY, item.urgency.code),
        "state": standing_in(beside(state(item.status, item.owner_name), item.copy), item.stands_in_for_name),
        "hour": hour(item.status, item.due_by, instant) or kept(item),
    }


def _outbox(args: Namespace, terminal: Terminal) -> int:
    from navette.cli.session import in_mailbox

    async def read(mailbox: "Mailbox") -> tuple[Sequence["Waiting"], Sequence["SentItem"], NavetteError | None]:
        try:
            return mailbox.waiting(), await mailbox.sent(limit=args.limit), None
        except NavetteError as error:  # what waits is here, whatever the server says
            return mailbox.waiting(), [], error

    (jobs, items, absent), instant = in_mailbox(args, terminal, read), now()
    rows = [*map(_job_row, jobs), *(row for item in items for row in _sent_rows(item, instant))]
    late = [False] * len(jobs) + [overdue(one.status, one.due_by, instant) for item in items for one in _by_name(item)]
    empty = _("Nothing waits to be sent.") if absent is not None else _("This mailbox has sent nothing.")
    terminal.table(_outbox_columns(), rows, map(facts, (*jobs, *items)), empty=empty, late=late)
    return terminal.failure(absent) if absent is not None else exits.DONE


def _outbox_columns() -> list[Column]:
    return [
        Column("reference", _("Fiche")),
        Column("to", _("To"), 12),
        Column("form", _("Form"), 4),
        Column("sent", _("Sent"), 5),
        Column("state", _("State"), 10),
        Column("hour", _("Answer")),
    ]


def _sent_rows(item: "SentItem", instant: int) -> Iterator[Row]:
    """One row per recipient: each answers for itself."""
    for one in _by_name(item):
        yield {
            "reference": item.reference,
            "to": one.mailbox_name or one.address,
            "form": form_label(item.form),
            "sent": moment(item.received),
            "state": standing_in(beside(state(one.status, one.owner_name), one.copy), item.stands_in_for_name),
            "hour": hour(one.status, one.due_by, instant) or kept(item),
        }


def _by_name(item: "SentItem") -> list["RecipientState"]:
    return sorted(item.recipients, key=lambda one: one.mailbox_name)


def _job_row(job: "Waiting") -> Row:
    """A job not answered yet: it is sealed, and leaves by itself with the next command."""
    words = _("refused, kept here ({problem})") if job.parked else _("not sent yet")
    return {
        "reference": job.reference,
        "sent": moment(job.created),
        "state": words.format(problem=job.problem),
    }


COMMANDS = {
    "inbox": Command(_inbox, _inbox_arguments, ("navette inbox", "navette inbox --all --json")),
    "outbox": Command(_outbox, _outbox_arguments, ("navette outbox", "navette outbox --limit 10 --plain")),
}

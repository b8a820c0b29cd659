"""What leaves for others' software: where handoffs stand, and the access journal, as FHIR R4. Of no patient."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from navette.core.encoding import timestamp
from navette.core.handoff import Status
from navette.core.journal import Action
from navette.core.parties import MailboxKind, Urgency
from navette.fhir import form
from navette.fhir.audit_event import Audited, Server, audit_event
from navette.fhir.tracking import Followed, Object, Party, task
from navette.service.context import Context
from navette.store import tracking
from navette.store.journal import Line
from navette.store.tracking import Row

UNPUBLISHED = "other"


@dataclass(frozen=True, slots=True)
class Links:
    """Where the page was asked for, and where the next one is; None after the last."""

    own: str
    next: str | None


def bundle(context: Context, resources: Iterable[Object], links: Links) -> Object:
    """A page of what was searched for: https://hl7.org/fhir/R4/bundle.html."""
    link = [{"relation": "self", "url": links.own}]
    if links.next is not None:
        link.append({"relation": "next", "url": links.next})
    entries = [{"fullUrl": _full_url(context, one), "resource": one, "search": {"mode": "match"}} for one in resources]
    found: Object = {
        "resourceType": "Bundle",
        "type": "searchset",
        "timestamp": timestamp(context.clock()),
        "link": link,
    }
    return {**found, "entry": entries} if entries else found


def _full_url(context: Context, one: Object) -> str:
    """The same each time it is exported; nothing is served under it."""
    return uuid5(NAMESPACE_URL, f"{context.signer.name}/{one['resourceType']}/{one['id']}").urn


async def tasks(context: Context, rows: Sequence[Row]) -> list[Object]:
    """A Task for each recipient of each handoff."""
    parties = await _parties(context, {mailbox for row in rows for mailbox in (row.mailbox, row.sender_mailbox)})
    now = context.clock()
    return [task(_followed(row, parties), now) for row in rows]


def _followed(row: Row, parties: dict[bytes, Party]) -> Followed:
    known = form.by_hash(row.form)
    return Followed(
        message=row.message,
        sender=parties[row.sender_mailbox],
        recipient=parties[row.mailbox],
        form=UNPUBLISHED if known is None else known.name,
        form_url="" if known is None else f"{known.url}|{known.version}",
        urgency=Urgency(row.urgency),
        status=Status(row.status),
        received=row.received,
        changed=row.changed,
        due_by=row.due_by,
    )


async def audit_events(context: Context, lines: Sequence[Line], url: str) -> list[Object]:
    """An AuditEvent for each line. url: where the server answers."""
    parties = await _parties(context, {line.mailbox for line in lines if line.mailbox is not None})
    names = await tracking.persons(context.database, sorted({line.actor for line in lines}))
    server = Server(context.signer.name, url)
    return [audit_event(_audited(context, line, names, parties), server) for line in lines]


def _audited(context: Context, line: Line, names: dict[bytes, str], parties: dict[bytes, Party]) -> Audited:
    itself = line.actor == context.ledger_id
    return Audited(
        i=line.i,
        time=line.time,
        person=line.actor,
        actor=None if itself else names.get(line.actor, ""),
        action=Action(line.action),
        object=line.object,
        mailbox=None if line.mailbox is None else parties[line.mailbox],
        result=line.result,
        admin=line.admin,
        handoff=line.handoff,
    )


async def _parties(context: Context, ids: set[bytes]) -> dict[bytes, Party]:
    """The mailboxes, by id; of one that is not in the directory, what there is."""
    found = await tracking.mailboxes(context.database, sorted(ids))
    unknown = (MailboxKind.ORGANISATION.value, "")
    return {one: Party(one, MailboxKind(kind), name) for one in ids for kind, name in (found.get(one, unknown),)}

"""Items of lists, read from the server's answers, with the names the directory vouches for."""

from navette.client.answer import Fields, malformed
from navette.client.copy_items import Copy, CopyState
from navette.client.desk import Desk
from navette.client.items import InboxItem, RecipientState, SentItem
from navette.core.encoding import reference
from navette.core.handoff import Status
from navette.core.parties import Urgency
from navette.fhir import form as forms

OTHER_FORM = "other"
_URGENCIES = {urgency.code: urgency for urgency in Urgency}


def inbox_item(desk: Desk, fields: Fields) -> InboxItem:
    """An item of GET …/inbox. Local: server-answer."""
    return _received(desk, fields, fields)


def sent_item(desk: Desk, fields: Fields) -> SentItem:
    """An item of GET …/outbox, or the answer of GET /v1/handoffs/{message}. Local: server-answer."""
    message = fields.raw("message", 16)
    digest = fields.fields("form").raw("hash", 32)
    return SentItem(
        message=message,
        envelope=fields.raw("envelope", 32),
        reference=reference(message),
        sender=desk.party(fields.raw("sender", 32), fields.raw("sender_mailbox", 16)),
        form=form_name(digest),
        form_hash=digest,
        urgency=urgency(fields),
        time=fields.time("time"),
        received=fields.time("received"),
        reply=fields.maybe_raw("reply", 16),
        pages=fields.number("pages"),
        blobs=fields.number("blobs"),
        index=fields.number("index"),
        seq=fields.number("seq"),
        recipients=tuple(_recipient(desk, one) for one in fields.many("recipients")),
        removal=fields.maybe_time("removal"),
        removed=fields.maybe_time("removed"),
        stands_in_for=(silent := fields.maybe_raw("stands_in_for", 16)),
        stands_in_for_name=desk.name(silent),
        rerouted=fields.flag("rerouted"),
    )


def received_item(desk: Desk, fields: Fields, mailbox: bytes) -> InboxItem | None:
    """The answer of GET /v1/handoffs/{message} as one recipient mailbox sees it; None when it is none."""
    for one in fields.many("recipients"):
        if one.raw("mailbox", 16) == mailbox:
            return _received(desk, fields, one)
    return None


def form_name(digest: bytes) -> str:
    """The name of a published form, "" for none, `other` for one not known here."""
    if not any(digest):
        return ""
    known = forms.by_hash(digest)
    return OTHER_FORM if known is None else known.name


def urgency(fields: Fields) -> Urgency:
    """The field `urgency`."""
    found = _URGENCIES.get(fields.text("urgency"))
    if found is None:
        raise malformed("urgency")
    return found


def _received(desk: Desk, fields: Fields, state: Fields) -> InboxItem:
    message = fields.raw("message", 16)
    digest = fields.fields("form").raw("hash", 32)
    owner = state.maybe_raw("owner", 32)
    return InboxItem(
        message=message,
        envelope=fields.raw("envelope", 32),
        reference=reference(message),
        sender=desk.party(fields.raw("sender", 32), fields.raw("sender_mailbox", 16)),
        form=form_name(digest),
        form_hash=digest,
        urgency=urgency(fields),
        time=fields.time("time"),
        received=fields.time("received"),
        reply=fields.maybe_raw("reply", 16),
        pages=fields.number("pages"),
        blobs=fields.number("blobs"),
        index=fields.number("index"),
        n=state.number("n"),
        due_by=state.time("due_by"),
        status=state.one_of("status", Status),
        owner=owner,
        owner_name=desk.name(owner),
        changed=state.time("changed"),
        rerouted_to=state.maybe_raw("rerouted_to", 16),
        nudged=state.maybe_time("nudged"),
        nudged_by=state.maybe_raw("nudged_by", 32),
        nudges=state.number("nudges"),
        removal=fields.maybe_time("removal"),
        removed=fields.maybe_time("removed"),
        copy=copy(desk, state),
        stands_in_for=(silent := fields.maybe_raw("stands_in_for", 16)),
        stands_in_for_name=desk.name(silent),
        rerouted=fields.flag("rerouted"),
    )


def copy(desk: Desk, state: Fields) -> Copy | None:
    """What was sealed for a recipient's substitute, of the recipient's state."""
    if not state.has("copy"):
        return None
    fields = state.fields("copy")
    mailbox, owner = fields.raw("mailbox", 16), fields.maybe_raw("owner", 32)
    return Copy(
        message=fields.raw("message", 16),
        mailbox=mailbox,
        mailbox_name=desk.name(mailbox),
        releases=fields.time("releases"),
        state=fields.one_of("state", CopyState),
        status=fields.one_of("status", Status) if fields.has("status") else None,
        owner=owner,
        owner_name=desk.name(owner),
    )


def _recipient(desk: Desk, fields: Fields) -> RecipientState:
    mailbox, owner = fields.raw("mailbox", 16), fields.maybe_raw("owner", 32)
    state = desk.directory.mailbox(mailbox)
    return RecipientState(
        mailbox=mailbox,
        mailbox_name=desk.name(mailbox),
        address=state.address if state else "",
        n=fields.number("n"),
        status=fields.one_of("status", Status),
        owner=owner,
        owner_name=desk.name(owner),
        due_by=fields.time("due_by"),
        changed=fields.time("changed"),
        rerouted_to=fields.maybe_raw("rerouted_to", 16),
        nudged=fields.maybe_time("nudged"),
        nudged_by=fields.maybe_raw("nudged_by", 32),
        nudges=fields.number("nudges"),
        copy=copy(desk, fields),
    )

"""What the coordinator is told, read from the server's answers, with the names the directory vouches for."""

from urllib.parse import quote

from navette.client.acts import ACTES, Story, tell
from navette.client.answer import Fields
from navette.client.coordinator_items import (
    History,
    NudgeMade,
    Proven,
    Reminder,
    UnresolvedItem,
)
from navette.client.desk import Desk
from navette.client.items import Fault
from navette.client.lookup import spell
from navette.client.reading import copy, form_name, sent_item, urgency
from navette.core.encoding import b64, reference, unb64
from navette.core.errors import Local, Malformed, NavetteError
from navette.core.handoff import Status


def unresolved_item(desk: Desk, fields: Fields) -> UnresolvedItem:
    """An item of GET /v1/unresolved. Local: server-answer."""
    message, owner = fields.raw("message", 16), fields.maybe_raw("owner", 32)
    sender, mailbox = fields.raw("sender_mailbox", 16), fields.raw("mailbox", 16)
    return UnresolvedItem(
        reference=reference(message),
        message=message,
        sender_mailbox=sender,
        sender_name=desk.name(sender),
        mailbox=mailbox,
        mailbox_name=desk.name(mailbox),
        form=form_name(fields.fields("form").raw("hash", 32)),
        urgency=urgency(fields),
        received=fields.time("received"),
        due_by=fields.time("due_by"),
        overdue=fields.flag("overdue"),
        status=fields.one_of("status", Status),
        owner=owner,
        owner_name=desk.name(owner),
        changed=fields.time("changed"),
        nudged=fields.maybe_time("nudged"),
        nudged_by=fields.maybe_raw("nudged_by", 32),
        nudges=fields.number("nudges"),
        copy=copy(desk, fields),
    )


async def prove(desk: Desk, message: bytes) -> Proven:
    """One handoff as its signed acts make it, each act found in the ledger, which extends the one pinned.

    Refused: the codes of `check_deposit` and of `Ledgers.check_now`. What else does not hold is listed.
    """
    return await _proven(desk, message, Fields(await desk.api.get(f"/v1/handoffs/{b64(message)}")))


async def _proven(desk: Desk, message: bytes, answer: Fields) -> Proven:
    checkpoint = await desk.ledgers.check_now(ACTES)
    story = tell(desk, message, answer.raw("envelope", 32), answer.raw("sender_mailbox", 16), answer)
    faults = [*story.faults, *_differences(answer, story, reference(message))]
    missing = set()
    for leaf in story.leaves:
        try:
            await desk.ledgers.prove(ACTES, checkpoint, leaf)
        except NavetteError as error:
            if error.family != "refused":
                raise
            missing.add(leaf.index)
            faults.append(Fault(error.code, ACTES, {"index": leaf.index}))
    acts = tuple(one for one in story.records if one.index not in missing)
    return Proven(reference(message), message, checkpoint.size, acts, story.status, tuple(faults))


def _differences(answer: Fields, story: Story, subject: str) -> list[Fault]:
    """Where the server's word and the fold of the signed acts part."""
    said = {one.raw("mailbox", 16): one.text("status") for one in answer.many("recipients")}
    signed = {mailbox: status.value for mailbox, status in story.status.items()}
    parted = [one for one in {**said, **signed} if said.get(one) != signed.get(one)]
    return [
        Fault("status-unsigned", subject, {"said": said.get(one, ""), "signed": signed.get(one, "")}) for one in parted
    ]


async def referred(desk: Desk, ref: str) -> bytes:
    """The message behind a reference, or a whole message id; what the server names must bear it.

    Local: unknown-reference.
    """
    try:
        return unb64(ref.strip(), 16)
    except Malformed:
        typed = spell(ref)
    try:
        message = Fields(await desk.api.get(f"/v1/references/{quote(typed, safe='')}")).raw("message", 16)
    except NavetteError as error:
        if error.code not in ("unknown-envelope", "field"):
            raise
        raise Local("unknown-reference", reference=typed) from error
    if reference(message) != typed:
        raise Local("unknown-reference", reference=typed)
    return message


async def history(desk: Desk, message: bytes) -> History:
    """All that is known of one handoff, and nothing of what it says. Refused: as `prove`."""
    answer = Fields(await desk.api.get(f"/v1/handoffs/{b64(message)}"))
    return History(
        item=sent_item(desk, answer),
        proven=await _proven(desk, message, answer),
        reminders=tuple(_reminder(desk, one) for one in answer.many("reminders")),
        nudges=tuple(_nudge(desk, one) for one in answer.many("nudges_sent")),
        replies=tuple(answer.ids("replies")),
    )


def _reminder(desk: Desk, fields: Fields) -> Reminder:
    mailbox = fields.raw("mailbox", 16)
    return Reminder(mailbox, desk.name(mailbox), fields.text("step"), fields.time("due"), fields.time("fired"))


def _nudge(desk: Desk, fields: Fields) -> NudgeMade:
    mailbox, by = fields.raw("mailbox", 16), fields.raw("by", 32)
    return NudgeMade(mailbox, desk.name(mailbox), by, desk.name(by), fields.time("time"))

"""What the coordinator is told, read from the server's answers, with the names the directory vouches for."""

from datetime import date

from navette.client.acts import ACTES, Story, tell
from navette.client.answer import Fields, malformed
from navette.client.coordinator_items import Delay, Indicators, Proven, UnresolvedItem, Volume
from navette.client.desk import Desk
from navette.client.items import Fault
from navette.client.reading import form_name, urgency
from navette.core.encoding import b64, reference
from navette.core.errors import Malformed, NavetteError
from navette.core.handoff import Status
from navette.core.indicators import read_day

LENGTHS = {"recipient": 16, "form": 32, "all": 0}  # of the key, by what delays are grouped by


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
    )


def indicators(desk: Desk, fields: Fields) -> Indicators:
    """The answer of GET /v1/indicators. Local: server-answer."""
    return Indicators(
        first=_day(fields, "from"),
        last=_day(fields, "to"),
        time=fields.time("now"),
        rows=tuple(_volume(desk, one) for one in fields.many("rows")),
        delays=tuple(_delay(desk, one) for one in fields.many("delays")),
    )


def _day(fields: Fields, name: str) -> date:
    try:
        return read_day(fields.text(name))
    except Malformed as error:
        raise malformed(name) from error


def _volume(desk: Desk, fields: Fields) -> Volume:
    form, sender, recipient = fields.raw("form", 32), fields.raw("sender", 16), fields.raw("recipient", 16)
    return Volume(
        month=fields.text("month"),
        form=form_name(form),
        form_hash=form,
        sender=sender,
        sender_name=desk.name(sender),
        recipient=recipient,
        recipient_name=desk.name(recipient),
        sent=fields.number("sent"),
        delivered=fields.number("received"),
        accepted=fields.number("accepted"),
        rejected=fields.number("rejected"),
        completed=fields.number("completed"),
        cancelled=fields.number("cancelled"),
        unanswered=fields.number("unanswered"),
    )


def _delay(desk: Desk, fields: Fields) -> Delay:
    by = fields.text("by")
    if by not in LENGTHS:
        raise malformed("by")
    key = fields.raw("key", LENGTHS[by])
    return Delay(
        by=by,
        key=key,
        name=form_name(key) if by == "form" else desk.name(key) if key else "",
        what=fields.text("what"),
        count=fields.number("count"),
        median=fields.number("median"),
        p90=fields.number("p90"),
    )


async def prove(desk: Desk, message: bytes) -> Proven:
    """One handoff as its signed acts make it, each act found in the ledger, which extends the one pinned.

    Refused: the codes of `check_deposit` and of `Ledgers.check_now`. What else does not hold is listed.
    """
    answer = Fields(await desk.api.get(f"/v1/handoffs/{b64(message)}"))
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

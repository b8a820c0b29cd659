"""Receiving: what was sent to a mailbox, and opening one fiche, with the receipts that say so.

A fiche is shown after every check has passed: the deposit is in the ledger, the bytes are those deposited, the sender
signed them and sits in the mailbox it writes from. Its sealed bytes are on disk before any receipt is signed.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from navette.client import lookup, reading
from navette.client.acts import ACTES, Story, tell
from navette.client.answer import Fields
from navette.client.desk import ABSENT
from navette.client.items import ActRecord, InboxItem, Opened, SentItem
from navette.client.job import ActStep, Job
from navette.client.numbers import Numbers
from navette.client.workplace import Workplace
from navette.core.acknowledgement import ReceiptKind, Response
from navette.core.encoding import b64, timestamp
from navette.core.errors import NavetteError, Refused
from navette.core.handoff import OPENABLE, Act, Status
from navette.envelope import unseal as unsealing
from navette.envelope.format import MAX_ENVELOPE, Envelope, parse
from navette.envelope.keys import sha256

PAGE = 200
# What can change without the sender doing anything: a seat that is given, a directory that is brought up to date.
PASSING = ("no-seat-for-this-epoch", "unknown-signer")
UNKNOWN_PERSON = ("unknown-signer", "outside-the-mailbox", "not-the-sender")


async def receive(place: Workplace, limit: int, open_only: bool) -> list[InboxItem]:
    """The oldest that are open, or the latest of all, in the order of their numbers."""
    numbers = Numbers(place.desk, place.mailbox)
    await numbers.sync()
    after = 0 if open_only else max(0, max(numbers.messages, default=0) - limit)
    items: list[InboxItem] = []
    while len(items) < limit:
        query = [("after", str(after)), ("limit", str(min(PAGE, limit - len(items)))), ("open", str(int(open_only)))]
        answer = Fields(await place.desk.api.get(f"/v1/mailboxes/{b64(place.mailbox)}/inbox", query))
        page = [reading.inbox_item(place.desk, one) for one in answer.many("items")]
        for item in page:
            numbers.check(item.n, item.message)
        items += page
        if not page or not answer.has("next"):
            break
        after = page[-1].n
    place.note(numbers.faults(place.state.address))
    return items


async def sent(place: Workplace, limit: int) -> list[SentItem]:
    """What the mailbox sent, newest first."""
    items: list[SentItem] = []
    before: list[tuple[str, str]] = []
    while len(items) < limit:
        query = [*before, ("limit", str(min(PAGE, limit - len(items))))]
        answer = Fields(await place.desk.api.get(f"/v1/mailboxes/{b64(place.mailbox)}/outbox", query))
        items += [reading.sent_item(place.desk, one) for one in answer.many("items")]
        if not answer.has("next"):
            break
        before = [("before", str(answer.number("next")))]
    return items


@dataclass(frozen=True, slots=True)
class Known:
    """A handoff as it is known: the server's item, and its acts, which were judged."""

    message: bytes
    answer: Fields
    value: Mapping[str, object]
    story: Story

    @property
    def envelope(self) -> bytes:
        """The digest of the envelope, as its deposit says it."""
        return self.answer.raw("envelope", 32)


async def look(place: Workplace, message: bytes) -> Known:
    """GET /v1/handoffs/{message}, judged; the directory is brought up to date when an act is by somebody new."""
    value = await place.desk.api.get(f"/v1/handoffs/{b64(message)}")
    known = _known(place, message, value)
    if any(fault.code in UNKNOWN_PERSON for fault in known.story.faults):
        await place.desk.sync()
        known = _known(place, message, value)
    return known


def _known(place: Workplace, message: bytes, value: object) -> Known:
    answer = Fields(value)
    story = tell(place.desk, message, answer.raw("envelope", 32), answer.raw("sender_mailbox", 16), answer)
    assert isinstance(value, dict)  # Fields saw to it
    return Known(message, answer, value, story)


async def collect(place: Workplace, ref: str, *, read: bool = True) -> Opened:
    """Opens one fiche, received or sent. See Mailbox.collect."""
    message = await lookup.find(place, ref)
    try:
        known = await look(place, message)
    except NavetteError as error:
        if error.code not in (*ABSENT, "envelope-removed"):
            raise
        return await _collect_here(place, message, error)
    raw = await _bytes(place, known)
    await _know_sender(place, known)
    item = _item(place, known)
    if isinstance(item, SentItem):
        return await _open(place, parse(raw), item, known.story.records)
    if known.story.numbers.get(place.mailbox) != item.n:
        raise Refused("number-reused", n=item.n)
    try:
        opened = await _open(place, parse(raw), item, known.story.records)
    except NavetteError as error:
        await _report_failure(place, known, error)
        raise
    _keep(place, known, raw)
    return await _sign_receipts(place, known, opened, read=read)


async def _know_sender(place: Workplace, known: Known) -> None:
    """Brings the directory up to date when the sender joined after it was read."""
    sender, mailbox = known.answer.raw("sender", 32), known.answer.raw("sender_mailbox", 16)
    state = place.desk.directory.mailbox(mailbox)
    if place.desk.doubt is None and (state is None or sender not in state.members):
        await place.desk.sync()


async def _collect_here(place: Workplace, message: bytes, absent: NavetteError) -> Opened:
    """What was received before, opened again without the server; no receipt is owed any more."""
    folder, name = place.desk.folder, b64(message)
    raw, kept = folder.read(f"received/{name}.nav"), folder.read_json(f"received/{name}.json")
    if raw is None or kept is None:
        raise absent
    known = _known(place, message, kept)
    if parse(raw).digest != known.envelope:
        raise Refused("copy-altered", reference=known.answer.text("reference"))
    return await _open(place, parse(raw), _item(place, known), known.story.records)


async def _bytes(place: Workplace, known: Known) -> bytes:
    """The sealed bytes, from here or from the server; those whose deposit is proved to be in the ledger."""
    name = b64(known.message)
    folder = place.desk.folder
    for where in ("received", "sent"):
        raw = folder.read(f"{where}/{name}.nav")
        if raw is not None and sha256(raw) == known.envelope:
            return raw
    await place.desk.ledgers.check_now(ACTES, known.story.leaves[:1])
    raw = await place.desk.api.fetch(f"/v1/envelopes/{name}", MAX_ENVELOPE)
    if sha256(raw) != known.envelope:
        raise Refused("not-in-the-ledger", reference=known.answer.text("reference"))
    return raw


def _item(place: Workplace, known: Known) -> InboxItem | SentItem:
    found = reading.received_item(place.desk, known.answer, place.mailbox)
    return found if found is not None else reading.sent_item(place.desk, known.answer)


async def _open(
    place: Workplace, envelope: Envelope, item: InboxItem | SentItem, records: tuple[ActRecord, ...]
) -> Opened:
    if envelope.header.id != item.message:
        raise Refused("message-id-mismatch")
    opened = await unsealed(place, envelope)
    sender = place.desk.party(envelope.header.sender, envelope.header.sender_mailbox)
    return Opened(item, opened.manifest, opened.fiche, sender, records, envelope)


async def unsealed(place: Workplace, envelope: Envelope) -> unsealing.Opened:
    """Verified, then unsealed with the mailbox's own keys. Refuses what does not come from a member of its sender."""
    header, directory = envelope.header, place.desk.directory
    public = directory.person(header.sender)
    if public is None:
        raise Refused("unknown-signer")
    if header.sender not in directory.members_at(header.sender_mailbox, header.time):
        raise Refused("not-in-sender-mailbox")
    epochs = [one.epoch for one in header.recipients if one.mailbox == place.mailbox]
    keys = await place.seats.keys(place.mailbox, epochs[0] if epochs else None)
    return unsealing.unseal(envelope, place.mailbox, keys, public)


def _keep(place: Workplace, known: Known, raw: bytes) -> None:
    """The sealed bytes, and what the server said of them: the record last, since it says that they are there."""
    name = b64(known.message)
    if place.desk.folder.read(f"received/{name}.nav") != raw:
        place.desk.folder.write(f"received/{name}.nav", raw)
    place.desk.folder.write_json(f"received/{name}.json", {**known.value, "opened_by": b64(place.mailbox)})


async def _sign_receipts(place: Workplace, known: Known, opened: Opened, *, read: bool) -> Opened:
    """`delivered` once for the mailbox, `opened` once for each person who reads it; a colleague may be quicker."""
    status = known.story.status[place.mailbox]
    me, steps = place.desk.person.id, []
    if status is Status.REQUESTED:
        steps.append(_receipt(place, known, ReceiptKind.DELIVERED, Response.OK))
        status = Status.RECEIVED
    seen = any(one.act == Act.OPENED and one.by == me and one.mailbox == place.mailbox for one in known.story.records)
    if read and not seen and status in OPENABLE:
        steps.append(_receipt(place, known, ReceiptKind.OPENED, Response.OK))
    if not steps or place.desk.doubt is not None:
        return opened
    try:
        job, _ = await place.deliver(place.job([*steps]))
    except NavetteError as error:
        if error.code not in ABSENT:
            raise
        return opened  # the receipts wait in the outbox
    return _with_receipts(place, opened, job)


def _with_receipts(place: Workplace, opened: Opened, job: Job) -> Opened:
    names = (Act.DELIVERED.value, Act.OPENED.value)[-len(job.steps) :]
    me, now = place.desk.person.id, place.desk.now()
    done = [
        ActRecord(answer.index, name, place.mailbox, me, place.desk.name(me), now, "")
        for name, answer in zip(names, job.answers, strict=False)
        if not answer.code
    ]
    item, last = opened.item, next((one for one in reversed(job.answers) if one.status), None)
    if last is not None and isinstance(item, InboxItem):
        item = replace(item, status=Status(last.status), changed=last.changed)
    return replace(opened, item=item, acts=(*opened.acts, *done))


async def _report_failure(place: Workplace, known: Known, error: NavetteError) -> None:
    """The signed receipt that says why a fiche cannot be opened: final, unless it may pass; said once."""
    if known.story.status.get(place.mailbox) is not Status.REQUESTED or error.family != "refused":
        return
    response = Response.TRANSIENT_ERROR if error.code in PASSING else Response.FATAL_ERROR
    me = place.desk.person.id
    if any(one.act == response.value and one.by == me and one.code == error.code for one in known.story.records):
        return
    receipt = _receipt(place, known, ReceiptKind.DELIVERED, response, error.code)
    try:
        await place.deliver(place.job([receipt]))
    except NavetteError as failed:
        if failed.code not in ABSENT:
            raise failed from error


def _receipt(place: Workplace, known: Known, kind: ReceiptKind, response: Response, code: str = "") -> ActStep:
    statement = {
        "type": "receipt",
        "mailbox": b64(place.mailbox),
        "envelope": b64(known.envelope),
        "kind": kind.value,
        "response": response.value,
        "code": code,
        "time": timestamp(place.desk.now()),
        "salt": b64(secrets.token_bytes(16)),
    }
    return ActStep(known.message, place.desk.person.sign_statement(statement), optional=True)

"""The courier: takes the jobs of the outbox to the server, step by step, and proves each answer by the ledger."""

import time
from dataclasses import replace

from navette.client import attachments
from navette.client.acts import ACTES, check_deposit
from navette.client.answer import Fields
from navette.client.copier import Copier
from navette.client.desk import ABSENT, Desk
from navette.client.items import Progress
from navette.client.job import ActStep, Answer, BlobStep, CopyStep, DepositStep, Job, Step
from navette.client.ledgers import Leaf
from navette.client.outbox import Outbox
from navette.client.seats import Seats
from navette.core.encoding import b64
from navette.core.errors import Conflict, NavetteError, Refused
from navette.envelope.format import MAX_ENVELOPE, Envelope, parse
from navette.envelope.keys import ID, sha256
from navette.envelope.seal import seal
from navette.envelope.unseal import Opened, unseal

# The last one: this fiche was sealed again and deposited by another machine of the same person.
RESEAL = ("epoch-superseded", "time-too-old", "time-in-future", "message-id-taken")
FOR_GOOD = ("malformed", "refused", "denied", "unknown", "conflict", "too-large")
# What a receipt meets when a colleague was quicker, or the sender took the fiche back.
OVERTAKEN = ("statement-known", "out-of-order", "receipt-after-success")
MOST_RESEALS = 3
TIME = 6  # bytes a message id begins with


class Courier:
    """Delivers for one person. names: attachment id → the name to show while it goes, known only while it is typed."""

    def __init__(self, desk: Desk, outbox: Outbox, seats: Seats) -> None:
        self._desk, self._outbox, self._seats = desk, outbox, seats
        self._copier = Copier(desk, outbox, seats)
        self.names: dict[bytes, str] = {}

    async def deliver(
        self, job: Job | None = None, envelope: bytes | None = None, progress: Progress | None = None
    ) -> list[Job]:
        """Puts a job in the outbox, then takes everything there to the server, oldest first; the jobs done.

        What the server refuses for good is parked: it is raised when it is `job`, and left to `Outbox.waiting`
        otherwise. What stops the server from answering is raised at once, and everything else waits.
        """
        self._desk.require_trust()
        finished = []
        async with self._desk.folder.lock("outbox"):
            self._outbox.sweep(time.time())
            if job is not None:
                self._outbox.put(job, envelope)
            for waiting in self._outbox.jobs():
                try:
                    finished.append(await self._run(waiting, progress))
                except NavetteError as error:
                    mine = job is not None and waiting.id == job.id
                    if mine and not any(isinstance(step, DepositStep) for step in waiting.steps):
                        self._outbox.forget(waiting)
                    if mine or error is self._desk.doubt or error.code in ABSENT or error.family in ("local", "full"):
                        raise
        return finished

    async def _run(self, job: Job, progress: Progress | None) -> Job:
        stale: NavetteError | None = None
        reseals = 0
        while not job.done:
            step = job.steps[len(job.answers)]
            try:
                if stale is not None and isinstance(step, DepositStep):
                    job, stale = await self._reseal(job, step, stale), None
                else:
                    job = await self._advance(job, step, progress)
            except NavetteError as error:
                if not (isinstance(step, DepositStep) and error.code in RESEAL and reseals < MOST_RESEALS):
                    self._settle(job, error)
                    raise
                stale, reseals = error, reseals + 1
        self._outbox.finish(job)
        return job

    def _settle(self, job: Job, error: NavetteError) -> None:
        """What is refused for good is put aside; what is doubted or not answered waits."""
        if error.family in FOR_GOOD and error is not self._desk.doubt:
            self._outbox.park(job, error)
        else:
            self._outbox.failed(job, error)

    async def _advance(self, job: Job, step: Step, progress: Progress | None) -> Job:
        try:
            answer, note = await self._take(job, step, progress)
        except NavetteError as error:
            if not (isinstance(step, ActStep) and step.optional and error.code in OVERTAKEN):
                raise
            answer, note = Answer(code=error.code), ""
        if note:
            await self._confirm(step, answer, note)
        job = job.answered(answer)
        self._outbox.record(job)
        return job

    async def _take(self, job: Job, step: Step, progress: Progress | None) -> tuple[Answer, str]:
        """Sends one step: (its answer, the checkpoint, "" when no leaf was made)."""
        api = self._desk.api
        if isinstance(step, BlobStep):
            name = self.names.get(step.blob.id, "")
            await attachments.upload(api, self._desk.folder, job.mailbox, step, name, progress)
            return Answer(), ""
        if isinstance(step, DepositStep):
            raw = self._outbox.envelope(step)
            fields = Fields(await api.put(f"/v1/envelopes/{b64(step.message)}", raw))
            return Answer(fields.number("index"), fields.text("statement")), fields.text("checkpoint")
        if isinstance(step, CopyStep):
            return await self._copier.take(job, step), ""
        body = {"statement": step.signed.raw.decode(), "signature": b64(step.signed.signature)}
        path = f"/v1/handoffs/{b64(step.message)}/statements"
        fields = Fields(await api.ask("POST", path, body=body, signed=False))
        answer = Answer(fields.number("index"), "", fields.text("status"), fields.time("changed"))
        return answer, fields.text("checkpoint")

    async def _confirm(self, step: Step, answer: Answer, note: str) -> None:
        """Our leaf is in the ledger, and says what we said; or nothing more is sent."""
        try:
            if isinstance(step, DepositStep):
                check_deposit(answer.statement.encode(), step.message, step.envelope)
                leaf = Leaf(answer.index, answer.statement.encode(), b"")
            else:
                assert isinstance(step, ActStep)
                leaf = Leaf(answer.index, step.signed.raw, step.signed.signature)
            await self._desk.ledgers.confirm(ACTES, note, [leaf])
        except Refused as error:
            self._desk.doubt = error
            raise

    async def _reseal(self, job: Job, step: DepositStep, error: NavetteError) -> Job:
        """The same fiche, sealed to the keys of today, or as another machine of this person deposited it already."""
        desk = self._desk
        await desk.api.server()
        await desk.sync()
        before = parse(self._outbox.envelope(step))
        again = self._adopt if error.code == "message-id-taken" else self._seal_again
        after = await again(job, before)
        now = {one.mailbox: one.epoch for one in after.header.recipients}
        changed = [one.mailbox for one in before.header.recipients if now.get(one.mailbox) != one.epoch]
        if error.code == "epoch-superseded" and not changed:
            raise Refused("not-vouched-for", mailbox=str(error.data.get("mailbox", "")))  # we do not believe the change
        other = DepositStep(after.header.id, after.digest)
        steps = tuple(other if one is step else _about(one, step.message, other.message) for one in job.steps)
        resealed = replace(job, steps=steps, resealed=(*job.resealed, *changed))
        self._outbox.replace_envelope(job, resealed, after.raw)
        return resealed

    async def _seal_again(self, job: Job, before: Envelope) -> Envelope:
        """Opened from our own copy; under an id that every machine this job waits on would give it."""
        desk, header, today = self._desk, before.header, self._desk.today()
        opened = await self._open(before)
        return seal(
            desk.person,
            header.sender_mailbox,
            [(one.mailbox, desk.directory.address(one.mailbox, today)) for one in header.recipients],
            opened.manifest,
            opened.fiche,
            header.blobs,
            time=desk.now(),
            reply=header.reply,
            form=header.form,
            urgency=header.urgency,
            due=header.due,
            message_id=id_again(job),
        )

    async def _adopt(self, job: Job, before: Envelope) -> Envelope:
        """What the server holds under that id, once it is known to be the same fiche. Refused: message-id-taken."""
        after = parse(await self._desk.api.fetch(f"/v1/envelopes/{b64(before.header.id)}", MAX_ENVELOPE))
        ours, theirs = await self._open(before), await self._open(after)
        if (ours.manifest_bytes, ours.fiche) != (theirs.manifest_bytes, theirs.fiche):
            raise Conflict("message-id-taken")
        return after

    async def _open(self, envelope: Envelope) -> Opened:
        mailbox = envelope.header.sender_mailbox
        return unseal(envelope, mailbox, await self._seats.keys(mailbox), self._desk.person.public)


def _about(step: Step, before: bytes, after: bytes) -> Step:
    """The step, of a fiche that has another message id now."""
    return replace(step, original=after) if isinstance(step, CopyStep) and step.original == before else step


def id_again(job: Job) -> bytes:
    """The message id a job is sealed again under: in order of time with the first, not to be told from a random one."""
    first = bytes.fromhex(job.id)
    return first[:TIME] + sha256(b"navette/v1 sealed again", first)[: ID - TIME]

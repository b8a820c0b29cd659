"""The courier: takes the jobs of the outbox to the server, step by step, and proves each answer by the ledger."""

import time
from dataclasses import replace

from navette.client import attachments
from navette.client.acts import ACTES, check_deposit
from navette.client.answer import Fields
from navette.client.desk import ABSENT, Desk
from navette.client.items import Progress
from navette.client.job import ActStep, Answer, BlobStep, DepositStep, Job, Step
from navette.client.ledgers import Leaf
from navette.client.outbox import Outbox
from navette.client.seats import Seats
from navette.core.encoding import b64
from navette.core.errors import NavetteError, Refused
from navette.envelope.format import parse
from navette.envelope.seal import seal
from navette.envelope.unseal import unseal

RESEAL = ("epoch-superseded", "time-too-old", "time-in-future")
FOR_GOOD = ("malformed", "refused", "denied", "unknown", "conflict", "too-large")
# What a receipt meets when a colleague was quicker, or the sender took the fiche back.
OVERTAKEN = ("statement-known", "out-of-order", "receipt-after-success")
MOST_RESEALS = 3


class Courier:
    """Delivers for one person. names: attachment id → the name to show while it goes, known only while it is typed."""

    def __init__(self, desk: Desk, outbox: Outbox, seats: Seats) -> None:
        self._desk, self._outbox, self._seats = desk, outbox, seats
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
        """The same fiche under a new message id, opened from our own copy, sealed to the keys of today."""
        desk = self._desk
        await desk.api.server()
        await desk.sync()
        envelope = parse(self._outbox.envelope(step))
        header = envelope.header
        keys = await self._seats.keys(header.sender_mailbox)
        opened = unseal(envelope, header.sender_mailbox, keys, desk.person.public)
        today = desk.today()
        recipients = [(one.mailbox, desk.directory.address(one.mailbox, today)) for one in header.recipients]
        again = seal(
            desk.person,
            header.sender_mailbox,
            recipients,
            opened.manifest,
            opened.fiche,
            header.blobs,
            time=desk.now(),
            reply=header.reply,
            form=header.form,
            urgency=header.urgency,
            due=header.due,
            message_id=desk.new_id(),
        )
        now = {one.mailbox: one.epoch for one in again.header.recipients}
        changed = [one.mailbox for one in header.recipients if now[one.mailbox] != one.epoch]
        if error.code == "epoch-superseded" and not changed:
            raise Refused("not-vouched-for", mailbox=str(error.data.get("mailbox", "")))  # we do not believe the change
        other = DepositStep(again.header.id, again.digest)
        steps = tuple(other if one is step else one for one in job.steps)
        after = replace(job, steps=steps, resealed=(*job.resealed, *changed))
        self._outbox.replace_envelope(job, after, again.raw)
        return after

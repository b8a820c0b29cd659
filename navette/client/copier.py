"""The step of a job that seals a copy for a substitute and sends it (docs/spec/substitutes.md).

A copy is sealed when its turn comes, from the sealed fiche that its own mailbox can open; from there on the same bytes
are sent until they are answered. At every step, what is true if we stop here: they are on disk before they leave.
"""

from navette.client.answer import Fields, malformed
from navette.client.copy_items import CopyState
from navette.client.desk import Desk
from navette.client.job import Answer, CopyStep, DepositStep, Job
from navette.client.outbox import Outbox
from navette.client.seats import Seats
from navette.core.encoding import b64
from navette.core.errors import NavetteError, Refused
from navette.envelope.format import MAX_ENVELOPE, Envelope, parse
from navette.envelope.seal import seal
from navette.envelope.unseal import unseal

# The recipient answered before, or there is a copy already: nothing is left to do.
NOT_NEEDED = ("already-answered", "copy-known", "message-id-taken")
RESEAL = ("epoch-superseded", "time-too-old", "time-in-future")
MOST_RESEALS = 3


class Copier:
    """Seals and sends copies for one person."""

    def __init__(self, desk: Desk, outbox: Outbox, seats: Seats) -> None:
        self._desk, self._outbox, self._seats = desk, outbox, seats

    async def take(self, job: Job, step: CopyStep) -> Answer:
        """Sends the copy: its state and when it is released; or the code of why none is needed."""
        raw = self._outbox.copy(step) or await self._seal(step, await self._original(job, step))
        for _ in range(MOST_RESEALS):
            try:
                return await self._put(step, raw)
            except NavetteError as error:
                if error.code in NOT_NEEDED:
                    return Answer(code=error.code)
                if error.code not in RESEAL:
                    raise
                await self._desk.api.server()
                await self._desk.sync()
                raw = await self._seal(step, parse(raw))
        return await self._put(step, raw)

    async def _put(self, step: CopyStep, raw: bytes) -> Answer:
        query = [("release_of", b64(step.original)), ("for", b64(step.mailbox))]
        fields = Fields(await self._desk.api.put(f"/v1/envelopes/{b64(step.message)}", raw, query))
        said = fields.raw("message", 16), fields.raw("release_of", 16), fields.raw("for", 16)
        if said != (step.message, step.original, step.mailbox):
            raise malformed("message")
        return Answer(status=fields.one_of("state", CopyState).value, changed=fields.time("releases"))

    async def _original(self, job: Job, step: CopyStep) -> Envelope:
        """The fiche as this mailbox sealed it: in the job itself, kept here, or at the server."""
        kept = [one for one in job.steps if isinstance(one, DepositStep) and one.message == step.original]
        name = b64(step.original)
        raw = self._outbox.envelope(kept[0]) if kept else self._desk.folder.read(f"sent/{name}.nav")
        envelope = parse(raw or await self._desk.api.fetch(f"/v1/envelopes/{name}", MAX_ENVELOPE))
        if (envelope.header.id, envelope.header.sender_mailbox) != (step.original, job.mailbox):
            raise Refused("message-id-mismatch")
        return envelope

    async def _seal(self, step: CopyStep, before: Envelope) -> bytes:
        """What `before` says, to the substitute and ourselves, with the keys of today."""
        desk, header = self._desk, before.header
        mailbox, today = header.sender_mailbox, desk.today()
        public = desk.directory.person(header.sender)
        if public is None:
            raise Refused("unknown-signer")
        epochs = [one.epoch for one in header.recipients if one.mailbox == mailbox]
        opened = unseal(before, mailbox, await self._seats.keys(mailbox, epochs[0]), public)
        to = [(one, desk.directory.address(one, today)) for one in (step.substitute, mailbox)]
        sealed = seal(
            desk.person,
            mailbox,
            to,
            opened.manifest,
            opened.fiche,
            header.blobs,
            time=desk.now(),
            reply=step.original,
            form=header.form,
            urgency=header.urgency,
            due=header.due,
            message_id=step.message,
        )
        self._outbox.keep_copy(step, sealed.raw)
        return sealed.raw

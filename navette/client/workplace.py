"""What the verbs of one mailbox work with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from navette.client.courier import Courier
from navette.client.desk import Desk
from navette.client.items import Fault, Progress, Sent
from navette.client.job import Job, Step
from navette.client.outbox import Outbox
from navette.client.seats import Seats
from navette.core.encoding import reference
from navette.core.errors import Denied, NavetteError
from navette.envelope.format import Envelope
from navette.ledger.directory import MailboxState


@dataclass
class Workplace:
    """One mailbox (16 bytes) of the person at a desk. found: faults met on the way."""

    desk: Desk
    mailbox: bytes
    outbox: Outbox
    seats: Seats
    courier: Courier
    found: list[Fault] = field(default_factory=list)

    @property
    def state(self) -> MailboxState:
        """The mailbox as the directory has it now. Denied: not-a-member (the person has left it)."""
        state = self.desk.directory.mailbox(self.mailbox)
        if state is None or self.desk.person.id not in state.members:
            raise Denied("not-a-member")
        return state

    def note(self, faults: Iterable[Fault]) -> None:
        """Remembers what was found wrong without stopping the work, once."""
        self.found += [fault for fault in faults if fault not in self.found]

    def job(self, steps: Sequence[Step], envelope: Envelope | None = None) -> Job:
        """A job of this mailbox, now. envelope: what one of the steps deposits."""
        identifier = self.desk.new_id() if envelope is None else envelope.header.id
        return Job(identifier.hex(), self.mailbox, self.desk.now(), tuple(steps))

    async def deliver(
        self, job: Job, envelope: bytes | None = None, progress: Progress | None = None
    ) -> tuple[Job, NavetteError | None]:
        """Puts a job in the outbox and takes it to the server.

        When its first visible step was done, the rest is no reason to raise: the failure is given back beside the job.
        A failure raised says in its data under which reference the job waits, or was parked.
        """
        try:
            done = await self.courier.deliver(job, envelope, progress)
        except NavetteError as error:
            left = self.outbox.left(job)
            if left is not None and left.begun:
                return left, error
            error.data.setdefault("reference", job.reference)
            raise
        return next(one for one in done if one.id == job.id), None


def sent(job: Job, problem: NavetteError | None) -> Sent | None:
    """What a job's deposit became, None when it has not been made."""
    if job.deposited is None:
        return None
    step, answer = job.deposited
    again = step.message.hex() != job.id
    ref = reference(step.message)
    return Sent(step.message, ref, step.envelope, answer.index, again, job.resealed, problem)

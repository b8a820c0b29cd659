"""The outbox: jobs on disk before anything is sent, each step recorded once it is answered.

At every step, what is true if we stop here: a job is there, whole, or is not; a step answered and not recorded is
sent again with the same bytes, and has one effect; a job done and not put away is put away the next time.

    outbox/<job>.json    the job          outbox/<message>.nav   the sealed envelope of its deposit, or of a copy
    failed/              the same, refused for good: kept to be looked at
    sent/<message>.nav   what was deposited, with sent/<message>.json, what the ledger said of it
    acts/<index>.json    what was signed about a handoff, with its index in the ledger
"""

from dataclasses import replace

from navette.client import job as jobs
from navette.client.folder import Folder
from navette.client.items import Waiting
from navette.client.job import BlobStep, CopyStep, DepositStep, Job
from navette.core.encoding import b64
from navette.core.errors import NavetteError

LEFTOVER = 86_400  # seconds after which a file without a job belongs to none that is being made


class Outbox:
    """The jobs of one folder."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def put(self, job: Job, envelope: bytes | None = None) -> None:
        """Makes a job durable: its envelope first, the job itself is what commits."""
        if envelope is not None:
            self._folder.write(self.deposit(job).file, envelope)
        self.record(job)

    def record(self, job: Job) -> None:
        """The job as it stands now."""
        self._folder.write_json(f"outbox/{job.id}.json", jobs.write(job))

    def replace_envelope(self, job: Job, after: Job, envelope: bytes) -> None:
        """Another envelope for the same job: the new one is on disk before the job names it."""
        self._folder.write(self.deposit(after).file, envelope)
        self.record(after)
        self._folder.remove(self.deposit(job).file)

    def sweep(self, now: float) -> None:
        """Removes what a crash left without a job: sealed files that nothing names, a day old."""
        files = BlobStep | DepositStep | CopyStep
        named = {step.file for job in self.jobs() for step in job.steps if isinstance(step, files)}
        for name in self._folder.older("blobs", now - LEFTOVER) + self._folder.older("outbox", now - LEFTOVER):
            if name not in named and not name.endswith(".json"):
                self._folder.remove(name)

    def jobs(self) -> list[Job]:
        """The jobs that wait, oldest first. Local: file (damaged)."""
        return self._read("outbox")

    def left(self, job: Job) -> Job | None:
        """A job as it is on disk, waiting or parked; None once it is done."""
        for folder in ("outbox", "failed"):
            value = self._folder.read_json(f"{folder}/{job.id}.json")
            if value is not None:
                return jobs.read(value)
        return None

    def envelope(self, step: DepositStep) -> bytes:
        """The sealed bytes of a deposit, before or after it was put away."""
        found = self._folder.read(step.file)
        return found if found is not None else self._folder.read(f"sent/{b64(step.message)}.nav") or b""

    def copy(self, step: CopyStep) -> bytes | None:
        """The sealed bytes of a copy; None before its turn."""
        return self._folder.read(step.file)

    def keep_copy(self, step: CopyStep, raw: bytes) -> None:
        """Its bytes, before they leave."""
        self._folder.write(step.file, raw)

    def failed(self, job: Job, error: NavetteError) -> None:
        """Keeps a job for the next time, and why."""
        self.record(replace(job, problem=error.code))

    def park(self, job: Job, error: NavetteError) -> None:
        """Puts a job aside that will never pass; what it did before is put away."""
        parked = replace(job, problem=error.code)
        self._put_away(parked)
        for step in job.steps[len(job.answers) :]:
            if isinstance(step, DepositStep):
                self._folder.move(step.file, f"failed/{step.message.hex()}.nav")
            elif isinstance(step, CopyStep):
                self._folder.remove(step.file)
        self._folder.write_json(f"failed/{job.id}.json", jobs.write(parked))
        self._folder.remove(f"outbox/{job.id}.json")

    def forget(self, job: Job) -> None:
        """Lets go of a job that was refused to the face of who asked, and holds nothing that could be lost."""
        self._folder.remove(f"failed/{job.id}.json")

    def finish(self, job: Job) -> None:
        """Puts away what a job did, then forgets the job."""
        self._put_away(job)
        self._folder.remove(f"outbox/{job.id}.json")

    def waiting(self) -> list[Waiting]:
        """What waits, then what was refused for good."""
        waiting = [_waiting(job, parked=False) for job in self._read("outbox")]
        return waiting + [_waiting(job, parked=True) for job in self._read("failed")]

    def _read(self, folder: str) -> list[Job]:
        found = (self._folder.read_json(f"{folder}/{name}.json") for name in self._folder.names(folder, ".json"))
        return [jobs.read(value) for value in found if value is not None]

    def deposit(self, job: Job) -> DepositStep:
        """The deposit of a job that has one."""
        return next(step for step in job.steps if isinstance(step, DepositStep))

    def _put_away(self, job: Job) -> None:
        for step, answer in zip(job.steps, job.answers, strict=False):
            if isinstance(step, BlobStep):
                self._folder.remove(step.file)
            elif isinstance(step, DepositStep):
                kept = {"mailbox": b64(job.mailbox), "envelope": b64(step.envelope), "message": b64(step.message)}
                record = {**kept, "index": answer.index, "statement": answer.statement}
                self._folder.write_json(f"sent/{b64(step.message)}.json", record)
                self._folder.move(step.file, f"sent/{b64(step.message)}.nav")
            elif isinstance(step, CopyStep):
                self._folder.remove(step.file)
            elif not answer.code:
                record = {
                    "message": b64(step.message),
                    "index": answer.index,
                    "statement": step.signed.raw.decode(),
                    "signature": b64(step.signed.signature),
                }
                self._folder.write_json(f"acts/{answer.index:012d}.json", record)


def _waiting(job: Job, *, parked: bool) -> Waiting:
    return Waiting(job.id, job.reference, job.message, job.created, job.problem, parked)

"""A job: what has to reach the server, as ordered steps that can each be sent twice.

Nothing in it can be read as content: envelopes and attachments are sealed before, statements are public to the
handoff's parties, file names are in the sealed manifest only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from navette.client.answer import Fields
from navette.core.encoding import b64, reference, timestamp
from navette.core.errors import Local, NavetteError
from navette.envelope.format import BlobRef
from navette.envelope.statement import SignedStatement


@dataclass(frozen=True, slots=True)
class BlobStep:
    """Upload a sealed attachment, kept in blobs/."""

    blob: BlobRef

    @property
    def file(self) -> str:
        """Its sealed bytes."""
        return f"blobs/{b64(self.blob.id)}"


@dataclass(frozen=True, slots=True)
class DepositStep:
    """Deposit a sealed envelope. envelope: the SHA-256 of its bytes."""

    message: bytes
    envelope: bytes

    @property
    def file(self) -> str:
        """Its sealed bytes. Sealed again, the message may keep its id: the digest tells one from the other."""
        return f"outbox/{self.message.hex()}.{self.envelope.hex()[:8]}.nav"


@dataclass(frozen=True, slots=True)
class ActStep:
    """Post a statement about a handoff. optional: a refusal by the state of things is no failure (receipts)."""

    message: bytes
    signed: SignedStatement
    optional: bool = False


@dataclass(frozen=True, slots=True)
class CopyStep:
    """Seal a copy of what was deposited for the substitute of one of its recipients, and have it kept back.

    message: the copy's own id; original: of the fiche; mailbox: the recipient that may be silent.
    """

    message: bytes
    original: bytes
    mailbox: bytes
    substitute: bytes

    @property
    def file(self) -> str:
        """Its sealed bytes, once its turn has come."""
        return f"outbox/{self.message.hex()}.copy.nav"


Step = BlobStep | DepositStep | ActStep | CopyStep


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said to a step. index: of the leaf, -1 when there is none; code: why it was not needed."""

    index: int = -1
    statement: str = ""
    status: str = ""
    changed: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done, and how far it is.

    id: 32 hexadecimal digits in order of time, those of the message it deposits at first; answers: of the steps done;
    resealed: mailboxes whose key had changed; problem: the code of the last failure.
    """

    id: str
    mailbox: bytes
    created: int
    steps: tuple[Step, ...]
    answers: tuple[Answer, ...] = ()
    resealed: tuple[bytes, ...] = ()
    problem: str = ""

    @property
    def done(self) -> bool:
        """Every step was answered."""
        return len(self.answers) == len(self.steps)

    @property
    def message(self) -> bytes:
        """The message it is about: the deposit's, or the one acted upon."""
        deposits = [step.message for step in self.steps if isinstance(step, DepositStep)]
        acts = [step.message for step in self.steps if isinstance(step, ActStep)]
        copies = [step.original for step in self.steps if isinstance(step, CopyStep)]
        return (deposits + acts + copies)[0]

    @property
    def reference(self) -> str:
        """The reference of that message."""
        return reference(self.message)

    def answered(self, answer: Answer) -> "Job":
        """One step further."""
        return replace(self, answers=(*self.answers, answer), problem="")

    @property
    def deposited(self) -> tuple[DepositStep, Answer] | None:
        """The deposit and its answer, once there is one."""
        for step, answer in zip(self.steps, self.answers, strict=False):
            if isinstance(step, DepositStep):
                return step, answer
        return None

    @property
    def acted(self) -> tuple[ActStep, Answer] | None:
        """The last act that was answered, and its answer."""
        done = zip(self.steps, self.answers, strict=False)
        acts = [(step, answer) for step, answer in done if isinstance(step, ActStep)]
        return acts[-1] if acts else None

    @property
    def begun(self) -> bool:
        """Something others can see was done: more than an upload."""
        return self.deposited is not None or self.acted is not None


def write(job: Job) -> dict[str, object]:
    """The job as JSON."""
    return {
        "v": "1",
        "id": job.id,
        "mailbox": b64(job.mailbox),
        "created": timestamp(job.created),
        "steps": [_write_step(step) for step in job.steps],
        "answers": [
            {"index": a.index + 1, "statement": a.statement, "status": a.status, "changed": a.changed, "code": a.code}
            for a in job.answers
        ],
        "resealed": [b64(one) for one in job.resealed],
        "problem": job.problem,
    }


def read(value: Mapping[str, object]) -> Job:
    """The job of that JSON. Local: file (it is not one)."""
    try:
        fields = Fields(value)
        return Job(
            fields.text("id"),
            fields.raw("mailbox", 16),
            fields.time("created"),
            tuple(_read_step(one) for one in fields.many("steps")),
            tuple(_read_answer(one) for one in fields.many("answers")),
            tuple(fields.ids("resealed")),
            fields.text("problem"),
        )
    except NavetteError as error:
        raise Local("file", path="outbox", problem="damaged") from error


def _write_step(step: Step) -> dict[str, object]:
    if isinstance(step, BlobStep):
        blob = step.blob
        return {"step": "blob", "blob": b64(blob.id), "size": blob.size, "digest": b64(blob.digest)}
    if isinstance(step, DepositStep):
        return {"step": "deposit", "message": b64(step.message), "envelope": b64(step.envelope)}
    if isinstance(step, CopyStep):
        ids = {name: b64(getattr(step, name)) for name in ("message", "original", "mailbox", "substitute")}
        return {"step": "copy", **ids}
    return {
        "step": "act",
        "message": b64(step.message),
        "statement": step.signed.raw.decode(),
        "signature": b64(step.signed.signature),
        "optional": step.optional,
    }


def _read_step(fields: Fields) -> Step:
    kind = fields.text("step")
    if kind == "blob":
        return BlobStep(BlobRef(fields.raw("blob", 16), fields.number("size"), fields.raw("digest", 32)))
    if kind == "deposit":
        return DepositStep(fields.raw("message", 16), fields.raw("envelope", 32))
    if kind == "copy":
        return CopyStep(*(fields.raw(name, 16) for name in ("message", "original", "mailbox", "substitute")))
    signed = SignedStatement(fields.encoded("statement"), fields.raw("signature", 64))
    return ActStep(fields.raw("message", 16), signed, fields.flag("optional"))


def _read_answer(fields: Fields) -> Answer:
    return Answer(
        fields.number("index") - 1,
        fields.text("statement"),
        fields.text("status"),
        fields.number("changed"),
        fields.text("code"),
    )

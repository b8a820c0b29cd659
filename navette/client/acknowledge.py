"""Answering a fiche: an acknowledgement signed by a person, a reply, a question, a way on to another mailbox.

The steps of an acknowledgement, here: the decision becomes a statement, signed (`_act`); it waits in the outbox
(workplace.py), is posted, and its leaf is found in the ledger (courier.py).
"""

import secrets
from dataclasses import replace

from navette.client import lookup, reading
from navette.client.items import Acknowledged, Progress, Sent
from navette.client.job import ActStep, Job, Step
from navette.client.names import find_mailbox
from navette.client.receive import Known, collect, look
from navette.client.send import Letter, compose, forward
from navette.client.workplace import Workplace, sent
from navette.core.acknowledgement import Decision, check_code
from navette.core.encoding import b64, reference, timestamp
from navette.core.errors import NavetteError, Refused
from navette.core.handoff import RESOLVED, UNANSWERED, Act, Status, advance

TEXT = "text/plain"


async def acknowledge(place: Workplace, ref: str, decision: Decision, code: str, text: str | None) -> Acknowledged:
    """See Mailbox.acknowledge. The decision goes first: when a colleague was quicker, no text is sent."""
    check_code(decision, code)
    known = await _received(place, ref)
    steps: list[Step] = [_act(place, known, decision, code)]
    if text is None:
        job, envelope = place.job(steps), None
    else:
        kind = "question" if decision is Decision.QUESTION else "reason"
        letter = _answer(known, Letter(text.encode(), TEXT, kind))
        job, sealed = await compose(place, [_sender(known)], letter)
        job, envelope = place.job([*steps, *job.steps], sealed), sealed
    done, problem = await _deliver(place, job, None if envelope is None else envelope.raw)
    return _acknowledged(done, problem)


async def reply(place: Workplace, ref: str, letter: Letter, close: bool, progress: Progress | None) -> Sent:
    """See Mailbox.reply. The answer goes first: nothing is closed before it is there."""
    known = await _received(place, ref)
    open_still = known.story.status[place.mailbox] not in RESOLVED
    after = [_act(place, known, Decision.CLOSED, letter.closing)] if close and open_still else []
    job, envelope = await compose(place, [_sender(known)], _answer(known, letter), after)
    return _sent(*await _deliver(place, job, envelope.raw, progress))


async def withdraw(place: Workplace, ref: str) -> Acknowledged:
    """See Mailbox.withdraw. What a substitute was given of it meanwhile is taken back too, where nobody answered."""
    known = await look(place, await lookup.find(place, ref))
    given = [await look(place, message) for message in _given(place, known)]
    own, *others = [_sign(place, one, {"type": "withdrawal"}) for one in (known, *given)]
    job = place.job([own, *(replace(one, optional=True) for one in others)])
    done, problem = await _deliver(place, job)
    return _acknowledged(replace(done, steps=done.steps[:1], answers=done.answers[:1]), problem)


def _given(place: Workplace, known: Known) -> list[bytes]:
    """The copies that were released, and wait for an answer there."""
    copies = [reading.copy(place.desk, one) for one in known.answer.many("recipients")]
    return [one.message for one in copies if one is not None and one.status in UNANSWERED]


async def reroute(place: Workplace, ref: str, to: str) -> Sent:
    """See Mailbox.reroute."""
    target = find_mailbox(place.desk.directory, to, place.desk.today())
    opened = await collect(place, ref)
    known = await look(place, opened.item.message)
    _check_recipient(place, known)
    advance(known.story.status[place.mailbox], Act.REROUTED)  # before a copy is sent that nobody asked for
    after = [_act(place, known, Decision.REROUTED, "not-for-us")]
    job, envelope = forward(place, target, opened.envelope, opened.manifest, opened.fiche, after)
    return _sent(*await _deliver(place, job, envelope.raw))


async def _received(place: Workplace, ref: str) -> Known:
    """A fiche this mailbox received; one that nobody opened yet is opened now, receipts included."""
    known = await look(place, await lookup.find(place, ref))
    _check_recipient(place, known)
    if known.story.status[place.mailbox] is Status.REQUESTED:
        await collect(place, ref)
        known = await look(place, known.message)
    return known


def _check_recipient(place: Workplace, known: Known) -> None:
    if place.mailbox not in known.story.status:
        raise Refused("not-a-recipient")


def _sender(known: Known) -> bytes:
    return known.answer.raw("sender_mailbox", 16)


def _answer(known: Known, letter: Letter) -> Letter:
    """The letter, as a reply to that message."""
    return Letter(**{**{name: getattr(letter, name) for name in letter.__slots__}, "reply": known.message})


def _act(place: Workplace, known: Known, decision: Decision, code: str) -> ActStep:
    named = {"type": "acknowledgement", "mailbox": b64(place.mailbox), "decision": decision.value, "code": code}
    return _sign(place, known, named)


def _sign(place: Workplace, known: Known, statement: dict[str, str]) -> ActStep:
    signed = place.desk.person.sign_statement(
        {
            **statement,
            "envelope": b64(known.envelope),
            "time": timestamp(place.desk.now()),
            "salt": b64(secrets.token_bytes(16)),
        }
    )
    return ActStep(known.message, signed)


async def _deliver(
    place: Workplace, job: Job, envelope: bytes | None = None, progress: Progress | None = None
) -> tuple[Job, NavetteError | None]:
    """As Workplace.deliver; who took the fiche in charge before is named."""
    try:
        return await place.deliver(job, envelope, progress)
    except NavetteError as error:
        owner = error.data.get("owner")
        if isinstance(owner, str):
            names = {b64(person): place.desk.name(person) for person in place.desk.directory.people}
            error.data["owner_name"] = names.get(owner, "")
        raise


def outcome(job: Job) -> Sent | Acknowledged | None:
    """What a job done later became; None for receipts that a colleague's overtook."""
    result = sent(job, None)
    if result is not None or job.acted is None or job.acted[1].code:
        return result
    return _acknowledged(job, None)


def _acknowledged(job: Job, problem: NavetteError | None) -> Acknowledged:
    assert job.acted is not None  # it is the first step: nothing is given back without it
    step, answer = job.acted
    ref, status = reference(step.message), Status(answer.status)
    return Acknowledged(ref, status, answer.changed, answer.index, sent(job, None), problem)


def _sent(job: Job, problem: NavetteError | None) -> Sent:
    result = sent(job, problem)
    assert result is not None  # the deposit comes before the act: nothing is given back without it
    return result

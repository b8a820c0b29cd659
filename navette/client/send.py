"""Sending: names become mailboxes, files become sealed attachments, a fiche becomes an envelope in the outbox.

Everything is sealed before the first byte leaves: from there on, nothing of the fiche is needed any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from navette.client import attachments, copies, lookup
from navette.client.items import Progress, Sent
from navette.client.job import BlobStep, DepositStep, Job, Step
from navette.client.names import find_mailbox
from navette.client.workplace import Workplace, sent
from navette.core.errors import Refused
from navette.core.parties import Urgency
from navette.envelope.format import BlobRef, Envelope
from navette.envelope.keys import ID
from navette.envelope.manifest import FHIR_JSON, Attachment, Manifest
from navette.envelope.seal import seal
from navette.fhir import form as forms


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sealed. form: a published form's name, "" for none; reply: a message id, zeros for none.

    closing: the code with which what it answers is closed.
    """

    fiche: bytes
    media: str = FHIR_JSON
    kind: str = "fiche"
    form: str = ""
    urgency: Urgency = Urgency.ROUTINE
    due: int = 0
    reply: bytes = bytes(ID)
    attachments: Sequence[Path] = ()
    closing: str = "replied"


async def send(
    place: Workplace,
    to: Sequence[str],
    letter: Letter,
    reply: str | None,
    progress: Progress | None,
    *,
    also_substitute: bool = False,
) -> Sent:
    """See Mailbox.send."""
    recipients = [find_mailbox(place.desk.directory, name, place.desk.today()) for name in to]
    if reply is not None:
        letter = replace(letter, reply=await lookup.find(place, reply))
    job, envelope = await compose(place, recipients, letter)
    if also_substitute:
        job = replace(job, steps=(*job.steps, *copies.steps(place, envelope.header.id, recipients)))
    done, problem = await place.deliver(job, envelope.raw, progress)
    result = sent(done, problem)
    assert result is not None  # a deposit is the only thing it could have begun with
    return replace(result, copies=copies.done(place.desk, done))


async def compose(
    place: Workplace, to: Sequence[bytes], letter: Letter, after: Sequence[Step] = ()
) -> tuple[Job, Envelope]:
    """A job that uploads the attachments, deposits the letter, then takes the steps `after`; nothing is sent yet.

    Local: file. Refused: only-the-sender, unknown-form, not-vouched-for. TooLarge: payload-too-large.
    """
    hash_of_form = forms.by_name(letter.form).hash if letter.form else bytes(32)
    keys = _keys(place, to)
    sealed = await attachments.seal_files(place.desk.folder, letter.attachments)
    place.courier.names |= {one.blob: one.name for one, _ in sealed}
    try:
        envelope = _seal(place, keys, letter, hash_of_form, sealed)
    except BaseException:
        for _, blob in sealed:
            place.desk.folder.remove(BlobStep(blob).file)
        raise
    steps = [*(BlobStep(blob) for _, blob in sealed), DepositStep(envelope.header.id, envelope.digest), *after]
    return place.job(steps, envelope), envelope


def forward(
    place: Workplace, to: bytes, original: Envelope, manifest: Manifest, fiche: bytes, after: Sequence[Step]
) -> tuple[Job, Envelope]:
    """A job that deposits what was received, sealed again to another mailbox: the attachments stay where they are."""
    header = original.header
    envelope = seal(
        place.desk.person,
        place.mailbox,
        _keys(place, [to]),
        manifest,
        fiche,
        header.blobs,
        time=place.desk.now(),
        reply=header.id,
        form=header.form,
        urgency=header.urgency,
        due=header.due,
        message_id=place.desk.new_id(),
    )
    return place.job([DepositStep(envelope.header.id, envelope.digest), *after], envelope), envelope


def _keys(place: Workplace, to: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """The keys to seal to: those a coordinator vouches for, and our own mailbox's, which keeps a copy."""
    others = [one for one in dict.fromkeys(to) if one != place.mailbox]
    if not others:
        raise Refused("only-the-sender")
    today = place.desk.today()
    return [(one, place.desk.directory.address(one, today)) for one in others] + [(place.mailbox, place.state.public)]


def _seal(
    place: Workplace,
    keys: list[tuple[bytes, bytes]],
    letter: Letter,
    hash_of_form: bytes,
    sealed: Sequence[tuple[Attachment, BlobRef]],
) -> Envelope:
    return seal(
        place.desk.person,
        place.mailbox,
        keys,
        Manifest(letter.kind, letter.media, tuple(attachment for attachment, _ in sealed)),
        letter.fiche,
        [blob for _, blob in sealed],
        time=place.desk.now(),
        reply=letter.reply,
        form=hash_of_form,
        urgency=letter.urgency,
        due=letter.due,
        message_id=place.desk.new_id(),
    )

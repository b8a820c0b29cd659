"""Verifying: what is kept here against its signatures, its order, and the two ledgers.

Nothing is raised but the server's absence: what does not hold is listed, so that one fault does not hide another.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

from navette.client import lookup
from navette.client.acts import ACTES, REMOVAL, check_deposit
from navette.client.answer import Fields
from navette.client.desk import ABSENT
from navette.client.items import Fault, Handoff
from navette.client.ledgers import Leaf
from navette.client.numbers import Numbers
from navette.client.reading import sent_item
from navette.client.receive import Known, look
from navette.client.workplace import Workplace
from navette.core.encoding import b64, reference, unb64
from navette.core.errors import NavetteError, Refused, Unknown
from navette.core.retention import What
from navette.envelope import statement as statements
from navette.envelope.format import parse
from navette.envelope.keys import sha256
from navette.envelope.verify import verify as verify_envelope
from navette.ledger.checkpoint import Checkpoint


async def handoff(place: Workplace, ref: str) -> Handoff:
    """See Mailbox.handoff."""
    known = await look(place, await lookup.find(place, ref))
    item = sent_item(place.desk, known.answer)
    replies = tuple(known.answer.ids("replies"))
    faults = (*known.story.faults, *_differences(known))
    return Handoff(item, known.story.records, known.story.status, known.story.owner, replies, faults)


async def verify(place: Workplace, ref: str | None) -> list[Fault]:
    """See Mailbox.verify."""
    faults = [fault async for fault in _ledgers(place)]
    audit = Audit(place, place.desk.ledgers.pins.checkpoint(ACTES))
    if ref is not None:
        return faults + await audit.one(await lookup.find(place, ref))
    for message in audit.kept():
        faults += await audit.one(message)
    return faults + [fault async for fault in audit.signed_here()]


async def _ledgers(place: Workplace) -> AsyncIterator[Fault]:
    """Both ledgers extend what was pinned, and the numbers of the mailbox have no hole."""
    numbers = Numbers(place.desk, place.mailbox)

    async def actes() -> None:
        await place.desk.ledgers.check_now(ACTES)

    for subject, check in (("annuaire", place.desk.sync), (ACTES, actes), (place.state.address, numbers.sync)):
        async for fault in _faults(subject, check):
            yield fault
    for fault in (*place.desk.annuaire.faults, *numbers.faults(place.state.address), *place.seats.faults):
        yield fault


async def _faults(subject: str, check: Callable[[], Awaitable[None]]) -> AsyncIterator[Fault]:
    try:
        await check()
    except NavetteError as error:
        if error.code in ABSENT:
            raise
        yield Fault(error.code, subject, dict(error.data))


class Audit:
    """Checks handoffs against one checkpoint of the ledger of acts, which was verified."""

    def __init__(self, place: Workplace, checkpoint: Checkpoint) -> None:
        self._place, self._checkpoint = place, checkpoint

    def kept(self) -> list[bytes]:
        """Every message of which something is kept here, oldest first."""
        folder = self._place.desk.folder
        return sorted({unb64(name, 16) for where in ("received", "sent") for name in folder.names(where, ".json")})

    async def one(self, message: bytes) -> list[Fault]:
        """One handoff: its acts, each in the ledger, and the copies kept here."""
        ref, found = reference(message), list[Fault]()

        async def check() -> None:
            try:
                known = await look(self._place, message)
            except Unknown as error:
                await self._forgotten(message, error)
                return
            found.extend(known.story.faults)
            found.extend(_differences(known))
            for leaf in known.story.leaves:
                found.extend([fault async for fault in self._proved(ref, leaf)])
            found.extend(self._copies(known))

        unreadable = [fault async for fault in _faults(ref, check)]
        return [Fault(fault.code, ref, fault.detail) for fault in found + unreadable]

    async def _forgotten(self, message: bytes, error: Unknown) -> None:
        """The server no longer knows it, and the ledger says so; raises the error when it does not."""
        raw = str(error.data.get("statement", "")).encode()
        if error.code != "envelope-removed" or not raw:
            raise error
        value = statements.read(raw)
        if (value["type"], value.get("what"), value.get("message")) != (REMOVAL, What.METADATA, b64(message)):
            raise error
        await self._place.desk.ledgers.prove(ACTES, self._checkpoint, Leaf(int(error.data["index"]), raw, b""))

    async def signed_here(self) -> AsyncIterator[Fault]:
        """What was deposited and signed here is still in the ledger, where it was."""
        folder = self._place.desk.folder
        for where, read in (("acts", _act), ("sent", _deposit)):
            for name in folder.names(where, ".json"):
                subject = f"{where}/{name}"
                try:
                    leaf = read(Fields(folder.read_json(f"{where}/{name}.json")))
                except NavetteError:
                    yield Fault("copy-altered", subject)
                    continue
                async for fault in self._proved(subject, leaf):
                    yield fault

    async def _proved(self, subject: str, leaf: Leaf) -> AsyncIterator[Fault]:
        async def check() -> None:
            await self._place.desk.ledgers.prove(ACTES, self._checkpoint, leaf)

        async for fault in _faults(subject, check):
            yield Fault(fault.code, subject, {"index": leaf.index})

    def _copies(self, known: Known) -> Iterator[Fault]:
        """The sealed bytes kept here are those deposited, and their sender signed them."""
        for where in ("received", "sent"):
            raw = self._place.desk.folder.read(f"{where}/{b64(known.message)}.nav")
            if raw is None:
                continue
            try:
                if sha256(raw) != known.envelope:
                    raise Refused("copy-altered")
                envelope = parse(raw)
                verify_envelope(envelope, self._place.desk.directory.person(envelope.header.sender) or b"")
            except NavetteError as error:
                yield Fault(error.code, reference(known.message), {"where": where})


def _differences(known: Known) -> Iterator[Fault]:
    """Where the server's word and the fold of the signed acts part."""
    ref = reference(known.message)
    for one in known.answer.many("recipients"):
        mailbox = one.raw("mailbox", 16)
        signed = known.story.status.get(mailbox)
        if signed is None or signed.value != one.text("status"):
            said = {"said": one.text("status"), "signed": "" if signed is None else signed.value}
            yield Fault("status-unsigned", ref, said)
        if known.story.numbers.get(mailbox) != one.number("n"):
            yield Fault("number-reused", ref, {"n": one.number("n")})


def _act(record: Fields) -> Leaf:
    return Leaf(record.number("index"), record.encoded("statement"), record.raw("signature", 64))


def _deposit(record: Fields) -> Leaf:
    raw = record.encoded("statement")
    check_deposit(raw, record.raw("message", 16), record.raw("envelope", 32))
    return Leaf(record.number("index"), raw, b"")

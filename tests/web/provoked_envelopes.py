"""Refusals of envelopes and attachments."""

import sqlite3
from contextlib import closing
from dataclasses import replace

from navette.core.encoding import b64
from navette.envelope.keys import ID, key_id
from navette.envelope.person import Person
from navette.store.database import FILE
from tests.things import Answer, SealedFile
from tests.web.provocations import flipped, provokes
from tests.world import World

RECIPIENTS = 167  # offset of the first in an envelope; each takes 48 bytes


@provokes("not-an-envelope")
async def another_suite(world: World) -> Answer:
    envelope = world.sealed()
    return await world.put(b"NAV2" + envelope.raw[4:], envelope.header.id)


@provokes("header")
async def thirty_three_recipients(world: World) -> Answer:
    envelope = world.sealed()
    return await world.put(envelope.raw[:4] + bytes((33,)) + envelope.raw[5:], envelope.header.id)


@provokes("length")
async def a_byte_too_many(world: World) -> Answer:
    envelope = world.sealed()
    return await world.put(envelope.raw + b"\0", envelope.header.id)


@provokes("recipient-or-blob-twice")
async def a_recipient_named_twice(world: World) -> Answer:
    raw, end = (envelope := world.sealed()).raw, RECIPIENTS + 48
    return await world.put(raw[:end] + raw[RECIPIENTS:end] + raw[end + 48 :], envelope.header.id)


@provokes("sender-not-a-recipient")
async def no_copy_for_the_sender(world: World) -> Answer:
    envelope = world.sealed()
    return await world.put(flipped(envelope.raw, RECIPIENTS + 48), envelope.header.id)


@provokes("only-the-sender")
async def to_nobody_else(world: World) -> Answer:
    return await world.put(world.sealed([]))


@provokes("envelope-signature")
async def a_bit_of_the_body_flipped(world: World) -> Answer:
    envelope = world.sealed()
    return await world.put(flipped(envelope.raw, len(envelope.raw) - 1), envelope.header.id)


@provokes("weak-signature-key", own={})
async def a_key_of_small_order_that_was_let_in(world: World) -> Answer:
    """Enrolment refuses such a key; were one in the directory all the same, its envelopes would not pass."""
    public = world.gp.public[:-32] + bytes(32)
    weak = key_id(public)
    with closing(sqlite3.connect(world.settings.data_dir / FILE)) as db, db:
        db.execute("INSERT INTO person VALUES (?, ?, 0, 0)", (weak, public))
        db.execute("INSERT INTO member VALUES (?, ?, 'member')", (world.cabinet.id, weak))
    envelope = world.sealed()
    return await world.put(envelope.raw.replace(world.gp.id, weak, 1), envelope.header.id)


@provokes("unknown-signer")
async def sent_by_somebody_unknown(world: World) -> Answer:
    return await world.put(world.sealed(by=Person.new()))


@provokes("message-id-mismatch")
async def put_under_another_id(world: World) -> Answer:
    return await world.put(world.sealed(), bytes(16))


@provokes("message-id-taken")
async def the_same_id_other_bytes(world: World) -> Answer:
    envelope = await world.send()
    return await world.put(world.sealed(message_id=envelope.header.id))


@provokes("time-in-future")
async def sealed_tomorrow(world: World) -> Answer:
    return await world.put(world.sealed(time=world.now() + 86_400))


@provokes("time-too-old")
async def sealed_last_month(world: World) -> Answer:
    return await world.put(world.sealed(time=world.now() - 31 * 86_400))


@provokes("not-in-sender-mailbox")
async def in_the_name_of_the_ward(world: World) -> Answer:
    return await world.put(world.sealed([world.cabinet], by=world.gp, box=world.ward))


@provokes("unknown-mailbox")
async def to_a_mailbox_that_is_none(world: World) -> Answer:
    return await world.put(world.sealed([replace(world.ward, id=bytes(ID))]))


@provokes("epoch-superseded")
async def sealed_to_the_key_before(world: World) -> Answer:
    nurse, before = await world.open_box()
    await world.rotate(before, nurse)
    return await world.put(world.sealed([before]))


@provokes("unknown-reply")
async def in_reply_to_what_was_never_seen(world: World) -> Answer:
    someone, box = await world.open_box()
    envelope = await world.send()
    return await world.put(world.sealed(by=someone, box=box, reply=envelope.header.id))


@provokes("unknown-envelope")
async def what_was_sent_to_others(world: World) -> Answer:
    envelope = await world.send()
    return await world.ask("GET", f"/v1/envelopes/{b64(envelope.header.id)}", await world.arrive())


@provokes("envelope-removed")
async def what_retention_removed(world: World) -> Answer:
    envelope = await world.send()
    with closing(sqlite3.connect(world.settings.data_dir / FILE)) as db, db:
        db.execute(
            "DELETE FROM envelope WHERE handoff = (SELECT seq FROM handoff WHERE message = ?)", (envelope.header.id,)
        )
    return await world.ask("GET", f"/v1/envelopes/{b64(envelope.header.id)}", world.nurse)


@provokes("blob-size")
async def a_size_that_is_not_padded(world: World) -> Answer:
    return await world.announce(SealedFile.of(10), size=4097)


@provokes("blob-missing")
async def an_attachment_not_sent(world: World) -> Answer:
    file = SealedFile.of(10)
    assert (await world.announce(file)).status == 201
    return await world.put(world.sealed(blobs=[file.ref]))


@provokes("blob-known")
async def an_id_announced_otherwise(world: World) -> Answer:
    file = SealedFile.of(10)
    assert (await world.announce(file)).status == 201
    return await world.announce(file, digest=b64(bytes(32)))


@provokes("unknown-blob")
async def an_attachment_nobody_announced(world: World) -> Answer:
    return await world.part(SealedFile.of(10), 0)


@provokes("blob-part-out-of-order")
async def the_second_part_first(world: World) -> Answer:
    file = SealedFile.of(5 << 20)
    assert (await world.announce(file)).status == 201
    return await world.part(file, 1)


@provokes("blob-part-length")
async def a_part_cut_short(world: World) -> Answer:
    file = SealedFile.of(10)
    assert (await world.announce(file)).status == 201
    return await world.part(file, 0, file.content[:-1])


@provokes("blob-digest")
async def another_attachment_than_announced(world: World) -> Answer:
    file = SealedFile.of(10)
    assert (await world.announce(file)).status == 201
    return await world.part(file, 0, flipped(file.content, 0))

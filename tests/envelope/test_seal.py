"""Sealing: what comes out, and what is refused before anything is sealed."""

import pytest

from navette.core.errors import NavetteError
from navette.core.parties import Urgency
from navette.envelope.format import MAX_PAYLOAD, BlobRef, parse
from navette.envelope.keys import key_id
from navette.envelope.manifest import Attachment, Manifest
from navette.envelope.seal import new_message_id, seal
from navette.envelope.seat import KemKey
from navette.envelope.unseal import unseal
from navette.envelope.verify import verify
from tests.envelope.world import FICHE, NOW, WORLD, refused


def test_every_recipient_opens_and_the_server_verifies() -> None:
    envelope = parse(WORLD.sealed().raw)
    verify(envelope, WORLD.gp.public)
    for mailbox, key in ((WORLD.ward, WORLD.ward_key), (WORLD.cabinet, WORLD.cabinet_key)):
        opened = unseal(envelope, mailbox, {key.id: key}, WORLD.gp.public)
        assert (opened.manifest, opened.fiche) == (Manifest(), FICHE)


def test_the_header_says_what_was_asked() -> None:
    blob = BlobRef(b"b" * 16, 8192, b"d" * 32)
    manifest = Manifest(attachments=(Attachment(blob.id, b"k" * 32, "a.pdf", "application/pdf", 5000),))
    header = seal(
        WORLD.gp, WORLD.cabinet, WORLD.to, manifest, FICHE, [blob],
        time=NOW, reply=b"r" * 16, form=b"f" * 32, urgency=Urgency.ASAP, due=NOW + 60, message_id=b"i" * 16,
    ).header  # fmt: skip
    assert [(one.mailbox, one.epoch) for one in header.recipients] == [(box, key_id(key)) for box, key in WORLD.to]
    assert header.blobs == (blob,)
    assert (header.time, header.reply, header.form) == (NOW, b"r" * 16, b"f" * 32)
    assert (header.urgency, header.due, header.id) == (Urgency.ASAP, NOW + 60, b"i" * 16)
    assert (header.sender_mailbox, header.sender) == (WORLD.cabinet, WORLD.gp.id)


def test_without_being_told_the_header_says_nothing() -> None:
    header = WORLD.sealed().header
    assert (header.reply, header.form, header.urgency, header.due) == (bytes(16), bytes(32), Urgency.ROUTINE, 0)
    assert header.id[:6] == (NOW * 1000).to_bytes(6, "big")


def test_nothing_of_one_seal_comes_again() -> None:
    """A content key used twice would be the end of the nonce of zeros."""
    one, other = WORLD.sealed(), WORLD.sealed()
    assert one.header.commitment != other.header.commitment
    assert one.header.id != other.header.id
    assert one.body != other.body
    assert {one.wraps[i : i + 16] for i in (0, 1120)}.isdisjoint(other.wraps[i : i + 16] for i in (0, 1120))


def test_message_ids_come_in_order_of_time() -> None:
    ids = [new_message_id(NOW * 1000 + ms) for ms in range(100)]
    assert ids == sorted(ids)
    assert {len(one) for one in ids} == {16}
    assert new_message_id(NOW) != new_message_id(NOW)


def test_the_largest_payload_goes_through_and_a_larger_one_does_not() -> None:
    room = MAX_PAYLOAD - 4 - len(Manifest().write())
    fiche = bytes(room)
    opened = unseal(
        WORLD.sealed(fiche), WORLD.ward, {WORLD.ward_key.id: WORLD.ward_key}, WORLD.gp.public
    )  # fmt: skip
    assert opened.fiche == fiche
    with refused("payload-too-large"):
        WORLD.sealed(bytes(room + 1))


def recipients(count: int) -> list[tuple[bytes, bytes]]:
    return [(bytes([i]) * 16, WORLD.ward_key.public) for i in range(count)]


@pytest.mark.parametrize(
    ("code", "to"),
    [
        ("header", []),
        ("header", recipients(33)),
        ("recipient-or-blob-twice", [*WORLD.to, WORLD.to[1]]),
        ("sender-not-a-recipient", WORLD.to[:1]),
        ("public-key-length", [*WORLD.to, (b"x" * 16, bytes(32))]),
        ("public-key", [*WORLD.to, (b"x" * 16, b"\xff" * 1216)]),
        ("header", [*WORLD.to, (b"x" * 15, WORLD.ward_key.public)]),
    ],
)
def test_recipients_nobody_could_read_are_refused(code: str, to: list[tuple[bytes, bytes]]) -> None:
    with refused(code):
        seal(WORLD.gp, WORLD.cabinet, to, Manifest(), FICHE, time=NOW)


def test_an_attachment_the_header_does_not_name_is_refused() -> None:
    manifest = Manifest(attachments=(Attachment(b"b" * 16, b"k" * 32, "a.pdf", "application/pdf", 5000),))
    with refused("manifest"):
        seal(WORLD.gp, WORLD.cabinet, WORLD.to, manifest, FICHE, time=NOW)


def test_refusals_say_nothing_of_the_fiche() -> None:
    with pytest.raises(NavetteError) as caught:
        seal(WORLD.gp, WORLD.cabinet, [(WORLD.cabinet, KemKey.new().public)] * 2, Manifest(), b"DUPONT", time=NOW)
    assert "DUPONT" not in str(caught.value) + repr(caught.value.data)

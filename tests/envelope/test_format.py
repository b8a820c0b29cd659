"""The bytes of an envelope, read and written."""

from dataclasses import fields, replace

import pytest

from navette.core.parties import Urgency
from navette.envelope import format as format_
from navette.envelope.format import (
    CHUNK,
    MAX_ENVELOPE,
    MAX_PAGES,
    PAGE,
    SIGNATURE,
    TAG,
    WRAP,
    BlobRef,
    Header,
    Recipient,
    blob_digest,
    chunks,
    form_hash,
    padded,
    parse,
    sealed_blob_size,
    write,
)
from navette.envelope.keys import sha256
from tests.envelope.world import WORLD, refused

HEADER = Header(
    recipients=(Recipient(b"w" * 16, b"1" * 32), Recipient(b"s" * 16, b"2" * 32)),
    blobs=(BlobRef(b"b" * 16, 4096, b"3" * 32),),
    time=1,
    id=b"i" * 16,
    reply=b"r" * 16,
    form=b"f" * 32,
    urgency=Urgency.STAT,
    due=2,
    sender_mailbox=b"s" * 16,
    sender=b"p" * 32,
    commitment=b"c" * 32,
)
REST = bytes(2 * WRAP), bytes(SIGNATURE), bytes(PAGE + TAG)


def test_what_is_written_is_read() -> None:
    envelope = write(HEADER, *REST)
    again = parse(envelope.raw)
    assert again == envelope
    assert again.header == HEADER
    assert (again.wraps, again.signature, again.body) == REST
    assert again.header.write() == envelope.raw[: -sum(map(len, REST))]


def test_what_an_envelope_says_of_itself() -> None:
    wraps = b"0" * WRAP + b"1" * WRAP
    envelope = write(HEADER, wraps, bytes(SIGNATURE), bytes(3 * PAGE + TAG))
    assert (envelope.wrap(0), envelope.wrap(1)) == (b"0" * WRAP, b"1" * WRAP)
    assert envelope.pages == 3
    assert envelope.digest == sha256(envelope.raw)
    assert envelope.header_hash == sha256(b"navette/v1 header\0", HEADER.write())
    hashes = envelope.header_hash + sha256(wraps) + sha256(envelope.body)
    assert envelope.signed == b"navette/v1 envelope\0" + hashes


WRONG: list[tuple[str, dict[str, object]]] = [
    ("header", {"recipients": ()}),
    ("header", {"recipients": tuple(Recipient(bytes([i]) * 16, b"1" * 32) for i in range(33))}),
    ("header", {"recipients": tuple(Recipient(i.to_bytes(16, "big"), b"1" * 32) for i in range(300))}),
    ("header", {"blobs": tuple(BlobRef(bytes([i]) * 16, 4096, b"3" * 32) for i in range(65))}),
    ("header", {"time": -1}),
    ("header", {"time": 1 << 48}),
    ("header", {"time": 1 << 64}),
    ("header", {"due": 1 << 48}),
    ("header", {"urgency": 4}),
    ("header", {"id": b"i" * 15}),
    ("header", {"id": b"i" * 17}),
    ("header", {"reply": b""}),
    ("header", {"form": b"f"}),
    ("header", {"sender": b"p" * 33}),
    ("header", {"commitment": "c" * 32}),
    ("header", {"recipients": (Recipient(b"s" * 16, b"1"),)}),
    ("recipient-or-blob-twice", {"recipients": (Recipient(b"s" * 16, b"1" * 32), Recipient(b"s" * 16, b"2" * 32))}),
    ("recipient-or-blob-twice", {"blobs": (BlobRef(b"b" * 16, 1, b"3" * 32),) * 2}),
    ("blob-size", {"blobs": (BlobRef(b"b" * 16, 0, b"3" * 32),)}),
    ("blob-size", {"blobs": (BlobRef(b"b" * 16, 1 << 40, b"3" * 32),)}),
    ("sender-not-a-recipient", {"sender_mailbox": b"x" * 16}),
]


@pytest.mark.parametrize(("code", "change"), WRONG)
def test_a_header_that_would_not_be_read_is_not_written(code: str, change: dict[str, object]) -> None:
    with refused(code):
        replace(HEADER, **change).write()  # type: ignore[arg-type]


@pytest.mark.parametrize("rest", [(b"", *REST[1:]), (REST[0], b"", REST[2]), (*REST[:2], bytes(TAG)), (*REST[:2], b"")])
def test_an_envelope_that_would_not_be_read_is_not_written(rest: tuple[bytes, bytes, bytes]) -> None:
    with refused("length"):
        write(HEADER, *rest)


def test_the_largest_envelope_is_read_and_a_larger_one_is_not() -> None:
    to = (Recipient(b"s" * 16, b"1" * 32), *(Recipient(bytes([i]) * 16, b"1" * 32) for i in range(31)))
    blobs = tuple(BlobRef(bytes([i]) * 16, (1 << 40) - 1, b"3" * 32) for i in range(64))
    header = replace(HEADER, recipients=to, blobs=blobs)
    largest = write(header, bytes(32 * WRAP), bytes(SIGNATURE), bytes(MAX_PAGES * PAGE + TAG))
    assert len(largest.raw) == MAX_ENVELOPE == 4_368_119
    with refused("length"):
        parse(largest.raw + bytes(PAGE))


def test_the_order_of_refusals_is_the_order_of_the_specification() -> None:
    """Each wrong in its own way and in all the later ways."""
    one = replace(HEADER, blobs=()).write()
    recipient, blob = one[-48:], b"b" * 16 + bytes(8) + b"3" * 32
    twice = one[:4] + b"\2\2" + one[6:87] + b"x" * 16 + one[103:167] + recipient * 2 + blob * 2
    bad_size = one[:4] + b"\2\1" + one[6:87] + b"x" * 16 + one[103:] + blob
    rest = b"".join(REST)
    for raw, code in (
        (b"NAV2" + one[4:], "not-an-envelope"),
        (one[:4] + b"\0" + one[5:], "header"),
        (one[:166], "not-an-envelope"),
        (twice, "length"),
        (twice + rest, "recipient-or-blob-twice"),
        (bad_size + rest, "blob-size"),
        (one[:87] + b"x" * 16 + one[103:] + rest, "sender-not-a-recipient"),
    ):
        with refused(code):
            parse(raw)


def test_padding_shows_few_lengths() -> None:
    """Padmé costs at most 12 % and never less than nothing; the page rules up to 128 KiB."""
    for size in (*range(2000), *range(4090, 140_000, 611), *(3**i for i in range(30))):
        assert padded(size) % PAGE == 0
        assert size <= padded(size) <= max(PAGE, size * 1.12 + PAGE)
    assert padded(135_100) == 135_168
    assert padded(270_000) == 270_336
    assert padded(270_337) == 278_528
    assert len({padded(size) for size in range(0, 4 << 20, 1000)}) < 200


def test_an_attachment_is_cut_in_chunks() -> None:
    assert [chunks(size) for size in (4096, CHUNK, CHUNK + 4096, 3 * CHUNK)] == [1, 1, 2, 3]
    assert sealed_blob_size(CHUNK + 4096) == CHUNK + 4096 + 32
    assert blob_digest(b"digests") == sha256(b"navette/v1 blob\0", b"digests")


def test_a_form_is_named_by_its_canonical() -> None:
    assert form_hash("https://navette.example/Questionnaire/admission", "1.0.0") == sha256(
        b"https://navette.example/Questionnaire/admission|1.0.0"
    )


def test_the_format_knows_no_cryptography() -> None:
    assert not [name for name in vars(format_) if "crypt" in name.lower()]
    assert [one.name for one in fields(WORLD.sealed().header)][-1] == "commitment"

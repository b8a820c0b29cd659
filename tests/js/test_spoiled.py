"""A few hundred spoiled envelopes and streams a run: one verdict in both languages."""

import random
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import cast

import pytest

from navette.envelope.format import parse
from navette.envelope.seat import KemKey
from navette.envelope.unseal import unseal
from tests.js.engine import Engine
from tests.js.envelopes import ask, outcome
from tests.vectors import forge
from tests.vectors.forge import FICHE as FORGED_FICHE
from tests.vectors.forge import Forge


def verdict(raw: bytes, mailbox: bytes, key: KemKey, sender: bytes) -> str:
    found = outcome(lambda: unseal(parse(raw), mailbox, {key.id: key}, sender))
    return "opens" if found == "taken" else found


@cache
def good() -> tuple[Forge, bytes, bytes, bytes]:
    """The forge, a header with an attachment, its wrap, and the whole envelope."""
    f = Forge("spoiled in two languages").alone()
    f.blobs = [(f.draw(16), 8192, f.draw())]
    manifest = forge.canonical(forge.attached(f, blob=f.blobs[0][0]))
    header = f.header()
    wraps = f.wraps(header)
    return f, header, wraps, f.sign(header, wraps, f.body(header, forge.packed(manifest, FORGED_FICHE)))


def spoiled_bytes(draw: random.Random) -> Iterator[bytes]:
    """Of the whole, of the header above all, then signed again by the sender."""
    f, header, wraps, whole = good()
    body = whole[len(header) + len(wraps) + 64 :]
    for _ in range(80):
        at = draw.choice([draw.randrange(len(whole)), draw.randrange(len(header)), draw.choice([0, 4, 5, 6, 78, 79])])
        value = draw.choice([0, 1, 2, 32, 33, 64, 65, 127, 128, 255, draw.randrange(256)])
        yield whole[:at] + bytes([value]) + whole[at + 1 :]
        spoiled = header[: at % len(header)] + bytes([value]) + header[at % len(header) + 1 :]
        yield f.sign(spoiled, wraps, body)
    for _ in range(30):
        at, end = sorted(draw.randrange(len(whole) + 1) for _ in range(2))
        yield whole[:at] + draw.choice([b"", whole[at:end] * 2, bytes(4096)]) + whole[end:]


def holding(plain: bytes) -> bytes:
    f, header, wraps, _ = good()
    return f.sign(header, wraps, f.body(header, plain))


def spoiled_bodies(draw: random.Random) -> Iterator[bytes]:
    """Sealed and signed as they must be, around a payload, a stream, a manifest that are not."""
    f, *_ = good()
    right = forge.attached(f, blob=f.blobs[0][0])
    manifest = forge.canonical(right)
    stream = forge.deflated(forge.payload(manifest, FORGED_FICHE * 20))
    texts = [b'"', b"\\", b"x", b" ", b"{}", b"9", b"\xff", "\u202e".encode(), b"../", b"null", b""]
    for _ in range(120):
        at = draw.randrange(len(stream))
        bit = bytes([stream[at] ^ 1 << draw.randrange(8)])
        yield holding(
            forge.framed(
                stream[:at] + draw.choice([bit, b"", bit + bit, bytes([draw.randrange(256)])]) + stream[at + 1 :]
            )
        )
        place = draw.randrange(len(manifest))
        yield holding(
            forge.packed(manifest[:place] + draw.choice(texts) + manifest[place + draw.randrange(2) :], FORGED_FICHE)
        )
    for data in (draw.randbytes(draw.randrange(1, 60)) for _ in range(120)):
        yield holding(forge.framed(data))
    for length in [0, 1, len(stream), 4091, 4092, 4093, 2**31, 2**32 - 1]:
        yield holding((length.to_bytes(4, "big") + stream).ljust(4096, b"\0"))
    for cut in [0, 3, 4, 5, len(manifest) + 3, len(manifest) + 4]:
        yield holding(forge.framed(forge.deflated(forge.payload(manifest, b"")[:cut])))
    [one] = cast(list[object], right["attachments"])
    for many in (2, 65):
        yield holding(forge.packed(forge.canonical({**right, "attachments": [one] * many}), FORGED_FICHE))
    for name, value in (("kind", ["fiche"]), ("media", "A/B"), ("attachments", {}), ("attachments", []), ("more", "")):
        yield holding(forge.packed(forge.canonical({**right, name: value}), FORGED_FICHE))


@pytest.mark.soak
def test_spoiled_envelopes_have_one_verdict(kems: Mapping[str, Engine], seed: int) -> None:
    draw = random.Random(seed)
    f, _, _, whole = good()
    mailbox, key = f.to[0]
    raws = [whole, *spoiled_bytes(draw), *spoiled_bodies(draw)]
    expected = [verdict(raw, mailbox, key, f.gp.public) for raw in raws]
    assert expected[0] == "opens"
    assert len(set(expected)) > 12
    given = {"mailbox": mailbox.hex(), "keys": [key.seed.hex()], "sender": f.gp.public.hex(), "envelope": whole.hex()}
    changes = [{"at": 0, "put": raw.hex(), "cut": len(whole)} for raw in raws]
    for name, run in kems.items():
        for raw, want, got in zip(raws, expected, ask(run, "spoiled", given, changes), strict=True):
            assert got == want, (name, raw.hex())


def inflated(packed: bytes, limit: int) -> str:
    """What zlib says, as navette/envelope/unseal.py reads it."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        payload = inflater.decompress(packed, limit + 1)
    except zlib.error:
        return "compression"
    right = inflater.eof and not inflater.unused_data and len(payload) <= limit
    return "right" if right else "compression-or-payload-too-large"


def bits(*fields: tuple[int, int]) -> bytes:
    """(value, count) each, the lowest bit first, as deflate has them."""
    number = at = 0
    for value, count in fields:
        number |= value << at
        at += count
    return number.to_bytes(at // 8 + 9, "little")


def without_end_of_block() -> bytes:
    """A block of codes of its own that never ends: two literals of one bit, 256 other symbols not used."""
    lengths = [(1, 3) if place in (2, 17) else (0, 3) for place in range(18)]  # of 18 (many zeros) and of 1
    symbols = [(0, 1), (0, 1), (1, 1), (127, 7), (1, 1), (107, 7)]
    return bits((1, 1), (2, 2), (0, 5), (0, 5), (14, 4), *lengths, *symbols)


def streams(draw: random.Random) -> Iterator[bytes]:
    for _ in range(400):
        plain = bytes(draw.choices(draw.randbytes(draw.randrange(1, 20)), k=draw.randrange(1, 600)))
        deflater = zlib.compressobj(draw.randrange(10), zlib.DEFLATED, -15, 9, draw.choice([0, 2, 3, 4]))
        stream = bytearray(deflater.compress(plain) + deflater.flush())
        for _ in range(draw.randrange(3)):
            stream[draw.choice([0, draw.randrange(len(stream))])] ^= 1 << draw.randrange(8)
        yield bytes(stream)[: draw.choice([len(stream), draw.randrange(len(stream) + 1)])] + draw.choice(
            [b"", b"", b"x"]
        )
    yield without_end_of_block()
    for first in range(256):  # heads of blocks of every kind, and noise
        yield bytes([first]) + draw.randbytes(draw.randrange(80))


def test_a_stream_that_fails_fails_for_the_reason_zlib_gives(engines: Mapping[str, Engine], seed: int) -> None:
    limit = 500
    told = {stream: inflated(stream, limit) for stream in streams(random.Random(seed))}
    wrong = {stream: code for stream, code in told.items() if code != "right"}
    assert len(set(wrong.values())) == 2
    for run in engines.values():
        for (stream, want), got in zip(
            wrong.items(), ask(run, "faults", [one.hex() for one in wrong], limit), strict=True
        ):
            assert got == want, stream.hex()


@pytest.mark.soak
def test_a_bomb_is_stopped(kems: Mapping[str, Engine]) -> None:
    """4 MB that would inflate to 4 GB."""
    f, *_ = good()
    zeros = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(zeros.compress(bytes(1 << 24)) for _ in range(60)) + zeros.flush()
    mailbox, key = f.to[0]
    given = {"mailbox": mailbox.hex(), "keys": [key.seed.hex()], "sender": f.gp.public.hex()}
    for run in kems.values():
        found = ask(run, "opened", {**given, "envelope": holding(forge.framed(packed)).hex()})
        assert found == {"code": "compression-or-payload-too-large"}

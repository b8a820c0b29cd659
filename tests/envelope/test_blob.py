"""Attachments: sealed piece by piece, believed whole or not at all."""

import io
import secrets
import tracemalloc
from collections.abc import Callable

import pytest

from navette.envelope.blob import open_blob, seal_blob
from navette.envelope.format import CHUNK, TAG, blob_digest, padded, sealed_blob_size
from navette.envelope.keys import sha256
from tests.envelope.world import refused

KEY = bytes(range(32))
BORDERS = [0, 1, 4096, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1, 600_000]


def sealed(data: bytes) -> tuple[bytes, bytes]:
    out = io.BytesIO()
    length, digest = seal_blob(io.BytesIO(data).read, out.write, len(data), KEY)
    assert length == len(out.getvalue())
    return out.getvalue(), digest


def opened(raw: bytes, size: int, digest: bytes) -> bytes:
    out = io.BytesIO()
    open_blob(io.BytesIO(raw).read, out.write, size, KEY, digest)
    return out.getvalue()


def trickle(data: bytes) -> Callable[[int], bytes]:
    """A pipe: it gives what it likes, never more than asked."""
    source = io.BytesIO(data)
    return lambda length: source.read(min(length, 1000))


@pytest.mark.parametrize("size", BORDERS)
def test_what_is_sealed_opens(size: int) -> None:
    data = secrets.token_bytes(size)
    raw, digest = sealed(data)
    assert len(raw) == sealed_blob_size(padded(size))
    assert opened(raw, size, digest) == data


def test_the_digest_is_of_the_chunks() -> None:
    raw, digest = sealed(bytes(600_000))
    step = CHUNK + TAG
    assert digest == blob_digest(b"".join(sha256(raw[at : at + step]) for at in range(0, len(raw), step)))


def test_a_pipe_gives_it_in_pieces() -> None:
    data, out, back = secrets.token_bytes(300_000), io.BytesIO(), io.BytesIO()
    _, digest = seal_blob(trickle(data), out.write, len(data), KEY)
    open_blob(trickle(out.getvalue()), back.write, len(data), KEY, digest)
    assert back.getvalue() == data


@pytest.mark.parametrize("size", [1, CHUNK, CHUNK + 1])
def test_a_file_that_ends_early_is_refused(size: int) -> None:
    with refused("file-shorter-than-said"):
        seal_blob(io.BytesIO(bytes(size - 1)).read, io.BytesIO().write, size, KEY)
    with refused("file-shorter-than-said"):
        seal_blob(trickle(bytes(size - 1)), io.BytesIO().write, size, KEY)


@pytest.mark.parametrize("size", [-1, 1 << 40, (1 << 40) - 1])
def test_a_size_out_of_range_is_refused(size: int) -> None:
    with refused("blob-size"):
        seal_blob(io.BytesIO().read, io.BytesIO().write, size, KEY)
    with refused("blob-size"):
        open_blob(io.BytesIO().read, io.BytesIO().write, size, KEY, bytes(32))


def test_a_blob_cut_lengthened_altered_or_reordered_is_refused() -> None:
    raw, digest = sealed(secrets.token_bytes(600_000))
    step = CHUNK + TAG
    for code, wrong in (
        ("blob-cut-short", b""),
        ("blob-cut-short", raw[:-1]),
        ("blob-cut-short", raw[: 2 * step]),
        ("blob-digest", raw + b"\0"),
        ("blob-chunk", raw[step : 2 * step] + raw[:step] + raw[2 * step :]),
        ("blob-chunk", raw[:step] * 2 + raw[2 * step :]),
        ("blob-chunk", raw[:300_000] + bytes([raw[300_000] ^ 1]) + raw[300_001:]),
    ):
        with refused(code):
            opened(wrong, 600_000, digest)


def test_a_whole_number_of_chunks_does_not_pass_for_a_longer_file_cut() -> None:
    """The last chunk is marked: two chunks of three are not a file of two."""
    raw, digest = sealed(bytes(3 * CHUNK))
    with refused("blob-chunk"):
        opened(raw[: 2 * (CHUNK + TAG)], 2 * CHUNK, digest)


def test_another_key_and_another_digest_are_refused() -> None:
    raw, digest = sealed(b"x")
    with refused("blob-digest"):
        opened(raw, 1, bytes(32))
    with refused("blob-chunk"):
        open_blob(io.BytesIO(raw).read, io.BytesIO().write, 1, bytes(32), digest)


@pytest.mark.parametrize("size", [1, CHUNK + 1])
def test_a_size_that_hides_part_of_the_file_is_refused(size: int) -> None:
    raw, digest = sealed(b"x" * (size + 1))
    with refused("padding"):
        opened(raw, size, digest)


def test_the_same_file_is_never_sealed_alike_under_another_key() -> None:
    assert sealed(b"x")[0] != _with_key(bytes(32))


def _with_key(key: bytes) -> bytes:
    out = io.BytesIO()
    seal_blob(io.BytesIO(b"x").read, out.write, 1, key)
    return out.getvalue()


def test_a_large_file_does_not_sit_in_memory() -> None:
    size = 20_000_000
    zeros = bytes(CHUNK)

    def read(length: int) -> bytes:
        return zeros[:length]

    tracemalloc.start()
    try:
        seal_blob(read, len, size, KEY)
        assert tracemalloc.get_traced_memory()[1] < 8 * CHUNK
    finally:
        tracemalloc.stop()

"""Attachments in the page: in parts as the server takes them, both ways, and refused for the same reasons."""

import hashlib
import io
from collections.abc import Mapping
from typing import Any

import pytest

from navette.envelope.blob import open_blob, seal_blob
from navette.envelope.format import CHUNK, PAGE, TAG
from tests.js.engine import Call, Engine
from tests.js.envelopes import outcome

KEY = bytes(range(32))
PATTERN = bytes(range(1, 252))
PART = 16 * (CHUNK + TAG)


def ask(run: Engine, function: str, *args: Any) -> Any:
    return run([Call("adapters/blobs", function, args)])[0]


def data(size: int) -> bytes:
    return (PATTERN * (size // len(PATTERN) + 1))[:size]


def sealed(size: int) -> tuple[bytes, bytes]:
    out = io.BytesIO()
    _, digest = seal_blob(io.BytesIO(data(size)).read, out.write, size, KEY)
    return out.getvalue(), digest


def longer(said: int, size: int) -> tuple[bytes, int]:
    """Of one padded size with what is said, where something else than zeros follows."""
    return sealed(size)[0], said


def sha(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


SIZES = [0, 1, PAGE - 1, PAGE, PAGE + 1, CHUNK - 1, CHUNK, CHUNK + 1, 16 * CHUNK - PAGE, 16 * CHUNK, 16 * CHUNK + 1]


@pytest.mark.parametrize("size", SIZES)
def test_the_page_seals_what_python_seals(engines: Mapping[str, Engine], size: int) -> None:
    raw, digest = sealed(size)
    lengths = [min(PART, len(raw) - at) for at in range(0, len(raw), PART)]
    for run in engines.values():
        assert ask(run, "sealed", PATTERN.hex(), size, KEY.hex()) == {
            "length": len(raw), "digest": digest.hex(), "told": digest.hex(), "parts": lengths, "count": len(lengths),
            "whole": sha(raw), "again": sha(raw),
        }  # fmt: skip


@pytest.mark.parametrize("size", [0, 1, PAGE, CHUNK - 1, CHUNK + 1])
@pytest.mark.parametrize("piece", [1000, CHUNK + TAG, 10**9])
def test_the_page_opens_what_python_sealed(engines: Mapping[str, Engine], size: int, piece: int) -> None:
    raw, digest = sealed(size)
    for run in engines.values():
        found = ask(run, "opened", raw.hex(), size, KEY.hex(), digest.hex(), piece)
        assert found == [sha(data(size)), sha(data(size)), size, "application/pdf"]


def test_megabytes_come_back(engines: Mapping[str, Engine]) -> None:
    for run in engines.values():
        assert ask(run, "there", PATTERN.hex(), 9_000_001, KEY.hex()) is True


def test_what_is_not_the_attachment_is_refused_alike(engines: Mapping[str, Engine]) -> None:
    size = CHUNK + 1
    raw, digest = sealed(size)
    other, _ = sealed(size - 1)
    cases = [
        (raw[:-1], size, KEY, digest),
        (raw[: CHUNK + TAG], size, KEY, digest),
        (b"", size, KEY, digest),
        (raw + b"x", size, KEY, digest),
        (raw, size, KEY, bytes(32)),
        (raw, size, bytes(32), digest),
        (raw[: CHUNK + 5] + b"x" + raw[CHUNK + 6 :], size, KEY, digest),
        (raw[CHUNK + TAG :] + raw[: CHUNK + TAG], size, KEY, digest),
        (raw, size - 1, KEY, digest),
        (other, size, KEY, digest),
        (raw, 10, KEY, digest),
        (*longer(10, PAGE), KEY, sealed(PAGE)[1]),
        (*longer(0, PAGE), KEY, sealed(PAGE)[1]),
        (raw, 2**40, KEY, digest),
        (raw, -1, KEY, digest),
    ]
    for given, length, key, announced in cases:
        read = io.BytesIO(given).read
        args = (read, io.BytesIO().write, length, key, announced)
        code = outcome(lambda args=args: open_blob(*args))  # type: ignore[misc]
        assert code != "taken"
        for run in engines.values():
            found = ask(run, "opened", given.hex(), length, key.hex(), announced.hex(), 50_000)
            assert found == {"code": code}, (code, length)


def test_a_file_that_changed_or_is_too_large_is_refused(engines: Mapping[str, Engine]) -> None:
    for run in engines.values():
        assert ask(run, "short", 5000) == [{"code": "file-shorter-than-said"}] * 2
        assert ask(run, "tooLarge", [2**40, 2**40 - 1]) == [{"code": "blob-size"}] * 2

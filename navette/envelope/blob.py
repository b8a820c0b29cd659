"""Attachments: sealed 256 KiB at a time, so that a file of any size never sits in memory.

STREAM (https://eprint.iacr.org/2015/189): the nonce counts the chunks and marks the last. Zero padding hides the
length. One key per attachment, drawn at random and used once, travels in the manifest. See docs/spec/envelope.md.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from navette.core.errors import Refused
from navette.envelope.format import BLOB_LABEL, CHUNK, MAX_BLOB, TAG, chunks, padded, sealed_blob_size

Read = Callable[[int], bytes]
Write = Callable[[bytes], object]

_AD: Final = b"navette/v1 blob"


def seal_blob(read: Read, write: Write, size: int, key: bytes) -> tuple[int, bytes]:
    """Seals the `size` bytes `read` gives; answers the sealed length and the digest (32 bytes).

    key: 32 bytes, drawn for this attachment alone. Refused: blob-size, file-shorter-than-said.
    """
    total = _padded(size)
    gcm, digest, left = AESGCM(key), hashlib.sha256(BLOB_LABEL), size
    for nonce, length in _chunks(total):
        plain = _take(read, min(length, left))
        if len(plain) < min(length, left):
            raise Refused("file-shorter-than-said")
        left -= len(plain)
        sealed = gcm.encrypt(nonce, plain.ljust(length, b"\0"), _AD)
        digest.update(hashlib.sha256(sealed).digest())
        write(sealed)
    return sealed_blob_size(total), digest.digest()


def open_blob(read: Read, write: Write, size: int, key: bytes, digest: bytes) -> None:
    """Opens an attachment; writes its first `size` bytes, which are the whole file.

    What was written counts only once this returns: write to a temporary file, then rename. size: the true size, of
    the manifest. Refused: blob-size, blob-cut-short, blob-chunk, padding, blob-digest.
    """
    gcm, seen, left = AESGCM(key), hashlib.sha256(BLOB_LABEL), size
    for nonce, length in _chunks(_padded(size)):
        sealed = _take(read, length + TAG)
        if len(sealed) < length + TAG:
            raise Refused("blob-cut-short")
        seen.update(hashlib.sha256(sealed).digest())
        try:
            plain = gcm.decrypt(nonce, sealed, _AD)
        except InvalidTag as error:
            raise Refused("blob-chunk") from error
        if left < length and plain.count(0, left) != length - left:
            raise Refused("padding")
        write(plain[:left])
        left -= min(left, length)
    if read(1) or seen.digest() != digest:
        raise Refused("blob-digest")


def _padded(size: int) -> int:
    total = padded(size)
    if size < 0 or total >= MAX_BLOB:
        raise Refused("blob-size")
    return total


def _chunks(total: int) -> Iterator[tuple[bytes, int]]:
    """The nonce and the plain length of each chunk: u64 index ‖ three zeros ‖ 1 for the last."""
    last = chunks(total) - 1
    for index in range(last + 1):
        yield index.to_bytes(8, "big") + bytes((0, 0, 0, index == last)), min(CHUNK, total - index * CHUNK)


def _take(read: Read, length: int) -> bytes:
    """`length` bytes, fewer at the end; a pipe or a socket may give them in pieces."""
    data = read(length) if length else b""
    while data and len(data) < length:
        piece = read(length - len(data))
        if not piece:
            break
        data += piece
    return data

"""Attachments: announced, received in parts, in order; whole only when the digest is the one announced.

At every step, what is true if we stop here: bytes are on disk before the row that counts them, so a part is either
counted and there, or written again. The server sees sealed chunks and their digests.
"""

import asyncio
import contextlib
import errno
import os
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from navette.core.encoding import b64
from navette.core.errors import Conflict, Denied, Full, Malformed, Refused, TooLarge, Unknown
from navette.envelope.format import CHUNK, TAG, blob_digest, padded, sealed_blob_size
from navette.service.context import Context
from navette.store import blobs, retention
from navette.store.blobs import Blob
from navette.store.disk import sync
from navette.store.transaction import Transaction

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

CHUNKS_A_PART = 16
SEALED_CHUNK = CHUNK + TAG
PART = CHUNKS_A_PART * SEALED_CHUNK
MEGABYTE = 1 << 20
ABANDONED_AFTER = 2 * 86_400
FILES = 100  # taken away at a time
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def parts_of(size: int) -> int:
    """Parts of an attachment of that padded size."""
    return -(-sealed_blob_size(size) // PART)


def path_of(context: Context, blob: bytes) -> Path:
    """Where its bytes lie: spread over 256 folders."""
    name = b64(blob)
    return context.blob_dir / blob[-1:].hex() / name


async def announce(context: Context, new: Blob) -> tuple[bool, Blob]:
    """An attachment to come: (new, its row). Idempotent; refuses `blob-known`, `blob-size`, `too-large`."""
    if new.size != padded(new.size) or new.size >= 1 << 40:
        raise Refused("blob-size")
    if new.size > context.settings.max_blob_mb * MEGABYTE:
        raise TooLarge("too-large", limit=context.settings.max_blob_mb * MEGABYTE)
    return (await context.database.write(lambda tx: _announce(tx, new)))[0]


def _announce(tx: Transaction, new: Blob) -> tuple[bool, Blob]:
    known = blobs.find(tx, new.id)
    if known is None:
        blobs.add(tx, new)
        return True, new
    if (known.mailbox, known.size, known.digest) != (new.mailbox, new.size, new.digest):
        raise Conflict("blob-known")
    return False, known


async def mine(context: Context, person: bytes, blob: bytes) -> Blob:
    """The row, for a member of the mailbox that announced it; else `unknown-blob`."""
    found = await blobs.read(context.database, blob)
    if found is None or not await blobs.may_read(context.database, blob, person):
        raise Unknown("unknown-blob")
    return found


async def receive(
    context: Context, person: bytes, blob: bytes, part: int, expected: bytes, body: AsyncIterator[bytes]
) -> Blob:
    """One part, streamed to disk; expected: its SHA-256, which the person signed. Returns the row after it.

    Refuses `unknown-blob`, `not-a-member`, `blob-part-out-of-order`, `blob-part-length`, `content-digest`, and
    `blob-digest` after the last part: then everything received is dropped.
    """
    found = await mine(context, person, blob)
    if not await blobs.announced_by(context.database, blob, person):
        raise Denied("not-a-member")
    length = min(PART, sealed_blob_size(found.size) - part * PART)
    if part > found.received or length <= 0:
        raise Conflict("blob-part-out-of-order", expected=found.received)
    path = path_of(context, blob)
    file = path.with_suffix(f".{part}.{secrets.token_hex(4)}")  # two uploads of one part do not meet
    try:
        digests = await _write(file, body, length, expected)
        async with context.lock(blob):
            return await _keep(context, blob, part, file, digests)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Full("disk-full") from error
        raise
    finally:
        file.unlink(missing_ok=True)


async def _keep(context: Context, blob: bytes, part: int, file: Path, digests: bytes) -> Blob:
    """One at a time for each attachment: the part after those on disk is appended, then counted."""
    found = await blobs.read(context.database, blob)
    if found is None:
        raise Unknown("unknown-blob")
    if part < found.received:
        if await blobs.part_digests(context.database, blob, part) != digests:
            raise Conflict("blob-part-out-of-order", expected=found.received)
        return found
    path, last = path_of(context, blob), part + 1 == parts_of(found.size)
    await asyncio.to_thread(_append, file, path, part * PART)
    whole, _ = await context.database.write(lambda tx: _add(tx, found, part, digests, last=last))
    if not whole:
        path.unlink(missing_ok=True)
        raise Refused("blob-digest")
    return replace(found, received=part + 1, complete=int(last))


def _add(tx: Transaction, found: Blob, part: int, digests: bytes, *, last: bool) -> bool:
    """False when the whole is not what was announced; it is forgotten then, in this same transaction."""
    if not blobs.add_part(tx, found.id, part, digests):
        raise Conflict("blob-part-out-of-order", expected=found.received)
    if last:
        if blob_digest(blobs.digests(tx, found.id)) != found.digest:
            blobs.remove(tx, found.id)
            return False
        blobs.complete(tx, found.id)
    return True


async def _write(file: Path, body: AsyncIterator[bytes], length: int, expected: bytes) -> bytes:
    """The part in a file of its own, never more of it in memory than the network gave; the digests of its chunks."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole, chunk, digests, received = sha256(), sha256(), bytearray(), 0
    with file.open("wb") as out:
        async for piece in body:
            received += len(piece)
            if received > length:
                raise Refused("blob-part-length", expected=length)
            whole.update(piece)
            await asyncio.to_thread(out.write, piece)
            chunk = _digest_chunks(chunk, piece, received - len(piece), digests)
    if received != length:
        raise Refused("blob-part-length", expected=length)
    if received % SEALED_CHUNK:
        digests += chunk.digest()
    if whole.digest() != expected:
        raise Malformed("content-digest")
    return bytes(digests)


def _digest_chunks(chunk: "Hash", piece: bytes, at: int, digests: bytearray) -> "Hash":
    """Feeds `piece`, which begins at offset `at` of the part, to the digest of the chunk it falls in."""
    view = memoryview(piece)
    while view:
        room = SEALED_CHUNK - at % SEALED_CHUNK
        chunk.update(view[:room])
        at += min(room, len(view))
        view = view[room:]
        if at % SEALED_CHUNK == 0:
            digests += chunk.digest()
            chunk = sha256()
    return chunk


def _append(part: Path, whole: Path, offset: int) -> None:
    """The part's bytes at their place in the whole, on disk when this returns. Whatever a crash left there is cut."""
    handle = os.open(whole, os.O_WRONLY | os.O_CREAT, 0o600)
    with part.open("rb") as source, os.fdopen(handle, "wb") as out:
        out.truncate(offset)
        out.seek(offset)
        while piece := source.read(MEGABYTE):
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    if offset == 0:  # its name, and those of the folders it is in
        for folder in list(whole.parents)[:3]:
            sync(folder)


async def sweep(context: Context) -> int:
    """Forgets what was announced two days ago and is named by no deposit; how many.

    Parts whose upload a crash cut short go with them.
    """
    before = context.clock() - ABANDONED_AFTER
    gone, _ = await context.database.write(lambda tx: _forget(tx, before))
    await take_away(context)
    await asyncio.to_thread(_remove_parts, context.blob_dir, before)
    return len(gone)


async def take_away(context: Context) -> None:
    """The files of attachments that no row tells of any more: a removal that a crash cut short is finished."""
    while gone := await retention.discarded(context.database, FILES):
        for blob in gone:
            async with context.lock(blob):
                if await blobs.read(context.database, blob) is None:  # else announced again meanwhile: its own now
                    await asyncio.to_thread(_unlink, path_of(context, blob))
        await context.database.write(partial(retention.taken_away, blobs=gone))


def _unlink(path: Path) -> None:
    if path.exists():
        path.unlink()
        sync(path.parent)


def _remove_parts(folder: Path, before: int) -> None:
    for path in folder.glob("*/*.*"):
        with contextlib.suppress(FileNotFoundError):  # its upload has just ended
            if path.stat().st_mtime < before:
                path.unlink()


def _forget(tx: Transaction, before: int) -> list[bytes]:
    gone = blobs.abandoned(tx, before)
    for blob in gone:
        blobs.remove(tx, blob)
    return gone

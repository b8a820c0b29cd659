"""Attachments on their way: sealed to blobs/ before anything is sent, uploaded in parts, opened only when whole.

Files of any size: never more than a part (4 MiB) is in memory. What is interrupted goes on where it stopped, in both
directions, and needs the original file no more.
"""

import asyncio
import mimetypes
import os
import secrets
from collections.abc import Callable, Sequence
from functools import partial
from io import BufferedWriter
from pathlib import Path
from typing import Literal

from navette.client.answer import Fields, malformed
from navette.client.folder import Folder, sync_directory
from navette.client.http import Api
from navette.client.items import Progress
from navette.client.job import BlobStep
from navette.core.encoding import b64
from navette.core.errors import Local, NavetteError, Refused
from navette.envelope.blob import open_blob, seal_blob
from navette.envelope.format import BlobRef, padded, sealed_blob_size
from navette.envelope.keys import ID
from navette.envelope.manifest import BLOB_KEY, Attachment, is_file_name

MAX_PART = 64 << 20
TRIES = 4  # of one transfer that the network cuts, as long as each brings something


async def seal_files(folder: Folder, paths: Sequence[Path]) -> list[tuple[Attachment, BlobRef]]:
    """Seals files into blobs/, durably. Local: file (cannot be read, or its name cannot be sent)."""
    return [await asyncio.to_thread(_seal, folder, path) for path in paths]


def _seal(folder: Folder, path: Path) -> tuple[Attachment, BlobRef]:
    if not is_file_name(path.name):
        raise Local("file", path=str(path), problem="a name that cannot be sent")
    blob, key = secrets.token_bytes(ID), secrets.token_bytes(BLOB_KEY)
    media = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    target = folder / BlobStep(BlobRef(blob, 1, b"")).file
    try:
        with path.open("rb") as source, _private(target, "wb") as sealed:
            size = os.fstat(source.fileno()).st_size
            _, digest = seal_blob(source.read, sealed.write, size, key)
            sealed.flush()
            os.fsync(sealed.fileno())
        sync_directory(target.parent)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise Local("file", path=str(path), problem=error.strerror or type(error).__name__) from error
    except NavetteError:
        target.unlink(missing_ok=True)
        raise
    return Attachment(blob, key, path.name, media, size), BlobRef(blob, padded(size), digest)


async def upload(
    api: Api, folder: Folder, mailbox: bytes, step: BlobStep, name: str, progress: Progress | None
) -> None:
    """Sends what the server does not have yet of a sealed attachment, in order.

    Refused: blob-cut-short (its sealed file is gone).
    """
    blob = step.blob
    total = sealed_blob_size(blob.size)
    announced = {"mailbox": b64(mailbox), "size": blob.size, "digest": b64(blob.digest)}
    path = f"/v1/blobs/{b64(blob.id)}"
    at = _Place(await api.ask("PUT", path, body=announced))
    tries = TRIES
    while at.received < at.parts:
        data = await asyncio.to_thread(_part, folder / step.file, at.received * at.part, at.part)
        try:
            at = _Place(await api.put(f"{path}/parts/{at.received}", data, signed=True))
            tries = TRIES
        except NavetteError as error:
            tries -= 1
            if not tries or error.code not in ("server-unreachable", "blob-part-out-of-order"):
                raise
            at = _Place(await api.get(f"{path}/parts"))
        if progress is not None:
            progress(name, min(total, at.received * at.part), total)


class _Place:
    """Where an upload stands: parts in all, parts received, bytes of a part."""

    def __init__(self, answer: object) -> None:
        fields = Fields(answer)
        self.parts, self.received = fields.number("parts"), fields.number("received")
        self.part = fields.number("part")
        if not 1 <= self.part <= MAX_PART or self.received > self.parts:
            raise malformed("part")


def _part(path: Path, offset: int, length: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(length)
    except FileNotFoundError as error:
        raise Refused("blob-cut-short") from error  # not kept here any more: it stops no other fiche
    except OSError as error:
        raise Local("file", path=str(path), problem=error.strerror or type(error).__name__) from error


async def download(api: Api, folder: Folder, blob: BlobRef, name: str, progress: Progress | None) -> Path:
    """The sealed bytes of an attachment, in blobs/: taken up where an earlier download stopped."""
    path = folder / f"blobs/{b64(blob.id)}.part"
    total = sealed_blob_size(blob.size)
    shown = None if progress is None else partial(_show, progress, name, total)
    tries = TRIES
    while (have := path.stat().st_size if path.exists() else 0) < total:
        try:
            await _receive(api, blob, path, have, shown)
        except OSError as error:
            raise Local("file", path=str(path), problem=error.strerror or type(error).__name__) from error
        except NavetteError as error:
            gained = (path.stat().st_size if path.exists() else 0) > have
            tries = TRIES if gained else tries - 1
            if error.code != "server-unreachable" or not tries:
                raise
    return path


def _show(progress: Progress, name: str, total: int, done: int) -> None:
    progress(name, done, total)


async def _receive(api: Api, blob: BlobRef, path: Path, have: int, progress: Callable[[int], None] | None) -> None:
    total = sealed_blob_size(blob.size)
    headers = {"Range": f"bytes={have}-"} if have else {}
    async with api.open("GET", f"/v1/blobs/{b64(blob.id)}", headers=headers) as response:
        done = have if response.status == 206 else 0
        with _private(path, "ab" if done else "wb") as file:
            async for piece in response.content.iter_chunked(1 << 18):
                done += len(piece)
                if done > total:
                    raise malformed("length")
                file.write(piece)
                if progress is not None:
                    progress(done)
    if done < total:
        raise Local("server-unreachable", problem="cut short")


def open_file(sealed: Path, attachment: Attachment, digest: bytes, target: Path) -> None:
    """Opens a sealed attachment into `target`, which appears only when every check has passed.

    Local: file (it exists, or cannot be written). Refused: blob-cut-short, blob-chunk, padding, blob-digest; the sealed
    file is removed then, to be fetched again.
    """
    hidden = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}")
    try:
        if target.exists():
            raise Local("file", path=str(target), problem="exists already")
        with sealed.open("rb") as source, _private(hidden, "wb") as file:
            open_blob(source.read, file.write, attachment.size, attachment.key, digest)
            file.flush()
            os.fsync(file.fileno())
        os.rename(hidden, target)
        sync_directory(target.parent)
    except OSError as error:
        raise Local("file", path=str(target), problem=error.strerror or type(error).__name__) from error
    except NavetteError as error:
        if error.family == "refused":
            sealed.unlink(missing_ok=True)
        raise
    finally:
        hidden.unlink(missing_ok=True)
    sealed.unlink(missing_ok=True)


def _private(path: Path, mode: Literal["wb", "ab"]) -> BufferedWriter:
    """Mode 0600 from the first byte on."""
    return open(path, mode, opener=lambda name, flags: os.open(name, flags, 0o600))

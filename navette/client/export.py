"""A fiche taken out of Navette before its content is removed: opened, with its attachments and with its proofs.

What is written is readable by whoever reads the folder: it is the person's own copy, for their own records.
"""

import asyncio
import json
import os
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from navette.client.acts import ACTES
from navette.client.folder import sync_directory
from navette.client.items import InboxItem, Opened, Progress, SentItem
from navette.client.lookup import find
from navette.client.receive import Known, collect, look
from navette.client.workplace import Workplace
from navette.core.encoding import b64, reference
from navette.core.errors import Limited, Local
from navette.envelope.manifest import FHIR_JSON

MINUTE = 60  # seconds
ENVELOPE, PROOFS, JOINED = "envelope.nav", "proofs.json", "joined"
Save = Callable[[Opened, int, Path, Progress | None], Awaitable[Path]]  # Mailbox.save_attachment


@dataclass(frozen=True, slots=True)
class Exported:
    """new: False when the folder was there already. folder: named after the reference; files: what is in it."""

    reference: str
    folder: Path
    files: tuple[str, ...]
    new: bool


async def export(place: Workplace, save: Save, ref: str, into: Path, progress: Progress | None = None) -> Exported:
    """Writes one fiche into a folder of its own, which is there once it is whole. Local: file. Refused: as collect.

    Many are more requests than the server takes in a minute: it is asked again once it says so.
    """
    while True:
        try:
            return await _export(place, save, ref, into, progress)
        except Limited as error:
            said = error.data.get("retry_after")
            await asyncio.sleep(min(MINUTE, max(1, said if isinstance(said, int) else 1)))


async def _export(place: Workplace, save: Save, ref: str, into: Path, progress: Progress | None) -> Exported:
    message = await find(place, ref)
    name = reference(message)
    folder, partial = into / name, into / f".{name}.partial"
    if folder.is_dir():
        return Exported(name, folder, _files(folder), new=False)
    opened = await collect(place, b64(message), read=False)
    proofs = await _proofs(place, await look(place, message))
    try:
        shutil.rmtree(partial, ignore_errors=True)  # of an export that was cut short
        partial.mkdir(mode=0o700, parents=True)
        _write(partial / f"fiche.{'json' if opened.manifest.media == FHIR_JSON else 'txt'}", opened.fiche)
        _write(partial / ENVELOPE, opened.envelope.raw)
        await _attachments(save, opened, partial / JOINED, progress)
        _write(partial / PROOFS, json.dumps(proofs, ensure_ascii=False, indent=1).encode())
        partial.rename(folder)
        sync_directory(into)
    except OSError as error:
        raise Local("file", path=str(folder), problem=error.strerror or type(error).__name__) from error
    return Exported(name, folder, _files(folder), new=True)


def expiring(items: Sequence[InboxItem | SentItem]) -> list[str]:
    """References of what will soon be removed, each once."""
    return list(dict.fromkeys(item.reference for item in items if item.removal is not None))


async def _attachments(save: Save, opened: Opened, folder: Path, progress: Progress | None) -> None:
    """Each under its own name, behind its number: two may have one name."""
    if opened.manifest.attachments:
        folder.mkdir(mode=0o700)
    for n, one in enumerate(opened.manifest.attachments):
        await save(opened, n, folder / f"{n + 1}-{one.name}", progress)


async def _proofs(place: Workplace, known: Known) -> dict[str, object]:
    """Every act with the path that leads from it to one checkpoint, and the keys to check them with."""
    ledgers = place.desk.ledgers
    checkpoint = await ledgers.check_now(ACTES)
    acts = [
        {
            "index": leaf.index,
            "statement": leaf.raw.decode(),
            "signature": b64(leaf.signature),
            "inclusion": [b64(one) for one in await ledgers.prove(ACTES, checkpoint, leaf)],
        }
        for leaf in known.story.leaves
    ]
    signers = {act.by for act in known.story.records} | {known.answer.raw("sender", 32)}
    return {
        "message": b64(known.message),
        "envelope": b64(known.envelope),
        "acts": acts,
        "checkpoint": checkpoint.note,
        "ledger_key": ledgers.pins.vkeys[ACTES],
        "people": {b64(one): _person(place, one) for one in signers if place.desk.directory.person(one) is not None},
        "faults": [{"code": fault.code, **fault.detail} for fault in known.story.faults],
    }


def _person(place: Workplace, person: bytes) -> dict[str, str]:
    return {"public": b64(place.desk.directory.person(person) or b""), "name": place.desk.name(person)}


def _files(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()))


def _write(path: Path, raw: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())

"""The manifest: what is sealed together with a fiche, and says what it is and which attachments it has.

Canonical JSON of strings, for the reason statements are: two languages read it alike. See docs/spec/envelope.md.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from navette.core.encoding import b64, unb64
from navette.core.errors import Malformed, NavetteError, Refused
from navette.envelope.canonical import canonical, is_text, read_object
from navette.envelope.format import MAX_BLOBS, BlobRef, padded
from navette.envelope.keys import ID

KINDS: Final = ("fiche", "reply", "question", "reason")
FHIR_JSON: Final = "application/fhir+json"
BLOB_KEY: Final = 32
_MEDIA = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}", re.ASCII)
_SIZE = re.compile(r"0|[1-9][0-9]{0,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A sealed file: blob id (16 bytes), its key (32 bytes), its name, media type and true size in bytes."""

    blob: bytes
    key: bytes = field(repr=False)
    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """kind: fiche, reply, question or reason. media: the type of the bytes that follow the manifest."""

    kind: str = "fiche"
    media: str = FHIR_JSON
    attachments: tuple[Attachment, ...] = ()

    def write(self) -> bytes:
        """The canonical JSON; refuses `manifest` when `read` would."""
        attachments = [_spell(one) for one in self.attachments]
        try:
            raw = canonical({"kind": self.kind, "media": self.media, "attachments": attachments})
        except Malformed as error:  # a name the file system could not spell either
            raise Refused("manifest") from error
        if read(raw) != self:
            raise Refused("manifest")
        return raw


def read(raw: bytes) -> Manifest:
    """A manifest from its canonical bytes; kind and media may be absent and are then fiche and FHIR JSON.

    Refused: manifest.
    """
    try:
        value = read_object(raw)
        given = value.get("attachments")
        if not set(value) <= {"kind", "media", "attachments"} or not isinstance(given, list):
            raise Refused("manifest")
        attachments = tuple(_read_attachment(one) for one in given)
    except NavetteError as error:
        raise Refused("manifest") from error
    kind, media = value.get("kind", "fiche"), value.get("media", FHIR_JSON)
    if kind not in KINDS or not _is_media(media) or not _all_different(attachments):
        raise Refused("manifest")
    return Manifest(str(kind), str(media), attachments)


def check_attachments(manifest: Manifest, blobs: Iterable[BlobRef]) -> None:
    """Every attachment is a blob of the header, of the padded size the header says; refuses `manifest`."""
    sizes = {blob.id: blob.size for blob in blobs}
    for one in manifest.attachments:
        if sizes.get(one.blob) != padded(one.size):
            raise Refused("manifest")


def _spell(one: Attachment) -> dict[str, str]:
    return {"blob": b64(one.blob), "key": b64(one.key), "name": one.name, "type": one.type, "size": str(one.size)}


def _read_attachment(value: object) -> Attachment:
    if not isinstance(value, Mapping) or set(value) != {"blob", "key", "name", "type", "size"}:
        raise Refused("manifest")
    name, media, size = value["name"], value["type"], value["size"]
    if not is_file_name(name) or not _is_media(media) or not isinstance(size, str) or not _SIZE.fullmatch(size):
        raise Refused("manifest")
    return Attachment(unb64(value["blob"], ID), unb64(value["key"], BLOB_KEY), name, media, int(size))


def is_file_name(value: object) -> bool:
    """A name a file can bear in one folder: nothing hidden, no separator, not the folder itself."""
    return is_text(value, 255) and value not in (".", "..") and not set(str(value)) & {"/", "\\"}


def _is_media(value: object) -> bool:
    return isinstance(value, str) and _MEDIA.fullmatch(value) is not None


def _all_different(attachments: tuple[Attachment, ...]) -> bool:
    return len({one.blob for one in attachments}) == len(attachments) <= MAX_BLOBS

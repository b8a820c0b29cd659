"""Attachments made by hand, and their upload part by part."""

import io
import secrets
from dataclasses import dataclass

from navette.core.encoding import b64
from navette.envelope.blob import seal_blob
from navette.envelope.format import BlobRef, padded
from navette.envelope.manifest import Attachment
from navette.envelope.person import Person
from tests.soak.territory import Box
from tests.soak.wire import BYTES, Ask, Wire, asking

PART = 16 * (262_144 + 16)


@dataclass(frozen=True)
class Parcel:
    """A sealed file: what the manifest says, what the header says, and the bytes."""

    attachment: Attachment
    ref: BlobRef
    sealed: bytes

    @property
    def named(self) -> tuple[Attachment, BlobRef]:
        return self.attachment, self.ref

    @property
    def path(self) -> str:
        return f"/v1/blobs/{b64(self.ref.id)}"

    def announce(self, by: Person, box: Box) -> Ask:
        value = {"mailbox": b64(box.id), "size": self.ref.size, "digest": b64(self.ref.digest)}
        return asking("PUT", self.path, value, by)

    def part(self, by: Person, number: int) -> Ask:
        return Ask("PUT", f"{self.path}/parts/{number}", self.sealed[number * PART :][:PART], BYTES, by)


def parcel(data: bytes, name: str = "photo.png") -> Parcel:
    blob, key, sealed = secrets.token_bytes(16), secrets.token_bytes(32), io.BytesIO()
    _, digest = seal_blob(io.BytesIO(data).read, sealed.write, len(data), key)
    ref = BlobRef(blob, padded(len(data)), digest)
    return Parcel(Attachment(blob, key, name, "image/png", len(data)), ref, sealed.getvalue())


async def upload(wire: Wire, one: Parcel, by: Person, box: Box) -> None:
    """Goes on from wherever the server is, until the whole is there."""
    at = await wire.done(one.announce(by, box))
    while at["received"] < at["parts"]:
        answer = await wire.insist(one.part(by, at["received"]))
        if answer.status == 200:
            at = answer.value
        else:
            assert answer.code == "blob-part-out-of-order", answer
            at = await wire.get(f"{one.path}/parts", by)

"""The bytes of an envelope: every offset follows from two counts, and there is one way to write each envelope.

No cryptography but hashing: this is what a server can check. See docs/spec/envelope.md.
"""

import hashlib
from dataclasses import dataclass
from struct import Struct
from struct import error as StructError
from typing import Final

from navette.core.errors import Refused
from navette.core.parties import Urgency

MAGIC: Final = b"NAV1"
MAX_RECIPIENTS: Final = 32
MAX_BLOBS: Final = 64
MAX_PAYLOAD: Final = 4 << 20
PAGE: Final = 4096
CHUNK: Final = 262_144
WRAP: Final = 1120 + 32 + 16
SIGNATURE: Final = 64
TAG: Final = 16
MAX_BLOB: Final = 1 << 40
BLOB_LABEL: Final = b"navette/v1 blob\0"
_FIXED = Struct(">4sBBQ16s16s32sBQ16s32s32s")
_RECIPIENT = Struct(">16s32s")
_BLOB = Struct(">16sQ32s")
_MAX_TIME = 1 << 48
_URGENCIES = tuple(Urgency)


def padded(size: int) -> int:
    """The length an observer sees for `size` bytes: Padmé, then the next whole page of 4,096, at least one.

    Padmé: https://petsymposium.org/2019/files/papers/issue4/popets-2019-0056.pdf, section 4.
    """
    if size > 1:
        exponent = size.bit_length() - 1
        mask = (1 << exponent - exponent.bit_length()) - 1
        size = size + mask & ~mask
    return max(PAGE, -(-size // PAGE) * PAGE)


# Deflate adds less to incompressible bytes than Padmé adds to 4 MiB: one bound holds whatever the deflater.
MAX_PAGES: Final = padded(MAX_PAYLOAD + 1) // PAGE
MAX_ENVELOPE: Final = (
    _FIXED.size
    + MAX_RECIPIENTS * (_RECIPIENT.size + WRAP)
    + MAX_BLOBS * _BLOB.size
    + SIGNATURE
    + MAX_PAGES * PAGE
    + TAG
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A mailbox (16 bytes) and the id of the epoch key it is sealed to (32 bytes)."""

    mailbox: bytes
    epoch: bytes


@dataclass(frozen=True, slots=True)
class BlobRef:
    """An attachment as the server sees it: id (16 bytes), padded size, digest (32 bytes)."""

    id: bytes
    size: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """Everything before the wraps; times in seconds since 1970; `reply`, `form` and `due` are zeros when none."""

    recipients: tuple[Recipient, ...]
    blobs: tuple[BlobRef, ...]
    time: int
    id: bytes
    reply: bytes
    form: bytes
    urgency: Urgency
    due: int
    sender_mailbox: bytes
    sender: bytes
    commitment: bytes

    def write(self) -> bytes:
        """The bytes of the header; refuses to write what `parse` would refuse: header and the codes after it."""
        try:
            raw = self._pack()
        except StructError as error:
            raise Refused("header") from error
        fields = _read_fixed(raw)
        if _read_header(raw, fields) != self:  # a field of another length than the format's
            raise Refused("header")
        return raw

    def _pack(self) -> bytes:
        fixed = _FIXED.pack(
            MAGIC,
            len(self.recipients),
            len(self.blobs),
            self.time,
            self.id,
            self.reply,
            self.form,
            self.urgency,
            self.due,
            self.sender_mailbox,
            self.sender,
            self.commitment,
        )
        recipients = [_RECIPIENT.pack(r.mailbox, r.epoch) for r in self.recipients]
        return b"".join([fixed, *recipients, *(_BLOB.pack(b.id, b.size, b.digest) for b in self.blobs)])


@dataclass(frozen=True, slots=True)
class Envelope:
    """A parsed envelope and the slices of its bytes. Parsed is not verified: see verify.verify."""

    raw: bytes
    header: Header
    header_hash: bytes
    wraps: bytes
    signature: bytes
    body: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of the whole envelope: what statements name it by."""
        return hashlib.sha256(self.raw).digest()

    @property
    def signed(self) -> bytes:
        """The bytes the sender signs."""
        return to_sign(self.header_hash, self.wraps, self.body)

    @property
    def pages(self) -> int:
        """The length of the padded body in pages of 4,096 bytes."""
        return len(self.body) // PAGE

    def wrap(self, index: int) -> bytes:
        """The 1,168 bytes that hold the content key for the recipient of that index."""
        return self.wraps[index * WRAP : (index + 1) * WRAP]


_Fixed = tuple[bytes, int, int, int, bytes, bytes, bytes, int, int, bytes, bytes, bytes]


def parse(raw: bytes) -> Envelope:
    """Reads an envelope in one pass, without a key.

    Refused, in this order: not-an-envelope, header, length, recipient-or-blob-twice, blob-size,
    sender-not-a-recipient.
    """
    fields = _read_fixed(raw)
    count = fields[1]
    head = _FIXED.size + count * _RECIPIENT.size + fields[2] * _BLOB.size
    wraps = head + count * WRAP
    body = wraps + SIGNATURE
    pages, rest = divmod(len(raw) - body - TAG, PAGE)
    if rest or not 1 <= pages <= MAX_PAGES:
        raise Refused("length")
    return Envelope(
        raw,
        _read_header(raw[:head], fields),
        hash_header(raw[:head]),
        raw[head:wraps],
        raw[wraps:body],
        raw[body:],
    )


def write(header: Header, wraps: bytes, signature: bytes, body: bytes) -> Envelope:
    """Puts an envelope together; refuses what `parse` refuses."""
    return parse(b"".join((header.write(), wraps, signature, body)))


def hash_header(raw: bytes) -> bytes:
    """What wraps, signature and body are bound to: 32 bytes over every byte before the wraps."""
    return hashlib.sha256(b"navette/v1 header\0" + raw).digest()


def to_sign(header_hash: bytes, wraps: bytes, body: bytes) -> bytes:
    """The bytes an envelope's signature covers."""
    hashes = hashlib.sha256(wraps).digest() + hashlib.sha256(body).digest()
    return b"navette/v1 envelope\0" + header_hash + hashes


def wrap_info(header_hash: bytes, index: int) -> bytes:
    """The HPKE info of the wrap of that index (0 to 31)."""
    return b"navette/v1 wrap\0" + header_hash + bytes((index,))


def form_hash(url: str, version: str) -> bytes:
    """What the header says of a form: SHA-256 of `url|version`, its FHIR canonical."""
    return hashlib.sha256(f"{url}|{version}".encode()).digest()


def chunks(size: int) -> int:
    """Into how many pieces of at most 256 KiB an attachment of that padded size is sealed."""
    return -(-size // CHUNK)


def sealed_blob_size(size: int) -> int:
    """The length of a sealed attachment of that padded size."""
    return size + chunks(size) * TAG


def blob_digest(chunk_digests: bytes) -> bytes:
    """The digest of a sealed attachment, from the SHA-256 of each sealed chunk, end to end."""
    return hashlib.sha256(BLOB_LABEL + chunk_digests).digest()


def _read_fixed(raw: bytes) -> _Fixed:
    if len(raw) < _FIXED.size or not raw.startswith(MAGIC):
        raise Refused("not-an-envelope")
    fields: _Fixed = _FIXED.unpack_from(raw)
    _, recipients, blobs, time, _, _, _, urgency, due, _, _, _ = fields
    if not 1 <= recipients <= MAX_RECIPIENTS or blobs > MAX_BLOBS or max(time, due) >= _MAX_TIME or urgency > 3:
        raise Refused("header")
    return fields


def _read_header(head: bytes, fields: _Fixed) -> Header:
    _, count, blob_count, time, message, reply, form, urgency, due, sender_mailbox, sender, commitment = fields
    at = _FIXED.size + count * _RECIPIENT.size
    recipients = tuple(Recipient(*pair) for pair in _RECIPIENT.iter_unpack(head[_FIXED.size : at]))
    blobs = tuple(BlobRef(*triple) for triple in _BLOB.iter_unpack(head[at:]))
    mailboxes = {recipient.mailbox for recipient in recipients}
    if len(mailboxes) != count or len({blob.id for blob in blobs}) != blob_count:
        raise Refused("recipient-or-blob-twice")
    for blob in blobs:
        if not 1 <= blob.size < MAX_BLOB:
            raise Refused("blob-size")
    if sender_mailbox not in mailboxes:
        raise Refused("sender-not-a-recipient")
    return Header(
        recipients, blobs, time, message, reply, form, _URGENCIES[urgency], due, sender_mailbox, sender, commitment
    )

"""Unsealing: nothing of a fiche is given out before every check has passed."""

import secrets
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from struct import Struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from navette.core.errors import Refused
from navette.envelope import manifest as manifests
from navette.envelope.format import MAX_PAYLOAD, Envelope, padded, wrap_info
from navette.envelope.keys import derive
from navette.envelope.manifest import Manifest
from navette.envelope.seat import KemKey
from navette.envelope.verify import verify

_LENGTH = Struct(">I")
_NONCE = bytes(12)


@dataclass(frozen=True, slots=True)
class Opened:
    """What an envelope held: the manifest and its own bytes, the fiche's bytes as they were sealed, the content key."""

    manifest: Manifest
    fiche: bytes = field(repr=False)
    content_key: bytes = field(repr=False)
    manifest_bytes: bytes = field(repr=False)


def unseal(envelope: Envelope, mailbox: bytes, keys: Mapping[bytes, KemKey], person_public: bytes) -> Opened:
    """Opens an envelope as one of its recipients.

    mailbox: 16 bytes. keys: the mailbox's epoch keys by key id. person_public: the sender's 1,248 bytes.
    Refused: the codes of verify; not-addressed-to-this-mailbox, no-seat-for-this-epoch,
    sealed-to-another-key-or-context; the codes of open_with.
    """
    verify(envelope, person_public)
    mailboxes = [recipient.mailbox for recipient in envelope.header.recipients]
    if mailbox not in mailboxes:
        raise Refused("not-addressed-to-this-mailbox")
    index = mailboxes.index(mailbox)
    key = keys.get(envelope.header.recipients[index].epoch)
    if key is None:
        raise Refused("no-seat-for-this-epoch")
    content = key.open(wrap_info(envelope.header_hash, index), envelope.wrap(index))
    raw, manifest, fiche = _open_body(envelope, content)
    return Opened(manifest, fiche, content, raw)


def open_with(envelope: Envelope, content_key: bytes) -> tuple[Manifest, bytes]:
    """The manifest and the fiche, for one to whom a party revealed this message's content key (32 bytes).

    The signature is not checked here. Refused: content-key, key-commitment, body, padding, compression,
    compression-or-payload-too-large, payload, manifest.
    """
    _, manifest, fiche = _open_body(envelope, content_key)
    return manifest, fiche


def _open_body(envelope: Envelope, content_key: bytes) -> tuple[bytes, Manifest, bytes]:
    if len(content_key) != 32:
        raise Refused("content-key")
    if not secrets.compare_digest(derive(content_key, "navette/v1 commit"), envelope.header.commitment):
        raise Refused("key-commitment")
    try:
        plain = AESGCM(derive(content_key, "navette/v1 body")).decrypt(_NONCE, envelope.body, envelope.header_hash)
    except InvalidTag as error:
        raise Refused("body") from error
    payload = _inflate(_unpad(plain))
    end = _LENGTH.size + _length(payload, "payload")
    if end > len(payload):
        raise Refused("payload")
    raw, fiche = payload[_LENGTH.size : end], payload[end:]
    manifest = manifests.read(raw)
    manifests.check_attachments(manifest, envelope.header.blobs)
    return raw, manifest, fiche


def _unpad(plain: bytes) -> bytes:
    end = _LENGTH.size + _length(plain, "padding")
    if len(plain) != padded(end) or plain.count(0, end) != len(plain) - end:
        raise Refused("padding")
    return plain[_LENGTH.size : end]


def _inflate(packed: bytes) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        payload = inflater.decompress(packed, MAX_PAYLOAD + 1)
    except zlib.error as error:
        raise Refused("compression") from error
    if not inflater.eof or inflater.unused_data or len(payload) > MAX_PAYLOAD:
        raise Refused("compression-or-payload-too-large", limit=MAX_PAYLOAD)
    return payload


def _length(data: bytes, code: str) -> int:
    if len(data) < _LENGTH.size:
        raise Refused(code)
    return int.from_bytes(data[: _LENGTH.size], "big")

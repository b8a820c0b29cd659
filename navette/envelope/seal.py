"""Sealing: one content key per message, wrapped to each recipient, committed to, and everything signed once.

Encrypt, then sign: the server can refuse a forgery. The wraps and the body are bound to the header and the header to
the sender: nobody can sign another's sealed bytes as his own, nor send them on.
"""

import secrets
import zlib
from collections.abc import Sequence
from struct import Struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from navette.core.errors import TooLarge
from navette.core.parties import Urgency
from navette.envelope.format import (
    MAX_PAYLOAD,
    BlobRef,
    Envelope,
    Header,
    Recipient,
    hash_header,
    padded,
    parse,
    to_sign,
    wrap_info,
)
from navette.envelope.keys import HPKE, ID, derive, key_id, load_kem_public
from navette.envelope.manifest import Manifest, check_attachments
from navette.envelope.person import Person

_LENGTH = Struct(">I")
_NONCE = bytes(12)  # right, because the content key is drawn for this message and used once


def seal(
    sender: Person,
    sender_mailbox: bytes,
    recipients: Sequence[tuple[bytes, bytes]],
    manifest: Manifest,
    fiche: bytes,
    blobs: Sequence[BlobRef] = (),
    *,
    time: int,
    reply: bytes = bytes(ID),
    form: bytes = bytes(32),
    urgency: Urgency = Urgency.ROUTINE,
    due: int = 0,
    message_id: bytes | None = None,
) -> Envelope:
    """Seals a fiche to mailboxes.

    recipients: (mailbox id 16 bytes, public epoch key 1,216 bytes), the sender's own mailbox among them, so that the
    sender keeps a copy. time, due: seconds since 1970. reply: the message id answered.
    Refused: header, recipient-or-blob-twice, blob-size, sender-not-a-recipient, public-key-length, public-key,
    manifest. TooLarge: payload-too-large.
    """
    check_attachments(manifest, blobs)
    content = secrets.token_bytes(32)
    to = tuple(Recipient(mailbox, key_id(public)) for mailbox, public in recipients)
    header = Header(
        recipients=to,
        blobs=tuple(blobs),
        time=time,
        id=new_message_id(time * 1000) if message_id is None else message_id,
        reply=reply,
        form=form,
        urgency=urgency,
        due=due,
        sender_mailbox=sender_mailbox,
        sender=sender.id,
        commitment=derive(content, "navette/v1 commit"),
    ).write()
    header_hash = hash_header(header)
    wraps = b"".join(
        HPKE.encrypt(content, load_kem_public(public), wrap_info(header_hash, index))
        for index, (_, public) in enumerate(recipients)
    )
    body = seal_body(content, header_hash, manifest.write(), fiche)
    return parse(b"".join((header, wraps, sender.sign(to_sign(header_hash, wraps, body)), body)))


def new_message_id(time_ms: int) -> bytes:
    """16 bytes in order of time: 48 bits of milliseconds since 1970, then 80 drawn at random."""
    return time_ms.to_bytes(6, "big") + secrets.token_bytes(10)


def seal_body(content: bytes, header_hash: bytes, manifest: bytes, fiche: bytes) -> bytes:
    """The sealed body: the padded payload and its 16-byte tag. TooLarge: payload-too-large."""
    payload = _LENGTH.pack(len(manifest)) + manifest + fiche
    if len(payload) > MAX_PAYLOAD:
        raise TooLarge("payload-too-large", limit=MAX_PAYLOAD)
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflater.compress(payload) + deflater.flush()
    size = _LENGTH.size + len(packed)
    plain = (_LENGTH.pack(len(packed)) + packed).ljust(padded(size), b"\0")
    return AESGCM(derive(content, "navette/v1 body")).encrypt(_NONCE, plain, header_hash)

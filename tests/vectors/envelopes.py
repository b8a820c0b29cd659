"""The envelope vectors, one function each. `opens` first, then refusals in the order in which they are found."""

import struct
import zlib

from navette.core.encoding import b64
from navette.envelope.keys import key_id
from navette.envelope.person import Person
from navette.envelope.seat import KemKey
from tests.vectors.forge import (
    FICHE,
    MANIFEST,
    PAGE,
    SIGNATURE,
    WRAP,
    Forge,
    Vector,
    canonical,
    deflated,
    flipped,
    framed,
    packed,
    payload,
    vector,
)

P = 2**255 - 19
Y8 = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")


@vector
def two_recipients(f: Forge) -> Vector:
    """The ward opens what the cabinet sent."""
    return f.opens(f.sealed())


@vector
def senders_copy(f: Forge) -> Vector:
    """The sender opens its own copy, the second recipient."""
    return f.opens(f.sealed(), mailbox=f.cabinet, keys=[f.cabinet_key.seed])


@vector
def sender_alone(f: Forge) -> Vector:
    """The smallest envelope: one recipient, one page."""
    return f.alone().opens(f.sealed())


@vector
def thirty_two_recipients(f: Forge) -> Vector:
    """As many recipients as there can be; the last one opens."""
    f.to += [(f.draw(16), KemKey(f.draw())) for _ in range(30)]
    mailbox, key = f.to[-1]
    return f.opens(f.sealed(), mailbox=mailbox, keys=[key.seed])


@vector
def an_attachment(f: Forge) -> Vector:
    """An attachment of 5,000 bytes: the header says the padded size, the manifest the true one."""
    f.alone().blobs = [(f.draw(16), 8192, f.draw())]
    manifest = canonical(attached(f, blob=f.blobs[0][0]))
    return f.opens(f.sealed(manifest), manifest)


@vector
def sixty_four_attachments(f: Forge) -> Vector:
    """As many attachments as the header can name; none is in the manifest."""
    f.alone().blobs = [(f.draw(16), 4096, f.draw()) for _ in range(64)]
    return f.opens(f.sealed())


@vector
def every_field_of_the_header(f: Forge) -> Vector:
    """An answer, stat, due at the end of time."""
    f.alone()
    return f.opens(f.sealed(reply=f.draw(16), urgency=3, time=(1 << 48) - 1, due=(1 << 48) - 1))


@vector
def no_form_no_due_time(f: Forge) -> Vector:
    """Zeros where there is nothing to say."""
    return f.alone().opens(f.sealed(form=bytes(32), urgency=0, due=0))


@vector
def manifest_of_attachments_only(f: Forge) -> Vector:
    """kind and media may be absent: a fiche, in FHIR JSON."""
    manifest = b'{"attachments":[]}'
    return f.alone().opens(f.sealed(manifest), manifest)


@vector
def reason_in_plain_text(f: Forge) -> Vector:
    """What explains a refusal travels sealed."""
    manifest = canonical({"kind": "reason", "media": "text/plain", "attachments": []})
    fiche = "Service complet jusqu’à lundi.".encode()
    return f.alone().opens(f.sealed(manifest, fiche), manifest, fiche)


@vector
def empty_fiche(f: Forge) -> Vector:
    """Nothing after the manifest."""
    return f.alone().opens(f.sealed(fiche=b""), fiche=b"")


@vector
def two_pages(f: Forge) -> Vector:
    """Bytes that do not compress, one more than a page holds."""
    fiche = f.draw(4096)
    return f.alone().opens(f.sealed(fiche=fiche), fiche=fiche)


@vector
def stored_deflate(f: Forge) -> Vector:
    """A deflater that does not compress makes another body, as good."""
    deflater = zlib.compressobj(0, zlib.DEFLATED, -15)
    stored = deflater.compress(payload(MANIFEST, FICHE)) + deflater.flush()
    return f.alone().opens(f.holding(framed(stored)))


@vector
def an_older_epoch(f: Forge) -> Vector:
    """Sealed to the mailbox's former key, which the member still holds beside the present one."""
    f.alone()
    return f.opens(f.sealed(), keys=[f.draw(), f.cabinet_key.seed])


@vector
def empty(f: Forge) -> Vector:
    """No byte at all."""
    return f.alone().vector(b"", "not-an-envelope")


@vector
def cut_in_the_fixed_part(f: Forge) -> Vector:
    """One byte short of the fixed part."""
    return f.alone().vector(f.sealed()[:166], "not-an-envelope")


@vector
def magic(f: Forge) -> Vector:
    """A letter of the magic in lower case."""
    return f.alone().vector(f.sealed(magic=b"NAv1"), "not-an-envelope")


@vector
def another_suite(f: Forge) -> Vector:
    """Suite 2 is reserved: there is no negotiation."""
    return f.alone().vector(f.sealed(magic=b"NAV2"), "not-an-envelope")


@vector
def no_recipient(f: Forge) -> Vector:
    """A count of zero."""
    header = f.alone().header()
    f.to, kept = [], f.to
    raw = f.sign(f.header(), b"", f.body(header, packed(MANIFEST, FICHE)))
    f.to = kept
    return f.vector(raw, "header")


@vector
def thirty_three_recipients(f: Forge) -> Vector:
    """One recipient too many; everything else is in order."""
    f.to += [(f.draw(16), f.ward_key) for _ in range(31)]
    header = f.header()
    wraps = f.wrap(header, 0) * 33
    return f.vector(f.sign(header, wraps, f.body(header, packed(MANIFEST, FICHE))), "header")


@vector
def sixty_five_attachments(f: Forge) -> Vector:
    """One attachment too many."""
    f.alone().blobs = [(f.draw(16), 4096, f.draw()) for _ in range(65)]
    return f.vector(f.sealed(), "header")


@vector
def time_out_of_range(f: Forge) -> Vector:
    """2^48 seconds."""
    return f.alone().vector(f.sealed(time=1 << 48), "header")


@vector
def due_out_of_range(f: Forge) -> Vector:
    """2^48 seconds."""
    return f.alone().vector(f.sealed(due=1 << 48), "header")


@vector
def urgency_out_of_range(f: Forge) -> Vector:
    """A fifth degree of urgency."""
    return f.alone().vector(f.sealed(urgency=4), "header")


@vector
def cut_by_a_byte(f: Forge) -> Vector:
    """The last byte is missing."""
    return f.alone().vector(f.sealed()[:-1], "length")


@vector
def cut_by_a_page(f: Forge) -> Vector:
    """The only page is missing."""
    return f.alone().vector(f.sealed()[:-PAGE], "length")


@vector
def a_byte_too_many(f: Forge) -> Vector:
    """One byte after the end."""
    return f.alone().vector(f.sealed() + b"\0", "length")


@vector
def one_recipient_more_than_there_is(f: Forge) -> Vector:
    """The count says two, the rest is for one."""
    return f.alone().vector(f.sealed(n=2), "length")


@vector
def recipient_twice(f: Forge) -> Vector:
    """One mailbox, named twice."""
    f.alone().to *= 2
    return f.vector(f.sealed(), "recipient-or-blob-twice")


@vector
def recipient_twice_under_two_keys(f: Forge) -> Vector:
    """One mailbox, named twice with two epochs."""
    f.alone().to.append((f.cabinet, f.ward_key))
    return f.vector(f.sealed(), "recipient-or-blob-twice")


@vector
def attachment_twice(f: Forge) -> Vector:
    """One attachment id, named twice."""
    f.alone().blobs = [(f.draw(16), 4096, f.draw())] * 2
    return f.vector(f.sealed(), "recipient-or-blob-twice")


@vector
def attachment_of_no_size(f: Forge) -> Vector:
    """A padded size is never zero."""
    f.alone().blobs = [(f.draw(16), 0, f.draw())]
    return f.vector(f.sealed(), "blob-size")


@vector
def attachment_too_large(f: Forge) -> Vector:
    """2^40 bytes."""
    f.alone().blobs = [(f.draw(16), 1 << 40, f.draw())]
    return f.vector(f.sealed(), "blob-size")


@vector
def sender_not_a_recipient(f: Forge) -> Vector:
    """The sender keeps no copy."""
    f.to = f.to[:1]
    return f.vector(f.sealed(), "sender-not-a-recipient")


@vector
def another_sender(f: Forge) -> Vector:
    """A thief's key, offered as the sender's."""
    return f.alone().vector(f.sealed(), "another-sender", sender=Person(f.draw()).public)


@vector
def a_bit_of_the_header(f: Forge) -> Vector:
    """The message id, altered."""
    return f.alone().vector(flipped(f.sealed(), 20), "envelope-signature")


@vector
def a_bit_of_a_wrap(f: Forge) -> Vector:
    """The first byte after the header, altered."""
    return f.alone().vector(flipped(f.sealed(), len(f.header())), "envelope-signature")


@vector
def a_bit_of_the_signature(f: Forge) -> Vector:
    """The first byte of the signature, altered."""
    return f.alone().vector(flipped(f.sealed(), len(f.header()) + WRAP), "envelope-signature")


@vector
def a_bit_of_the_body(f: Forge) -> Vector:
    """The last byte, altered."""
    raw = f.alone().sealed()
    return f.vector(flipped(raw, len(raw) - 1), "envelope-signature")


@vector
def a_page_too_many(f: Forge) -> Vector:
    """A page of zeros after the end: the shape is right, the signature is not."""
    return f.alone().vector(f.sealed() + bytes(PAGE), "envelope-signature")


@vector
def signature_of_zeros(f: Forge) -> Vector:
    """64 zeros."""
    raw, at = f.alone().sealed(), len(f.header()) + WRAP
    return f.vector(raw[:at] + bytes(SIGNATURE) + raw[at + SIGNATURE :], "envelope-signature")


@vector
def wraps_exchanged(f: Forge) -> Vector:
    """The two wraps in the other order, by a third party."""
    raw, at = f.sealed(), len(f.header())
    exchanged = raw[at + WRAP : at + 2 * WRAP] + raw[at : at + WRAP]
    return f.vector(raw[:at] + exchanged + raw[at + 2 * WRAP :], "envelope-signature")


def weak(f: Forge, key: bytes) -> Vector:
    """A signature (the identity, then 0) that such a key may accept for any message."""
    public = f.alone().gp.kem.public + key
    header = f.header(sender=key_id(public))
    raw = header + f.wraps(header) + (1).to_bytes(32, "little") + bytes(32) + f.body(header, packed(MANIFEST, FICHE))
    return f.vector(raw, "weak-signature-key", sender=public)


@vector
def weak_key_of_order_one(f: Forge) -> Vector:
    """The sender's signature key is the identity."""
    return weak(f, (1).to_bytes(32, "little"))


@vector
def weak_key_of_order_two(f: Forge) -> Vector:
    """y = -1."""
    return weak(f, (P - 1).to_bytes(32, "little"))


@vector
def weak_key_of_order_four(f: Forge) -> Vector:
    """y = 0."""
    return weak(f, bytes(32))


@vector
def weak_key_of_order_eight(f: Forge) -> Vector:
    """One of the four points of order eight."""
    return weak(f, Y8.to_bytes(32, "little"))


@vector
def weak_key_of_order_eight_mirrored(f: Forge) -> Vector:
    """Another of them, with the sign bit."""
    return weak(f, (P - Y8 + (1 << 255)).to_bytes(32, "little"))


@vector
def weak_key_not_canonical(f: Forge) -> Vector:
    """The identity again, written as p + 1."""
    return weak(f, (P + 1).to_bytes(32, "little"))


@vector
def weak_key_with_a_sign_too_many(f: Forge) -> Vector:
    """The identity with the sign of an x that is zero."""
    return weak(f, (1 + (1 << 255)).to_bytes(32, "little"))


@vector
def not_addressed(f: Forge) -> Vector:
    """A third mailbox tries, with the right key."""
    return f.alone().vector(f.sealed(), "not-addressed-to-this-mailbox", mailbox=f.ward)


@vector
def no_seat(f: Forge) -> Vector:
    """The member holds another epoch of the mailbox only."""
    return f.alone().vector(f.sealed(), "no-seat-for-this-epoch", keys=[f.draw()])


@vector
def wraps_exchanged_and_signed(f: Forge) -> Vector:
    """The two wraps in the other order, by the sender: each is bound to its place."""
    header = f.header()
    wraps = f.wrap(header, 0), f.wrap(header, 1)
    body = f.body(header, packed(MANIFEST, FICHE))
    return f.vector(f.sign(header, wraps[1] + wraps[0], body), "sealed-to-another-key-or-context")


@vector
def signed_by_a_thief(f: Forge) -> Vector:
    """Another's sealed bytes, signed as one's own: the wraps are bound to the sender."""
    header = f.alone().header()
    thief = Person(f.draw())
    raw = f.sign(f.header(sender=thief.id), f.wraps(header), f.body(header, packed(MANIFEST, FICHE)), thief)
    return f.vector(raw, "sealed-to-another-key-or-context", sender=thief.public)


@vector
def another_form(f: Forge) -> Vector:
    """The form was changed after sealing, and signed."""
    header = f.alone().header()
    raw = f.sign(f.header(form=bytes(32)), f.wraps(header), f.body(header, packed(MANIFEST, FICHE)))
    return f.vector(raw, "sealed-to-another-key-or-context")


@vector
def encapsulation_of_small_order(f: Forge) -> Vector:
    """The X25519 half of the wrap is a point of order one: the shared secret would be known."""
    header = f.alone().header()
    wrap = f.wraps(header)
    raw = f.sign(header, wrap[:1088] + bytes(32) + wrap[1120:], f.body(header, packed(MANIFEST, FICHE)))
    return f.vector(raw, "sealed-to-another-key-or-context")


@vector
def two_content_keys(f: Forge) -> Vector:
    """A hostile sender gives this recipient another key than it committed to."""
    header, other = f.alone().header(), f.draw()
    raw = f.sign(header, f.wrap(header, 0, other), f.body(header, packed(MANIFEST, FICHE), other))
    return f.vector(raw, "key-commitment")


@vector
def body_under_another_key(f: Forge) -> Vector:
    """The body is sealed with another key than the one committed to."""
    header = f.alone().header()
    raw = f.sign(header, f.wraps(header), f.body(header, packed(MANIFEST, FICHE), f.draw()))
    return f.vector(raw, "body")


@vector
def body_of_another_header(f: Forge) -> Vector:
    """The body is bound to the header of another message with the same content key."""
    header = f.alone().header()
    body = f.body(f.header(id=f.draw(16)), packed(MANIFEST, FICHE))
    return f.vector(f.sign(header, f.wraps(header), body), "body")


@vector
def padding_not_zero(f: Forge) -> Vector:
    """The last byte of the padding is one."""
    return f.alone().vector(f.holding(packed(MANIFEST, FICHE)[:-1] + b"\1"), "padding")


@vector
def padding_of_a_page_too_many(f: Forge) -> Vector:
    """The padding says more than the length needs: there is one length for each content."""
    return f.alone().vector(f.holding(packed(MANIFEST, FICHE) + bytes(PAGE)), "padding")


@vector
def length_beyond_the_body(f: Forge) -> Vector:
    """The deflate stream is said to be longer than the body."""
    return f.alone().vector(f.holding(struct.pack(">I", 5000) + bytes(4092)), "padding")


@vector
def not_deflate(f: Forge) -> Vector:
    """Nine bytes that no deflater writes."""
    return f.alone().vector(f.holding(framed(b"\xff" * 9)), "compression")


@vector
def deflate_cut_short(f: Forge) -> Vector:
    """The stream does not come to its end."""
    return f.alone().vector(
        f.holding(framed(deflated(payload(MANIFEST, FICHE))[:-3])), "compression-or-payload-too-large"
    )


@vector
def something_after_deflate(f: Forge) -> Vector:
    """A byte after the end of the stream."""
    stream = deflated(payload(MANIFEST, FICHE)) + b"\1"
    return f.alone().vector(f.holding(framed(stream)), "compression-or-payload-too-large")


@vector
def inflate_bomb(f: Forge) -> Vector:
    """Five million zeros in five thousand bytes."""
    return f.alone().vector(f.holding(framed(deflated(bytes(5_000_000)))), "compression-or-payload-too-large")


@vector
def payload_a_byte_too_long(f: Forge) -> Vector:
    """4 MiB and a byte after inflation."""
    long = payload(MANIFEST, bytes((4 << 20) + 1 - 4 - len(MANIFEST)))
    return f.alone().vector(f.holding(framed(deflated(long))), "compression-or-payload-too-large")


@vector
def payload_without_a_length(f: Forge) -> Vector:
    """Three bytes."""
    return f.alone().vector(f.holding(framed(deflated(b"abc"))), "payload")


@vector
def manifest_beyond_the_payload(f: Forge) -> Vector:
    """The manifest is said to be longer than the payload."""
    return f.alone().vector(f.holding(framed(deflated(struct.pack(">I", 100) + MANIFEST))), "payload")


@vector
def manifest_not_canonical(f: Forge) -> Vector:
    """A space too many."""
    return f.alone().vector(f.sealed(MANIFEST.replace(b":[]", b": []")), "manifest")


@vector
def manifest_key_twice(f: Forge) -> Vector:
    """The kind said twice: two readers could each believe another one."""
    return f.alone().vector(f.sealed(MANIFEST.replace(b'"kind"', b'"kind":"reply","kind"')), "manifest")


@vector
def manifest_of_an_unknown_kind(f: Forge) -> Vector:
    """A kind that does not exist."""
    return f.alone().vector(f.sealed(MANIFEST.replace(b'"fiche"', b'"letter"')), "manifest")


@vector
def manifest_with_an_unknown_field(f: Forge) -> Vector:
    """A field that does not exist."""
    return f.alone().vector(f.sealed(MANIFEST[:-1] + b',"more":"x"}'), "manifest")


@vector
def manifest_not_utf_8(f: Forge) -> Vector:
    """A byte that is no UTF-8."""
    return f.alone().vector(f.sealed(MANIFEST.replace(b"json", b"js\xff")), "manifest")


@vector
def attachment_not_in_the_header(f: Forge) -> Vector:
    """The manifest names an attachment the header does not."""
    return f.alone().vector(f.sealed(canonical(attached(f, blob=f.draw(16)))), "manifest")


@vector
def attachment_of_another_size(f: Forge) -> Vector:
    """The true size does not pad to the size of the header."""
    f.alone().blobs = [(f.draw(16), 4096, f.draw())]
    return f.vector(f.sealed(canonical(attached(f, blob=f.blobs[0][0]))), "manifest")


@vector
def attachment_with_a_path(f: Forge) -> Vector:
    """A name that would leave the folder it is saved in."""
    f.alone().blobs = [(f.draw(16), 8192, f.draw())]
    manifest = attached(f, blob=f.blobs[0][0], name="../../.bashrc")
    return f.vector(f.sealed(canonical(manifest)), "manifest")


def attached(f: Forge, *, blob: bytes, name: str = "ordonnance.pdf") -> dict[str, object]:
    one = {"blob": b64(blob), "key": b64(f.draw()), "name": name, "type": "application/pdf", "size": "5000"}
    return {"kind": "fiche", "media": "application/fhir+json", "attachments": [one]}

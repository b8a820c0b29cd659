"""What is refused because somebody lied: about the sender, the recipients, the keys."""

from navette.envelope.keys import key_id
from navette.envelope.person import Person
from tests.vectors.forge import FICHE, MANIFEST, PAGE, SIGNATURE, WRAP, Forge, Vector, flipped, packed, vector

P = 2**255 - 19
Y8 = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")


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

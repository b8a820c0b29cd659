"""What is refused once it is open: its padding, its compression, its manifest."""

import struct

from tests.vectors.forge import (
    FICHE,
    MANIFEST,
    PAGE,
    Forge,
    Vector,
    attached,
    canonical,
    deflated,
    framed,
    packed,
    payload,
    vector,
)


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

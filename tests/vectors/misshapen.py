"""What is refused for its shape alone, as a server without a key does."""

from tests.vectors.forge import FICHE, MANIFEST, PAGE, Forge, Vector, packed, vector


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

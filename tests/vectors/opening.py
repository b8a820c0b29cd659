"""What opens, and what comes of it."""

import zlib

from navette.envelope.seat import KemKey
from tests.vectors.forge import FICHE, MANIFEST, Forge, Vector, attached, canonical, framed, payload, vector


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

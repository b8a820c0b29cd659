"""What holds for all envelopes, not only for those somebody thought of."""

import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from navette.core.errors import NavetteError
from navette.core.parties import Urgency
from navette.envelope.blob import open_blob, seal_blob
from navette.envelope.canonical import canonical, read_object
from navette.envelope.format import CHUNK, PAGE, SIGNATURE, TAG, WRAP, BlobRef, Header, Recipient, padded, parse, write
from navette.envelope.manifest import KINDS, Attachment, Manifest
from navette.envelope.person import Person
from navette.envelope.seal import seal
from navette.envelope.seat import KemKey
from navette.envelope.unseal import unseal
from tests.envelope.world import NOW, WORLD, refused

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=150, deadline=None)

ids = st.binary(min_size=16, max_size=16)
hashes = st.binary(min_size=32, max_size=32)
times = st.integers(0, (1 << 48) - 1)
blob_refs = st.builds(BlobRef, ids, st.integers(1, (1 << 40) - 1), hashes)
names = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"], exclude_characters="/\\"), min_size=1, max_size=40)


@st.composite
def headers(draw: st.DrawFn) -> Header:
    recipients = draw(
        st.lists(st.builds(Recipient, ids, hashes), min_size=1, max_size=32, unique_by=lambda one: one.mailbox)
    )
    return Header(
        recipients=tuple(recipients),
        blobs=tuple(draw(st.lists(blob_refs, max_size=5, unique_by=lambda one: one.id))),
        time=draw(times),
        id=draw(ids),
        reply=draw(ids),
        form=draw(hashes),
        urgency=draw(st.sampled_from(Urgency)),
        due=draw(times),
        sender_mailbox=draw(st.sampled_from(recipients)).mailbox,
        sender=draw(hashes),
        commitment=draw(hashes),
    )


@MANY
@given(headers(), st.integers(1, 3), st.binary(min_size=1, max_size=40))
def test_parse_of_write_is_the_same(header: Header, pages: int, pattern: bytes) -> None:
    size = len(header.recipients) * WRAP + SIGNATURE + pages * PAGE + TAG
    rest = (pattern * size)[:size]
    at = len(header.recipients) * WRAP
    envelope = write(header, rest[:at], rest[at : at + SIGNATURE], rest[at + SIGNATURE :])
    again = parse(envelope.raw)
    assert again == envelope
    assert again.header == header
    assert again.pages == pages


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    attachments = st.builds(
        Attachment,
        blob=ids,
        key=hashes,
        name=names.filter(lambda name: name not in (".", "..")),
        type=st.sampled_from(["application/pdf", "image/jpeg", "text/plain"]),
        size=st.integers(0, 10**11),
    )
    chosen = draw(st.lists(attachments, max_size=3, unique_by=lambda one: one.blob))
    return Manifest(draw(st.sampled_from(KINDS)), "application/fhir+json", tuple(chosen))


@FEW
@given(manifests(), st.binary(max_size=10_000), st.binary(min_size=32, max_size=32), st.integers(0, 4))
def test_unseal_of_seal_is_the_same(manifest: Manifest, fiche: bytes, seed: bytes, others: int) -> None:
    sender, key = Person(seed), KemKey(seed[::-1])
    to = [(b"own mailbox 0000", key.public)]
    to += [(bytes([i]) * 16, WORLD.ward_key.public) for i in range(others)]
    blobs = [BlobRef(one.blob, padded(one.size), bytes(32)) for one in manifest.attachments]
    envelope = parse(seal(sender, to[0][0], to, manifest, fiche, blobs, time=NOW).raw)
    held = {key.id: key, WORLD.ward_key.id: WORLD.ward_key}
    for mailbox, _ in to:
        opened = unseal(envelope, mailbox, held, sender.public)
        assert (opened.manifest, opened.fiche) == (manifest, fiche)


RAW = WORLD.sealed().raw
KEYS = {WORLD.ward_key.id: WORLD.ward_key}


def opens(raw: bytes) -> bool:
    try:
        unseal(parse(raw), WORLD.ward, KEYS, WORLD.gp.public)
    except NavetteError:
        return False
    return True


@MANY
@given(st.integers(0, len(RAW) * 8 - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    altered = bytearray(RAW)
    altered[bit // 8] ^= 1 << bit % 8
    assert not opens(bytes(altered))
    assert opens(RAW)


@MANY
@given(st.integers(0, len(RAW) - 1))
def test_any_truncation_is_refused(length: int) -> None:
    assert not opens(RAW[:length])


@MANY
@given(st.binary(min_size=1, max_size=3 * PAGE) | st.sampled_from([bytes(PAGE), bytes(2 * PAGE), RAW]))
def test_any_extension_is_refused(more: bytes) -> None:
    assert not opens(RAW + more)
    assert not opens(more + RAW)


@MANY
@given(st.binary(max_size=400))
def test_noise_is_refused_by_name(noise: bytes) -> None:
    assert not opens(noise)
    assert not opens(b"NAV1" + noise)
    assert not opens(RAW[:150] + noise + RAW[150 + len(noise) :]) or noise == RAW[150 : 150 + len(noise)]


near_borders = st.builds(
    lambda base, step: max(0, base + step), st.sampled_from([0, 4096, CHUNK, 2 * CHUNK]), st.integers(-3, 3)
)


@FEW
@given(near_borders, st.binary(min_size=1, max_size=64), hashes)
def test_a_blob_comes_back_at_any_border(size: int, pattern: bytes, key: bytes) -> None:
    data = (pattern * (size // len(pattern) + 1))[:size]
    sealed, opened = io.BytesIO(), io.BytesIO()
    length, digest = seal_blob(io.BytesIO(data).read, sealed.write, size, key)
    raw = sealed.getvalue()
    open_blob(io.BytesIO(raw).read, opened.write, size, key, digest)
    assert opened.getvalue() == data
    assert length == len(raw)
    with refused("blob-digest"):
        open_blob(io.BytesIO(raw + pattern).read, io.BytesIO().write, size, key, digest)
    with refused("blob-cut-short"):
        open_blob(io.BytesIO(raw[:-1]).read, io.BytesIO().write, size, key, digest)


values = st.recursive(
    st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@FEW
@given(st.dictionaries(st.text(max_size=3), values, max_size=3))
def test_canonical_json_comes_back(value: dict[str, object]) -> None:
    raw = canonical(value)
    assert read_object(raw) == value
    assert canonical(read_object(raw)) == raw

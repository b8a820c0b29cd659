"""What is sealed beside a fiche says what it is, in one spelling."""

from dataclasses import replace

import pytest

from navette.envelope.canonical import canonical
from navette.envelope.format import BlobRef
from navette.envelope.manifest import FHIR_JSON, Attachment, Manifest, check_attachments, read
from tests.envelope.world import refused

ONE = Attachment(b"b" * 16, b"k" * 32, "Compte rendu — n° 1.pdf", "application/pdf", 5000)
SPELLED = {
    "blob": "YmJiYmJiYmJiYmJiYmJiYg",
    "key": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s",
    "name": "a.pdf",
    "type": "application/pdf",
    "size": "5000",
}


def test_what_is_written_is_read() -> None:
    for manifest in (Manifest(), Manifest("reply", "text/plain", (ONE, replace(ONE, blob=b"c" * 16, size=0)))):
        assert read(manifest.write()) == manifest


def test_kind_and_media_may_be_absent() -> None:
    assert read(b'{"attachments":[]}') == Manifest("fiche", FHIR_JSON, ())


@pytest.mark.parametrize(
    "manifest",
    [
        Manifest(kind="letter"),
        Manifest(media="Text/Plain"),
        Manifest(media="text/plain; charset=utf-8"),
        Manifest(attachments=(ONE, ONE)),
        Manifest(attachments=tuple(replace(ONE, blob=bytes([i]) * 16) for i in range(65))),
        *(
            Manifest(attachments=(replace(ONE, name=name),))
            for name in ("", ".", "..", "a/b", "a\\b", "a\0b", "a\nb", "pdf.\u202eexe", "x" * 256)
        ),
        Manifest(attachments=(replace(ONE, type="pdf"),)),
        Manifest(attachments=(replace(ONE, size=-1),)),
        Manifest(attachments=(replace(ONE, size=10**13),)),
        Manifest(attachments=(replace(ONE, blob=b"b" * 15),)),
        Manifest(attachments=(replace(ONE, key=b"k" * 31),)),
        Manifest(attachments=[ONE]),  # type: ignore[arg-type]
        Manifest(attachments=(replace(ONE, name="\ud800"),)),
    ],
)
def test_what_would_not_be_read_is_not_written(manifest: Manifest) -> None:
    with refused("manifest"):
        manifest.write()


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"attachments": {}},
        {"attachments": "none"},
        {"attachments": ["one"]},
        {"attachments": [], "more": "x"},
        {"attachments": [], "kind": ["fiche"]},
        {"attachments": [], "media": {}},
        {"attachments": [{**SPELLED, "more": "x"}]},
        {"attachments": [{**SPELLED, "name": ["a"]}]},
        {"attachments": [{**SPELLED, "type": []}]},
        {"attachments": [{**SPELLED, "size": "05"}]},
        {"attachments": [{**SPELLED, "size": []}]},
        {"attachments": [{**SPELLED, "blob": []}]},
        {"attachments": [{key: text for key, text in SPELLED.items() if key != "key"}]},
    ],
)
def test_another_form_is_refused(value: dict[str, object]) -> None:
    assert read(canonical({"attachments": [SPELLED]})).attachments[0].size == 5000
    with refused("manifest"):
        read(canonical(value))


def test_attachments_are_those_of_the_header() -> None:
    manifest, blob = Manifest(attachments=(ONE,)), BlobRef(ONE.blob, 8192, bytes(32))
    check_attachments(manifest, [blob])
    for blobs in ([], [replace(blob, size=4096)], [replace(blob, id=bytes(16))]):
        with refused("manifest"):
            check_attachments(manifest, blobs)


def test_a_key_is_not_shown() -> None:
    assert "kkkk" not in repr(Manifest(attachments=(ONE,)))

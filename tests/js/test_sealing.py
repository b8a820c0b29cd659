"""What the page seals Python opens, and the reverse; what one refuses to seal, the other does."""

import random
from collections.abc import Mapping
from typing import Any

import pytest

from navette.core.parties import Urgency
from navette.envelope.format import MAX_PAYLOAD, BlobRef, padded, parse
from navette.envelope.manifest import Attachment, Manifest
from navette.envelope.seal import seal
from navette.envelope.seat import KemKey
from navette.envelope.unseal import unseal
from tests.envelope.world import FICHE, NOW, WORLD
from tests.js.engine import Engine
from tests.js.envelopes import ask, outcome


def to_seal(**changes: Any) -> dict[str, Any]:
    given = {
        "seed": WORLD.gp.seed.hex(),
        "mailbox": WORLD.cabinet.hex(),
        "to": [[mailbox.hex(), public.hex()] for mailbox, public in WORLD.to],
        "manifest": {"kind": "reply", "media": "application/fhir+json", "attachments": []},
        "fiche": FICHE.hex(),
        "about": {"time": NOW},
    }
    return {**given, **changes}


def seat_keys() -> dict[bytes, KemKey]:
    return {key.id: key for key in (WORLD.cabinet_key, WORLD.ward_key)}


def test_the_page_seals_and_python_opens(kems: Mapping[str, Engine]) -> None:
    one = Attachment(bytes(16), bytes(range(32)), "radio à l’été.pdf", "application/pdf", 5000)
    spelled = {"blob": one.blob.hex(), "key": one.key.hex(), "name": one.name, "type": one.type, "size": one.size}
    manifest = {"kind": "question", "media": "text/plain", "attachments": [spelled]}
    blobs = [{"id": one.blob.hex(), "size": padded(5000), "digest": "ab" * 32}]
    about = {"time": NOW, "reply": "11" * 16, "form": "22" * 32, "urgency": 3, "due": NOW + 60, "id": "33" * 16}
    for run in kems.values():
        made = ask(run, "sealed", to_seal(manifest=manifest, blobs=blobs, about=about))
        envelope = parse(bytes.fromhex(made["envelope"]))
        assert envelope.digest.hex() == made["digest"]
        header = envelope.header
        assert (header.time, header.due, header.urgency) == (NOW, NOW + 60, Urgency.STAT)
        assert (header.reply.hex(), header.form.hex(), header.id.hex()) == ("11" * 16, "22" * 32, "33" * 16)
        assert header.blobs == (BlobRef(one.blob, padded(5000), b"\xab" * 32),)
        for mailbox in (WORLD.cabinet, WORLD.ward):
            opened = unseal(envelope, mailbox, seat_keys(), WORLD.gp.public)
            assert (opened.manifest, opened.fiche) == (Manifest("question", "text/plain", (one,)), FICHE)


def test_what_the_page_draws(kems: Mapping[str, Engine]) -> None:
    """The message id is in order of time; nothing is drawn twice; all that is not said is zero."""
    for run in kems.values():
        one, other = [parse(bytes.fromhex(ask(run, "sealed", to_seal())["envelope"])).header for _ in range(2)]
        assert int.from_bytes(one.id[:6], "big") == NOW * 1000
        assert one.id != other.id
        assert one.commitment != other.commitment
        assert (one.reply, one.form, one.urgency, one.due) == (bytes(16), bytes(32), Urgency.ROUTINE, 0)


@pytest.mark.parametrize("size", [0, 1, 4096, 60_000, MAX_PAYLOAD - 200])
def test_any_length_crosses_both_ways(kems: Mapping[str, Engine], size: int) -> None:
    fiche = random.Random(size).randbytes(size)
    theirs = seal(WORLD.gp, WORLD.cabinet, WORLD.to, Manifest(), fiche, time=NOW)
    given = {"mailbox": WORLD.ward.hex(), "keys": [WORLD.ward_key.seed.hex()], "sender": WORLD.gp.public.hex()}
    for run in kems.values():
        made = ask(run, "sealed", to_seal(fiche=fiche.hex()))
        envelope = parse(bytes.fromhex(made["envelope"]))
        assert unseal(envelope, WORLD.ward, seat_keys(), WORLD.gp.public).fiche == fiche
        assert envelope.pages == theirs.pages  # incompressible: one length, whoever deflates
        assert ask(run, "opened", {**given, "envelope": theirs.raw.hex()})["fiche"] == fiche.hex()


REFUSED: dict[str, dict[str, Any]] = {
    "sender-not-a-recipient": {"mailbox": "ff" * 16},
    "recipient-or-blob-twice": {"to": [[WORLD.cabinet.hex(), WORLD.cabinet_key.public.hex()]] * 2},
    "public-key-length": {"to": [[WORLD.cabinet.hex(), "00" * 1215]]},
    "public-key": {"to": [[WORLD.cabinet.hex(), "ff" * 1216]]},
    "payload-too-large": {"fiche": "00" * MAX_PAYLOAD},
    "blob-size": {"blobs": [{"id": "00" * 16, "size": 0, "digest": "00" * 32}]},
}
HEADERS: list[dict[str, Any]] = [
    {"about": {"time": -1}},
    {"about": {"time": 2**48}},
    {"about": {"time": 1.5}},
    {"about": {"time": NOW, "due": 2**48}},
    {"about": {"time": NOW, "urgency": 4}},
    {"about": {"time": NOW, "id": "00" * 15}},
    {"about": {"time": NOW, "form": "00" * 33}},
    {"to": []},
    {"to": [[bytes([at] * 16).hex(), WORLD.cabinet_key.public.hex()] for at in range(33)]},
    {"blobs": [{"id": bytes([at] * 16).hex(), "size": 4096, "digest": "00" * 32} for at in range(65)]},
    {"blobs": [{"id": "00" * 16, "size": 4096, "digest": "00" * 31}]},
]
NAMES = ["", ".", "..", "a/b", "a\\b", "a\x00", "a\u202eb", "x" * 256, "\ud800", "é" * 255, "\U0001f600" * 255, " "]


def test_what_the_page_refuses_to_seal(kems: Mapping[str, Engine]) -> None:
    for run in kems.values():
        for code, changes in REFUSED.items():
            assert ask(run, "sealed", to_seal(**changes)) == {"code": code}
        for changes in HEADERS:
            assert ask(run, "sealed", to_seal(**changes)) == {"code": "header"}, changes


def test_names_of_attachments(engines: Mapping[str, Engine]) -> None:
    """Taken or refused alike."""
    for name in NAMES:
        one = Attachment(bytes(16), bytes(32), name, "application/pdf", 5000)
        expected = outcome(Manifest("fiche", "application/fhir+json", (one,)).write)
        spelled = {"blob": "00" * 16, "key": "00" * 32, "name": name, "type": "application/pdf", "size": 5000}
        manifest = {"kind": "fiche", "media": "application/fhir+json", "attachments": [spelled]}
        blobs = [{"id": "00" * 16, "size": padded(5000), "digest": "00" * 32}]
        for run in engines.values():
            made = ask(run, "sealed", to_seal(manifest=manifest, blobs=blobs))
            assert made.get("code", "taken") == expected, name

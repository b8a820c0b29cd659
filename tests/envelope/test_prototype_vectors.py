"""The vectors the protocol was settled with, which its first Python and JavaScript programs both answer."""

import hashlib
import io
import json
from pathlib import Path

import pytest

from navette.core.errors import NavetteError
from navette.envelope.blob import open_blob, seal_blob
from navette.envelope.format import padded, parse
from navette.envelope.keys import derive
from navette.envelope.person import Person
from navette.envelope.seat import KemKey, follow_history, take_seat
from navette.envelope.unseal import open_with, unseal

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "prototype-v1.json").read_text())
ENVELOPE = VECTORS["envelope"]
unhex = bytes.fromhex
KEY = KemKey(unhex(ENVELOPE["kem_seed"]))

# Where a reason of the prototype is not this project's code with spaces: nowhere.
RENAMED: dict[str, str] = {}


@pytest.mark.parametrize("keys", [one for one in VECTORS["keys"] if "account_seed" in one])
def test_keys_of_a_person(keys: dict[str, str]) -> None:
    person = Person(unhex(keys["account_seed"]))
    assert person.kem.seed.hex() == keys["kem_seed"]
    assert derive(person.seed, "navette/v1 person sign").hex() == keys["sign_seed"]
    assert (person.public.hex(), person.id.hex()) == (keys["public"], keys["id"])


@pytest.mark.parametrize("keys", [one for one in VECTORS["keys"] if "account_seed" not in one])
def test_keys_of_an_epoch(keys: dict[str, str]) -> None:
    key = KemKey(unhex(keys["kem_seed"]))
    assert (key.public.hex(), key.id.hex()) == (keys["public"], keys["id"])


@pytest.mark.parametrize("seat", VECTORS["seats"])
def test_seat(seat: dict[str, str]) -> None:
    taken = take_seat(
        unhex(seat["mailbox"]), unhex(seat["epoch"]), Person(unhex(seat["to_seed"])), unhex(seat["sealed"])
    )
    assert taken.seed.hex() == seat["gives"]


@pytest.mark.parametrize("link", VECTORS["history"])
def test_history(link: dict[str, str]) -> None:
    new = KemKey(unhex(link["new_seed"]))
    old = follow_history(unhex(link["mailbox"]), new, unhex(link["old"]), unhex(link["sealed"]))
    assert old.seed.hex() == link["gives"]


def test_envelope() -> None:
    envelope = parse(unhex(ENVELOPE["envelope"]))
    assert envelope.digest.hex() == ENVELOPE["digest"]
    assert envelope.header_hash.hex() == ENVELOPE["header_hash"]
    assert envelope.header.commitment.hex() == ENVELOPE["commit"]
    opened = unseal(envelope, unhex(ENVELOPE["mailbox"]), {KEY.id: KEY}, unhex(ENVELOPE["sender_public"]))
    assert opened.content_key.hex() == ENVELOPE["content_key"]
    assert opened.fiche.hex() == ENVELOPE["fiche"]
    assert json.loads(opened.manifest_bytes) == ENVELOPE["manifest"]
    assert open_with(envelope, opened.content_key) == (opened.manifest, opened.fiche)


@pytest.mark.parametrize(("size", "expected"), VECTORS["padding"])
def test_padding(size: int, expected: int) -> None:
    assert padded(size) == expected


def test_blob() -> None:
    blob = VECTORS["blob"]
    data = (hashlib.shake_256(b"navette test vectors 1").digest(200_000) * 3)[: blob["size"]]
    sealed, opened = io.BytesIO(), io.BytesIO()
    length, digest = seal_blob(io.BytesIO(data).read, sealed.write, len(data), unhex(blob["key"]))
    assert (length, digest.hex()) == (blob["sealed_size"], blob["digest"])
    assert hashlib.sha256(sealed.getvalue()).hexdigest() == blob["sealed_sha256"]
    open_blob(io.BytesIO(sealed.getvalue()).read, opened.write, len(data), unhex(blob["key"]), digest)
    assert opened.getvalue() == data


@pytest.mark.parametrize("case", VECTORS["refuse"], ids=[case["what"] for case in VECTORS["refuse"]])
def test_refusal(case: dict[str, str]) -> None:
    with pytest.raises(NavetteError) as caught:
        unseal(parse(unhex(case["envelope"])), unhex(case["mailbox"]), {KEY.id: KEY}, unhex(case["sender_public"]))
    assert caught.value.code == RENAMED.get(case["reason"], case["reason"].replace(" ", "-"))


def test_all_refusals_are_there() -> None:
    assert len(VECTORS["refuse"]) == 25

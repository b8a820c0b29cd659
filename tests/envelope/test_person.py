"""A person signs, and does not sign what nobody would read."""

from navette.core.encoding import b64
from navette.envelope.keys import load_signature_public, signature_part
from navette.envelope.person import Person
from navette.envelope.statement import read, verify
from tests.envelope.world import WORLD, refused

WITHDRAWAL = {"type": "withdrawal", "envelope": b64(bytes(32)), "time": "2026-11-22T10:00:00Z", "salt": b64(bytes(16))}


def test_all_keys_follow_from_one_seed() -> None:
    one, other = Person(b"s" * 32), Person(b"s" * 32)
    assert (one.public, one.id, one.kem.seed) == (other.public, other.id, other.kem.seed)
    assert len({one.seed, one.kem.seed}) == 2


def test_a_signature_verifies() -> None:
    load_signature_public(signature_part(WORLD.gp.public)).verify(WORLD.gp.sign(b"label\0"), b"label\0")


def test_a_statement_is_signed_in_ones_own_name() -> None:
    signed = WORLD.gp.sign_statement(WITHDRAWAL)
    assert verify(signed, WORLD.gp.public) == {**WITHDRAWAL, "v": "1", "by": b64(WORLD.gp.id)}


def test_in_anothers_name_it_does_not_verify() -> None:
    signed = WORLD.gp.sign_statement({**WITHDRAWAL, "by": b64(WORLD.nurse.id)})
    assert read(signed.raw)["by"] == b64(WORLD.nurse.id)
    for person in (WORLD.gp, WORLD.nurse):
        with refused("statement-signature"):
            verify(signed, person.public)


def test_what_would_not_be_read_is_not_signed() -> None:
    with refused("base64url"):
        WORLD.gp.sign_statement({**WITHDRAWAL, "salt": "short"})
    with refused("json"):
        WORLD.gp.sign_statement({**WITHDRAWAL, "time": 1_795_341_600})

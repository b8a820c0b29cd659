"""One check for the server, the recipient and the auditor."""

from dataclasses import replace

from navette.envelope.verify import verify
from tests.envelope.world import WORLD, refused


def test_the_senders_envelope_is_verified() -> None:
    verify(WORLD.sealed(), WORLD.gp.public)


def test_anothers_key_is_refused() -> None:
    with refused("another-sender"):
        verify(WORLD.sealed(), WORLD.nurse.public)


def test_a_signature_of_another_message_is_refused() -> None:
    envelope, other = WORLD.sealed(), WORLD.sealed()
    with refused("envelope-signature"):
        verify(replace(envelope, signature=other.signature), WORLD.gp.public)
    with refused("envelope-signature"):
        verify(replace(envelope, signature=b""), WORLD.gp.public)

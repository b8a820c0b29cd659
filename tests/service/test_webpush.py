"""Web Push, byte by byte: the example of RFC 8291, and who sends it."""

import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from navette.core.encoding import unb64
from navette.service.webpush import authorization, key_from, public_of, read_public, seal

# RFC 8291, section 5 and appendix A.
TEXT = b"When I grow up, I want to be a watermelon"
OWN = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
DEVICE = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_it_is_the_example_of_the_standard() -> None:
    own = derive_private_key(int.from_bytes(unb64(OWN, 32), "big"), SECP256R1())
    found = seal(TEXT, unb64(DEVICE, 65), unb64(AUTH, 16), own=own, salt=unb64(SALT, 16))
    assert found == unb64(SEALED, len(found))


def test_two_of_the_same_have_nothing_in_common() -> None:
    first, second = (seal(TEXT, unb64(DEVICE, 65), unb64(AUTH, 16)) for _ in range(2))
    assert len(first) == len(second)
    assert first[:16] != second[:16]
    assert first[21:86] != second[21:86]


@pytest.mark.parametrize("raw", [bytes(65), b"\x04" + b"\x01" * 64, unb64(DEVICE, 65)[:64], b""])
def test_what_is_no_key_is_not_read(raw: bytes) -> None:
    assert read_public(raw) is None


def test_a_push_service_knows_who_sends() -> None:
    key = key_from(b"\xff" * 32)
    said = authorization(key, "https://push.example:8443/to/somebody", "https://navette.example", 1_000_000)
    assert said.startswith("vapid t=")
    token, public = (part.partition("=")[2] for part in said.removeprefix("vapid ").split(", "))
    head, claims, signature = token.split(".")
    assert json.loads(unb64(claims, len(claims) * 3 // 4)) == {
        "aud": "https://push.example:8443",
        "exp": 1_043_200,
        "sub": "https://navette.example",
    }
    raw = unb64(signature, 64)
    spelled = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    theirs = read_public(unb64(public, 65))
    assert theirs is not None
    assert unb64(public, 65) == public_of(key)
    theirs.verify(spelled, f"{head}.{claims}".encode(), ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        theirs.verify(spelled, f"{head}.{claims[:-1]}".encode(), ECDSA(SHA256()))

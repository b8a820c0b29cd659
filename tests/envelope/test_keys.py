"""Public keys: named, loaded, refused when nothing good can come of them."""

import importlib.util
import sys

import pytest

from navette.core.errors import Local
from navette.envelope import keys
from navette.envelope.keys import (
    EPOCH_PUBLIC,
    PERSON_PUBLIC,
    check_person_public,
    kem_part,
    key_id,
    load_kem_public,
    load_signature_public,
    signature_part,
)
from tests.envelope.world import WORLD, refused

P = 2**255 - 19
SIGN = 1 << 255
Y8 = int("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16)
SMALL = {"identity": 1, "order two": P - 1, "order four": 0, "order eight": Y8, "order eight, negated": P - Y8}
NOT_CANONICAL = {"p": P, "p + 1": P + 1, "2^255 - 1": 2**255 - 1}


@pytest.mark.parametrize("sign", [0, SIGN])
@pytest.mark.parametrize("y", [*SMALL.values(), *NOT_CANONICAL.values()], ids=[*SMALL, *NOT_CANONICAL])
def test_an_ed25519_key_that_proves_nothing_is_refused(y: int, sign: int) -> None:
    with refused("weak-signature-key"):
        load_signature_public((y + sign).to_bytes(32, "little"))


def test_the_point_of_order_eight_has_order_eight() -> None:
    """x from the curve's equation, then doubled three times: the constant is not a typing mistake."""
    d = -121665 * pow(121666, -1, P) % P
    u = (Y8 * Y8 - 1) * pow(d * Y8 * Y8 + 1, -1, P) % P
    x = pow(u, (P + 3) // 8, P)
    x = x if x * x % P == u else x * pow(2, (P - 1) // 4, P) % P
    assert x * x % P == u
    point, orders = (x, Y8), []
    for _ in range(3):
        a, b = point
        k = d * a * a * b * b
        point = (2 * a * b * pow(1 + k, -1, P) % P, (b * b + a * a) * pow(1 - k, -1, P) % P)
        orders.append(point)
    assert orders[2] == (0, 1)
    assert orders[1] != (0, 1)


@pytest.mark.parametrize("raw", [b"", bytes(31), bytes(33)])
def test_an_ed25519_key_of_another_length_is_refused(raw: bytes) -> None:
    with refused("weak-signature-key"):
        load_signature_public(raw)


def test_a_loaded_key_is_kept() -> None:
    raw = WORLD.gp.public
    assert load_signature_public(signature_part(raw)) is load_signature_public(bytes(bytearray(signature_part(raw))))
    assert load_kem_public(kem_part(raw)) is load_kem_public(bytes(bytearray(kem_part(raw))))


@pytest.mark.parametrize("length", [0, EPOCH_PUBLIC - 1, EPOCH_PUBLIC + 1])
def test_an_epoch_key_of_another_length_is_refused(length: int) -> None:
    with refused("public-key-length"):
        load_kem_public(bytes(length))


def test_an_mlkem_coefficient_out_of_range_is_refused() -> None:
    with refused("public-key"):
        load_kem_public(b"\xff" * 384 + WORLD.ward_key.public[384:])


@pytest.mark.parametrize("u", [0, 1, P - 1, P, P + 1])
def test_an_x25519_point_of_small_order_is_refused(u: int) -> None:
    with refused("public-key"):
        load_kem_public(WORLD.ward_key.public[:1184] + u.to_bytes(32, "little"))


def test_a_persons_key_is_checked_whole() -> None:
    good = WORLD.gp.public
    check_person_public(good)
    with refused("public-key-length"):
        check_person_public(good[:-1])
    with refused("public-key"):
        check_person_public(b"\xff" * 384 + good[384:])
    with refused("weak-signature-key"):
        check_person_public(good[:EPOCH_PUBLIC] + bytes(32))


def test_a_person_is_an_epoch_key_and_a_signature_key() -> None:
    public = WORLD.gp.public
    assert len(public) == PERSON_PUBLIC
    assert kem_part(public) + signature_part(public) == public
    assert key_id(public) == WORLD.gp.id


def test_an_old_library_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.hpke", None)
    spec = importlib.util.spec_from_file_location("keys_with_an_old_library", keys.__file__)
    assert spec is not None
    assert spec.loader is not None
    with pytest.raises(Local, match=r"^crypto-version \(found=[0-9.]+\)$"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))

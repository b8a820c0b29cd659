"""Locks: what is printed, what is remembered, what the server keeps."""

import re

import pytest

from navette.core.encoding import CROCKFORD
from navette.envelope.keys import sha256
from navette.envelope.unlock import (
    Kind,
    login_proof,
    new_code,
    new_passphrase,
    read_code,
    read_passphrase,
    unwrap,
    wrap,
)
from tests.envelope.world import refused

SEED, ACCOUNT, SALT = b"s" * 32, b"a" * 16, b"t" * 16
LONG = "0123 4567 89AB CDEF GHJK MNPQ RSTV"


def test_a_code_is_seven_groups_of_four() -> None:
    code = new_code()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4} ){6}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert read_code(code) == code.replace(" ", "")[:26].encode()
    assert new_code() != code


def test_a_code_is_read_as_it_was_typed() -> None:
    printed = "OIL0 1234 5678 9ABC DEFG HJKM"
    secret = printed.replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1") + "NP"
    code = secret + _check(secret)
    typed = code.lower().replace("0", "o").replace("1", "l")
    assert read_code(f"  {typed[:5]}-{typed[5:9]} – {typed[9:]}".replace("–", "-")) == secret.encode()


def _check(secret: str) -> str:
    number = int.from_bytes(sha256(b"navette/v1 code\0", secret.encode())[:2], "big") >> 6
    return CROCKFORD[number >> 5] + CROCKFORD[number & 31]


@pytest.mark.parametrize("typed", ["", "ABCD", LONG[:-1], LONG + "A", LONG[:-1] + "U", "é" * 28])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with refused("code-groups"):
        read_code(typed)


def test_one_mistyped_symbol_is_noticed() -> None:
    """Ten bits of check: about one mistake in a thousand gets through to the lock, which then does not open."""
    code, noticed = new_code().replace(" ", ""), 0
    for at in range(28):
        wrong = code[:at] + CROCKFORD[(CROCKFORD.index(code[at]) + 1) % 32] + code[at + 1 :]
        try:
            read_code(wrong)
        except Exception as error:
            noticed += getattr(error, "code", None) == "code-mistyped"
    assert noticed >= 26


def test_a_passphrase_is_five_words_of_sixteen_bits() -> None:
    phrase = new_passphrase()
    assert re.fullmatch(r"([bdfghjklmnprstvz][aiou]){2}[bdfghjklmnprstvz](-\w{5}){4}", phrase)
    assert new_passphrase() != phrase


def test_a_passphrase_is_read_as_it_was_typed() -> None:
    for typed in ("lusab-babad-gutih", " Lusab  babad GUTIH ", "lusab - babad\tgutih"):
        assert read_passphrase(typed) == b"lusab-babad-gutih"
    assert read_passphrase("e\u0301te\u0301") == "été".encode()


@pytest.mark.parametrize(("kind", "secret"), [("code", b"0" * 26), ("prf", b"p" * 32), ("passphrase", b"lusab-babad")])
def test_a_lock_opens_with_its_secret_only(kind: Kind, secret: bytes) -> None:
    wrapped, login = wrap(SEED, ACCOUNT, kind, secret, SALT)
    assert unwrap(wrapped, ACCOUNT, kind, secret, SALT) == SEED
    assert sha256(login_proof(kind, secret, SALT)) == login
    assert len(wrapped) == 60
    for account, wrong in ((ACCOUNT, secret + b"x"), (b"b" * 16, secret)):
        with refused("lock"):
            unwrap(wrapped, account, kind, wrong, SALT)


def test_a_passphrase_needs_its_salt() -> None:
    wrapped, login = wrap(SEED, ACCOUNT, "passphrase", b"lusab-babad", SALT)
    with refused("lock"):
        unwrap(wrapped, ACCOUNT, "passphrase", b"lusab-babad", b"u" * 16)
    assert sha256(login_proof("passphrase", b"lusab-babad", b"u" * 16)) != login


def test_one_secret_under_two_kinds_is_two_locks() -> None:
    wrapped, login = wrap(SEED, ACCOUNT, "prf", b"p" * 32, SALT)
    with refused("lock"):
        unwrap(wrapped, ACCOUNT, "code", b"p" * 32, SALT)
    assert sha256(login_proof("code", b"p" * 32, SALT)) != login


@pytest.mark.parametrize("wrapped", [b"", bytes(7), bytes(12), bytes(27), bytes(60)])
def test_what_is_no_lock_does_not_open(wrapped: bytes) -> None:
    with refused("lock"):
        unwrap(wrapped, ACCOUNT, "prf", b"p" * 32, SALT)


def test_the_same_seed_is_never_wrapped_alike() -> None:
    assert wrap(SEED, ACCOUNT, "prf", b"p" * 32, SALT)[0] != wrap(SEED, ACCOUNT, "prf", b"p" * 32, SALT)[0]

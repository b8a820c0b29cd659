"""Locks in the page: what one language wraps the other unwraps; codes and passphrases are read alike."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from navette.envelope import unlock
from navette.envelope.keys import derive, sha256
from tests.js.engine import Call, Engine
from tests.js.envelopes import outcome

SEED, ACCOUNT, SALT = b"s" * 32, b"a" * 16, b"t" * 16
SECRETS: list[tuple[unlock.Kind, bytes]] = [
    ("code", b"0" * 26),
    ("prf", b"p" * 32),
    ("passphrase", b"lusab-babad-gutih-dizuf-zobal"),
]


def ask(run: Engine, function: str, *args: Any) -> Any:
    return run([Call("adapters/locks", function, args)])[0]


@pytest.mark.parametrize(("kind", "secret"), SECRETS)
def test_a_lock_crosses_both_ways(engines: Mapping[str, Engine], kind: unlock.Kind, secret: bytes) -> None:
    theirs, proof = unlock.wrap(SEED, ACCOUNT, kind, secret, SALT)
    about = (ACCOUNT.hex(), kind, secret.hex(), SALT.hex())
    for run in engines.values():
        wrapped, login = ask(run, "wrapped", SEED.hex(), *about)
        assert unlock.unwrap(bytes.fromhex(wrapped), ACCOUNT, kind, secret, SALT) == SEED
        assert (len(wrapped), login) == (120, proof.hex())
        assert ask(run, "unwrapped", theirs.hex(), *about) == SEED.hex()
        if kind != "passphrase":  # which is slow, and told its proof above
            assert sha256(bytes.fromhex(ask(run, "proof", *about[1:]))) == proof


def test_another_secret_account_or_lock_does_not_open(engines: Mapping[str, Engine]) -> None:
    good, _ = unlock.wrap(SEED, ACCOUNT, "prf", b"p" * 32, SALT)
    wrong = [
        (good, ACCOUNT, "prf", b"q" * 32),
        (good, b"b" * 16, "prf", b"p" * 32),
        (good, ACCOUNT, "code", b"p" * 32),
        *((bytes(length), ACCOUNT, "prf", b"p" * 32) for length in (0, 7, 12, 27, 60)),
    ]
    for run in engines.values():
        for lock, account, kind, secret in wrong:
            found = ask(run, "unwrapped", lock.hex(), account.hex(), kind, secret.hex(), SALT.hex())
            assert found == {"code": "lock"}


def test_codes_are_read_alike(engines: Mapping[str, Engine]) -> None:
    code = unlock.new_code()
    compact = code.replace(" ", "")
    other = "1" if compact[5] != "1" else "2"
    typed = [
        code, code.lower(), compact, f" {compact[:9]}-{compact[9:]}\u00a0\n", code.replace("0", "O").replace("1", "l"),
        "", "ABCD", compact[:-1], compact + "A", compact[:-1] + "U", "é" * 28, "\U0001f600" * 14,
        compact[:5] + other + compact[6:], "ß" * 14,
    ]  # fmt: skip
    expected = []
    for one in typed:
        failed = outcome(lambda one=one: unlock.read_code(one))  # type: ignore[misc]
        expected.append({"code": failed} if failed != "taken" else unlock.read_code(one).hex())
    assert expected[0] == expected[4] == compact[:26].encode().hex()
    for run in engines.values():
        assert ask(run, "read", typed) == expected


def test_passphrases_are_read_alike(engines: Mapping[str, Engine]) -> None:
    typed = [
        "lusab-babad",
        " Lusab  babad ",
        "lusab - babad\tgutih",
        "e\u0301te\u0301",
        "ÉTÉ",
        "ΣΑΣ",
        "ﬁn",
        "--a--",
        "a\u2003b",
    ]
    for run in engines.values():
        assert ask(run, "readPassphrases", typed) == [unlock.read_passphrase(one).hex() for one in typed]


def test_what_the_page_draws_is_what_python_reads(engines: Mapping[str, Engine]) -> None:
    for run in engines.values():
        codes, phrases = ask(run, "drawn", 40)
        assert len(set(codes)) == len(set(phrases)) == 40
        for code in codes:
            assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4} ){6}[0-9A-HJKMNP-TV-Z]{4}", code)
            assert unlock.read_code(code) == code.replace(" ", "")[:26].encode()
        assert {code[0] for code in codes} - set("0123"), "all 130 bits are drawn"
        for phrase in phrases:
            assert re.fullmatch(r"(([bdfghjklmnprstvz][aiou]){2}[bdfghjklmnprstvz]-?){5}", phrase)


def test_the_lock_of_a_code_is_found_by_the_code(engines: Mapping[str, Engine]) -> None:
    for run in engines.values():
        found = ask(run, "codeLockId", (b"0" * 26).hex())
        assert found == derive(b"0" * 26, "navette/v1 unlock code id")[:16].hex()


def test_the_lock_of_a_passphrase_is_found_by_its_words(engines: Mapping[str, Engine]) -> None:
    """However they are parted; the wrapped seed is then like any other of the kind."""
    typed, salt = "Lusab babad gutih  dizuf-ZOBAL", sha256(b"navette/v1 unlock passphrase salt")[:16]
    words = unlock.read_passphrase(typed)
    strong = Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=65536).derive(words)
    expected = [strong.hex(), salt.hex(), derive(strong, "navette/v1 unlock passphrase id")[:16].hex()]
    for run in engines.values():
        assert ask(run, "strongPassphrase", typed) == expected


def test_a_passphrase_is_told_from_a_code(engines: Mapping[str, Engine]) -> None:
    words = ["lusab-babad-gutih-dizuf-zobal", " Lusab  babad gutih\tdizuf zobal\n", unlock.new_passphrase()]
    others = ["", "lusab-babad-gutih-dizuf", "a b c d e f", "AB12 CDEF GHJK MNPQ RSTV", unlock.new_code()]
    for run in engines.values():
        assert ask(run, "arePassphrases", [*words, *others]) == [True] * len(words) + [False] * len(others)

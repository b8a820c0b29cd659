"""Checkpoints: what is written is C2SP's, and nothing else is read."""

import base64
import hashlib
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from navette.core.errors import Refused
from navette.ledger.checkpoint import MAX_NOTE, read_checkpoint, read_vkey, sign_checkpoint, vkey

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "ledger" / "signed-notes.json").read_text("utf-8"))
ORIGIN = "navette.example/actes"
ROOT = hashlib.sha256(b"a tree").digest()
KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"a ledger").digest())
PUBLIC = KEY.public_key().public_bytes_raw()
NOTE = sign_checkpoint(ORIGIN, 42, ROOT, KEY).note
TEXT = NOTE.partition("\n\n")[0] + "\n"
WITNESS, WITNESS_KEY = "ch-du-gier.example/temoin", Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1")
WITNESSES = {WITNESS: WITNESS_KEY.public_key().public_bytes_raw()}
SEEN = 1795341600


def line(name: str, blob: bytes) -> str:
    return f"\u2014 {name} {base64.b64encode(blob).decode()}\n"


def key_hash(name: str, kind: int, public: bytes) -> bytes:
    """signed-note: SHA-256(name ‖ newline ‖ type ‖ key), first four bytes."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def log_line(text: str, key: Ed25519PrivateKey = KEY, name: str = ORIGIN) -> str:
    public = key.public_key().public_bytes_raw()
    return line(name, key_hash(name, 1, public) + key.sign(text.encode()))


def cosignature(text: str = TEXT, seen: int = SEEN, kind: int = 4) -> str:
    """tlog-cosignature: what the Ed25519 type signs, written out."""
    signed = f"cosignature/v1\ntime {seen}\n{text}".encode()
    blob = key_hash(WITNESS, kind, WITNESSES[WITNESS]) + struct.pack(">Q", seen) + WITNESS_KEY.sign(signed)
    return line(WITNESS, blob)


def resigned(text: str) -> str:
    """A text of the log's own making, signed as it stands: only its form can be wrong."""
    return text + "\n" + log_line(text)


def refused(note: str, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        read_checkpoint(note, ORIGIN, PUBLIC, **more)
    return str(caught.value)


# -- what is written ------------------------------------------------------------------------------------------------


def test_written_and_read() -> None:
    checkpoint = read_checkpoint(NOTE, ORIGIN, PUBLIC)
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (ORIGIN, 42, ROOT)
    assert checkpoint.note == NOTE
    assert checkpoint == sign_checkpoint(ORIGIN, 42, ROOT, KEY)


def test_the_note_is_spelled_as_the_specification_says() -> None:
    assert TEXT == f"{ORIGIN}\n42\n{base64.b64encode(ROOT).decode()}\n"  # noqa: SIM300
    assert NOTE == TEXT + "\n" + log_line(TEXT)  # noqa: SIM300


def test_an_empty_ledger_has_a_checkpoint() -> None:
    note = sign_checkpoint(ORIGIN, 0, hashlib.sha256().digest(), KEY).note
    assert read_checkpoint(note, ORIGIN, PUBLIC).size == 0


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "a\nb", "nb\u00a0sp", "\x07", "\ud800"])
def test_an_origin_must_be_able_to_name_a_key(origin: str) -> None:
    with pytest.raises(Refused, match="checkpoint-text"):
        sign_checkpoint(origin, 1, ROOT, KEY)
    with pytest.raises(Refused, match="checkpoint-text"):
        vkey(origin, PUBLIC)


@given(size=st.integers(0, 10**15 - 1), digest=st.binary(min_size=32, max_size=32))
@settings(max_examples=50)
def test_any_checkpoint_survives_the_round(size: int, digest: bytes) -> None:
    checkpoint = read_checkpoint(sign_checkpoint(ORIGIN, size, digest, KEY).note, ORIGIN, PUBLIC)
    assert (checkpoint.size, checkpoint.root) == (size, digest)


# -- published notes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", VECTORS["checkpoints"])
def test_published_checkpoints(case: dict[str, Any]) -> None:
    checkpoint = read_checkpoint(case["note"], *read_vkey(case["vkey"]))
    assert (checkpoint.size, checkpoint.root.hex()) == (case["size"], case["root"])


@pytest.mark.parametrize("case", VECTORS["verifier_keys"])
def test_published_verifier_keys(case: dict[str, Any]) -> None:
    name, public = read_vkey(case["vkey"])
    assert vkey(name, public) == case["vkey"]
    with pytest.raises(Refused, match=r"checkpoint-text \(line=count"):  # the text verifies or not: it is no checkpoint
        read_checkpoint(case["text"] + "\n" + case["line"], name, public)
    if case["seed"]:
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(case["seed"]))
        assert log_line(case["text"], key, name) == case["line"]


@pytest.mark.parametrize("text", VECTORS["refused_verifier_keys"]["vkeys"])
def test_published_bad_verifier_keys(text: str) -> None:
    with pytest.raises(Refused, match="verifier-key"):
        read_vkey(text)


def test_every_mangling_of_a_verifier_key_is_refused() -> None:
    """As the reference implementation tests itself: every substring, and every symbol moved by one."""
    whole = VECTORS["verifier_keys"][0]["vkey"]
    cuts = {whole[start:end] for start in range(len(whole)) for end in range(start + 1, len(whole) + 1)} - {whole}
    bumps = {whole[:at] + chr(ord(whole[at]) + 1) + whole[at + 1 :] for at in range(len(whole))}
    for text in ["", *cuts, *bumps]:
        with pytest.raises(Refused, match="verifier-key"):
            read_vkey(text)


def test_a_weak_key_is_not_pinned() -> None:
    weak = b"\1" + bytes(31)  # the neutral element: one signature of it verifies for any text
    with pytest.raises(Refused, match="weak-signature-key"):
        read_vkey(vkey(ORIGIN, weak))


# -- the text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "change"),
    [
        ("origin", lambda text: text.replace("/actes", "/annuaire")),
        ("origin", lambda text: text.replace("/actes", "/actes ")),
        ("size", lambda text: text.replace("\n42\n", "\n042\n")),
        ("size", lambda text: text.replace("\n42\n", "\n00\n")),
        ("size", lambda text: text.replace("\n42\n", "\n-42\n")),
        ("size", lambda text: text.replace("\n42\n", "\n+42\n")),
        ("size", lambda text: text.replace("\n42\n", "\n4_2\n")),
        ("size", lambda text: text.replace("\n42\n", "\n٤٢\n")),
        ("size", lambda text: text.replace("\n42\n", "\n42 \n")),
        ("size", lambda text: text.replace("\n42\n", "\n1000000000000000\n")),
        ("count", lambda text: text + "an extension\n"),
        ("count", lambda text: text.replace("42\n", "")),
        ("root", lambda text: text.replace("=\n", "\n")),
        ("root", lambda text: text.replace("=\n", "*\n")),
        ("root", lambda text: text.replace("=\n", "é\n")),
        ("root", lambda text: text.replace("=\n", "==\n")),
        ("root", lambda text: "\n".join([*text.split("\n")[:2], base64.b64encode(ROOT[:31]).decode(), ""])),
    ],
)
def test_a_text_of_another_form_is_refused_though_signed(at: str, change: Callable[[str], str]) -> None:
    changed = change(TEXT)
    assert changed != TEXT
    assert refused(resigned(changed)) == f"checkpoint-text (line={at})"


def test_unused_bits_of_base64_are_zero() -> None:
    spelled = base64.b64encode(ROOT).decode()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = spelled[:-2] + alphabet[alphabet.index(spelled[-2]) + 1] + "="
    assert base64.b64decode(other) == ROOT  # the same bytes, spelled otherwise
    assert refused(resigned(TEXT.replace(spelled, other))) == "checkpoint-text (line=root)"


# -- the signatures -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        TEXT,
        TEXT + "\n",
        TEXT + log_line(TEXT),  # no blank line
        NOTE[:-1],  # no newline at the end
        NOTE + "\n",
        NOTE + "Unexpected line.\n",
        NOTE + "- navette.example/x AAAAAAAA\n",
        NOTE + "\u2014 navette.example/x\n",
        NOTE + "\u2014 two words AAAAAAAA\n",
        NOTE + "\u2014 a+b AAAAAAAA\n",
        NOTE + "\u2014 \x07 AAAAAAAA\n",
        NOTE + "\u2014 \ud800 AAAAAAAA\n",
        NOTE + "\u2014 navette.example/x AAAA*AAA\n",
        NOTE + "\u2014 navette.example/x AAAAAA==\n",  # a key id and no signature
        NOTE + "\u2014 navette.example/x AAAAAAB=\n",
        NOTE.replace("\u2014 ", "\u2014  "),
        NOTE.replace("\n", "\r\n"),
        NOTE + line("navette.example/x", bytes(MAX_NOTE)),
        "",
    ],
)
def test_a_note_of_another_form_is_refused(note: str) -> None:
    assert refused(note).startswith("checkpoint-text")


def test_unknown_signatures_are_skipped() -> None:
    others = [
        line("somebody.example/else", b"\0" * 68),
        line("somebody.example/later", b"\0" * 5000),  # of a type this reader does not know
        line(ORIGIN, b"\0" * 68),  # the log's name with another key
        line("a.example/namesake", key_hash(ORIGIN, 1, PUBLIC) + bytes(64)),  # the log's key id under another name
        cosignature(kind=6),  # the witness with another kind of key
    ]
    note = TEXT + "\n" + "".join([*others, log_line(TEXT), *others])
    assert read_checkpoint(note, ORIGIN, PUBLIC, WITNESSES).cosigned == {}


def test_somebody_else_may_not_sign_for_the_log() -> None:
    other = Ed25519PrivateKey.generate()
    assert refused(TEXT + "\n" + log_line(TEXT, other)) == f"checkpoint-unsigned (origin={ORIGIN})"
    assert refused(TEXT + "\n" + log_line(TEXT, KEY, "navette.example/annuaire")).startswith("checkpoint-unsigned")
    assert refused(TEXT + "\n" + cosignature(), witnesses=WITNESSES).startswith("checkpoint-unsigned")


def test_the_witness_key_of_the_same_name_is_not_the_log() -> None:
    """The type enters the key's hash: a cosignature under the log's own name and key does not sign for the log."""
    signed = f"cosignature/v1\ntime {SEEN}\n{TEXT}".encode()
    blob = key_hash(ORIGIN, 4, PUBLIC) + struct.pack(">Q", SEEN) + KEY.sign(signed)
    assert refused(TEXT + "\n" + line(ORIGIN, blob)).startswith("checkpoint-unsigned")


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("\n42\n", "\n43\n"),
        TEXT + "\n" + line(ORIGIN, key_hash(ORIGIN, 1, PUBLIC) + bytes(64)),
        TEXT + "\n" + line(ORIGIN, key_hash(ORIGIN, 1, PUBLIC) + b"short"),
        NOTE + line(ORIGIN, key_hash(ORIGIN, 1, PUBLIC) + bytes(64)),  # one that verifies does not excuse another
    ],
)
def test_a_signature_that_does_not_verify_spoils_the_note(note: str) -> None:
    assert refused(note) == f"checkpoint-signature (name={ORIGIN})"


# -- witnesses ------------------------------------------------------------------------------------------------------


def test_a_witness_is_counted() -> None:
    checkpoint = read_checkpoint(NOTE + cosignature(), ORIGIN, PUBLIC, WITNESSES, 1)
    assert checkpoint.cosigned == {WITNESS: SEEN}


def test_too_few_witnesses() -> None:
    assert refused(NOTE, witnesses=WITNESSES, quorum=1) == "too-few-witnesses (cosigned=0, quorum=1)"
    assert (
        refused(NOTE + cosignature() * 2, witnesses=WITNESSES, quorum=2) == "too-few-witnesses (cosigned=1, quorum=2)"
    )
    assert refused(NOTE + cosignature(), quorum=1).startswith("too-few-witnesses")


@pytest.mark.parametrize(
    "witnessed",
    [
        cosignature(TEXT.replace("42", "41")),
        line(WITNESS, key_hash(WITNESS, 4, WITNESSES[WITNESS]) + bytes(71)),
        line(WITNESS, key_hash(WITNESS, 4, WITNESSES[WITNESS]) + bytes(72)),
        line(WITNESS, key_hash(WITNESS, 4, WITNESSES[WITNESS]) + WITNESS_KEY.sign(TEXT.encode())),
        cosignature(seen=2**63),  # tlog-cosignature: at most 2^63 - 1
    ],
)
def test_a_cosignature_that_does_not_verify_spoils_the_note(witnessed: str) -> None:
    assert refused(NOTE + witnessed, witnesses=WITNESSES) == f"checkpoint-signature (name={WITNESS})"

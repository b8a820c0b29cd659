"""The same notes and verifier keys in JavaScript, the good ones and the bad."""

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.core.encoding import b64
from navette.ledger.checkpoint import read_checkpoint, read_vkey, sign_checkpoint, vkey
from tests.ledger import test_checkpoint as notes
from tests.ledger.twins import Engines, codes, outcome, parameters, same_everywhere

Case = tuple[str, str, bytes, Mapping[str, bytes], int]


def checkpoint_cases() -> list[Case]:
    """The notes of test_checkpoint.py, good and bad, and one of every size that is near an end."""
    changes = parameters(notes.test_a_text_of_another_form_is_refused_though_signed)
    found = [
        notes.NOTE,
        *(notes.resigned(change(notes.TEXT)) for _, change in changes),
        *parameters(notes.test_a_note_of_another_form_is_refused),
        *parameters(notes.test_a_signature_that_does_not_verify_spoils_the_note),
        notes.TEXT + "\n" + notes.log_line(notes.TEXT, Ed25519PrivateKey.generate()),
        notes.TEXT + "\n" + notes.line("somebody.example/else", bytes(68)) + notes.log_line(notes.TEXT),
        notes.TEXT + "\n" + notes.cosignature(),
        *(sign_checkpoint(notes.ORIGIN, size, notes.ROOT, notes.KEY).note for size in (0, 1, 2**31, 2**53, 10**15 - 1)),
    ]
    cosigned = [notes.cosignature(), notes.cosignature() * 2, notes.cosignature(kind=6)]
    cosigned += parameters(notes.test_a_cosignature_that_does_not_verify_spoils_the_note)
    cases: list[Case] = []
    cases += [(note, notes.ORIGIN, notes.PUBLIC, {}, 0) for note in found]
    cases += [
        (notes.NOTE + more, notes.ORIGIN, notes.PUBLIC, notes.WITNESSES, quorum)
        for more in cosigned
        for quorum in (0, 1)
    ]
    for key in (b"\1" + bytes(31), bytes(32), b"\xff" * 32):  # that sign anything, and that is none
        said = notes.line(notes.ORIGIN, notes.key_hash(notes.ORIGIN, 1, key) + bytes(64))
        cases += [(note, notes.ORIGIN, key, {}, 0) for note in (notes.NOTE, notes.NOTE + said)]
    cases += [(one["note"], *read_vkey(one["vkey"]), {}, 0) for one in notes.VECTORS["checkpoints"]]
    for other in ("\ufeff", "\u200b", "é", "\x85", "\x1f", "\u2028", "😀"):  # white space is not the same everywhere
        cases.append((notes.NOTE + notes.line(other, bytes(68)), notes.ORIGIN, notes.PUBLIC, {}, 0))
    return cases


def test_checkpoints(engines: Engines) -> None:
    cases = checkpoint_cases()

    def read(note: str, origin: str, key: bytes, witnesses: Mapping[str, bytes], quorum: int) -> object:
        found = read_checkpoint(note, origin, key, witnesses, quorum)
        return [found.size, b64(found.root), dict(found.cosigned)]

    expected = [outcome(read, *case) for case in cases]
    forms = {
        "checkpoint-text",
        "checkpoint-signature",
        "checkpoint-unsigned",
        "too-few-witnesses",
        "weak-signature-key",
    }
    assert codes(expected) == forms
    given = [
        [note, origin, b64(key), {name: b64(one) for name, one in witnesses.items()}, quorum]
        for note, origin, key, witnesses, quorum in cases
    ]
    same_everywhere(engines, "checkpoints", (given,), expected)


def test_verifier_keys(engines: Engines) -> None:
    whole = notes.VECTORS["verifier_keys"][0]["vkey"]
    texts = [one["vkey"] for one in notes.VECTORS["verifier_keys"]]
    texts += notes.VECTORS["refused_verifier_keys"]["vkeys"]
    texts += ["", "a+b", "+00000000+", vkey(notes.ORIGIN, b"\1" + bytes(31)), vkey("é", notes.PUBLIC)]
    texts += [whole[:at] + chr(ord(whole[at]) + 1) + whole[at + 1 :] for at in range(len(whole))]
    texts += [whole[:end] for end in range(len(whole))]

    def read(text: str) -> object:
        origin, key = read_vkey(text)
        return [origin, b64(key), vkey(origin, key)]

    expected = [outcome(read, text) for text in texts]
    same_everywhere(engines, "verifierKeys", (texts,), expected)

"""Invitation codes: pasted any way, whole or refused; and the notes a coordinator keeps of them."""

import base64
import json
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from navette.client import invitation
from navette.client.folder import Folder
from navette.client.invitation import PREFIX, Code
from navette.client.secret_notes import FILE, Note, SecretNotes
from navette.core.encoding import b64
from navette.core.errors import Local, Refused
from navette.core.parties import MailboxKind
from navette.envelope.canonical import canonical
from navette.envelope.keys import sha256
from navette.envelope.person import Person
from navette.ledger.checkpoint import vkey

PUBLIC = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key().public_bytes_raw()
CODE = Code(
    url="https://navette.example",
    id=bytes(16),
    secret=bytes(range(32)),
    role="mailbox",
    identity={"name": "Dr Zoé Martin", "profession": "médecin"},
    kind=MailboxKind.PERSONAL,
    address="dr.martin@monistrol.example",
    coordinators=frozenset({bytes(32), bytes(range(32))}),
    ledgers={ledger: vkey(f"navette.example/{ledger}", PUBLIC) for ledger in ("annuaire", "actes")},
)


def test_a_code_is_read_however_it_is_pasted() -> None:
    text = invitation.write(CODE)
    assert text.startswith("navette-")
    folded = "\n  ".join(text[at : at + 60] for at in range(0, len(text), 60))
    assert invitation.read(text) == invitation.read(f" {folded}\n") == CODE
    person = replace(CODE, role="person", kind=None, address=None, coordinators=frozenset())
    assert invitation.read(invitation.write(person)) == person


@given(st.integers(0, len(invitation.write(CODE)) - 1), st.sampled_from("AZaz09-_ é+/="))
def test_a_code_mistyped_anywhere_is_refused(at: int, other: str) -> None:
    text = invitation.write(CODE)
    changed = text[:at] + other + text[at + 1 :]
    try:
        assert invitation.read(changed) == CODE
    except Refused as error:
        assert error.code == "invitation"  # noqa: PT017
    else:
        assert changed == text


@pytest.mark.parametrize("text", ["", "navette-", "navette", "AAAA", "navette-AAAA", "navette-!"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="invitation"):
        invitation.read(text)


@pytest.mark.parametrize(
    "change",
    [
        {"role": "operator"},
        {"role": "person"},
        {"kind": ""},
        {"kind": "XYZ"},
        {"ledgers": {}},
        {"ledgers": {"annuaire": "a", "actes": "b"}},
        {"secret": b64(bytes(31))},
        {"coordinators": ["A"]},
        {"identity": "Dr Martin"},
    ],
)
def test_a_code_of_another_form_is_refused(change: dict[str, object]) -> None:
    packed = invitation.write(CODE).removeprefix(PREFIX)
    value = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))[:-4])
    raw = canonical({**value, **change})
    with pytest.raises(Refused, match="invitation"):
        invitation.read(PREFIX + b64(raw + sha256(raw)[:4]))


def test_the_binding_names_both_keys_and_needs_the_secret() -> None:
    person, mailbox = secrets.token_bytes(32), secrets.token_bytes(16)
    made = {
        invitation.binding(CODE.secret, person, mailbox),
        invitation.binding(CODE.secret, person, None),
        invitation.binding(CODE.secret, bytes(32), mailbox),
        invitation.binding(bytes(32), person, mailbox),
    }
    assert len(made) == 4
    assert invitation.claim(CODE.secret) not in made


def test_the_notes_are_sealed_to_the_coordinator(tmp_path: Path) -> None:
    folder, person = Folder(tmp_path), Person.new()
    note = Note(secrets.token_bytes(32), "person", {"name": "Mme Leroy", "profession": "infirmière"}, None)
    box = Note(
        secrets.token_bytes(32), "mailbox", note.identity, {"kind": "ORG", "address": "a@b.example", "name": "A"}
    )
    SecretNotes(folder, person).add(bytes(16), note)
    SecretNotes(folder, person).add(bytes(range(16)), box)
    assert SecretNotes(folder, person).all() == {bytes(16): note, bytes(range(16)): box}
    assert box.certificate == {"address": "a@b.example", "name": "A"}
    raw = (folder / FILE).read_bytes()
    for secret in (note.secret, b64(note.secret).encode(), b"Leroy"):
        assert secret not in raw
    with pytest.raises(Local, match="file"):
        SecretNotes(folder, Person.new()).all()


def test_notes_that_are_none_are_named_damaged(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert SecretNotes(folder, Person.new()).all() == {}
    for sealed in ("AA", "", "!", 7):
        folder.write_json(FILE, {"v": "1", "sealed": sealed})
        with pytest.raises(Local, match="file"):
            SecretNotes(folder, Person.new()).all()

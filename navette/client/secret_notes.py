"""A coordinator's invitation secrets, in invitations.json: sealed under the account key, opened in memory only."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from navette.client.answer import Fields
from navette.client.folder import Folder
from navette.core.encoding import b64, unb64
from navette.core.errors import Local, NavetteError
from navette.envelope.keys import derive
from navette.envelope.person import Person

FILE = "invitations.json"
LABEL = "navette/v1 invitations"
NONCE = 12


@dataclass(frozen=True, slots=True)
class Note:
    """What was agreed when inviting. mailbox: kind, address, name, of the mailbox to be made."""

    secret: bytes = field(repr=False)
    role: str
    identity: Mapping[str, str]
    mailbox: Mapping[str, str] | None

    @property
    def certificate(self) -> Mapping[str, str]:
        """What the mailbox's certificate will say."""
        return {name: value for name, value in (self.mailbox or {}).items() if name != "kind"}


class SecretNotes:
    """The notes of one coordinator."""

    def __init__(self, folder: Folder, person: Person) -> None:
        self._folder, self._gcm = folder, AESGCM(derive(person.seed, LABEL))

    def all(self) -> dict[bytes, Note]:
        """By invitation id. Local: file (damaged, or another person's)."""
        value = self._folder.read_json(FILE)
        if value is None:
            return {}
        try:
            sealed = Fields(value).text("sealed")
            data = unb64(sealed, len(sealed) * 3 // 4)
            opened = json.loads(self._gcm.decrypt(data[:NONCE], data[NONCE:], LABEL.encode()))
        except (InvalidTag, NavetteError, ValueError) as error:
            raise Local("file", path=FILE, problem="damaged") from error
        return {unb64(identifier, 16): _read(Fields(note)) for identifier, note in opened.items()}

    def add(self, identifier: bytes, note: Note) -> None:
        """Keeps one more, durably."""
        notes = {b64(one): _write(kept) for one, kept in {**self.all(), identifier: note}.items()}
        nonce = secrets.token_bytes(NONCE)
        sealed = nonce + self._gcm.encrypt(nonce, json.dumps(notes).encode(), LABEL.encode())
        self._folder.write_json(FILE, {"v": "1", "sealed": b64(sealed)})


def _write(note: Note) -> dict[str, object]:
    mailbox = None if note.mailbox is None else dict(note.mailbox)
    return {"secret": b64(note.secret), "role": note.role, "identity": dict(note.identity), "mailbox": mailbox}


def _read(fields: Fields) -> Note:
    mailbox = fields.strings("mailbox") if fields.has("mailbox") else None
    return Note(fields.raw("secret", 32), fields.text("role"), fields.strings("identity"), mailbox)

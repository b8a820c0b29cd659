"""Joining: an invitation code becomes a person, its keyring, and perhaps a mailbox.

At every step, what is true if we stop here: join.json holds what is to be sent, and none of the keys; the keyring is
on disk, locked, before the server hears of it. Asked again with the same code, joining goes on from there.
"""

import secrets
from datetime import UTC, datetime, timedelta

from navette.client import invitation, pins
from navette.client.answer import Fields, malformed
from navette.client.folder import Folder
from navette.client.http import Api
from navette.client.invitation import Code
from navette.client.items import Joined
from navette.client.keyring import FILE as KEYRING
from navette.client.keyring import Keyring
from navette.client.ledgers import Leaf, Ledgers
from navette.client.pins import Pins
from navette.client.vouching import ANNUAIRE, certify
from navette.core.encoding import b64, timestamp
from navette.core.errors import Local, NavetteError
from navette.core.parties import Role
from navette.envelope.keys import ID
from navette.envelope.person import Person
from navette.envelope.seat import KemKey, give_seat
from navette.envelope.unlock import new_code

FILE = "join.json"
VOUCHED_DAYS = 730


async def join(code: str, folder: Folder, passphrase: str) -> Joined:
    """Makes the keys here, keeps them locked, and shows the server and the coordinator that they are the invited one's.

    Called again with the same code after an interruption, it goes on where it stopped; the printed code of before then
    opens nothing. Refused: invitation, invitation-expired. Conflict: invitation-used, address-taken. Local:
    keyring-exists, server-unreachable.
    """
    invited = invitation.read(code)
    printed = new_code()
    person = _prepare(folder, invited, passphrase, printed)
    api = Api(invited.url, person)
    try:
        mailbox = await _send(api, folder, person, invited)
    finally:
        await api.close()
    folder.remove(FILE)
    return Joined(person.id, invited.identity.get("name", ""), printed, mailbox, invited.address if mailbox else None)


def _prepare(folder: Folder, invited: Code, passphrase: str, printed: str) -> Person:
    """The person, whose keyring, pins and request are on disk once this returns."""
    keyring = Keyring(folder)
    begun = folder.read_json(FILE)
    if keyring.exists:
        if begun is None or begun.get("invitation") != b64(invited.id):
            raise Local("keyring-exists")
        return keyring.change_locks(passphrase, passphrase, printed)
    person = Person.new()
    coordinators = invited.coordinators | ({person.id} if invited.role == "coordinator" else set())
    pins.save(folder, Pins(invited.url, coordinators, invited.ledgers, {}))
    folder.write_json(FILE, _request(invited, person))
    keyring.create(person, passphrase, printed)
    return person


def _request(invited: Code, person: Person) -> dict[str, object]:
    """The body of POST /v1/join: with it, and the keyring, nothing else is needed."""
    mailbox_id = secrets.token_bytes(ID) if invited.kind is not None else None
    statement = person.sign_statement(
        {"type": "person", "public": b64(person.public), "salt": b64(secrets.token_bytes(16))}
    )
    return {
        "invitation": b64(invited.id),
        "claim": b64(invitation.claim(invited.secret)),
        "binding": b64(invitation.binding(invited.secret, person.id, mailbox_id)),
        "person": {"statement": statement.raw.decode(), "signature": b64(statement.signature)},
        "mailbox": None if mailbox_id is None else _mailbox(invited, person, mailbox_id),
    }


def _mailbox(invited: Code, person: Person, mailbox: bytes) -> dict[str, str]:
    epoch = KemKey.new()
    assert invited.kind is not None  # the code was read so
    statement = person.sign_statement(
        {
            "type": "mailbox",
            "mailbox": b64(mailbox),
            "kind": invited.kind.value,
            "address": invited.address,
            "n": "0",
            "prev": "",
            "public": b64(epoch.public),
            "members": [{"key": b64(person.id), "role": Role.GUARDIAN.value}],
            "time": timestamp(int(datetime.now(UTC).timestamp())),
        }
    )
    return {
        "statement": statement.raw.decode(),
        "signature": b64(statement.signature),
        "seat": b64(give_seat(mailbox, epoch, person.public)),
    }


async def _send(api: Api, folder: Folder, person: Person, invited: Code) -> bytes | None:
    """Joins, and finds the person's statement in the ledger; the mailbox made, if any."""
    body = folder.read_json(FILE)
    try:
        answer = Fields(await api.ask("POST", "/v1/join", body=body, signed=False))
    except NavetteError as error:
        if error.family in ("refused", "conflict"):
            _undo(folder)
        raise
    if answer.raw("person", 32) != person.id:
        raise malformed("person")
    sent = Fields(body).fields("person")
    ledgers = Ledgers(api, folder)
    leaf = Leaf(answer.number("index"), sent.encoded("statement"), sent.raw("signature", 64))
    await ledgers.confirm(ANNUAIRE, answer.text("checkpoint"), [leaf])
    if not invited.coordinators:  # the first coordinator: nobody else can vouch for her
        await certify(api, ledgers, person, person.id, invited.identity, _until())
    return answer.maybe_raw("mailbox", 16)


def _until() -> str:
    return (datetime.now(UTC) + timedelta(days=VOUCHED_DAYS)).date().isoformat()


def _undo(folder: Folder) -> None:
    """The server refused for good: the folder is free for another code."""
    for name in (KEYRING, pins.FILE, FILE):
        folder.remove(name)

"""A recovery sheet for somebody of the cast, so that a browser can be theirs without joining again."""

import hmac
import json
import secrets
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from navette.client.http import Api
from navette.core.encoding import b64
from navette.envelope.keys import derive
from navette.envelope.person import Person
from navette.envelope.unlock import new_code, read_code, wrap
from tests.client.world import World

VAULT: Final = "navette/v1 vault"


def home(world: World) -> str:
    """Where the pages are: passkeys know names, and no addresses of machines."""
    return f"http://localhost:{world.server.port}"


async def sheet(world: World, name: str) -> str:
    """A printed code that unlocks that person's account, the pins beside it, as joining leaves them."""
    who = world.cast[name]
    code, account, salt = new_code(), secrets.token_bytes(16), secrets.token_bytes(16)
    secret = read_code(code)
    wrapped, login = wrap(who.person.seed, account, "code", secret, salt)
    lock = {"kind": "code", "label": "2026-11-22", "credential": None, "account": b64(account), "salt": b64(salt)}
    pins = json.loads((who.home / "pins.json").read_bytes())
    records = {".index": ["pins.json"], "pins.json": {**pins, "url": home(world)}}
    api = Api(home(world), who.person)
    try:
        path = f"/v1/locks/{b64(derive(secret, 'navette/v1 unlock code id')[:16])}"
        await api.ask("PUT", path, body={**lock, "wrapped": b64(wrapped), "login": b64(login)})
        for record, value in records.items():
            await api.put(*_sealed(who.person, record, json.dumps(value).encode()), signed=True)
    finally:
        await api.close()
    return code


def _sealed(person: Person, name: str, data: bytes) -> tuple[str, bytes]:
    """Where a record of the vault is kept, and its sealed bytes."""
    place = hmac.digest(derive(person.seed, f"{VAULT} names"), name.encode(), "sha256")[:16]
    iv = secrets.token_bytes(12)
    sealed = AESGCM(derive(person.seed, VAULT)).encrypt(iv, data, f"{VAULT}\0{name}".encode())
    return f"/v1/notes/{b64(place)}", iv + sealed

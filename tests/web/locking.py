"""How somebody keeps locks and opens them again, against a real server."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from navette.core.encoding import b64, unb64
from navette.envelope.person import Person
from navette.envelope.unlock import login_proof, unwrap, wrap
from tests.authenticator import Authenticator
from tests.things import Answer
from tests.world import World

Json = dict[str, Any]


def drawn(length: int) -> Any:
    return field(default_factory=lambda: secrets.token_bytes(length))


@dataclass
class Account:
    """What a person alone has: a seed, and a secret that it is wrapped under."""

    seed: bytes = drawn(32)
    id: bytes = drawn(16)
    secret: bytes = drawn(26)
    salt: bytes = drawn(16)
    lock: bytes = drawn(16)

    def code(self, **changes: object) -> Json:
        """The body of a lock that a code opens."""
        wrapped, login = wrap(self.seed, self.id, "code", self.secret, self.salt)
        return {
            "kind": "code",
            "label": "Feuille imprimée",
            "account": b64(self.id),
            "salt": b64(self.salt),
            "wrapped": b64(wrapped),
            "login": b64(login),
            "credential": None,
            **changes,
        }

    def passkey(self, registration: object, **changes: object) -> Json:
        """The body of a lock that a passkey opens."""
        wrapped, _ = wrap(self.seed, self.id, "prf", self.secret, self.salt)
        given = {"kind": "prf", "label": "PC du cabinet", "wrapped": b64(wrapped), "login": None}
        return self.code(**{**given, "credential": registration, **changes})

    @property
    def proof(self) -> bytes:
        return login_proof("code", self.secret, self.salt)

    def opened(self, answer: Answer) -> bytes:
        """The seed, out of what came back."""
        assert answer.status == 200, answer.body[:300]
        assert answer["account"] == b64(self.id)
        return unwrap(unb64(answer["wrapped"], 60), self.id, answer["kind"], self.secret, self.salt)


async def keep(world: World, by: Person, lock: bytes, value: object) -> Answer:
    return await world.ask("PUT", f"/v1/locks/{b64(lock)}", by, value)


async def locks_of(world: World, by: Person) -> list[Json]:
    found: list[Json] = (await world.ask("GET", "/v1/locks", by))["locks"]
    return found


async def unlock(world: World, lock: bytes, login: bytes) -> Answer:
    return await world.ask("POST", "/v1/unlock", value={"lock": b64(lock), "login": b64(login)})


async def challenge(world: World) -> Json:
    return (await world.ask("POST", "/v1/passkeys/challenge")).value


def authenticator(world: World, **more: Any) -> Authenticator:
    """Of the page that this server serves."""
    given = {"rp": world.client.host, "origin": f"http://{world.host}", **more}
    return Authenticator(**given)


async def registered(world: World, by: Person, device: Authenticator, account: Account) -> Answer:
    registration = device.register((await challenge(world))["challenge"])
    return await keep(world, by, account.lock, account.passkey(registration))


async def assert_with(world: World, device: Authenticator, given: str | None = None, **client: object) -> Answer:
    answered = device.answer((await challenge(world))["challenge"] if given is None else given, **client)
    return await world.ask("POST", "/v1/unlock/passkey", value={"credential": answered})


async def with_passkey(world: World, **more: Any) -> tuple[Person, Authenticator, Account]:
    """Somebody who has joined and has a passkey."""
    person, device, account = await world.arrive(), authenticator(world, **more), Account()
    done = await registered(world, person, device, account)
    assert done.status == 201, done.body[:300]
    return person, device, account

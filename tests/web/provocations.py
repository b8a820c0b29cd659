"""The register of refusals: for each code, what somebody does to be answered with it.

A provocation shares the territory of its module with the others and makes what it spoils; one that must break the
server itself is given a territory of its own.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from navette.core.encoding import b64
from navette.envelope.person import Person
from navette.envelope.statement import LABEL, SignedStatement, canonical
from tests.things import Answer, Box, signed_json
from tests.world import World

Provocation = Callable[[World], Awaitable[Answer]]


@dataclass(frozen=True)
class Case:
    """own: the settings of a territory of its own; None: the shared one will do."""

    act: Provocation
    own: dict[str, Any] | None


CASES: dict[str, Case] = {}


def provokes(code: str, own: dict[str, Any] | None = None) -> Callable[[Provocation], Provocation]:
    """The function is answered with `code`."""

    def note(act: Provocation) -> Provocation:
        assert code not in CASES, code
        CASES[code] = Case(act, own)
        return act

    return note


def forged(by: Person, value: Mapping[str, object]) -> SignedStatement:
    """Signed as it stands, though no honest program would."""
    raw = canonical({"v": "1", "by": b64(by.id), **value})
    return SignedStatement(raw, by.sign(LABEL + raw))


def flipped(raw: bytes, at: int) -> bytes:
    """One bit is another."""
    return raw[:at] + bytes((raw[at] ^ 1,)) + raw[at + 1 :]


async def join_with(world: World, person: Person, /, box: Box | None = None, **changes: object) -> Answer:
    """Joins by a fresh invitation, with a body as it should be but for `changes`."""
    invitation = await world.invite("person" if box is None else "mailbox", box)
    return await world.ask("POST", "/v1/join", value={**world.joining(invitation, person, box), **changes})


async def certify(world: World, signed: SignedStatement) -> Answer:
    return await world.ask("POST", "/v1/certificates", value=signed_json(signed))


async def change(world: World, after: Box, signed: SignedStatement, *seated: Person, **changes: object) -> Answer:
    """A mailbox's next statement, with a body as it should be but for `changes`."""
    value = {**world.change(after, signed, seated), **changes}
    return await world.ask("POST", f"/v1/mailboxes/{b64(after.id)}/statements", value=value)

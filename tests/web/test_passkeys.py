"""Passkeys: this site, this challenge, this person; and their secret stays in the page."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from navette.core.encoding import b64
from navette.service.challenges import SECONDS
from tests.authenticator import PRESENT, VERIFIED
from tests.store.held import held, until
from tests.things import Answer
from tests.web.locking import (
    Account,
    assert_with,
    authenticator,
    challenge,
    keep,
    locks_of,
    registered,
    with_passkey,
)
from tests.web.provoked_requests import stop_writing
from tests.world import World, territory, trial

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_seed_is_found_again_with_the_passkey(world: World) -> None:
    person, device, account = await with_passkey(world)
    answer = await assert_with(world, device)
    assert account.opened(answer) == account.seed
    assert (answer["kind"], answer["person"]) == ("prf", b64(person.id))
    (lock,) = await locks_of(world, person)
    assert lock["credential"] == b64(device.id)
    assert lock["used"] is not None


async def test_a_challenge_names_the_site_and_its_end(world: World) -> None:
    first, second = await challenge(world), await challenge(world)
    assert first["challenge"] != second["challenge"]
    assert first["rp"] == {"id": world.client.host, "name": "Navette"}


async def test_the_same_registration_again_changes_nothing(world: World) -> None:
    """Its challenge has served; the lock is known all the same."""
    person, device, account = await world.arrive(), authenticator(world), Account()
    value = account.passkey(device.register((await challenge(world))["challenge"]))
    first, again = await keep(world, person, account.lock, value), await keep(world, person, account.lock, value)
    assert (first.status, again.status, again.value) == (201, 200, first.value)


async def test_a_passkey_signed_by_itself_will_do(world: World) -> None:
    """Self attestation: what some browsers leave in spite of `none`; it names no model."""
    device, account = authenticator(world), Account()
    registration = device.register((await challenge(world))["challenge"], form="packed")
    assert (await keep(world, world.gp, account.lock, account.passkey(registration))).status == 201


async def test_one_passkey_opens_one_lock(world: World) -> None:
    _, device, _ = await with_passkey(world)
    assert (await registered(world, await world.arrive(), device, Account())).code == "lock-known"


# -- what is refused when it is made


@pytest.mark.parametrize(
    "more",
    [
        {"rp": "navette.example.attacker"},
        {"origin": "https://navette.example.attacker"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"flags": 0},
    ],
    ids=str,
)
async def test_made_elsewhere_or_by_nobody(world: World, more: dict[str, Any]) -> None:
    person = await world.arrive()
    assert (await registered(world, person, authenticator(world, **more), Account())).code == "passkey"
    assert await locks_of(world, person) == []


@pytest.mark.parametrize(
    "client", [{"type": "webauthn.get"}, {"crossOrigin": True}, {"crossOrigin": 1}, {"origin": None}], ids=str
)
async def test_made_for_something_else(world: World, client: dict[str, Any]) -> None:
    device, account = authenticator(world), Account()
    registration = device.register((await challenge(world))["challenge"], **client)
    assert (await keep(world, world.gp, account.lock, account.passkey(registration))).code == "passkey"


async def test_a_certificate_that_names_the_model_is_not_taken(world: World) -> None:
    device, account = authenticator(world), Account()
    registration = device.register((await challenge(world))["challenge"], form="certified")
    assert (await keep(world, world.gp, account.lock, account.passkey(registration))).code == "passkey"


async def test_the_passkey_is_the_one_that_was_made(world: World) -> None:
    device, account = authenticator(world), Account()
    registration = device.register((await challenge(world))["challenge"])
    other = b64(secrets.token_bytes(32))
    value = account.passkey({**registration, "id": other, "rawId": other})
    assert (await keep(world, world.gp, account.lock, value)).code == "passkey"


async def test_a_challenge_of_elsewhere(world: World) -> None:
    device, account = authenticator(world), Account()
    for made_up in (b64(secrets.token_bytes(56)), b64(b"")):
        registration = device.register(made_up)
        refused = await keep(world, world.gp, account.lock, account.passkey(registration))
        assert refused.code == "passkey-challenge"


async def test_a_challenge_of_before_the_pause(world: World) -> None:
    _, device, _ = await with_passkey(world)
    given = (await challenge(world))["challenge"]
    world.ahead += SECONDS + 1
    try:
        assert (await assert_with(world, device, given)).code == "passkey-challenge"
    finally:
        world.ahead = 0


@pytest.mark.parametrize("part", ["clientDataJSON", "attestationObject"])
@pytest.mark.parametrize("bytes_", [b"", b"\xa0", b"[" * 3000, b"{}", b'{"challenge":1}', b"\xff" * 40], ids=repr)
async def test_what_cannot_be_read_is_refused(world: World, part: str, bytes_: bytes) -> None:
    device, account = authenticator(world), Account()
    registration: Any = device.register((await challenge(world))["challenge"])
    registration["response"][part] = b64(bytes_)
    refused = await keep(world, world.gp, account.lock, account.passkey(registration))
    assert refused.code in ("passkey", "field")


async def test_a_bit_of_the_registration(world: World) -> None:
    """Each third byte of what the authenticator said, flipped: refused, or the same key was meant."""
    device = authenticator(world)
    whole: Any = device.register((await challenge(world))["challenge"])
    raw = _raw(whole["response"]["attestationObject"])
    person = await world.arrive()
    for at in range(0, len(raw), 3):
        altered = raw[:at] + bytes((raw[at] ^ 4,)) + raw[at + 1 :]
        one = {**whole, "response": {**whole["response"], "attestationObject": b64(altered)}}
        account = Account()
        answer = await keep(world, person, account.lock, account.passkey(one))
        assert answer.status in (201, 422), (at, answer.body)
        assert answer.code in ("", "passkey", "passkey-challenge")


def _raw(spelled: str) -> bytes:
    from base64 import urlsafe_b64decode

    return urlsafe_b64decode(spelled + "=" * (-len(spelled) % 4))


# -- what is refused when it unlocks


@pytest.mark.parametrize(
    "change",
    [
        {"rp": "navette.example.attacker"},
        {"origin": "https://navette.example.attacker"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"id": bytes(32)},
    ],
    ids=str,
)
async def test_an_answer_given_elsewhere_or_by_nobody(world: World, change: dict[str, Any]) -> None:
    _, device, _ = await with_passkey(world)
    for name, value in change.items():
        setattr(device, name, value)
    refused = await assert_with(world, device)
    assert (refused.code, set(refused.value)) == ("lock", {"type", "title", "status", "code"})


@pytest.mark.parametrize("client", [{"type": "webauthn.create"}, {"crossOrigin": True}], ids=str)
async def test_an_answer_to_something_else(world: World, client: dict[str, Any]) -> None:
    _, device, _ = await with_passkey(world)
    assert (await assert_with(world, device, **client)).code == "lock"


async def test_another_key_s_answer(world: World) -> None:
    _, device, _ = await with_passkey(world)
    _, other, _ = await with_passkey(world)
    device.key = other.key
    assert (await assert_with(world, device)).code == "lock"


async def test_a_challenge_serves_once_even_at_once(world: World) -> None:
    _, device, _ = await with_passkey(world)
    given = (await challenge(world))["challenge"]
    answers = await asyncio.gather(*(assert_with(world, device, given) for _ in range(4)))
    assert sorted(answer.code for answer in answers) == ["", *["passkey-challenge"] * 3]


async def test_a_copy_that_lags_behind_is_refused(world: World) -> None:
    """A passkey that counts: whoever answers with a count seen before holds a copy."""
    _, device, account = await with_passkey(world, count=7)
    assert account.opened(await assert_with(world, device)) == account.seed
    device.count = 7
    assert (await assert_with(world, device)).code == "lock"
    device.count = 8
    assert (await assert_with(world, device)).status == 200


async def test_two_answers_of_one_count_open_once(world: World) -> None:
    """A passkey and its copy, at the same moment: whichever is written first is the passkey."""
    _, device, _ = await with_passkey(world, count=7)
    answers = []
    for _ in range(2):
        device.count = 7
        answers.append(device.answer((await challenge(world))["challenge"]))
    async with held(world.context.database):
        asked = [
            asyncio.ensure_future(world.ask("POST", "/v1/unlock/passkey", value={"credential": one})) for one in answers
        ]
        await until(lambda: world.context.database.writer.waiting == 2)
    assert sorted(answer.code for answer in await asyncio.gather(*asked)) == ["", "lock"]


async def test_a_lock_removed_is_not_opened_by_its_passkey(world: World) -> None:
    person, device, account = await with_passkey(world)
    code = Account()
    await keep(world, person, code.lock, code.code())
    assert (await world.ask("DELETE", f"/v1/locks/{b64(account.lock)}", person)).status == 204
    assert (await assert_with(world, device)).code == "lock"


# -- the secret


RESULTS = {"first": b64(secrets.token_bytes(32))}


@pytest.mark.parametrize(
    "where",
    [
        {"clientExtensionResults": {"prf": {"enabled": True, "results": RESULTS}}},
        {"clientExtensionResults": {"prf": {"results": RESULTS}}},
        {"clientExtensionResults": {"prf": RESULTS}},
        {"clientExtensionResults": {"prf": RESULTS["first"]}},
        {"prf": RESULTS},
        {"response": {"clientExtensionResults": [{"prf": {"results": RESULTS}}]}},
    ],
    ids=lambda where: json.dumps(where).replace(RESULTS["first"], "…"),
)
async def test_a_body_that_holds_the_secret_is_refused(world: World, where: dict[str, Any]) -> None:
    person, device, account = await with_passkey(world)
    answered = device.answer((await challenge(world))["challenge"])
    made = authenticator(world).register((await challenge(world))["challenge"])
    refused: list[Answer] = [
        await world.ask("POST", "/v1/unlock/passkey", value={"credential": {**answered, **where}}),
        await keep(world, person, secrets.token_bytes(16), account.passkey({**made, **where})),
    ]
    assert [one.code for one in refused] == ["prf-leaked"] * 2
    assert not any(RESULTS["first"].encode() in one.body for one in refused)


# -- where the site is


@contextlib.asynccontextmanager
async def public(folder: Path, host: str, **more: Any) -> AsyncIterator[World]:
    """A territory whose clients know it by that name, behind TLS."""
    own = World(trial(folder, public_url=f"https://{host}", **more))
    own.public_host = host
    async with own.client:
        await own.populate()
        yield own


async def test_passkeys_belong_to_the_public_address(tmp_path: Path) -> None:
    async with public(tmp_path, "navette.example") as own:
        assert (await challenge(own))["rp"]["id"] == "navette.example"
        for rp, origin, code in (
            ("navette.example", "https://navette.example", ""),
            ("navette.example", "http://navette.example", "passkey"),
            ("navette.example", "https://navette.example:8443", "passkey"),
            (own.client.host, f"http://{own.client.host}:{own.client.port}", "passkey"),
        ):
            device = authenticator(own, rp=rp, origin=origin)
            assert (await registered(own, own.gp, device, Account())).code == code


async def test_passkeys_may_belong_to_the_domain_above(tmp_path: Path) -> None:
    async with public(tmp_path, "fiches.cpts.example", passkey_domain="cpts.example") as own:
        _, device, account = await with_passkey(own, rp="cpts.example", origin="https://fiches.cpts.example")
        assert account.opened(await assert_with(own, device)) == account.seed


async def test_what_could_not_be_written_can_be_sent_again(tmp_path: Path) -> None:
    """The server stops in between: the challenge is asked for anew, and the lock is not there twice."""
    async with territory(tmp_path) as own:
        device, account = authenticator(own), Account()
        value = account.passkey(device.register((await challenge(own))["challenge"]))
        await stop_writing(own)
        assert (await keep(own, own.gp, account.lock, value)).code == "stopping"
        assert (await keep(own, own.gp, account.lock, value)).code == "stopping"  # not passkey-challenge

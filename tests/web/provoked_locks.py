"""Refusals of locks, passkeys and notes."""

import secrets

from navette.core.encoding import b64
from navette.service.locks import LOCKS
from navette.service.notes import NOTES
from navette.web.limits import TRIES_A_LOCK
from tests.things import BYTES, Answer
from tests.web.locking import (
    Account,
    assert_with,
    authenticator,
    challenge,
    keep,
    registered,
    unlock,
    with_passkey,
)
from tests.web.provocations import provokes
from tests.world import World


@provokes("lock")
async def another_secret(world: World) -> Answer:
    account = Account()
    assert (await keep(world, world.gp, account.lock, account.code())).status == 201
    return await unlock(world, account.lock, secrets.token_bytes(32))


@provokes("unknown-lock")
async def removing_what_is_not_there(world: World) -> Answer:
    return await world.ask("DELETE", f"/v1/locks/{b64(bytes(16))}", world.gp)


@provokes("lock-known")
async def the_same_lock_with_another_name(world: World) -> Answer:
    account = Account()
    await keep(world, world.gp, account.lock, account.code())
    return await keep(world, world.gp, account.lock, account.code(label="Tiroir"))


@provokes("last-lock")
async def removing_the_only_one(world: World) -> Answer:
    person, account = await world.arrive(), Account()
    await keep(world, person, account.lock, account.code())
    return await world.ask("DELETE", f"/v1/locks/{b64(account.lock)}", person)


@provokes("too-many-locks")
async def a_seventeenth_lock(world: World) -> Answer:
    person = await world.arrive()
    for _ in range(LOCKS):
        account = Account()
        assert (await keep(world, person, account.lock, account.code())).status == 201
    account = Account()
    return await keep(world, person, account.lock, account.code())


@provokes("too-many-tries")
async def guessing(world: World) -> Answer:
    lock = secrets.token_bytes(16)
    for _ in range(TRIES_A_LOCK):
        assert (await unlock(world, lock, secrets.token_bytes(32))).code == "lock"
    return await unlock(world, lock, secrets.token_bytes(32))


@provokes("passkey")
async def made_for_another_site(world: World) -> Answer:
    device = authenticator(world, origin="https://navette.example.attacker")
    return await registered(world, world.gp, device, Account())


@provokes("passkey-challenge")
async def one_answer_twice(world: World) -> Answer:
    _, device, _ = await with_passkey(world)
    once = (await challenge(world))["challenge"]
    assert (await assert_with(world, device, once)).status == 200
    return await assert_with(world, device, once)


@provokes("prf-leaked")
async def the_secret_is_sent(world: World) -> Answer:
    registration = authenticator(world).register((await challenge(world))["challenge"])
    results = {"enabled": True, "results": {"first": b64(secrets.token_bytes(32))}}
    account = Account()
    value = account.passkey({**registration, "clientExtensionResults": {"prf": results}})
    return await keep(world, world.gp, account.lock, value)


@provokes("unknown-note")
async def a_note_never_kept(world: World) -> Answer:
    return await world.ask("GET", f"/v1/notes/{b64(bytes(16))}", world.gp)


@provokes("too-many-notes")
async def a_note_too_many(world: World) -> Answer:
    person = await world.arrive()
    for _ in range(NOTES):
        path = f"/v1/notes/{b64(secrets.token_bytes(16))}"
        assert (await world.ask("PUT", path, person, body=b"sealed", kind=BYTES)).status == 201
    return await world.ask("PUT", f"/v1/notes/{b64(bytes(16))}", person, body=b"sealed", kind=BYTES)

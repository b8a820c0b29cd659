"""Locks: a person finds the account seed again, and nobody else does."""

import asyncio
import secrets
from pathlib import Path

import pytest

from navette.core.encoding import b64, timestamp
from navette.service.locks import LOCKS
from navette.web.limits import TRIES_A_LOCK
from tests.web.locking import Account, keep, locks_of, unlock
from tests.world import World, territory

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_seed_is_found_again_with_the_code(world: World) -> None:
    person, account = await world.arrive(), Account()
    kept = await keep(world, person, account.lock, account.code())
    assert kept.status == 201
    answer = await unlock(world, account.lock, account.proof)
    assert account.opened(answer) == account.seed
    assert (answer["lock"], answer["person"]) == (b64(account.lock), b64(person.id))


async def test_the_same_lock_again_changes_nothing(world: World) -> None:
    person, account = await world.arrive(), Account()
    value = account.code()
    first = await keep(world, person, account.lock, value)
    again = await keep(world, person, account.lock, value)
    assert (first.status, again.status) == (201, 200)
    assert first.value == again.value
    assert len(await locks_of(world, person)) == 1


async def test_two_at_once_are_one(world: World) -> None:
    person, account = await world.arrive(), Account()
    value = account.code()
    answers = await asyncio.gather(*(keep(world, person, account.lock, value) for _ in range(4)))
    assert sorted(answer.status for answer in answers) == [200, 200, 200, 201]


@pytest.mark.parametrize("field", ["label", "account", "salt", "wrapped", "login"])
async def test_a_lock_does_not_change(world: World, field: str) -> None:
    person, account, other = await world.arrive(), Account(), Account()
    value = account.code()
    await keep(world, person, account.lock, value)
    changed = {**value, field: "Tiroir" if field == "label" else other.code()[field]}
    assert (await keep(world, person, account.lock, changed)).code == "lock-known"
    assert account.opened(await unlock(world, account.lock, account.proof)) == account.seed


async def test_nobody_takes_the_place_of_another_s_lock(world: World) -> None:
    person, other, account = await world.arrive(), await world.arrive(), Account()
    value = account.code()
    await keep(world, person, account.lock, value)
    assert (await keep(world, other, account.lock, value)).code == "lock-known"
    assert (await world.ask("DELETE", f"/v1/locks/{b64(account.lock)}", other)).code == "unknown-lock"
    assert await locks_of(world, other) == []
    assert (await unlock(world, account.lock, account.proof))["person"] == b64(person.id)


async def test_the_list_says_when_each_was_used_and_not_what_it_holds(world: World) -> None:
    person, account, second = await world.arrive(), Account(), Account()
    await keep(world, person, account.lock, account.code())
    await keep(world, person, second.lock, second.code(label="Coffre"))
    await unlock(world, account.lock, account.proof)
    found = {one["id"]: one for one in await locks_of(world, person)}
    one, other = found[b64(account.lock)], found[b64(second.lock)]
    assert set(one) == {"id", "kind", "label", "created", "used", "credential"}
    assert (other["label"], other["used"]) == ("Coffre", None)
    assert one["created"] <= one["used"] <= timestamp(world.now())


async def test_a_lock_removed_opens_nothing(world: World) -> None:
    person, account, second = await world.arrive(), Account(), Account()
    await keep(world, person, account.lock, account.code())
    await keep(world, person, second.lock, second.code())
    assert (await world.ask("DELETE", f"/v1/locks/{b64(account.lock)}", person)).status == 204
    assert (await world.ask("DELETE", f"/v1/locks/{b64(account.lock)}", person)).code == "unknown-lock"
    assert (await unlock(world, account.lock, account.proof)).code == "lock"
    assert (await world.ask("DELETE", f"/v1/locks/{b64(second.lock)}", person)).code == "last-lock"
    assert second.opened(await unlock(world, second.lock, second.proof)) == second.seed


async def test_two_last_locks_removed_at_once_leave_one(world: World) -> None:
    person, accounts = await world.arrive(), [Account(), Account()]
    for account in accounts:
        await keep(world, person, account.lock, account.code())
    answers = await asyncio.gather(
        *(world.ask("DELETE", f"/v1/locks/{b64(account.lock)}", person) for account in accounts)
    )
    assert sorted(answer.code for answer in answers) == ["", "last-lock"]
    assert len(await locks_of(world, person)) == 1


async def test_an_unknown_lock_and_a_wrong_proof_are_told_alike(world: World) -> None:
    account = Account()
    await keep(world, world.gp, account.lock, account.code())
    wrong = await unlock(world, account.lock, secrets.token_bytes(32))
    unknown = await unlock(world, secrets.token_bytes(16), account.proof)
    assert wrong.code == "lock"
    assert wrong.body == unknown.body
    assert (wrong.status, set(wrong.headers)) == (unknown.status, set(unknown.headers))


async def test_a_passkey_s_lock_has_no_proof_to_guess(world: World) -> None:
    """All zeros is what an absent proof is compared with: its hash is not all zeros."""
    assert (await unlock(world, bytes(16), bytes(32))).code == "lock"


async def test_guessing_is_slowed_for_one_lock_and_not_for_another(world: World) -> None:
    person, account, other = await world.arrive(), Account(), Account()
    for one in (account, other):
        await keep(world, person, one.lock, one.code())
    for _ in range(TRIES_A_LOCK):
        assert (await unlock(world, account.lock, secrets.token_bytes(32))).code == "lock"
    slowed = await unlock(world, account.lock, account.proof)
    assert (slowed.code, slowed.status) == ("too-many-tries", 429)
    assert 1 <= int(slowed.headers["Retry-After"]) <= 120
    assert other.opened(await unlock(world, other.lock, other.proof)) == other.seed


async def test_an_address_is_slowed_whatever_locks_it_tries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("navette.web.limits.TRIES_AN_ADDRESS", 5)
    async with territory(tmp_path) as own:
        tried = [(await unlock(own, secrets.token_bytes(16), bytes(32))).code for _ in range(6)]
    assert tried == ["lock"] * 5 + ["too-many-tries"]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "open"},
        {"kind": "prf"},
        {"login": None},
        {"label": ""},
        {"label": "a" * 61},
        {"label": "PC\u202ecabinet"},
        {"label": "PC\n"},
        {"wrapped": b64(bytes(59))},
        {"account": b64(bytes(32))},
        {"credential": {}},
        {"credential": {"id": "AAAA", "type": "public-key", "response": {}}},
        {"person": b64(bytes(32))},
    ],
    ids=str,
)
async def test_what_is_no_lock_is_refused(world: World, change: dict[str, object]) -> None:
    account = Account()
    answer = await keep(world, world.gp, account.lock, {**account.code(), **change})
    assert answer.code in ("field", "base64url")
    assert (await unlock(world, account.lock, account.proof)).code == "lock"


async def test_the_seventeenth_waits_until_another_goes(world: World) -> None:
    person, accounts = await world.arrive(), [Account() for _ in range(LOCKS + 1)]
    answers = [await keep(world, person, one.lock, one.code()) for one in accounts]
    assert [answer.status for answer in answers] == [201] * LOCKS + [413]
    assert answers[-1]["limit"] == LOCKS
    await world.ask("DELETE", f"/v1/locks/{b64(accounts[0].lock)}", person)
    assert (await keep(world, person, accounts[-1].lock, accounts[-1].code())).status == 201


async def test_who_is_not_in_the_directory_keeps_nothing(world: World) -> None:
    from navette.envelope.person import Person

    account = Account()
    assert (await keep(world, Person.new(), account.lock, account.code())).code == "request-signature"

"""What unlocks nobody's business: no proof, no secret and no note is in a log, in an answer that fails, or in clear."""

import io
import logging
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from navette import logs
from navette.core.encoding import b64
from tests.things import BYTES, Answer
from tests.web.locking import Account, assert_with, authenticator, challenge, keep, unlock, with_passkey
from tests.world import World, territory

MARK = "canari-Dupont-1421"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root, own = logging.getLogger(), logging.getLogger("navette")
    handlers, level = root.handlers, root.level
    out = io.StringIO()
    logs.configure("debug", out)
    yield out
    structlog.reset_defaults()
    root.handlers = handlers
    root.setLevel(level)
    own.setLevel(logging.NOTSET)


def spelled(secret: bytes) -> list[bytes]:
    """As it may have been written down."""
    return [secret, b64(secret).encode(), secret.hex().encode()]


def kept(folder: Path) -> bytes:
    """Everything the server has on its disk."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


async def refusals(world: World, account: Account, results: bytes) -> list[Answer]:
    """Marks wherever something can be written, in bodies that are refused."""
    leak: dict[str, Any] = {"prf": {"enabled": True, "results": {"first": b64(results)}}}
    device, other = authenticator(world), Account()
    made = device.register((await challenge(world))["challenge"])
    leaking = {**made, "clientExtensionResults": leak}
    answers = [await keep(world, world.gp, other.lock, other.passkey(leaking, label=MARK))]
    answers.append(await world.ask("POST", "/v1/unlock/passkey", value={"credential": leaking}))
    for change in ({"kind": MARK}, {MARK: MARK}, {"wrapped": MARK}, {"label": MARK * 9}, {"credential": {MARK: MARK}}):
        answers.append(await keep(world, world.gp, other.lock, {**other.code(), **change}))
    for name in ("clientDataJSON", "attestationObject"):
        response = {**made["response"], name: b64(MARK.encode())}  # type: ignore[dict-item]
        answers.append(await keep(world, world.gp, other.lock, other.passkey({**made, "response": response})))
    answers.append(await unlock(world, account.lock, results))
    answers.append(await world.ask("POST", "/v1/unlock", value={"lock": MARK, "login": b64(results)}))
    answers.append(await world.ask("PUT", f"/v1/notes/{MARK}", world.gp, body=MARK.encode() * 9, kind=BYTES))
    return answers


async def test_nothing_that_is_refused_is_kept_or_told(tmp_path: Path, log: io.StringIO) -> None:
    results = secrets.token_bytes(32)
    async with territory(tmp_path) as world:
        account = Account()
        assert (await keep(world, world.gp, account.lock, account.code())).status == 201
        answers = await refusals(world, account, results)
    assert all(answer.status >= 400 for answer in answers)
    seen = b"".join(answer.body for answer in answers) + log.getvalue().encode() + kept(tmp_path)
    for needle in (MARK.encode(), *spelled(MARK.encode()), *spelled(results)):
        assert needle not in seen


async def test_neither_a_proof_nor_a_seed_is_kept_in_clear(tmp_path: Path, log: io.StringIO) -> None:
    async with territory(tmp_path) as world:
        account = Account()
        await keep(world, world.gp, account.lock, account.code())
        _, device, second = await with_passkey(world)
        assert account.opened(await unlock(world, account.lock, account.proof)) == account.seed
        assert second.opened(await assert_with(world, device)) == second.seed
    seen = kept(tmp_path) + log.getvalue().encode()
    assert account.salt in seen  # the search sees what is there
    for secret in (account.seed, account.secret, account.proof, second.seed, second.secret):
        for needle in spelled(secret):
            assert needle not in seen


async def test_a_lock_names_nobody(tmp_path: Path) -> None:
    """A person's id, what the person calls it, and bytes: no name, no address, no profession."""
    async with territory(tmp_path) as world:
        account = Account()
        await keep(world, world.gp, account.lock, account.code(label="Coffre"))
        rows = await world.context.database.all("SELECT * FROM lock")
    ((*columns,),) = rows
    assert [one for one in columns if isinstance(one, str)] == ["code", "Coffre"]

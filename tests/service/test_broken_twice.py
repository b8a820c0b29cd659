"""Each durable write, broken twice: it fails before the commit; it is committed and the answer is lost.

Sent again with the same bytes it has one effect, and the answer it would have had.
"""

import asyncio
import contextlib
import secrets
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from navette.core.encoding import b64
from navette.envelope.person import Person
from navette.envelope.seat import KemKey
from navette.store import connection
from navette.store.database import FILE
from tests.store.held import held, until
from tests.things import BYTES, JSON, Answer, Invitation, SealedFile, signed_json
from tests.web.locking import Account, authenticator, challenge, keep
from tests.web.provoked_directory import certificate
from tests.world import World, territory

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Write:
    """A request that can be made again, byte for byte. by: who signs it anew each time."""

    method: str
    path: str
    value: object
    kind: str = JSON
    by: Person | None = None
    first: int = 201

    async def make(self, world: World) -> Answer:
        if isinstance(self.value, bytes):
            return await world.ask(self.method, self.path, self.by, body=self.value, kind=self.kind)
        return await world.ask(self.method, self.path, self.by, self.value)


async def deposit(world: World) -> Write:
    envelope = world.sealed()
    return Write("PUT", f"/v1/envelopes/{b64(envelope.header.id)}", envelope.raw, BYTES)


async def receipt(world: World) -> Write:
    envelope = await world.send()
    signed = world.act(world.nurse, envelope, type="receipt", kind="delivered", response="ok")
    return Write("POST", f"/v1/handoffs/{b64(envelope.header.id)}/statements", signed_json(signed))


async def acknowledgement(world: World) -> Write:
    envelope = await world.received()
    signed = world.act(world.nurse, envelope, type="acknowledgement", decision="accepted")
    return Write("POST", f"/v1/handoffs/{b64(envelope.header.id)}/statements", signed_json(signed))


async def reroute(world: World) -> Write:
    envelope = await world.received()
    _, third = await world.open_box()
    await world.send([third], by=world.nurse, box=world.ward, reply=envelope.header.id)
    signed = world.act(world.nurse, envelope, type="acknowledgement", decision="rerouted", code="not-for-us")
    return Write("POST", f"/v1/handoffs/{b64(envelope.header.id)}/statements", signed_json(signed))


async def withdrawal(world: World) -> Write:
    envelope = await world.send()
    signed = world.act(world.gp, envelope, type="withdrawal")
    return Write("POST", f"/v1/handoffs/{b64(envelope.header.id)}/statements", signed_json(signed))


async def join(world: World) -> Write:
    person = Person.new()
    box = world.box(person)
    return Write("POST", "/v1/join", world.joining(await world.invite("mailbox", box), person, box))


async def invitation(world: World) -> Write:
    value = world.offer(Invitation(secrets.token_bytes(16), secrets.token_bytes(32)), "person")
    return Write("POST", "/v1/invitations", value, by=world.nathalie)


async def certificate_of(world: World) -> Write:
    return Write("POST", "/v1/certificates", signed_json(certificate(world.nathalie, (await world.arrive()).id)))


async def departure(world: World) -> Write:
    guardian, box = await world.open_box()
    after = world.next(box, epoch=KemKey.new())
    value = world.change(after, after.statement(guardian, world.now()), [guardian], box.epoch)
    return Write("POST", f"/v1/mailboxes/{b64(box.id)}/statements", value)


async def announcement(world: World) -> Write:
    file = SealedFile.of(100)
    value = {"mailbox": b64(world.cabinet.id), "size": file.size, "digest": b64(file.digest)}
    return Write("PUT", f"/v1/blobs/{b64(file.id)}", value, by=world.gp)


async def part(world: World) -> Write:
    file = SealedFile.of(100)
    await world.announce(file)
    return Write("PUT", f"/v1/blobs/{b64(file.id)}/parts/0", file.content, BYTES, world.gp, first=200)


async def lock(world: World) -> Write:
    account = Account()
    return Write("PUT", f"/v1/locks/{b64(account.lock)}", account.code(), by=world.gp)


async def passkey(world: World) -> Write:
    account, given = Account(), await challenge(world)
    value = account.passkey(authenticator(world).register(given["challenge"]))
    return Write("PUT", f"/v1/locks/{b64(account.lock)}", value, by=await world.arrive())


async def unlocking(world: World) -> Write:
    person, account = await world.arrive(), Account()
    await keep(world, person, account.lock, account.code())
    value = {"lock": b64(account.lock), "login": b64(account.proof)}
    return Write("POST", "/v1/unlock", value, first=200)


async def note(world: World) -> Write:
    return Write("PUT", f"/v1/notes/{b64(secrets.token_bytes(16))}", secrets.token_bytes(5000), BYTES, world.gp)


WRITES: list[Callable[[World], Awaitable[Write]]] = [
    *(deposit, receipt, acknowledgement, reroute, withdrawal),
    *(join, invitation, certificate_of, departure, announcement, part),
    *(lock, passkey, unlocking, note),
]


def stable(answer: Answer) -> dict[str, object]:
    """What must be the same each time: the checkpoint grows with others' writes."""
    return {name: value for name, value in answer.value.items() if name != "checkpoint"}


def leaves(world: World) -> list[int]:
    return [int(note.split("\n")[1]) for note in world.context.database.writer.notes.values()]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A territory whose database gives up a lock at once."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(connection, "BUSY_SECONDS", 0.05)
        async with territory(tmp_path_factory.mktemp("server")) as made:
            yield made


@contextlib.contextmanager
def locked(world: World) -> Iterator[None]:
    """Another program has the database: nothing can be committed."""
    with contextlib.closing(sqlite3.connect(world.settings.data_dir / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.parametrize("prepare", WRITES)
async def test_failed_before_the_commit(world: World, prepare: Callable[[World], Awaitable[Write]]) -> None:
    write = await prepare(world)
    before = leaves(world)
    with locked(world):
        broken = await write.make(world)
    assert (broken.status, broken.code) == (503, "store-busy")
    assert leaves(world) == before
    again = await write.make(world)
    assert again.status == write.first


@pytest.mark.parametrize("prepare", WRITES)
async def test_committed_and_the_answer_lost(world: World, prepare: Callable[[World], Awaitable[Write]]) -> None:
    write = await prepare(world)
    database = world.context.database
    async with held(database):
        lost = asyncio.ensure_future(write.make(world))
        await until(lambda: database.writer.waiting == 1)
        lost.cancel()
        operations = database.writer.operations
    await until(lambda: database.writer.operations == operations + 2)
    after = leaves(world)
    again, third = await write.make(world), await write.make(world)
    assert again.status == third.status == 200
    assert stable(again) == stable(third)
    assert leaves(world) == after


@pytest.mark.parametrize("prepare", WRITES)
async def test_made_twice(world: World, prepare: Callable[[World], Awaitable[Write]]) -> None:
    write = await prepare(world)
    first = await write.make(world)
    after = leaves(world)
    second = await write.make(world)
    assert (first.status, second.status) == (write.first, 200)
    assert stable(first) == stable(second)
    assert leaves(world) == after

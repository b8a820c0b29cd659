"""A crash at any step, an answer lost at any request: in the end one handoff, or none, and an empty outbox."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.typedefs import Middleware

from navette.client import acknowledge
from navette.client.folder import Folder
from navette.client.mailbox import Mailbox
from navette.client.receive import look
from navette.core.acknowledgement import Decision
from navette.core.errors import Local
from navette.core.handoff import Status
from tests.client.world import FICHE, WARD, Handler, World


class Crash(BaseException):
    """The machine stops: nothing catches it."""


class Fragile(Folder):
    """A folder whose `at`-th durable step stops the machine: before it is done, or just after."""

    def __init__(self, path: Path, at: int, *, after: bool) -> None:
        super().__init__(path)
        self._left, self._after = at, after

    @property
    def survived(self) -> bool:
        return self._left > 0

    def _step(self, name: str, do: Callable[[], None]) -> None:
        self._left -= 1
        if self._left == 0 and not self._after:
            raise Crash(name)
        do()
        if self._left == 0:
            raise Crash(name)

    def write(self, name: str, data: bytes) -> None:
        self._step(name, lambda: super(Fragile, self).write(name, data))

    def extend(self, name: str, at: int, data: bytes) -> None:
        self._step(name, lambda: super(Fragile, self).extend(name, at, data))

    def remove(self, name: str) -> None:
        self._step(name, lambda: super(Fragile, self).remove(name))

    def move(self, name: str, to: str) -> None:
        self._step(name, lambda: super(Fragile, self).move(name, to))


async def _act(mailbox: Mailbox, verb: str, ref: str, file: Path) -> None:
    if verb == "send":
        await mailbox.send([WARD], FICHE, attachments=[file])
    elif verb == "collect":
        await mailbox.collect(ref)
    else:
        await mailbox.reply(ref, b"{}")


async def _crashes(
    world: World, name: str, verb: str, file: Path, after: bool, stride: int = 1
) -> AsyncIterator[tuple[str, str]]:
    """(reference acted upon, where it stopped) for every `stride`-th durable step of the verb, recovered each time."""
    who, gp = world.cast[name], await world.open("martin")
    for at in range(stride, 60, stride):
        ref = "" if verb == "send" else (await gp.send([WARD], FICHE)).reference
        fragile = Fragile(who.home, at, after=after)
        stopped = ""
        try:
            async with await Mailbox.open(fragile, who.person) as mailbox:
                await _act(mailbox, verb, ref, file)
        except Crash as crash:
            stopped = str(crash)
        again = await world.open(name)
        durable = len(again.waiting())
        await again.flush()
        assert again.waiting() == [], stopped
        yield ref, f"{durable} {stopped}"
        if not stopped:
            assert fragile.survived
            assert await again.verify() == []
            return
    raise AssertionError("it never ends")


@pytest.mark.parametrize("after", [False, True])
async def test_a_send_stopped_anywhere_gives_one_handoff_or_none(world: World, tmp_path: Path, after: bool) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(os.urandom(5_000_000))
    ward, count, before, stops = await world.open("leroy"), 0, 0, []
    async for _, stopped in _crashes(world, "martin", "send", file, after):
        items = await ward.receive(limit=200)
        gained = len(items) - count
        count = len(items)
        stops.append(stopped.split("/")[0].split(" ")[1])
        assert gained == 1 or (gained == 0 and stopped.startswith("0 ")), stopped
        before += gained == 0
    assert {"outbox", "pins.json", "blobs", "sent"} <= set(stops)
    assert stops[-1] == ""
    assert before <= 3  # the envelope, then the job: from there on the fiche arrives
    for item in await ward.receive(limit=200):
        opened = await ward.collect(item.reference)
        saved = await ward.save_attachment(opened, 0, tmp_path / f"{item.n}.bin")
        assert saved.read_bytes() == file.read_bytes()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    ("verb", "stride"),
    [
        ("collect", 2),
        ("reply", 3),
        pytest.param("collect", 1, marks=pytest.mark.soak),
        pytest.param("reply", 1, marks=pytest.mark.soak),
    ],
)
async def test_an_answer_stopped_anywhere_is_given_once_or_never(
    world: World, tmp_path: Path, verb: str, stride: int, after: bool
) -> None:
    gp = await world.open("martin")
    async for ref, stopped in _crashes(world, "leroy", verb, tmp_path, after, stride):
        seen = await gp.handoff(ref)
        acts = [act.act for act in seen.acts]
        assert len(acts) == len(set(acts)), stopped
        assert seen.faults == ()
        assert len(seen.replies) <= 1
        if not stopped.endswith(" "):
            continue
        assert (
            acts
            == {
                "collect": ["deposit", "delivered", "opened"],
                "reply": ["deposit", "delivered", "opened", "closed"],
            }[verb]
        )
        assert len(seen.replies) == (0 if verb == "collect" else 1)


class Lossy:
    """Loses the connection at the `at`-th write and all that follow: before the server hears of them, or after."""

    def __init__(self, at: int, *, after: bool) -> None:
        self.left, self._after, self.mended = at, after, False

    @property
    def middleware(self) -> Middleware:
        @web.middleware
        async def lose(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.method == "GET" or "/parts/" in request.path or self.mended:
                return await handler(request)
            self.left -= 1
            response = web.Response() if self.left <= 0 and not self._after else await handler(request)
            if self.left <= 0:
                assert request.transport is not None
                request.transport.abort()
            return response

        return lose


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", [1, 2, 3])
async def test_a_connection_lost_at_any_write_loses_and_doubles_nothing(
    world: World, tmp_path: Path, at: int, after: bool
) -> None:
    """The writes of a send: the attachment is announced, the envelope deposited; the third time, nothing is lost."""
    file = tmp_path / "a.bin"
    file.write_bytes(b"x")
    lossy = Lossy(at, after=after)
    await world.server.restart(lossy.middleware)
    gp, ward = await world.open("martin"), await world.open("leroy")
    if at < 3:
        with pytest.raises(Local, match="server-unreachable") as refused:
            await gp.send([WARD], FICHE, attachments=[file])
        (waiting,) = gp.waiting()
        assert refused.value.data["reference"] == waiting.reference
        assert waiting.problem == "server-unreachable"
        lossy.mended = True
        (sent,) = await gp.flush()
        assert sent.reference == waiting.reference
    else:
        sent = await gp.send([WARD], FICHE, attachments=[file])
    assert [item.reference for item in await ward.receive()] == [sent.reference]
    assert gp.waiting() == []


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("at", "problem"), [(1, True), (2, False)])
async def test_a_connection_lost_while_replying_is_told_apart(
    world: World, at: int, problem: bool, after: bool
) -> None:
    """Lost at the deposit: nothing was done. Lost at the closing: the reply is there, and the closing waits."""
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.collect(sent.reference)
    lossy = Lossy(at, after=after)
    await world.server.restart(lossy.middleware)
    if problem:
        with pytest.raises(Local, match="server-unreachable"):
            await ward.reply(sent.reference, b"{}")
    else:
        answer = await ward.reply(sent.reference, b"{}")
        assert answer.problem is not None
        assert answer.problem.code == "server-unreachable"
    lossy.mended = True
    await ward.flush()
    seen = await gp.handoff(sent.reference)
    assert list(seen.status.values()) == [Status.COMPLETED]
    assert len(seen.replies) == 1


async def test_without_the_server_a_fiche_is_sealed_and_waits(world: World) -> None:
    await world.server.stop()
    gp = await world.open("martin")
    for n in range(2):
        with pytest.raises(Local, match="server-unreachable"):
            await gp.send([WARD], b"%d" % n)
    await world.server.start()
    flushed = await gp.flush()
    ward = await world.open("leroy")
    received = await ward.receive()
    assert [item.message for item in received] == [one.message for one in flushed]  # type: ignore[union-attr]
    assert [(await ward.collect(item.reference)).fiche for item in received] == [b"0", b"1"]


async def test_a_fiche_that_waited_is_sealed_again_when_the_ward_changed_meanwhile(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    await world.server.stop()
    with pytest.raises(Local, match="server-unreachable"):
        await gp.send([WARD], FICHE)
    await world.server.start()
    await ward.members.remove("Dr Karim Benali")
    (sent,) = await (await world.open("martin")).flush()
    assert sent.resealed  # type: ignore[union-attr]
    assert (await ward.collect(sent.reference)).fiche == FICHE


async def test_a_fiche_that_waits_on_two_machines_is_sealed_again_to_one(world: World, tmp_path: Path) -> None:
    """Of one person, each with the outbox: whichever comes first, the ward has one fiche, and both know it left."""
    ward, who = await world.open("leroy"), world.cast["martin"]
    await world.server.stop()
    gp = await world.open("martin")
    with pytest.raises(Local, match="server-unreachable"):
        await gp.send([WARD], FICHE)
    await gp.close()
    shutil.copytree(who.home, tmp_path / "other")
    await world.server.start()
    await ward.members.remove("Dr Karim Benali")
    left = []
    for home in (who.home, tmp_path / "other"):
        async with await Mailbox.open(Folder(home), who.person) as machine:
            left += [one.reference for one in await machine.flush()]
            assert machine.waiting() == []
    assert left == [item.reference for item in await ward.receive()] * 2


async def test_an_attachment_whose_sealed_file_is_gone_stops_only_its_own_fiche(world: World, tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(bytes(100))
    await world.server.stop()
    gp = await world.open("martin")
    for attachments in ([file], []):
        with pytest.raises(Local, match="server-unreachable"):
            await gp.send([WARD], FICHE, attachments=attachments)
    lost, kept = gp.waiting()
    for path in (world.cast["martin"].folder / "blobs").iterdir():
        path.unlink()
    await world.server.start()
    assert [one.reference for one in await gp.flush()] == [kept.reference]
    (parked,) = gp.waiting()
    assert (parked.parked, parked.problem, parked.reference) == (True, "blob-cut-short", lost.reference)


async def test_a_fiche_that_waited_too_long_is_sealed_again(world: World) -> None:
    await world.server.stop()
    gp = await world.open("martin", clock=lambda: time.time() - 31 * 86400)
    with pytest.raises(Local, match="server-unreachable"):
        await gp.send([WARD], FICHE)
    await world.server.start()
    (sent,) = await (await world.open("martin")).flush()
    assert sent.resealed  # type: ignore[union-attr]
    assert sent.changed == ()
    ward = await world.open("leroy")
    assert abs((await ward.collect(sent.reference)).item.time - time.time()) < 60


async def test_what_is_refused_for_good_is_put_aside_and_stops_nothing(world: World) -> None:
    gp, leroy, benali = await world.open("martin"), await world.open("leroy"), await world.open("benali")
    first, second = await gp.send([WARD], FICHE), await gp.send([WARD], FICHE)
    for one in (first, second):
        await benali.collect(one.reference)
    place = benali._place  # signed, and then his machine went off
    known = await look(place, first.message)
    place.outbox.put(place.job([acknowledge._act(place, known, Decision.ACCEPTED, "")]))
    await leroy.acknowledge(first.reference, Decision.ACCEPTED)
    assert (await benali.acknowledge(second.reference, Decision.ACCEPTED)).status is Status.ACCEPTED
    (parked,) = benali.waiting()
    assert (parked.parked, parked.problem, parked.message) == (True, "already-accepted", first.message)


async def test_two_programs_of_one_folder_send_each_job_once(world: World) -> None:
    await world.server.stop()
    one, two = await world.open("martin"), await world.open("martin")
    with pytest.raises(Local, match="server-unreachable"):
        await one.send([WARD], FICHE)
    await world.server.start()
    done = await asyncio.gather(one.flush(), two.flush())
    assert sorted(map(len, done)) == [0, 1]
    assert len(await (await world.open("leroy")).receive()) == 1


async def test_what_a_crash_left_without_a_job_is_swept(world: World) -> None:
    gp = await world.open("martin")
    folder = world.cast["martin"].folder
    for name in ("blobs/left", "outbox/left.nav", "blobs/young"):
        folder.write(name, b"sealed")
        old = time.time() - (0 if name.endswith("young") else 2 * 86_400)
        os.utime(folder / name, (old, old))
    await gp.send([WARD], FICHE)
    assert [path.name for path in (folder / "blobs").iterdir()] == ["young"]
    assert list((folder / "outbox").iterdir()) == []

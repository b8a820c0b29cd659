"""Removal on a real server under a clock that is moved: what goes, what stays, and what says so."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from navette.core.encoding import b64, seconds, timestamp
from navette.core.retention import DAY, NOTICE_DAYS
from navette.envelope.format import Envelope
from navette.service import attach, indicators, retention
from navette.store.database import FILE
from tests.things import SealedFile
from tests.world import World, territory

CONTENT, METADATA = 90, 365


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with territory(tmp_path / "server") as made:
        yield made


async def after(world: World, days: float) -> int:
    """So many days later, the sweep, once the months are counted."""
    world.ahead += int(days * DAY)
    while await indicators.sweep(world.context):
        pass
    return await retention.sweep(world.context)


async def closed(world: World, **more: Any) -> Envelope:
    envelope = await world.received(**more)
    assert (await world.decide(world.nurse, envelope, "closed", "done")).status == 201
    return envelope


async def look(world: World, envelope: Envelope) -> Any:
    return await world.ask("GET", f"/v1/handoffs/{b64(envelope.header.id)}", world.gp)


async def fetch(world: World, envelope: Envelope) -> Any:
    return await world.ask("GET", f"/v1/envelopes/{b64(envelope.header.id)}", world.nurse)


async def count(world: World, table: str) -> int:
    ((found,),) = await world.context.database.all(f"SELECT count(*) FROM {table}")
    return int(found)


def statements(answer: Any) -> list[dict[str, Any]]:
    return [json.loads(act["statement"]) for act in answer["acts"]]


async def test_what_is_closed_everywhere_goes_after_its_time_and_says_so(world: World) -> None:
    envelope = await closed(world)
    at = timestamp(world.now() + CONTENT * DAY)
    assert await after(world, CONTENT - NOTICE_DAYS - 1) == 0
    assert (await look(world, envelope))["removal"] is None
    world.ahead += DAY + 60
    for path in (f"/v1/mailboxes/{b64(world.ward.id)}/inbox", f"/v1/mailboxes/{b64(world.cabinet.id)}/outbox"):
        who = world.nurse if path.endswith("inbox") else world.gp
        (item,) = (await world.ask("GET", path, who))["items"]
        assert abs(seconds(item["removal"]) - seconds(at)) < 60
        assert item["removed"] is None
    assert (await fetch(world, envelope)).status == 200
    assert await after(world, NOTICE_DAYS) == 1
    answer, gone = await look(world, envelope), await fetch(world, envelope)
    removed = answer["removed"]
    assert (gone.status, gone.code, gone["removed"], answer["removal"]) == (404, "envelope-removed", removed, None)
    deposit, *_, said = statements(answer)
    expected = {name: deposit[name] for name in ("v", "by", "envelope", "message", "seqs")}
    assert said == {**expected, "type": "removal", "what": "content", "acts": [], "time": removed}
    assert answer["acts"][-1]["signature"] == ""
    query = f"size={answer['acts'][-1]['index'] + 1}&index={answer['acts'][-1]['index']}"
    assert (await world.ask("GET", "/v1/ledgers/actes/proof", query=query)).status == 200
    assert await after(world, 1) == 0
    assert len((await look(world, envelope))["acts"]) == len(answer["acts"])


@pytest.mark.parametrize("left", ["requested", "received", "on-hold", "accepted", "one of two"])
async def test_what_is_open_stays_for_ever(world: World, left: str) -> None:
    _person, box = await world.open_box()
    envelope = await world.send([world.ward, box])
    if left != "requested":
        assert (await world.receipt(world.nurse, envelope)).status == 201
    decision = {"on-hold": "question", "accepted": "accepted", "one of two": "closed"}.get(left)
    if decision:
        code = "incomplete" if decision == "question" else ""
        assert (await world.decide(world.nurse, envelope, decision, code)).status == 201
    await close(world, await world.send())  # so that it is not the last of all
    await after(world, 10 * METADATA)
    assert (await fetch(world, envelope)).status == 200
    assert (await look(world, envelope))["removal"] is None


async def close(world: World, envelope: Envelope) -> None:
    assert (await world.withdraw(world.gp, envelope)).status == 201


async def test_a_thread_is_kept_and_removed_together(world: World) -> None:
    asked = await closed(world)
    back = await world.send([world.cabinet], by=world.nurse, box=world.ward, reply=asked.header.id)
    assert await after(world, CONTENT + 1) == 0
    assert (await world.receipt(world.gp, back, mailbox=b64(world.cabinet.id))).status == 201
    done = await world.decide(world.gp, back, "closed", "done", mailbox=b64(world.cabinet.id))
    assert done.status == 201
    assert await after(world, CONTENT - 1) == 0
    assert await after(world, 2) == 2
    assert {(await fetch(world, one)).code for one in (asked, back)} == {"envelope-removed"}


async def test_attachments_go_with_the_last_that_names_them(world: World) -> None:
    file, shared = SealedFile.of(5000), SealedFile.of(100)
    for one in (file, shared):
        await world.upload(one)
    first = await closed(world, blobs=[file.ref, shared.ref])
    world.ahead += 10 * DAY
    second = await closed(world, blobs=[shared.ref])
    paths = [attach.path_of(world.context, one.id) for one in (file, shared)]
    assert await after(world, CONTENT - 9) == 1
    assert [path.exists() for path in paths] == [False, True]
    gone = await world.ask("GET", f"/v1/blobs/{b64(file.id)}", world.nurse)
    assert (gone.status, gone.code) == (404, "unknown-blob")
    assert (await world.ask("GET", f"/v1/blobs/{b64(shared.id)}", world.nurse)).body == shared.content
    assert await after(world, 10) == 1
    assert not paths[1].exists()
    assert [await count(world, table) for table in ("blob", "blob_part", "handoff_blob", "discarded")] == [0] * 4
    assert {(await fetch(world, one)).code for one in (first, second)} == {"envelope-removed"}


async def test_a_removal_that_was_cut_short_is_finished(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies between the commit and the files: the next sweep, and there is one at the start, goes on."""
    file = SealedFile.of(100)
    await world.upload(file)
    await closed(world, blobs=[file.ref])
    path = attach.path_of(world.context, file.id)
    with monkeypatch.context() as cut:
        cut.setattr(attach, "_unlink", _killed)
        with pytest.raises(KeyboardInterrupt):
            await after(world, CONTENT + 1)
    assert path.exists()
    assert await count(world, "discarded") == 1
    assert await retention.sweep(world.context) == 0
    assert not path.exists()
    assert await count(world, "discarded") == 0


def _killed(path: Path) -> None:
    raise KeyboardInterrupt


async def test_metadata_goes_later_and_leaves_its_entries_and_numbers(world: World) -> None:
    envelope = await closed(world)
    last = await closed(world)
    size = (await world.ask("GET", "/v1/ledgers/actes/checkpoint")).body
    assert await after(world, METADATA + 1) == 2 + 1  # both contents; the last of all is still known
    gone = await look(world, envelope)
    assert (gone.status, gone.code, (await look(world, last)).status) == (404, "envelope-removed", 200)
    for table in ("recipient", "milestone", "handoff"):
        assert await count(world, table) == 1, table
    kept = [row[0] for row in await world.context.database.all("SELECT raw FROM act WHERE handoff = 1 ORDER BY i")]
    content, metadata = map(json.loads, kept)
    assert (content["what"], metadata["what"], metadata["acts"]) == ("content", "metadata", ["0", "1", "2"])
    assert metadata["seqs"] == {b64(world.ward.id): "1"}
    said = {"index": gone["index"], "statement": gone["statement"]}
    path, item = f"/v1/mailboxes/{b64(world.ward.id)}/removed", {"n": 1, "message": b64(envelope.header.id), **said}
    assert (json.loads(said["statement"]), gone["removed"]) == (metadata, metadata["time"])
    assert (await world.ask("GET", path, world.nurse)).value == {"items": [item], "next": None}
    assert (await world.ask("GET", path, world.nurse, query="after=1")).value == {"items": [], "next": None}
    assert (await world.ask("GET", path, world.gp)).code == "not-a-member"
    assert await world.context.database.all("SELECT n FROM removed_number") == [(1,)]
    assert await world.context.database.all("SELECT 1 FROM event WHERE i < 3") == []
    proof = await world.ask("GET", "/v1/ledgers/actes/proof", query="size=6&index=0")
    assert (proof.status, bool(size)) == (200, True)
    assert (await after(world, 1000)) == 0
    retry = await world.put(envelope)  # sealed a year ago: refused, not stored anew
    assert retry.code == "time-too-old"


async def test_what_is_not_counted_yet_is_kept(world: World) -> None:
    await closed(world)
    await world.send()
    world.ahead += (METADATA + 1) * DAY
    assert (await retention.sweep(world.context), await count(world, "handoff")) == (1, 2)
    assert (await after(world, 0), await count(world, "handoff")) == (1, 1)


async def test_more_than_a_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        await closed(world)
    assert await after(world, CONTENT + 1) == 5


async def test_what_was_removed_is_overwritten_in_the_file(world: World, tmp_path: Path) -> None:
    envelope = await closed(world)
    part = envelope.raw[-400:-200]
    database = tmp_path / "server" / FILE
    assert await after(world, CONTENT + 1) == 1
    with closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert part not in database.read_bytes()

"""What verification says of copies for a substitute: waiting, released, in charge, dropped, stale."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from navette.core.parties import Urgency
from navette.service import remind
from navette.service.audit import verify, vkeys_beside
from tests.things import Box
from tests.web.provoked_copies import withhold
from tests.world import World, territory

Found = set[tuple[str, str, str]]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asyncio.run(filled(tmp_path_factory.mktemp("server")))


async def copied(world: World, box: Box, urgency: Urgency) -> None:
    envelope = await world.received(urgency=urgency)
    copy = world.sealed([box], reply=envelope.header.id, urgency=urgency)
    assert (await withhold(world, copy, envelope)).status == 201


async def filled(folder: Path) -> Path:
    """Handoffs 1 to 4: their copies are dropped, stale, released and in charge, waiting."""
    async with territory(folder) as world:
        someone, box = await world.open_box()
        other, before = await world.open_box()
        answered = await world.received(urgency=Urgency.STAT)
        copy = world.sealed([box], reply=answered.header.id, urgency=Urgency.STAT)
        assert (await withhold(world, copy, answered)).status == 201
        assert (await world.decide(world.nurse, answered, "accepted")).status == 201
        await copied(world, before, Urgency.STAT)
        await world.rotate(before, other)
        envelope = await world.received(urgency=Urgency.STAT)
        copy = world.sealed([box], reply=envelope.header.id, urgency=Urgency.STAT)
        assert (await withhold(world, copy, envelope)).status == 201
        await copied(world, box, Urgency.ROUTINE)
        world.ahead += 3700
        await remind.sweep(world.context)
        assert (await world.receipt(someone, copy, box=box)).status == 201
        assert (await world.decide(someone, copy, "accepted", box=box)).status == 201
        world.ahead += 3700
        await remind.sweep(world.context)
        states = await world.context.database.all("SELECT state FROM withheld ORDER BY handoff")
        assert [one for (one,) in states] == ["dropped", "stale", "released", "waiting"]
        return world.context.database.path


def faults(path: Path) -> Found:
    return {(one.table, one.column, one.code) for one in verify(path, vkeys_beside(path))}


def of(column: str, code: str = "differs") -> Found:
    return {("withheld", column, code)}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("SELECT 1", set()),
        ("UPDATE withheld SET releases = releases + 1 WHERE handoff = 4", of("releases")),
        ("UPDATE withheld SET mailbox = substitute WHERE handoff = 4", of("", "not-a-recipient")),
        ("UPDATE withheld SET substitute = mailbox WHERE handoff = 4", of("substitute")),
        ("UPDATE withheld SET substitute = mailbox WHERE handoff = 3", of("substitute")),
        ("UPDATE withheld SET digest = zeroblob(32) WHERE handoff = 4", of("digest")),
        ("UPDATE withheld SET message = zeroblob(16) WHERE handoff = 4", of("message")),
        ("UPDATE withheld SET raw = NULL WHERE handoff = 4", of("")),
        ("UPDATE withheld SET raw = substr(raw, 2) WHERE handoff = 4", of("", "not-an-envelope")),
        ("UPDATE withheld SET raw = zeroblob(9) WHERE handoff = 1", of("raw")),
        ("UPDATE withheld SET state = 'released' WHERE handoff = 4", of("state") | of("raw") | of("substitute")),
        ("UPDATE withheld SET state = 'stale' WHERE handoff = 1", of("state")),
        ("UPDATE withheld SET state = 'dropped' WHERE handoff = 2", of("state")),
        ("UPDATE withheld SET state = 'lost' WHERE handoff = 2", of("")),
        ("UPDATE withheld SET released = NULL WHERE handoff = 3", of("released") | of("substitute") |
                                                                 {("recipient", "next_at", "differs")}),
        ("UPDATE withheld SET released = 4 WHERE handoff = 3", of("released") | of("substitute") | of("message") |
                                                              of("digest") | {("recipient", "next_at", "differs")}),
        ("UPDATE withheld SET handoff = 99 WHERE handoff = 2", of("handoff", "unexpected")),
        ("UPDATE withheld SET handoff = 5 WHERE handoff = 4", of("", "not-a-recipient")),
    ],
)  # fmt: skip
def test_what_is_altered_is_named(database: Path, tmp_path: Path, change: str, found: Found) -> None:
    path = tmp_path / database.name
    for one in database.parent.iterdir():
        if one.is_file():
            (tmp_path / one.name).write_bytes(one.read_bytes())
    with closing(sqlite3.connect(path)) as db:
        db.execute(change)
        db.commit()
    assert faults(path) == found

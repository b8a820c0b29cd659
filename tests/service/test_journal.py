"""The access journal: what becomes a line, once, in time; and what a stop, a full disk, a year make of it."""

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from navette.core.encoding import b64
from navette.core.errors import Full
from navette.core.journal import AGAIN, Action
from navette.service import journal
from navette.service.journal import DAY
from navette.store import journal as store
from navette.store.journal import Line, Look, Page, of_coordinators, of_message, of_person
from tests.things import SealedFile
from tests.web.provoked_nudges import nudge
from tests.world import World, territory

ALWAYS = Page(0, (1 << 62, 0), 1000)


async def of(world: World, message: bytes) -> list[tuple[str, bytes, bytes | None, str, bool]]:
    """The lines of a handoff, oldest first."""
    await journal.flush(world.context)
    found = await of_message(world.context.database, message, ALWAYS, admin=False)
    return [(one.action, one.actor, one.mailbox, one.result, one.admin) for one in reversed(found)]


async def administered(world: World) -> list[Line]:
    await journal.flush(world.context)
    return list(reversed(await of_coordinators(world.context.database, ALWAYS)))


async def test_looks_and_refusals_of_a_fiche_are_lines_of_it(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        file, stranger = SealedFile.of(1000), await world.arrive()
        await world.upload(file)
        envelope = await world.received(blobs=[file.ref])
        message = b64(envelope.header.id)
        for who, path, status in (
            (world.nurse, f"/v1/envelopes/{message}", 200),
            (world.nurse, f"/v1/envelopes/{message}", 200),  # the same look
            (world.nurse, f"/v1/blobs/{b64(file.id)}", 200),
            (world.gp, f"/v1/handoffs/{message}", 200),
            (stranger, f"/v1/envelopes/{message}", 404),
            (world.nathalie, f"/v1/handoffs/{message}", 200),
        ):
            assert (await world.ask("GET", path, who)).status == status
        assert await of(world, envelope.header.id) == [
            ("collect", world.nurse.id, world.ward.id, "", False),
            ("attachment", world.nurse.id, world.ward.id, "", False),
            ("look", world.gp.id, world.cabinet.id, "", False),
            ("collect", stranger.id, None, "unknown-envelope", False),
            ("look", world.nathalie.id, None, "", True),
        ]
        world.ahead += AGAIN + 1
        assert (await world.ask("GET", f"/v1/envelopes/{message}", world.nurse)).status == 200
        assert (await of(world, envelope.header.id))[-1] == ("collect", world.nurse.id, world.ward.id, "", False)


async def test_what_is_done_as_a_coordinator_is_a_line_and_what_guardians_do_is_not(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        before = len(await administered(world))  # the first invitation, by the server; those of the territory
        person, box = await world.open_box()
        invited = (await administered(world))[before:]
        assert [(one.action, one.actor) for one in invited] == [("invite", world.nathalie.id)]
        await world.rotate(box, person)
        assert len(await administered(world)) == before + 1
        envelope = await world.send()
        assert (await nudge(world, envelope)).status == 201
        assert (await world.ask("GET", "/v1/unresolved", world.nathalie)).status == 200
        assert (await world.ask("GET", "/v1/unresolved", world.gp)).code == "coordinator-only"
        found = (await administered(world))[before + 1 :]
        assert [(one.action, one.object, one.mailbox, one.result) for one in found] == [
            ("nudge", envelope.header.id, world.ward.id, ""),
            ("board", None, None, ""),
        ]
        refused = await of_person(world.context.database, world.gp.id, ALWAYS)
        assert [(one.action, one.result, one.admin) for one in refused] == [("board", "coordinator-only", False)]
        assert (await administered(world))[0].actor == world.context.ledger_id


async def test_what_waits_is_written_when_the_server_stops(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        envelope = await world.send()
        assert (await world.ask("GET", f"/v1/envelopes/{b64(envelope.header.id)}", world.nurse)).status == 200
        waiting = len(await of_message(world.context.database, envelope.header.id, ALWAYS, admin=False))
        message, settings = envelope.header.id, world.settings
    assert waiting == 0  # answered before it is written
    again = World(settings)
    async with again.client:
        assert [one[0] for one in await of(again, message)] == ["collect"]


async def test_nothing_is_written_twice_or_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes at the same moment, while the disk is full, and however many there are."""
    monkeypatch.setattr(journal, "BATCH", 3)
    monkeypatch.setattr(journal, "KEPT", 20)
    monkeypatch.setattr(journal, "REMEMBERED", 4)
    async with territory(tmp_path) as world:
        noted = [Look(1000, bytes([n]) * 32, Action.BOARD, None, "", True) for n in range(25)]
        for one in noted:
            world.context.journal.note(one)
            world.context.journal.note(one)
        with monkeypatch.context() as broken:
            broken.setattr(store, "add_looks", _full)
            with pytest.raises(Full):
                await journal.flush(world.context)
        with capture_logs() as logs:
            await asyncio.gather(*(journal.flush(world.context) for _ in range(3)))
        assert [(one["event"], one["count"]) for one in logs] == [("journal-lost", 10)]  # five, twice each
        found = await of_coordinators(world.context.database, Page(1000, (1001, 0), 100))
        assert sorted(one.actor for one in found) == [one.actor for one in noted[:20]]


def _full(*_: object, **__: object) -> None:
    raise Full("disk-full")


async def test_lines_go_when_their_year_is_over(tmp_path: Path) -> None:
    async with territory(tmp_path, journal_days=365) as world:
        assert (await world.ask("GET", "/v1/unresolved", world.nathalie)).status == 200
        count = len(await administered(world))
        world.ahead += 364 * DAY
        assert (await world.ask("GET", "/v1/unresolved", world.nathalie)).status == 200
        assert len(await administered(world)) == count + 1
        assert await journal.expire(world.context) == 0
        world.ahead += 2 * DAY
        assert await journal.expire(world.context) == count
        assert [one.action for one in await administered(world)] == ["board"]

"""What verification says of milestones and reminders."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from navette.service.audit import verify, vkeys_beside
from navette.store.migrate import steps
from tests.store.undone import undo
from tests.web.provoked_nudges import nudge
from tests.world import World, territory


async def filled(world: World) -> Path:
    """One accepted and closed, one withdrawn from one of its two recipients, one reminded; the database's file."""
    _, box = await world.open_box()
    accepted = await world.received()
    assert (await world.decide(world.nurse, accepted, "accepted")).status == 201
    assert (await world.decide(world.nurse, accepted, "closed", "done")).status == 201
    withdrawn = await world.received(to=[world.ward, box])
    assert (await world.receipt(world.nurse, withdrawn, "opened")).status == 201
    assert (await world.decide(world.nurse, withdrawn, "declined", "full")).status == 201
    assert (await world.withdraw(world.gp, withdrawn)).status == 201
    assert (await nudge(world, await world.send())).status == 201
    return world.context.database.path


def faults(path: Path) -> set[tuple[str, str, str]]:
    return {(one.table, one.column, one.code) for one in verify(path, vkeys_beside(path))}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE milestone SET delivered = delivered + 1 WHERE handoff = 1", {("milestone", "delivered", "differs")}),
        ("UPDATE milestone SET accepted = NULL WHERE handoff = 1", {("milestone", "accepted", "differs")}),
        ("UPDATE milestone SET completed = 7 WHERE handoff = 3", {("milestone", "completed", "differs")}),
        ("UPDATE milestone SET rejected = NULL", {("milestone", "rejected", "differs")}),
        ("UPDATE milestone SET cancelled = NULL", {("milestone", "cancelled", "differs")}),
        ("UPDATE milestone SET form = zeroblob(31)", {("milestone", "form", "differs")}),
        ("UPDATE milestone SET received = received + 1", {("milestone", "received", "differs")}),
        ("UPDATE milestone SET sender_mailbox = mailbox", {("milestone", "sender_mailbox", "differs")}),
        ("DELETE FROM milestone WHERE handoff = 1", {("milestone", "", "missing")}),
        (
            "UPDATE milestone SET handoff = 99 WHERE handoff = 1",
            {("milestone", "", "missing"), ("milestone", "", "unexpected")},
        ),
        (
            "INSERT INTO milestone SELECT received + 1, handoff, mailbox, sender_mailbox, form, delivered, accepted, "
            "completed, rejected, cancelled, due, code FROM milestone WHERE handoff = 1",
            {("milestone", "", "unexpected")},
        ),
        ("UPDATE nudge SET mailbox = zeroblob(16)", {("nudge", "mailbox", "not-a-recipient")}),
        ("UPDATE nudge SET handoff = 99", {("nudge", "mailbox", "not-a-recipient")}),
        ("UPDATE nudge SET person = zeroblob(32)", {("nudge", "person", "unknown-person")}),
        ("UPDATE nudge SET time = 5", {("nudge", "time", "unexpected")}),
        ("UPDATE nudge SET id = zeroblob(15)", {("nudge", "id", "unexpected")}),
        ("UPDATE nudge SET time = 'x'", {("nudge", "", "differs")}),
        ("DROP INDEX nudge_of", {("file", "", "damaged")}),
    ],
)
async def test_a_row_that_does_not_follow_from_the_acts_is_named(
    tmp_path: Path, change: str, found: set[tuple[str, str, str]]
) -> None:
    async with territory(tmp_path) as world:
        path = await filled(world)
    assert faults(path) == set()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(change)
    assert faults(path) == found


async def test_a_database_of_before_is_verified_as_it_is(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        path = await filled(world)
    with closing(sqlite3.connect(path)) as db:
        undo(db, 3)
    assert faults(path) == set()
    assert len(steps()) >= 3

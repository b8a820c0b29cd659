"""What verification says of reminders, and of when a row is to be looked at."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from navette.core.parties import Urgency
from navette.service import remind
from navette.service.audit import verify, vkeys_beside
from tests.store.undone import undo
from tests.world import World, territory


async def filled(world: World) -> Path:
    """One silent for three quarters of an hour, one answered then, one answered since and not looked at."""
    await world.send(urgency=Urgency.STAT)
    answered = await world.received(urgency=Urgency.STAT)
    waiting = await world.received()
    world.ahead += 2800
    await remind.sweep(world.context)
    for envelope in (answered, waiting):
        assert (await world.decide(world.nurse, envelope, "accepted")).status == 201
    world.ahead += 1000
    await remind.sweep(world.context)
    return world.context.database.path


def faults(path: Path) -> set[tuple[str, str, str]]:
    return {(one.table, one.column, one.code) for one in verify(path, vkeys_beside(path))}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("SELECT 1", set()),
        ("UPDATE reminder SET due = due + 1", {("reminder", "due", "differs")}),
        ("UPDATE reminder SET fired = due - 1", {("reminder", "fired", "unexpected")}),
        (
            "UPDATE reminder SET step = 'sender' WHERE step = 'remind' AND handoff = 1",
            {("reminder", "due", "differs"), ("recipient", "fired", "differs"), ("recipient", "next_at", "differs")},
        ),
        (
            "UPDATE reminder SET step = 'never' WHERE step = 'notify-again'",
            {("reminder", "", "differs"), ("recipient", "fired", "differs"), ("recipient", "next_at", "differs")},
        ),
        ("UPDATE reminder SET handoff = 99 WHERE handoff = 2", {("reminder", "handoff", "unexpected"),
                                                                ("recipient", "fired", "differs")}),
        ("UPDATE recipient SET fired = 0 WHERE handoff = 1", {("recipient", "fired", "differs")}),
        ("UPDATE recipient SET next_at = NULL WHERE handoff = 1", {("recipient", "next_at", "differs")}),
        ("UPDATE recipient SET next_at = next_at + 1 WHERE handoff = 1", {("recipient", "next_at", "differs")}),
        ("UPDATE recipient SET next_at = next_at - 1 WHERE handoff = 1", {("recipient", "next_at", "differs")}),
        ("UPDATE recipient SET next_at = 0 WHERE handoff = 1", set()),
        ("UPDATE recipient SET next_at = 5 WHERE handoff = 3", {("recipient", "next_at", "differs")}),
    ],
)  # fmt: skip
async def test_what_is_altered_is_named(tmp_path: Path, change: str, found: set[tuple[str, str, str]]) -> None:
    async with territory(tmp_path) as world:
        path = await filled(world)
    with closing(sqlite3.connect(path)) as db:
        db.execute(change)
        db.commit()
    assert faults(path) == found


async def test_a_database_of_before_there_were_reminders_holds(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        await world.send()
        path = world.context.database.path
    with closing(sqlite3.connect(path)) as db:
        undo(db, 4)
    assert faults(path) == set()

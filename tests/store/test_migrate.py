"""Migrations: each once, in order, unaltered; a copy before an upgrade; whole or not at all."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from navette.core.encoding import timestamp
from navette.core.errors import Local
from navette.store.connection import connect
from navette.store.migrate import Step, applied, migrate, pending, steps
from tests.store.undone import undo
from tests.world import territory

FIRST = Step(1, "0001_first", "CREATE TABLE one (n INTEGER); INSERT INTO one VALUES (1);")
SECOND = Step(2, "0002_second", "ALTER TABLE one ADD COLUMN m INTEGER; UPDATE one SET m = 2;")
BROKEN = Step(2, "0002_second", "UPDATE one SET n = 99; CREATE TABLE two (n INTEGER); INSERT INTO nowhere VALUES (1);")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "navette.db"


@pytest.fixture
def db(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(connect(path)) as opened:
        yield opened


def content(db: sqlite3.Connection) -> list[str]:
    """Everything, but for when each step was applied."""
    return [line for line in db.iterdump() if 'INTO "migration"' not in line]


def test_each_is_applied_once_in_order(db: sqlite3.Connection, path: Path) -> None:
    assert migrate(db, path, [FIRST]) == [1]
    assert migrate(db, path, [FIRST]) == []
    assert migrate(db, path, [FIRST, SECOND]) == [2]
    assert migrate(db, path, [FIRST, SECOND]) == []
    assert db.execute("SELECT n, m FROM one").fetchall() == [(1, 2)]
    assert applied(db) == {1: FIRST.sha256, 2: SECOND.sha256}


def test_a_file_altered_since_is_refused(db: sqlite3.Connection, path: Path) -> None:
    migrate(db, path, [FIRST])
    before = content(db)
    altered = Step(1, FIRST.name, FIRST.text + " ")
    with pytest.raises(Local) as caught:
        migrate(db, path, [altered, SECOND])
    assert (caught.value.code, caught.value.data) == ("migration", {"step": 1, "fault": "altered"})
    assert content(db) == before


def test_a_database_of_a_newer_program_is_refused(db: sqlite3.Connection, path: Path) -> None:
    migrate(db, path, [FIRST, SECOND])
    with pytest.raises(Local) as caught:
        migrate(db, path, [FIRST])
    assert (caught.value.code, caught.value.data) == ("migration", {"step": 2, "fault": "newer"})


def test_a_step_that_fails_leaves_the_database_as_before(db: sqlite3.Connection, path: Path) -> None:
    migrate(db, path, [FIRST])
    before = content(db)
    with pytest.raises(sqlite3.OperationalError):
        migrate(db, path, [FIRST, BROKEN])
    assert not db.in_transaction
    assert content(db) == before
    assert applied(db) == {1: FIRST.sha256}
    assert migrate(db, path, [FIRST, SECOND]) == [2]  # once it is mended


def test_an_upgrade_is_preceded_by_a_copy(db: sqlite3.Connection, path: Path) -> None:
    migrate(db, path, [FIRST])
    before = content(db)
    migrate(db, path, [FIRST, SECOND])
    copy = path.parent / "backups" / "before-0002.db"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700
    with contextlib.closing(sqlite3.connect(copy)) as kept:
        assert content(kept) == before
        assert applied(kept) == {1: FIRST.sha256}


def test_a_new_database_is_not_copied(db: sqlite3.Connection, path: Path) -> None:
    migrate(db, path, [FIRST, SECOND])
    assert not (path.parent / "backups").exists()


def test_what_is_shipped_is_numbered_without_holes(db: sqlite3.Connection, path: Path) -> None:
    shipped = steps()
    assert [step.n for step in shipped] == list(range(1, len(shipped) + 1))
    assert migrate(db, path) == [step.n for step in shipped]
    assert pending(db, shipped) == []
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_handoffs_of_before_there_were_milestones_have_theirs(tmp_path: Path) -> None:
    """What the acts on disk say, and what was noted as they came, are the same rows."""
    async with territory(tmp_path) as world:
        person, box = await world.open_box()
        path = world.context.database.path
        await world.send()
        for answers in (["accepted", "closed"], ["declined"], ["question"], ["closed"], []):
            envelope = await world.received(to=[world.ward, box])
            for what in answers:
                world.ahead += 1000
                code = {"declined": "full", "question": "incomplete", "closed": "done"}.get(what, "")
                assert (await world.decide(world.nurse, envelope, what, code)).status == 201
            await world.receipt(person, envelope, "delivered", "transient-error", box=box, code="body")
            world.ahead += 50
            await world.receipt(person, envelope, "opened", box=box)
            if answers != ["closed"]:
                assert (await world.withdraw(world.gp, envelope)).status == 201
        failed = await world.send()
        assert (await world.receipt(world.nurse, failed, response="fatal-error", code="body")).status == 201
        early = await world.send()
        await world.receipt(world.nurse, early, time=timestamp(world.now() - 200))
    with contextlib.closing(connect(path)) as db:
        noted = db.execute("SELECT * FROM milestone").fetchall()
        for column in range(5, 10):
            assert len({row[column] for row in noted}) > 1
        undo(db, 3)
        assert migrate(db, path) == [step.n for step in steps()[2:]]
        assert db.execute("SELECT * FROM milestone").fetchall() == noted


async def test_what_waited_before_there_were_reminders_is_looked_at(tmp_path: Path) -> None:
    """Whatever came due while nobody looked is done at the first sweep; what was answered stays silent."""
    async with territory(tmp_path) as world:
        await world.send()
        envelope = await world.received()
        assert (await world.decide(world.nurse, envelope, "accepted")).status == 201
        path = world.context.database.path
    with contextlib.closing(connect(path)) as db:
        undo(db, 4)
        migrate(db, path)
        assert db.execute("SELECT status, fired, next_at FROM recipient ORDER BY handoff").fetchall() == [
            ("requested", 0, 0),
            ("accepted", 0, None),
        ]

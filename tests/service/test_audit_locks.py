"""What verification says of locks and notes."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from navette.core.encoding import b64
from navette.service.audit import verify, vkeys_beside
from tests.store.undone import undo
from tests.things import BYTES
from tests.web.locking import Account, keep, with_passkey
from tests.world import World, territory


async def filled(world: World) -> Path:
    """A code, a passkey and a note; the database's file."""
    account = Account()
    assert (await keep(world, world.gp, account.lock, account.code())).status == 201
    await with_passkey(world)
    name = b64(bytes(16))
    assert (await world.ask("PUT", f"/v1/notes/{name}", world.gp, body=b"sealed", kind=BYTES)).status == 201
    return world.context.database.path


def faults(path: Path) -> set[tuple[str, str, str]]:
    return {(one.table, one.column, one.code) for one in verify(path, vkeys_beside(path))}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE lock SET person = zeroblob(32) WHERE kind = 'code'", ("lock", "person", "unknown-person")),
        ("UPDATE lock SET kind = 'open' WHERE kind = 'code'", ("lock", "kind", "unexpected")),
        ("UPDATE lock SET wrapped = zeroblob(32) WHERE kind = 'prf'", ("lock", "wrapped", "unexpected")),
        ("UPDATE lock SET login = zeroblob(31) WHERE kind = 'code'", ("lock", "login", "unexpected")),
        ("UPDATE lock SET login = zeroblob(32) WHERE kind = 'prf'", ("lock", "login", "differs")),
        ("UPDATE lock SET public_key = NULL WHERE kind = 'prf'", ("lock", "public_key", "unexpected")),
        ("UPDATE lock SET credential = zeroblob(9) WHERE kind = 'code'", ("lock", "credential", "differs")),
        ("UPDATE lock SET login = NULL WHERE kind = 'code'", ("lock", "", "differs")),
        ("UPDATE note SET person = zeroblob(32)", ("note", "person", "unknown-person")),
        ("UPDATE note SET raw = zeroblob(262145)", ("note", "raw", "unexpected")),
        ("DROP INDEX lock_of_person", ("file", "", "damaged")),
    ],
)
async def test_a_row_that_is_not_what_it_must_be_is_named(
    tmp_path: Path, change: str, fault: tuple[str, str, str]
) -> None:
    async with territory(tmp_path) as world:
        path = await filled(world)
        assert faults(path) == set()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(change)
    assert faults(path) == {fault}


async def test_a_database_of_before_there_were_locks_is_verified_as_it_is(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        path = world.context.database.path
    with closing(sqlite3.connect(path)) as db:
        undo(db, 2)
    assert faults(path) == set()

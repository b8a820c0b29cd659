"""What verification says of the access journal."""

import sqlite3
from contextlib import closing
from pathlib import Path

from navette.core.encoding import b64
from navette.service import journal
from navette.service.audit import verify, vkeys_beside
from tests.world import territory

CHANGES = {
    "UPDATE journal SET action = 'nothing' WHERE i = 1": ("action", "unexpected"),
    "UPDATE journal SET actor = x'00' WHERE i = 1": ("actor", "unexpected"),
    "UPDATE journal SET actor = zeroblob(32) WHERE admin = 0": ("actor", "unknown-person"),
    "UPDATE journal SET object = x'00' WHERE i = 1": ("object", "unexpected"),
    "UPDATE journal SET mailbox = zeroblob(17) WHERE i = 1": ("mailbox", "unexpected"),
}


async def test_what_is_altered_is_named(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        envelope = await world.send()
        assert (await world.ask("GET", f"/v1/envelopes/{b64(envelope.header.id)}", world.nurse)).status == 200
        assert await journal.flush(world.context) == 1
        path = world.context.database.path
    assert verify(path, vkeys_beside(path)) == []
    for change, found in CHANGES.items():
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            before = db.execute("SELECT * FROM journal").fetchall()
            assert db.execute(change).rowcount == 1
            assert {(one.column, one.code) for one in verify(path, vkeys_beside(path))} == {found}
            db.execute("DELETE FROM journal")
            db.executemany("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)", before)

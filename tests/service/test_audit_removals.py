"""Verification of a database from which things were removed: nothing is missed, and what was touched is named."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from navette.core.retention import DAY
from navette.service import indicators
from navette.service.audit import verify, vkeys_beside
from navette.service.retention import sweep
from navette.store.database import FILE
from tests.things import SealedFile
from tests.world import World, territory

ALL = "act = 'removal'"
CONTENT = f"{ALL} AND handoff = 2 AND i = (SELECT min(i) FROM act WHERE {ALL} AND handoff = 2)"


@pytest.fixture(scope="module")
def removed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four handoffs: one that is open, one forgotten, one whose content is gone, one that is new."""
    import asyncio

    folder = tmp_path_factory.mktemp("removed") / "server"

    async def live() -> None:
        async with territory(folder) as world:
            await story(world)

    asyncio.run(live())
    assert faults(folder) == []
    return folder


async def story(world: World) -> None:
    file = SealedFile.of(100)
    await world.upload(file)
    await world.received(blobs=[file.ref])
    for days in (200, 170):
        envelope = await world.received(blobs=[file.ref])
        onward = await world.send([world.cabinet], by=world.nurse, box=world.ward, reply=envelope.header.id)
        assert (await world.decide(world.nurse, envelope, "closed", "replied")).status == 201
        assert (await world.withdraw(world.nurse, onward)).status == 201
        world.ahead += days * DAY
    await world.send(blobs=[file.ref])
    while await indicators.sweep(world.context):
        pass
    assert await sweep(world.context) == 2 + 2 + 2


def faults(folder: Path) -> list[str]:
    return [str(fault) for fault in verify(folder / FILE, vkeys_beside(folder / FILE))]


@pytest.fixture
def touched(removed: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    shutil.copytree(removed, tmp_path / "server")
    with closing(sqlite3.connect(tmp_path / "server" / FILE, isolation_level=None)) as db:
        yield db


TOUCHES = {
    "DELETE FROM act WHERE act = 'removal' AND handoff = 4": "act",
    "DELETE FROM act WHERE act = 'delivered' AND handoff = 4": "act",
    "DELETE FROM envelope WHERE handoff = 1": "envelope 1: missing",
    "INSERT INTO envelope VALUES (4, x'00')": "envelope 4: unexpected",
    "DELETE FROM removed_number WHERE n = 2": "removed_number",
    "UPDATE removed_number SET i = i + 1": "removed_number",
    "UPDATE removed_number SET message = x'00'": "removed_number",
    "INSERT INTO removed_number SELECT id, 3, x'00', 1 FROM mailbox": "removed_number",
    "UPDATE act SET handoff = 4 WHERE act = 'removal' AND handoff = 2": "act",
    "UPDATE act SET signature = x'00' WHERE act = 'removal' AND handoff = 4": "act",
    "UPDATE recipient SET status = 'requested' WHERE handoff = 4": "recipient 4",
    "DELETE FROM recipient WHERE handoff = 4": "recipient 4",
    "UPDATE mailbox SET deposits = deposits + 1": "mailbox",
    "DELETE FROM node WHERE ledger = 1 AND place = 2": "node",
    "INSERT INTO hold VALUES (x'00', 'half', x'', x'', 1, 'other', NULL, NULL)": "hold 00",
}


@pytest.mark.parametrize("sql", TOUCHES)
def test_what_was_touched_is_named(touched: sqlite3.Connection, sql: str, tmp_path: Path) -> None:
    assert touched.execute(sql).rowcount
    touched.close()
    found = faults(tmp_path / "server")
    assert any(fault.startswith(TOUCHES[sql]) for fault in found), found


def test_a_forged_removal_hides_nothing(touched: sqlite3.Connection, tmp_path: Path) -> None:
    """Somebody without the server's key writes that the open handoff was removed, and removes it."""
    (raw, by), (last,) = (
        touched.execute(f"SELECT raw, signer FROM act WHERE {CONTENT}").fetchone(),
        touched.execute("SELECT max(i) FROM act").fetchone(),
    )
    touched.execute("INSERT INTO act VALUES (?, 1, NULL, 'removal', ?, ?, x'')", (last + 1, by, raw))
    touched.execute("DELETE FROM envelope WHERE handoff = 1")
    touched.close()
    assert any(fault.startswith(f"act {last + 1}: not-in-the-ledger") for fault in faults(tmp_path / "server"))

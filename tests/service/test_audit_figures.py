"""What verification says of failures, and of months that were counted."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from navette.core.encoding import seconds
from navette.service import indicators
from navette.service.audit import verify, vkeys_beside
from navette.store import milestones
from navette.store.transaction import Transaction
from tests.world import World, territory

# A change of the database, and the table and column that are named.
CHANGES = {
    "UPDATE failure SET code = 'decrypt'": ("failure", "code", "differs"),
    "UPDATE failure SET response = 'fatal-error'": ("failure", "response", "differs"),
    "DELETE FROM failure": ("failure", "", "missing"),
    "INSERT INTO failure SELECT received, handoff, 99, mailbox, response, code FROM failure": (
        *("failure", "", "unexpected"),
    ),
    "UPDATE milestone SET code = 'found' WHERE code <> ''": ("milestone", "code", "differs"),
    "UPDATE milestone SET due = 5": ("milestone", "due", "differs"),
    "UPDATE month_count SET accepted = accepted + 1 WHERE cube = 1": ("month_count", "", "differs"),
    "DELETE FROM month_count WHERE cube = 3": ("month_count", "", "differs"),
    "UPDATE month_delay SET delays = x'01000000' WHERE what = 'accepted'": ("month_delay", "", "differs"),
    "UPDATE pentad_count SET sent = sent + 1 WHERE cube = 0": ("pentad_count", "", "differs"),
    "DELETE FROM pentad_delay WHERE by = 'form'": ("pentad_delay", "", "differs"),
    "UPDATE late SET completed = 1, counted = 1": ("month_count", "", "differs"),
    "UPDATE counted SET until = 0": ("month_count", "", "unexpected"),
    "UPDATE counted SET pentads = until": ("pentad_count", "", "unexpected"),
    "INSERT INTO month_actor VALUES ('2001-01', x'00')": ("month_actor", "", "unexpected"),
    "INSERT INTO pentad_actor VALUES ('2001-01-06', x'00')": ("pentad_actor", "", "unexpected"),
}


async def counted(world: World) -> Path:
    """One closed in time, one after it had been counted, one that could not be stored at first; the folder."""
    world.ahead += seconds("2038-03-12T09:00:00Z") - world.now()
    one, other = await world.received(), await world.received(due=world.now())
    assert (await world.decide(world.nurse, one, "accepted")).status == 201
    assert (await world.decide(world.nurse, one, "closed", "done")).status == 201
    failing = {"response": "transient-error", "code": "store-busy"}
    assert (await world.receipt(world.nurse, await world.send(), **failing)).status == 201
    world.ahead += 86_400
    assert await indicators.sweep(world.context) == 3
    assert (await world.decide(world.nurse, other, "closed", "found")).status == 201
    return world.context.database.path.parent


async def test_figures_that_do_not_follow_from_the_lines_are_named(tmp_path: Path) -> None:
    async with territory(tmp_path / "there") as world:
        folder = await counted(world)
    for n, (change, (table, column, code)) in enumerate({"SELECT 1": ("", "", ""), **CHANGES}.items()):
        copied = tmp_path / str(n) / "navette.db"
        shutil.copytree(folder, copied.parent)
        with closing(sqlite3.connect(copied)) as db, db:
            db.execute(change)
        found = {(one.table, one.column, one.code) for one in verify(copied, vkeys_beside(copied))}
        assert found >= {(table, column, code)} if table else found == set(), change


async def test_counts_of_lines_that_are_gone_are_believed(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        await counted(world)
        write = world.context.database.write
        assert (await write(lambda tx: [milestones.remove(tx, seq) for seq in (1, 2, 3, 4)]))[0] == [
            *(True, False, True, False),  # what is late waits
        ]


async def test_what_was_counted_before_there_were_pentads_is_counted_on_in_its_month_alone(tmp_path: Path) -> None:
    def before_them(tx: Transaction) -> None:
        tx.run("UPDATE counted SET pentads = until")
        for table in ("pentad_count", "pentad_delay", "pentad_actor"):
            tx.run(f"DELETE FROM {table}")

    async with territory(tmp_path) as world:
        folder = await counted(world)
        await world.context.database.write(before_them)
        world.ahead += 86_400
        assert await indicators.sweep(world.context) == 1  # the one that was late
        assert await world.context.database.all("SELECT sum(sent), sum(completed) FROM month_count WHERE cube = 0") == [
            (3, 2)
        ]
        assert await world.context.database.all("SELECT count(*) FROM pentad_count") == [(0,)]
        path = folder / "navette.db"
        assert list(verify(path, vkeys_beside(path))) == []

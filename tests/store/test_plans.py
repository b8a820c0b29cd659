"""No query of the server goes through a whole table: SQLite is asked for the plan of each.

First the lists by name, then whatever a whole story makes the server run.
"""

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from navette.core.encoding import b64
from navette.core.retention import DAY
from navette.service import attach, indicators, journal, mail, ping, remind, retention
from navette.store import lists, notices, nudges, push, reminders
from navette.store.connection import connect
from navette.store.contacts import Contact, put
from navette.store.migrate import migrate
from navette.store.push import Device
from tests.things import BYTES, SealedFile
from tests.web.locking import Account, assert_with, keep, locks_of, unlock, with_passkey
from tests.web.provoked_nudges import nudge
from tests.world import World, territory

QUERIES = {
    name: text
    for name, text in vars(lists).items()
    if isinstance(text, str) and text.startswith("SELECT") and name != "WITH_STATE" and name != "INBOX"
}
# A page is read in the order of an index: nothing is sorted.
PAGES = ("INBOX_ALL", "INBOX_OPEN", "OUTBOX", "UNRESOLVED", "ACTS", "REPLIES")
# Lists of everything, on purpose: every invitation, every mailbox, every announced attachment once an hour.
WHOLE = (
    "FROM invitation v",
    "FROM certificate WHERE length(subject) = 16",
    "FROM mailbox ORDER BY id",
    "FROM blob b WHERE created <",
    "sqlite_master",
    "FROM migration",
    # What waits to be told or to be taken away, and the holds: few rows at any time.
    "DELETE FROM notice WHERE handoff",
    "DELETE FROM ping WHERE handoff",
    "FROM discarded LIMIT",
    "FROM late",
    "UPDATE counted SET",
    "FROM hold",
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(connect(tmp_path / "navette.db")) as opened:
        migrate(opened, tmp_path / "navette.db")
        yield opened


def plan(db: sqlite3.Connection, sql: str) -> list[str]:
    """The steps SQLite takes; every parameter is null, which changes nothing here."""
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", (None,) * sql.count("?"))]


def scans(steps: list[str]) -> list[str]:
    """Tables gone through; `told` and a subquery are at most one page, found through an index before."""
    made = ("CONSTANT ROW", "SUBQUERY", "SCAN told", "SCAN (subquery")
    return [step for step in steps if step.startswith("SCAN") and not any(name in step for name in made)]


@pytest.mark.parametrize("sql", [reminders.OF_HANDOFF, nudges.OF_HANDOFF])
def test_what_was_done_about_one_handoff_is_found_by_it(db: sqlite3.Connection, sql: str) -> None:
    assert scans(plan(db, sql)) == []


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_is_read_through_an_index(db: sqlite3.Connection, name: str, count: int) -> None:
    assert scans(plan(db, QUERIES[name].format(", ".join("?" * count)))) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_in_the_order_of_its_index(db: sqlite3.Connection, name: str) -> None:
    assert not [step for step in plan(db, QUERIES[name]) if "TEMP B-TREE" in step]


def test_events_are_looked_up_in_each_span_and_only_their_numbers_sorted(db: sqlite3.Connection) -> None:
    steps = plan(db, lists.EVENTS.format("?"))
    assert "SEARCH event USING PRIMARY KEY (span=? AND mailbox=? AND i>?)" in steps
    assert steps.index("MATERIALIZE told") == 0


def test_the_test_sees_a_scan(db: sqlite3.Connection) -> None:
    assert scans(plan(db, "SELECT seq FROM handoff WHERE form = ?"))
    assert scans(plan(db, lists.OUTBOX.replace("h.sender_mailbox = ? AND h.seq < ?", "h.time < ? AND h.form = ?")))


@contextlib.asynccontextmanager
async def listening(world: World) -> AsyncIterator[set[str]]:
    """Every statement the server runs, by its readers and by its writer."""
    seen: set[str] = set()
    database = world.context.database
    readers = database._readers
    for reader in readers:
        await reader.set_trace_callback(seen.add)
    await database.write(lambda tx: tx.db.set_trace_callback(seen.add))
    yield seen
    await database.write(lambda tx: tx.db.set_trace_callback(None))
    for reader in readers:
        await reader.set_trace_callback(None)  # type: ignore[arg-type]


async def story(world: World) -> None:
    """Every route that reads or writes, once."""
    file = SealedFile.of(1000)
    await world.upload(file)
    envelope = await world.received(blobs=[file.ref])
    await world.receipt(world.doctor, envelope, "opened")
    third, elsewhere = await world.open_box()
    onward = await world.send([elsewhere], by=world.nurse, box=world.ward, reply=envelope.header.id, blobs=[file.ref])
    await world.decide(world.nurse, envelope, "rerouted", "not-for-us")
    await world.receipt(third, onward, box=elsewhere)
    await world.decide(third, onward, "accepted", box=elsewhere)
    withdrawn = await world.send()
    assert (await nudge(world, withdrawn)).status == 201
    await world.withdraw(world.gp, withdrawn)
    await world.rotate(elsewhere, third)
    ward = f"/v1/mailboxes/{b64(world.ward.id)}"
    message = b64(envelope.header.id)
    for person, path, query in (
        (world.nurse, f"{ward}/inbox", ""),
        (world.nurse, f"{ward}/inbox", "open=1"),
        (world.nurse, f"{ward}/outbox", ""),
        (world.nurse, f"{ward}/seats", ""),
        (world.gp, f"/v1/handoffs/{b64(onward.header.id)}", ""),
        (world.gp, f"/v1/handoffs/{message}", ""),
        (world.nurse, f"/v1/envelopes/{message}", ""),
        (world.nurse, f"/v1/blobs/{b64(file.id)}", ""),
        (world.nathalie, "/v1/unresolved", ""),
        (world.nathalie, "/v1/indicators", "from=2026-01-01&to=2026-12-31"),
        (world.nathalie, "/v1/invitations", ""),
        (world.nurse, "/v1/journal", ""),
        (world.nurse, "/v1/journal", f"mailbox={b64(world.ward.id)}"),
        (world.nurse, "/v1/journal", f"message={message}"),
        (world.nathalie, "/v1/journal", f"message={message}"),
        (world.nathalie, "/v1/journal", "about=coordinators&from=2026-01-01&to=2026-12-31"),
        (world.nathalie, "/v1/export/fhir", "type=Task&from=2026-01-01&to=2026-12-31"),
        (world.nurse, "/v1/export/fhir", "type=AuditEvent&from=2026-01-01&to=2026-12-31"),
        (world.gp, "/v1/mailboxes", ""),
        (world.gp, "/v1/ledgers/annuaire/entries", "from=1"),
        (world.gp, "/v1/ledgers/actes/proof", "size=5&index=1&from=3"),
    ):
        assert (await world.ask("GET", path, person, query=query)).status == 200
    await unlocking(world)
    await lists.events(world.context.database, [world.ward.id, world.cabinet.id], 0)
    await attach.sweep(world.context)
    await journal.expire(world.context)
    await world.send()
    world.ahead += 3600
    await written_to(world)
    assert await remind.sweep(world.context) > 0
    await world.context.database.write(lambda tx: mail.prepare(tx, world.now(), 90))
    await notices.pending(world.context.database, world.now())
    assert len((await world.context.database.write(lambda tx: ping.prepare(tx, world.now())))[0]) == 1


async def written_to(world: World) -> None:
    """The nurse and the coordinator have addresses that were confirmed, and a daily letter that is due."""
    for person in (world.nurse, world.nathalie):
        row = Contact(person.id, "zoe@ward.example", "fr", 1, 480, 1, None, None, 1, 0, None, world.now())
        await world.context.database.write(lambda tx, row=row: put(tx, row))  # type: ignore[misc]
    device = Device(bytes(16), world.nurse.id, "https://push.example/", bytes(65), bytes(16), 1)
    await world.context.database.write(lambda tx: push.put(tx, device))
    assert await push.of_person(world.context.database, world.nurse.id) == [device]
    assert (await world.ask("GET", "/v1/contact", world.nurse)).status == 200


async def unlocking(world: World) -> None:
    """Locks and notes: kept, listed, opened, removed."""
    person, device, _ = await with_passkey(world)
    account = Account()
    assert (await keep(world, person, account.lock, account.code())).status == 201
    assert len(await locks_of(world, person)) == 2
    assert (await unlock(world, account.lock, account.proof)).status == 200
    assert (await assert_with(world, device)).status == 200
    note = f"/v1/notes/{b64(account.lock)}"
    assert (await world.ask("PUT", note, person, body=b"sealed", kind=BYTES)).status == 201
    assert (await world.ask("GET", note, person)).status == 200
    for path in (note, f"/v1/locks/{b64(account.lock)}"):
        assert (await world.ask("DELETE", path, person)).status == 204


async def removal(world: World) -> None:
    """What was closed more than a year ago."""
    file = SealedFile.of(1000)
    await world.upload(file)
    envelope = await world.received(blobs=[file.ref])
    assert (await world.decide(world.nurse, envelope, "closed", "done")).status == 201
    await world.send()
    world.ahead += 366 * DAY
    assert (await world.ask("GET", f"/v1/handoffs/{b64(envelope.header.id)}", world.gp)).status == 200
    assert await indicators.sweep(world.context) > 0
    assert await retention.sweep(world.context) > 2


async def test_nothing_the_server_runs_goes_through_a_whole_table(tmp_path: Path) -> None:
    async with territory(tmp_path) as world, listening(world) as seen:
        await story(world)
        await removal(world)
    asked = {text for text in seen if text.split(" ")[0] in ("SELECT", "UPDATE", "DELETE", "INSERT")}
    assert len(asked) > 100
    with contextlib.closing(connect(tmp_path / "navette.db")) as db:
        found = {}
        for text in asked:
            steps = scans([row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {text}")])
            if steps and not any(known in text for known in WHOLE):
                found[text[:200]] = steps
    assert found == {}

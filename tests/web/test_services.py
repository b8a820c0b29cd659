"""What a mailbox says of itself: recorded once, in order, by who may; and verified in the database."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from navette.core.encoding import b64
from navette.service.audit import verify, vkeys_beside
from tests.store.undone import undo
from tests.things import MEMBER
from tests.web.provocations import forged
from tests.world import World, territory

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_mailbox_says_when_it_is_there(world: World) -> None:
    guardian, box = await world.open_box()
    member = await world.arrive()
    box = await world.admit(box, guardian, member)
    said: dict[str, Any] = {"hours": {"mon": "08:00-12:00"}, "substitute": b64(world.ward.id), "note": "urgences : 15"}
    first = world.saying(box, guardian, **said)
    done, again = [await world.say(box, first) for _ in range(2)]
    assert (done.status, again.status, again["index"]) == (201, 200, done["index"])
    query = f"from={done['index']}&limit=1"
    (entry,) = (await world.ask("GET", "/v1/ledgers/annuaire/entries", world.gp, query=query))["entries"]
    assert json.loads(entry["statement"]) == json.loads(first.raw)
    other, by_member = world.saying(box, guardian), world.saying(box, member, first)
    by_nathalie = world.saying(box, world.nathalie, first)
    for signed, code in ((other, "not-the-next-statement"), (by_member, "not-a-guardian"), (by_nathalie, "")):
        assert (await world.say(box, signed)).code == code
    told = (await world.ask("GET", "/v1/journal", member, query=f"mailbox={b64(box.id)}"))["items"]
    said_by = [(one["actor"], one["coordinator"]) for one in told if one["action"] == "service"]
    assert said_by == [(b64(world.nathalie.id), True)]  # what its guardian said is in the ledger, and not here
    stranger = world.saying(box, guardian, by_nathalie, substitute=b64(bytes(16)))
    assert (await world.say(box, stranger)).code == "subject"
    late = world.saying(box, guardian, by_nathalie, n="7")
    assert (await world.say(box, late)).code == "not-the-next-statement"


async def test_it_says_it_of_itself_and_nothing_else(world: World) -> None:
    guardian, box = await world.open_box()
    assert (await world.say(box, world.saying(world.ward, world.nurse))).code == "statement-type"
    after = world.next(box, members={**box.members, await world.arrive(): MEMBER})
    assert (await world.say(box, after.statement(guardian, world.now()))).code == "statement-type"
    nobody = world.box(guardian)
    answer = await world.say(nobody, world.saying(nobody, guardian))
    assert (answer.code, answer["mailbox"]) == ("unknown-mailbox", b64(nobody.id))
    assert (await world.say(box, world.saying(box, guardian, n="1"))).code == "first-statement"
    spoiled = forged(guardian, {**json.loads(world.saying(box, guardian).raw), "closed": ["x"]})
    assert (await world.say(box, spoiled)).code == "field"


CHANGES = {
    "UPDATE service SET substitute = x'' WHERE n = 1": ("substitute", "differs"),
    "UPDATE service SET time = time + 1 WHERE n = 1": ("time", "differs"),
    "UPDATE service SET n = 0 WHERE n = 1": ("n", "differs"),
    "DELETE FROM service WHERE n = 1": ("", "missing"),
    "INSERT INTO service VALUES (x'00', 0, x'', x'', 0, 0)": ("", "unexpected"),
}


async def test_verification_knows_what_was_said(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        first = world.saying(world.ward, world.nurse)
        second = world.saying(world.ward, world.nurse, first, substitute=b64(world.cabinet.id))
        for signed in (first, second):
            assert (await world.say(world.ward, signed)).status == 201
        path = world.context.database.path
    keys = vkeys_beside(path)
    assert verify(path, keys) == []
    whole = path.read_bytes()
    for change, (column, code) in CHANGES.items():
        with closing(sqlite3.connect(path)) as db:
            db.execute(change)
            db.commit()
        assert {(one.table, one.column, one.code) for one in verify(path, keys)} == {("service", column, code)}
        path.write_bytes(whole)
    with closing(sqlite3.connect(path)) as db:
        undo(db, 6)
    assert verify(path, keys) == []  # an older database has nothing to compare

"""Legal hold: what is held stays, whatever its age; it is on record, and so is its end."""

import secrets
from pathlib import Path
from typing import Any

from navette.core.encoding import b64
from navette.core.retention import DAY, NOTICE_DAYS
from navette.envelope.format import Envelope
from navette.service import retention
from tests.web.provoked_holds import hold
from tests.world import World, territory


async def closed(world: World) -> Envelope:
    envelope = await world.received()
    assert (await world.decide(world.nurse, envelope, "closed", "done")).status == 201
    return envelope


async def removal(world: World, envelope: Envelope) -> Any:
    return (await world.ask("GET", f"/v1/handoffs/{b64(envelope.header.id)}", world.gp))["removal"]


async def test_what_is_held_stays_until_it_is_let_go_and_then_people_are_told_first(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        names = [secrets.token_bytes(16) for _ in range(3)]
        one, other = await closed(world), await closed(world)
        first = await hold(world, "handoff", one.header.id, name=names[0])
        assert first.status == 201
        assert (first["by"], first["lifted"], first["code"]) == (b64(world.nathalie.id), None, "litigation")
        again = await hold(world, "handoff", one.header.id, name=names[0])
        assert (again.status, again.value) == (200, first.value)
        world.ahead += 91 * DAY
        assert await retention.sweep(world.context) == 1
        assert await removal(world, one) is None
        gone = await world.ask("GET", f"/v1/envelopes/{b64(other.header.id)}", world.nurse)
        assert gone.code == "envelope-removed"
        for name, scope, target in ((names[1], "mailbox", world.ward.id), (names[2], "all", b"")):
            assert (await hold(world, scope, target, name=name)).status == 201
        for name in names:
            assert await retention.sweep(world.context) == 0
            done = await world.ask("DELETE", f"/v1/holds/{b64(name)}", world.nathalie)
            assert (done.status, done["lifted_by"]) == (200, b64(world.nathalie.id))
            retry = await world.ask("DELETE", f"/v1/holds/{b64(name)}", world.nathalie)
            assert retry.value == done.value
        assert await removal(world, one) is not None  # due long ago, and told for a month all the same
        world.ahead += NOTICE_DAYS * DAY - 60
        assert await retention.sweep(world.context) == 0
        world.ahead += 120
        assert await retention.sweep(world.context) == 1
        listed = (await world.ask("GET", "/v1/holds", world.nathalie))["holds"]
        assert {item["hold"] for item in listed} == {b64(name) for name in names}
        assert all(item["lifted"] for item in listed)
        rows = await world.context.database.all("SELECT action FROM journal WHERE admin = 1 AND action LIKE '%hold%'")
        assert sorted(row[0] for row in rows if row[0] != "holds") == ["hold"] * 3 + ["release-hold"] * 3


async def test_who_may_hold_and_what(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        envelope = await world.send()
        path = f"/v1/holds/{b64(bytes(16))}"
        value = {"scope": "handoff", "target": b64(envelope.header.id), "code": "other"}
        assert (await world.ask("PUT", path, world.gp, value)).code == "coordinator-only"
        assert (await world.ask("GET", "/v1/holds", world.gp)).code == "coordinator-only"
        assert (await hold(world, "handoff", secrets.token_bytes(16))).code == "unknown-envelope"
        assert (await hold(world, "mailbox", secrets.token_bytes(16))).code == "unknown-mailbox"
        assert (await hold(world, "all", secrets.token_bytes(16))).code == "field"
        assert (await hold(world, "mailbox")).code == "base64url"
        assert (await hold(world, "half", world.ward.id)).code == "field"
        assert (await hold(world, "mailbox", world.ward.id, code="Mme Martin")).code == "field"

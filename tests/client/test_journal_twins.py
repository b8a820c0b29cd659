"""The access journal in JavaScript, against a real server: the lines that Python reads, and what leaves."""

import json
from typing import Any

from navette.core.encoding import b64
from navette.core.indicators import today
from navette.service.context import now
from tests.client.actors import enter
from tests.client.world import FICHE, WARD, World


async def test_the_same_lines_as_in_python(world: World) -> None:
    gp, ward, nathalie = await world.open("martin"), await world.open("leroy"), await world.coordinator()
    sent = await gp.send([WARD], FICHE)
    await ward.collect(sent.reference)
    page, coordinator = await enter(world, "benali"), await enter(world, "nathalie", coordinates=True)
    day = today(now())
    period = {"from": day.isoformat(), "to": day.isoformat()}
    found = await page("journal", "read", {"message": b64(sent.message)}, period)
    expected = [one for one in await gp.journal.of_handoff(sent.reference, day, day) if not one.signed]
    assert found["next"] is None
    said = [(one["action"], one["name"], one["mailboxName"], one["reference"]) for one in found["lines"]]
    assert said == [(one.action, one.actor_name, one.mailbox_name, one.reference) for one in expected][-len(said) :]
    assert ("collect", "Mme Leroy") in {one[:2] for one in said}

    first: dict[str, Any] = await coordinator("journal", "read", {"about": "coordinators"}, None)
    assert [one["action"] for one in first["lines"] if one["itself"]] == ["invite"]
    tasks = await coordinator("journal", "exported", "Task", period)
    assert [json.loads(one)["groupIdentifier"]["value"] for one in tasks] == [b64(sent.message)]
    events = await coordinator("journal", "exported", "AuditEvent", period)
    told = [json.loads(one) async for one in nathalie.journal.export("AuditEvent", day, day)]
    assert [json.loads(one)["id"] for one in events] == [one["id"] for one in told][-len(events) :]
    refused = await page.ask("journal", "read", {"about": "coordinators"}, period)
    assert refused["refused"][0] == "coordinator-only"

"""A coordinator in JavaScript looks closely at a line of the board: a real server, then one that lies."""

import json
from typing import Any

from navette.core.acknowledgement import Decision
from tests.client.actors import Actor, enter
from tests.client.test_exchange_twins import code_of
from tests.client.world import FICHE, WARD, World, changed


async def taken(world: World) -> tuple[Actor, dict[str, Any]]:
    """A fiche the ward took in charge, as the coordinator sees it."""
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.collect(sent.reference)
    await ward.acknowledge(sent.reference, Decision.ACCEPTED)
    page = await enter(world, "nathalie", coordinates=True)
    (line,) = await page("coordinator", "unresolved")
    return page, line


async def test_each_act_is_signed_in_order_and_in_the_register(world: World) -> None:
    page, line = await taken(world)
    found = await page("coordinator", "verify", line)
    assert [one["act"] for one in found["acts"]] == ["deposit", "delivered", "opened", "accepted"]
    assert found["acts"][-1]["byName"] == "Mme Leroy"
    assert (found["faults"], found["status"]) == ([], {line["mailbox"]: "accepted"})
    assert found["lines"] > found["acts"][-1]["index"]
    assert await page("coordinator", "verify", line) == found


async def test_an_act_kept_back_or_altered_does_not_hold(world: World) -> None:
    page, line = await taken(world)

    def keep_back(answer: dict[str, Any]) -> None:
        answer["acts"] = answer["acts"][:-1]

    await world.server.restart(changed(line["message"], keep_back))
    found = await page("coordinator", "verify", line)
    assert [one["code"] for one in found["faults"]] == ["status-unsigned"]

    def alter(answer: dict[str, Any]) -> None:
        value = json.loads(answer["acts"][-1]["statement"])
        value["time"] = "2026-01-01T00:00:00Z"
        answer["acts"][-1]["statement"] = json.dumps(value, separators=(",", ":"), sort_keys=True)

    await world.server.restart(changed(line["message"], alter))
    codes = {one["code"] for one in (await page("coordinator", "verify", line))["faults"]}
    assert {"statement-signature", "status-unsigned"} < codes  # nor is it in the register


async def test_what_the_register_does_not_hold_is_named(world: World) -> None:
    page, line = await taken(world)
    await page("coordinator", "verify", line)

    def cut(answer: dict[str, Any]) -> None:
        answer["inclusion"] = answer["inclusion"][:-1]

    await world.server.restart(changed("/proof", cut))
    found = await page("coordinator", "verify", line)
    assert len(found["faults"]) == 4
    assert (await code_of(page("coordinator", "verify", {**line, "message": "A" * 22})))[0] == "unknown-envelope"


async def test_all_that_is_known_of_a_fiche_and_nothing_of_what_it_says(world: World) -> None:
    page, line = await taken(world)
    fired = {"mailbox": line["mailbox"], "step": "remind", "due": "2026-11-22T10:00:00Z"}
    kept = {**fired, "fired": "2026-11-22T10:00:20Z"}
    await world.server.restart(changed(line["message"], lambda value: value["reminders"].append(kept)))
    found = await page("coordinator", "history", line["reference"].lower())
    assert found == await page("coordinator", "history", line["message"])
    assert found["item"]["reference"] == line["reference"]
    assert [one["act"] for one in found["verified"]["acts"]] == ["deposit", "delivered", "opened", "accepted"]
    assert (found["nudges"], found["replies"], found["before"], found["holds"]) == ([], [], None, [])
    (reminded,) = found["reminders"]
    assert (reminded["mailboxName"], reminded["step"]) == ("CH du Gier – Gériatrie", "remind")
    assert reminded["fired"] - reminded["due"] == 20
    assert (await code_of(page("coordinator", "history", "NV-0000-000")))[0] == "unknown-reference"
    await world.server.restart(changed(line["reference"], lambda value: value.update(message="A" * 22)))
    assert (await code_of(page("coordinator", "history", line["reference"])))[0] == "unknown-reference"


async def test_a_fiche_is_held_back_and_let_go(world: World) -> None:
    page, line = await taken(world)
    one = await page("coordinator", "newNudge")
    for _ in range(2):  # the same call again
        await page("coordinator", "holdBack", one, line["message"], "litigation")
    (held,) = (await page("coordinator", "history", line["reference"]))["holds"]
    assert (held["hold"], held["scope"], held["code"], held["byName"]) == (
        one,
        "handoff",
        "litigation",
        "Nathalie Blanc",
    )
    await (await world.coordinator()).holds.place(WARD, "complaint")
    assert len((await page("coordinator", "history", line["reference"]))["holds"]) == 2
    await page("coordinator", "letGo", one)
    (left,) = (await page("coordinator", "history", line["reference"]))["holds"]
    assert (left["scope"], left["code"]) == ("mailbox", "complaint")

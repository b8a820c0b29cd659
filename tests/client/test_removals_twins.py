"""What is removed as both clients see it: announced, then gone, then still read where it was kept."""

import asyncio
from typing import Any

import pytest

from navette.core.acknowledgement import Decision
from navette.core.encoding import b64
from navette.core.errors import Unknown
from navette.core.retention import DAY
from tests.client.actors import enter
from tests.client.test_exchange_twins import code_of
from tests.client.twins import visit
from tests.client.world import FICHE, WARD, World, changed

ACTS = ["deposit", "delivered", "opened", "closed", "removal"]


async def test_a_removal_is_announced_then_seen_and_the_copy_here_still_opens(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.collect(sent.reference)
    await ward.acknowledge(sent.reference, Decision.CLOSED)
    world.server.ahead = 80 * DAY
    await world.server.restart()
    page, nurse = await enter(world, "martin"), await world.open("leroy")
    ((item,), (theirs,)) = await nurse.receive(open_only=False), await page("list")
    assert item.removal is not None
    assert (item.removed, theirs["removal"], theirs["removed"]) == (None, item.removal, None)
    assert 9 * DAY < item.removal - nurse_now(world, item.changed) < 10 * DAY + 60
    world.server.ahead = 91 * DAY
    await world.server.restart()  # it sweeps as it starts
    seen = await page("handoff", sent.reference)
    assert [one["act"] for one in seen["acts"]] == ACTS
    assert (seen["item"]["removed"] >= item.removal, seen["faults"]) == (True, [])
    assert (await code_of(page("collect", sent.reference)))[0] == "envelope-removed"  # it was sent from elsewhere
    opened = await nurse.collect(sent.reference)
    assert opened.fiche == FICHE
    assert [one.act for one in opened.acts] == ACTS
    assert (await nurse.handoff(sent.reference)).faults == ()
    assert await nurse.verify(sent.reference) == []
    other = await world.open("benali")
    with pytest.raises(Unknown) as caught:
        await other.collect(sent.reference)
    assert caught.value.code == "envelope-removed"


def nurse_now(world: World, changed: int) -> int:
    """What the server's clock shows, about."""
    return changed + world.server.ahead


async def test_what_the_server_no_longer_knows_is_missed_by_nobody(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.collect(sent.reference)
    await ward.acknowledge(sent.reference, Decision.CLOSED)
    await gp.send([WARD], FICHE)
    world.server.ahead = 400 * DAY
    await world.server.restart()  # it counts, and removes what was counted as it starts again
    async with asyncio.timeout(30):
        while await known(world) > 1:
            await world.server.restart()
    nurse, other = await world.open("leroy"), await world.open("benali")
    assert (await nurse.collect(sent.reference)).fiche == FICHE
    assert await nurse.verify(sent.reference) == []
    for mailbox in (nurse, other):
        assert [item.n for item in await mailbox.receive(open_only=False)] == [2]
        assert "number-missing" not in {fault.code for fault in mailbox.faults}
    numbers = ["numbers", b64(nurse.id), WARD]
    assert (await visit(world, "leroy", numbers)).answers[0]["holes"] == []

    def hide(answer: dict[str, Any]) -> None:
        for item in answer["items"]:
            item["n"] = 3  # of which the statement says nothing

    await world.server.restart(changed("/removed", hide))
    assert (await visit(world, "leroy", numbers)).answers[0]["holes"] == [1]


async def known(world: World) -> int:
    """How many handoffs the sender's outbox still has."""
    return len(await (await world.open("martin")).sent())

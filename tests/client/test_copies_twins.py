"""Copies for a substitute, sealed by the page, opened in Python; stopped anywhere, cut off, sealed again."""

import pytest

from navette.core.encoding import b64
from navette.core.parties import Urgency
from tests.client.actors import enter
from tests.client.test_copies import later, named
from tests.client.test_exchange_twins import LETTER
from tests.client.test_outbox_twins import attempt, stopped
from tests.client.world import FICHE, WARD, World

COPIED = {**LETTER, "urgency": int(Urgency.STAT), "alsoSubstitute": True}


async def test_the_page_seals_and_the_substitute_opens(world: World) -> None:
    await named(world)
    gp, ward, cardio = await enter(world, "martin"), await enter(world, "leroy"), await world.open("petit")
    sent = await gp("send", [WARD], COPIED)
    assert [(one["substitute"], one["state"]) for one in sent["copies"]] == [(b64(cardio.id), "waiting")]
    (copy,) = await gp("copies")
    assert (copy["mailbox"], copy["state"], copy["status"]) == (b64(cardio.id), "waiting", None)
    assert copy["releases"] == sent["copies"][0]["releases"]
    assert await cardio.receive() == []
    assert [name for name in await gp("records", "outbox") if name.endswith(".nav")] == []
    await later(world, 1.1)
    (item,) = await cardio.receive()
    assert (await cardio.collect(item.reference)).fiche == FICHE
    assert (await ward("inbox"))[0]["copy"] is not None
    seen = await gp("copies")
    assert [one and one["state"] for one in seen] == [None, "released"]
    done = await gp("withdraw", sent["reference"])
    assert (done["status"], done["reference"], done["problem"]) == ("cancelled", sent["reference"], None)
    (item,) = await cardio.receive(open_only=False)
    assert item.status == "cancelled"  # taken back there too
    assert (await gp("handoff", item.reference))["faults"] == []


async def test_cut_off_and_stale_it_is_sealed_again(world: World) -> None:
    await named(world)
    gp, cardio = await enter(world, "martin"), await world.open("petit")
    for lost in (1, 2, 3, 4):  # the answer to the deposit, its proof, the keys, the copy
        await gp("loseAfter", lost)
        await attempt(gp("send", [WARD], COPIED))
        assert len((await gp("open"))["waiting"]) == 1, lost
        await gp("flush")
        assert (await gp("describe"))["waiting"] == []
        assert [one["state"] for one in await gp("copies")] == ["waiting"] * lost
    await gp("loseAfter")
    await cardio.members.rotate()
    await later(world, 1.1)
    assert [one["state"] for one in await gp("copies")] == ["stale"] * 4
    await gp("open")
    assert await gp("renew") == [True] * 4
    assert [one and one["state"] for one in await gp("copies")] == [None] * 4 + ["released"] * 4
    (item, *_) = await (await world.open("petit")).receive()
    assert item.stands_in_for_name == "CH du Gier – Gériatrie"


@pytest.mark.soak
@pytest.mark.parametrize("after", [False, True])
async def test_a_send_stopped_anywhere_has_its_copy_or_is_not_there(world: World, after: bool) -> None:
    await named(world)
    gp, count = await enter(world, "martin"), 0
    async for _ in stopped(gp, after, "send", [WARD], COPIED):
        copies = await gp("copies")
        assert [one["state"] for one in copies] == ["waiting"] * len(copies)
        count += 1
    assert count > 5

"""How entries of the directory are kept, as a coordinator in JavaScript sees it; and what ends is vouched for again."""

from navette.core.encoding import b64
from tests.client.actors import enter
from tests.client.test_exchange_twins import code_of
from tests.client.world import World


async def test_what_ends_soon_is_vouched_for_again(world: World) -> None:
    ward, leroy = (await world.open("leroy")).id, world.cast["leroy"].person.id
    page = await enter(world, "nathalie", coordinates=True)
    before = (await page("coordinator", "standings"))[b64(ward)]
    seats = {one["name"]: one for one in before["seats"]}
    assert seats["Mme Leroy"]["role"] == "guardian"
    assert seats["Mme Leroy"]["person"] == b64(leroy)
    until = await page("coordinator", "prolong", b64(ward), {"days": 10})
    assert until < before["until"]
    assert await page("coordinator", "prolong", b64(leroy), {"days": 10}) == until
    after = (await page("coordinator", "standings"))[b64(ward)]
    ends = {one["name"]: one["until"] for one in after["seats"]}
    assert (after["until"], ends["Mme Leroy"]) == (until, until)
    assert await code_of(page("coordinator", "prolong", "A" * 22)) == ("not-vouched-for", {})

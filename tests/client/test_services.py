"""What a ward says of itself, as who sends there learns it."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import time as clock
from datetime import timedelta

import pytest

from navette.client.desk import Desk
from navette.client.services import STALE, Said, Services
from navette.core.errors import Local, Refused
from navette.core.hours import Closure
from navette.core.paris import instant_of, wall
from navette.fhir import form
from tests.client.world import CARDIO, FICHE, WARD, World, changed

DAY = 86_400
_TODAY = wall(int(time.time())).date()
LORDS_DAY = _TODAY + timedelta(6 - _TODAY.weekday() or 7)  # the next Sunday
SUNDAY = instant_of(LORDS_DAY, clock(11))


async def services(world: World, name: str, clock: Callable[[], float] | None = None) -> Services:
    who = world.cast[name]
    given = {} if clock is None else {"clock": clock}
    desk = await Desk.open(who.folder, who.person, **given)
    world.stack.push_async_callback(desk.close)
    return Services(desk)


def on_sunday(world: World) -> None:
    """The server's clock, which everybody goes by."""
    world.server.ahead = SUNDAY - int(time.time())


async def test_a_ward_says_when_it_is_there(world: World) -> None:
    on_sunday(world)
    admission = form.by_name("admission").hash
    ward, other = await services(world, "leroy"), (await services(world, "martin")).find(CARDIO)
    closed = (Closure(LORDS_DAY + timedelta(30), LORDS_DAY + timedelta(40), "congés"),)
    said = Said({"mon": "08:00-12:00"}, closed, other, (admission,), "urgences : régulation 15")
    assert (await ward.say(WARD, lambda before: said)).state is not None
    (seen,) = await (await services(world, "martin")).read(WARD, WARD)
    assert seen.state is not None
    assert (Said.of(seen.state), seen.name, seen.address) == (said, "CH du Gier – Gériatrie", WARD)
    assert (seen.open, seen.opens, seen.substitute_name) == (
        False,
        instant_of(LORDS_DAY + timedelta(1), clock(8)),
        "CH du Gier – Cardiologie",
    )
    assert [seen.refuses(one) for one in (admission, form.by_name("discharge").hash)] == [False, True]
    again = await ward.say(WARD, lambda before: replace(before, note=""))
    assert again.state is not None
    assert (again.state.n, again.state.note, again.state.substitute) == (1, "", other)
    coordinator = await services(world, "nathalie")
    assert (await coordinator.say("Gériatrie", lambda before: before)).state != again.state
    with pytest.raises(Refused, match="not-a-guardian"):
        await (await services(world, "benali")).say(WARD, lambda before: before)
    with pytest.raises(Refused, match="not-the-next-statement"):
        await ward.say(WARD, lambda before: before)  # somebody spoke since
    with pytest.raises(Local, match="unknown-name"):
        await ward.read("Nobody")


async def test_days_off_and_public_holidays(world: World) -> None:
    on_sunday(world)
    ward = await services(world, "leroy")
    await ward.say(WARD, lambda before: Said({"sun": "08:00-18:00"}))
    gp = await services(world, "martin")
    assert [(one.open, one.why) for one in await gp.read(WARD)] == [(True, "")]
    off = (Closure(LORDS_DAY - timedelta(2), LORDS_DAY, "travaux"),)
    await ward.say(WARD, lambda before: replace(before, closed=off))
    gp = await services(world, "martin")
    assert [(one.open, one.why, one.opens) for one in await gp.read(WARD)] == [
        (False, "travaux", instant_of(LORDS_DAY + timedelta(7), clock(8)))
    ]
    await ward.say(WARD, lambda before: replace(before, closed=()))
    await world.server.restart(changed("/v1/server", lambda told: {**told, "public_holidays": [str(LORDS_DAY)]}))
    gp = await services(world, "martin")
    assert [(one.open, one.holiday) for one in await gp.read(WARD)] == [(False, True)]


async def test_what_nobody_confirms_or_reads_is_told(world: World) -> None:
    await (await world.open("martin")).send([WARD], FICHE)
    (now,) = await (await services(world, "martin")).read(WARD)
    assert (now.state, now.open, now.unconfirmed, now.silent, now.told) == (None, True, 0, False, True)
    assert not now.refuses(bytes(32))
    later = await services(world, "martin", lambda: now.now + (STALE + 1) * DAY)
    world.server.ahead = (STALE + 1) * DAY
    (then,) = await later.read(WARD)
    assert (then.unconfirmed, then.silent, then.confirmed) == (STALE + 1, True, now.confirmed)
    await (await services(world, "leroy")).say(WARD, lambda before: before)
    (then,) = await (await services(world, "martin")).read(WARD)
    assert then.unconfirmed == 0
    await world.server.stop()
    (offline,) = await (await services(world, "martin")).read(WARD)
    assert (offline.told, offline.state) == (False, then.state)
    with pytest.raises(Local, match="server-unreachable"):
        await (await services(world, "leroy")).say(WARD, lambda before: before)


async def test_an_answer_that_was_lost_is_not_said_twice(world: World) -> None:
    ahead = 0
    ward = await services(world, "leroy", lambda: time.time() + ahead)
    await ward.say(WARD, lambda before: before)
    await world.server.restart(changed("/service", lambda told: {}))
    with pytest.raises(Local, match="server-answer"):
        await ward.say(WARD, lambda before: replace(before, note="a"))
    await world.server.restart()
    ahead = 2  # another statement, though it says the same
    with pytest.raises(Refused, match="not-the-next-statement"):
        await ward.say(WARD, lambda before: replace(before, note="b"))
    (known,) = await (await services(world, "martin")).read(WARD)
    assert known.state is not None
    assert (known.state.n, known.state.note) == (1, "a")


async def test_the_same_again_after_a_lost_answer(world: World) -> None:
    ahead = 0
    ward = await services(world, "leroy", lambda: time.time() + ahead)
    await world.server.restart(changed("/service", lambda told: {}))
    with pytest.raises(Local, match="server-answer"):
        await ward.say(WARD, lambda before: replace(before, note="a"))
    await world.server.restart()
    ahead = 2
    done = await ward.say(WARD, lambda before: replace(before, note="a"))
    assert done.state is not None
    assert (done.state.n, done.state.note) == (0, "a")

"""What a mailbox says of itself in JavaScript, as the others read it in Python; and the other way round."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from navette.core.encoding import b64
from navette.core.hours import Closure
from navette.fhir.form import by_name
from tests.client.actors import enter
from tests.client.test_exchange_twins import code_of
from tests.client.world import CARDIO, WARD, World


def content(**changed: Any) -> dict[str, Any]:
    away = {"first": "2026-12-24", "last": "2027-01-02", "note": "fêtes"}
    nothing = {"hours": {"mon": "08:00-12:00,14:00-18:00"}, "closed": [away], "substitute": "", "forms": [], "note": ""}
    return {**nothing, **changed}


async def test_it_is_said_once_and_read_by_all(world: World) -> None:
    """A guardian says it, somebody else's word in between is not written over, a lost answer is no second statement."""
    ward, gp = await enter(world, "leroy"), await enter(world, "martin")
    cardio = next(one for one in await gp("entries") if one["address"] == CARDIO)
    assert (cardio["service"], cardio["confirmed"] > 0) == (None, True)
    form = by_name("admission")
    stated = content(substitute=cardio["mailbox"], forms=[b64(form.hash)], note="urgences : régulation 15")
    first = await ward("say", stated, None)
    assert {name: first[name] for name in stated} == stated
    assert first["n"] == 0
    async with await world.open("leroy") as python:
        [presence] = await python.services.read(WARD)
        state = presence.state
        assert state is not None
        assert (b64(state.substitute), state.note, state.forms) == (cardio["mailbox"], stated["note"], (form.hash,))
        assert state.closed == (Closure(date(2026, 12, 24), date(2027, 1, 2), "fêtes"),)
        await python.services.say(WARD, lambda said: replace(said, note="appeler le 0400"))
    assert await code_of(ward("say", stated, first)) == ("not-the-next-statement", {"n": 1})
    second = await ward("said")
    assert (second["n"], second["note"], second["hours"]) == (1, "appeler le 0400", stated["hours"])
    await ward("loseAfter", 1)
    assert (await code_of(ward("say", content(), second)))[0] == "server-unreachable"
    await ward("loseAfter", None)
    third = await ward("say", content(), second)
    assert (third["n"], third["substitute"], third["forms"]) == (2, "", [])
    [seen] = [one for one in await gp("entries") if one["address"] == WARD]
    assert (seen["service"], seen["confirmed"]) == (third, third["time"])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"substitute": "AAAAAAAAAAAAAAAAAAAAAA"}, "subject"),
        ({"hours": {"mon": "19:00-08:00"}}, "field"),
        ({"note": "x" * 141}, "field"),
    ],
)
async def test_what_is_not_so_is_refused(world: World, changed: dict[str, Any], code: str) -> None:
    ward = await enter(world, "leroy")
    assert (await code_of(ward("say", content(**changed), None)))[0] == code
    assert await ward("said") is None


async def test_only_a_guardian_says_it(world: World) -> None:
    ward, colleague = await enter(world, "leroy"), await enter(world, "benali")
    said = await ward("say", content(), None)
    await colleague("entries")
    assert (await code_of(colleague("say", content(), said)))[0] == "not-a-guardian"

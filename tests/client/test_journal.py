"""The access journal through the SDK: whose lines, those of a fiche among what was signed, and what is exported."""

import json
from datetime import timedelta

import pytest

from navette.client import journal
from navette.core.acknowledgement import Decision
from navette.core.errors import Denied
from navette.core.indicators import today
from navette.service.context import now
from tests.client.world import FICHE, WARD, World


async def test_who_consulted_a_fiche_and_what_leaves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    gp, ward, nathalie = await world.open("martin"), await world.open("leroy"), await world.coordinator()
    sent = await gp.send([WARD], FICHE)
    other = await gp.send([WARD], FICHE)
    await ward.collect(sent.reference)
    await ward.acknowledge(sent.reference, Decision.ACCEPTED)
    await nathalie.verify(sent.reference)
    day = today(now())
    lines = await gp.journal.of_handoff(sent.reference, day, day)
    nurse = world.cast["leroy"].person.id
    found = {(one.action, one.actor, one.signed) for one in lines}
    assert {
        ("collect", nurse, False),
        ("delivered", nurse, True),
        ("opened", nurse, True),
        ("accepted", nurse, True),
        ("look", world.cast["nathalie"].person.id, False),
    } <= found
    assert {one.reference for one in lines} == {sent.reference}
    assert {one.actor_name for one in lines} == {"Mme Leroy", "Nathalie Blanc", "Dr Claire Martin"}
    assert [one.time for one in lines] == sorted((one.time for one in lines), reverse=True)
    mine = await ward.journal.mine(day, day)
    assert {one.action for one in mine} >= {"collect", "certify"}  # what the nurse did, and what was done about her
    of_ward = await ward.journal.of_mailbox(day, day)
    assert {one for one in mine if one.mailbox} <= set(of_ward)
    before = day - timedelta(days=30)
    assert await gp.journal.of_handoff(sent.reference, before, before) == []

    monkeypatch.setattr(journal, "LARGE_PAGE", "1")  # page after page
    tasks = [json.loads(one) async for one in nathalie.journal.export(journal.TASK, day, day)]
    assert {one["identifier"][0]["value"] for one in tasks} == {sent.reference, other.reference}
    events = [json.loads(one) async for one in nathalie.journal.export(journal.AUDIT_EVENT, day, day)]
    administered = await nathalie.journal.of_coordinators(day, day)
    assert {one["subtype"][1]["code"] for one in events} <= {one.action for one in administered}
    assert any(one.itself for one in administered)  # the first invitation, by the server
    with pytest.raises(Denied, match="coordinator-only"):
        await gp.journal.of_coordinators(day, day)

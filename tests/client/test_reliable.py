"""Reliable messaging, as docs/spec/acknowledgement.md settles it: what comes twice, late, or in another order."""

from navette.client.answer import Fields
from navette.core.acknowledgement import Decision
from navette.core.encoding import b64
from navette.core.handoff import Status
from navette.envelope.format import MAX_ENVELOPE
from tests.client.world import FICHE, WARD, World


async def test_what_is_sent_again_is_received_once(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    api, path = gp._place.desk.api, f"/v1/envelopes/{b64(sent.message)}"
    again = Fields(await api.put(path, await api.fetch(path, MAX_ENVELOPE)))
    assert again.number("index") == (await gp.handoff(sent.reference)).acts[0].index
    for _ in range(2):
        assert [item.message for item in await ward.receive()] == [sent.message]
        await ward.collect(sent.reference)
    assert [act.act for act in (await gp.handoff(sent.reference)).acts] == ["deposit", "delivered", "opened"]


async def test_a_reply_is_read_before_what_it_answers(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    first = await gp.send([WARD], FICHE)
    second = await gp.send([WARD], b'{"later":true}', reply=first.reference)
    assert (await ward.collect(second.reference)).fiche == b'{"later":true}'
    assert (await ward.acknowledge(second.reference, Decision.CLOSED)).status is Status.COMPLETED
    assert (await ward.collect(first.reference)).fiche == FICHE
    assert (await gp.handoff(first.reference)).replies == (second.message,)
    assert gp.faults == ward.faults == []


async def test_a_receipt_that_comes_after_the_answer_is_no_failure(world: World) -> None:
    """Two people of the ward, one whose receipts waited for the network while the other took it in charge."""
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    leroy, benali = await world.open("leroy"), await world.open("benali")
    await leroy.collect(sent.reference)
    await leroy.acknowledge(sent.reference, Decision.ACCEPTED)
    await leroy.acknowledge(sent.reference, Decision.CLOSED)
    assert (await benali.collect(sent.reference)).fiche == FICHE
    seen = await gp.handoff(sent.reference)
    assert [act.act for act in seen.acts] == ["deposit", "delivered", "opened", "accepted", "closed", "opened"]
    assert list(seen.status.values()) == [Status.COMPLETED]

"""A fiche goes round: the verbs of the SDK against the real server."""

import pytest

from navette.core.acknowledgement import Decision
from navette.core.errors import Conflict, Denied, Local, Refused, Unknown
from navette.core.handoff import Status
from navette.core.parties import Urgency
from tests.client.world import CARDIO, FICHE, GP, WARD, World


async def test_a_fiche_is_sent_opened_and_accepted(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    ward = await world.open("leroy")
    (item,) = await ward.receive()
    assert (item.message, item.n, item.status, item.form) == (sent.message, 1, Status.REQUESTED, "admission")
    assert item.sender.name == "Dr Claire Martin"
    opened = await ward.collect(sent.reference)
    assert opened.fiche == FICHE
    assert [act.act for act in opened.acts] == ["deposit", "delivered", "opened"]
    accepted = await ward.acknowledge(sent.reference, Decision.ACCEPTED)
    assert accepted.status is Status.ACCEPTED
    seen = await gp.handoff(sent.reference)
    assert [act.act for act in seen.acts] == ["deposit", "delivered", "opened", "accepted"]
    assert seen.faults == ()
    assert seen.item.recipients[0].owner_name == "Mme Leroy"
    assert gp.faults == ward.faults == []


async def test_delivered_is_signed_once_for_the_mailbox_and_opened_once_for_each_person(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    for name in ("leroy", "benali", "benali", "leroy"):
        ward = await world.open(name)
        await ward.collect(sent.reference)
    acts = (await gp.handoff(sent.reference)).acts
    assert [(act.act, act.by_name) for act in acts[1:]] == [
        ("delivered", "Mme Leroy"),
        ("opened", "Mme Leroy"),
        ("opened", "Dr Karim Benali"),
    ]


async def test_the_second_to_accept_is_told_who_was_first(world: World) -> None:
    sent = await (await world.open("martin")).send([WARD], FICHE)
    leroy, benali = await world.open("leroy"), await world.open("benali")
    await leroy.acknowledge(sent.reference, Decision.ACCEPTED)
    with pytest.raises(Conflict, match="already-accepted") as refused:
        await benali.acknowledge(sent.reference, Decision.ACCEPTED)
    assert refused.value.data["owner_name"] == "Mme Leroy"
    assert benali.waiting() == []  # told to his face: nothing is left to look at


async def test_a_question_travels_sealed_and_the_fiche_is_on_hold(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    asked = await ward.acknowledge(sent.reference, Decision.QUESTION, "identity", text="Quel est son poids ?")
    assert asked.status is Status.ON_HOLD
    (item,) = await gp.receive()
    opened = await gp.collect(item.reference)
    assert (opened.manifest.kind, opened.manifest.media) == ("question", "text/plain")
    assert opened.fiche.decode() == "Quel est son poids ?"
    assert opened.item.reply == sent.message
    assert asked.sent is not None
    assert asked.sent.message == item.message


async def test_declining_needs_a_reason_and_ends_the_handoff(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    with pytest.raises(Refused, match="reason-missing"):
        await ward.acknowledge(sent.reference, Decision.DECLINED)
    declined = await ward.acknowledge(sent.reference, Decision.DECLINED, "full", text="Service complet.")
    assert declined.status is Status.REJECTED
    assert (await gp.receive())[0].reply == sent.message
    assert await ward.receive() == []


async def test_when_a_colleague_was_quicker_no_text_is_sent(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    leroy, benali = await world.open("leroy"), await world.open("benali")
    await leroy.acknowledge(sent.reference, Decision.ACCEPTED)
    with pytest.raises(Conflict, match="out-of-order"):
        await benali.acknowledge(sent.reference, Decision.DECLINED, "full", text="Service complet.")
    assert await gp.receive() == []


async def test_a_reply_closes_the_fiche_and_joins_the_thread(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.acknowledge(sent.reference, Decision.ACCEPTED)
    answer = await ward.reply(sent.reference, b'{"resourceType":"Bundle"}', form="discharge")
    assert answer.problem is None
    seen = await gp.handoff(sent.reference)
    assert list(seen.status.values()) == [Status.COMPLETED]
    assert seen.replies == (answer.message,)
    (item,) = await gp.receive()
    assert (item.reply, item.form) == (sent.message, "discharge")
    assert (await gp.collect(item.reference)).manifest.kind == "reply"


async def test_a_reply_that_does_not_close_leaves_the_fiche_open(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.reply(sent.reference, b"{}", close=False)
    assert list((await gp.handoff(sent.reference)).status.values()) == [Status.RECEIVED]


async def test_a_reply_to_a_fiche_closed_meanwhile_is_sent_all_the_same(world: World) -> None:
    gp, leroy = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await leroy.acknowledge(sent.reference, Decision.CLOSED, "done")
    answer = await leroy.reply(sent.reference, b"{}")
    assert answer.problem is None
    assert (await gp.handoff(sent.reference)).replies == (answer.message,)


async def test_a_fiche_is_withdrawn_before_anybody_accepts_it(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD, CARDIO], FICHE)
    withdrawn = await gp.withdraw(sent.reference)
    assert withdrawn.status is Status.CANCELLED
    assert await ward.receive() == []
    assert (await ward.collect(sent.reference)).fiche == FICHE
    with pytest.raises(Conflict, match="out-of-order"):
        await ward.acknowledge(sent.reference, Decision.ACCEPTED)


async def test_what_was_accepted_is_not_withdrawn(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.acknowledge(sent.reference, Decision.ACCEPTED)
    with pytest.raises(Conflict, match="out-of-order"):
        await gp.withdraw(sent.reference)
    with pytest.raises(Refused, match="not-the-sender"):
        await ward.withdraw(sent.reference)


async def test_each_recipient_has_its_own_state(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD, CARDIO], FICHE, urgency=Urgency.ASAP)
    await (await world.open("leroy")).acknowledge(sent.reference, Decision.ACCEPTED)
    (item,) = await gp.sent()
    assert {one.address: one.status for one in item.recipients} == {
        WARD: Status.ACCEPTED,
        CARDIO: Status.REQUESTED,
    }
    assert item.urgency is Urgency.ASAP


async def test_the_sender_reads_again_what_it_sent(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    assert (await gp.collect(sent.reference)).fiche == FICHE
    assert [act.act for act in (await gp.handoff(sent.reference)).acts] == ["deposit"]


async def test_names_are_forgiven_or_refused_by_name(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send(["gériatrie"], FICHE)
    assert (await gp.sent())[0].recipients[0].address == WARD
    assert (await gp.collect(sent.reference.lower().replace("-", " "))).fiche == FICHE
    for to, code in (("pharmacie", "unknown-name"), ("ch du gier", "ambiguous-name")):
        with pytest.raises(Local, match=code):
            await gp.send([to], FICHE)
    with pytest.raises(Refused, match="only-the-sender"):
        await gp.send([GP], FICHE)
    with pytest.raises(Unknown, match="unknown-form"):
        await gp.send([WARD], FICHE, form="nothing")
    with pytest.raises(Local, match="unknown-reference"):
        await gp.collect("NV-0000-000")


async def test_a_fiche_can_name_the_one_it_answers(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    first = await gp.send([WARD], FICHE)
    second = await gp.send([WARD], FICHE, form="", reply=first.reference)
    items = await ward.receive(limit=1, open_only=False)
    assert [(item.message, item.reply, item.form) for item in items] == [(second.message, first.message, "")]
    assert [item.message for item in await ward.receive(limit=1)] == [first.message]


async def test_another_mailbox_sees_nothing(world: World) -> None:
    sent = await (await world.open("martin")).send([WARD], FICHE)
    cardio = await world.open("petit")
    assert await cardio.receive() == []
    with pytest.raises(Local, match="unknown-reference"):
        await cardio.collect(sent.reference)
    with pytest.raises(Denied, match="not-a-member"):
        await world.open("petit", WARD)
    with pytest.raises(Denied, match="not-a-member"):
        await world.open("roux")


async def test_long_lists_come_in_pages(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = [await gp.send([WARD], b"%d" % n) for n in range(5)]
    messages = [one.message for one in sent]
    assert [one.message for one in await gp.sent(limit=3)] == messages[:1:-1]
    assert [one.message for one in await ward.receive()] == messages
    assert [one.n for one in await ward.receive(limit=2, open_only=False)] == [4, 5]


async def test_a_fiche_is_sent_on_once(world: World) -> None:
    """What was sent on already is refused before another copy leaves."""
    sent = await (await world.open("martin")).send([WARD], FICHE)
    leroy = await world.open("leroy")
    await leroy.reroute(sent.reference, CARDIO)
    before = len(await leroy.sent())
    with pytest.raises(Conflict, match="out-of-order"):
        await leroy.reroute(sent.reference, CARDIO)
    assert len(await leroy.sent()) == before

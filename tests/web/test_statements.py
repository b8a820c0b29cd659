"""Receipts, acknowledgements, withdrawals: each in its order, by whom it may be, once."""

import asyncio

import pytest

from navette.core.encoding import b64, seconds, timestamp
from navette.core.handoff import TRANSITIONS, Act, Status
from navette.envelope.format import Envelope
from navette.envelope.statement import read
from tests.things import Answer, signed_json
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

ACTS = {
    Act.ACCEPTED: ("accepted", ""),
    Act.QUESTION: ("question", "identity"),
    Act.DECLINED: ("declined", "full"),
    Act.REROUTED: ("rerouted", "not-for-us"),
    Act.CLOSED: ("closed", "done"),
}
# How a handoff is brought into each state: what the nurse does.
TO = {
    Status.REQUESTED: (),
    Status.RECEIVED: (Act.DELIVERED,),
    Status.ON_HOLD: (Act.DELIVERED, Act.QUESTION),
    Status.ACCEPTED: (Act.DELIVERED, Act.ACCEPTED),
    Status.REJECTED: (Act.DELIVERED, Act.DECLINED),
    Status.COMPLETED: (Act.DELIVERED, Act.CLOSED),
    Status.CANCELLED: (Act.WITHDRAWN,),
}


async def do(world: World, envelope: Envelope, act: Act) -> Answer:
    if act is Act.DELIVERED:
        return await world.receipt(world.nurse, envelope)
    if act is Act.FAILED:
        return await world.receipt(world.nurse, envelope, "delivered", "fatal-error", code="body")
    if act is Act.OPENED:
        return await world.receipt(world.nurse, envelope, "opened")
    if act is Act.WITHDRAWN:
        return await world.withdraw(world.gp, envelope)
    return await world.decide(world.nurse, envelope, *ACTS[act])


async def sent_on(world: World, envelope: Envelope) -> Envelope:
    """What the ward was sent goes to a third mailbox."""
    _, elsewhere = await world.open_box()
    return await world.send([elsewhere], by=world.nurse, box=world.ward, reply=envelope.header.id)


async def brought_to(world: World, status: Status) -> Envelope:
    envelope = await world.send()
    for act in TO[status]:
        assert (await do(world, envelope, act)).status == 201
    return envelope


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("act", [act for act in Act if act not in (Act.DELIVERED, Act.FAILED, Act.OPENED)])
async def test_the_table_of_transitions_and_no_other(world: World, status: Status, act: Act) -> None:
    envelope = await brought_to(world, status)
    if act is Act.REROUTED:
        await sent_on(world, envelope)
    answer = await do(world, envelope, act)
    after = TRANSITIONS.get((status, act))
    if after is None:
        taken = act is Act.ACCEPTED and status is Status.ACCEPTED
        assert answer.code == ("already-accepted" if taken else "out-of-order")
        assert (answer["state"], answer["act"]) == (status, act)
    else:
        assert (answer.status, answer["status"]) == (201, after)
        assert abs(seconds(answer["changed"]) - world.now()) < 60


async def state(world: World, envelope: Envelope) -> dict[str, object]:
    answer = await world.ask("GET", f"/v1/handoffs/{b64(envelope.header.id)}", world.gp)
    found: dict[str, object] = answer["recipients"][0]
    return found


async def test_delivered_then_opened_by_each_then_accepted(world: World) -> None:
    envelope = await world.send()
    assert (await do(world, envelope, Act.OPENED)).code == "out-of-order"
    assert (await do(world, envelope, Act.DELIVERED))["status"] == "received"
    for person in (world.nurse, world.doctor):
        opened = await world.receipt(person, envelope, "opened")
        assert (opened.status, opened["status"]) == (201, "received")
        assert (await world.receipt(person, envelope, "opened")).code == "statement-known"
    assert (await world.decide(world.doctor, envelope, "accepted"))["status"] == "accepted"
    assert (await state(world, envelope))["owner"] == b64(world.doctor.id)


async def test_delivered_is_said_once_a_mailbox(world: World) -> None:
    envelope = await world.received()
    again = await world.receipt(world.doctor, envelope)
    assert (again.status, again.code) == (409, "out-of-order")


async def test_a_transient_error_changes_nothing_and_can_be_said_again(world: World) -> None:
    envelope = await world.send()
    for _ in range(2):
        answer = await world.receipt(world.nurse, envelope, "delivered", "transient-error", code="disk-full")
        assert (answer.status, answer["status"]) == (201, "requested")
    assert (await do(world, envelope, Act.DELIVERED))["status"] == "received"
    assert (await do(world, envelope, Act.FAILED)).code == "receipt-after-success"
    transient = await world.receipt(world.nurse, envelope, "delivered", "transient-error", code="disk-full")
    assert transient.code == "receipt-after-success"


async def test_a_fatal_error_is_the_last_word(world: World) -> None:
    envelope = await world.send()
    assert (await do(world, envelope, Act.FAILED))["status"] == "rejected"
    assert (await do(world, envelope, Act.DELIVERED)).code == "out-of-order"
    assert (await do(world, envelope, Act.ACCEPTED)).code == "out-of-order"


async def test_a_question_is_answered_and_the_handoff_goes_on(world: World) -> None:
    envelope = await brought_to(world, Status.ON_HOLD)
    await world.send(reply=envelope.header.id)  # the GP's answer
    assert (await do(world, envelope, Act.ACCEPTED))["status"] == "accepted"


async def test_the_same_statement_again_has_one_effect(world: World) -> None:
    envelope = await world.received()
    signed = world.act(world.nurse, envelope, type="acknowledgement", decision="accepted")
    first, again = await world.post(envelope, signed), await world.post(envelope, signed)
    assert (first.status, again.status) == (201, 200)
    same = ("ledger", "index", "status", "changed")
    assert [again[name] for name in same] == [first[name] for name in same]
    acts = (await world.ask("GET", f"/v1/handoffs/{b64(envelope.header.id)}", world.gp))["acts"]
    assert len(acts) == 3


async def test_a_withdrawal_again_has_one_effect(world: World) -> None:
    envelope = await world.send()
    signed = world.act(world.gp, envelope, type="withdrawal")
    first, again = await world.post(envelope, signed), await world.post(envelope, signed)
    assert (first.status, again.status, again["index"]) == (201, 200, first["index"])
    assert again["status"] == "cancelled"


async def test_a_second_person_is_told_who_was_first_and_when(world: World) -> None:
    envelope = await world.received()
    first = await world.decide(world.nurse, envelope, "accepted")
    second = await world.decide(world.doctor, envelope, "accepted")
    assert (second.status, second.code) == (409, "already-accepted")
    assert (second["owner"], second["at"]) == (b64(world.nurse.id), first["changed"])
    assert (await state(world, envelope))["owner"] == b64(world.nurse.id)


async def test_fifty_accept_at_once_and_one_is_the_owner(world: World) -> None:
    guardian, box = await world.open_box()
    staff = [await world.arrive() for _ in range(49)]
    box = await world.admit(box, guardian, *staff)
    envelope = await world.send([box])
    assert (await world.receipt(guardian, envelope, box=box)).status == 201
    everybody = [guardian, *staff]
    signed = [
        world.act(person, envelope, box, type="acknowledgement", decision="accepted", code="") for person in everybody
    ]
    answers = await asyncio.gather(*(world.post(envelope, one) for one in signed))
    won = [person for person, answer in zip(everybody, answers, strict=True) if answer.status == 201]
    assert len(won) == 1
    lost = [answer for answer in answers if answer.status != 201]
    assert {(answer.code, answer["owner"]) for answer in lost} == {("already-accepted", b64(won[0].id))}
    seen = await world.ask("GET", f"/v1/handoffs/{b64(envelope.header.id)}", world.gp)
    decisions = [read(act["statement"].encode()).get("decision") for act in seen["acts"]]
    assert decisions == [None, None, "accepted"]
    assert seen["recipients"][0]["owner"] == b64(won[0].id)


async def test_only_members_speak_for_a_mailbox(world: World) -> None:
    envelope = await world.received()
    for person in (world.gp, world.nathalie):
        assert (await world.decide(person, envelope, "accepted")).code == "outside-the-mailbox"
        assert (await world.receipt(person, envelope, "opened")).code == "outside-the-mailbox"


async def test_who_has_left_no_longer_speaks_for_it(world: World) -> None:
    guardian, box = await world.open_box()
    person = await world.arrive()
    box = await world.admit(box, guardian, person)
    envelope = await world.send([box])
    assert (await world.receipt(person, envelope, box=box)).status == 201
    signed = world.act(person, envelope, box, type="acknowledgement", decision="accepted", code="")
    left = await world.rotate(box, guardian, person)
    assert (await world.post(envelope, signed)).code == "outside-the-mailbox"
    assert (await world.decide(guardian, envelope, "accepted", box=left)).status == 201


async def test_acts_of_an_envelope_that_was_never_deposited(world: World) -> None:
    envelope = world.sealed()
    assert (await world.receipt(world.nurse, envelope)).code == "unknown-envelope"
    assert (await world.withdraw(world.gp, envelope)).code == "unknown-envelope"


async def test_an_act_names_the_envelope_it_is_posted_to(world: World) -> None:
    one, other = await world.send(), await world.send()
    signed = world.act(world.nurse, one, type="receipt", kind="delivered", response="ok")
    path = f"/v1/handoffs/{b64(other.header.id)}/statements"
    assert (await world.ask("POST", path, value=signed_json(signed))).code == "unknown-envelope"


async def test_only_acts_are_posted_there(world: World) -> None:
    envelope = await world.received()
    enrolled = world.gp.sign_statement({"type": "person", "public": b64(world.gp.public), "salt": b64(bytes(16))})
    assert (await world.post(envelope, enrolled)).code == "statement-type"


async def test_a_signature_by_another_is_none(world: World) -> None:
    envelope = await world.received()
    mine = world.act(world.nurse, envelope, type="acknowledgement", decision="accepted")
    theirs = world.act(world.doctor, envelope, type="acknowledgement", decision="accepted")
    value = {**signed_json(mine), "signature": signed_json(theirs)["signature"]}
    path = f"/v1/handoffs/{b64(envelope.header.id)}/statements"
    assert (await world.ask("POST", path, value=value)).code == "statement-signature"
    assert (await state(world, envelope))["status"] == "received"


async def test_a_withdrawal_leaves_alone_who_has_accepted(world: World) -> None:
    other, second = await world.open_box()
    envelope = await world.send([world.ward, second])
    await world.receipt(other, envelope, box=second)
    await world.decide(other, envelope, "accepted", box=second)
    assert (await world.withdraw(world.gp, envelope)).status == 201
    answer = await world.ask("GET", f"/v1/handoffs/{b64(envelope.header.id)}", world.gp)
    states = {one["mailbox"]: one["status"] for one in answer["recipients"]}
    assert states == {b64(world.ward.id): "cancelled", b64(second.id): "accepted"}
    assert (await world.withdraw(world.gp, envelope)).code == "out-of-order"


async def test_a_rerouted_fiche_is_linked_and_followed_by_its_first_sender(world: World) -> None:
    envelope = await world.received()
    onward = await sent_on(world, envelope)
    path = f"/v1/handoffs/{b64(onward.header.id)}"
    assert (await world.ask("GET", path, world.gp)).code == "unknown-envelope"
    assert (await world.decide(world.nurse, envelope, "rerouted", "not-for-us"))["status"] == "rejected"
    assert (await state(world, envelope))["rerouted_to"] == b64(onward.header.id)
    followed = await world.ask("GET", path, world.gp)
    assert followed["recipients"][0]["status"] == "requested"
    sealed = await world.ask("GET", f"/v1/envelopes/{b64(onward.header.id)}", world.gp)
    assert sealed.code == "unknown-envelope"  # sealed to others


async def test_what_went_back_to_the_sender_was_not_sent_on(world: World) -> None:
    envelope = await world.received()
    await world.send([world.cabinet], by=world.nurse, box=world.ward, reply=envelope.header.id)  # a question
    assert (await world.decide(world.nurse, envelope, "rerouted", "not-for-us")).code == "reroute-without-deposit"


async def test_one_deposit_is_one_reroute(world: World) -> None:
    """The same onward fiche does not stand for two that were sent on."""
    first, second = await world.received(), await world.received()
    await sent_on(world, first)
    assert (await world.decide(world.nurse, first, "rerouted", "not-for-us")).status == 201
    assert (await world.decide(world.nurse, second, "rerouted", "not-for-us")).code == "reroute-without-deposit"


@pytest.mark.parametrize(
    ("late", "code"), [(290, ""), (360, "time-in-future"), (-290, ""), (-360, "time-before-deposit")]
)
async def test_an_act_is_dated_between_its_deposit_and_now(world: World, late: int, code: str) -> None:
    """Within the five minutes that clocks may differ: nobody accepts yesterday what was sent today."""
    envelope = await world.received()
    answer = await world.decide(world.nurse, envelope, "accepted", time=timestamp(world.now() + late))
    assert answer.code == code

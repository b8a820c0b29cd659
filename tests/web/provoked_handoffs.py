"""Refusals of receipts, acknowledgements and withdrawals."""

from navette.core.encoding import b64, timestamp
from tests.things import Answer, salt
from tests.web.provocations import forged, provokes
from tests.world import World


@provokes("not-a-recipient")
async def accepting_for_a_mailbox_not_written_to(world: World) -> Answer:
    return await world.decide(world.gp, await world.send(), "accepted", box=world.cabinet)


@provokes("outside-the-mailbox")
async def accepting_in_the_name_of_the_ward(world: World) -> Answer:
    return await world.decide(world.gp, await world.received(), "accepted")


@provokes("not-the-sender")
async def the_recipient_withdraws(world: World) -> Answer:
    return await world.withdraw(world.nurse, await world.send())


@provokes("out-of-order")
async def accepting_before_anything_was_collected(world: World) -> Answer:
    return await world.decide(world.nurse, await world.send(), "accepted")


@provokes("already-accepted")
async def a_second_person_accepts(world: World) -> Answer:
    envelope = await world.received()
    assert (await world.decide(world.nurse, envelope, "accepted")).status == 201
    return await world.decide(world.doctor, envelope, "accepted")


@provokes("reason-missing")
async def declining_without_a_word(world: World) -> Answer:
    return await _decide(world, "declined", "")


@provokes("reason-unknown")
async def declining_for_a_reason_of_one_s_own(world: World) -> Answer:
    return await _decide(world, "declined", "tired")


async def _decide(world: World, decision: str, code: str) -> Answer:
    envelope = await world.received()
    value: dict[str, object] = {
        "type": "acknowledgement",
        "mailbox": b64(world.ward.id),
        "envelope": b64(envelope.digest),
        "decision": decision,
        "code": code,
        "time": timestamp(world.now()),
        "salt": salt(),
    }
    return await world.post(envelope, forged(world.nurse, value))


@provokes("reroute-without-deposit")
async def sent_on_to_nobody(world: World) -> Answer:
    return await world.decide(world.nurse, await world.received(), "rerouted", "not-for-us")


@provokes("time-before-deposit")
async def accepting_yesterday(world: World) -> Answer:
    time = timestamp(world.now() - 86_400)
    return await world.decide(world.nurse, await world.received(), "accepted", time=time)


@provokes("receipt-after-success")
async def failing_after_having_succeeded(world: World) -> Answer:
    return await world.receipt(world.doctor, await world.received(), "delivered", "fatal-error", code="body")


@provokes("statement-known")
async def opening_twice(world: World) -> Answer:
    envelope = await world.received()
    assert (await world.receipt(world.nurse, envelope, "opened")).status == 201
    return await world.receipt(world.nurse, envelope, "opened")

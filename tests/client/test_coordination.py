"""The coordinator reminds, counts, and shows what a line stands on; both sides learn of a reminder."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from navette.client.items import Event, plain
from navette.client.mailbox import Mailbox
from navette.core.acknowledgement import Decision
from navette.core.encoding import b64
from navette.core.errors import Conflict, Limited, Local, Malformed, NavetteError, Refused
from navette.core.handoff import Status
from navette.core.indicators import today
from tests.client.actors import enter
from tests.client.world import CARDIO, FICHE, WARD, World, changed

SECONDS = 60


async def refused(asked: Any, kind: type[NavetteError]) -> NavetteError:
    with pytest.raises(kind) as caught:
        await asked
    return caught.value


async def follow(mailbox: Mailbox, connected: asyncio.Event) -> list[Event]:
    """Everything from the beginning on, the reminder and what comes after it included."""
    seen = []
    async for event in mailbox.events(-1):
        seen.append(event)
        connected.set()
        if event.act == "accepted":
            break
    return seen


async def test_a_reminder_reaches_both_sides(world: World) -> None:
    gp, ward, nathalie = await world.open("martin"), await world.open("leroy"), await world.coordinator()
    page = await enter(world, "benali")
    sent = await gp.send([WARD], FICHE)
    connected = [asyncio.Event(), asyncio.Event()]
    following = [asyncio.ensure_future(follow(box, one)) for box, one in zip((gp, ward), connected, strict=True)]
    await page("follow")
    async with asyncio.timeout(SECONDS):
        await asyncio.gather(*(one.wait() for one in connected))
        while not [one for one in await page("sent") if "/v1/events" in one["url"]]:
            pass  # what is asked for from here on is not missed
    await ward.collect(sent.reference)
    assert [one["act"] for one in await page("events", 2)] == ["delivered", "opened"]
    nudged = await nathalie.nudge(sent.reference.lower())
    assert (nudged.reference, nudged.mailbox, nudged.mailbox_name) == (
        sent.reference,
        ward.id,
        "CH du Gier – Gériatrie",
    )
    (received,), (outgoing,), (line,) = await ward.receive(), await gp.sent(), await nathalie.unresolved()
    for one in (received, outgoing.recipients[0], line, (await gp.handoff(sent.reference)).item.recipients[0]):
        assert (one.nudged, one.nudged_by, one.nudges) == (nudged.time, world.cast["nathalie"].person.id, 1)
    assert str(plain(received)["nudged"]).endswith("Z")  # type: ignore[index]
    await ward.acknowledge(sent.reference, Decision.ACCEPTED)
    for told in await asyncio.wait_for(asyncio.gather(*following), SECONDS):
        acts = ["deposit", "delivered", "opened", "nudged", "accepted"]
        assert [(one.index, one.act) for one in told] == list(zip((0, 1, 2, -1, 3), acts, strict=True))
        assert (told[3].kind, told[3].message, told[3].of) == ("nudge", sent.message, ward.id)
    seen = await page("events", 4)
    assert [(one["index"], one["kind"], one["act"]) for one in seen[2:]] == [
        (-1, "nudge", "nudged"),
        (3, "acknowledgement", "accepted"),
    ]
    assert (seen[2]["reference"], seen[2]["of"]) == (sent.reference, b64(ward.id))
    (shown,) = await page("inbox")
    assert (shown["nudged"], shown["nudges"]) == (nudged.time, 1)


async def test_which_recipient_is_reminded(world: World) -> None:
    gp, nathalie, petit = await world.open("martin"), await world.coordinator(), await world.open("petit")
    sent = await gp.send([WARD, CARDIO], FICHE)
    ambiguous = await refused(nathalie.nudge(sent.reference), Local)
    assert (ambiguous.code, ambiguous.data["matches"]) == ("ambiguous-name", f"{CARDIO}, {WARD}")
    assert (await nathalie.nudge(sent.reference, "cardiologie")).mailbox == petit.id
    assert (await refused(nathalie.nudge(sent.reference, CARDIO), Limited)).code == "nudged-recently"
    assert (await refused(nathalie.nudge(sent.reference, "nobody"), Local)).code == "unknown-name"
    assert (await refused(nathalie.nudge("NV-0000-000"), Local)).code == "unknown-reference"
    assert (await refused(nathalie.nudge(sent.reference, "martin"), Refused)).code == "not-a-recipient"
    await petit.collect(sent.reference)
    await petit.acknowledge(sent.reference, Decision.ACCEPTED)
    assert (await nathalie.nudge(sent.reference)).mailbox_name == "CH du Gier – Gériatrie"  # the only one waited for
    ward = await world.open("leroy")
    await ward.collect(sent.reference)
    await ward.acknowledge(sent.reference, Decision.DECLINED, "full")
    answered = await refused(nathalie.nudge(b64(sent.message)), Conflict)
    assert answered.code == "nothing-to-nudge"


async def test_figures_carry_the_names_vouched_for(world: World) -> None:
    gp, ward, nathalie = await world.open("martin"), await world.open("leroy"), await world.coordinator()
    sent = [await gp.send([WARD], FICHE, form="admission") for _ in range(2)]
    await ward.collect(sent[0].reference)
    await ward.acknowledge(sent[0].reference, Decision.ACCEPTED)
    day = today((await gp.sent())[0].received)
    found = await nathalie.indicators(day - timedelta(days=1), day)
    (row,) = found.rows
    assert (row.month, row.form, row.sender_name, row.recipient_name) == (
        f"{day:%Y-%m}",
        "admission",
        "Dr Claire Martin",
        "CH du Gier – Gériatrie",
    )
    counted = (row.sent, row.delivered, row.accepted, row.rejected, row.completed, row.cancelled, row.unanswered)
    assert counted == (2, 1, 1, 0, 0, 0, 1)
    names = {(one.by, one.what): one.name for one in found.delays}
    expected = {"recipient": "CH du Gier – Gériatrie", "form": "admission", "all": ""}
    assert names == {(by, what): name for by, name in expected.items() for what in ("received", "accepted")}
    assert {(one.count, one.median == one.p90) for one in found.delays} == {(1, True)}
    assert (await refused(nathalie.indicators(day, day - timedelta(days=1)), Malformed)).code == "field"


async def test_a_line_stands_on_acts_that_are_in_the_ledger(world: World) -> None:
    gp, ward, nathalie = await world.open("martin"), await world.open("leroy"), await world.coordinator()
    sent = await gp.send([WARD], FICHE)
    await ward.collect(sent.reference)
    await ward.acknowledge(sent.reference, Decision.QUESTION, "incomplete")
    proven = await nathalie.verify(sent.reference)
    assert [(one.index, one.act) for one in proven.acts] == list(
        enumerate(("deposit", "delivered", "opened", "question"))
    )
    assert proven.acts[1].by_name == "Mme Leroy"
    assert (proven.size, dict(proven.status), proven.faults) == (4, {ward.id: Status.ON_HOLD}, ())


def misdate(value: dict[str, Any]) -> None:
    """An act that its person signed, said to lie elsewhere."""
    value["acts"][1]["index"] = 2


def promote(value: dict[str, Any]) -> None:
    """A state that no act explains."""
    value["recipients"][0]["status"] = "accepted"


@pytest.mark.parametrize(
    ("lie", "codes"),
    [(misdate, {"not-in-the-ledger"}), (promote, {"status-unsigned"})],
)
async def test_what_the_server_says_of_a_line_is_not_believed(world: World, lie: Any, codes: set[str]) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.collect(sent.reference)
    await world.server.restart(changed(b64(sent.message), lie))
    proven = await (await world.coordinator()).verify(sent.reference)
    assert codes <= {one.code for one in proven.faults}
    assert len(proven.acts) == (3 if lie is promote else 1)  # two acts cannot be one leaf


async def test_all_that_is_known_of_a_fiche_and_nothing_of_what_it_says(world: World) -> None:
    gp, ward, nathalie = await world.open("martin"), await world.open("leroy"), await world.coordinator()
    sent = await gp.send([WARD], FICHE)
    nudged = await nathalie.nudge(sent.reference)
    await ward.collect(sent.reference)
    replied = await ward.reply(sent.reference, FICHE, close=True)
    fired = {"mailbox": b64(ward.id), "step": "remind", "due": "2026-11-22T10:00:00Z", "fired": "2026-11-22T10:00:20Z"}
    await world.server.restart(
        changed(f"/handoffs/{b64(sent.message)}", lambda value: value["reminders"].append(fired))
    )
    found = await nathalie.history(sent.reference.replace("-", " ").lower())  # no longer on the board
    assert (found.item.reference, found.item.recipients[0].status) == (sent.reference, Status.COMPLETED)
    assert [one.act for one in found.proven.acts] == ["deposit", "delivered", "opened", "closed"]
    assert found.proven.faults == ()
    (made,), (reminded,) = found.nudges, found.reminders
    assert (made.mailbox_name, made.by, made.time) == (
        "CH du Gier – Gériatrie",
        world.cast["nathalie"].person.id,
        nudged.time,
    )
    assert (reminded.mailbox, reminded.step, reminded.fired - reminded.due) == (ward.id, "remind", 20)
    assert found.replies == (replied.message,)
    assert (await refused(nathalie.history("NV-0000-000"), Local)).code == "unknown-reference"
    await world.server.restart(changed(sent.reference, lambda value: value.update(message=b64(replied.message))))
    assert (await refused(nathalie.history(sent.reference), Local)).code == "unknown-reference"

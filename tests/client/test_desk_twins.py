"""A desk in JavaScript, at a real server: it sees what the desk in Python sees."""

from pathlib import Path
from typing import Any

import pytest

from navette.client import names
from navette.client.acts import tell
from navette.client.answer import Fields
from navette.client.desk import Desk
from navette.client.items import InboxItem, SentItem
from navette.client.numbers import Numbers
from navette.client.reading import inbox_item, received_item, sent_item
from navette.client.seats import Seats
from navette.core.acknowledgement import Decision
from navette.core.encoding import b64, unb64
from navette.core.errors import NavetteError
from tests.client.twins import Question, python_desk, refusal, spoken, visit
from tests.client.world import CARDIO, FICHE, GP, WARD, World, changed

TYPED = (WARD, "GÉRIATRIE – ch du gier", "geriatrie", "gériatrie, gier", "gier", "martin", "Claire Martin",
         "dr claire MARTIN", "", " ", "personne", "roux", "straße", "Dr Karim Benali")  # fmt: skip


async def busy(world: World) -> tuple[bytes, bytes]:
    """A fiche taken in charge and answered, one put on hold and withdrawn, one that waits; Benali leaves the ward."""
    gp, ward = await world.open("martin"), await world.open("leroy")
    first = await gp.send([WARD, CARDIO], FICHE)
    second = await gp.send([WARD], FICHE, form="", due=4102444800)
    await ward.collect(first.reference)
    await ward.acknowledge(first.reference, Decision.ACCEPTED)
    await ward.reply(first.reference, FICHE)
    await ward.collect(second.reference)
    await ward.acknowledge(second.reference, Decision.QUESTION, code="identity")
    await gp.withdraw(second.reference)
    await ward.members.remove("Dr Karim Benali")
    await ward.members.add("Mme Roux")
    await gp.send([WARD], FICHE)
    return first.message, second.message


async def _lists(desk: Desk, mailbox: bytes) -> tuple[list[InboxItem], list[SentItem]]:
    received = Fields(await desk.api.get(f"/v1/mailboxes/{b64(mailbox)}/inbox", [("open", "0")]))
    sent = Fields(await desk.api.get(f"/v1/mailboxes/{b64(mailbox)}/outbox"))
    return [inbox_item(desk, one) for one in received.many("items")], [
        sent_item(desk, one) for one in sent.many("items")
    ]


def _found(desk: Desk, typed: str) -> tuple[Any, Any]:
    found: list[Any] = []
    for find in (names.find_mailbox, names.find_person):
        try:
            found.append(b64(find(desk.directory, typed, desk.today())))
        except NavetteError as error:
            found.append(refusal(error))
    return found[0], found[1]


async def _story(desk: Desk, message: bytes, mailbox: bytes) -> dict[str, Any]:
    answer = Fields(await desk.api.get(f"/v1/handoffs/{b64(message)}"))
    story = spoken(tell(desk, message, answer.raw("envelope", 32), answer.raw("sender_mailbox", 16), answer))
    del story["leaves"]
    return {**story, "received": spoken(received_item(desk, answer, mailbox))}


async def test_both_see_the_same(world: World, tmp_path: Path) -> None:
    handoffs = await busy(world)
    desk = await python_desk(world, "leroy", tmp_path / "python")
    mailbox = names.find_mailbox(desk.directory, WARD, desk.today())
    cabinet = names.find_mailbox(desk.directory, GP, desk.today())
    received, sent = await _lists(desk, mailbox)
    numbers = Numbers(desk, mailbox)
    await numbers.sync()
    seats = Seats(desk)
    keys = await seats.keys(mailbox)
    ours = b64(mailbox)
    asked: list[Question] = [["mailboxes"], ["people"], ["inbox", ours], ["outbox", ours], ["numbers", ours, WARD]]
    asked += [["find", ours, received[0].reference], ["find", ours, "NV-0000-000"], ["seats", ours]]
    asked += [["handoff", b64(message), ours] for message in handoffs]
    asked += [
        [what, typed]
        for typed in (*TYPED, ours[:8], b64(world.cast["roux"].person.id)[:7])
        for what in ("mailbox", "person")
    ]
    known = {b64(one.form_hash): one.form for one in (*received, *sent)}
    found = await visit(world, "leroy", *asked, forms=known)
    assert found.opened == {"doubt": None, "absent": None, "faults": [], "size": desk.annuaire.size}
    expected: list[Any] = [
        [
            [b64(one), state.address, desk.name(one), spoken(list(state.members.items()))]
            for one, state in desk.directory.mailboxes.items()
        ],
        [[b64(one), desk.name(one)] for one in desk.directory.people],
        spoken(received),
        spoken(sent),
        {"messages": spoken(numbers.messages), "holes": [], "faults": []},
        b64(received[0].message),
        None,
        {"keys": {b64(epoch): b64(epoch) for epoch in keys}, "faults": []},
        *[await _story(desk, message, mailbox) for message in handoffs],
    ]
    for typed in (*TYPED, ours[:8], b64(world.cast["roux"].person.id)[:7]):
        expected += _found(desk, typed)
    assert len(keys) == 2
    assert {one.status.value for one in received} == {"completed", "cancelled", "requested"}
    for question, theirs, wanted in zip(asked, found.answers, expected, strict=True):
        assert theirs == wanted, question
    await desk.close()
    newcomer = await visit(world, "roux", ["seats", ours])  # who has one seat, and follows the links
    assert newcomer.answers[0] == expected[7]
    stranger = await visit(world, "martin", ["seats", ours], ["seats", b64(cabinet)])
    assert stranger.answers[0] == ["not-a-member", {}]
    assert len(stranger.answers[1]["keys"]) == 1


async def test_without_the_server_what_was_kept_is_read(world: World) -> None:
    await busy(world)
    ward = (await world.open("leroy")).id
    questions = [["mailboxes"], ["people"], ["seats", b64(ward)]]
    before = await visit(world, "leroy", ["numbers", b64(ward), WARD], *questions)
    assert set(before.records) == {
        "pins.json",
        "server.json",
        "directory/000000",
        f"inbox/{b64(ward)}/0",
        f"seats/{b64(ward)}.json",
    }
    await world.server.stop()
    after = await visit(world, "leroy", ["numbers", b64(ward), WARD], *questions, records=before.records)
    assert after.opened == {**before.opened, "absent": "server-unreachable"}
    assert after.answers[1:] == before.answers[1:]
    assert after.answers[0] == ["server-unreachable", {"problem": "TypeError"}]
    assert after.records == before.records


async def test_what_is_kept_is_not_asked_again(world: World) -> None:
    asked: list[str] = []

    def listen(answer: dict[str, Any]) -> None:
        asked.append(str(len(answer["entries"])))

    await world.server.restart(changed("/entries", listen))
    first = await visit(world, "leroy")
    ward = await world.open("leroy")
    asked.clear()
    await ward.members.rotate()
    asked.clear()
    second = await visit(world, "leroy", records=first.records)
    assert asked == ["1"]
    assert second.opened["size"] == first.opened["size"] + 1
    damaged = {**second.records, "directory/000000": b64(b'["{}"]\n')}
    third = await visit(world, "leroy", records=damaged)
    assert third.opened == second.opened
    assert third.records == second.records


async def test_seats_and_links_that_hold_another_key(world: World, tmp_path: Path) -> None:
    await busy(world)

    def exchange(answer: dict[str, Any]) -> None:
        """Each under the id of another; a link turned round."""
        for one in (*answer["seats"], *answer["history"]):
            flipped = bytearray(unb64(one["sealed"], 1168))
            flipped[-1] ^= 1
            answer["seats"].append({"epoch": b64(bytes(32)), "sealed": b64(bytes(flipped))})
        for one in answer["history"]:
            one["sealed"] = answer["seats"][0]["sealed"]

    await world.server.restart(changed("/seats", exchange))
    desk = await python_desk(world, "roux", tmp_path / "python")
    ward = names.find_mailbox(desk.directory, WARD, desk.today())
    seats = Seats(desk)
    keys = await seats.keys(ward)
    found = await visit(world, "roux", ["seats", b64(ward)])
    assert found.answers[0] == {"keys": {b64(one): b64(one) for one in keys}, "faults": spoken(seats.faults)}
    assert [fault.code for fault in seats.faults] == ["sealed-to-another-key-or-context"] * 3
    await desk.close()


@pytest.mark.parametrize("ahead", [-3600, 0, 60, 3600])
async def test_a_wrong_clock_is_met_by_asking_the_servers(world: World, ahead: int) -> None:
    found = await visit(world, "leroy", ["now"], ["mailbox", WARD], ahead=ahead)
    assert found.opened["doubt"] is None
    gap, length, today = found.answers[0]
    assert abs(gap - (ahead if abs(ahead) < 300 else 0)) <= 20  # what a request may take
    assert (length, len(today)) == (22, 10)
    assert len(found.answers[1]) == 22

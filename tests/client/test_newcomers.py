"""Who is who: newcomers, colleagues, seats that hold another key, mailboxes to choose, invitations misused."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from navette.client.mailbox import Mailbox
from navette.core.acknowledgement import Decision
from navette.core.encoding import b64
from navette.core.errors import Local, Refused
from navette.core.parties import MailboxKind
from navette.envelope.seat import KemKey, give_seat
from tests.client.world import CARDIO, FICHE, WARD, World, changed, enrol


async def test_a_sender_who_joined_after_the_directory_was_read_is_known_when_needed(
    world: World, tmp_path: Path
) -> None:
    ward, coordinator = await world.open("leroy"), await world.coordinator()
    who = {"name": "Dr Faure", "profession": "médecin"}
    address = "dr.faure@monistrol.example"
    invited = await coordinator.invite(who, role="mailbox", kind=MailboxKind.PERSONAL, address=address)
    faure = await enrol(tmp_path / "faure", invited.code)
    await coordinator.confirm()
    async with await Mailbox.open(faure.folder, faure.person) as sender:
        sent = await sender.send([WARD], FICHE)
    opened = await ward.collect(sent.reference)
    assert (opened.sender.name, opened.sender.mailbox_name) == ("Dr Faure", "Dr Faure")


async def test_a_colleague_who_joined_after_the_directory_was_read_signs_for_the_mailbox(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    await ward.members.add("Mme Roux")
    await (await world.open("roux")).acknowledge(sent.reference, Decision.ACCEPTED)
    seen = await gp.handoff(sent.reference)
    assert (seen.faults, list(seen.owner.values())) == ((), [world.cast["roux"].person.id])


async def test_only_a_recipient_answers(world: World) -> None:
    gp = await world.open("martin")
    sent = await gp.send([WARD], FICHE)
    for answer in (gp.acknowledge(sent.reference, Decision.ACCEPTED), gp.reply(sent.reference, b"{}")):
        with pytest.raises(Refused, match="not-a-recipient"):
            await answer
    with pytest.raises(Refused, match="not-a-recipient"):
        await gp.reroute(sent.reference, CARDIO)


async def test_a_person_of_two_mailboxes_says_which(world: World) -> None:
    await (await world.open("petit")).members.add("Mme Leroy")
    with pytest.raises(Local, match="ambiguous-name") as refused:
        await world.open("leroy")
    assert refused.value.data["matches"] == f"{CARDIO}, {WARD}"
    cardio = await world.open("leroy", "cardiologie")
    assert (cardio.address, len(cardio.id)) == (CARDIO, 16)


async def test_nobody_is_added_by_an_id_that_no_coordinator_vouches_for(world: World, tmp_path: Path) -> None:
    coordinator, ward = await world.coordinator(), await world.open("leroy")
    invited = await coordinator.invite({"name": "Ida Trois", "profession": "infirmière"})
    ida = await enrol(tmp_path / "ida", invited.code)
    with pytest.raises(Refused, match="not-vouched-for"):
        await ward.members.add(b64(ida.person.id))


async def test_a_seat_that_holds_another_key_is_a_fault_and_opens_nothing(world: World) -> None:
    sent = await (await world.open("martin")).send([WARD], FICHE)
    leroy = world.cast["leroy"]
    ward = await world.open("leroy")
    wrong = KemKey.new()
    sealed = b64(give_seat(ward.id, wrong, leroy.person.public))

    def another_seat(answer: dict[str, Any]) -> None:
        answer["seats"] = [{**seat, "sealed": sealed} for seat in answer["seats"]]

    await world.server.restart(changed("/seats", another_seat))
    again = await world.open("leroy")
    with pytest.raises(Refused, match="no-seat-for-this-epoch"):
        await again.collect(sent.reference)
    assert [fault.code for fault in again.faults] == ["sealed-to-another-key-or-context"]


async def test_a_history_link_that_holds_another_key_is_a_fault(world: World) -> None:
    ward = await world.open("leroy")
    await ward.members.rotate()

    def another_link(answer: dict[str, Any]) -> None:
        answer["history"] = [{**link, "sealed": b64(bytes(1168))} for link in answer["history"]]
        answer["seats"] = answer["seats"][:1]

    await world.server.restart(changed("/seats", another_link))
    again = await world.open("leroy")
    await again.members.rotate()
    assert {fault.code for fault in again.faults} == {"sealed-to-another-key-or-context"}


@pytest.mark.parametrize("code", ["unknown-signer", "not-in-sender-mailbox"])
async def test_a_sender_that_the_directory_does_not_know_there_is_not_believed(
    world: World, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """The server let in what it should have refused."""
    gp, ward = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], FICHE)
    directory = ward._place.desk.directory
    if code == "unknown-signer":
        monkeypatch.setattr(directory, "person", {ward.id: b""}.get)
    else:
        monkeypatch.setattr(directory, "members_at", lambda mailbox, time: frozenset())
    with pytest.raises(Refused, match=code):
        await ward.collect(sent.reference)
    monkeypatch.undo()
    acts = (await gp.handoff(sent.reference)).acts
    assert [(act.act, act.code) for act in acts[1:]] == [
        ("transient-error" if code == "unknown-signer" else "failed", code)
    ]


@pytest.mark.parametrize("wrong", ["address", "guardian", "no-mailbox", "person"])
async def test_a_mailbox_that_is_not_the_one_invited_for_is_not_vouched_for(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    coordinator = await world.coordinator()
    who = {"name": "Dr Faure", "profession": "médecin"}
    invited = await coordinator.invite(who, role="mailbox", kind=MailboxKind.PERSONAL, address="dr.faure@a.example")
    await enrol(tmp_path / "faure", invited.code)
    directory, mailbox = coordinator._desk.directory, coordinator._desk.directory.mailbox
    change: dict[str, object] = {"address": {"address": "another@a.example"}, "guardian": {"members": {}}}

    def seen(box: bytes) -> object:
        state = mailbox(box)
        return replace(state, **change[wrong]) if state and wrong in change else state  # type: ignore[arg-type]

    monkeypatch.setattr(directory, "mailbox", (lambda box: None) if wrong == "no-mailbox" else seen)
    if wrong == "person":
        monkeypatch.setattr(directory, "person", lambda one: None)
    (confirmed,) = await coordinator.confirm()
    assert (
        confirmed.problem
        == {
            "address": "invitation-other-kind",
            "guardian": "not-a-guardian",
            "no-mailbox": "invitation-other-kind",
            "person": "unknown-signer",
        }[wrong]
    )

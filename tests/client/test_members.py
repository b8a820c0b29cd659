"""A ward: who arrives opens the backlog, who leaves opens nothing sealed later, who sends is told to seal again."""

import sqlite3
from contextlib import suppress

import pytest

from navette.client.answer import Fields
from navette.client.members import Members
from navette.client.workplace import Workplace
from navette.core.acknowledgement import Decision
from navette.core.encoding import b64
from navette.core.errors import Denied, Local, Refused, Unknown
from navette.core.parties import Role
from navette.envelope.format import parse
from navette.envelope.seat import KemKey, take_seat
from navette.envelope.unseal import unseal
from tests.client.world import FICHE, WARD, World


async def test_a_newcomer_opens_the_whole_backlog(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    old = [await gp.send([WARD], b"%d" % n) for n in range(3)]
    await ward.members.rotate()
    recent = await (await world.open("martin")).send([WARD], FICHE)
    added = await ward.members.add("Mme Roux")
    assert (added.name, added.role) == ("Mme Roux", Role.MEMBER)
    newcomer = await world.open("roux")
    for n, sent in enumerate(old):
        assert (await newcomer.collect(sent.reference)).fiche == b"%d" % n
    assert (await newcomer.collect(recent.reference)).fiche == FICHE
    assert [one.name for one in await ward.members.list()] == ["Mme Leroy", "Dr Karim Benali", "Mme Roux"]


async def test_who_leaves_opens_nothing_sealed_later_even_with_the_whole_database(world: World) -> None:
    gp, ward, leaver = await world.open("martin"), await world.open("leroy"), await world.open("benali")
    before = await gp.send([WARD], FICHE)
    assert (await leaver.collect(before.reference)).fiche == FICHE
    await ward.members.remove("Dr Karim Benali")
    after = await (await world.open("martin")).send([WARD], FICHE)
    with pytest.raises(Denied, match="not-a-member"):
        await leaver.receive()
    with pytest.raises(Denied, match="not-a-member"):
        await world.open("benali")
    raw = world.cast["martin"].folder.read(f"sent/{b64(after.message)}.nav") or b""
    keys = _keys_within_reach(world, "benali", ward.id)
    with pytest.raises(Refused, match="no-seat-for-this-epoch"):
        unseal(parse(raw), ward.id, keys, world.cast["martin"].person.public)
    assert len(keys) == 1  # the one of before
    assert (await ward.collect(after.reference)).fiche == FICHE


def _keys_within_reach(world: World, name: str, mailbox: bytes) -> dict[bytes, KemKey]:
    """What somebody can open of all the seats of the operator's database, and of those kept from before."""
    db = sqlite3.connect(f"file:{world.server.data / 'navette.db'}?mode=ro", uri=True)
    rows = db.execute("SELECT epoch, sealed FROM seat WHERE mailbox = ?", (mailbox,)).fetchall()
    db.close()
    kept = Fields(world.cast[name].folder.read_json(f"seats/{b64(mailbox)}.json")).many("seats")
    rows += [(one.raw("epoch", 32), one.raw("sealed", 1168)) for one in kept]
    keys = {}
    for epoch, sealed in rows:
        with suppress(Refused):
            keys[epoch] = take_seat(mailbox, epoch, world.cast[name].person, sealed)
    return keys


async def test_an_envelope_for_a_key_of_yesterday_is_sealed_again(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    await ward.members.rotate()
    sent = await gp.send([WARD], FICHE)
    assert sent.resealed
    assert sent.changed == (ward.id,)
    assert (await ward.collect(sent.reference)).fiche == FICHE
    assert [item.message for item in await ward.receive()] == [sent.message]
    assert gp.waiting() == []


async def test_a_sender_whose_own_mailbox_changed_seals_again_too(world: World) -> None:
    gp = await world.open("martin")
    await (await world.open("martin")).members.rotate()
    sent = await gp.send([WARD], FICHE)
    assert sent.changed == (gp.id,)
    assert (await gp.collect(sent.reference)).fiche == FICHE


async def test_a_change_that_is_not_believed_is_not_sealed_to(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory does not show the change the server speaks of."""
    gp, ward = await world.open("martin"), await world.open("leroy")
    await ward.members.rotate()

    async def nothing_new() -> None:
        return None

    monkeypatch.setattr(_place(gp.members).desk, "sync", nothing_new)
    with pytest.raises(Refused, match="not-vouched-for"):
        await gp.send([WARD], FICHE)
    assert [one.problem for one in gp.waiting() if one.parked] == ["not-vouched-for"]


def _place(members: Members) -> Workplace:
    return members._place


async def test_roles_are_changed_and_the_last_guardian_stays(world: World) -> None:
    ward = await world.open("leroy")
    with pytest.raises(Refused, match="members"):
        await ward.members.add("Mme Leroy", Role.MEMBER)
    with pytest.raises(Refused, match="members"):
        await ward.members.remove("Mme Leroy")
    await ward.members.add("Dr Karim Benali", Role.GUARDIAN)
    assert [one.role for one in await ward.members.list()] == [Role.GUARDIAN, Role.GUARDIAN]
    await ward.members.remove("Mme Leroy")
    benali = await world.open("benali")
    assert [one.name for one in await benali.members.list()] == ["Dr Karim Benali"]
    with pytest.raises(Denied, match="not-a-member"):
        await ward.members.list()


async def test_only_a_guardian_changes_the_members(world: World) -> None:
    benali = await world.open("benali")
    with pytest.raises(Refused, match="not-a-guardian"):
        await benali.members.add("Mme Roux")
    leroy = await world.open("leroy")
    for name in ("Mme Roux", "personne"):
        with pytest.raises(Local, match="unknown-name"):
            await leroy.members.remove(name)


async def test_without_history_the_past_is_closed_to_who_arrives_later(world: World) -> None:
    gp, ward = await world.open("martin"), await world.open("leroy")
    old = await gp.send([WARD], FICHE)
    await ward.members.rotate(history=False)
    await ward.members.add("Mme Roux")
    newcomer = await world.open("roux")
    with pytest.raises(Refused, match="no-seat-for-this-epoch"):
        await newcomer.collect(old.reference)
    with pytest.raises(Refused, match="no-seat-for-this-epoch"):
        await newcomer.collect(old.reference)
    told = [act for act in (await gp.handoff(old.reference)).acts if act.act == "transient-error"]
    assert [(act.by_name, act.code) for act in told] == [("Mme Roux", "no-seat-for-this-epoch")]
    assert (await ward.collect(old.reference)).fiche == FICHE


async def test_two_guardians_at_once_do_not_undo_each_other(world: World) -> None:
    leroy = await world.open("leroy")
    await leroy.members.add("Dr Karim Benali", Role.GUARDIAN)
    benali = await world.open("benali")
    await leroy.members.rotate()
    state = _place(benali.members).state
    with pytest.raises(Refused, match="not-the-next-statement"):
        await benali.members._change(state.members, state.public, {}, None)
    await benali.members.add("Mme Roux")
    assert len(await benali.members.list()) == 3


async def test_a_leaver_acted_while_a_member_and_its_act_still_holds(world: World) -> None:
    gp, benali = await world.open("martin"), await world.open("benali")
    sent = await gp.send([WARD], FICHE)
    await benali.acknowledge(sent.reference, Decision.ACCEPTED)
    await (await world.open("leroy")).members.remove("Dr Karim Benali")
    seen = await (await world.open("martin")).handoff(sent.reference)
    assert (seen.faults, seen.acts[-1].by_name) == ((), "Dr Karim Benali")
    with pytest.raises(Unknown, match="unknown-envelope"):
        await benali.acknowledge(sent.reference, Decision.CLOSED, "done")

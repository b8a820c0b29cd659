"""Mailboxes: who comes and who leaves, with which seats, and what each can open."""

import asyncio
import secrets
from dataclasses import replace

import pytest

from navette.core.encoding import b64, unb64
from navette.core.parties import MailboxKind
from navette.envelope.format import parse
from navette.envelope.person import Person
from navette.envelope.seat import KemKey, follow_history, give_seat, take_seat
from navette.envelope.unseal import unseal
from tests.things import FICHE, GUARDIAN, MEMBER, Answer, Box
from tests.web.provocations import change
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def seats(world: World, person: Person, box: Box) -> Answer:
    return await world.ask("GET", f"/v1/mailboxes/{b64(box.id)}/seats", person)


async def keys(world: World, person: Person, box: Box) -> dict[bytes, KemKey]:
    """Every epoch somebody can open, as a client finds them: its seats, then the links behind them."""
    given = await seats(world, person, box)
    found = {}
    for seat in given["seats"]:
        epoch = unb64(seat["epoch"], 32)
        found[epoch] = take_seat(box.id, epoch, person, unb64(seat["sealed"], 1168))
    for link in given["history"]:
        new, old = unb64(link["new"], 32), unb64(link["old"], 32)
        if new in found:
            found[old] = follow_history(box.id, found[new], old, unb64(link["sealed"], 1168))
    return found


async def test_a_newcomer_to_a_ward_of_five_opens_the_whole_backlog_at_once(world: World) -> None:
    guardian, box = await world.open_box(MailboxKind.ORGANISATION)
    staff = [await world.arrive() for _ in range(4)]
    box = await world.admit(box, guardian, *staff)
    backlog = []
    for leaver in (staff[0], staff[1]):  # three epochs: two departures
        backlog += [await world.send([box]) for _ in range(2)]
        box = await world.rotate(box, guardian, leaver)
    backlog.append(await world.send([box]))
    newcomer = await world.arrive()
    box = await world.admit(box, guardian, newcomer)
    mine = await keys(world, newcomer, box)
    assert len(mine) == 3
    page = await world.ask("GET", f"/v1/mailboxes/{b64(box.id)}/inbox", newcomer)
    assert len(page["items"]) == 5
    for item, sent in zip(page["items"], backlog, strict=True):
        got = await world.ask("GET", f"/v1/envelopes/{item['message']}", newcomer)
        opened = unseal(parse(got.body), box.id, mine, world.gp.public)
        assert (got.body, opened.fiche) == (sent.raw, FICHE)


async def test_each_sees_their_own_seats(world: World) -> None:
    guardian, box = await world.open_box()
    person = await world.arrive()
    box = await world.admit(box, guardian, person)
    box = await world.rotate(box, guardian)
    for member, epochs in ((guardian, 2), (person, 2)):
        given = await seats(world, member, box)
        assert len(given["seats"]) == epochs
        assert given["seats"][0]["epoch"] == b64(box.epoch.id)  # the newest first
        found = await keys(world, member, box)
        assert found[box.epoch.id].seed == box.epoch.seed


async def test_who_leaves_loses_the_seats(world: World) -> None:
    guardian, box = await world.open_box()
    person = await world.arrive()
    box = await world.admit(box, guardian, person)
    box = await world.rotate(box, guardian, person)
    assert (await seats(world, person, box)).code == "not-a-member"
    box = await world.admit(box, guardian, person)  # and comes back
    assert [one["epoch"] for one in (await seats(world, person, box))["seats"]] == [b64(box.epoch.id)]


async def test_an_organisation_may_want_no_history(world: World) -> None:
    guardian, box = await world.open_box()
    after = world.next(box, epoch=KemKey.new())
    rotated = after.statement(guardian, world.now())  # once: signed a second later, it is another statement
    assert (await change(world, after, rotated, guardian)).status == 201
    newcomer = await world.arrive()
    box = await world.admit(replace(after, latest=rotated), guardian, newcomer)
    assert set(await keys(world, newcomer, box)) == {box.epoch.id}


async def test_a_change_again_has_one_effect(world: World) -> None:
    guardian, box = await world.open_box()
    after = world.next(box, epoch=KemKey.new())
    signed = after.statement(guardian, world.now())
    value = world.change(after, signed, [guardian], box.epoch)
    path = f"/v1/mailboxes/{b64(box.id)}/statements"
    first, again = [await world.ask("POST", path, value=value) for _ in range(2)]
    assert (first.status, again.status, again["index"]) == (201, 200, first["index"])
    assert len((await seats(world, guardian, box))["seats"]) == 2


async def test_two_guardians_change_a_mailbox_at_once(world: World) -> None:
    guardian, box = await world.open_box()
    second = await world.arrive()
    box = await world.admit(box, guardian, second, role=GUARDIAN)
    newcomers = [await world.arrive(), await world.arrive()]

    async def admit(by: Person, newcomer: Person) -> Answer:
        after = world.next(box, members={**box.members, newcomer: MEMBER})
        return await change(world, after, after.statement(by, world.now()), newcomer)

    answers = await asyncio.gather(admit(guardian, newcomers[0]), admit(second, newcomers[1]))
    assert sorted(answer.code for answer in answers) == ["", "not-the-next-statement"]


@pytest.mark.parametrize("which", ["none", "too many", "another"])
async def test_seats_are_for_exactly_those_who_need_one(world: World, which: str) -> None:
    guardian, box = await world.open_box()
    newcomer, other = await world.arrive(), await world.arrive()
    after = world.next(box, members={**box.members, newcomer: MEMBER})
    seated = {"none": (), "too many": (newcomer, guardian), "another": (other,)}[which]
    assert (await change(world, after, after.statement(guardian, world.now()), *seated)).code == "seats"
    rotated = replace(after, epoch=KemKey.new())
    assert (await change(world, rotated, rotated.statement(guardian, world.now()), newcomer)).code == "seats"
    assert (await change(world, after, after.statement(guardian, world.now()), newcomer)).status == 201


async def test_a_history_link_without_a_new_key(world: World) -> None:
    guardian, box = await world.open_box()
    after = world.next(box)
    link = {"old": b64(box.epoch.id), "sealed": b64(bytes(1168))}
    assert (await change(world, after, after.statement(guardian, world.now()), history=link)).code == "history"


async def test_a_coordinator_moves_a_mailbox_to_a_free_address(world: World) -> None:
    _, box = await world.open_box()
    for address, code in ((world.ward.address, "address-taken"), (f"new.{secrets.token_hex(4)}@x.example", "")):
        after = world.next(box, address=address)
        assert (await change(world, after, after.statement(world.nathalie, world.now()))).code == code


async def test_a_mailbox_is_not_opened_without_an_invitation(world: World) -> None:
    box = world.box(world.gp)
    seat = {b64(world.gp.id): b64(give_seat(box.id, box.epoch, world.gp.public))}
    answer = await change(world, box, box.statement(world.gp, world.now()), seats=seat)
    assert (answer.status, answer.code, answer["mailbox"]) == (404, "unknown-mailbox", b64(box.id))


async def test_a_change_is_posted_to_its_own_mailbox(world: World) -> None:
    guardian, box = await world.open_box()
    after = world.next(box)
    value = world.change(after, after.statement(guardian, world.now()), [])
    answer = await world.ask("POST", f"/v1/mailboxes/{b64(world.ward.id)}/statements", value=value)
    assert answer.code == "statement-type"


async def test_a_stranger_changes_nothing(world: World) -> None:
    _, box = await world.open_box()
    after = world.next(box)
    assert (await change(world, after, after.statement(Person.new(), world.now()))).code == "unknown-signer"

"""Refusals of invitations and of directory statements."""

import secrets
from dataclasses import replace

from navette.core.encoding import b64
from navette.envelope.person import Person
from navette.envelope.seat import KemKey
from navette.envelope.statement import SignedStatement
from tests.things import MEMBER, Answer, Invitation, salt, signed_json
from tests.web.provocations import certify, change, flipped, forged, join_with, provokes
from tests.world import World


def enrolment(person: Person, **changes: object) -> dict[str, object]:
    value = {"type": "person", "public": b64(person.public), "salt": salt(), **changes}
    return signed_json(forged(person, value))


def certificate(by: Person, subject: bytes) -> SignedStatement:
    identity = {"name": "Mme Leroy", "profession": "infirmière"}
    if len(subject) == 16:
        identity = {"name": "Gériatrie", "address": "geriatrie@ch-du-gier.example"}
    return by.sign_statement(
        {"type": "certificate", "subject": b64(subject), "identity": identity, "until": "2028-12-31"}
    )


# -- invitations


@provokes("invitation")
async def another_claim(world: World) -> Answer:
    made = await world.invite("person")
    return await world.ask(
        "POST", "/v1/join", value=world.joining(Invitation(made.id, secrets.token_bytes(32)), Person.new())
    )


@provokes("invitation-used")
async def a_second_person_joins_with_it(world: World) -> Answer:
    made = await world.invite("person")
    await world.join(made, Person.new())
    return await world.ask("POST", "/v1/join", value=world.joining(made, Person.new()))


@provokes("invitation-expired")
async def joining_too_late(world: World) -> Answer:
    made = await world.invite("person", expires="2026-01-01T00:00:00Z")
    return await world.ask("POST", "/v1/join", value=world.joining(made, Person.new()))


@provokes("invitation-other-kind")
async def a_mailbox_where_none_was_offered(world: World) -> Answer:
    person = Person.new()
    value = world.joining(await world.invite("person"), person, world.box(person))
    return await world.ask("POST", "/v1/join", value=value)


@provokes("unknown-invitation")
async def withdrawing_what_was_never_made(world: World) -> Answer:
    return await world.ask("DELETE", f"/v1/invitations/{b64(bytes(16))}", world.nathalie)


# -- persons


@provokes("statement-type")
async def a_type_of_statement_that_is_none(world: World) -> Answer:
    return await certify(world, forged(world.nathalie, {"type": "prescription"}))


@provokes("statement-version")
async def a_statement_of_another_version(world: World) -> Answer:
    return await certify(world, forged(world.nathalie, {"type": "certificate", "v": "2"}))


@provokes("statement-signature")
async def a_signature_with_a_bit_flipped(world: World) -> Answer:
    signed = certificate(world.nathalie, world.gp.id)
    return await certify(world, SignedStatement(signed.raw, flipped(signed.signature, 5)))


@provokes("not-self-signed")
async def enrolled_by_somebody_else(world: World) -> Answer:
    person = Person.new()
    return await join_with(world, person, person=enrolment(person, by=b64(world.gp.id)))


@provokes("person-known")
async def somebody_joins_twice(world: World) -> Answer:
    return await join_with(world, world.gp)


@provokes("public-key")
async def a_mailbox_key_nobody_can_seal_to(world: World) -> Answer:
    after = world.next(world.ward)
    weak = world.ward.epoch.public[:-32] + bytes(32)  # an X25519 point of small order
    signed = forged(world.nurse, {**after.value(world.now()), "public": b64(weak)})
    return await change(world, after, signed)


# -- certificates


@provokes("not-a-coordinator")
async def a_gp_vouches(world: World) -> Answer:
    return await certify(world, certificate(world.gp, world.nurse.id))


@provokes("subject")
async def vouching_for_nobody(world: World) -> Answer:
    return await certify(world, certificate(world.nathalie, bytes(32)))


# -- mailboxes


@provokes("members")
async def a_mailbox_without_a_guardian(world: World) -> Answer:
    after = world.next(world.ward, members=dict.fromkeys(world.ward.members, MEMBER))
    return await change(world, after, after.statement(world.nurse, world.now()))


@provokes("unknown-member")
async def a_member_who_has_not_joined(world: World) -> Answer:
    after = world.next(world.ward, members={**world.ward.members, Person.new(): MEMBER})
    return await change(world, after, after.statement(world.nurse, world.now()))


@provokes("first-statement")
async def a_mailbox_that_begins_in_the_middle(world: World) -> Answer:
    person = Person.new()
    return await join_with(world, person, replace(world.box(person), n=1))


@provokes("not-the-next-statement")
async def two_steps_at_once(world: World) -> Answer:
    after = replace(world.ward, n=world.ward.n + 2)
    return await change(world, after, after.statement(world.nurse, world.now()))


@provokes("not-a-guardian")
async def a_member_decides_who_is(world: World) -> Answer:
    after = world.next(world.ward)
    return await change(world, after, after.statement(world.doctor, world.now()))


@provokes("member-left-key-stayed")
async def a_leaver_and_the_same_key(world: World) -> Answer:
    after = world.next(world.ward, members={world.nurse: world.ward.members[world.nurse]})
    return await change(world, after, after.statement(world.nurse, world.now()))


@provokes("old-key-came-back")
async def back_to_the_first_key(world: World) -> Answer:
    person, first = await world.open_box()
    second = await world.rotate(first, person)
    after = world.next(second, epoch=first.epoch)
    return await change(world, after, after.statement(person, world.now()), person)


@provokes("key-of-another-mailbox")
async def the_ward_s_key_for_oneself(world: World) -> Answer:
    person = Person.new()
    return await join_with(world, person, replace(world.box(person), epoch=world.ward.epoch))


@provokes("kind-or-address-changed")
async def a_guardian_moves_the_mailbox(world: World) -> Answer:
    after = world.next(world.ward, address="ailleurs@monistrol.example")
    return await change(world, after, after.statement(world.nurse, world.now()))


@provokes("seats")
async def a_newcomer_without_a_seat(world: World) -> Answer:
    after = world.next(world.ward, members={**world.ward.members, await world.arrive(): MEMBER})
    return await change(world, after, after.statement(world.nurse, world.now()))


@provokes("history")
async def a_link_to_a_key_that_was_not_the_last(world: World) -> Answer:
    person, box = await world.open_box()
    after = world.next(box, epoch=KemKey.new())
    link = {"old": b64(bytes(32)), "sealed": b64(bytes(1168))}
    return await change(world, after, after.statement(person, world.now()), person, history=link)


@provokes("address-taken")
async def the_address_of_the_ward(world: World) -> Answer:
    person = Person.new()
    return await join_with(world, person, replace(world.box(person), address=world.ward.address))

"""Invitations, joining, certificates: who is in the directory, and by whose word."""

import hashlib
import secrets
from dataclasses import replace
from typing import Any

import pytest

from navette.core.encoding import b64, timestamp
from navette.core.parties import MailboxKind
from navette.envelope.keys import key_id
from navette.envelope.person import Person
from navette.envelope.seat import KemKey
from navette.service.enroll import first_invitation
from tests.things import GUARDIAN, MEMBER, Invitation
from tests.web.provocations import certify
from tests.web.provoked_directory import certificate, enrolment
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def listed(world: World, made: Invitation) -> dict[str, Any] | None:
    """An invitation as the coordinator sees it."""
    answer = await world.ask("GET", "/v1/invitations", world.nathalie)
    found: list[dict[str, Any]] = [one for one in answer["invitations"] if one["id"] == b64(made.id)]
    return found[0] if found else None


# -- invitations


async def test_the_life_of_an_invitation(world: World) -> None:
    person = Person.new()
    box = world.box(person)
    made = await world.invite("mailbox", box)
    before = await listed(world, made)
    assert before is not None
    assert (before["state"], before["person"], before["certified"]) == ("open", None, False)
    assert before["mailbox"] == {"kind": "PER", "address": box.address, "name": "Claire Martin"}
    value = world.joining(made, person, box)
    assert (await world.ask("POST", "/v1/join", value=value)).status == 201
    used = await listed(world, made)
    assert used is not None
    assert (used["state"], used["person"], used["mailbox_id"]) == ("used", b64(person.id), b64(box.id))
    assert used["binding"] == value["binding"]
    for subject, certified in ((person.id, False), (box.id, True)):
        assert (await certify(world, certificate(world.nathalie, subject))).status == 201
        now = await listed(world, made)
        assert now is not None
        assert now["certified"] is certified


async def test_the_newest_invitation_comes_first(world: World) -> None:
    await world.invite("person")
    world.ahead += 60
    try:
        made = await world.invite("person")
        answer = await world.ask("GET", "/v1/invitations", world.nathalie)
    finally:
        world.ahead -= 60
    assert answer["invitations"][0]["id"] == b64(made.id)


async def test_an_invitation_again_is_the_same_one(world: World) -> None:
    made = Invitation(secrets.token_bytes(16), secrets.token_bytes(32))
    value = world.offer(made, "person")
    answers = [await world.ask("POST", "/v1/invitations", world.nathalie, value) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 200]
    assert answers[0].value == answers[1].value == {"id": b64(made.id)}


@pytest.mark.parametrize(
    "changes",
    [
        {"claim": b64(bytes(32))},
        {"role": "coordinator"},
        {"identity": {"name": "Somebody Else", "profession": "médecin"}},
        {"expires": "2030-01-01T00:00:00Z"},
    ],
)
async def test_the_same_id_for_another_invitation(world: World, changes: dict[str, object]) -> None:
    made = await world.invite("person", expires="2029-01-01T00:00:00Z")
    value = world.offer(made, "person", expires="2029-01-01T00:00:00Z")
    assert (await world.ask("POST", "/v1/invitations", world.nathalie, value)).status == 200
    answer = await world.ask("POST", "/v1/invitations", world.nathalie, {**value, **changes})
    assert (answer.status, answer.code) == (409, "invitation-used")


async def test_a_withdrawn_invitation_opens_nothing(world: World) -> None:
    made = await world.invite("person")
    path = f"/v1/invitations/{b64(made.id)}"
    assert (await world.ask("DELETE", path, world.nathalie)).status == 204
    assert (await world.ask("DELETE", path, world.nathalie)).code == "unknown-invitation"
    assert await listed(world, made) is None
    assert (await world.ask("POST", "/v1/join", value=world.joining(made, Person.new()))).code == "invitation"


async def test_a_used_invitation_is_not_withdrawn(world: World) -> None:
    made = await world.invite("person")
    await world.join(made, Person.new())
    answer = await world.ask("DELETE", f"/v1/invitations/{b64(made.id)}", world.nathalie)
    assert (answer.status, answer.code) == (409, "invitation-used")


async def test_an_invitation_expires(world: World) -> None:
    made = await world.invite("person", expires=timestamp(world.now() - 10))
    found = await listed(world, made)
    assert found is not None
    assert found["state"] == "expired"


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/invitations"), ("DELETE", f"/v1/invitations/{'A' * 22}")])
async def test_only_a_coordinator_sees_invitations(world: World, method: str, path: str) -> None:
    assert (await world.ask(method, path, world.gp)).code == "coordinator-only"
    assert (await world.ask(method, path)).code == "request-unsigned"


async def test_only_a_coordinator_makes_them(world: World) -> None:
    value = world.offer(Invitation(bytes(16), bytes(32)), "coordinator")
    assert (await world.ask("POST", "/v1/invitations", world.gp, value)).code == "coordinator-only"


# -- joining


async def test_joining_again_has_one_effect(world: World) -> None:
    person = Person.new()
    box = world.box(person)
    value = world.joining(await world.invite("mailbox", box), person, box)
    first, again = [await world.ask("POST", "/v1/join", value=value) for _ in range(2)]
    assert (first.status, again.status) == (201, 200)
    assert (first["person"], first["mailbox"]) == (b64(person.id), b64(box.id))
    assert again["index"] == first["index"]


async def test_joining_again_with_another_mailbox_is_not_a_retry(world: World) -> None:
    """The key of the second would be believed to be in the directory."""
    person = Person.new()
    box = world.box(person)
    made = await world.invite("mailbox", box)
    value = world.joining(made, person, box)
    assert (await world.ask("POST", "/v1/join", value=value)).status == 201
    other = world.joining(made, person, replace(box, epoch=KemKey.new()))
    retried = {**other, "person": value["person"]}
    assert (await world.ask("POST", "/v1/join", value=retried)).code == "invitation-used"


async def test_somebody_else_known_does_not_join_by_a_used_invitation(world: World) -> None:
    first, second = await world.invite("person"), await world.invite("person")
    mine = world.joining(first, Person.new())
    assert (await world.ask("POST", "/v1/join", value=mine)).status == 201
    await world.join(second, Person.new())
    by_the_other = {**world.joining(second, Person.new()), "person": mine["person"]}
    assert (await world.ask("POST", "/v1/join", value=by_the_other)).code == "invitation-used"


async def test_an_invited_mailbox_is_the_one_offered(world: World) -> None:
    person = Person.new()
    box = world.box(person)
    made = await world.invite("mailbox", box)
    for other in (
        replace(box, address="elsewhere@monistrol.example"),
        replace(box, kind=MailboxKind.ORGANISATION),
        None,
    ):
        answer = await world.ask("POST", "/v1/join", value=world.joining(made, person, other))
        assert answer.code == "invitation-other-kind"
    two = replace(box, members={person: GUARDIAN, world.gp: MEMBER})
    assert (await world.ask("POST", "/v1/join", value=world.joining(made, person, two))).code == "seats"
    assert (await world.join(made, person, box)) is not None


async def test_a_join_that_fails_leaves_nothing(world: World) -> None:
    """The person's statement was judged first, and is rolled back with the mailbox's."""
    size = (await world.ask("GET", "/v1/ledgers/annuaire/checkpoint")).body
    person = Person.new()
    box = replace(world.box(person), address=world.ward.address)
    made = await world.invite("mailbox", box)
    assert (await world.ask("POST", "/v1/join", value=world.joining(made, person, box))).code == "address-taken"
    assert (await world.ask("GET", "/v1/ledgers/annuaire/checkpoint")).body == size
    assert (await world.ask("GET", "/v1/mailboxes", person)).code == "request-signature"
    found = await listed(world, made)
    assert found is not None
    assert found["state"] == "open"


@pytest.mark.parametrize("y", [0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 1], ids=str)
async def test_a_key_of_small_order_or_not_canonical_does_not_join(world: World, y: int) -> None:
    person = Person.new()
    public = person.public[:-32] + y.to_bytes(32, "little")
    made = await world.invite("person")
    value = enrolment(person, public=b64(public), by=b64(key_id(public)))
    answer = await world.ask("POST", "/v1/join", value={**world.joining(made, person), "person": value})
    assert answer.code == "weak-signature-key"


async def test_who_does_not_hold_the_keys_does_not_join(world: World) -> None:
    person, other = Person.new(), Person.new()
    value = {**enrolment(person), "signature": enrolment(other)["signature"]}
    made = await world.invite("person")
    answer = await world.ask("POST", "/v1/join", value={**world.joining(made, person), "person": value})
    assert answer.code == "statement-signature"


async def test_a_coordinator_invites_another(world: World) -> None:
    second = Person.new()
    await world.join(await world.invite("coordinator"), second)
    assert (await world.ask("GET", "/v1/unresolved", second)).status == 200
    assert (await certify(world, certificate(second, world.gp.id))).status == 201


# -- certificates


async def test_a_certificate_again_has_one_effect(world: World) -> None:
    signed = certificate(world.nathalie, world.ward.id)
    first, again = await certify(world, signed), await certify(world, signed)
    assert (first.status, again.status, again["index"]) == (201, 200, first["index"])


async def test_only_certificates_are_posted_there(world: World) -> None:
    person = Person.new()
    answer = await world.ask("POST", "/v1/certificates", value=enrolment(person))
    assert answer.code == "statement-type"


async def test_a_stranger_s_certificate(world: World) -> None:
    assert (await certify(world, certificate(Person.new(), world.gp.id))).code == "unknown-signer"


async def test_the_first_coordinator_is_invited_on_the_server_s_own_machine(world: World) -> None:
    """While it runs; the secret is nowhere in the database."""
    made = first_invitation(world.settings, "Nathalie Perrin")
    found = await listed(world, Invitation(made.id, made.secret))
    assert found is not None
    assert (found["role"], found["identity"]["name"]) == ("coordinator", "Nathalie Perrin")
    stored = b"".join(path.read_bytes() for path in world.settings.data_dir.glob("navette.db*"))
    assert made.id in stored
    assert made.secret not in stored
    assert hashlib.sha256(Invitation(made.id, made.secret).claim).digest() in stored
    assert Invitation(made.id, made.secret).claim not in stored

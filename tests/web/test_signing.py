"""Who asks: signatures made by a library we did not write pass, and anything else than the one profile does not."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp.test_utils import TestClient, TestServer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

from navette.core.encoding import b64, seconds
from navette.envelope.keys import derive
from navette.envelope.person import Person
from navette.web.app import create_app
from tests.things import Invitation
from tests.world import World, territory

pytestmark = pytest.mark.asyncio(loop_scope="module")

MAILBOXES = "/v1/mailboxes"


@dataclass
class Message:
    """What the library asks of a request."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class Resolver(HTTPSignatureKeyResolver):
    def __init__(self, person: Person) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(derive(person.seed, "navette/v1 person sign"))

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        return self._key


def signed_by_the_library(world: World, person: Person, method: str, where: str, body: bytes | None) -> dict[str, str]:
    message = Message(method, f"http://{world.host}{where}")
    message.headers["Host"] = urlsplit(message.url).netloc
    covered = ["@method", "@authority", "@path", "@query"]
    if body is not None:
        message.headers["Content-Type"] = "application/json"
        message.headers["Content-Digest"] = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        covered.append("content-digest")
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=Resolver(person))
    signer.sign(
        message,
        key_id=b64(person.id),
        created=datetime.fromtimestamp(world.now(), UTC),
        nonce=b64(secrets.token_bytes(16)),
        tag="navette-v1",
        label="navette",
        covered_component_ids=covered,
        include_alg=True,
        use_existing_digest=body is not None,
    )
    return message.headers


@pytest.mark.parametrize("query", ["", "?limit=1", "?limit=1&from=0"])
async def test_a_request_signed_by_another_implementation(world: World, query: str) -> None:
    where = "/v1/ledgers/annuaire/entries" + query
    headers = signed_by_the_library(world, world.gp, "GET", where, None)
    path, _, spelled = where.partition("?")
    assert (await world.ask("GET", path, query=spelled, headers=headers)).status == 200


async def test_a_body_signed_by_another_implementation(world: World) -> None:
    value = world.offer(Invitation(secrets.token_bytes(16), secrets.token_bytes(32)), "person")
    body = json.dumps(value).encode()
    headers = signed_by_the_library(world, world.nathalie, "POST", "/v1/invitations", body)
    assert (await world.ask("POST", "/v1/invitations", body=body, headers=headers)).status == 201


async def code(world: World, headers: Mapping[str, str], path: str = MAILBOXES, method: str = "GET") -> str:
    return (await world.ask(method, path, headers=headers)).code


async def test_each_half_of_a_signature_is_needed(world: World) -> None:
    headers = world.sign(world.gp, "GET", MAILBOXES)
    assert await code(world, {"Signature": headers["Signature"]}) == "request-unsigned"
    assert await code(world, {"Signature-Input": headers["Signature-Input"]}) == "request-unsigned"
    assert await code(world, headers) == ""


@pytest.mark.parametrize(
    ("header", "old", "new"),
    [
        ("Signature-Input", 'alg="ed25519"', 'alg="rsa-pss-sha512"'),
        ("Signature-Input", 'tag="navette-v1"', 'tag="other"'),
        ("Signature-Input", '"@query"', ""),
        ("Signature-Input", "navette=", "sig1="),
        ("Signature-Input", ";tag", ";expires=9999999999;tag"),
        ("Signature", "navette=:", "sig1=:"),
        ("Signature", "navette=:", "navette=:AAAA"),
    ],
)
async def test_another_profile_is_no_signature(world: World, header: str, old: str, new: str) -> None:
    headers = world.sign(world.gp, "GET", MAILBOXES)
    assert old in headers[header]
    assert await code(world, {**headers, header: headers[header].replace(old, new)}) == "request-signature"


async def test_what_was_signed_for_another_request_is_no_signature(world: World) -> None:
    ward = b64(world.ward.id)
    outbox = world.sign(world.nurse, "GET", f"/v1/mailboxes/{ward}/outbox")
    assert await code(world, outbox, f"/v1/mailboxes/{ward}/inbox") == "request-signature"
    closed = world.sign(world.nurse, "GET", f"/v1/mailboxes/{ward}/inbox", "open=1")
    assert await code(world, closed, f"/v1/mailboxes/{ward}/inbox") == "request-signature"
    made = await world.invite("person")
    listed = world.sign(world.nathalie, "GET", f"/v1/invitations/{b64(made.id)}")
    assert await code(world, listed, f"/v1/invitations/{b64(made.id)}", "DELETE") == "request-signature"


async def test_what_was_signed_for_another_server_is_no_signature(world: World) -> None:
    headers = world.sign(world.gp, "GET", MAILBOXES)
    assert await code(world, {**headers, "Host": "other.example"}) == "request-signature"


async def test_somebody_else_s_signature(world: World) -> None:
    mine, theirs = world.sign(world.gp, "GET", MAILBOXES), world.sign(world.nurse, "GET", MAILBOXES)
    mixed = {"Signature-Input": mine["Signature-Input"], "Signature": theirs["Signature"]}
    assert await code(world, mixed) == "request-signature"


async def test_another_body_than_the_one_signed(world: World) -> None:
    made = await world.invite("person")
    value = world.offer(made, "coordinator")
    headers = world.sign(world.nathalie, "POST", "/v1/invitations", body=b"{}")
    assert (await world.ask("POST", "/v1/invitations", value=value, headers=headers)).code == "content-digest"
    headers.pop("Content-Digest")
    assert (await world.ask("POST", "/v1/invitations", value=value, headers=headers)).code == "content-digest"
    bare = world.sign(world.nathalie, "POST", "/v1/invitations")
    assert (await world.ask("POST", "/v1/invitations", value=value, headers=bare)).code == "request-signature"


@pytest.mark.parametrize("wrong", ["sha-512=:AAAA:", "sha-256=:AAAA:", "sha-256=AAAA", ""])
async def test_a_digest_of_another_kind(world: World, wrong: str) -> None:
    made = await world.invite("person")
    value = world.offer(made, "person")
    answer = await world.ask("POST", "/v1/invitations", world.nathalie, value, headers={"Content-Digest": wrong})
    assert (answer.status, answer.code) == (400, "content-digest")


@pytest.mark.parametrize("late", [-300, 0, 299])
async def test_a_clock_up_to_five_minutes_off_will_do(tmp_path: Path, late: int) -> None:
    async with territory(tmp_path) as world:
        world.still = world.now() + 1000  # the server was started a while ago
        headers = world.sign(world.gp, "GET", MAILBOXES, created=world.now() + late)
        assert await code(world, headers) == ""


@pytest.mark.parametrize("late", [-310, 310])
async def test_a_clock_further_off_will_not(tmp_path: Path, late: int) -> None:
    async with territory(tmp_path) as world:
        world.still = world.now() + 1000
        headers = world.sign(world.gp, "GET", MAILBOXES, created=world.now() + late)
        answer = await world.ask("GET", MAILBOXES, headers=headers)
        assert (answer.status, answer.code) == (401, "request-time")
        assert seconds(answer["now"]) >= world.context.started + 1000  # for the client to set its clock by


async def test_what_was_signed_before_the_server_started_may_have_been_used_before(world: World) -> None:
    headers = world.sign(world.gp, "GET", MAILBOXES, created=world.context.started - 1)
    assert await code(world, headers) == "request-time"


async def test_a_nonce_serves_each_person_once(world: World) -> None:
    nonce = secrets.token_bytes(16)
    assert await code(world, world.sign(world.gp, "GET", MAILBOXES, nonce=nonce)) == ""
    assert await code(world, world.sign(world.nurse, "GET", MAILBOXES, nonce=nonce)) == ""
    again = world.sign(world.gp, "GET", "/v1/ledgers/annuaire/entries", nonce=nonce)
    assert await code(world, again, "/v1/ledgers/annuaire/entries") == "request-replayed"


async def test_a_nonce_is_remembered_for_as_long_as_its_time_would_do(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        world.still = world.now() + 1000
        assert await code(world, world.sign(world.nurse, "GET", MAILBOXES)) == ""  # a generation of nonces begins
        world.still += 590
        headers = world.sign(world.gp, "GET", MAILBOXES, created=world.now() + 299)
        assert await code(world, headers) == ""
        for _ in range(5):  # other requests, while the clock goes through the whole window
            world.still += 119
            assert await code(world, world.sign(world.nurse, "GET", MAILBOXES)) == ""
            assert await code(world, headers) == "request-replayed"
        world.still += 119
        assert await code(world, headers) == "request-time"


async def test_a_request_that_was_not_let_in_used_no_nonce(world: World) -> None:
    headers = world.sign(world.gp, "GET", MAILBOXES)
    broken = {**headers, "Signature": "navette=:" + base64.b64encode(bytes(64)).decode() + ":"}
    assert await code(world, broken) == "request-signature"
    assert await code(world, headers) == ""


async def test_with_a_public_url_the_host_header_does_not_count(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        populated = world
    again = replace(populated.settings, public_url="https://Navette.example:443/")
    async with TestClient(TestServer(create_app(again))) as client:
        populated.client = client
        assert await code(populated, populated.sign(populated.gp, "GET", MAILBOXES)) == "request-signature"
        populated.public_host = "navette.example"
        assert await code(populated, populated.sign(populated.gp, "GET", MAILBOXES)) == ""

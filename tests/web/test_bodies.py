"""What cannot be read is refused before anything is done with it."""

import gzip
import json
from collections.abc import AsyncIterator

import pytest

from navette.core.encoding import b64
from tests.things import BYTES, JSON, Answer, Invitation
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

SIGNED = b'{"statement":"","signature":"%s"}' % b64(bytes(64)).encode()


async def post(world: World, body: bytes, kind: str = JSON, **headers: str) -> Answer:
    return await world.ask("POST", "/v1/certificates", body=body, kind=kind, headers=headers)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "json"),
        (b"{", "json"),
        (b"[]", "json"),
        (b'"text"', "json"),
        (b"null", "json"),
        (b'{"statement":"a","signature":"b","statement":"c"}', "json"),
        (b'{"statement":{"a":1,"a":2},"signature":"b"}', "json"),
        (b'{"statement":NaN,"signature":"b"}', "json"),
        (b'{"statement":-Infinity,"signature":"b"}', "json"),
        (b'{"statement":' + b"1" * 5000 + b',"signature":"b"}', "json"),
        (b'{"statement":"a","signature":"b"} {}', "json"),
        (b"\xef\xbb\xbf{}", "json"),  # a byte order mark
        ('{"statement":"é"}'.encode("utf-16"), "utf-8"),
        (b'{"statement":"\xc3"}', "utf-8"),
        (b'{"statement":"\\ud800","signature":"b"}', "utf-8"),
        (b"[" * 1000 + b"]" * 1000, "json-depth"),
        (b'{"statement":' * 101 + b"1" + b"}" * 101, "json-depth"),
        (b"[" * 1_000_000, "json-depth"),
        (b"{}", "field"),
        (b'{"statement":"a"}', "field"),
        (b'{"statement":"a","signature":"b","extra":1}', "field"),
        (b'{"statement":1,"signature":"b"}', "field"),
        (b'{"statement":null,"signature":"b"}', "field"),
        (b'{"statement":"a","signature":1}', "base64url"),
        (b'{"statement":"a","signature":"YQ"}', "base64url"),
        (SIGNED, "json"),
        (SIGNED.replace(b'""', b'"{}"'), "statement-type"),
        (SIGNED.replace(b'""', b'"{ }"'), "json"),  # not canonical
        (SIGNED.replace(b'""', b'"\\u0000"'), "json"),
    ],
)
async def test_json_is_read_strictly(world: World, body: bytes, code: str) -> None:
    assert (await post(world, body)).code == code


async def test_a_hundred_levels_are_not_too_deep(world: World) -> None:
    body = b'{"statement":' * 99 + b"1" + b"}" * 99
    assert (await post(world, body)).code == "field"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", BYTES, "application/jose+json"])
async def test_another_content_type(world: World, kind: str) -> None:
    answer = await post(world, SIGNED, kind)
    assert (answer.status, answer.code, answer["expected"]) == (415, "content-type", JSON)


async def test_a_charset_does_not_matter(world: World) -> None:
    assert (await post(world, SIGNED, "application/json; charset=utf-8")).code == "json"


async def test_a_coded_body_is_refused_unread(world: World) -> None:
    """A megabyte of zeros in a kilobyte: nothing here inflates what it is sent."""
    bomb = gzip.compress(bytes(1 << 20))
    assert (await post(world, bomb, **{"Content-Encoding": "gzip"})).code == "content-type"
    envelope = world.sealed()
    squeezed = {"Content-Encoding": "deflate"}
    assert (await world.put(envelope.raw, envelope.header.id, headers=squeezed)).code == "content-type"


async def test_too_much_json_is_refused_by_its_length(world: World) -> None:
    answer = await post(world, b" " * ((1 << 20) + 1))
    assert (answer.status, answer.code, answer["limit"]) == (413, "too-large", 1 << 20)
    assert (await post(world, b" " * (1 << 20))).code == "json"


async def test_too_much_without_saying_how_much(world: World) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(160):
            yield b" " * 65_536

    async with world.client.post("/v1/certificates", data=pieces(), headers={"Content-Type": JSON}) as response:
        assert response.status == 413
        assert (await response.json(content_type=None))["code"] == "too-large"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"invitation": "AAAA"}, "base64url"),
        ({"claim": b64(bytes(31))}, "base64url"),
        ({"claim": None}, "base64url"),
        ({"person": None}, "field"),
        ({"person": []}, "field"),
        ({"person": {"statement": "a"}}, "field"),
        ({"person": {"statement": 1, "signature": b64(bytes(64))}}, "field"),
        ({"mailbox": {}}, "field"),
        ({"mailbox": "a"}, "field"),
        ({"mailbox": {"statement": "{}", "signature": b64(bytes(64)), "seat": "a"}}, "base64url"),
        ({"more": 1}, "field"),
    ],
)
async def test_joining_takes_its_fields_and_no_other(world: World, changes: dict[str, object], code: str) -> None:
    value = world.joining(Invitation(bytes(16), bytes(32)), world.gp)
    assert (await world.ask("POST", "/v1/join", value={**value, **changes})).code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": "a"}, "base64url"),
        ({"role": "guardian"}, "field"),
        ({"role": 1}, "field"),
        ({"role": "mailbox"}, "field"),  # and no mailbox
        ({"mailbox": {"kind": "PER", "address": "a@b.example", "name": "A"}}, "field"),  # and role person
        ({"role": "mailbox", "mailbox": {"kind": "GRP", "address": "a@b.example", "name": "A"}}, "field"),
        ({"role": "mailbox", "mailbox": {"kind": "PER", "address": "a@b.example"}}, "field"),
        ({"role": "mailbox", "mailbox": ["PER"]}, "field"),
        ({"identity": {"name": "A"}}, "field"),
        ({"identity": {"name": "A", "profession": "b", "birth": "c"}}, "field"),
        ({"identity": {"name": "", "profession": "b"}}, "field"),
        ({"identity": {"name": "A" * 201, "profession": "b"}}, "field"),
        ({"identity": {"name": 1, "profession": "b"}}, "field"),
        ({"expires": 1795341600}, "time"),
        ({"expires": "2026-11-22 10:00:00"}, "time"),
    ],
)
async def test_an_invitation_takes_its_fields_and_no_other(world: World, changes: dict[str, object], code: str) -> None:
    value = {**world.offer(Invitation(bytes(16), bytes(32)), "person"), **changes}
    assert (await world.ask("POST", "/v1/invitations", world.nathalie, value)).code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"mailbox": "a"}, "base64url"),
        ({"size": "4096"}, "field"),
        ({"size": True}, "field"),
        ({"size": -4096}, "field"),
        ({"size": 4096.0}, "field"),
        ({"size": 0}, "blob-size"),
        ({"size": 4097}, "blob-size"),
        ({"size": 1 << 40}, "blob-size"),
        ({"size": 10**400}, "blob-size"),
        ({"size": 1 << 30}, "too-large"),
        ({"digest": b64(bytes(16))}, "base64url"),
        ({"name": "scan.pdf"}, "field"),
    ],
)
async def test_an_attachment_is_announced_exactly(world: World, changes: dict[str, object], code: str) -> None:
    value = {"mailbox": b64(world.cabinet.id), "size": 4096, "digest": b64(bytes(32)), **changes}
    assert (await world.ask("PUT", f"/v1/blobs/{b64(bytes(16))}", world.gp, value)).code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"seats": []}, "field"),
        ({"seats": {"a": "b"}}, "base64url"),
        ({"seats": {b64(bytes(32)): "b"}}, "base64url"),
        ({"history": {}}, "field"),
        ({"history": {"old": "a", "sealed": "b"}}, "base64url"),
        ({"history": "a"}, "field"),
    ],
)
async def test_a_change_of_members_takes_its_fields(world: World, changes: dict[str, object], code: str) -> None:
    value = {"statement": "{}", "signature": b64(bytes(64)), "seats": {}, "history": None, **changes}
    path = f"/v1/mailboxes/{b64(world.ward.id)}/statements"
    assert (await world.ask("POST", path, value=value)).code == code


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=ten",
        "limit=",
        "limit=%31%30%ff",
        "limit=٣",
        "after=99999999999999999999",
        "after=1.5",
        "open=2",
        "page=1",
    ],
)
async def test_a_query_takes_its_numbers_and_no_other(world: World, query: str) -> None:
    answer = await world.ask("GET", f"/v1/mailboxes/{b64(world.ward.id)}/inbox", world.nurse, query=query)
    assert (answer.status, answer.code) == (400, "field")


@pytest.mark.parametrize(
    "after", ["", "1", "1.2", f"1.2.{'A' * 21}", "a.b.c", f"{'9' * 19}.1.{'A' * 22}", "٣.1." + "A" * 22]
)
async def test_a_cursor_is_one_that_was_given(world: World, after: str) -> None:
    answer = await world.ask("GET", "/v1/unresolved", world.nathalie, query=[("after", after)])
    assert (answer.status, answer.code) == (400, "field")


@pytest.mark.parametrize(
    "spelled", ["A", "A" * 21, "A" * 23, "A" * 21 + "=", "A" * 21 + "B", "%00" * 22, "%ff", "é" * 22]
)
async def test_an_id_of_the_path_has_one_spelling(world: World, spelled: str) -> None:
    async with world.client.put(f"/v1/envelopes/{spelled}", data=b"", headers={"Content-Type": BYTES}) as response:
        assert response.status == 400
        assert json.loads(await response.read())["code"] == "base64url"

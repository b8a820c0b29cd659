"""Attachments: announced, sent in parts, in order, resumed; whole or not at all; read by those it was sent to."""

import asyncio
import hashlib
import secrets
from pathlib import Path
from typing import Any

import pytest

from navette.core.encoding import b64
from navette.envelope.blob import open_blob, seal_blob
from navette.envelope.format import BlobRef, padded
from navette.service import attach
from navette.service.attach import PART
from tests.things import BYTES, Answer, SealedFile
from tests.web.provocations import flipped
from tests.world import World, territory

pytestmark = pytest.mark.asyncio(loop_scope="module")

LARGE = 2 * PART + 10  # three parts once padded and sealed


async def fetch(world: World, file: SealedFile, by: object = None, **headers: str) -> Answer:
    return await world.ask("GET", f"/v1/blobs/{b64(file.id)}", by or world.gp, headers=headers)  # type: ignore[arg-type]


async def received(world: World, file: SealedFile) -> int:
    answer = await world.ask("GET", f"/v1/blobs/{b64(file.id)}/parts", world.gp)
    return int(answer["received"])


async def test_what_is_fetched_is_what_was_sealed(world: World) -> None:
    """By the very code that seals attachments, and opens them."""
    content = secrets.token_bytes(300_000)
    key, sealed, rest = secrets.token_bytes(32), bytearray(), memoryview(content)

    def read(size: int) -> bytes:
        nonlocal rest
        piece, rest = bytes(rest[:size]), rest[size:]
        return piece

    _, digest = seal_blob(read, sealed.extend, len(content), key)
    file = SealedFile(bytes(sealed), padded(len(content)))
    assert file.digest == digest
    await world.upload(file)
    await world.send(blobs=[file.ref])
    got, opened = memoryview((await fetch(world, file, world.nurse)).body), bytearray()

    def fetched(size: int) -> bytes:
        nonlocal got
        piece, got = bytes(got[:size]), got[size:]
        return piece

    open_blob(fetched, opened.extend, len(content), key, digest)
    assert bytes(opened) == content


async def test_announced_sent_and_named(world: World) -> None:
    file = SealedFile.of(LARGE)
    first, again = await world.announce(file), await world.announce(file)
    assert (first.status, again.status) == (201, 200)
    assert first.value == again.value == {"parts": len(file.parts), "received": 0, "part": PART}
    for part in range(len(file.parts)):
        assert (await world.put(world.sealed(blobs=[file.ref]))).code == "blob-missing"
        answer = await world.part(file, part)
        assert (answer.status, answer["received"]) == (200, part + 1)
    envelope = await world.send(blobs=[file.ref])
    assert (await fetch(world, file, world.nurse)).body == file.content
    path = f"/v1/mailboxes/{b64(world.ward.id)}/inbox"
    items = (await world.ask("GET", path, world.nurse, query="limit=200"))["items"]
    assert next(one["blobs"] for one in items if one["message"] == b64(envelope.header.id)) == 1


async def test_it_resumes_where_it_stopped(world: World) -> None:
    file = SealedFile.of(LARGE)
    await world.announce(file)
    await world.part(file, 0)
    assert await received(world, file) == 1
    assert (await world.part(file, 0)).value["received"] == 1  # sent again: compared, and accepted
    assert (await world.part(file, 2)).code == "blob-part-out-of-order"
    for part in range(await received(world, file), len(file.parts)):
        assert (await world.part(file, part)).status == 200
    assert (await world.part(file, 1)).status == 200
    assert (await fetch(world, file)).body == file.content


async def test_out_of_order_says_which_is_next(world: World) -> None:
    file = SealedFile.of(LARGE)
    await world.announce(file)
    answer = await world.part(file, 1)
    assert (answer.status, answer.code, answer["expected"]) == (409, "blob-part-out-of-order", 0)
    beyond = await world.part(file, len(file.parts), b"x")
    assert beyond.code == "blob-part-out-of-order"


async def test_a_part_sent_again_altered_is_refused_and_changes_nothing(world: World) -> None:
    file = SealedFile.of(LARGE)
    await world.announce(file)
    await world.part(file, 0)
    altered = await world.part(file, 0, flipped(file.parts[0], 10))
    assert altered.code == "blob-part-out-of-order"
    for part in range(1, len(file.parts)):
        await world.part(file, part)
    assert (await fetch(world, file)).body == file.content


@pytest.mark.parametrize("change", [b"", b"short", None])
async def test_a_part_of_another_length(world: World, change: bytes | None) -> None:
    file = SealedFile.of(1000)
    await world.announce(file)
    body = file.content + b"x" if change is None else change
    answer = await world.part(file, 0, body)
    assert (answer.status, answer.code, answer["expected"]) == (422, "blob-part-length", len(file.content))
    assert (await world.part(file, 0)).status == 200


async def test_a_part_altered_on_the_way_is_not_the_one_signed(world: World) -> None:
    file = SealedFile.of(1000)
    await world.announce(file)
    path = f"/v1/blobs/{b64(file.id)}/parts/0"
    headers = world.sign(world.gp, "PUT", path, body=file.content)
    answer = await world.ask("PUT", path, body=flipped(file.content, 3), kind=BYTES, headers=headers)
    assert answer.code == "content-digest"
    assert await received(world, file) == 0


async def test_another_content_than_announced_drops_the_whole(world: World) -> None:
    file = SealedFile.of(LARGE)
    await world.announce(file)
    await world.part(file, 0, flipped(file.parts[0], 7))
    for part in range(1, len(file.parts) - 1):
        assert (await world.part(file, part)).status == 200
    answer = await world.part(file, len(file.parts) - 1)
    assert (answer.status, answer.code) == (422, "blob-digest")
    assert not attach.path_of(world.context, file.id).exists()
    assert (await world.part(file, 0)).code == "unknown-blob"
    await world.upload(file)  # from the beginning
    assert (await fetch(world, file)).body == file.content


async def test_nothing_is_fetched_before_it_is_whole(world: World) -> None:
    file = SealedFile.of(LARGE)
    await world.announce(file)
    await world.part(file, 0)
    assert (await fetch(world, file)).code == "unknown-blob"


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=0-99", 0, 100), ("bytes=4000-", 4000, None), ("bytes=-16", -16, None)]
)
async def test_a_range(world: World, asked: str, start: int, end: int | None) -> None:
    file = SealedFile.of(10_000)
    await world.upload(file)
    answer = await fetch(world, file, Range=asked)
    assert answer.status == 206
    assert answer.body == file.content[start:end]
    at = start % len(file.content)
    assert answer.headers["Content-Range"] == f"bytes {at}-{at + len(answer.body) - 1}/{len(file.content)}"


async def test_a_range_that_is_not_there(world: World) -> None:
    file = SealedFile.of(100)
    await world.upload(file)
    assert (await fetch(world, file, Range=f"bytes={len(file.content)}-")).status == 416


async def test_who_may_do_what_with_an_attachment(world: World) -> None:
    file = SealedFile.of(100)
    stranger = await world.arrive()
    assert (await world.announce(file, stranger)).code == "not-a-member"
    await world.upload(file)
    for person in (world.nurse, stranger):
        assert (await fetch(world, file, person)).code == "unknown-blob"
    await world.send(blobs=[file.ref])
    assert (await fetch(world, file, world.nurse)).status == 200
    assert (await fetch(world, file, stranger)).code == "unknown-blob"
    assert (await world.part(file, 0, by=world.nurse)).code == "not-a-member"
    assert (await world.announce(file, world.nurse, mailbox=b64(world.ward.id))).code == "blob-known"


async def test_an_attachment_is_named_by_who_announced_it_or_was_sent_it(world: World) -> None:
    file = SealedFile.of(100)
    await world.upload(file)
    onward: dict[str, Any] = {"by": world.nurse, "box": world.ward, "blobs": [file.ref]}
    assert (await world.put(world.sealed([world.cabinet], **onward))).code == "blob-missing"
    envelope = await world.send(blobs=[file.ref])
    _, third = await world.open_box()
    assert (await world.put(world.sealed([third], reply=envelope.header.id, **onward))).status == 201


@pytest.mark.parametrize("change", ["id", "size", "digest"])
async def test_a_deposit_names_it_as_it_was_announced(world: World, change: str) -> None:
    file = SealedFile.of(100)
    await world.upload(file)
    ref = {
        "id": BlobRef(secrets.token_bytes(16), file.size, file.digest),
        "size": BlobRef(file.id, 2 * file.size, file.digest),
        "digest": BlobRef(file.id, file.size, bytes(32)),
    }[change]
    answer = await world.put(world.sealed(blobs=[ref]))
    assert (answer.status, answer.code, answer["blob"]) == (409, "blob-missing", b64(ref.id))


async def test_the_largest_is_a_setting(tmp_path: Path) -> None:
    async with territory(tmp_path, max_blob_mb=1) as world:
        assert (await world.announce(SealedFile.of(1 << 20))).status == 201
        answer = await world.announce(SealedFile.of((1 << 20) + 1))
        assert (answer.status, answer.code, answer["limit"]) == (413, "too-large", 1 << 20)


async def test_two_uploads_of_one_part_at_once(world: World) -> None:
    file = SealedFile.of(LARGE)
    await world.announce(file)
    for part in range(len(file.parts)):
        answers = await asyncio.gather(*(world.part(file, part) for _ in range(3)))
        assert {(answer.status, answer["received"]) for answer in answers} == {(200, part + 1)}
    assert (await fetch(world, file)).body == file.content


async def test_who_goes_away_in_the_middle_of_a_part_leaves_nothing(world: World) -> None:
    file = SealedFile.of(LARGE)
    await world.announce(file)
    path = f"/v1/blobs/{b64(file.id)}/parts/0"
    headers = world.sign(world.gp, "PUT", path, body=file.parts[0])
    lines = [f"PUT {path} HTTP/1.1", f"Host: {world.host}", f"Content-Length: {PART}", f"Content-Type: {BYTES}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    _, writer = await asyncio.open_connection(world.client.host, world.client.port)
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + file.parts[0][: PART // 2])
    await writer.drain()
    folder = attach.path_of(world.context, file.id).parent
    async with asyncio.timeout(30):
        while not any(folder.glob("*.0.*")):
            await asyncio.sleep(0.001)
        writer.close()
        while any(folder.glob("*.0.*")):
            await asyncio.sleep(0.001)
    assert await received(world, file) == 0
    for part in range(len(file.parts)):
        assert (await world.part(file, part)).status == 200


async def test_on_disk_is_what_was_sealed_and_nobody_else_reads_it(world: World) -> None:
    file = SealedFile.of(100)
    await world.upload(file)
    path = attach.path_of(world.context, file.id)
    assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(file.content).digest()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in path.parent.iterdir() if "." in one.name] == []

"""Deposit and collect: what is stored is what was sealed, once, for those it was sealed to."""

import secrets
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from navette.core.encoding import b64, reference, seconds, timestamp, unb64
from navette.core.parties import Urgency
from navette.envelope import seal as sealing
from navette.envelope.format import MAX_ENVELOPE, MAX_PAYLOAD, Envelope, padded
from navette.envelope.keys import derive
from navette.envelope.person import Person
from navette.envelope.seat import KemKey
from navette.envelope.statement import SignedStatement, read, verify
from navette.fhir import form
from tests.web.provocations import flipped
from tests.world import World, territory

pytestmark = pytest.mark.asyncio(loop_scope="module")

DAY = 86_400


async def inbox(world: World, envelope: Envelope) -> dict[str, object]:
    """The item of the ward's inbox."""
    answer = await world.ask("GET", f"/v1/mailboxes/{b64(world.ward.id)}/inbox", world.nurse, query="limit=200")
    message = b64(envelope.header.id)
    found: dict[str, object] = next(one for one in answer["items"] if one["message"] == message)
    return found


async def test_a_deposit_and_its_answer(world: World) -> None:
    envelope = world.sealed()
    answer = await world.put(envelope)
    assert answer.status == 201
    assert answer["message"] == b64(envelope.header.id)
    assert answer["envelope"] == b64(envelope.digest)
    assert answer["reference"] == reference(envelope.header.id)
    stated = read(answer["statement"].encode())
    assert (stated["type"], stated["envelope"], stated["message"]) == ("deposit", answer["envelope"], answer["message"])
    item = await inbox(world, envelope)
    assert stated["seqs"] == {b64(world.ward.id): str(item["n"])}
    assert item["index"] == answer["index"]


async def test_what_is_collected_is_what_was_deposited(world: World) -> None:
    envelope = await world.send()
    path = f"/v1/envelopes/{b64(envelope.header.id)}"
    for person in (world.gp, world.nurse, world.doctor):
        assert (await world.ask("GET", path, person)).body == envelope.raw
    for person in (world.nathalie, await world.arrive()):
        assert (await world.ask("GET", path, person)).code == "unknown-envelope"


async def test_an_envelope_that_does_not_exist_is_as_unknown_as_another_s(world: World) -> None:
    envelope = await world.send()
    mine = await world.ask("GET", f"/v1/envelopes/{b64(envelope.header.id)}", world.nathalie)
    nobody = await world.ask("GET", f"/v1/envelopes/{b64(bytes(16))}", world.nathalie)
    assert mine.body == nobody.body


async def test_the_same_bytes_again_have_one_effect(world: World) -> None:
    envelope = world.sealed()
    first, again = await world.put(envelope), await world.put(envelope)
    assert (first.status, again.status) == (201, 200)
    assert (again["statement"], again["index"]) == (first["statement"], first["index"])


async def test_the_same_id_with_other_bytes_changes_nothing(world: World) -> None:
    envelope = await world.send()
    other = world.sealed(message_id=envelope.header.id)
    assert (await world.put(other)).code == "message-id-taken"
    got = await world.ask("GET", f"/v1/envelopes/{b64(envelope.header.id)}", world.nurse)
    assert got.body == envelope.raw


async def test_cut_anywhere_it_is_refused(world: World) -> None:
    raw, message = (envelope := world.sealed()).raw, envelope.header.id
    for length in {0, 3, 4, 166, 167, 200, 263, 1000, len(raw) - 4096, len(raw) - 16, len(raw) - 1}:
        assert (await world.put(raw[:length], message)).code in ("not-an-envelope", "length")


@pytest.mark.parametrize("more", [b"\0", bytes(16), bytes(4095)])
async def test_extended_it_is_refused(world: World, more: bytes) -> None:
    envelope = world.sealed()
    assert (await world.put(envelope.raw + more, envelope.header.id)).code == "length"
    assert (await world.put(envelope.raw + bytes(4096), envelope.header.id)).code == "envelope-signature"


async def test_a_bit_flipped_anywhere_is_refused(world: World) -> None:
    raw, message = (envelope := world.sealed()).raw, envelope.header.id
    places = [*range(0, 300, 7), *range(300, len(raw), 397), len(raw) - 1]
    for at in places:
        answer = await world.put(flipped(raw, at), message)
        assert answer.status in (404, 409, 422), (at, answer.status)
    assert (await world.put(envelope)).status == 201


async def test_nothing_of_what_is_refused_is_stored(world: World) -> None:
    before = (await world.ask("GET", "/v1/ledgers/actes/checkpoint")).body
    envelope = world.sealed(time=world.now() + DAY)
    await world.put(envelope)
    await world.put(flipped(envelope.raw, 500), envelope.header.id)
    assert (await world.ask("GET", "/v1/ledgers/actes/checkpoint")).body == before
    assert (await world.put(world.sealed(message_id=envelope.header.id))).status == 201


async def test_signed_by_another_than_the_sender_it_names(world: World) -> None:
    raw = world.sealed().raw.replace(world.gp.id, world.nurse.id, 1)
    message = raw[14:30]
    assert (await world.put(raw, message)).code == "envelope-signature"


async def test_a_member_of_the_ward_is_none_of_the_cabinet(world: World) -> None:
    assert (await world.put(world.sealed(by=world.nurse, box=world.cabinet))).code == "not-in-sender-mailbox"


async def test_up_to_thirty_two_recipients(world: World) -> None:
    boxes = [(await world.open_box())[1] for _ in range(31)]
    answer = await world.put(world.sealed(boxes))
    assert answer.status == 201
    assert set(read(answer["statement"].encode())["seqs"]) == {b64(box.id) for box in boxes}  # type: ignore[call-overload]


async def test_over_the_limit_it_is_refused_by_its_length(world: World) -> None:
    answer = await world.put(bytes(MAX_ENVELOPE + 1), bytes(16))
    assert (answer.status, answer.code, answer["limit"]) == (413, "too-large", MAX_ENVELOPE)


async def test_the_largest_fiche_passes(world: World) -> None:
    fiche = secrets.token_bytes(MAX_PAYLOAD - 100)  # nothing to compress
    envelope = await world.send(fiche=fiche)
    assert len(envelope.raw) > MAX_PAYLOAD
    assert (await world.ask("GET", f"/v1/envelopes/{b64(envelope.header.id)}", world.nurse)).body == envelope.raw


async def test_an_inflate_bomb_is_only_bytes_here(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred megabytes of zeros in a few pages, sealed by hand: the server stores it, and cannot open it."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"".join([deflater.compress(bytes(10_000_000)) for _ in range(10)]) + deflater.flush()

    def body(content: bytes, header_hash: bytes, manifest: bytes, fiche: bytes) -> bytes:
        plain = len(bomb).to_bytes(4, "big") + bomb
        plain = plain.ljust(padded(len(plain)), b"\0")
        return AESGCM(derive(content, "navette/v1 body")).encrypt(bytes(12), plain, header_hash)

    monkeypatch.setattr(sealing, "seal_body", body)
    envelope = await world.send()
    assert (await world.ask("GET", f"/v1/envelopes/{b64(envelope.header.id)}", world.nurse)).body == envelope.raw
    assert (await inbox(world, envelope))["pages"] == envelope.pages


@pytest.mark.parametrize("late", [-30 * DAY + 60, 0, 290])
async def test_the_sender_s_clock_may_be_this_far_off(world: World, late: int) -> None:
    assert (await world.put(world.sealed(time=world.now() + late))).status == 201


@pytest.mark.parametrize(
    ("late", "code"), [(-30 * DAY - 60, "time-too-old"), (-50 * 365 * DAY, "time-too-old"), (360, "time-in-future")]
)
async def test_and_no_further(world: World, late: int, code: str) -> None:
    answer = await world.put(world.sealed(time=world.now() + late))
    assert (answer.status, answer.code) == (422, code)


async def test_a_retry_has_its_answer_however_late_it_comes(tmp_path: Path) -> None:
    """Else the sender would seal it again, under another id: two handoffs."""
    async with territory(tmp_path) as world:
        envelope = world.sealed()
        first = await world.put(envelope)
        world.ahead += 31 * DAY
        again = await world.put(envelope)
        assert (first.status, again.status) == (201, 200)
        assert again.value["statement"] == first.value["statement"]


async def test_a_due_date_no_calendar_has_is_refused(world: World) -> None:
    """It would break the recipient's inbox, and the board, for everybody."""
    assert (await world.put(world.sealed(due=1 << 40))).code == "header"
    last = seconds("9999-12-31T23:59:59Z")
    item = await inbox(world, await world.send(due=last))
    assert item["due_by"] == "9999-12-31T23:59:59Z"
    assert (await world.put(world.sealed(due=last + 1))).code == "header"


async def test_an_unknown_form_is_shown_as_other(world: World) -> None:
    digest = secrets.token_bytes(32)
    envelope = await world.send(form=digest, urgency=Urgency.STAT)
    item = await inbox(world, envelope)
    assert item["form"] == {"hash": b64(digest), "name": "other"}
    assert item["due_by"] == timestamp(seconds(item["received"]) + 3600)  # by its urgency


async def test_a_published_form_is_shown_by_its_name(world: World) -> None:
    admission = form.by_name("admission")
    item = await inbox(world, await world.send(form=admission.hash))
    assert item["form"] == {"hash": b64(admission.hash), "name": "admission"}


async def test_a_header_is_shown_as_sealed(world: World) -> None:
    due = world.now() + 5 * DAY
    envelope = await world.send(urgency=Urgency.ASAP, due=due)
    item = await inbox(world, envelope)
    assert item["sender"] == b64(world.gp.id)
    assert item["sender_mailbox"] == b64(world.cabinet.id)
    assert (item["urgency"], item["due_by"]) == ("asap", timestamp(due))
    assert item["time"] == timestamp(envelope.header.time)
    assert (item["status"], item["owner"], item["reply"], item["blobs"]) == ("requested", None, None, 0)


async def test_a_superseded_epoch_is_answered_with_the_statement_to_seal_to(world: World) -> None:
    nurse, box = await world.open_box()
    rotated = await world.rotate(box, nurse)
    answer = await world.put(world.sealed([box]))
    assert (answer.status, answer.code, answer["mailbox"]) == (409, "epoch-superseded", b64(box.id))
    signed = SignedStatement(answer["statement"].encode(), unb64(answer["signature"], 64))
    stated = verify(signed, nurse.public)
    assert stated["public"] == b64(rotated.epoch.public)
    assert (await world.put(world.sealed([rotated]))).status == 201


async def test_the_sender_s_own_epoch_counts_too(world: World) -> None:
    person, box = await world.open_box()
    await world.rotate(box, person)
    assert (await world.put(world.sealed(by=person, box=box))).code == "epoch-superseded"


async def test_an_epoch_that_never_was(world: World) -> None:
    answer = await world.put(world.sealed([replace(world.ward, epoch=KemKey.new())]))
    assert answer.code == "epoch-superseded"


async def test_who_has_left_deposits_nothing_more_but_what_was_answered(world: World) -> None:
    """A retry is a retry, whatever has happened since."""
    guardian, box = await world.open_box()
    person = await world.arrive()
    box = await world.admit(box, guardian, person)
    envelope = world.sealed(by=person, box=box)
    first = await world.put(envelope)
    left = await world.rotate(box, guardian, person)
    again = await world.put(envelope)
    assert (again.status, again["statement"]) == (200, first["statement"])
    assert (await world.put(world.sealed(by=person, box=left))).code == "not-in-sender-mailbox"


async def test_a_reply_is_to_something_the_mailbox_took_part_in(world: World) -> None:
    envelope = await world.send()
    answered = await world.send([world.cabinet], by=world.nurse, box=world.ward, reply=envelope.header.id)
    assert (await world.put(world.sealed(reply=answered.header.id))).status == 201  # and its sender may go on
    nobody = world.sealed(reply=secrets.token_bytes(16))
    assert (await world.put(nobody)).code == "unknown-reply"


async def test_numbers_have_no_holes(world: World) -> None:
    """What is refused between two deposits uses up none."""
    _, box = await world.open_box()
    numbers = []
    for _ in range(5):
        answer = await world.put(world.sealed([box]))
        numbers.append(read(answer["statement"].encode())["seqs"])
        assert (await world.put(world.sealed([box], by=world.nurse))).status == 422
    assert numbers == [{b64(box.id): str(n)} for n in range(1, 6)]


async def test_a_stranger_s_key_is_refused_before_anything_is_stored(world: World) -> None:
    assert (await world.put(world.sealed(by=Person.new()))).code == "unknown-signer"


async def test_a_database_of_one_megabyte(tmp_path: Path) -> None:
    """Nothing half-written, what was answered is there, reads go on."""
    async with territory(tmp_path, max_database_mb=1) as world:
        stored = []
        while (answer := await world.put(envelope := world.sealed())).status == 201:
            stored.append(envelope)
        assert (answer.status, answer.code) == (507, "disk-full")
        size = int((await world.ask("GET", "/v1/ledgers/actes/checkpoint")).body.split(b"\n")[1])
        assert size == len(stored)
        for known in stored:
            path = f"/v1/envelopes/{b64(known.header.id)}"
            assert (await world.ask("GET", path, world.nurse)).body == known.raw
        assert (await world.ask("GET", f"/v1/envelopes/{b64(envelope.header.id)}", world.gp)).status == 404
        last = (await inbox(world, stored[-1]))["n"]
        assert last == len(stored)
        assert (await world.ask("GET", "/readyz")).status == 200
        assert (await world.put(stored[0])).status == 200

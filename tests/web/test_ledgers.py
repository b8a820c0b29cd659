"""The ledgers: what a client checks after every write, and what it can rebuild."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from navette.core.encoding import b64, unb64
from navette.envelope.keys import key_id
from navette.envelope.statement import SignedStatement, leaf_data, read
from navette.ledger.checkpoint import Checkpoint, read_checkpoint, read_vkey
from navette.ledger.directory import Directory
from navette.ledger.tree import EMPTY_ROOT, Frontier, check_consistency, check_inclusion, leaf_hash
from tests.things import Answer, signed_json
from tests.world import World, territory

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def checked(world: World, ledger: str, note: str) -> Checkpoint:
    """A note, verified with the key the server published."""
    about = await world.ask("GET", "/v1/server")
    return read_checkpoint(note, *read_vkey(about["ledgers"][ledger]))


async def latest(world: World, ledger: str) -> Checkpoint:
    answer = await world.ask("GET", f"/v1/ledgers/{ledger}/checkpoint")
    assert answer.headers["Content-Type"].startswith("text/plain")
    return await checked(world, ledger, answer.body.decode())


async def proof(world: World, ledger: str, **query: int) -> Answer:
    spelled = [(name.rstrip("_"), value) for name, value in query.items()]
    return await world.ask("GET", f"/v1/ledgers/{ledger}/proof", query=spelled)


def steps(path: list[str]) -> list[bytes]:
    return [unb64(step, 32) for step in path]


async def check_leaf(world: World, answer: Answer, signed: SignedStatement) -> None:
    """As the client does: my leaf is where I was told, in the tree that the checkpoint names."""
    checkpoint = await checked(world, answer["ledger"], answer["checkpoint"])
    found = await proof(world, answer["ledger"], size=checkpoint.size, index=answer["index"])
    leaf = leaf_hash(leaf_data(answer["ledger"], signed.raw, signed.signature))
    check_inclusion(leaf, answer["index"], checkpoint.size, steps(found["inclusion"]), checkpoint.root)


async def test_each_write_is_in_the_tree_its_answer_names(world: World) -> None:
    envelope = world.sealed()
    deposited = await world.put(envelope)
    await check_leaf(world, deposited, SignedStatement(deposited["statement"].encode(), b""))
    receipt = world.act(world.nurse, envelope, type="receipt", kind="delivered", response="ok")
    await check_leaf(world, await world.post(envelope, receipt), receipt)
    withdrawal = world.act(world.gp, envelope, type="withdrawal")
    await check_leaf(world, await world.post(envelope, withdrawal), withdrawal)
    identity = {"name": "Gériatrie", "address": world.ward.address}
    certificate = world.nathalie.sign_statement(
        {"type": "certificate", "subject": b64(world.ward.id), "identity": identity, "until": "2028-12-31"}
    )
    await check_leaf(world, await world.ask("POST", "/v1/certificates", value=signed_json(certificate)), certificate)


async def test_each_tree_extends_every_tree_before(world: World) -> None:
    seen = [await latest(world, "actes")]
    for _ in range(9):
        await world.send()
        seen.append(await latest(world, "actes"))
    for old in seen:
        for new in seen[seen.index(old) :]:
            found = await proof(world, "actes", size=new.size, from_=old.size)
            check_consistency(old.size, old.root, new.size, new.root, steps(found["consistency"]))


async def test_a_proof_of_both_at_once_or_of_nothing(world: World) -> None:
    await world.send()
    now = await latest(world, "actes")
    both = await proof(world, "actes", size=now.size, index=0, from_=1)
    assert both["inclusion"] == (await proof(world, "actes", size=now.size, index=0))["inclusion"]
    assert both["consistency"] == (await proof(world, "actes", size=now.size, from_=1))["consistency"]
    nothing = await proof(world, "actes", size=now.size)
    assert nothing.value == {"size": now.size, "inclusion": None, "consistency": None}


async def test_a_proof_that_cannot_be(world: World) -> None:
    size = (await latest(world, "annuaire")).size
    for query in ({"size": size + 1}, {"size": size, "index": size}, {"size": size, "from_": size + 1}):
        answer = await proof(world, "annuaire", **query)
        assert (answer.status, answer.code) == (422, "proof-index")
    assert (await proof(world, "annuaire", index=0)).code == "field"  # of which size?


async def test_a_ledger_without_a_leaf_has_a_checkpoint(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        empty = await latest(world, "actes")
        assert (empty.size, empty.root) == (0, EMPTY_ROOT)
        await world.send()
        after = await latest(world, "actes")
        check_consistency(0, empty.root, after.size, after.root, [])


async def test_the_directory_is_rebuilt_from_its_entries(world: World) -> None:
    """Page by page: every leaf, the root, and the same rules again."""
    guardian, box = await world.open_box()
    await world.rotate(box, guardian)
    frontier, directory, at = Frontier(), Directory({world.nathalie.id}), 0
    while True:
        page = await world.ask("GET", "/v1/ledgers/annuaire/entries", world.gp, query=f"from={at}&limit=3")
        assert page["from"] == at
        if not page["entries"]:
            break
        for entry in page["entries"]:
            signed = SignedStatement(entry["statement"].encode(), unb64(entry["signature"], 64))
            frontier.append(leaf_hash(leaf_data("annuaire", signed.raw, signed.signature)))
            directory.apply(signed)
        at += len(page["entries"])
    checkpoint = await checked(world, "annuaire", page["checkpoint"])
    assert (checkpoint.size, checkpoint.root) == (frontier.size, frontier.root())
    assert page["size"] == at
    ward = directory.mailbox(world.ward.id)
    assert ward is not None
    assert ward.public == world.ward.epoch.public
    assert set(ward.members) == {world.nurse.id, world.doctor.id}


async def test_acts_are_leaves_too(world: World) -> None:
    """Whoever holds the statements of a handoff shows that the ledger has them, in that order."""
    envelope = await world.received()
    await world.decide(world.nurse, envelope, "accepted")
    seen = await world.ask("GET", f"/v1/handoffs/{b64(envelope.header.id)}", world.gp)
    now = await latest(world, "actes")
    for act in seen["acts"]:
        signature = unb64(act["signature"], 64) if act["signature"] else b""
        found = await proof(world, "actes", size=now.size, index=act["index"])
        leaf = leaf_hash(leaf_data("actes", act["statement"].encode(), signature))
        check_inclusion(leaf, act["index"], now.size, steps(found["inclusion"]), now.root)


async def test_the_deposit_names_the_ledger_that_vouches_for_it(world: World) -> None:
    answer = await world.put(world.sealed())
    public = read_vkey((await world.ask("GET", "/v1/server"))["ledgers"]["actes"])[1]
    assert read(answer["statement"].encode())["by"] == b64(key_id(public))


async def test_a_checkpoint_altered_by_one_bit_does_not_verify(world: World) -> None:
    await world.send()
    note = (await world.ask("GET", "/v1/ledgers/actes/checkpoint")).body
    text, _, signature = note.partition(b"\n\n")
    public = read_vkey((await world.ask("GET", "/v1/server"))["ledgers"]["actes"])[1]
    raw = base64.b64decode(signature.split(b" ")[2])[4:]
    key = Ed25519PublicKey.from_public_bytes(public)
    key.verify(raw, text + b"\n")
    with pytest.raises(InvalidSignature):
        key.verify(raw, text[:-1] + b"\n")


async def test_entries_are_for_persons_of_the_directory(world: World) -> None:
    assert (await world.ask("GET", "/v1/ledgers/annuaire/entries")).code == "request-unsigned"
    page = await world.ask("GET", "/v1/ledgers/annuaire/entries", world.nurse, query="from=1000000")
    assert page["entries"] == []
    assert (await world.ask("GET", "/v1/ledgers/actes/entries", world.nurse)).status == 404
    assert json.loads(page.body)["from"] == 1_000_000

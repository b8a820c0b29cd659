"""What the client in JavaScript does not believe: the same lies as to Python, refused by the same names."""

import base64
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.client import pins
from navette.client.answer import Fields
from navette.client.folder import Folder
from navette.client.ledgers import Leaf
from navette.core.encoding import b64, unb64
from navette.core.errors import NavetteError
from navette.ledger.checkpoint import sign_checkpoint, vkey
from navette.ledger.tree import Frontier
from tests.client.twins import Question, Visit, python_desk, refusal, spoken, visit
from tests.client.world import WARD, Server, World, changed

Answer = dict[str, Any]
Lie = Callable[[Answer], None]


def _alter(answer: Answer) -> None:
    for entry in answer["entries"]:
        entry["statement"] = entry["statement"].replace("Karim", "Kamil")


def _swap(answer: Answer) -> None:
    answer["entries"][1:3] = answer["entries"][2:0:-1]


def _drop(answer: Answer) -> None:
    answer["entries"][1:] = answer["entries"][2:]


def _repeat(answer: Answer) -> None:
    answer["entries"].append(answer["entries"][-1])


def _stop(answer: Answer) -> None:
    answer["entries"] = []


def _shorten(answer: Answer) -> None:
    answer["size"] = 3
    del answer["entries"][3:]


def _another_root(answer: Answer) -> None:
    origin, size, root, *rest = answer["checkpoint"].split("\n")
    answer["checkpoint"] = "\n".join([origin, size, root[::-1], *rest])


LIES: list[Lie] = [
    _alter,
    _swap,
    _drop,
    _repeat,
    _stop,
    _shorten,
    _another_root,
    lambda answer: answer.update(checkpoint="\ud800\n\n"),
    lambda answer: answer.update(checkpoint=None),
    lambda answer: answer["entries"][0].update(signature="AA"),
    lambda answer: answer["entries"][0].update(statement=7),
    lambda answer: answer.update(size="9"),
    lambda answer: answer.update(entries={}),
]


def _evidence(found: Visit) -> list[Answer]:
    kept = [base64.urlsafe_b64decode(data + "==") for name, data in found.records.items() if "evidence" in name]
    return [json.loads(one) for one in kept]


async def _python(world: World, path: Path) -> tuple[Any, list[Answer]]:
    """The doubt of a desk in Python, or [code, data] when it does not open; and the evidence it keeps."""
    doubt: Any
    try:
        desk = await python_desk(world, "leroy", path)
        doubt = desk.doubt and desk.doubt.code
        await desk.close()
    except NavetteError as error:
        doubt = refusal(error)
    folder = Folder(path)
    return doubt, [
        json.loads(folder.read(f"evidence/{name}.json") or b"") for name in folder.names("evidence", ".json")
    ]


async def _agree(world: World, path: Path) -> Any:
    doubt, evidence = await _python(world, path)
    found = await visit(world, "leroy", ["trust"], ["mailboxes"])
    theirs = found.opened if isinstance(found.opened, list) else found.opened["doubt"]
    assert theirs == doubt
    assert _evidence(found) == evidence
    if isinstance(doubt, str):
        assert found.answers[0][0] == doubt
    return doubt


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("pinned", [True, False])
async def test_a_directory_that_was_tampered_with(world: World, tmp_path: Path, lie: Lie, pinned: bool) -> None:
    folder = world.cast["leroy"].folder
    if not pinned:
        known = pins.load(folder)
        pins.save(folder, replace(known, notes=dict.fromkeys(known.notes, "")))
    await world.server.restart(changed("/entries", lie))
    assert await _agree(world, tmp_path / "python") is not None


@pytest.mark.parametrize("pinned", [True, False])
async def test_another_past_signed_by_the_ledgers_own_key(world: World, tmp_path: Path, pinned: bool) -> None:
    """Who pinned a checkpoint sees it; who comes later believes no statement that was altered."""
    folder = world.cast["leroy"].folder
    known = pins.load(folder)
    key = Ed25519PrivateKey.from_private_bytes((world.server.data / "ledger.key").read_bytes())
    if not pinned:
        pins.save(folder, replace(known, notes=dict.fromkeys(known.notes, "")))

    def fork(answer: Answer) -> None:
        _alter(answer)
        answer["entries"].append(answer["entries"][-1])
        answer["size"] = len(answer["entries"])
        frontier = Frontier()
        for index, entry in enumerate(answer["entries"]):
            leaf = Leaf(index, entry["statement"].encode(), unb64(entry["signature"], 64))
            frontier.append(leaf.hash("annuaire"))
        origin = known.checkpoint("annuaire").origin
        answer["checkpoint"] = sign_checkpoint(origin, answer["size"], frontier.root(), key).note

    await world.server.restart(changed("/entries", fork))
    assert await _agree(world, tmp_path / "python") == ("ledger-rewritten" if pinned else None)
    if not pinned:
        desk = await python_desk(world, "leroy", tmp_path / "again")
        found = await visit(world, "leroy", ["people"])
        assert found.opened["faults"] == spoken(desk.faults)
        assert {fault.code for fault in desk.faults} >= {"statement-signature"}
        assert found.answers[0] == [[b64(one), desk.name(one)] for one in desk.directory.people]
        await desk.close()


async def test_another_ledgers_key(world: World, tmp_path: Path) -> None:
    folder = world.cast["leroy"].folder
    known = pins.load(folder)
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    vkeys = {ledger: vkey(known.checkpoint(ledger).origin, other) for ledger in known.notes}
    pins.save(folder, replace(known, vkeys=vkeys, notes=dict.fromkeys(vkeys, "")))
    assert await _agree(world, tmp_path / "python") == "checkpoint-unsigned"


async def test_a_directory_that_shrank(world: World, tmp_path: Path) -> None:
    await _backed_up(world.server, lambda: world.open("leroy"))
    assert await _agree(world, tmp_path / "before") == None  # noqa: E711
    ward = await world.open("leroy")
    await _backed_up(world.server, ward.members.rotate)
    await ward.close()
    assert await _agree(world, tmp_path / "python") == "ledger-shrank"


async def _backed_up(server: Server, work: Callable[[], Any]) -> None:
    """Does the work, and puts the server back to where it was."""
    await server.stop()
    backup = server.data.with_name("backup")
    shutil.copytree(server.data, backup)
    await server.start()
    await work()
    await server.stop()
    shutil.rmtree(server.data)
    shutil.move(backup, server.data)
    await server.start()


async def _notes(world: World) -> dict[int, str]:
    """The checkpoints of actes by size, as the GP sends three fiches; their deposits."""
    gp = await world.open("martin")
    folder = world.cast["martin"].folder
    found = {0: pins.load(folder).notes["actes"]}
    for n in range(3):
        await gp.send([WARD], b"%d" % n)
        found[n + 1] = pins.load(folder).notes["actes"]
    return found


async def test_the_ledger_of_acts_is_held_to_what_was_pinned(world: World, tmp_path: Path) -> None:
    """Late notes, forks, leaves that are not there: what each call gives, and where the pin stays."""
    notes = await _notes(world)
    key = Ed25519PrivateKey.from_private_bytes((world.server.data / "ledger.key").read_bytes())
    desk = await python_desk(world, "martin", tmp_path / "python")
    origin = desk.ledgers.pins.checkpoint("actes").origin
    answer = await desk.api.get(f"/v1/mailboxes/{b64((await world.open('martin')).id)}/outbox")
    message = Fields(answer).many("items")[0].raw("message", 16)
    acts = Fields(await desk.api.get(f"/v1/handoffs/{b64(message)}")).many("acts")
    leaf = (acts[0].number("index"), acts[0].encoded("statement"), b"")
    fork = {size: sign_checkpoint(origin, size, bytes(32), key).note for size in (0, 1, 3, 4, 10**15 - 1)}
    calls: list[tuple[str, tuple[int, bytes, bytes] | None]] = [
        *((notes[size], None) for size in (3, 1, 2)),
        *((fork[size], None) for size in fork),
        (notes[3], leaf),
        (notes[3], (0, *leaf[1:])),
        (notes[3], (3, *leaf[1:])),
        (notes[2], leaf),
        (notes[3].replace("\n3\n", "\n4\n"), None),
        ("", None),
    ]
    asked: list[Question] = []
    for note, one in calls:
        said = [] if one is None else [[one[0], b64(one[1]), b64(one[2])]]
        asked += [["confirm", "actes", note, said], ["pin", "actes"]]
    for first in ("", notes[1], notes[3]):
        records = await _pinned(world, "martin", first)
        found = await visit(world, "martin", *asked, records=records)
        desk.ledgers.pins = replace(desk.ledgers.pins, notes={**desk.ledgers.pins.notes, "actes": first})
        pins.save(desk.folder, desk.ledgers.pins)
        for (note, one), theirs, pin in zip(calls, found.answers[::2], found.answers[1::2], strict=True):
            assert theirs == await _confirmed(desk, note, one), (first, note)
            assert pin == desk.ledgers.pins.checkpoint("actes").size
        assert {one["code"] for one in _evidence(found)} >= {"two-ledgers-of-one-size", "checkpoint-signature"}
    await desk.close()


async def _pinned(world: World, name: str, note: str) -> dict[str, str]:
    known = json.loads(world.cast[name].folder.read("pins.json") or b"")
    known["checkpoints"]["actes"] = note
    return {"pins.json": b64(json.dumps(known).encode())}


async def _confirmed(desk: Any, note: str, leaf: tuple[int, bytes, bytes] | None) -> Any:
    try:
        return (await desk.ledgers.confirm("actes", note, [] if leaf is None else [Leaf(*leaf)])).size
    except NavetteError as error:
        return refusal(error)

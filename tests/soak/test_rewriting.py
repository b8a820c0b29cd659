"""What no verification of a file can find, since its owner signs it with the true key: a client that remembers does."""

import json
import shutil
from pathlib import Path

import pytest

from navette.client.mailbox import Mailbox
from navette.core.acknowledgement import Decision
from navette.core.errors import Refused
from navette.ledger.checkpoint import read_checkpoint, read_vkey
from navette.service.audit import verify, vkeys_beside
from navette.store.evidence import evidence
from tests.client.world import CARDIO, FICHE, WARD, World
from tests.soak.hand import hand, sign_again


def holds(folder: Path) -> bool:
    return verify(folder / "navette.db", vkeys_beside(folder / "navette.db")) == []


async def serve(world: World, folder: Path) -> None:
    """Another folder in the place of the server's: to whoever verifies it, all of it holds."""
    assert holds(folder)
    world.server.data = folder
    await world.server.start()


async def codes(mailbox: Mailbox) -> set[str]:
    return {fault.code for fault in await mailbox.verify()}


def proven(world: World, name: str) -> bool:
    """The evidence a client keeps: notes signed by the server's own key, each beside the one it does not extend."""
    files = list((world.cast[name].home / "evidence").iterdir())
    for path in files:
        kept = json.loads(path.read_text())
        origin, public = read_vkey(kept["key"])
        pinned, offered = (read_checkpoint(kept[one], origin, public) for one in ("pinned", "offered"))
        assert offered.size < pinned.size or offered.root != pinned.root
    return bool(files)


async def test_an_old_ledger_with_its_own_checkpoint_is_found_by_who_saw_more(world: World, tmp_path: Path) -> None:
    martin = await world.open("martin")
    await martin.send([WARD], FICHE)
    await world.server.stop()
    shutil.copytree(world.server.data, tmp_path / "old")
    await world.server.start()
    await martin.send([WARD], FICHE)
    await martin.send([WARD], FICHE)
    await world.server.stop()
    await serve(world, tmp_path / "old")
    assert "ledger-shrank" in await codes(martin)
    assert proven(world, "martin")
    with pytest.raises(Refused):
        await martin.send([WARD], FICHE)


async def test_an_act_taken_out_of_the_ledger_is_found_by_who_signed_it(world: World, tmp_path: Path) -> None:
    """The operator makes it undone everywhere, and signs the rest again with the true key."""
    martin, benali = await world.open("martin"), await world.open("benali")
    sent = await martin.send([WARD], FICHE)
    await benali.collect(sent.reference)
    await benali.acknowledge(sent.reference, Decision.ACCEPTED)
    assert "out-of-order" not in await codes(benali)
    await world.server.stop()
    with hand(world.server.data, tmp_path / "forged") as forged:
        act = forged.rows("act")[-1]
        assert act["act"] == "accepted"
        forged.delete("act", act)
        for event in forged.rows("event"):
            if event["i"] == act["i"]:
                forged.delete("event", event)
        forged.db.execute("UPDATE recipient SET status = 'received', owner = NULL")
        forged.db.execute("UPDATE milestone SET accepted = NULL")
        sign_again(forged)
    await serve(world, tmp_path / "forged")
    assert "ledger-shrank" in await codes(benali)
    # Somebody who had not seen it goes on, and the ledger outgrows what the others remember.
    petit = await world.open("petit")
    for _ in range(3):
        await petit.send([WARD], FICHE)
    assert await codes(petit) == set()
    found = await codes(benali)
    assert found & {"ledger-rewritten", "two-ledgers-of-one-size"}
    assert "not-in-the-ledger" in found  # and which act it is
    assert proven(world, "benali")


async def test_a_deposit_said_to_be_of_another_hour_is_found_by_its_sender(world: World, tmp_path: Path) -> None:
    """Only the ledger signs a deposit's statement: its keeper can write another, but not unsay the first."""
    martin = await world.open("martin")
    await martin.send([WARD, CARDIO], FICHE)
    await world.server.stop()
    with hand(world.server.data, tmp_path / "forged") as forged:
        (act,) = forged.rows("act")
        raw = act["raw"]
        assert isinstance(raw, bytes)
        before = json.loads(raw)["time"]
        later = before[:-2] + ("1Z" if before[-2] == "0" else "0Z")
        seconds = {"0Z": int(before[-2]), "1Z": -1}[later[-2:]]
        forged.db.execute("UPDATE act SET raw = ?", (raw.replace(before.encode(), later.encode()),))
        forged.db.execute("UPDATE handoff SET received = received - ?", (seconds,))
        moved = ", ".join(f"{name} = {name} - {seconds}" for name in ("due_by", "changed", "next_at"))
        forged.db.execute(f"UPDATE recipient SET {moved}")
        forged.db.execute("UPDATE milestone SET received = received - ?", (seconds,))
        sign_again(forged)
    await serve(world, tmp_path / "forged")
    assert "two-ledgers-of-one-size" in await codes(martin)
    assert proven(world, "martin")


async def test_both_ledgers_of_the_world_are_pinned_and_grow(world: World) -> None:
    """What the tests above stand on: nothing is found where nothing was done."""
    martin = await world.open("martin")
    await martin.send([WARD], FICHE)
    assert await codes(martin) == set()
    with evidence(world.server.data / "navette.db") as opened:
        assert len(list(opened.rows("checkpoint"))) == 2

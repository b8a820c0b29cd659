"""The vectors come out in the page as they do in Python: each opens, or is refused for the same cause."""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from navette.envelope.format import padded
from tests.envelope.test_prototype_vectors import VECTORS
from tests.js.engine import Engine
from tests.js.envelopes import ask
from tests.vectors import forge, generate

FILES = sorted(generate.FOLDER.glob("*.json"))
SCENARIOS: list[dict[str, Any]] = [json.loads(path.read_text()) for path in FILES]
ENVELOPE = VECTORS["envelope"]
HELD = [ENVELOPE["kem_seed"]]
XWING = json.loads((Path(forge.__file__).parent / "xwing.json").read_text())


def test_every_scenario_comes_out_as_it_says(kems: Mapping[str, Engine]) -> None:
    assert len(SCENARIOS) == len(forge.VECTORS)
    for name, run in kems.items():
        for path, case, found in zip(FILES, SCENARIOS, ask(run, "allOpened", SCENARIOS), strict=True):
            if case["expect"] == "opens":
                assert (found.get("manifest"), found.get("fiche")) == (case["manifest"], case["fiche"]), (
                    name,
                    path.stem,
                )
            else:
                assert found == {"code": case["expect"]}, (name, path.stem)


def test_the_refusals_of_the_prototype_have_the_same_cause(kems: Mapping[str, Engine]) -> None:
    cases = [
        {"mailbox": one["mailbox"], "keys": HELD, "sender": one["sender_public"], "envelope": one["envelope"]}
        for one in VECTORS["refuse"]
    ]
    assert len(cases) == 25
    for name, run in kems.items():
        for one, found in zip(VECTORS["refuse"], ask(run, "allOpened", cases), strict=True):
            assert found == {"code": one["reason"].replace(" ", "-")}, (name, one["what"])


def test_the_envelope_of_the_prototype(kems: Mapping[str, Engine]) -> None:
    given = {key: ENVELOPE[key] for key in ("mailbox", "envelope")} | {
        "keys": HELD,
        "sender": ENVELOPE["sender_public"],
    }
    for run in kems.values():
        opened, read = ask(run, "opened", given), ask(run, "parsed", ENVELOPE["envelope"])
        assert (opened["fiche"], opened["content"]) == (ENVELOPE["fiche"], ENVELOPE["content_key"])
        assert (read["digest"], read["hash"]) == (ENVELOPE["digest"], ENVELOPE["header_hash"])
        assert read["header"]["commitment"] == ENVELOPE["commit"]
        shown = ask(run, "revealed", ENVELOPE["envelope"], ENVELOPE["content_key"])
        assert shown["fiche"] == ENVELOPE["fiche"]
        for wrong, code in (("00" * 31, "content-key"), ("00" * 32, "key-commitment")):
            assert ask(run, "revealed", ENVELOPE["envelope"], wrong) == {"code": code}


def test_keys_seats_and_history_of_the_prototype(kems: Mapping[str, Engine]) -> None:
    persons = [one for one in VECTORS["keys"] if "account_seed" in one]
    epochs = [one for one in VECTORS["keys"] if "account_seed" not in one]
    assert persons
    assert epochs
    for run in kems.values():
        found = ask(run, "people", [one["account_seed"] for one in persons])
        assert found == [{"public": one["public"], "id": one["id"], "wiped": True} for one in persons]
        found = ask(run, "epochs", [one["kem_seed"] for one in epochs])
        assert found == [{"public": one["public"], "id": one["id"]} for one in epochs]
        for seat in VECTORS["seats"]:
            taken = ask(run, "seatTaken", seat["mailbox"], seat["epoch"], seat["to_seed"], seat["sealed"])
            assert (taken["id"], taken["seed"], taken["given"]) == (seat["epoch"], None, seat["gives"])
        for link in VECTORS["history"]:
            assert (
                ask(run, "historyFollowed", link["mailbox"], link["new_seed"], link["old"], link["sealed"])
                == link["old"]
            )


def test_no_key_can_leave_chromium(browser: Any) -> None:
    seat = VECTORS["seats"][0]
    taken = ask(browser.run, "seatTaken", seat["mailbox"], seat["epoch"], seat["to_seed"], seat["sealed"])
    assert taken["extractable"] is False


def test_the_published_key(kems: Mapping[str, Engine]) -> None:
    for run in kems.values():
        found = ask(run, "epochs", [XWING["kem"]["seed"], XWING["hpke"]["seed"]])
        assert [one["public"] for one in found] == [XWING["kem"]["public"], XWING["hpke"]["public"]]


def test_a_seed_that_was_forgotten_cannot_be_given(kems: Mapping[str, Engine]) -> None:
    for run in kems.values():
        assert ask(run, "forgotten") == [None, [0], "TypeError"]


def test_lengths(engines: Mapping[str, Engine], seed: int) -> None:
    draw = random.Random(seed)
    sizes = [size for size, _ in VECTORS["padding"]]
    sizes += [2**power + step for power in range(44) for step in (-1, 0, 1)]
    sizes += [draw.randrange(1 << draw.randrange(1, 44)) for _ in range(300)]
    for run in engines.values():
        assert ask(run, "lengths", sizes) == [padded(size) for size in sizes]

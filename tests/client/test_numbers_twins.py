"""The numbers of a mailbox as the client in JavaScript keeps them: holes, numbers given twice, numbers made up."""

from pathlib import Path
from typing import Any

import pytest

from navette.client.numbers import Numbers
from navette.core.encoding import b64
from tests.client.twins import python_desk, spoken, visit
from tests.client.world import FICHE, WARD, World, changed

Answer = dict[str, Any]


async def test_holes_and_numbers_given_twice(world: World) -> None:
    gp = await world.open("martin")
    ward = (await world.open("leroy")).id
    for n in range(4):
        await gp.send([WARD], b"%d" % n)
    numbers = ["numbers", b64(ward), WARD]

    def hide(answer: Answer) -> None:
        answer["items"] = [item for item in answer["items"] if item["n"] != 2]

    await world.server.restart(changed("/inbox", hide))
    before = await visit(world, "leroy", numbers)
    assert before.answers[0]["holes"] == [2]
    assert before.answers[0]["faults"] == [{"code": "number-missing", "subject": WARD, "detail": {"n": 2}}]
    await world.server.restart()
    whole = await visit(world, "leroy", numbers, records=before.records)
    assert (whole.answers[0]["holes"], whole.answers[0]["faults"]) == ([], [])

    def swap(answer: Answer) -> None:
        for item in answer["items"]:
            item["n"] = {1: 3, 3: 1}.get(item["n"], item["n"])

    await world.server.restart(changed("/inbox", swap))
    found = await visit(world, "leroy", numbers, ["inbox", b64(ward)], numbers, records=whole.records)
    assert [(one["code"], one["detail"]["n"]) for one in found.answers[2]["faults"]] == [
        ("number-reused", 1),
        ("number-reused", 3),
    ]
    assert found.records == whole.records


async def test_two_tabs_remember_what_either_learnt(world: World) -> None:
    gp = await world.open("martin")
    for n in range(3):
        await gp.send([WARD], b"%d" % n)
    ward = b64((await world.open("leroy")).id)
    asked = 0

    def hide(answer: Answer) -> None:
        nonlocal asked
        asked += 1
        if asked > 1:
            answer["items"] = [item for item in answer["items"] if item["n"] != 2]

    await world.server.restart(changed("/inbox", hide))
    tabs = [["tab", ward, "a"], ["tab", ward, "b"], ["numbers", ward, WARD, "a"], ["numbers", ward, WARD, "b"]]
    found = await visit(world, "leroy", *tabs)
    assert [one["holes"] for one in found.answers[2:]] == [[], [2]]
    await world.server.stop()
    later = await visit(world, "leroy", ["tab", ward, "c"], records=found.records)
    assert later.answers == [3]


@pytest.mark.parametrize("far", [4000, 2**53 - 1])
async def test_numbers_made_up(world: World, tmp_path: Path, far: int) -> None:
    """As many holes as there are numbers below it: the first hundred are told."""
    await (await world.open("martin")).send([WARD], FICHE)
    ward = (await world.open("leroy")).id

    def add(answer: Answer) -> None:
        answer["items"] += [{**item, "n": far} for item in answer["items"][:1]]

    await world.server.restart(changed("/inbox", add))
    desk = await python_desk(world, "leroy", tmp_path / "python")
    ours = Numbers(desk, ward)
    await ours.sync()
    asked = ["numbers", b64(ward), WARD]
    found = await visit(world, "leroy", asked)
    assert found.answers[0]["faults"] == spoken(ours.faults(WARD))
    assert found.answers[0]["holes"] == ours.holes() == list(range(2, 102))
    again = await visit(world, "leroy", asked, records=found.records)
    assert again.answers == found.answers
    await desk.close()

"""What fails is told by its code; what nobody foresaw is told by nothing else."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from navette.core.errors import CODES, Local
from navette.store.database import FILE
from navette.web.problems import STATUS, status_of
from tests.world import World, territory

CANARY = "lost-in-the-corridor"


async def test_an_unforeseen_fault_tells_its_place_and_nothing_of_what_it_held(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        envelope = await world.send()
        with closing(sqlite3.connect(tmp_path / FILE)) as db, db:
            db.execute("UPDATE recipient SET status = ?", (CANARY,))
        with capture_logs() as logs:
            answer = await world.receipt(world.nurse, envelope)
        assert (answer.status, answer.code) == (500, "internal")
        assert set(answer.value) == {"type", "title", "status", "code"}
        assert CANARY not in answer.body.decode()
        (line,) = [line for line in logs if line["event"] == "internal"]
        assert (line["method"], line["route"]) == ("POST", "/v1/handoffs/{message}/statements")
        assert (await world.ask("GET", "/readyz")).status == 200
        assert (await world.put(world.sealed())).status == 201


@pytest.mark.asyncio(loop_scope="module")
async def test_a_method_of_another_route_is_told_which_it_takes(world: World) -> None:
    answer = await world.ask("DELETE", "/v1/invitations")
    assert (answer.status, answer.code) == (405, "method")
    assert answer.headers["Allow"] == answer["allowed"] == "GET, HEAD, POST"


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("path", ["/nothing", "/v1", "/v1/", "/v1/envelopes", "/v1/envelopes/a/b", "/V1/server"])
async def test_a_route_that_is_none_is_a_problem_too(world: World, path: str) -> None:
    async with world.client.get(path) as response:
        assert response.status == 404
        assert response.content_type == "application/problem+json"
        assert json.loads(await response.read())["code"] == "not-found"


def test_every_code_that_travels_has_a_status() -> None:
    for code, (family, _) in CODES.items():
        if family is not Local:
            assert 400 <= status_of(code) <= 599
    assert len(set(STATUS.values())) == len(STATUS)

"""Alive, ready, what it is."""

import pytest

from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_process_answers(world: World) -> None:
    assert (await world.ask("GET", "/healthz")).value == {"status": "ok"}


async def test_the_database_answers(world: World) -> None:
    assert (await world.ask("GET", "/readyz")).value == {"status": "ready"}

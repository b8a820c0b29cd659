"""The territory of tests/client/world.py for the runs that kill and deceive real clients; and time for long runs."""

import asyncio
import faulthandler
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.client import world as worlds
from tests.client.world import World


@pytest.fixture(autouse=True)
def _no_limit_for_the_whole(request: pytest.FixtureRequest) -> None:
    """A test that hangs is ended after faulthandler_timeout (pyproject.toml); one marked `soak` may take an hour."""
    if request.node.get_closest_marker("soak") is not None:
        faulthandler.cancel_dump_traceback_later()


@pytest.fixture(scope="session")
def template_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("territory")
    asyncio.run(worlds.build(path))
    return path


@pytest.fixture
async def world(template_world: Path, tmp_path: Path) -> AsyncIterator[World]:
    """Running, and this test's own."""
    async with AsyncExitStack() as stack:
        yield await worlds.copy(template_world, tmp_path / "world", stack)

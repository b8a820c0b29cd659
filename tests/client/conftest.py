"""The territory of tests/client/world.py, made once, copied for each test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.client import world as worlds
from tests.client.world import World


@pytest.fixture(scope="session")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("territory")
    asyncio.run(worlds.build(path))
    return path


@pytest.fixture
async def world(territory: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        yield await worlds.copy(territory, tmp_path / "world", stack)

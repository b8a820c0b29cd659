"""One Chromium and one server for all the pages that are entered whole; the real server, for those who need it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from tests.browser.house import House, house
from tests.client import world as worlds
from tests.client.world import World


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[House]:
    """Tests that ask for it say `pytestmark = pytest.mark.asyncio(loop_scope="session")`."""
    async with house() as made:
        yield made


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world of tests/client/world.py, made once, to be copied."""
    path = tmp_path_factory.mktemp("template")
    await worlds.build(path)
    return path


@pytest_asyncio.fixture(loop_scope="session")
async def world(template: Path, tmp_path: Path) -> AsyncIterator[World]:
    """A copy of it, running."""
    async with AsyncExitStack() as stack:
        yield await worlds.copy(template, tmp_path / "world", stack)

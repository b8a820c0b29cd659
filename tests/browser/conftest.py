"""One Chromium and one server for all the pages that are entered whole."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.browser.house import House, house
from tests.client import world


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[House]:
    """Tests that ask for it say `pytestmark = pytest.mark.asyncio(loop_scope="session")`."""
    async with house() as made:
        yield made


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world of tests/client/world.py, made once, to be copied."""
    path = tmp_path_factory.mktemp("template")
    await world.build(path)
    return path

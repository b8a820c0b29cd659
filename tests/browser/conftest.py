"""One Chromium and one server for all the pages that are entered whole."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.browser.house import House, house


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[House]:
    """Tests that ask for it say `pytestmark = pytest.mark.asyncio(loop_scope="session")`."""
    async with house() as made:
        yield made

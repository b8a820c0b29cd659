"""The engines with each KEM they have: node, and a browser without X-Wing, take the fallback; Chromium has its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.js.engine import Call, Engine


@pytest.fixture(scope="session")
def kems(request: pytest.FixtureRequest, engines: Mapping[str, Engine]) -> Mapping[str, Engine]:
    if request.config.getoption("--no-browser"):
        return engines
    return {**engines, "Chromium without X-Wing": request.getfixturevalue("poor_browser")}


@pytest.fixture(scope="session")
def poor_browser(browser: object) -> Iterator[Engine]:
    """Another page, where nothing was loaded before the fallback was chosen."""
    from tests.conftest import CHROMIUM
    from tests.js.browser import find_chromium, open_browser

    executable = find_chromium(CHROMIUM)
    assert executable
    with open_browser(executable) as page:
        yield forced(page.run)


def forced(run: Engine) -> Callable[[Sequence[Call]], list[Any]]:
    return lambda calls: run([Call("adapters/envelopes", "forceFallback"), *calls])[1:]

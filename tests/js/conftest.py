"""The engines with each KEM they have: Chromium has its own; node, Firefox and a Chromium without take the fallback."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.js.engine import Call, Engine


@pytest.fixture(scope="session")
def kems(request: pytest.FixtureRequest, engines: Mapping[str, Engine]) -> Mapping[str, Engine]:
    if request.config.getoption("--no-browser"):
        return engines
    others = {"Chromium without X-Wing": "poor_browser", "Firefox": "firefox"}
    return {**engines, **{name: request.getfixturevalue(fixture) for name, fixture in others.items()}}


@pytest.fixture(scope="session")
def poor_browser(browser: object) -> Iterator[Engine]:
    """Another page, where nothing was loaded before the fallback was chosen."""
    from tests.conftest import CHROMIUM
    from tests.js.browser import find_chromium, open_browser

    executable = find_chromium(CHROMIUM)
    assert executable
    with open_browser(executable) as page:
        yield forced(page.run)


@pytest.fixture(scope="session")
def firefox() -> Iterator[Engine]:
    """Debian's: an engine that is not Chromium's, as it comes."""
    from tests.conftest import FIREFOX
    from tests.js.bidi import find_firefox
    from tests.js.firefox import firefox_engine

    executable = find_firefox(FIREFOX)
    assert executable, "no Firefox: apt-get install firefox-esr, or NAVETTE_FIREFOX=FILE, or --no-browser"
    with firefox_engine(executable) as run:
        yield run


def forced(run: Engine) -> Callable[[Sequence[Call]], list[Any]]:
    return lambda calls: run([Call("adapters/envelopes", "forceFallback"), *calls])[1:]

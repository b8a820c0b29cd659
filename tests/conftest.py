"""What every test stands on: no setting of the machine leaks in, what a build makes is made; Chromium for who asks."""

import os
import random
import signal
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from hatch_build import build_fallback, compile_catalogues

if TYPE_CHECKING:
    from tests.js.browser import Browser
    from tests.js.engine import Engine
    from tests.world import World

# Before pytest_configure takes them away.
CHROMIUM, FIREFOX = os.environ.get("NAVETTE_CHROMIUM"), os.environ.get("NAVETTE_FIREFOX")
ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """--seed replays a soak run; --no-browser leaves out what needs a browser."""
    parser.addoption("--no-browser", action="store_true", help="without the tests that need Chromium or Firefox")
    parser.addoption("--seed", type=int, default=random.SystemRandom().randrange(2**32), help="seed of the soak runs")


def pytest_report_header(config: pytest.Config) -> list[str]:
    said = [f"soak seed: {config.getoption('--seed')} (replay with --seed)"]
    return (
        [*said, "no browser: what needs Chromium or Firefox is left out"] if config.getoption("--no-browser") else said
    )


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if name.startswith("NAVETTE_")]:
        del os.environ[name]
    compile_catalogues(ROOT / "navette" / "locale")
    # A shell that starts this in the background has Ctrl+C ignored, and what tests start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):  # once, and not by each process of xdist
        build_fallback(ROOT)  # node has no X-Wing of its own


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that asks for the fixture `browser`, or `firefox`, needs it."""
    if config.getoption("--no-browser"):
        out = [item for item in items if {"browser", "firefox"} & {*getattr(item, "fixturenames", ())}]
        items[:] = [item for item in items if item not in out]
        config.hook.pytest_deselected(items=out)


@pytest.fixture(scope="session")
def engines(request: pytest.FixtureRequest) -> "Mapping[str, Engine]":
    """Node, and Chromium but with --no-browser: what runs JavaScript, by name."""
    from tests.js.node import run_node

    if request.config.getoption("--no-browser"):
        return {"node": run_node}
    return {"node": run_node, "Chromium": request.getfixturevalue("browser").run}


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium, one for all the tests of this process."""
    from tests.js.browser import find_chromium, open_browser  # here: Playwright takes its time

    executable = find_chromium(CHROMIUM)
    assert executable, "no Chromium: apt-get install chromium, or NAVETTE_CHROMIUM=FILE, or --no-browser"
    with open_browser(executable) as opened:
        yield opened


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The seed of this run, printed in the header."""
    return int(request.config.getoption("--seed"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> "AsyncIterator[World]":
    """A populated territory on a real server, shared by the tests of a module: each sends what it needs.

    Such a module says `pytestmark = pytest.mark.asyncio(loop_scope="module")`.
    """
    from tests.world import territory  # here, so that a test of the lower floors does not load a server

    async with territory(tmp_path_factory.mktemp("server")) as made:
        yield made

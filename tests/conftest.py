"""What every test stands on: no setting of the machine leaks in, and French is compiled."""

import os
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from hatch_build import compile_catalogues

if TYPE_CHECKING:
    from tests.world import World

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """--seed replays a soak run."""
    parser.addoption("--seed", type=int, default=random.SystemRandom().randrange(2**32), help="seed of the soak runs")


def pytest_report_header(config: pytest.Config) -> str:
    return f"soak seed: {config.getoption('--seed')} (replay with --seed)"


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if name.startswith("NAVETTE_")]:
        del os.environ[name]
    compile_catalogues(ROOT / "navette" / "locale")


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

"""What every test stands on: no setting of the machine leaks in, and French is compiled."""

import os
import random
from pathlib import Path

import pytest

from hatch_build import compile_catalogues

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

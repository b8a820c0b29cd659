"""Long runs are long: each has deadlines of its own, for each answer it waits for."""

import faulthandler

import pytest


@pytest.fixture(autouse=True)
def _no_limit_for_the_whole(request: pytest.FixtureRequest) -> None:
    """A test that hangs is ended after faulthandler_timeout (pyproject.toml); one marked `soak` may take an hour."""
    if request.node.get_closest_marker("soak") is not None:
        faulthandler.cancel_dump_traceback_later()

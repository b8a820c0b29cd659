"""Machines that are not set to Paris."""

import time
from collections.abc import Iterator

import pytest


@pytest.fixture(params=["UTC", "America/Cayenne", "Pacific/Noumea"])
def elsewhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that is not set to Paris."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()

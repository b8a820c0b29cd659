"""Questions to adapters/envelopes.mjs, and what Python answers to the same."""

from collections.abc import Callable
from typing import Any

from navette.core.errors import NavetteError
from tests.js.engine import Call, Engine


def ask(run: Engine, function: str, *args: Any) -> Any:
    return run([Call("adapters/envelopes", function, args)])[0]


def outcome(make: Callable[[], object]) -> str:
    """The code of the refusal, or "taken"."""
    try:
        make()
    except NavetteError as error:
        return error.code
    return "taken"

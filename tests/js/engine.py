"""Calls of our JavaScript from tests: made in batches, with the same arguments and answers in node and in Chromium."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

ROOT: Final = Path(__file__).resolve().parents[2]
STATIC: Final = "navette/web/static/js"


@dataclass(frozen=True, slots=True)
class Call:
    """module: a path in the project, as f"{STATIC}/strict.js"; args: JSON, as is what the function gives."""

    module: str
    function: str
    args: tuple[Any, ...] = ()


Engine: TypeAlias = Callable[[Sequence[Call]], list[Any]]


class Thrown(AssertionError):
    """A function threw: the message and the stack of JavaScript."""


def write_calls(calls: Sequence[Call]) -> str:
    return json.dumps([asdict(call) for call in calls])


def read_values(calls: Sequence[Call], results: list[dict[str, Any]]) -> list[Any]:
    """What each call gave; Thrown for the first that threw."""
    for call, result in zip(calls, results, strict=True):
        if "error" in result:
            raise Thrown(f"{call.module} {call.function}: {result['error']}")
    return [result["value"] for result in results]

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
    """module: a path in the project, as f"{STATIC}/strict.js", or "strict" for short; args: JSON, and what it gives."""

    module: str
    function: str
    args: tuple[Any, ...] = ()


Engine: TypeAlias = Callable[[Sequence[Call]], list[Any]]


class Thrown(AssertionError):
    """A function threw. error: code and problem of a refusal (or None), message and stack of any error."""

    def __init__(self, call: Call, error: dict[str, Any]) -> None:
        self.error = error
        said = error["stack"] if error["message"] in error["stack"] else f"{error['message']}\n{error['stack']}"
        super().__init__(f"{call.module} {call.function}: {said}")


def write_calls(calls: Sequence[Call]) -> str:
    return json.dumps([asdict(call) for call in calls])


def read_values(calls: Sequence[Call], results: list[dict[str, Any]]) -> list[Any]:
    """What each call gave; Thrown for the first that threw."""
    for call, result in zip(calls, results, strict=True):
        if "error" in result:
            raise Thrown(call, result["error"])
    return [result["value"] for result in results]

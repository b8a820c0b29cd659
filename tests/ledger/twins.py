"""Comparing ledger/ in Python and in JavaScript."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from navette.core.encoding import b64
from navette.core.errors import NavetteError
from tests.js.engine import Call, Engine

ADAPTER = "adapters/ledger"
Engines = Mapping[str, Engine]


def same_everywhere(engines: Engines, function: str, arguments: tuple[object, ...], expected: object) -> None:
    """Every engine gives what Python gives."""
    given, wanted = json.loads(json.dumps(arguments)), json.loads(json.dumps(expected))
    for name, run in engines.items():
        (found,) = run([Call(ADAPTER, function, given)])
        if isinstance(wanted, list):
            pairs = enumerate(zip(found, wanted, strict=True))
            differing = [(at, theirs, ours) for at, (theirs, ours) in pairs if theirs != ours]
            assert not differing, f"{name}: {len(differing)} differ, first {differing[0]}"
        assert found == wanted, name


def outcome(make: Callable[..., object], *arguments: Any) -> object:
    """What a call gives, or [code, data] of its refusal."""
    try:
        return make(*arguments)
    except NavetteError as error:
        return [error.code, dict(error.data)]


def codes(outcomes: Iterable[object]) -> set[str]:
    """The codes of the refusals among them."""
    return {one[0] for one in outcomes if isinstance(one, list) and isinstance(one[0], str)}


def spelled(hashes: Iterable[bytes]) -> list[str]:
    return [b64(one) for one in hashes]


def parameters(test: Callable[..., None]) -> list[Any]:
    """The cases a test of this floor is parametrised with."""
    (mark,) = test.pytestmark  # type: ignore[attr-defined]
    return list(mark.args[1])

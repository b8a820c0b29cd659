"""The client in JavaScript, in node, beside the one in Python: same server, same pins, what each sees."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any

from navette.client.desk import Desk
from navette.client.folder import Folder
from navette.core.encoding import b64
from navette.core.errors import NavetteError
from tests.client.world import World
from tests.js.engine import Call
from tests.js.node import run_node

Records = Mapping[str, str]
Question = Sequence[Any]  # what to do, and its arguments: tests/js/adapters/desk.mjs


@dataclass(frozen=True)
class Visit:
    """opened: what the desk says of itself, or [code, data]; answers: to what was asked; records: what is kept."""

    opened: Any
    answers: list[Any]
    records: Records


async def visit(world: World, name: str, *asked: Question, records: Records | None = None, **given: Any) -> Visit:
    """That person opens a desk in JavaScript, with the pins of their folder when no records are given."""
    who = world.cast[name]
    known = {"pins.json": b64(who.folder.read("pins.json") or b"")} if records is None else records
    seen = {"records": known, "seed": b64(who.person.seed), "asked": asked, **given}
    (found,) = await asyncio.to_thread(run_node, [Call("adapters/desk", "visit", (seen,))])
    return Visit(found["opened"], found["answers"], found["records"])


async def python_desk(world: World, name: str, path: Path) -> Desk:
    """The same in Python: a desk in a folder that holds the pins and nothing else. To be closed."""
    who = world.cast[name]
    folder = Folder(path)
    folder.write("pins.json", who.folder.read("pins.json") or b"")
    return await Desk.open(folder, who.person)


def spoken(value: object) -> Any:
    """A value of the Python SDK as the JavaScript one gives it: ids in base64url, names in camelCase."""
    if is_dataclass(value):
        shown = {camel(one.name): spoken(getattr(value, one.name)) for one in fields(value)}
        return {**shown, "vouched": value.vouched} if hasattr(value, "vouched") else shown
    if isinstance(value, bytes):
        return b64(value)
    if isinstance(value, IntEnum):
        return int(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {str(spoken(key)): spoken(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [spoken(inner) for inner in value]
    return value


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def refusal(error: NavetteError) -> list[Any]:
    return [error.code, dict(error.data)]

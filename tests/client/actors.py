"""Somebody whose client is the one in JavaScript, in a node of their own: same server, same folder's pins."""

import asyncio
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from navette.core.encoding import b64
from tests.client.world import World
from tests.js.engine import ROOT
from tests.js.node import NODE

SECONDS = 60
LINE = 1 << 26


class Refusal(AssertionError):
    """A verb was refused. code, data: of its NavetteError; "crash" and "aborted" when it was stopped."""

    def __init__(self, verb: str, code: str, data: dict[str, Any]) -> None:
        super().__init__(f"{verb}: {code} {data}")
        self.code, self.data = code, data


@dataclass
class Actor:
    """One process; verbs of tests/js/adapters/actor.mjs, several at once if need be."""

    process: asyncio.subprocess.Process
    waiting: dict[int, "asyncio.Future[dict[str, Any]]"] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def __call__(self, verb: str, *args: Any) -> Any:
        """What the verb gives; Refusal when it is refused."""
        said = await self.ask(verb, *args)
        if "refused" in said:
            raise Refusal(verb, *said["refused"])
        assert "failed" not in said, f"{verb}: {said['failed']}"
        return said["value"]

    async def ask(self, verb: str, *args: Any) -> dict[str, Any]:
        """{value}, {refused: [code, data]}, or {failed: the stack of a mistake of ours}."""
        number = next(self.numbers)
        answer = self.waiting[number] = asyncio.get_running_loop().create_future()
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"id": number, "verb": verb, "args": args}).encode() + b"\n")
        return await asyncio.wait_for(answer, SECONDS)

    async def listen(self) -> None:
        """Brings each answer to who waits for it, until the process ends."""
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            said = json.loads(line)
            self.waiting.pop(said["id"]).set_result(said)
        for left in self.waiting.values():
            left.set_exception(AssertionError("the actor is gone"))

    async def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()


async def enter(world: World, name: str, address: str | None = None, **given: Any) -> Actor:
    """That person of the cast, at work in JavaScript; gone at the end of the test."""
    who = world.cast[name]
    process = await asyncio.create_subprocess_exec(
        NODE, "tests/js/actor.mjs", cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=LINE
    )
    actor = Actor(process)
    listening = asyncio.ensure_future(actor.listen())
    world.stack.push_async_callback(asyncio.wait_for, listening, SECONDS)
    world.stack.push_async_callback(actor.close)
    records = {"pins.json": b64(who.folder.read("pins.json") or b"")}
    await actor("enter", {"records": records, "seed": b64(who.person.seed), "address": address, **given})
    return actor

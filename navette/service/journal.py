"""The access journal: looks are noted here and written behind, several at a time; old lines go.

At every step, what is true if we stop here: a look is answered before its line is on disk, so that a process that is
killed loses the lines of its last second or two, and of nothing else; what changes something has its line in its own
transaction. While the disk is full, lines wait in memory, the oldest KEPT of them.
"""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import structlog

from navette.core.journal import AGAIN
from navette.store import journal
from navette.store.database import Database
from navette.store.journal import Look

if TYPE_CHECKING:
    from navette.service.context import Context

BATCH = 500  # lines a transaction: deposits do not wait behind a long one
KEPT = 50_000
REMEMBERED = 20_000  # looks, and as many before them; with more in five minutes, some are two lines
DAY = 86_400
Same = tuple[object, ...]


class Journal:
    """The looks that are not written yet, and those of the last minutes, so that each is one line."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Look] = []
        self._seen: dict[Same, int] = {}  # and, once there are many, those before them
        self._seen_before: dict[Same, int] = {}
        self._lost = 0
        self._writing = asyncio.Lock()  # what one writes, another does not write again

    def note(self, look: Look) -> None:
        """Somebody looked: costs the answer nothing. The same again within AGAIN seconds is the same look."""
        same: Same = look[1:]
        last = self._seen.get(same, self._seen_before.get(same))
        if last is not None and look.time - last < AGAIN:
            return
        if len(self._waiting) >= KEPT:
            self._lost += 1
            return
        if len(self._seen) >= REMEMBERED:
            self._seen, self._seen_before = {}, self._seen
        self._seen[same] = look.time
        self._waiting.append(look)

    async def flush(self) -> int:
        """Writes what waits; how many lines. What could not be written waits on."""
        written = 0
        async with self._writing:
            while batch := self._waiting[:BATCH]:
                await self._database.write(partial(journal.add_looks, looks=batch))
                del self._waiting[: len(batch)]
                written += len(batch)
        if self._lost:
            structlog.get_logger().error("journal-lost", count=self._lost)
            self._lost = 0
        return written


async def flush(context: "Context") -> int:
    """Writes the looks that wait."""
    return await context.journal.flush()


async def expire(context: "Context") -> int:
    """Removes the lines older than the setting `journal_days`; how many."""
    before, removed = context.clock() - context.settings.journal_days * DAY, 0
    while count := (await context.database.write(partial(journal.remove, before=before, limit=BATCH)))[0]:
        removed += count
    return removed

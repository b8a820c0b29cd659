"""Figures read from lines, and the same from what was counted of them: two ways to one answer."""

import random
from datetime import date
from pathlib import Path

from navette.core.indicators import midnight
from navette.service.context import Context
from navette.service.figures import DIMENSIONS, Figures
from navette.service.indicators import indicators, sweep
from navette.settings import Settings
from navette.store.transaction import Row, Transaction

FIRST, LAST, AFTER = date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1)  # the clocks go back on the 25th
LINES = 4000
INSERT = "INSERT INTO milestone VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def line(chance: random.Random, handoff: int) -> Row:
    """Anything that may have happened, on the routes and forms of very few; days are named within hours of midnight."""
    received = chance.randrange(midnight(FIRST), midnight(AFTER))
    named = received + chance.choice([-1, 0, 1, -3 * 3600, 3 * 3600, 86_400])
    happened = [chance.choice([None, chance.randrange(100_000)]) for _ in range(5)]
    boxes = [bytes([chance.randrange(3)]) * 16 for _ in range(2)]
    due, code = chance.choice([0, named]), chance.choice(["", "found", "done"])
    return received, handoff, *boxes, bytes([chance.randrange(2)]) * 32, *happened, due, code


def told(found: Figures) -> list[object]:
    """What an answer has."""
    return [found.rows, found.forms, found.delays, found.mailboxes]


async def test_lines_and_counts_give_the_same_figures(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    lines = [line(chance, handoff) for handoff in range(LINES)]
    context = Context.create(Settings(data_dir=tmp_path), lambda: midnight(AFTER))
    await context.database.open()

    def fill(tx: Transaction) -> None:
        tx.many(INSERT, lines)

    groups = [frozenset(DIMENSIONS[at] for at in range(4) if bits >> at & 1) for bits in range(16)]
    try:
        await context.database.write(fill)
        read = [told(await indicators(context, FIRST, LAST, by)) for by in groups]
        assert await sweep(context) == LINES
        counted = [told(await indicators(context, FIRST, LAST, by)) for by in groups]
    finally:
        await context.database.close()
    assert read == counted

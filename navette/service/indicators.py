"""The coordinator's figures of a period, from times and routing alone. What each is: docs/spec/indicators.md."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

from navette.core.indicators import Stretch, Unit, midnight, months, pentads, stretch_of, today
from navette.service.context import Context
from navette.service.figures import Figures, Waiting
from navette.store import counted, counting, milestones, unresolved
from navette.store.counted import Run
from navette.store.counting import CUBES
from navette.store.database import Database

AGES = (86_400, 172_800, 604_800)  # seconds: what waits longer than that
BATCH = 2000  # lines a transaction: deposits do not wait behind a long one
MANY = 2000  # late lines, from which on they are counted before the day is over
NEVER = 1 << 62  # an instant after all
NAME = b"indicators"  # of the lock: counts do not move while a question is answered


async def indicators(context: Context, first: date, last: date, by: frozenset[str], *, delays: bool = True) -> Figures:
    """Of what was deposited from the first day to the last, both included, as it stands now; delays: those too.

    Whole months and pentads from what was counted once, anything else from its lines; in a thread, one question after
    the other: the requests of everybody else go on.
    """
    database = context.database
    async with context.lock(NAME):
        figures = Figures(by, context.clock())
        until, since = await counted.extent(database)
        runs, spans = split(first, last, until, since if counted.cube(by) in CUBES[Unit.PENTAD] else NEVER)
        start, end = next(months(first, last)).start, midnight(date.fromordinal(last.toordinal() + 1))
        for run in runs:
            await _count_run(database, figures, run)
        for span in spans:
            groups = await milestones.period(database, *span, figures.told_apart)
            await asyncio.to_thread(figures.count, groups)
            figures.mailboxes |= await milestones.senders(database, *span)
            figures.signers |= await counted.signers_since(database, *span)
        figures.failures = await counted.failures(database, start, end, *_months_of(runs))
        figures.unresolved = list(_ages(figures.now, await unresolved.since(database, start, end)))
        figures.facilities = len(await unresolved.facilities(database, figures.mailboxes))
        if delays:
            packed = [row for run in runs for row in await counted.delays(database, run)]
            await asyncio.to_thread(figures.measure, packed)
    return figures


async def _count_run(database: Database, figures: Figures, run: Run) -> None:
    rows = await counted.counts(database, run, figures.by)
    await asyncio.to_thread(figures.count_run, rows, await counted.counts_by_form(database, run))
    signers, mailboxes = await counted.actors(database, run)
    figures.signers |= signers
    figures.mailboxes |= mailboxes
    figures.signers |= await counted.signers_since(database, run.start, run.end, late=True)
    changes = await counted.late(database, run.start, run.end)
    await asyncio.to_thread(figures.count_late, changes)


def _months_of(runs: Iterable[Run]) -> tuple[str, str]:
    """The first and the last whole month; empty: none, which no month lies between."""
    return next(((run.first, run.last) for run in runs if run.unit is Unit.MONTH), ("", ""))


def split(first: date, last: date, until: int, pentads_since: int) -> tuple[list[Run], list[tuple[int, int]]]:
    """What of a period was counted, and the instants between which its lines are to be read.

    Of a month or a pentad that the period has only a part of, the counts say nothing; those of the one not yet over
    say as much of it as was counted, if the period goes on at least as long.
    """
    runs: list[Run] = []
    spans: list[tuple[int, int]] = []
    for month in months(first, last):
        read: list[tuple[int, int]] = []
        unit = Unit.MONTH if _is_counted(Unit.MONTH, month, until) else Unit.PENTAD
        for one in (month,) if unit is Unit.MONTH else pentads(month):
            if unit is Unit.MONTH or (one.start >= pentads_since and _is_counted(unit, one, until)):
                _go_on(runs, unit, one)
                read.append((min(until, one.end), one.end))
            else:
                read.append((one.start, one.end))
        spans += _joined(read)
    return runs, spans


def _is_counted(unit: Unit, one: Stretch, until: int) -> bool:
    full = stretch_of(unit, one.start)
    return one.start == full.start and one.start < until and (one.end == full.end or until <= one.end)


def _go_on(runs: list[Run], unit: Unit, one: Stretch) -> None:
    if runs and runs[-1].unit is unit and runs[-1].end == one.start:
        runs[-1] = runs[-1]._replace(last=one.name, end=one.end)
    else:
        runs.append(Run(unit, one.name, one.name, one.start, one.end))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of a month, in their order: one for what lies together, none for nothing."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        elif start < end:
            joined.append((start, end))
    return joined


def _ages(now: int, open_lines: Iterable[tuple[bytes, int]]) -> Iterator[Waiting]:
    """By recipient and age: what waits for a week waits for two days as well."""
    found: dict[tuple[bytes, int], int] = {}
    for recipient, received in open_lines:
        for age in AGES:
            if now - received > age:
                found[recipient, age] = found.get((recipient, age), 0) + 1
    for (recipient, age), count in sorted(found.items()):
        yield Waiting(recipient, age, count)


async def sweep(context: Context) -> int:
    """Counts what was deposited before today, and what has happened since to what is counted; how many lines.

    At every step, what is true if we stop here: a batch is one transaction, so a line is in the counts and no longer
    late, or neither. Once a day, or when much has happened; never while somebody waits for figures.
    """
    database, lines = context.database, 0
    until = midnight(today(context.clock()))
    new_day = (await counted.extent(database))[0] < until
    while (await counted.extent(database))[0] < until:
        lines += await _write(context, partial(counting.count_on, until=until, limit=BATCH))
    while (waiting := await counted.waits(database)) and (new_day or waiting >= MANY):
        lines += await _write(context, partial(counting.count_late, limit=BATCH))
    return lines


async def _write(context: Context, operation: "partial[int]") -> int:
    async with context.lock(NAME):
        return (await context.database.write(operation))[0]

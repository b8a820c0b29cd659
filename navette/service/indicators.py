"""The coordinator's figures of a period, from times and routing alone. What each is: docs/spec/indicators.md."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

from navette.core.indicators import midnight, month_of, months, today
from navette.service.context import Context
from navette.service.figures import Figures, Waiting
from navette.store import milestones, unresolved
from navette.store import months as counted
from navette.store.database import Database

AGES = (86_400, 172_800, 604_800)  # seconds: what waits longer than that
BATCH = 2000  # lines a transaction: deposits do not wait behind a long one
MANY = 2000  # late lines, from which on they are counted before the day is over
NAME = b"indicators"  # of the lock: counts do not move while a question is answered


class Whole(NamedTuple):
    """Months that the counts answer for. first, last: their names; start, end: from when until when they are."""

    first: str
    last: str
    start: int
    end: int


NO_MONTH = Whole("", "", 0, 0)


async def indicators(context: Context, first: date, last: date, by: frozenset[str], *, delays: bool = True) -> Figures:
    """Of what was deposited from the first day to the last, both included, as it stands now; delays: those too.

    Whole months from what was counted once, anything else from its lines; in a thread, one question after the other:
    the requests of everybody else go on.
    """
    database = context.database
    async with context.lock(NAME):
        figures = Figures(by, context.clock())
        whole, spans = split(first, last, await counted.counted_until(database))
        start, end = next(months(first, last)).start, midnight(date.fromordinal(last.toordinal() + 1))
        if whole is not NO_MONTH:
            await _count_months(database, figures, whole)
        for span in spans:
            groups = await milestones.period(database, *span, figures.told_apart)
            await asyncio.to_thread(figures.count, groups)
            figures.mailboxes |= await milestones.senders(database, *span)
            figures.signers |= await counted.signers_since(database, *span)
        figures.failures = await counted.failures(database, start, end, whole.first, whole.last)
        figures.unresolved = list(_ages(figures.now, await unresolved.since(database, start, end)))
        figures.facilities = len(await unresolved.facilities(database, figures.mailboxes))
        if delays:
            packed = [] if whole is NO_MONTH else await counted.delays(database, whole.first, whole.last)
            await asyncio.to_thread(figures.measure, packed)
    return figures


async def _count_months(database: Database, figures: Figures, whole: Whole) -> None:
    of = (whole.first, whole.last)
    rows = await counted.counts(database, figures.by, *of)
    figures.count_months(rows, await counted.counts_by_form(database, *of))
    signers, mailboxes = await counted.actors(database, *of)
    figures.signers |= signers
    figures.mailboxes |= mailboxes
    figures.signers |= await counted.signers_since(database, whole.start, whole.end, late=True)
    changes = await counted.late(database, whole.start, whole.end)
    await asyncio.to_thread(figures.count_late, changes)


def split(first: date, last: date, until: int) -> tuple[Whole, list[tuple[int, int]]]:
    """The months of a period that were counted, and the instants between which its lines are to be read.

    A month that the period has only a part of was counted for nothing; the one not yet over counts for as much of it as
    was counted, if the period goes on at least as long.
    """
    whole, spans = NO_MONTH, []
    for month in months(first, last):
        full = month_of(month.start)
        if month.start == full.start and month.start < until and (month.end == full.end or until <= month.end):
            start = month.start if whole is NO_MONTH else whole.start
            whole = Whole(month.name if whole is NO_MONTH else whole.first, month.name, start, month.end)
            if until < month.end:
                spans.append((until, month.end))
        else:
            spans.append((month.start, month.end))
    return whole, spans


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
    new_day = await counted.counted_until(database) < until
    while await counted.counted_until(database) < until:
        lines += await _write(context, partial(counted.count_on, until=until, limit=BATCH))
    while (waiting := await counted.waits(database)) and (new_day or waiting >= MANY):
        lines += await _write(context, partial(counted.count_late, limit=BATCH))
    return lines


async def _write(context: Context, operation: "partial[int]") -> int:
    async with context.lock(NAME):
        return (await context.database.write(operation))[0]

"""The coordinator's figures of a period, from times and routing alone. What each is: docs/spec/indicators.md."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from navette.core.indicators import MEDIAN, P90, months, nearest_rank
from navette.service.context import Context
from navette.store import milestones
from navette.store.transaction import Row

RECIPIENT, FORM, ALL = "recipient", "form", "all"
WHATS = ("received", "accepted", "completed")
NOTHING = (None,) * 4  # neither accepted nor completed, rejected, cancelled


class Counts(NamedTuple):
    """Of one form, from one mailbox to another, deposited in one month."""

    month: str
    form: bytes
    sender: bytes
    recipient: bytes
    sent: int
    received: int
    accepted: int
    rejected: int
    completed: int
    cancelled: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class Delay:
    """by: RECIPIENT, FORM or ALL; key: the mailbox, the form, or nothing. median, p90: seconds."""

    by: str
    key: bytes
    what: str
    count: int
    median: int
    p90: int


Route = tuple[bytes, bytes, bytes]  # form, sender, recipient
Spans = tuple[list[int], list[int], list[int]]  # one list for each of WHATS


@dataclass(slots=True)
class Figures:
    """What has been counted so far."""

    rows: list[Counts] = field(default_factory=list)
    volumes: dict[bytes, int] = field(default_factory=dict)  # by form
    _spans: dict[tuple[bytes, bytes], Spans] = field(default_factory=dict)  # by (recipient, form)

    def add(self, month: str, found: Iterable[Row]) -> None:
        """What was deposited in one month, as store/milestones.py gives it."""
        routes: dict[Route, list[Row]] = {}
        for one in found:
            routes.setdefault((one[0], one[1], one[2]), []).append(one)
        for route in sorted(routes):
            self._count(month, route, routes[route])

    def _count(self, month: str, route: Route, of: Sequence[Row]) -> None:
        form, sender, recipient = route
        columns = [[delay for delay in column if delay is not None] for column in list(zip(*of, strict=True))[3:]]
        delivered, accepted, completed, rejected, cancelled = columns
        unanswered = sum(one[4:] == NOTHING for one in of)
        counts = (len(of), len(delivered), len(accepted), len(rejected), len(completed), len(cancelled), unanswered)
        self.rows.append(Counts(month, form, sender, recipient, *counts))
        self.volumes[form] = self.volumes.get(form, 0) + len(of)
        spans = self._spans.setdefault((recipient, form), ([], [], []))
        for span, delays in zip(spans, (delivered, accepted, completed), strict=True):
            span += delays

    def delays(self) -> Iterator[Delay]:
        """Recipients first, then forms, then everything; what has never happened is left out."""
        yield from self._grouped(RECIPIENT, {key: key[0] for key in self._spans})
        yield from self._grouped(FORM, {key: key[1] for key in self._spans})
        yield from self._grouped(ALL, dict.fromkeys(self._spans, b""))

    def _grouped(self, by: str, keys: dict[tuple[bytes, bytes], bytes]) -> Iterator[Delay]:
        merged: dict[bytes, Spans] = {}
        for whole, key in keys.items():
            into = merged.setdefault(key, ([], [], []))
            for span, delays in zip(into, self._spans[whole], strict=True):
                span += delays
        for key in sorted(merged):
            for what, delays in zip(WHATS, merged[key], strict=True):
                if delays:
                    delays.sort()
                    median, p90 = nearest_rank(delays, MEDIAN), nearest_rank(delays, P90)
                    yield Delay(by, key, what, len(delays), median, p90)


async def indicators(context: Context, first: date, last: date) -> tuple[Figures, list[Delay]]:
    """Of what was deposited from the first day to the last, both included, as it stands now.

    A month at a time, in a thread: the requests of everybody else go on.
    """
    figures = Figures()
    for month in months(first, last):
        found = await milestones.period(context.database, month.start, month.end)
        await asyncio.to_thread(figures.add, month.name, found)
    return figures, await asyncio.to_thread(lambda: list(figures.delays()))

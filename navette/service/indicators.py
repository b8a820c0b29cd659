"""The coordinator's figures of a period, from times and routing alone. What each is: docs/spec/indicators.md."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from navette.core.indicators import MEDIAN, P90, months, nearest_rank
from navette.service.context import Context
from navette.store import milestones
from navette.store.transaction import Row

RECIPIENT, FORM, ALL = "recipient", "form", "all"
WHATS = ("received", "accepted", "completed")


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
class Tally:
    """What happened to the lines of one route. spans: the delays of what has."""

    sent: int = 0
    rejected: int = 0
    cancelled: int = 0
    unanswered: int = 0
    spans: Spans = field(default_factory=lambda: ([], [], []))


@dataclass(slots=True)
class Figures:
    """What has been counted so far."""

    rows: list[Counts] = field(default_factory=list)
    volumes: dict[bytes, int] = field(default_factory=dict)  # by form
    _spans: dict[tuple[bytes, bytes], Spans] = field(default_factory=dict)  # by (recipient, form)

    def add(self, month: str, found: Iterable[Row]) -> None:
        """What was deposited in one month, as store/milestones.py gives it."""
        routes: dict[Route, Tally] = {}
        for form, sender, recipient, *delays in found:
            route = form, sender, recipient
            if (tally := routes.get(route)) is None:
                tally = routes[route] = Tally()
            _count(tally, *delays)
        for route, tally in routes.items():  # in the order of their first deposit
            self._keep(month, route, tally)

    def _keep(self, month: str, route: Route, tally: Tally) -> None:
        form, sender, recipient = route
        received, accepted, completed = map(len, tally.spans)
        counts = (tally.sent, received, accepted, tally.rejected, completed, tally.cancelled, tally.unanswered)
        self.rows.append(Counts(month, form, sender, recipient, *counts))
        self.volumes[form] = self.volumes.get(form, 0) + tally.sent
        if (into := self._spans.get((recipient, form))) is None:
            into = self._spans[recipient, form] = [], [], []
        for span, delays in zip(into, tally.spans, strict=True):
            span += delays

    def delays(self) -> Iterator[Delay]:
        """Recipients first, then forms, then everything; what has never happened is left out."""
        for spans in self._spans.values():
            for delays in spans:
                delays.sort()  # once: what is merged below is sorted pieces, which takes a fraction of it
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


def _count(
    tally: Tally,
    delivered: int | None,
    accepted: int | None,
    completed: int | None,
    rejected: int | None,
    cancelled: int | None,
) -> None:
    """One line. A function of few steps: a month of a large territory has a hundred thousand."""
    tally.sent += 1
    received_spans, accepted_spans, completed_spans = tally.spans
    if delivered is not None:
        received_spans.append(delivered)
    if accepted is not None:
        accepted_spans.append(accepted)
    if completed is not None:
        completed_spans.append(completed)
    if rejected is not None:
        tally.rejected += 1
    elif cancelled is not None:
        tally.cancelled += 1
    elif accepted is None and completed is None:
        tally.unanswered += 1


async def indicators(context: Context, first: date, last: date) -> tuple[Figures, list[Delay]]:
    """Of what was deposited from the first day to the last, both included, as it stands now.

    A month at a time, in a thread, one period after the other: the requests of everybody else go on.
    """
    async with context.lock(b"indicators"):
        figures = Figures()
        for month in months(first, last):
            found = await milestones.period(context.database, month.start, month.end)
            await asyncio.to_thread(figures.add, month.name, found)
        return figures, await asyncio.to_thread(lambda: list(figures.delays()))

"""When somebody is there: what a mailbox states is read in the page as in Python, and means the same instants."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from navette.core.errors import Malformed
from navette.core.hours import DAYS, Calendar, Closure, read_day, read_week
from tests.js.engine import Call, Engine

CORE = "adapters/core"
STRETCHES = [
    "08:00-19:00", "08:00-12:00,14:00-18:00", "00:00-24:00", "22:00-24:00", "00:00-02:30,02:45-06:00",
    ",".join(f"{hour:02}:00-{hour:02}:30" for hour in range(8)),
]  # fmt: skip
WRONG: list[object] = [
    "", " ", "8:00-19:00", "08:00-08:00", "19:00-08:00", "08:00-12:00,12:00-18:00", "14:00-18:00,08:00-12:00",
    "08:00-12:00,", "08:00-24:01", "24:00-24:00", "08:60-19:00", "08:00–19:00", "08:00-12:00, 14:00-18:00",
    ",".join(f"{hour:02}:00-{hour:02}:30" for hour in range(9)), "٠٨:00-19:00", "08:00-19:00\n", None, [], 8,
]  # fmt: skip
CHANGES = (date(2026, 10, 25), date(2027, 3, 28))  # of the clock


def read(text: object) -> object:
    try:
        return [list(one) for one in read_day(text)]
    except Malformed:
        return None


def test_a_day_as_it_is_stated(engines: Mapping[str, Engine]) -> None:
    given = [*STRETCHES, *WRONG]
    expected = [read(one) for one in given]
    assert None not in expected[: len(STRETCHES)]
    assert set(map(str, expected[len(STRETCHES) :])) == {"None"}
    for name, run in engines.items():
        [found] = run([Call(CORE, "outcomes", ([["hours", "spans", [one]] for one in given],))])
        assert found == expected, name


def test_open_or_not_and_when_again(engines: Mapping[str, Engine], seed: int) -> None:
    """Through the nights when the clocks change, days off, public holidays."""
    draw = random.Random(seed)
    asked: list[list[Any]] = []
    expected: list[int | None] = []
    for _ in range(60):
        first = draw.choice(CHANGES) + timedelta(draw.randrange(-9, 9))
        hours = {day: draw.choice(STRETCHES) for day in DAYS if draw.random() < 0.6}
        closed = [Closure(first, first + timedelta(draw.randrange(12)), "")] if draw.random() < 0.5 else []
        holidays = frozenset(first + timedelta(draw.randrange(-5, 20)) for _ in range(3))
        calendar = Calendar(holidays, read_week(hours), tuple(closed))
        said = {"hours": hours, "closed": [{"first": str(one.first), "last": str(one.last)} for one in closed]}
        for _ in range(8):
            instant = 1_792_886_400 + (first - CHANGES[0]).days * 86_400 + draw.randrange(-400, 400) * 900
            asked.append(["hours", "opens", [said, instant, [str(day) for day in holidays]]])
            expected.append(calendar.opens(instant))
    assert len({one == ask[2][1] for one, ask in zip(expected, asked, strict=True)}) == 2
    never = {"hours": {}, "closed": [{"first": "2026-01-01", "last": "2099-12-31"}]}
    asked.append(["hours", "opens", [never, 1_792_886_400, []]])
    expected.append(
        Calendar(week=read_week({}), closures=(Closure(date(2026, 1, 1), date(2099, 12, 31)),)).opens(1_792_886_400)
    )
    for run in engines.values():
        [found] = run([Call(CORE, "outcomes", (asked,))])
        for one, want, got in zip(asked, expected, found, strict=True):
            assert got == want, one
    assert expected[-1] is None

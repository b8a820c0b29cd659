"""The coordinator's figures: the same numbers as somebody counts from the signed statements alone."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from navette.core.encoding import seconds, timestamp
from navette.core.figures import SHOWN
from navette.service import indicators
from navette.store import counted, milestones
from navette.store.transaction import Transaction
from tests.web.counting import DAY, KEYS, PARIS, Weeks, from_statements, same
from tests.world import World, territory

PATH = "/v1/indicators"
COUNTS = (*SHOWN, "count", "volume", "same_day")
EVERY = "month,form,sender,recipient"


async def asked(world: World, first: str, last: str, by: str = EVERY, mask: int = 0) -> dict[str, Any]:
    answer = await world.ask("GET", PATH, world.nathalie, query=f"from={first}&to={last}&by={by}&mask={mask}")
    assert answer.status == 200, answer.body[:300]
    found: dict[str, Any] = answer.value
    return found


async def test_every_figure_follows_from_the_signed_statements(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with territory(tmp_path) as world:
        weeks = Weeks(world, chance)
        await weeks.begin(seconds("2038-03-12T09:00:00Z"))
        for _ in range(30):
            await weeks.one()
        world.ahead += 3 * DAY
        await weeks.close_late()
        last = datetime.fromtimestamp(world.now(), PARIS).date()
        periods = [
            (first, until) for first in ("2038-01-01", "2038-03-21") for until in ("2038-03-31", last.isoformat())
        ]
        statements = await weeks.statements()
        assert await counted.waits(world.context.database) > 0
        for _ in range(2):  # with lines that are late, and without
            for first, until in (*periods, ("2038-03-28", "2038-03-28")):
                same(await asked(world, first, until), from_statements(statements, first, until))
                await regrouped(world, (first, until))
            await regrouped(world, ("2038-03-14", (last - timedelta(days=1)).isoformat()))  # within both months
            world.ahead += DAY
            await indicators.sweep(world.context)
        assert await counted.waits(world.context.database) == 0
        await masked(world, periods[1])
        await traced(world, periods[1], statements)
        await removed(weeks, statements)


@contextmanager
def one_moment(world: World) -> Iterator[None]:
    """Answers that are compared are of one second: what waits gets older."""
    world.still = world.now()
    yield
    world.still = None


async def regrouped(world: World, period: tuple[str, str]) -> None:
    """Rows that are told apart by less are sums of the others; all else is the same, whatever it is counted from."""
    with one_moment(world):
        await _regrouped(world, period)


async def _regrouped(world: World, period: tuple[str, str]) -> None:
    whole = await asked(world, *period)
    every = whole["rows"]
    for by in ("", "month", "sender", "form,sender", "month,form,recipient"):
        kept = by.split(",") if by else []
        sums: dict[tuple[str | None, ...], list[int]] = {}
        for row in every:
            key = tuple(row[name] if name in kept else None for name in KEYS)
            counts = [row[name] for name in SHOWN]
            sums[key] = list(map(sum, zip(counts, sums.get(key, [0] * len(SHOWN)), strict=True)))
        answer = await asked(world, *period, by)
        assert {tuple(row[name] for name in KEYS): [row[name] for name in SHOWN] for row in answer["rows"]} == sums
        assert answer["by"] == [name for name in KEYS if name in kept]
        assert {**answer, "rows": every, "by": whole["by"]} == whole


async def masked(world: World, period: tuple[str, str]) -> None:
    """What is few is hidden, what is told is as it was, and nothing hidden is the only one of its sum."""
    for by in ("recipient", "month,form,recipient", EVERY):
        with one_moment(world):
            whole, found = await asked(world, *period, by), await asked(world, *period, by, mask=1)
        assert found["masked"]
        for name in ("rows", "delays", "failures", "unresolved", "forms", "same_day"):
            for told, known in zip(found[name], whole[name], strict=True):
                few = {key for key, value in known.items() if key in COUNTS and 0 < value < 5}
                hidden = {key for key, value in told.items() if value != known[key]}
                assert few <= hidden <= {*COUNTS, "median", "p90"}
                assert {told[key] for key in hidden} <= {None}
        for name in ("sent", "received"):
            gone = [one for one, known in zip(found["rows"], whole["rows"], strict=True) if one[name] is None]
            assert len(gone) != 1 or found["acknowledgement"][name] is None


async def removed(weeks: Weeks, statements: list[dict[str, Any]]) -> None:
    """Figures of whole months stay when what they were counted from is gone."""
    world = weeks.world

    def remove(tx: Transaction) -> list[bool]:
        seqs = [row[0] for row in tx.all("SELECT seq FROM handoff ORDER BY seq")]
        return [milestones.remove(tx, seq) for seq in seqs[::2]]

    with one_moment(world):
        before = await asked(world, "2038-03-01", "2038-03-31")
        assert (await world.context.database.write(remove))[0] == [True] * 16
        after = await asked(world, "2038-03-01", "2038-03-31")
    assert after == before
    same(after, from_statements(statements, "2038-03-01", "2038-03-31"))


async def traced(world: World, period: tuple[str, str], statements: list[dict[str, Any]]) -> None:
    """Behind each figure the handoffs it counts, and acts of the ledger that say so."""
    found = await asked(world, *period)
    known = {one["message"]: one for one in statements}
    for what in SHOWN:
        for recipient in {row["recipient"] for row in found["rows"]}:
            lines = await behind(world, period, what, recipient=recipient)
            assert len(lines) == sum(row[what] for row in found["rows"] if row["recipient"] == recipient)
            for line in lines:
                acts = {act["index"]: json.loads(act["statement"]) for act in known[line["message"]]["acts"]}
                mine = [i for i, one in acts.items() if one.get("mailbox") in (None, recipient)]
                assert (line["acts"], line["index"], line["mailbox"]) == (mine, mine[0], recipient)
    (letters,) = found["same_day"]
    assert len(await behind(world, period, "same_day", form=letters["form"])) == letters["same_day"]
    assert len(await behind(world, period, "found")) == found["found"]["found"]
    assert len(await behind(world, period, "unresolved")) == len(from_statements(statements, *period)["waiting"])


async def behind(world: World, period: tuple[str, str], what: str, **of: str) -> list[dict[str, Any]]:
    """All lines of a cell, seven at a time."""
    query = [("from", period[0]), ("to", period[1]), ("what", what), ("limit", 7), *of.items()]
    lines: list[dict[str, Any]] = []
    after: list[tuple[str, object]] = []
    while True:
        answer = await world.ask("GET", f"{PATH}/lines", world.nathalie, query=[*query, *after])
        assert answer.status == 200, answer.body[:300]
        lines += answer["lines"]
        if answer["next"] is None:
            return lines
        after = [("after", answer["next"])]


@pytest.mark.parametrize(("change", "hours"), [("2038-03-28", 23), ("2038-10-31", 25)])
async def test_a_day_of_paris_has_its_own_hours(tmp_path: Path, change: str, hours: int) -> None:
    day = date.fromisoformat(change)
    midnight = int(datetime.combine(day, datetime.min.time(), PARIS).timestamp())
    async with territory(tmp_path) as world:
        for instant in (midnight - 1, midnight, midnight + hours * 3600 - 1, midnight + hours * 3600):
            world.still = instant
            await world.send()
        counted = []
        for one in (day - timedelta(days=1), day, day + timedelta(days=1)):
            rows = (await asked(world, one.isoformat(), one.isoformat()))["rows"]
            counted.append(sum(row["sent"] for row in rows))
    assert counted == [1, 2, 1]


async def test_months_are_those_of_paris(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        for when in ("2038-01-31T22:59:59Z", "2038-01-31T23:00:00Z"):
            world.still = seconds(when)
            await world.send()
        rows = (await asked(world, "2038-01-01", "2038-02-28"))["rows"]
    assert [(row["month"], row["sent"]) for row in rows] == [("2038-01", 1), ("2038-02", 1)]


async def test_a_clock_that_is_behind_makes_no_delay_negative(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        envelope = await world.send()
        assert (await world.receipt(world.nurse, envelope, time=timestamp(world.now() - 200))).status == 201
        day = datetime.fromtimestamp(world.now(), PARIS).date().isoformat()
        delays = (await asked(world, day, day))["delays"]
    assert {(one["what"], one["median"], one["p90"]) for one in delays} == {("received", 0, 0)}


async def test_a_period_of_nothing(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        await world.send()
        found = await asked(world, "2001-01-01", "2001-12-31")
    assert (found["forms"], found["rows"], found["delays"]) == ([], [], [])
    assert (found["from"], found["to"]) == ("2001-01-01", "2001-12-31")


async def test_a_period_is_read_in_one_stretch(world: World) -> None:
    from navette.store.milestones import PERIOD

    sql = PERIOD.format("(?, ?, ?)", "m.form")
    plan = [row[3] for row in await world.context.database.all(f"EXPLAIN QUERY PLAN {sql}", (0, 1, 2))]
    assert [step for step in plan if step.endswith(" m") or " m " in step] == [
        "SEARCH m USING PRIMARY KEY (received>? AND received<?)"
    ]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "from"),
        ("from=2026-11-01", "to"),
        ("from=2026-11-31&to=2026-12-01", "from"),
        ("from=2026-11-02&to=2026-11-01", "to"),
        ("from=2026-01-01&to=2027-01-02", "to"),
        ("from=2026-11-01&to=2026-11-02&by=patient", "by"),
        ("from=2026-11-01&to=2026-11-02&where=form", "unknown"),
    ],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_no_period(world: World, query: str, field: str) -> None:
    answer = await world.ask("GET", PATH, world.nathalie, query=query)
    assert (answer.status, answer.code, answer["field"]) == (400, "field", field)


@pytest.mark.asyncio(loop_scope="module")
async def test_only_a_coordinator_counts(world: World) -> None:
    answer = await world.ask("GET", PATH, world.gp, query="from=2026-11-01&to=2026-11-02")
    assert (answer.status, answer.code) == (403, "coordinator-only")

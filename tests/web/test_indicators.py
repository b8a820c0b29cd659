"""The coordinator's figures: the same numbers as somebody counts from the signed statements alone."""

import json
import math
import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from navette.core.encoding import b64, seconds, timestamp
from navette.envelope.format import Envelope
from navette.envelope.person import Person
from navette.fhir import form
from tests.things import Box
from tests.world import World, territory

PATH = "/v1/indicators"
PARIS = ZoneInfo("Europe/Paris")
DAY = 86_400
COUNTED = {"delivered": "received", "accepted": "accepted", "closed": "completed"}
FINAL = {"declined": "rejected", "rerouted": "rejected", "failed": "rejected"}


async def asked(world: World, first: str, last: str) -> dict[str, Any]:
    answer = await world.ask("GET", PATH, world.nathalie, query=[("from", first), ("to", last)])
    assert answer.status == 200, answer.body[:300]
    found: dict[str, Any] = answer.value
    return found


# -- the independent calculation: statements as GET /v1/handoffs/{message} gives them, nothing else


def from_statements(handoffs: list[dict[str, Any]], first: str, last: str) -> dict[str, Any]:
    """What docs/spec/indicators.md says, done the long way."""
    rows: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    spans: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    volumes: dict[str, int] = defaultdict(int)
    for handoff in handoffs:
        said = [json.loads(act["statement"]) for act in handoff["acts"]]
        deposited = instant(said[0]["time"])
        if not first <= deposited.astimezone(PARIS).date().isoformat() <= last:
            continue
        for mailbox in said[0]["seqs"]:
            key = (
                f"{deposited.astimezone(PARIS):%Y-%m}",
                handoff["form"]["hash"],
                handoff["sender_mailbox"],
                mailbox,
            )
            row = rows[key]
            row["sent"] += 1
            volumes[key[1]] += 1
            happened = dict(story(said[1:], mailbox))
            for what, time in happened.items():
                row[what] += 1
                if what in COUNTED.values():
                    late = max(0, int((time - deposited).total_seconds()))
                    for by in (("recipient", mailbox), ("form", key[1]), ("all", "")):
                        spans[*by, what].append(late)
            row["unanswered"] += not happened.keys() & {"accepted", "completed", "rejected", "cancelled"}
    return {"rows": dict(rows), "spans": dict(spans), "volumes": dict(volumes)}


def story(said: list[dict[str, str]], mailbox: str) -> list[tuple[str, datetime]]:
    """What happened to one recipient, in words of the answer."""
    found, answered = [], False
    for one in said:
        if one["type"] == "withdrawal" and not answered:
            found.append(("cancelled", instant(one["time"])))
        if one.get("mailbox") != mailbox:
            continue
        act = one.get("decision") or {"ok": "delivered", "fatal-error": "failed"}.get(one["response"], "")
        if one["type"] == "receipt" and one["kind"] == "opened":
            act = "opened"
        answered = answered or act in ("accepted", "closed", *FINAL)
        if act in COUNTED or act in FINAL:
            found.append((COUNTED.get(act) or FINAL[act], instant(one["time"])))
    return found


def instant(spelled: str) -> datetime:
    return datetime.fromisoformat(spelled)


def same(answer: dict[str, Any], expected: dict[str, Any]) -> None:
    """Every figure of the answer is expected, and every figure expected is there."""
    keys = ("month", "form", "sender", "recipient")
    rows = {tuple(row[key] for key in keys): row for row in answer["rows"]}
    assert rows.keys() == expected["rows"].keys()
    assert [tuple(row[key] for key in ("month",)) for row in answer["rows"]] == sorted(
        (row["month"],) for row in answer["rows"]
    )
    for key, row in rows.items():
        counts = {name: value for name, value in row.items() if name not in keys}
        assert counts == {name: expected["rows"][key].get(name, 0) for name in counts}
        assert counts["sent"] >= counts["received"]
    delays = {(one["by"], one["key"], one["what"]): one for one in answer["delays"]}
    assert len(delays) == len(answer["delays"])
    assert delays.keys() == expected["spans"].keys()
    for which, one in delays.items():
        late = sorted(expected["spans"][which])
        assert one["count"] == len(late)
        assert one["median"] == late[math.ceil(len(late) * 0.5) - 1]
        assert one["p90"] == late[math.ceil(round(len(late) * 0.9, 6)) - 1]
    assert {one["form"]: one["volume"] for one in answer["forms"]} == expected["volumes"]


# -- a territory that works for three weeks


class Weeks:
    """A territory whose clock goes forward, and what it did."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance = world, chance
        self.sent: list[tuple[Envelope, Person]] = []
        self.boxes: list[tuple[Person, Box]] = []

    async def begin(self, start: int) -> None:
        self.world.ahead += start - self.world.now()
        self.boxes = [(self.world.nurse, self.world.ward), *[await self.world.open_box() for _ in range(2)]]

    async def one(self) -> None:
        """A handoff, to one or two, and what becomes of it."""
        world, chance = self.world, self.chance
        world.ahead += chance.randrange(1, 6 * 3600)
        to = chance.sample(self.boxes, chance.choice((1, 1, 2)))
        hashes = [one.hash for one in form.shipped().values()][:3]
        envelope = await world.send([box for _, box in to], form=chance.choice(hashes))
        self.sent.append((envelope, world.gp))
        before = world.ahead
        for person, box in to:
            await self.answer(envelope, person, box)
        if chance.random() < 0.2:
            world.ahead += 30
            await world.withdraw(world.gp, envelope)  # refused where everybody has answered
        world.ahead = max(before, world.ahead - chance.randrange(0, 3600))

    async def answer(self, envelope: Envelope, person: Person, box: Box) -> None:
        world, chance = self.world, self.chance
        steps: list[tuple[str, str]] = [("delivered", "")]
        steps += [
            chance.choice([("accepted", ""), ("declined", "full"), ("question", "incomplete"), ("closed", "done")])
        ]
        if steps[1][0] in ("accepted", "question"):
            steps.append(("closed", "replied"))
        for what, code in steps[: chance.randrange(len(steps) + 1)]:
            world.ahead += chance.randrange(0, 20_000)
            early = timestamp(world.now() - chance.choice((0, 0, 200)))  # a clock that is behind
            if what == "delivered":
                done = await world.receipt(person, envelope, box=box, time=early)
                await world.receipt(person, envelope, "opened", box=box)
            else:
                done = await world.decide(person, envelope, what, code, box=box, time=early)
            assert done.status == 201, done.body

    async def statements(self) -> list[dict[str, Any]]:
        paths = [f"/v1/handoffs/{b64(envelope.header.id)}" for envelope, _ in self.sent]
        return [(await self.world.ask("GET", path, self.world.nathalie)).value for path in paths]


async def test_every_figure_follows_from_the_signed_statements(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with territory(tmp_path) as world:
        weeks = Weeks(world, chance)
        await weeks.begin(seconds("2027-03-21T09:00:00Z"))
        for _ in range(60):
            await weeks.one()
        last = datetime.fromtimestamp(world.now(), PARIS).date()
        statements = await weeks.statements()
        for first, until in (
            ("2027-03-01", "2027-03-31"),
            ("2027-03-28", "2027-03-28"),
            ("2027-03-21", last.isoformat()),
        ):
            expected = from_statements(statements, first, until)
            same(await asked(world, first, until), expected)
        everything = await asked(world, "2027-01-01", "2027-12-31")
        assert sum(row["sent"] for row in everything["rows"]) > 60
        assert {one["what"] for one in everything["delays"]} == set(COUNTED.values())


@pytest.mark.parametrize(("change", "hours"), [("2027-03-28", 23), ("2027-10-31", 25)])
async def test_a_day_of_paris_has_its_own_hours(tmp_path: Path, change: str, hours: int) -> None:
    day = date.fromisoformat(change)
    midnight = int(datetime.combine(day, datetime.min.time(), PARIS).timestamp())
    async with territory(tmp_path) as world:
        for instant in (midnight - 1, midnight, midnight + hours * 3600 - 1, midnight + hours * 3600):
            world.ahead += instant - world.now()
            await world.send()
        counted = []
        for one in (day - timedelta(days=1), day, day + timedelta(days=1)):
            rows = (await asked(world, one.isoformat(), one.isoformat()))["rows"]
            counted.append(sum(row["sent"] for row in rows))
    assert counted == [1, 2, 1]


async def test_months_are_those_of_paris(tmp_path: Path) -> None:
    async with territory(tmp_path) as world:
        for when in ("2027-01-31T22:59:59Z", "2027-01-31T23:00:00Z"):
            world.ahead += seconds(when) - world.now()
            await world.send()
        rows = (await asked(world, "2027-01-01", "2027-02-28"))["rows"]
    assert [(row["month"], row["sent"]) for row in rows] == [("2027-01", 1), ("2027-02", 1)]


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

    plan = await world.context.database.all(f"EXPLAIN QUERY PLAN {PERIOD}", (1, 2))
    assert [row[3] for row in plan] == ["SEARCH milestone USING PRIMARY KEY (received>? AND received<?)"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "from"),
        ("from=2026-11-01", "to"),
        ("from=2026-11-31&to=2026-12-01", "from"),
        ("from=2026-11-02&to=2026-11-01", "to"),
        ("from=2026-01-01&to=2027-01-02", "to"),
        ("from=2026-11-01&to=2026-11-02&by=form", "unknown"),
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

"""Figures counted the long way, from signed statements alone; and a territory that works for some weeks."""

import json
import math
import random
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from navette.core.encoding import b64, timestamp
from navette.envelope.format import Envelope
from navette.envelope.person import Person
from navette.fhir import form
from navette.service import indicators
from tests.things import Box
from tests.world import World

PARIS = ZoneInfo("Europe/Paris")
COUNTED = {"delivered": "received", "accepted": "accepted", "closed": "completed"}
FINAL = {"declined": "rejected", "rerouted": "rejected", "failed": "rejected"}
KEYS = ("month", "form", "sender", "recipient")
FORMS = ("admission", "discharge", "doctor-search")
DAY = 86_400


def from_statements(handoffs: list[dict[str, Any]], first: str, last: str) -> dict[str, Any]:
    """What docs/spec/indicators.md says, done the long way."""
    rows: dict[tuple[str, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    spans: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    volumes: dict[str, int] = defaultdict(int)
    rest: dict[str, Any] = {"signers": set(), "mailboxes": set(), "failures": defaultdict(int), "waiting": []}
    rest |= {"letters": defaultdict(lambda: [0, 0]), "asked": 0, "found": 0}
    for handoff in handoffs:
        said = [json.loads(act["statement"]) for act in handoff["acts"]]
        deposited = instant(said[0]["time"])
        if not first <= deposited.astimezone(PARIS).date().isoformat() <= last:
            continue
        rest["signers"] |= {handoff["sender"], *(one["by"] for one in said[1:])}
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
            if not happened.keys() & {"completed", "rejected", "cancelled"}:
                rest["waiting"].append((mailbox, deposited))
            besides(rest, handoff, mailbox, said, happened.keys())
    return {"rows": dict(rows), "spans": dict(spans), "volumes": dict(volumes), **rest}


def besides(
    rest: dict[str, Any], handoff: dict[str, Any], mailbox: str, said: list[dict[str, Any]], happened: Collection[str]
) -> None:
    """What is counted of some forms alone, and of some receipts."""
    rest["mailboxes"] |= {mailbox, handoff["sender_mailbox"]}
    mine = [one for one in said if one.get("mailbox") == mailbox]
    for one in mine:
        if one.get("response", "ok") != "ok":
            rest["failures"][one["response"], one["code"]] += 1
    if handoff["form"]["name"] == "discharge" and handoff["due"]:
        day, named = instant(said[0]["time"]).astimezone(PARIS).date(), instant(handoff["due"]).astimezone(PARIS).date()
        rest["letters"][handoff["form"]["hash"]][0] += 1
        rest["letters"][handoff["form"]["hash"]][1] += day <= named
    if handoff["form"]["name"] == "doctor-search" and "cancelled" not in happened:
        rest["asked"] += 1
        rest["found"] += any(one.get("decision") == "closed" and one["code"] == "found" for one in mine)


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
    same_besides(answer, expected)


def same_besides(answer: dict[str, Any], expected: dict[str, Any]) -> None:
    """The figures of all lines."""
    total: dict[str, int] = defaultdict(int)
    for row in expected["rows"].values():
        for name, count in row.items():
            total[name] += count
    took = total["sent"] - total["unanswered"] - total["rejected"] - total["cancelled"]
    rates = {"sent": total["sent"], "received": total["received"], "taken": took, "answered": took + total["rejected"]}
    assert answer["acknowledgement"] == rates
    assert answer["found"] == {"asked": expected["asked"], "found": expected["found"]}
    letters = {one["form"]: [one["count"], one["same_day"]] for one in answer["same_day"]}
    assert letters == expected["letters"]
    assert {(one["response"], one["code"]): one["count"] for one in answer["failures"]} == expected["failures"]
    now = instant(answer["now"])
    ages: dict[tuple[str, int], int] = defaultdict(int)
    for mailbox, deposited in expected["waiting"]:
        for days in (1, 2, 7):
            if (now - deposited).total_seconds() > days * DAY:
                ages[mailbox, days * DAY] += 1
    assert {(one["recipient"], one["over"]): one["count"] for one in answer["unresolved"]} == ages
    counts = {"professionals": len(expected["signers"]), "mailboxes": len(expected["mailboxes"]), "facilities": 0}
    assert answer["actors"] == counts


# -- a territory that works for three weeks


class Weeks:
    """A territory whose clock goes forward, what it did, and months that are counted now and then."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance = world, chance
        self.sent: list[tuple[Envelope, int]] = []  # and the day its sender named
        self.boxes: list[tuple[Person, Box]] = []
        self.open: list[tuple[Envelope, Person, Box, str]] = []  # what nobody has closed yet, and by which code to

    async def begin(self, start: int) -> None:
        self.world.ahead += start - self.world.now()
        self.boxes = [(self.world.nurse, self.world.ward), *[await self.world.open_box() for _ in range(2)]]

    async def one(self) -> None:
        """A handoff, to one or two, and what becomes of it; what lay open for days is closed at last."""
        world, chance = self.world, self.chance
        world.ahead += chance.randrange(1, 16 * 3600)
        to = chance.sample(self.boxes, chance.choice((1, 1, 2)))
        name = chance.choice(FORMS)
        due = world.now() + chance.randrange(-DAY, DAY) if chance.random() < 0.8 else 0
        envelope = await world.send([box for _, box in to], form=form.by_name(name).hash, due=due)
        self.sent.append((envelope, due))
        before = world.ahead
        for person, box in to:
            await self.answer(envelope, person, box, "found" if name == "doctor-search" else "done")
        if chance.random() < 0.2:
            world.ahead += 30
            await world.withdraw(world.gp, envelope)  # refused where everybody has answered
        if self.open and chance.random() < 0.3:
            late, person, box, code = self.open.pop(chance.randrange(len(self.open)))
            await world.decide(person, late, "closed", code, box=box)
        world.ahead = max(before, world.ahead - chance.randrange(0, 3600))
        if chance.random() < 0.2:
            await indicators.sweep(world.context)

    async def close_late(self) -> None:
        """All is counted, then some of what lay open is closed, if nobody withdrew it."""
        last = await self.world.received()
        self.sent.append((last, 0))
        self.world.ahead += DAY
        await indicators.sweep(self.world.context)
        assert (await self.world.decide(self.world.nurse, last, "accepted")).status == 201
        for envelope, person, box, code in self.open[:4]:
            await self.world.decide(person, envelope, "closed", code, box=box)

    async def answer(self, envelope: Envelope, person: Person, box: Box, code: str) -> None:
        """Some of what a ward does, in its order."""
        world, chance = self.world, self.chance
        steps = [chance.choice([("accepted", ""), ("declined", "full"), ("question", "incomplete"), ("closed", code)])]
        if steps[0][0] in ("accepted", "question"):
            steps.append(("closed", code))
        done = await self.receive(envelope, person, box)
        steps = steps[: chance.randrange(len(steps) + 1)] if done else []
        for what, why in steps:
            world.ahead += chance.randrange(0, 20_000)
            assert (await world.decide(person, envelope, what, why, box=box, time=self.early())).status == 201
        if done and (not steps or steps[-1][0] in ("accepted", "question")):
            self.open.append((envelope, person, box, code))

    async def receive(self, envelope: Envelope, person: Person, box: Box) -> bool:
        """Whether it was delivered: it may fail, or nobody look."""
        world, chance = self.world, self.chance
        if chance.random() < 0.2:
            response = chance.choice(("transient-error", "fatal-error"))
            said = {"response": response, "code": "store-busy", "time": self.early()}
            assert (await world.receipt(person, envelope, box=box, **said)).status == 201
            return False
        if chance.random() < 0.2:
            return False
        world.ahead += chance.randrange(0, 20_000)
        assert (await world.receipt(person, envelope, box=box, time=self.early())).status == 201
        assert (await world.receipt(person, envelope, "opened", box=box)).status == 201
        return True

    def early(self) -> str:
        """The hour, perhaps by a clock that is behind."""
        return timestamp(self.world.now() - self.chance.choice((0, 0, 200)))

    async def statements(self) -> list[dict[str, Any]]:
        found = []
        for envelope, due in self.sent:
            answer = await self.world.ask("GET", f"/v1/handoffs/{b64(envelope.header.id)}", self.world.nathalie)
            found.append({**answer.value, "due": timestamp(due) if due else None})
        return found

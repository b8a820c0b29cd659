"""The access journal for whom it concerns; what leaves as FHIR, held to fhir.resources and to the rules of BALP."""

import json
import random
from datetime import timedelta
from typing import Any

import pytest

from navette.core.encoding import b64, reference
from navette.core.indicators import today
from navette.core.parties import Urgency
from navette.envelope.person import Person
from navette.service import journal
from tests.fhir.oracle_r4b import check_types
from tests.soak.canaries import Canaries
from tests.things import Answer
from tests.web.balp import conforms
from tests.web.provoked_holds import hold
from tests.web.provoked_nudges import nudge
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def read(world: World, who: Person, **query: object) -> list[dict[str, Any]]:
    """Every line of it, newest first, in pages of three."""
    await journal.flush(world.context)
    found: list[dict[str, Any]] = []
    more: dict[str, object] = {}
    while True:
        page = await world.ask("GET", "/v1/journal", who, query=list({**query, **more, "limit": 3}.items()))
        assert page.status == 200, page.body
        found += page["items"]
        if page["next"] is None:
            return found
        more = {"after": page["next"]}


def until_now(world: World) -> dict[str, str]:
    """A period that ends today, which is another day than that of UTC for an hour or two of each night."""
    day = today(world.now())
    return {"from": (day - timedelta(7)).isoformat(), "to": day.isoformat()}


async def exported(world: World, who: Person, kind: str, **query: object) -> tuple[list[dict[str, Any]], bytes]:
    """(resources, all bytes of the answers), in pages of two, each followed by the link that it gives."""
    await journal.flush(world.context)
    given = {"type": kind, **until_now(world), "limit": 2, **query}
    found, raw = [], b""
    path: str | None = "/v1/export/fhir?" + "&".join(f"{name}={value}" for name, value in given.items())
    while path is not None:
        where, _, asked = path.partition("?")
        page = await world.ask("GET", where, who, query=asked)
        assert (page.status, page.headers["Content-Type"]) == (200, "application/fhir+json"), page.body
        bundle = json.loads(page.body)
        assert check_types(bundle) == []
        found += [one["resource"] for one in bundle.get("entry", [])]
        raw += page.body
        links = {one["relation"]: one["url"] for one in bundle["link"]}
        path = "/v1" + links["next"].partition("/v1")[2] if "next" in links else None
    return found, raw


async def refused(world: World, who: Person, query: str) -> str:
    answer: Answer = await world.ask("GET", "/v1/journal", who, query=query)
    return answer.code


async def test_each_sees_what_concerns_them_and_nobody_else_does(world: World) -> None:
    envelope, stranger = await world.received(), await world.arrive()
    message, ward = b64(envelope.header.id), b64(world.ward.id)
    for who, path in (
        (world.nurse, f"/v1/envelopes/{message}"),
        (world.doctor, f"/v1/envelopes/{message}"),
        (world.gp, f"/v1/handoffs/{message}"),
        (stranger, f"/v1/handoffs/{message}"),
        (world.nathalie, f"/v1/handoffs/{message}"),
    ):
        await world.ask("GET", path, who)
    await journal.flush(world.context)  # of one second, lines stand in the order in which they were written
    assert (await nudge(world, envelope)).status == 201
    everything = await read(world, world.gp, message=message)
    assert [(one["action"], one["actor"], one["result"]) for one in everything] == [
        ("nudge", b64(world.nathalie.id), ""),
        ("look", b64(world.nathalie.id), ""),
        ("look", b64(stranger.id), "unknown-envelope"),
        ("look", b64(world.gp.id), ""),
        ("collect", b64(world.doctor.id), ""),
        ("collect", b64(world.nurse.id), ""),
    ]
    assert {one["reference"] for one in everything} == {reference(envelope.header.id)}
    assert await read(world, world.nurse, message=message) == everything
    assert await read(world, world.nathalie, message=message) == everything[:2]  # what coordinators did, no more
    of_ward = [one for one in await read(world, world.nurse, mailbox=ward) if one["object"] == message]
    assert of_ward == [everything[0], *everything[4:]]
    mine = [one["action"] for one in await read(world, stranger)]
    assert mine == ["look"]
    assert everything[1] in await read(world, world.nathalie, about="coordinators")
    assert await refused(world, stranger, f"message={message}") == "unknown-envelope"
    assert await refused(world, world.gp, f"mailbox={ward}") == "not-a-member"
    assert await refused(world, world.gp, "about=coordinators") == "coordinator-only"
    assert await refused(world, world.gp, "about=everybody") == "field"
    assert await refused(world, world.gp, f"about=me&mailbox={ward}") == "field"
    assert await refused(world, world.gp, "after=1") == "field"
    assert await refused(world, world.gp, "from=2026-01-01") == "field"
    assert await read(world, stranger, **{"from": "2020-01-01", "to": "2020-02-01"}) == []
    last = await read(world, world.nathalie)
    assert last[0]["action"] == "journal"  # reading it is a line too


async def test_where_handoffs_stand_leaves_as_tasks(world: World) -> None:
    waiting = await world.send(urgency=Urgency.STAT)
    taken = await world.received()
    assert (await world.decide(world.nurse, taken, "accepted")).status == 201
    ended = await world.send()
    assert (await world.withdraw(world.gp, ended)).status == 201
    world.ahead += 2 * 3600
    found, _ = await exported(world, world.nathalie, "Task")
    tasks = {one["groupIdentifier"]["value"]: one for one in found}
    assert len(tasks) == len(found) == len({one["id"] for one in found})
    assert all(len(one["id"]) <= 64 and "for" not in one for one in found)
    stand = [tasks[b64(one.header.id)] for one in (waiting, taken, ended)]
    assert [(one["status"], one["businessStatus"]["coding"][0]["code"], one["priority"]) for one in stand] == [
        ("requested", "late", "stat"),
        ("accepted", "taken", "routine"),
        ("cancelled", "ended", "routine"),
    ]
    assert stand[0]["identifier"][0]["value"] == reference(waiting.header.id)
    assert stand[0]["owner"]["identifier"]["value"] == b64(world.ward.id)
    assert stand[0]["requester"]["type"] == "PractitionerRole"
    assert all(one["authoredOn"] <= one["lastModified"] for one in found)  # FHIR's inv-1
    asked = [("type", "Task"), *until_now(world).items()]
    answer = await world.ask("GET", "/v1/export/fhir", world.gp, query=asked)
    assert answer.code == "coordinator-only"
    answer = await world.ask("GET", "/v1/export/fhir", world.gp, query="type=Patient&from=2026-01-01&to=2026-01-02")
    assert answer.code == "field"


async def test_the_journal_leaves_as_audit_events_of_no_patient(world: World) -> None:
    canaries = Canaries(random.Random(7))
    envelope = await world.received(fiche=json.dumps({"note": canaries.text(), "nir": canaries.digits()}).encode())
    message = b64(envelope.header.id)
    person, box = await world.open_box()
    assert (await nudge(world, envelope)).status == 201
    assert (await hold(world, "handoff", envelope.header.id)).status == 201
    for path, query in (("/v1/unresolved", ""), (f"/v1/handoffs/{message}", ""), ("/v1/invitations", "")):
        assert (await world.ask("GET", path, world.nathalie, query=query)).status == 200
    assert (await world.ask("GET", f"/v1/envelopes/{message}", world.nurse)).status == 200
    assert (await world.ask("GET", "/v1/unresolved", person)).code == "coordinator-only"
    administered, first = await exported(world, world.nathalie, "AuditEvent", about="coordinators")
    of_handoff, second = await exported(world, world.gp, "AuditEvent", message=message)
    own, third = await exported(world, person, "AuditEvent")
    assert len({one["id"] for one in administered}) == len(administered) >= 6
    for event in (*administered, *of_handoff, *own):
        conforms(event)
    assert {"C", "E", "R"} <= {one["action"] for one in administered}
    assert [one["subtype"][1]["code"] for one in of_handoff] == ["collect", "look", "hold", "nudge"]
    assert of_handoff[0]["entity"][0]["what"]["display"] == reference(envelope.header.id)
    assert [one["outcomeDesc"] for one in own] == ["coordinator-only"]
    assert canaries.found(first + second + third) == set()
    assert box.id

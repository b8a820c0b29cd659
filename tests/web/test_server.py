"""Alive, ready, what it is, what it counts."""

import json
import re

import pytest
from prometheus_client.parser import text_string_to_metric_families

from navette import __version__
from navette.core.encoding import b64
from navette.envelope.format import MAX_ENVELOPE
from navette.fhir import form, strict
from navette.ledger.checkpoint import read_vkey
from navette.web.keys import METRICS
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_process_answers(world: World) -> None:
    assert (await world.ask("GET", "/healthz")).value == {"status": "ok"}


async def test_the_database_answers(world: World) -> None:
    assert (await world.ask("GET", "/readyz")).value == {"status": "ready"}


async def test_what_a_client_must_know(world: World) -> None:
    about = (await world.ask("GET", "/v1/server")).value
    assert (about["name"], about["version"], about["production"]) == ("navette", __version__, False)
    assert about["limits"]["envelope"] == MAX_ENVELOPE
    assert about["limits"]["blob"] == world.settings.max_blob_mb << 20
    assert {one["name"] for one in about["forms"]} == set(form.forms())
    for ledger in ("annuaire", "actes"):
        assert read_vkey(about["ledgers"][ledger])[0] == f"navette.example/{ledger}"


async def test_a_form_is_given_by_its_hash(world: World) -> None:
    admission = form.by_name("admission")
    answer = await world.ask("GET", f"/v1/forms/{b64(admission.hash)}")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/fhir+json")
    assert answer.value == json.loads(strict.write(admission.questionnaire))


@pytest.mark.parametrize("path", ["/healthz", "/v1/server", "/v1/ledgers/actes/checkpoint"])
async def test_head_is_get_without_its_body(world: World, path: str) -> None:
    async with world.client.head(path) as response:
        assert response.status == 200
        assert await response.read() == b""


async def test_answers_are_stored_by_nothing_on_the_way(world: World) -> None:
    for answer in (await world.ask("GET", "/v1/server"), await world.ask("GET", "/v1/mailboxes", world.gp)):
        assert answer.headers["Cache-Control"] == "no-store"


def counted(world: World) -> dict[str, float]:
    families = text_string_to_metric_families(world.app[METRICS].text().decode())
    return {sample.name + str(sample.labels or ""): sample.value for family in families for sample in family.samples}


async def test_metrics_say_how_much_never_who(world: World) -> None:
    before = counted(world)
    envelope = await world.received()
    await world.ask("GET", "/v1/mailboxes")
    after = counted(world)
    assert after["navette_deposits_total"] == before["navette_deposits_total"] + 1
    assert after["navette_acts_total"] == before["navette_acts_total"] + 1
    assert after["navette_problems_total{'code': 'request-unsigned'}"] == 1
    assert after["navette_operations"] >= before["navette_operations"] + 2
    assert after["navette_write_seconds_count{'route': 'deposit'}"] >= 1
    text = world.app[METRICS].text().decode()
    assert envelope.header.id.hex() not in text
    assert not re.search(r"monistrol|[A-Za-z0-9_-]{22}=", text)


async def test_a_retry_is_not_counted_twice(world: World) -> None:
    envelope = await world.send()
    before = counted(world)["navette_deposits_total"]
    assert (await world.put(envelope)).status == 200
    assert counted(world)["navette_deposits_total"] == before

"""Forms as pages ask for them."""

import gzip
import json

import aiohttp
import pytest

from navette.core.acknowledgement import DECLINE_CODES
from navette.core.encoding import b64
from navette.fhir import form, strict
from tests.world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_headings_are_those_of_every_form(world: World) -> None:
    found = {one["name"]: one for one in (await world.ask("GET", "/v1/forms"))["forms"]}
    assert found.keys() == form.forms().keys()
    for name, one in found.items():
        known = form.by_name(name)
        assert (one["hash"], one["kind"], one["title"]["fr"]) == (b64(known.hash), known.kind, known.title_fr)
        assert set(one["declines"]) <= set(DECLINE_CODES)


async def test_a_form_comes_taken_apart(world: World) -> None:
    known = form.by_name("admission")
    answer = await world.ask("GET", f"/v1/forms/{b64(known.hash)}/compiled")
    assert answer.body == strict.write(form.compiled(known))
    assert answer["questionnaire"]["url"] == known.url
    assert answer["expressions"]


async def test_it_is_zipped_for_who_takes_it(world: World) -> None:
    path = f"/v1/forms/{b64(form.by_name('admission').hash)}/compiled"
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        url = f"http://{world.host}{path}"
        async with session.get(url, headers={"Accept-Encoding": "gzip"}) as response:
            raw = await response.read()
    assert response.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(raw))["questionnaire"]["resourceType"] == "Questionnaire"


async def test_a_form_of_elsewhere(world: World) -> None:
    assert (await world.ask("GET", f"/v1/forms/{b64(bytes(32))}/compiled")).code == "unknown-form"
    assert (await world.ask("GET", "/v1/forms/admission/compiled")).code == "base64url"

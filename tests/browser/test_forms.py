"""Every form in a page: what a person fills is what the form asks."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from navette.fhir import strict
from navette.fhir.bundle import compose
from navette.fhir.form import forms
from tests.browser.pages import Stage, call, stage
from tests.fhir.contexts import CONTEXTS, context_json, example

pytestmark = pytest.mark.asyncio(loop_scope="module")
NAMES = sorted(forms())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stand() -> AsyncIterator[Stage]:
    async with stage() as made:
        yield made


@pytest.mark.parametrize("name", NAMES)
async def test_what_fills_a_form_comes_out_of_it(stand: Stage, name: str) -> None:
    given = strict.write(example(name)).decode()
    async with stand.open() as page:
        await call(page, "show", name, given)
        assert json.loads(await call(page, "collect")) == json.loads(given)
        made = await call(page, "composed", context_json(CONTEXTS[0]))
        assert made == compose(forms()[name], example(name), CONTEXTS[0]).text

"""Every form in a page: what a person fills is what the form asks."""

import json
from collections.abc import AsyncIterator
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from navette.fhir import strict
from navette.fhir.bundle import compose
from navette.fhir.form import forms
from tests.browser import keyboard
from tests.browser.pages import Stage, axe, call, stage
from tests.fhir.contexts import CONTEXTS, context_json, example

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.soak]
NAMES = sorted(forms())
# Filled key by key in every run; the others by ./dev soak.
FEW = ("admission", "discharge", "doctor-search")
MOST = [name if name in FEW else pytest.param(name, marks=pytest.mark.soak) for name in NAMES]
SCHEMES: list[tuple[Literal["light", "dark"], int]] = [("light", 320), ("dark", 320), ("light", 1280), ("dark", 1280)]
LONG = "Wolfeschlegelsteinhausenbergerdorff-" * 8
ARABIC = "محمد بن عبد الله"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stand() -> AsyncIterator[Stage]:
    async with stage() as made:
        yield made


async def collected(page: Page) -> Any:
    return json.loads(await call(page, "collect"))


@pytest.mark.parametrize("name", NAMES)
async def test_what_fills_a_form_comes_out_of_it(stand: Stage, name: str) -> None:
    given = strict.write(example(name)).decode()
    async with stand.open() as page:
        await call(page, "show", name, given)
        assert await collected(page) == json.loads(given)
        made = await call(page, "composed", context_json(CONTEXTS[0]))
        assert made == compose(forms()[name], example(name), CONTEXTS[0]).text


@pytest.mark.parametrize("name", MOST)
async def test_a_form_is_filled_without_a_mouse(stand: Stage, name: str) -> None:
    async with stand.open() as page:
        await call(page, "show", name)
        await call(page, "openAll")
        await keyboard.fill(page, forms()[name], example(name))
        assert spelled(await collected(page)) == spelled(example(name))
        made = await call(page, "composed", context_json(CONTEXTS[0]))
        assert made == compose(forms()[name], example(name), CONTEXTS[0]).text


@pytest.mark.parametrize("name", MOST)
async def test_nothing_keeps_people_out(stand: Stage, name: str) -> None:
    """Blank with every fault, narrow or wide, in either colour: axe finds nothing, nothing goes over the edge."""
    async with stand.open() as page:
        await call(page, "show", name, json.dumps({"patient.ins": "1"}))
        await call(page, "openAll")
        await call(page, "blame", context_json(CONTEXTS[0]))
        scheme, width = SCHEMES[NAMES.index(name) % len(SCHEMES)]  # each form one of the four: a minute less
        await page.emulate_media(color_scheme=scheme)
        await page.set_viewport_size({"width": width, "height": 800})
        assert await axe(page) == [], (scheme, width)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (scheme, width)


async def test_what_is_missing_is_said_at_its_question_and_nothing_is_cleared(stand: Stage) -> None:
    async with stand.open() as page:
        await call(page, "show", "discharge", json.dumps({"patient.family": "FAURE-TEST", "vitals.weight": "4x"}))
        told = await call(page, "blame", context_json(CONTEXTS[0]))
        assert all(one["found"] for one in told)
        weight = page.get_by_label("Poids (kg)")
        await expect(weight).to_have_attribute("aria-invalid", "true")
        await expect(weight).to_have_accessible_description("Écrivez le poids en chiffres, par exemple 47,5.")
        assert (await collected(page))["vitals.weight"] == "4x"


async def test_a_condition_hides_without_losing(stand: Stage) -> None:
    async with stand.open() as page:
        await call(page, "show", "discharge")
        detail = page.get_by_label("Lesquels")
        await expect(detail).to_be_hidden()
        group = page.get_by_role("radiogroup", name="Événements indésirables")
        await group.get_by_label("Oui").check()
        await detail.fill("Chute dans la chambre")
        await group.get_by_label("Non").check()
        await expect(detail).to_be_hidden()
        assert "adverse-events.what" not in await collected(page)
        assert json.loads(await call(page, "everything"))["adverse-events.what"] == "Chute dans la chambre"
        await group.get_by_label("Oui").check()
        await expect(detail).to_have_value("Chute dans la chambre")


async def test_rows_come_and_go_with_the_focus(stand: Stage) -> None:
    async with stand.open() as page:
        await call(page, "show", "admission")
        first = page.get_by_label("Médicament ou soin").first
        await first.fill("Bisoprolol 2,5 mg")
        await first.press("Enter")
        await page.keyboard.insert_text("Zopiclone 3,75 mg")
        rows = page.get_by_role("group", name="Traitement, ligne")
        await expect(rows).to_have_count(2)
        await page.get_by_role("button", name="Retirer : Traitement, ligne 1").press("Enter")
        await expect(rows).to_have_count(1)
        await expect(page.get_by_label("Médicament ou soin")).to_be_focused()
        assert (await collected(page))["current-treatment"] == [{"current-treatment.medication": "Zopiclone 3,75 mg"}]


async def test_pasted_lines_are_rows(stand: Stage) -> None:
    async with stand.open() as page:
        await call(page, "show", "admission")
        await page.get_by_label("Médicament ou soin").focus()
        await call(page, "paste", "- Bisoprolol 2,5 mg\n- Zopiclone 3,75 mg\n\n")
        treatments = (await collected(page))["current-treatment"]
        assert [one["current-treatment.medication"] for one in treatments] == ["Bisoprolol 2,5 mg", "Zopiclone 3,75 mg"]


async def test_formulas_are_one_stop_and_insert_at_the_cursor(stand: Stage) -> None:
    async with stand.open() as page:
        await call(page, "show", "admission", "{}", {"referral.reason": ["Perte de poids"]})
        reason = page.get_by_role("textbox", name="Motif")
        await reason.fill("Malaises")
        for key in ("Tab", "ArrowRight", "Enter"):
            await page.keyboard.press(key)
        await expect(reason).to_be_focused()
        await expect(reason).to_have_value("Malaises, Chutes répétées")


@pytest.mark.parametrize("text", [LONG, ARABIC, "Zoë Ñ. Œuvrard-Ǆ 👩‍⚕️"])
async def test_names_of_all_kinds(stand: Stage, text: str) -> None:
    async with stand.open(viewport={"width": 320, "height": 700}) as page:
        await call(page, "show", "admission", json.dumps({"patient.family": text}))
        assert (await collected(page))["patient.family"] == text
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_options_that_say_the_same_appear_once(stand: Stage) -> None:
    old = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0445|VALI"
    async with stand.open() as page:
        await call(page, "show", "admission", json.dumps({"patient.status": old}))
        status = page.get_by_role("radiogroup", name="Statut de l'identité")
        await expect(status.get_by_role("radio")).to_have_count(4)
        await expect(status.get_by_label("Identité validée")).to_be_checked()
        assert (await collected(page))["patient.status"] == old


async def test_larger_text_stays_within_the_page(stand: Stage) -> None:
    async with stand.open(viewport={"width": 640, "height": 700}) as page:
        await call(page, "show", "discharge", strict.write(example("discharge")).decode())
        await call(page, "enlarge")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def spelled(value: Any) -> Any:
    """Numbers as texts: that is how they are typed."""
    if isinstance(value, dict):
        return {key: spelled(one) for key, one in value.items()}
    if isinstance(value, list):
        return [spelled(one) for one in value]
    return value if isinstance(value, bool) else str(value)

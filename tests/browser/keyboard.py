"""A form filled by keyboard: what stands in an example is typed as people type it."""

from collections.abc import Mapping
from typing import Any

from playwright.async_api import Page

from navette.fhir.form import Form
from navette.fhir.questionnaire import Item, walk
from tests.browser.pages import call

FEW = 5  # options beside each other; more of them are a list


async def fill(page: Page, form: Form, answers: Mapping[str, Any]) -> None:
    """Every answer, in the order of the form: what one answer makes appear is there for the next."""
    for item in walk(form.items):
        if item.link_id not in answers:
            continue
        value = answers[item.link_id]
        if item.rows:
            await _fill_rows(page, item, value)
        elif item.repeats and item.type != "choice":
            for at, one in enumerate(value):
                await call(page, "focusLine", item.link_id, at)
                await _type(page, item, one)
        else:
            await call(page, "focusOn", item.link_id)
            await _type(page, item, value)


async def _fill_rows(page: Page, group: Item, rows: list[Mapping[str, Any]]) -> None:
    for at, row in enumerate(rows):
        for item in group.items:
            if item.link_id in row:
                await call(page, "focusOn", item.link_id, group.link_id, at)
                await _type(page, item, row[item.link_id])


async def _type(page: Page, item: Item, value: Any) -> None:
    if item.type == "boolean":
        await _choose(page, 0 if value else 1)
    elif item.type == "choice" and item.repeats:
        await _tick(page, item, value)
    elif item.type == "choice":
        shown = _shown(item)
        place = shown.index(_display(item, value))
        await (_choose(page, place) if len(shown) <= FEW else _press(page, "ArrowDown", place + 1))
    elif item.type == "open-choice":
        await page.keyboard.insert_text(_display(item, value))
        await page.keyboard.press("Escape")
    else:
        await page.keyboard.insert_text(_typed(item, str(value)))
        await page.keyboard.press("Escape")  # no list stays open over what comes next


async def _choose(page: Page, place: int) -> None:
    """The focus is on the first of some radio buttons, or on a box to tick."""
    await page.keyboard.press("Space")
    await _press(page, "ArrowDown", place)


async def _tick(page: Page, item: Item, values: list[str]) -> None:
    for one in item.options:
        if one.code in values:
            await page.keyboard.press("Space")
        await page.keyboard.press("Tab")


async def _press(page: Page, key: str, times: int) -> None:
    for _ in range(times):
        await page.keyboard.press(key)


def _typed(item: Item, value: str) -> str:
    if item.type not in ("date", "dateTime"):
        return value
    day = "/".join(reversed(value[:10].split("-")))
    return f"{day} {value[11:13]}h{value[14:16]}" if "T" in value else day


def _display(item: Item, value: str) -> str:
    return next((one.display for one in item.options if one.code == value), value)


def _shown(item: Item) -> list[str]:
    """Each text once."""
    return list(dict.fromkeys(one.display for one in item.options))

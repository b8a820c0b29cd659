"""Coordination: what waits, where, since when; never a patient."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.desks import DAY, LONG, ago, calls, desk, faults
from tests.browser.house import House
from tests.browser.territory import HOUR, ref

pytestmark = pytest.mark.asyncio(loop_scope="session")


def waiting(number: int, ward: str = "Gériatrie", **changed: Any) -> dict[str, Any]:
    """A handoff nobody has closed; `due_in`: seconds from now."""
    due = ago(-changed.pop("due_in", DAY))
    return {
        "message": f"m{number}", "reference": ref(number), "senderMailbox": "box-gp",
        "senderName": "Cabinet de Monistrol", "mailbox": f"box-{ward}", "mailboxName": ward,
        "form": "admission", "urgency": 0, "received": ago(HOUR),
        "dueBy": due, "overdue": due < ago(0), "status": "requested", "owner": None, "ownerName": "",
        "changed": ago(HOUR), **changed,
    }  # fmt: skip


def board() -> dict[str, Any]:
    late = waiting(1, received=ago(4 * DAY), due_in=-2 * DAY, status="accepted", owner="x", ownerName="Mme Leroy")
    soon = waiting(2, received=ago(2 * DAY), due_in=HOUR, urgency=3, form="referral")
    other = waiting(3, LONG, senderName="=HYPERLINK(1)", status="on-hold")
    return {"unresolved": [late, soon, other, waiting(4, "")]}


ROWS = """(name) => [...document.querySelectorAll(`[data-part=${name}] tr`)]
  .map((row) => [...row.cells].map((one) => one.innerText))"""


async def rows(page: Page, name: str) -> list[list[str]]:
    found: list[list[str]] = await page.evaluate(ROWS, name)
    return found


async def test_by_partner_and_age(browser: House) -> None:
    async with desk(browser, "/coordination", board()) as page:
        assert await rows(page, "partners") == [
            ["Gériatrie", "–", "–", "1", "1", "2", "1"],
            ["une messagerie dont personne ne se porte garant", "1", "–", "–", "–", "1", "–"],
            [LONG, "1", "–", "–", "–", "1", "–"],
        ]
        assert [count for _, count in await rows(page, "forms")] == ["3", "1"]


async def test_each_line_says_who_has_it(browser: House) -> None:
    async with desk(browser, "/coordination", board()) as page:
        [first, second, *_] = await rows(page, "lines")
        assert first[:3] == [ref(1), "Retard 2 j 00 h", "Gériatrie"]
        assert first[6:8] == ["Prise en charge", "Mme Leroy"]
        assert second[7] == "personne encore"


async def test_what_is_late_by_the_keyboard(browser: House) -> None:
    async with desk(browser, "/coordination", board()) as page:
        await page.get_by_label("Afficher").focus()
        await page.keyboard.press("ArrowDown")
        assert [row[0] for row in await rows(page, "lines")] == [ref(1)]
        await page.get_by_text("Fiches sans réponse : 1", exact=True).wait_for()
        await page.keyboard.press("ArrowDown")
        assert [row[0] for row in await rows(page, "lines")] == [ref(1), ref(2)]


async def test_the_file_calculates_nothing(browser: House) -> None:
    async with desk(browser, "/coordination", board(), accept_downloads=True) as page:
        async with page.expect_download() as downloading:
            await page.get_by_role("button", name="Enregistrer en fichier").press("Enter")
        raw = Path(await (await downloading.value).path()).read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        lines = raw.decode("utf-8-sig").split("\r\n")
        assert lines[0].startswith('"Référence";"Échéance";"Pour"')
        assert len(lines) == 6
        assert '"\'=HYPERLINK(1)"' in lines[3]
        assert all(cell.startswith('"') for line in lines[:-1] for cell in line.split(";"))


async def test_it_is_looked_at_again(browser: House) -> None:
    async with desk(browser, "/coordination", board()) as page:
        await page.evaluate("window.desk.unresolved = []")
        await page.get_by_role("button", name="Actualiser").press("Enter")
        await page.get_by_text("Rien n'attend ici").wait_for()
        assert await calls(page, "unresolved") == [None, None]
        assert await faults(page) == []


async def test_a_failure_is_said_and_what_was_there_stays(browser: House) -> None:
    async with desk(browser, "/coordination", board()) as page:
        await page.evaluate("window.desk.failure = 'server-unreachable'")
        await page.get_by_role("button", name="Actualiser").press("Enter")
        await page.get_by_role("alert").wait_for()
        assert len(await rows(page, "lines")) == 4


async def test_everybody_can_use_it(browser: House) -> None:
    async with desk(browser, "/coordination", board()) as page:
        assert await faults(page) == []
        await page.emulate_media(media="print")
        assert await page.get_by_role("button").count() == 0

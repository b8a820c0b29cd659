"""Coordination: what waits, where, since when; reminded of, and verified; never a patient."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.desks import DAY, LONG, ago, calls, desk, faults
from tests.browser.house import House
from tests.browser.territory import HOUR, ref

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]


def waiting(number: int, ward: str = "Gériatrie", **changed: Any) -> dict[str, Any]:
    """A handoff nobody has closed; `due_in`: seconds from now."""
    due = ago(-changed.pop("due_in", DAY))
    return {
        "message": f"m{number}", "reference": ref(number), "senderMailbox": "box-gp",
        "senderName": "Cabinet de Monistrol", "mailbox": f"box-{ward}", "mailboxName": ward,
        "form": "admission", "urgency": 0, "received": ago(HOUR),
        "dueBy": due, "overdue": due < ago(0), "status": "requested", "owner": None, "ownerName": "",
        "changed": ago(HOUR), "nudged": None, "nudges": 0, **changed,
    }  # fmt: skip


def board() -> dict[str, Any]:
    late = waiting(1, received=ago(4 * DAY), due_in=-2 * DAY, status="received")
    soon = waiting(2, received=ago(2 * DAY), due_in=HOUR, urgency=3, form="referral")
    other = waiting(
        3, LONG, senderName="=HYPERLINK(1)", status="on-hold", nudged=ago(HOUR), nudges=2, nudgedByName="Nathalie Blanc"
    )
    taken = waiting(5, due_in=-HOUR, status="accepted", owner="x", ownerName="Mme Leroy")
    return {"unresolved": [late, soon, other, waiting(4, ""), taken], "verified": verified()}


def verified(**changed: Any) -> dict[str, Any]:
    def act(index: int, name: str, by: str = "Mme Leroy") -> dict[str, Any]:
        return {"index": index, "act": name, "mailbox": "box-Gériatrie", "by": "x", "byName": by, "time": ago(HOUR),
                "code": ""}  # fmt: skip

    acts = [act(41, "deposit", ""), act(42, "delivered"), act(43, "opened"), act(57, "accepted")]
    standing = {"status": {"box-Gériatrie": "accepted"}, "owner": {"box-Gériatrie": "x"}}
    return {"acts": acts, "faults": [], "lines": 60, **standing, **changed}


ROWS = """(name) => [...document.querySelectorAll(`[data-part=${name}] tr`)]
  .map((row) => [...row.cells].map((one) => one.innerText))"""


ASKED = """(times) => new Promise((done) => {
  const look = () => {
    const asked = window.desk.calls.filter(([name]) => name === "unresolved").length;
    if (asked >= times) done();
    else requestAnimationFrame(look);
  };
  look();
})"""


async def rows(page: Page, name: str) -> list[list[str]]:
    found: list[list[str]] = await page.evaluate(ROWS, name)
    return found


async def shown(page: Page) -> list[str]:
    return await page.locator(".waits .reference").all_text_contents()


def line(page: Page, number: int) -> Any:
    return page.locator(".waits", has_text=ref(number))


async def test_by_partner_and_age_then_one_by_one(browser: House) -> None:
    async with desk(browser, "/coordination", board()) as page:
        assert await rows(page, "partners") == [
            ["Gériatrie", "1", "–", "1", "1", "3", "1"],
            ["une boîte aux lettres dont personne ne se porte garant", "1", "–", "–", "–", "1", "–"],
            [LONG, "1", "–", "–", "–", "1", "–"],
        ]
        await page.get_by_text("Fiches non closes : 5. En retard : 1.", exact=True).wait_for()
        assert await shown(page) == [ref(number) for number in (1, 5, 2, 3, 4)]
        assert "Retard 2 j 00 h" in await line(page, 1).text_content()
        taken = await line(page, 5).text_content()
        assert "Prise en charge par Mme Leroy" in taken
        await expect(line(page, 5).locator("[data-part=clock]")).to_be_hidden()  # somebody has it in hand
        assert await line(page, 5).get_by_role("button", name="Relancer").count() == 0
        assert "Relancée 2 fois, la dernière le" in await line(page, 3).text_content()
        assert "par Nathalie Blanc." in await line(page, 3).text_content()
        await page.get_by_role("button", name=LONG).press("Enter")
        assert await shown(page) == [ref(3)]
        await expect(page.locator(":focus")).to_have_text("Une par une")
        await page.get_by_role("button", name="Tout afficher").press("Enter")
        assert len(await shown(page)) == 5


async def test_filters_and_order_by_the_keyboard(browser: House) -> None:
    async with desk(browser, "/coordination", board()) as page:
        await page.get_by_label("Afficher", exact=True).focus()
        await page.keyboard.press("ArrowDown")
        await expect(page.locator(".waits .reference")).to_have_text([ref(1)])
        await page.keyboard.press("ArrowDown")
        await expect(page.locator(".waits .reference")).to_have_text([ref(1), ref(2)])
        await page.get_by_label("Afficher", exact=True).select_option("Plus de 3 jours")
        assert await shown(page) == [ref(1)]
        await page.get_by_label("Pour", exact=True).select_option(LONG)
        await page.get_by_text("Aucune fiche ne correspond.").wait_for()
        await page.get_by_role("button", name="Tout afficher").press("Enter")
        await expect(page.locator("#board-form option").first).to_have_text("Tous")  # modèles
        await page.locator("#board-form").select_option(index=1)
        assert 1 <= len(await shown(page)) < 5
        await page.locator("#board-form").select_option("")
        await page.get_by_label("Ordre").select_option("Par expéditeur")
        assert (await shown(page))[0] == ref(3)


async def test_a_ward_is_reminded_and_the_limit_is_said_before(browser: House) -> None:
    async with desk(browser, "/coordination", board()) as page:
        await page.get_by_text("Une fois toutes les 4 h par fiche et par boîte aux lettres").wait_for()
        await line(page, 2).get_by_role("button", name="Relancer").press("Enter")
        await expect(page.locator("#live")).to_contain_text("Relance faite : tous les écrans ouverts de Gériatrie")
        await expect(line(page, 2)).to_contain_text("Relancée le")
        await expect(line(page, 2)).to_contain_text("De nouveau possible le")
        again = line(page, 2).get_by_role("button", name="Relancer")
        assert await again.get_attribute("aria-disabled") == "true"
        await again.press("Enter")
        await expect(page.locator("#live")).to_contain_text("De nouveau possible le")
        assert [one["message"] for one in await calls(page, "nudge")] == ["m2"]


async def test_several_are_reminded_and_each_says_what_became_of_it(browser: House) -> None:
    items = [waiting(number, f"Service {number}") for number in range(1, 5)]
    async with desk(browser, "/coordination", {"unresolved": items}) as page:
        await page.evaluate("window.desk.unresolved[1].status = 'accepted'")  # answered meanwhile
        await page.evaluate("window.desk.unresolved[2].nudged = Date.now() / 1000 - 60")  # by another coordinator
        await page.get_by_label("Cocher toutes").check()
        button = page.get_by_role("button", name="Relancer les fiches cochées (4)")
        await button.press("Enter")
        said = "Relances faites : 2. Ont répondu entre-temps : 1. Relancées il y a moins de 4 h : 1."
        await expect(page.locator("[data-part=outcome]")).to_have_text(said)
        await expect(page.locator("#live")).to_have_text(said)
        await expect(line(page, 2)).to_contain_text("Service 2 a répondu entre-temps : il n'y a plus personne")
        await expect(line(page, 3)).to_contain_text("Service 3 a déjà été relancé il y a moins de 4 h")
        await expect(line(page, 2)).to_contain_text("Prise en charge")  # read again


async def test_a_reminder_nobody_answered_is_the_same_when_made_again(browser: House) -> None:
    async with desk(browser, "/coordination", board()) as page:
        await page.evaluate("window.desk.failure = 'server-unreachable'")
        await line(page, 2).get_by_role("button", name="Relancer").press("Enter")
        await expect(line(page, 2).locator(".late.said-here")).to_be_visible()
        await page.evaluate("window.desk.failure = null")
        await line(page, 2).get_by_role("button", name="Relancer").press("Enter")
        await expect(line(page, 2)).to_contain_text("Relance faite")
        [one, other] = await calls(page, "nudge")
        assert one["again"] == other["again"]


async def test_a_line_is_verified_in_plain_words(browser: House) -> None:
    async with desk(browser, "/coordination", board()) as page:
        await line(page, 1).get_by_role("button", name="Vérifier").press("Enter")
        told = line(page, 1).locator("[data-part=told]")
        await expect(told).to_contain_text("Vérifié : 4 étapes, chacune signée par la personne nommée, toutes")
        await expect(told).to_contain_text("Mme Leroy, de Gériatrie, l'a prise en charge le")
        await expect(told.locator("tbody tr")).to_have_count(4)
        await expect(page.locator("#live")).to_contain_text("Vérifié : 4 étapes")
        given = verified(faults=[{"code": "status-unsigned", "subject": "", "detail": {}}] * 2)
        await page.evaluate("(given) => { window.desk.verified = given; }", given)
        await line(page, 1).get_by_role("button", name="Vérifier").press("Enter")
        await expect(told).to_contain_text("Ce que le serveur dit de cette fiche ne tient pas.")
        await expect(told.locator(".notice.late")).to_have_count(2)
        assert await faults(page) == []
        await page.evaluate("window.desk.failure = 'ledger-rewritten'")
        await line(page, 1).get_by_role("button", name="Vérifier").press("Enter")
        await expect(told.locator(".notice.late")).to_have_count(1)


async def test_the_file_calculates_nothing(browser: House) -> None:
    async with desk(browser, "/coordination", board(), accept_downloads=True) as page:
        async with page.expect_download() as downloading:
            await page.get_by_role("button", name="Enregistrer en fichier").press("Enter")
        raw = Path(await (await downloading.value).path()).read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        lines = raw.decode("utf-8-sig").split("\r\n")
        assert lines[0].startswith('"Référence";"Pour";"De"')
        assert len(lines) == 7
        assert ';"48,0";' in lines[1]
        assert re.search(r';"\d\d/\d\d/\d{4} \d\d:\d\d";"\d\d/\d\d/\d{4} \d\d:\d\d";"48,0";', lines[1])
        assert '"\'=HYPERLINK(1)"' in lines[4]
        assert all(cell.startswith('"') for line in lines[:-1] for cell in line.split(";"))


async def test_it_is_looked_at_again_and_a_failure_leaves_what_was_there(browser: House) -> None:
    async with desk(browser, "/coordination", board()) as page:
        await page.evaluate("window.desk.failure = 'server-unreachable'")
        await page.get_by_role("button", name="Actualiser").press("Enter")
        await page.get_by_role("alert").wait_for()
        assert len(await shown(page)) == 5
        await page.evaluate("window.said = document.querySelector('[role=alert]')")
        await page.get_by_role("button", name=LONG).focus()
        asked = len(await calls(page, "unresolved"))
        await page.evaluate("window.peer.boxes[0].tell('', 'accepted')")
        await page.evaluate(ASKED, asked + 1)
        assert await page.evaluate("window.said.isConnected")  # it is not said again
        await expect(page.locator(":focus")).to_have_text(LONG)
        await page.evaluate("window.desk.failure = null; window.desk.unresolved = []")
        await page.evaluate("window.peer.boxes[0].tell('', 'accepted')")  # something happens: nobody asks for it
        await page.get_by_text("Rien n'attend ici").wait_for()
        assert await page.get_by_role("alert").count() == 0
        await page.get_by_text("Rien en retard, rien en attente.", exact=True).wait_for()


async def test_five_hundred_lines(browser: House) -> None:
    items = [waiting(number, f"Service {number % 40}", due_in=(number - 250) * HOUR + 600) for number in range(500)]
    async with desk(browser, "/coordination", {"unresolved": items}) as page:
        assert len(await shown(page)) == 500
        await page.evaluate("window.kept = document.querySelector('.waits')")
        await page.get_by_label("Afficher", exact=True).select_option("late")
        assert len(await shown(page)) == 250
        assert await page.evaluate("window.kept.isConnected")
        await page.emulate_media(media="print")
        assert await page.get_by_role("button", name="Relancer").count() == 0

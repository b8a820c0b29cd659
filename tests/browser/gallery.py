"""Every screen, in each of the states that matter: looked at by test_pages_all.py, and photographed for the guides."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, expect

from tests.browser import cast
from tests.browser.desks import DESK
from tests.browser.house import House, unlock
from tests.browser.territory import INVITATION, Given, ref

WRITING: Final = (Path(__file__).parent / "peer" / "writing.js").read_text()
WAIT: Final = 30_000  # ms: machines that are busy
Act = Callable[[Page], Awaitable[object]]


async def _nothing(page: Page) -> None:
    """As it opens."""


@dataclass(frozen=True)
class Moment:
    """A screen in a state: who is there, where they are, what they did; `seen`: what shows that it is there."""

    name: str
    path: str
    given: Callable[[], Given]
    seen: str = "main h1"
    act: Act = _nothing
    locked: bool = False
    brief: bool = False  # the first key ends it


@asynccontextmanager
async def shown(house: House, moment: Moment, lang: str = "fr", **options: Any) -> AsyncIterator[Page]:
    """The page at that moment; no error may reach its console."""
    path = moment.path if moment.locked else "/"
    async with house.enter(moment.given(), f"{path}{_asked(path, lang)}", lang=lang, locked=True, **options) as page:
        if not moment.locked:
            await unlock(page)
            coordinator = await page.evaluate("window.app.account.coordinator")
            await page.evaluate(DESK)
            await page.evaluate("(one) => { window.app.account.coordinator = one; window.app.mark(); }", coordinator)
            await page.evaluate(WRITING)
            await page.evaluate("(path) => window.app.go(path)", moment.path)
        await moment.act(page)
        await expect(page.locator(moment.seen).first).to_be_visible(timeout=WAIT)
        yield page


def _asked(path: str, lang: str) -> str:
    return "" if lang == "fr" or "#" in path else f"?lang={lang}"


def _press(*parts: str) -> Act:
    """Buttons one after the other, by their part of the screen."""

    async def act(page: Page) -> None:
        for part in parts:
            await page.locator(f"[data-part={part}]").filter(visible=True).first.click(timeout=WAIT)

    return act


def _answer(number: int) -> Act:
    """One of the answers to a fiche, in the order in which they are proposed."""

    async def act(page: Page) -> None:
        await page.locator("[data-part=actions] button").nth(number).click(timeout=WAIT)

    return act


async def _symbols(page: Page) -> None:
    await _press("with-device", "printed")(page)


async def _wrong_code(page: Page) -> None:
    await page.locator("[data-part=form] [data-part=code]").fill("0000")
    await page.keyboard.press("Enter")


async def _offline(page: Page) -> None:
    await page.evaluate("for (const one of app.mailboxes) one.online = false; app.refreshBanner()")


async def _waiting(page: Page) -> None:
    job = {
        "job": "j",
        "reference": "NV-7K3F-22Q",
        "message": "m",
        "created": 0,
        "problem": None,
        "parked": False,
        "to": [],
    }
    await page.evaluate("(job) => { for (const one of app.mailboxes) one.jobs = [job]; }", job)
    await _offline(page)


async def _untrusted(page: Page) -> None:
    await page.evaluate("app.mailboxes[0].doubt = { code: 'ledger-rewritten', data: {} }; app.refreshBanner()")


async def _refused(page: Page) -> None:
    await page.evaluate("window.peer.failure = { code: 'server-unreachable', data: {} }")
    await page.locator("[data-part=actions] button").first.click(timeout=WAIT)


async def _idle(page: Page) -> None:
    await page.evaluate("document.querySelector('dialog[data-part=idle]').showModal()")
    await page.evaluate("document.querySelector('[data-part=countdown]').textContent = '30'")


async def _more(page: Page) -> None:
    await page.locator("[data-part=more] summary").click()


async def _search(page: Page) -> None:
    await page.locator("[data-part=search]").fill("rien de tel")


async def _written(page: Page) -> None:
    """A fiche for a patient of a recent one, block by block, up to its last question."""
    await expect(page.locator("[role=combobox]:focus")).to_be_visible(timeout=WAIT)
    await _type(page, "faure", "Enter", "geri", "Enter")
    await expect(page.locator(".reuse button").first).to_be_visible(timeout=WAIT)
    await _type(page, "F8")
    for _ in range(5):
        await expect(page.locator(".reuse button:focus")).to_be_visible(timeout=WAIT)
        await _type(page, "Enter")
    await _type(page, "Chutes répétées depuis l'été, sans perte de connaissance.", "F8", "Vit seule au deuxième étage.")


async def _type(page: Page, *keys: str) -> None:
    for key in keys:
        named = key in ("Enter", "F8")
        await (page.keyboard.press(key) if named else page.keyboard.insert_text(key))


async def _missing(page: Page) -> None:
    await expect(page.locator("[role=combobox]:focus")).to_be_visible(timeout=WAIT)
    await page.keyboard.press("Control+Enter")


async def _review(page: Page) -> None:
    await _written(page)
    await page.keyboard.press("Control+Enter")


async def _sent(page: Page) -> None:
    await _review(page)
    await expect(page.get_by_role("dialog")).to_be_visible(timeout=WAIT)
    await page.keyboard.press("Enter")


async def _sheet(page: Page) -> None:
    await _press("renew")(page)


async def _invited(page: Page) -> None:
    await page.locator("#invite-name").fill("Mme Inès Fabre")
    await page.locator("#invite-profession").fill("infirmière")
    await page.keyboard.press("Enter")


async def _order(page: Page) -> None:
    await page.locator(".hygiene summary").click(timeout=WAIT)


async def _consulted(page: Page) -> None:
    await page.locator("[data-part=consulted] summary").click(timeout=WAIT)


async def _line(page: Page) -> None:
    await page.locator(".waits button").last.click(timeout=WAIT)


JOIN: Final = f"/rejoindre#{INVITATION}"
MOMENTS: Final = (
    Moment("deverrouiller", "/", cast.ward, "[data-part=device]", locked=True),
    Moment("deverrouiller-refus", "/", cast.ward, "[data-part=failure] .notice", _wrong_code, locked=True),
    Moment("rejoindre", "/rejoindre", cast.ward, "[data-part=pasted]", locked=True),
    Moment("rejoindre-qui", JOIN, cast.ward, "[data-part=with-device]", locked=True),
    Moment("rejoindre-feuille", JOIN, cast.ward, "[data-part=sheet] code", _press("with-device"), locked=True),
    Moment("rejoindre-symboles", JOIN, cast.ward, "[data-part=asked] input", _symbols, locked=True),
    Moment("a-faire", "/", cast.ward, ".line"),
    Moment("a-faire-medecin", "/", cast.practice, ".line"),
    Moment("a-faire-vide", "/", cast.nothing, "[data-part=todo-none]"),
    Moment("a-faire-introuvable", "/", cast.ward, "[data-part=found]", _search),
    Moment("a-faire-plus", "/", cast.ward, "[data-part=more] ul", _more),
    Moment("closes", "/closes", cast.closed, "[data-part=leaving] .line"),
    Moment("closes-exportees", "/closes", cast.closed, "[data-part=exported] .notice", _press("all")),
    Moment("closes-vide", "/closes", cast.nothing, "[data-part=latest-none]"),
    Moment("hors-ligne", "/", cast.ward, "[data-part=banner] *", _offline),
    Moment("hors-ligne-attend", "/", cast.practice, "[data-part=banner] *", _waiting),
    Moment("registre-altere", "/", cast.ward, "[data-part=banner] *", _untrusted),
    Moment("inactif", "/", cast.ward, "dialog[open]", _idle, brief=True),
    Moment("fiche", f"/fiche/{ref(1)}", cast.ward, "[data-part=entered]"),
    Moment("fiche-prise", f"/fiche/{ref(4)}", cast.ward, "[data-part=entered]"),
    Moment("fiche-echanges", f"/fiche/{ref(12)}", cast.practice, "[data-part=letters] li"),
    Moment("fiche-envoyee", f"/fiche/{ref(15)}", cast.practice, "[data-part=proof] tr"),
    Moment("fiche-refuser", f"/fiche/{ref(1)}", cast.ward, "form.answer", _answer(2)),
    Moment("fiche-question", f"/fiche/{ref(1)}", cast.ward, "form.answer", _answer(1)),
    Moment("fiche-transmettre", f"/fiche/{ref(1)}", cast.ward, "form.answer", _answer(3)),
    Moment("fiche-echec", f"/fiche/{ref(1)}", cast.ward, "[data-part=failure] .notice", _refused),
    Moment("fiche-inconnue", "/fiche/NV-0000-000", cast.ward),
    Moment("nouvelle", "/nouvelle", cast.practice, "[role=combobox]"),
    Moment("nouvelle-remplie", "/nouvelle", cast.practice, "[data-part=questions] textarea", _written),
    Moment("nouvelle-manque", "/nouvelle", cast.practice, "[aria-invalid=true]", _missing),
    Moment("nouvelle-relire", "/nouvelle", cast.practice, "dialog[open]", _review),
    Moment("nouvelle-envoyee", "/nouvelle", cast.practice, "[data-part=done]", _sent),
    Moment("annuaire", "/annuaire", cast.practice, ".entry"),
    Moment("coordination", "/coordination", cast.coordinator, ".waits"),
    Moment("coordination-verifiee", "/coordination", cast.coordinator, "[data-part=told] td", _line),
    Moment("coordination-fiche", f"/coordination/{ref(2)}", cast.coordinator, "[data-part=story] li"),
    Moment("coordination-fiche-inconnue", "/coordination/NV-0000-000", cast.coordinator, "[data-part=failure] .notice"),
    Moment("partenaire", "/partenaires/box-cardio", cast.coordinator, "[data-part=volumes] tr"),
    Moment("annuaire-ordre", "/annuaire", cast.coordinator, ".hygiene-line", _order),
    Moment("bilan", "/bilan", cast.coordinator, "figure"),
    Moment("rapport", "/rapport", cast.coordinator, ".year-key"),
    Moment("journal", "/journal", cast.coordinator, "[data-part=lines] tr"),
    Moment("fiche-consultee", f"/fiche/{ref(4)}", cast.ward, "[data-part=lookers] tr", _consulted),
    Moment("invitations", "/invitations", cast.coordinator, "[data-part=lines] tr"),
    Moment("invitations-feuille", "/invitations", cast.coordinator, "[data-part=sheet-link]", _invited),
    Moment("compte", "/compte", cast.practice, "[data-part=told-form]"),
    Moment("service", "/service", cast.ward),
    Moment("service-horaires", "/service", cast.ward, "[data-part=presence-form]", _press("change-presence")),
    Moment("introuvable", "/nulle/part", cast.ward),
    Moment("aide", "/aide", cast.ward),
    *(
        Moment(f"aide-{name}", f"/aide/{name}", cast.ward)
        for name in ("premiers-pas", "envoyer", "repondre", "poste-partage", "poste-navette", "accessibilite")
    ),
)

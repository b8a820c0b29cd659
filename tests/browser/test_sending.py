"""Sending, whatever happens to the page, to the network and to the server: one fiche, and a sentence that says so."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, FilePayload, Page, expect

from tests.browser.gate import Gate, Trap, another_tab, gate
from tests.browser.house import House
from tests.browser.territory import fiche as document
from tests.browser.writing import SOON, arrived, begin, reason, says, sign, write

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]
PHOTO = 12_000_000  # bytes
# A quota set by the devtools is not looked at before minutes: https://storage.spec.whatwg.org/#usage-and-quota
FULL = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...given) {
  if (window.isFull) throw new DOMException("no room", "QuotaExceededError");
  return put.apply(this, given);
};
"""
FICHE = document()["text"].encode()


@pytest_asyncio.fixture(loop_scope="session")
async def place(template: Path, tmp_path: Path) -> AsyncIterator[Gate]:
    async with gate(template, tmp_path / "world") as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: House) -> AsyncIterator[BrowserContext]:
    made = await browser.browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    yield made
    await made.close()


async def at_home(place: Gate, context: BrowserContext) -> Page:
    page = await context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())  # the browser asks before a page at stake is left
    await place.enter(page, "martin")
    return page


async def attach(page: Page, content: bytes) -> None:
    joined: FilePayload = {"name": "plaie.jpg", "mimeType": "image/jpeg", "buffer": content}
    await page.locator("[data-part=files] input[type=file]").first.set_input_files(joined)


async def received(place: Gate) -> list[str]:
    """The references the ward has, oldest first; each opens."""
    ward = await place.open("leroy")
    items = await ward.receive()
    for item in items:
        assert (await ward.collect(item.reference)).fiche
    return [item.reference for item in items]


async def test_what_is_taken_back_left_or_closed_in_time_is_a_draft(context: BrowserContext, place: Gate) -> None:
    """Back, a reload, the tab closed, while it can still be taken back: nothing left, and the draft says so."""
    page = await at_home(place, context)
    await write(page, "chute dans l'escalier")
    await sign(page)
    await page.go_back()
    await expect(page.locator("#live")).to_have_text("La fiche n'est pas partie : elle est gardée en brouillon.")
    await page.get_by_role("link", name="1 brouillon n'est pas parti").click()
    for leave in ("reload", "close"):
        await page.get_by_role("button", name="Continuer : FAURE-TEST Marguerite, signé").click(timeout=SOON)
        await expect(reason(page)).to_have_value("chute dans l'escalier")
        other = await another_tab(context, place.line.url)
        await page.bring_to_front()
        await sign(page)
        await expect(page.get_by_role("timer").first).to_contain_text("Elle part pour")
        if leave == "reload":
            await page.reload()
            await other.close()
        else:
            await page.close(run_before_unload=False)
            page = other
            await page.get_by_role("link", name="1 brouillon n'est pas parti").click(timeout=SOON)
    await page.get_by_role("button", name="Jeter : FAURE-TEST").click(timeout=SOON)
    await page.get_by_role("button", name="Le récupérer").click()
    await page.get_by_role("button", name="Continuer : FAURE-TEST").click()
    await page.locator("[data-part=known]").wait_for()
    assert await received(place) == []
    await page.keyboard.press("Control+Enter")
    await page.get_by_role("button", name="Signer et envoyer").dblclick()
    reference = await arrived(page)
    await says(page, "envoyée")
    await page.go_back()  # after the send: the list, and nothing of it is offered again
    await page.locator(f'a[href="/fiche/{reference}"]').first.wait_for(timeout=SOON)
    await begin(page)
    await expect(page.get_by_text("Brouillons qui ne sont pas partis")).to_be_hidden()
    assert await received(place) == [reference]


async def test_two_tabs_and_one_draft(context: BrowserContext, place: Gate) -> None:
    """One sends while the other writes: it hears of it, and sends nothing by itself."""
    page = await at_home(place, context)
    await write(page, "dyspnée")
    await page.get_by_text("Brouillon gardé.").wait_for(timeout=SOON)
    other = await another_tab(context, place.line.url + "/nouvelle")
    await other.get_by_role("button", name="Continuer : FAURE-TEST").click(timeout=SOON)
    await reason(other).fill("dyspnée, et davantage")
    await other.get_by_text("Brouillon gardé.").wait_for(timeout=SOON)
    await sign(page)
    await other.bring_to_front()
    await sign(other)
    await expect(other.get_by_role("alert")).to_contain_text("en train de partir depuis un autre onglet")
    reference = await arrived(page)
    await says(other, f"envoyée depuis un autre onglet : {reference}")
    await begin(other)
    await expect(other.get_by_text("Brouillons qui ne sont pas partis")).to_be_hidden()
    assert await received(place) == [reference]


KILLED = (
    Trap(b"PUT /v1/envelopes/", "before the answer"),
    Trap(b"PUT /v1/envelopes/", "in the request"),
    Trap(b"PUT /v1/blobs/", "before the answer"),
    Trap(b"PUT /v1/blobs/", "in the request", after=700),
)


@pytest.mark.parametrize(
    "traps", [pytest.param(KILLED[:1], id="once"), pytest.param(KILLED[1:], id="everywhere", marks=pytest.mark.soak)]
)
async def test_a_server_killed_during_the_sending(
    context: BrowserContext, place: Gate, traps: tuple[Trap, ...]
) -> None:
    """Between the bytes of the deposit, of an attachment; or when it is stored, and nobody was told."""
    page, sent = await at_home(place, context), []
    for trap in traps:
        await write(page, "fièvre")
        await attach(page, bytes(5_000_000))
        place.line.set(trap)
        await sign(page)
        await place.line.sprung.wait()
        sent.append(await arrived(page))
        await says(page, "attend, scellée")
        await place.line.revive()
        await says(page, f"{sent[-1]} envoyée")  # without anybody doing anything
    await begin(page)
    await expect(page.get_by_text("Brouillons qui ne sont pas partis")).to_be_hidden()
    assert await received(place) == sent


async def test_twelve_megabytes_from_a_telephone_on_a_slow_network(browser: House, place: Gate) -> None:
    """How far it is, is said; it can be stopped; then it leaves once."""
    context = await browser.browser.new_context(locale="fr-FR", viewport={"width": 390, "height": 844}, is_mobile=True)
    page = await at_home(place, context)
    await write(page, "plaie du talon")
    await attach(page, bytes(PHOTO))
    place.line.rate = 1_500_000
    await sign(page)
    bar = page.get_by_role("progressbar", name="Envoi de plaie.jpg")
    await expect(bar).to_have_js_property("value", 4_194_560, timeout=SOON)  # a part of three
    await expect(page.locator("[data-part=leaving]")).to_contain_text("Mo sur 12")
    await page.get_by_role("button", name="Arrêter l'envoi").click()
    await expect(page.get_by_role("alert")).to_contain_text("Rien n'est parti", timeout=SOON)
    await expect(reason(page)).to_have_value("plaie du talon")
    assert await received(place) == []
    place.line.rate = 0
    await sign(page)
    reference = await arrived(page)
    assert await received(place) == [reference]
    await context.close()


async def test_a_browser_that_keeps_no_more(context: BrowserContext, place: Gate) -> None:
    """It is said, nothing leaves, nothing of what is written is lost; with room again, it leaves."""
    await context.add_init_script(FULL)
    page = await at_home(place, context)
    await write(page, "vertiges")
    await page.get_by_text("Brouillon gardé.").wait_for(timeout=SOON)
    await page.evaluate("() => { window.isFull = true; }")
    await reason(page).fill("vertiges depuis trois jours")
    await expect(page.locator("[data-part=saved]")).to_contain_text("n'a plus de place", timeout=SOON)
    await sign(page)
    await expect(page.locator("[data-part=leaving]")).to_contain_text("n'a plus de place", timeout=SOON)
    await expect(reason(page)).to_have_value("vertiges depuis trois jours")
    assert await received(place) == []
    await page.evaluate("() => { window.isFull = false; }")
    await sign(page)
    reference = await arrived(page)
    assert await received(place) == [reference]


async def test_two_clicks_are_one_act(context: BrowserContext, place: Gate) -> None:
    """A question, Prendre en charge, the end; Back afterwards does nothing again."""
    gp = await place.open("martin")
    fiche = await gp.send(["geriatrie@ch-du-gier.example"], FICHE)
    page = await context.new_page()
    await place.enter(page, "leroy", f"/fiche/{fiche.reference}")
    form = page.locator("form.answer")
    await page.get_by_role("button", name="Demander une précision").click(timeout=SOON)
    await form.locator("textarea").fill("Marche-t-elle seule ?")
    await form.locator("button.primary").dblclick()
    await form.wait_for(state="detached", timeout=SOON)
    await page.get_by_role("button", name="Prendre en charge").dblclick()
    await page.locator("[data-action=close]").click(timeout=SOON)
    await form.locator("button.primary").dblclick()
    await form.wait_for(state="detached", timeout=SOON)
    await page.get_by_role("link", name="À faire").first.click()
    await page.go_back()
    await page.get_by_role("heading", name="Qui, quand, preuve").wait_for(timeout=SOON)
    seen = await gp.handoff(fiche.reference)
    assert [act.act for act in seen.acts] == ["deposit", "delivered", "opened", "question", "accepted", "closed"]
    assert len(seen.replies) == 1

"""Nouvelle fiche, by keyboard: from a blank page to what the mailbox is asked to send."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from navette.fhir import strict
from navette.fhir.bundle import compose
from navette.fhir.form import forms
from tests.browser.pages import Stage, axe, call, stage
from tests.fhir.contexts import CONTEXTS, example
from tests.js.test_scanned import CODE

pytestmark = pytest.mark.asyncio(loop_scope="module")
ADMISSION = example("admission")
RECENT = {
    "answers": strict.write({name: one for name, one in ADMISSION.items() if name.startswith("patient.")}).decode(),
    "reference": "NV-1111-222",
    "document": compose(forms()["admission"], ADMISSION, CONTEXTS[0]).text,
}
KNOWN_BUDGET, NEW_BUDGET = 20, 40
REASON = "[data-part=questions] textarea >> nth=0"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stand() -> AsyncIterator[Stage]:
    async with stage() as made:
        yield made


class Hands:
    """Somebody without a mouse; keys that are not text are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            await self.page.keyboard.press(key)

    async def type(self, text: str) -> None:
        await self.page.keyboard.insert_text(text)


async def write(page: Page) -> Hands:
    """A complete admission for a patient of a recent fiche, up to the review."""
    hands = Hands(page)
    await hands.type("faure")
    await hands.press("Enter")
    await hands.type("geri")
    await hands.press("Enter", "F8")
    for _ in range(5):  # what the last fiche says, block by block
        await expect(page.locator(":focus")).to_have_text("Reprendre")
        await hands.press("Enter")
    await hands.type("Chutes répétées")
    await hands.press("F8")
    await hands.type("Vit seule")
    await hands.press("Control+Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    return hands


async def open_fiche(page: Page, **given: Any) -> None:
    await call(page, "openFiche", {"recent": [RECENT], **given})


async def sent(page: Page) -> Any:
    await expect(page.locator("[data-part=done]")).to_be_visible()
    assert await call(page, "sentCount") == 1
    return json.loads(await call(page, "sentBundle", 0))


def answers_in(bundle: Any) -> str:
    found = [one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == "QuestionnaireResponse"]
    return json.dumps(found[0], ensure_ascii=False)


async def test_a_known_patient_costs_few_keys(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page)
        hands = await write(page)
        await hands.press("Enter")
        text = answers_in(await sent(page))
        assert all(said in text for said in ("Chutes répétées", "Bisoprolol 2,5 mg", "Amoxicilline", "Vit seule"))
        assert hands.keys <= KNOWN_BUDGET
        letter = await call(page, "sentLetter", 0)
        assert (letter["to"], letter["form"], letter["urgency"], letter["due"]) == (["geriatrie"], "admission", 0, 0)
        assert await call(page, "keptNames") == []
        await expect(page.locator(":focus")).to_contain_text("Fiche NV-7K3F-22Q envoyée à Gériatrie, CH du Gier.")


@pytest.mark.soak
async def test_what_is_to_be_decided_first_is_said_when_it_is_asked_for_again(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page)
        hands = Hands(page)
        for typed in ("faure", "geri"):
            await hands.type(typed)
            await hands.press("Enter")
        for _ in range(2):  # the second time one is there already
            await hands.press("F8")
            await expect(page.locator(":focus")).to_have_text("Reprendre")
        await expect(page.get_by_text("D'abord, reprenez ou laissez : ")).to_be_visible()


async def test_a_new_patient_costs_more_keys(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page, recent=[])
        hands = Hands(page)
        await hands.type(CODE.replace("\x1d", ""))  # what reaches a field of a page
        await hands.press("Enter", "ArrowUp")  # qualified is the last of four
        await hands.press("F8")
        await hands.type("geri")
        await hands.press("Enter", "F8")
        await hands.type("Chutes répétées")
        await hands.press("F8")
        await hands.type("Bisoprolol 2,5 mg")
        await hands.press("Tab")
        await hands.type("1 comprimé le matin")
        await hands.press("F8")
        await hands.type("Amoxicilline")
        await hands.press("F8")
        await hands.type("Vit seule")
        await hands.press("Control+Enter")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await hands.press("Enter")
        text = answers_in(await sent(page))
        assert all(said in text for said in ("FAURE-TEST", "MARGUERITE", "INS-NIR-TEST", "1938-04-17", "QUAL"))
        assert hands.keys <= NEW_BUDGET


async def test_a_double_click_sends_once(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page, slow=300)
        await write(page)
        await page.get_by_role("button", name="Signer et envoyer").dblclick()
        await sent(page)


async def test_a_few_seconds_to_take_it_back(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page, undo=60)
        hands = await write(page)
        await hands.press("Enter")
        await expect(page.locator(":focus")).to_have_text("Reprendre la fiche")
        await hands.press("Escape")
        await expect(page.get_by_role("button", name="Relire et envoyer")).to_be_focused()
        assert await call(page, "sentCount") == 0
        await expect(page.locator(REASON)).to_have_value("Chutes répétées")


@pytest.mark.soak
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"fail": "server-unreachable", "data": {"reference": "NV-7K3F-22Q"}}, "attend, scellée"),
        ({"fail": "not-vouched-for", "data": {}}, ""),
        ({"fail": "payload-too-large", "data": {}}, ""),
    ],
)
async def test_what_happened_is_always_said(stand: Stage, given: dict[str, Any], said: str) -> None:
    async with stand.open() as page:
        await open_fiche(page, **given)
        hands = await write(page)
        await hands.press("Enter")
        if said:
            await expect(page.locator("[data-part=done]")).to_contain_text(said)
        else:
            await expect(page.get_by_role("alert")).to_be_visible()
            await expect(page.locator(REASON)).to_have_value("Chutes répétées")


@pytest.mark.soak
async def test_a_sending_that_is_stopped(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page, slow=60_000)
        hands = await write(page)
        await hands.press("Enter")
        await page.get_by_role("button", name="Arrêter l'envoi").click()
        await expect(page.get_by_role("alert")).to_contain_text("Rien n'est parti")
        assert await call(page, "sentCount") == 0


@pytest.mark.soak
async def test_a_draft_comes_back_as_it_was(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page)
        await write(page)
        await page.keyboard.press("Escape")
        await page.locator("input[type=file]").first.set_input_files(
            {"name": "pied de lit.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8" * 1000}
        )
        await expect(page.get_by_text("pied de lit.jpg", exact=True)).to_be_visible()
        await call(page, "closeFiche")
        assert "Chutes" not in await page.locator("#stage").inner_text()
        await open_fiche(page)
        await page.get_by_role("button", name="Continuer : FAURE-TEST Marguerite").click()
        await expect(page.locator(REASON)).to_have_value("Chutes répétées")
        await expect(page.get_by_text("pied de lit.jpg", exact=True)).to_be_visible()
        await page.keyboard.press("Control+Enter")
        await page.keyboard.press("Enter")
        await sent(page)
        assert (await call(page, "sentLetter", 0))["attachments"][0]["size"] == 2000
        assert await call(page, "keptNames") == []


@pytest.mark.soak
async def test_typing_is_kept_within_two_seconds(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page)
        await page.keyboard.insert_text("Nouvelle")
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-part=saved]")).to_have_text("Brouillon gardé.", timeout=2000)


@pytest.mark.soak
async def test_a_code_that_is_not_known_is_refused_in_a_sentence(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page)
        await page.keyboard.insert_text("DC04FR0000011E581E58B201FRF0JEANNE")
        await page.keyboard.press("Enter")
        box = page.get_by_label("Qui est le patient ?")
        await expect(box).to_be_focused()
        await expect(box).to_have_accessible_description(re.compile("Ce code n'est pas celui d'une identité"))
        await expect(page.locator("[data-part=known]")).to_be_hidden()


@pytest.mark.soak
async def test_a_mailbox_that_nobody_reads_says_so_before(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page)
        await page.get_by_label("À qui ?").fill("pharmacie")
        await page.keyboard.press("Enter")
        await expect(page.locator(".recipients")).to_contain_text("nouvelle : rien n'y a encore été envoyé")
        await page.get_by_label("À qui ?").fill("cardiologie")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Personne ne semble la relever : pas relevée depuis le")).to_be_visible()
        await page.get_by_label("À qui ?").fill("urgences")
        await page.keyboard.press("Enter")
        await expect(page.locator(".recipients > li")).to_have_count(2)  # nobody vouches for that one


@pytest.mark.soak
async def test_what_a_mailbox_says_of_itself_is_said_twice_and_stops_nobody(stand: Stage) -> None:
    """Closed until when, whom to call, who stands in, a form it does not take, 120 days without a word."""
    said = (
        "Fermée jusqu'au lundi 23/11 08:30 – urgences : régulation 15 – remplaçant : Gériatrie, CH du Gier",
        "Ne prend pas ce modèle",
        "Entrée non confirmée depuis 120 jours",
    )
    async with stand.open() as page:
        await open_fiche(page)
        await write(page)
        await page.keyboard.press("Escape")
        await page.get_by_label("À qui ?").fill("pharmacie")
        await expect(page.get_by_role("listbox").last).to_contain_text("fermée jusqu'au lundi 23/11 08:30")
        await page.keyboard.press("Enter")
        card = page.locator(".recipients > li", has_text="Pharmacie")
        for text in said:
            await expect(card.get_by_text(text, exact=True)).to_be_visible()
        await page.get_by_label("Modèle", exact=True).select_option("referral")
        await expect(card).not_to_contain_text(said[1])
        await page.get_by_label("Modèle", exact=True).select_option("admission")
        await page.keyboard.press("Control+Enter")
        dialog = page.get_by_role("dialog")
        for text in said:
            await expect(dialog).to_contain_text(f"Pharmacie du Marché : {text[0].lower()}{text[1:]}.")
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-part=done]")).to_be_visible()


@pytest.mark.soak
async def test_what_is_missing_is_listed_and_leads_there(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page)
        await page.keyboard.press("Control+Enter")
        await expect(page.locator(":focus")).to_contain_text("points à corriger avant l'envoi")
        await page.get_by_role("link", name="Il manque le motif de la demande.").click()
        await expect(page.locator(REASON)).to_be_focused()


@pytest.mark.soak
async def test_another_form_keeps_what_it_asks_too(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page)
        await write(page)
        await page.keyboard.press("Escape")
        await page.get_by_label("Modèle", exact=True).select_option("referral")
        await expect(page.locator("[data-part=band]")).to_contain_text("FAURE-TEST")
        await page.get_by_label("Modèle", exact=True).select_option("admission")
        await expect(page.locator(REASON)).to_have_value("Chutes répétées")


@pytest.mark.soak
async def test_nothing_keeps_people_out(stand: Stage) -> None:
    """What is offered, what is wrong, what is read again, what was sent: at every width, in both colours."""
    async with stand.open() as page:
        await open_fiche(page, undo=0)
        await page.keyboard.insert_text("faure")
        await page.keyboard.press("Enter")
        await page.keyboard.insert_text("phar")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Control+Enter")
        await clean(page)
        await open_fiche(page)
        await write(page)
        await clean(page)
        await page.keyboard.press("Enter")
        await sent(page)
        await clean(page)


async def clean(page: Page) -> None:
    for scheme, width in (("light", 320), ("dark", 320), ("light", 1280), ("dark", 1280)):
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await page.set_viewport_size({"width": width, "height": 800})
        assert await axe(page) == [], (scheme, width)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (scheme, width)


@pytest.mark.soak
async def test_an_answer_knows_its_patient_and_its_recipient(stand: Stage) -> None:
    answered = {"reference": "NV-1111-222", "to": "geriatrie", "bundle": RECENT["document"], "form": "reply"}
    async with stand.open() as page:
        await open_fiche(page, answered=answered)
        await expect(page.locator("[data-part=band]")).to_contain_text("FAURE-TEST Marguerite")
        await expect(page.locator(".recipients")).to_contain_text("Gériatrie, CH du Gier")
        await expect(page.get_by_label("À qui ?")).to_be_hidden()
        await page.get_by_role("textbox", name="Réponse obligatoire").fill("Lit disponible mercredi.")
        await page.get_by_role("radiogroup", name="Des suites sont à donner").get_by_label("Non").check()
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press("Enter")
        assert "Lit disponible mercredi." in answers_in(await sent(page))
        letter = await call(page, "sentLetter", 0)
        assert (letter["to"], letter["kind"], letter["form"]) == (["NV-1111-222"], "reply", "reply")


@pytest.mark.soak
async def test_leaving_the_page_in_time_keeps_the_fiche_here(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page, undo=60)
        hands = await write(page)
        await hands.press("Enter")
        await call(page, "closeFiche")
        await expect(page.get_by_role("status")).to_have_text(
            "La fiche n'est pas partie : elle est gardée en brouillon."
        )
        assert await call(page, "sentCount") == 0
        assert len(await call(page, "keptNames")) == 1


@pytest.mark.soak
async def test_a_draft_thrown_away_can_be_had_back(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page)
        await write(page)
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Jeter ce brouillon").click()
        await expect(page.locator(":focus")).to_have_text("Le récupérer")
        assert await call(page, "keptNames") == []
        await page.keyboard.press("Enter")
        await expect(page.locator(REASON)).to_have_value("Chutes répétées")
        await expect(page.locator("[data-part=saved]")).to_have_text("Brouillon gardé.")
        await call(page, "closeFiche")
        assert len(await call(page, "keptNames")) == 1


@pytest.mark.soak
async def test_the_key_that_opens_the_review_does_not_sign(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page)
        await write(page)
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await call(page, "sentCount") == 0


@pytest.mark.soak
async def test_a_person_with_two_mailboxes_says_from_which(stand: Stage) -> None:
    async with stand.open() as page:
        await open_fiche(page, two=True)
        await page.get_by_label("De la boîte").select_option("sucs")
        await page.get_by_label("Qui est le patient ?").focus()
        hands = await write(page)
        await hands.press("Enter")
        organisations = [one["resource"] for one in (await sent(page))["entry"]]
        assert "Cabinet des Sucs" in [one.get("name") for one in organisations]

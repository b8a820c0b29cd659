"""A fiche: who it is about first; one act, one sentence that says what became of it."""

import json
import re
import time
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser import checks
from tests.browser.house import House
from tests.browser.territory import day, fiche, item, letter, ref, sent_item, territory

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOSTILE = '<img src=x onerror="document.title=1">'


async def acknowledged(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await page.evaluate("window.peer.boxes[0].calls")
    return found


async def state_says(page: Page, text: str) -> None:
    await page.locator("[data-part=state]").get_by_text(text).first.wait_for()


@pytest.mark.soak
async def test_the_patient_comes_first_then_what_was_entered(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(1)}") as page:
        await page.get_by_text("Ce que vous lisez est ce qui a été saisi.").wait_for()
        text = await page.locator("main").inner_text()
        order = ["FAURE-TEST Marguerite Jeanne", "17/04/1938", "IDENTITÉ DE TEST", "Prendre en charge",
                 "Motif de la demande", "Bisoprolol 2,5 mg", "Pièces jointes", "Qui, quand, preuve"]  # fmt: skip
        places = [text.find(one) for one in order]
        assert -1 not in places
        assert places == sorted(places)
        assert await page.title() == f"Fiche {ref(1)} · Navette"  # a history of pages names nobody


@pytest.mark.soak
async def test_what_is_not_what_was_entered_is_said_first(browser: House) -> None:
    altered = fiche()
    altered["text"] = altered["text"].replace("sans perte de connaissance", "avec perte de connaissance", 1)
    async with browser.enter(territory([item(1)], fiches={ref(1): altered}), f"/fiche/{ref(1)}") as page:
        await page.locator("[data-part=alarm]").get_by_text("n'est pas ce qui a été saisi").wait_for()
        assert await page.locator("[data-part=entered]").is_hidden()


@pytest.mark.soak
@pytest.mark.parametrize(("name", "said"), [("", "autre logiciel"), ("|9", "modèle n'est pas connu")])
async def test_what_cannot_be_compared_says_why(browser: House, name: str, said: str) -> None:
    other = fiche()
    tree = json.loads(other["text"])
    for entry in tree["entry"]:
        if entry["resource"]["resourceType"] == "QuestionnaireResponse":
            entry["resource"] = (
                {**entry["resource"], "questionnaire": "x" + name} if name else {"resourceType": "Basic"}
            )
    other["text"] = json.dumps(tree)
    async with browser.enter(territory([item(1)], fiches={ref(1): other}), f"/fiche/{ref(1)}") as page:
        await page.locator("[data-part=entered]").get_by_text(said).wait_for()


async def test_taking_in_charge_is_one_act_however_often_one_clicks(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(1)}") as page:
        await page.evaluate("window.peer.delay = 300")
        await page.locator("[data-action=accept]").dblclick()
        await page.locator("[data-action=accept]").click(force=True)
        await state_says(page, "Vous avez pris cette fiche en charge. L'expéditeur le voit.")
        await state_says(page, "Prise en charge : Mme Leroy")
        assert len(await acknowledged(page)) == 1
        assert await page.locator("[data-action]").all_inner_texts() == ["Répondre par une fiche", "Clore"]


@pytest.mark.soak
async def test_a_slow_network_is_said(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(1)}") as page:
        await page.evaluate("window.peer.delay = 1500")
        await page.locator("[data-action=accept]").click()
        await page.get_by_role("status").get_by_text("Envoi en cours…").wait_for()
        await state_says(page, "Vous avez pris cette fiche en charge.")


@pytest.mark.soak
async def test_two_people_one_owner_one_polite_sentence(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(1)}") as page:
        await page.evaluate("window.peer.boxes[0].tell = () => {}")  # the news has not come yet
        await page.evaluate("(ref) => window.peer.act(ref, 'accepted', 'Dr Samir Benali')", ref(1))

        async def accept() -> None:
            await page.locator("[data-action=accept]").click()
            await (
                page.get_by_role("alert")
                .get_by_text("Dr Samir Benali a pris cette fiche en charge avant vous.")
                .wait_for()
            )

        assert await checks.spoken(page, accept) == []
        await state_says(page, "Prise en charge : Dr Samir Benali")
        assert await page.locator("[data-action=accept]").count() == 0


@pytest.mark.soak
async def test_a_colleague_acts_while_it_is_read(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(1)}") as page:
        await page.locator(".patient").wait_for()
        await page.evaluate("(ref) => window.peer.act(ref, 'accepted', 'Dr Samir Benali')", ref(1))
        await state_says(page, "Prise en charge : Dr Samir Benali")
        await page.locator("[data-part=proof]").get_by_text("Prise en charge").wait_for()


@pytest.mark.soak
async def test_what_fails_says_what_became_of_the_fiche(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(1)}") as page:
        await page.evaluate(
            "window.peer.failure = {code: 'server-unreachable', data: {reference: 'X', url: 'https://navette.example'}}"
        )
        await page.locator("[data-action=accept]").click()
        box = page.get_by_role("alert")
        await box.wait_for()
        assert len(await box.locator("p").all_inner_texts()) == 2  # after what happened: the fiche, and what to do
        await page.evaluate("window.peer.failure = null")
        await page.locator("[data-action=accept]").click()
        await state_says(page, "Prise en charge : Mme Leroy")


@pytest.mark.soak
async def test_declining_wants_a_reason_in_the_order_of_the_form(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(1)}") as page:
        await page.get_by_role("button", name="Refuser").click()
        reasons = await page.locator("input[name=code]").evaluate_all("(all) => all.map((one) => one.value)")
        declines = next(one["declines"] for one in day()["titles"] if one["name"] == "admission")
        assert reasons == declines
        await page.get_by_role("button", name="Refuser la fiche").click()
        await page.get_by_text("Choisissez un motif.").wait_for()
        assert await acknowledged(page) == []
        await page.get_by_label("Pas de place").check()
        await page.get_by_label("Proposer un autre service").select_option(label="Cardiologie, CH du Gier")
        await page.get_by_label("Quelques mots de plus, pour l'expéditeur seul").fill("Rappelez lundi.")
        await page.get_by_role("button", name="Refuser la fiche").click()
        await state_says(page, "La fiche est refusée. L'expéditeur voit pourquoi.")
        [act] = await acknowledged(page)
        assert (act["decision"], act["code"]) == ("declined", "full")
        assert act["text"] == "Rappelez lundi.\nAutre service : Cardiologie, CH du Gier"


@pytest.mark.soak
async def test_not_for_us_sends_it_on(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(1)}") as page:
        await page.get_by_role("button", name="Pas pour nous").click()
        await page.get_by_role("button", name="L'envoyer à ce service").click()
        await page.get_by_text("Choisissez un service.").wait_for()
        wards = await page.get_by_label("Pour quel service est-elle ?").locator("option").all_inner_texts()
        assert wards == ["Choisissez un service", "Cardiologie, CH du Gier", "Urgences, CH du Gier"]
        await page.get_by_label("Pour quel service est-elle ?").select_option("urgences@ch-du-gier.example")
        await page.get_by_role("button", name="L'envoyer à ce service").click()
        await state_says(page, "La fiche est dans l'autre service.")
        assert (await acknowledged(page))[0]["to"] == "urgences@ch-du-gier.example"


@pytest.mark.soak
async def test_a_question_and_leaving_its_form(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(1)}") as page:
        await page.get_by_role("button", name="Demander une précision").click()
        await page.get_by_role("button", name="Annuler").click()
        assert await page.evaluate("document.activeElement.dataset.action") == "question"
        await page.keyboard.press("Enter")
        await page.get_by_label("Votre question, pour l'expéditeur seul").fill("Depuis quand ?")
        await page.get_by_role("button", name="Envoyer la question").click()
        await state_says(page, "Complément demandé")
        assert (await acknowledged(page))[0]["text"] == "Depuis quand ?"


@pytest.mark.soak
async def test_closing(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(4)}") as page:
        await page.get_by_role("button", name="Clore", exact=True).click()
        await page.get_by_role("button", name="Clore la fiche").click()
        await state_says(page, "La fiche est clôturée.")
        assert await page.locator("[data-action]").count() == 0


@pytest.mark.soak
async def test_a_question_received_is_answered_in_a_few_words(browser: House) -> None:
    asked = item(20, reply="x", form="")
    given = territory([asked], [sent_item(7)], fiches={ref(20): letter("Depuis quand ?\n" + HOSTILE)})
    given["people"][0]["mailboxes"][0]["received"][0]["reply"] = sent_item(7)["message"]
    async with browser.enter(given, f"/fiche/{ref(20)}") as page:
        await page.locator("[data-part=body]").get_by_text(HOSTILE).wait_for()
        await page.get_by_role("button", name="Répondre en quelques mots").click()
        await page.get_by_label("Votre réponse").fill("Depuis dimanche.")
        await page.get_by_role("button", name="Envoyer la réponse").click()
        await state_says(page, "La réponse est chez l'expéditeur.")
        assert {"ref": ref(20), "reply": "Depuis dimanche."} in await acknowledged(page)
        await page.locator("[data-part=letters]").get_by_role("link", name=f"Ouvrir {ref(7)}").click()
        await page.locator("[data-part=letters]").get_by_text("Depuis quand ?").wait_for()


@pytest.mark.soak
async def test_the_sender_takes_it_back_before_anybody_accepts(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(7)}") as page:
        await page.get_by_role("button", name="Annuler cette fiche").click()
        await page.get_by_role("button", name="L'annuler").click()
        await state_says(page, "La fiche est annulée. Le destinataire le voit.")
        assert await page.locator("[data-action]").count() == 0


@pytest.mark.soak
async def test_joined_files_are_fetched_when_asked_for(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(1)}") as page:
        await page.get_by_role("button", name="Voir photo plaie 1.png").click()
        await page.get_by_role("img", name="photo plaie 1.png").wait_for()
        async with page.expect_download() as download:
            await page.get_by_role("button", name="Enregistrer photo plaie 2.png").click()
        assert (await download.value).suggested_filename == "photo plaie 2.png"
        await page.evaluate("window.peer.failure = {code: 'blob-digest', data: {}}")
        await page.get_by_role("button", name="Voir photo plaie 2.png").click()
        assert await page.get_by_role("alert").count() == 0  # it is here already


@pytest.mark.soak
async def test_it_is_exported_once_and_said_what_it_is(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(1)}") as page:
        await page.locator(".patient").wait_for()
        async with page.expect_download() as download:
            await page.get_by_role("button", name="Exporter").dblclick()
        assert (await download.value).suggested_filename == f"{ref(1)}.zip"
        assert (await (await download.value).path()).read_bytes() == f"archive of {ref(1)}".encode()
        told = page.locator("[data-part=exported]")
        await told.get_by_text("poste partagé").wait_for()
        assert [one for one in await acknowledged(page) if "export" in one] == [{"export": [ref(1)]}]
        await page.evaluate("window.app.shared = false")
        await page.get_by_role("button", name="Exporter").press("Enter")
        await told.get_by_text("gardez-le comme vos dossiers").wait_for()
        await page.evaluate("window.peer.failure = {code: 'server-unreachable', data: {problem: ''}}")
        await page.get_by_role("button", name="Exporter").press("Enter")
        await told.get_by_role("alert").wait_for()
        assert await told.get_by_text("gardez-le comme vos dossiers").count() == 0


@pytest.mark.soak
async def test_it_is_printed_by_somebody(browser: House) -> None:
    async with browser.enter(day(), f"/fiche/{ref(1)}") as page:
        await page.locator(".patient").wait_for()
        await page.evaluate("dispatchEvent(new Event('beforeprint'))")
        await page.emulate_media(media="print")
        await page.get_by_text(f"par Mme Leroy · {ref(1)}").wait_for()
        assert await page.locator("[data-action]:visible, nav:visible, button:visible").count() == 0
        year = time.localtime().tm_year
        assert len(re.findall(rf"\d\d/\d\d/{year} \d\d:\d\d", await page.locator("main").inner_text())) >= 5
        pages = re.findall(rb"/Type\s*/Page\b", await page.pdf(format="A4"))
        assert len(pages) == 2  # what it says begins under the patient, on the first page


@pytest.mark.soak
async def test_what_a_hostile_sender_wrote_is_text(browser: House) -> None:
    hostile = fiche()
    tree = json.loads(hostile["text"])
    composition, patient = tree["entry"][0]["resource"], next(
        one["resource"] for one in tree["entry"] if one["resource"]["resourceType"] == "Patient"
    )  # fmt: skip
    composition["title"] = HOSTILE
    link = '<a href="https://x.example">b</a>'
    styled = f'<p style="position:fixed" id="main" class="said">a {link}</p>'
    composition["section"] = [
        {"title": HOSTILE, "text": {"div": f'<div xmlns="http://www.w3.org/1999/xhtml">{styled}</div>'}},
        {"title": "X", "text": {"div": f"<div>{HOSTILE}<script>1</script></div>"}},
    ]
    patient["name"] = [{"use": "official", "family": HOSTILE, "given": ["\u202eEGASSEM", "Ω" * 200]}]
    hostile["text"] = json.dumps(tree)
    async with browser.enter(territory([item(1)], fiches={ref(1): hostile}), f"/fiche/{ref(1)}") as page:
        await page.locator(".narrative").first.wait_for()
        assert await page.title() == f"Fiche {ref(1)} · Navette"
        assert (
            await page.locator("article img, article a[href], article script, article [style], article [id]").count()
            == 0
        )
        await page.get_by_text("n'est pas écrite comme il faut").wait_for()
        assert await checks.overflow(page) == []


@pytest.mark.soak
async def test_what_cannot_be_opened_says_so(browser: House) -> None:
    async with browser.enter(day(), "/fiche/NV-0000-000") as page:
        await page.get_by_role("heading", name="Cette page ne peut pas être affichée").wait_for()
        await page.get_by_text("NV-0000-000").wait_for()


@pytest.mark.soak
async def test_a_fiche_that_is_no_document_is_not_shown(browser: House) -> None:
    broken = {**fiche(), "text": "{"}
    async with browser.enter(territory([item(1)], fiches={ref(1): broken}), f"/fiche/{ref(1)}") as page:
        await page.get_by_role("heading", name="Cette page ne peut pas être affichée").wait_for()


@pytest.mark.soak
async def test_until_when_it_is_kept_is_said(browser: House) -> None:
    for name, when, said in (
        ("removal", 1795341600, "À exporter avant le 22/11/2026"),
        ("removed", 1795341600, "Contenu retiré du serveur le 22/11/2026"),
    ):
        given = territory([{**item(1), "status": "completed", name: when}], fiches={ref(1): fiche()})
        async with browser.enter(given, f"/fiche/{ref(1)}") as page:
            await expect(page.locator("[data-part=states]")).to_contain_text(said, timeout=30_000)
            await page.set_viewport_size({"width": 320, "height": 800})
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320

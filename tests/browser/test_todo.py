"""À faire: three lanes, live, by the keyboard alone; what others wrote is only ever text."""

import time
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser import checks
from tests.browser.desks import faults
from tests.browser.house import House, unlock
from tests.browser.territory import GP_PARTY, HOUR, day, fiche, item, ref, sent_item, territory

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOSTILE = ['<img src=x onerror="document.title=1">', "\u202eEGASSEM\u202c", "Ω" * 200, "A\u0000B", "{name} &amp; ’"]


async def lane(page: Page, name: str) -> list[str]:
    found: list[str] = await page.evaluate(
        """(name) => [...document.querySelectorAll(`[data-part=${name}] > li:not([hidden]) .reference`)]
          .map((one) => one.textContent)""",
        name,
    )
    return found


async def settled(page: Page, name: str, wanted: list[str]) -> None:
    """The lane holds that, sooner or later."""
    last = page.locator(f"[data-part={name}] > li:not([hidden])")
    for _ in range(100):
        if await lane(page, name) == wanted:
            return
        await page.wait_for_timeout(50)
    assert await lane(page, name) == wanted, await last.all_inner_texts()


async def test_what_is_late_or_soon_is_first(browser: House) -> None:
    async with browser.enter(day()) as page:
        await settled(page, "todo", [ref(one) for one in (1, 2, 8, 3, 9)])
        assert await lane(page, "waiting") == [ref(7), ref(6)]
        assert await lane(page, "closing") == [ref(5), ref(4)]
        words = await page.locator("[data-part=todo] [data-part=clock]:visible").all_inner_texts()
        assert [text.split(" ")[0] for text in words] == ["Retard", "Dans", "Dans", "Dans"]
        tones = await page.locator("[data-part=todo] [data-part=clock]:visible").evaluate_all(
            "(all) => all.map((one) => [one.className, Boolean(one.querySelector('svg'))])"
        )
        assert tones == [["badge late", True], ["badge soon", True], ["badge", True], ["badge", True]]


async def test_names_are_there_and_nothing_was_read(browser: House) -> None:
    """What is seen is delivered, in nobody's name; what cannot be read has no name, and its line stays."""
    territory = day()
    sealed = {key: value for key, value in territory["fiches"].items() if key != ref(2)}
    async with browser.enter({**territory, "fiches": sealed}) as page:
        named = page.locator(".line", has_text="FAURE-TEST")
        await expect(named.first).to_be_visible(timeout=30_000)
        await expect(page.locator(".line", has_text=ref(2))).to_be_visible()
        await expect(page.locator(".line", has_text=ref(2))).not_to_contain_text("FAURE")
        assert await page.evaluate("window.peer.collected") == []
        delivered = await page.evaluate("window.peer.delivered")
        assert len(delivered) == len(set(delivered)) >= await named.count()
        await page.locator("#todo-search").fill("faure")
        await expect(page.locator(".line:visible")).to_have_count(await named.count())


@pytest.mark.soak
async def test_the_keyboard_opens_answers_and_comes_back(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.wait_for_selector(".line")
        for key in ("j", "j", "k", "j", "Enter"):
            await page.keyboard.press(key)
        await page.wait_for_url(f"**/fiche/{ref(2)}")
        await page.locator("[data-action=accept]").press("Enter")
        await page.get_by_text("Vous avez pris cette fiche en charge.").first.wait_for()
        await page.go_back()
        await settled(page, "closing", [ref(5), ref(4), ref(2)])
        assert await page.title() == "À faire · Navette"
        assert await page.evaluate("document.activeElement.tagName") == "H1"


@pytest.mark.soak
async def test_keys_are_letters_where_one_types(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.wait_for_selector(".line")
        await page.locator("#todo-search").press_sequentially("jk")
        assert await page.locator("#todo-search").input_value() == "jk"


@pytest.mark.soak
async def test_a_fiche_arrives_without_reloading_and_is_said(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.locator("#live:not(:empty)").wait_for()
        await page.locator(f'a[href="/fiche/{ref(3)}"]').focus()
        arriving = [item(50, due_in=HOUR), fiche()]

        async def arrive() -> None:
            await page.evaluate("([item, fiche]) => window.peer.arrive(item, fiche)", arriving)

        assert await checks.spoken(page, arrive) == []
        await settled(page, "todo", [ref(one) for one in (1, 2, 50, 8, 3, 9)])
        assert await page.evaluate("document.activeElement.getAttribute('href')") == f"/fiche/{ref(3)}"


async def test_a_colleague_takes_it_and_it_moves(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.wait_for_selector(".line")
        await page.evaluate("(ref) => window.peer.act(ref, 'accepted', 'Dr Samir Benali')", ref(1))
        await settled(page, "closing", [ref(5), ref(4), ref(1)])
        await page.get_by_text("Prise en charge : Dr Samir Benali").last.wait_for()


@pytest.mark.soak
async def test_search_knows_names(browser: House) -> None:
    async with browser.enter(day()) as page:
        await expect(page.locator(".line", has_text="FAURE-TEST")).to_have_count(9, timeout=30_000)
        await page.locator("#todo-search").fill("MARGUERITE faure")
        assert await lane(page, "todo") == [ref(one) for one in (1, 2, 8, 3, 9)]
        await page.locator("#todo-search").fill("odile")
        assert await lane(page, "todo") == []
        await page.get_by_text("0 fiche trouvée").wait_for()
        await page.locator("#todo-search").fill("conciliation")
        assert await lane(page, "todo") == [ref(3)]


@pytest.mark.soak
async def test_fiches_opened_here_are_found_again_though_they_left_the_list(browser: House) -> None:
    """By the patient, the partner, the reference; until the lock on a shared machine, and after it on one's own."""
    async with browser.enter(day(), locked=True) as page:
        search, found = page.locator("#todo-search"), page.locator("[data-part=opened-lines] a")
        for own in (False, True):
            await page.get_by_label("À moi seul" if own else "Partagé").check()
            await unlock(page)
            await page.locator(f'a[href="/fiche/{ref(1)}"]').click()
            await page.locator(".patient").wait_for()
            await page.evaluate("(ref) => { for (const act of ['accepted', 'closed']) peer.act(ref, act); }", ref(1))
            await page.get_by_role("link", name="Retour à la liste").click()
            for wanted in ("marguerite", "monistrol", ref(1)):
                await search.fill(wanted)
                await expect(found).to_have_attribute("href", f"/fiche/{ref(1)}")
            assert await page.evaluate("peer.vault.read('seen.json').then(Boolean)") is own
            await page.keyboard.press("Alt+l")
            await unlock(page)
            await page.wait_for_selector(".line")
            await search.fill(ref(1))
            await expect(found).to_have_count(1 if own else 0)
            await expect(page.get_by_role("status").get_by_text("0 fiche trouvée")).to_be_visible()
            await page.keyboard.press("Alt+l")
            await page.reload()


@pytest.mark.soak
async def test_a_second_device_is_offered_the_second_time(browser: House) -> None:
    """Not the first time; where this machine can, it is this one; "later" is a month."""
    used = {"id": "lock-1", "kind": "code", "label": "2026-11-22", "created": 1, "used": 2}
    async with browser.enter({**day(), "locks": [{**used, "used": None}]}) as page:
        offer = page.get_by_role("region", name="Un second appareil")
        await page.wait_for_selector(".line")
        await page.evaluate("window.app.prepare()")
        await expect(offer).to_have_count(0)
        for lock, said in ((used, "Ajouter cet appareil"), ({**used, "kind": "prf"}, "Voir ce qui ouvre mon compte")):
            await page.evaluate("(lock) => { window.peer.locks = [lock]; }", lock)
            await page.keyboard.press("Alt+l")
            await unlock(page)
            await expect(offer.get_by_role("link", name=said)).to_be_visible()
        assert await faults(page) == []
        await offer.get_by_role("button", name="Plus tard").click()
        await page.get_by_role("status").get_by_text("dans un mois").wait_for()
        await page.evaluate("window.app.prepare()")
        await expect(offer).to_have_count(0)


@pytest.mark.soak
async def test_filters(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.wait_for_selector(".line")
        await page.locator("#todo-clock").select_option("late")
        assert (await lane(page, "todo"), await lane(page, "waiting")) == ([ref(1)], [])
        await page.locator("#todo-clock").select_option("urgent")
        assert await lane(page, "todo") == [ref(2), ref(8)]


@pytest.mark.soak
async def test_an_empty_day_says_so(browser: House) -> None:
    async with browser.enter(territory([])) as page:
        for text in ("Rien ne vous attend ici.", "Personne ne vous doit de réponse."):
            await page.get_by_text(text).wait_for()
        assert await page.locator("[data-part=boxes]").is_hidden()


@pytest.mark.soak
async def test_several_mailboxes_of_one_person(browser: House) -> None:
    given = territory([item(1)])
    [box] = given["people"][0]["mailboxes"]
    second = {**box, "id": "box-2", "address": "urgences@ch.example", "name": "Urgences", "received": [item(2)]}
    given["people"][0]["mailboxes"].append(second)
    given["fiches"][ref(2)] = given["fiches"][ref(1)]
    async with browser.enter(given) as page:
        await settled(page, "todo", [ref(1), ref(2)])
        await page.get_by_label("Boîte").select_option("urgences@ch.example")
        assert await lane(page, "todo") == [ref(2)]
        await page.locator(f'a[href="/fiche/{ref(2)}"]').click()
        await page.locator(".patient").wait_for()


@pytest.mark.soak
async def test_what_others_wrote_is_text(browser: House) -> None:
    received = [
        item(at, sender={**GP_PARTY, "name": name, "mailboxName": name}, ownerName=name, status="accepted")
        for at, name in enumerate(HOSTILE, 1)
    ]
    async with browser.enter(territory(received)) as page:
        await page.wait_for_selector(".line")
        assert await page.title() == "À faire · Navette"
        assert await page.locator("main img").count() == 0
        texts = await page.locator("[data-part=other]").all_text_contents()
        assert {text.replace("\u0000", "\ufffd") for text in texts} >= {HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[4]}
        assert await checks.overflow(page) == []


async def test_five_hundred_are_shown_and_filtered_at_once(browser: House) -> None:
    received = [item(at, age=at * 60, due_in=(at % 90 - 10) * HOUR) for at in range(1, 401)]
    sent = [sent_item(at, dueBy=int(time.time()) + at) for at in range(401, 501)]
    async with browser.enter(territory(received, sent)) as page:
        await page.wait_for_selector(".line")
        assert await page.locator(".line").count() == 500
        await page.locator("#todo-search").fill(ref(250))
        assert [*await lane(page, "todo"), *await lane(page, "waiting")] == [ref(250)]


@pytest.mark.soak
async def test_thousands_are_found_and_shown_as_they_are_asked_for(browser: House) -> None:
    given = territory([item(at, age=at * 60, due_in=(at % 90 - 10) * HOUR) for at in range(1, 1202)])
    given["fiches"] = {}
    async with browser.enter(given) as page:
        await page.locator(".line").first.wait_for()
        assert await page.locator("[data-part=todo-count]").inner_text() == "1201"
        more = page.get_by_role("button", name="Afficher 500 de plus")
        await more.press("Enter")
        assert await page.evaluate("[...document.querySelectorAll('.line > a')].indexOf(document.activeElement)") == 500
        await page.get_by_role("button", name="Afficher 201 de plus").click()
        assert await page.locator(".line").count() == 1201
        await expect(page.get_by_role("button", name="de plus")).to_have_count(0)
        await page.locator("#todo-search").fill(ref(1107))
        assert await lane(page, "todo") == [ref(1107)]


@pytest.mark.soak
async def test_the_network_goes_and_comes(browser: House) -> None:
    async with browser.enter(day()) as page:
        await expect(page.locator(".line", has_text="FAURE-TEST").first).to_be_visible(timeout=30_000)
        await page.evaluate("window.peer.boxes[0].jobs = [{reference: 'NV-1111-111', parked: false}]")
        await page.context.set_offline(True)
        banner = page.get_by_role("region", name="État de l'échange")
        await banner.get_by_text("Pas de connexion au serveur.").wait_for()
        await banner.get_by_text("1 fiche attend de partir.").wait_for()
        assert await lane(page, "todo") != []
        await page.context.set_offline(False)
        await page.evaluate("window.peer.boxes[0].jobs = []; window.app.refreshBanner()")
        await banner.wait_for(state="hidden")
        # What leaves at once is not told; what stays is, and nobody has to say that it left.
        await page.evaluate("window.peer.boxes[0].jobs = [{reference: 'NV-1111-111', parked: false}]")
        await page.evaluate("window.app.refreshBanner()")
        assert await banner.is_hidden()
        await banner.get_by_text("1 fiche attend de partir.").wait_for()
        await page.evaluate("window.peer.boxes[0].jobs = []")
        await banner.wait_for(state="hidden")


@pytest.mark.soak
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"offset": -600}, "Ce poste dit qu'il est"),
        ({"doubt": {"code": "ledger-rewritten", "data": {}}}, "Le registre du serveur"),
        ({"faults": [{"code": "number-missing", "subject": "geriatrie@ch.example"}]}, "geriatrie@ch.example"),
    ],
)
async def test_what_concerns_the_whole_exchange_is_said(browser: House, change: dict[str, Any], said: str) -> None:
    given = day()
    given["people"][0]["mailboxes"][0].update(change)
    async with browser.enter(given) as page:
        await page.get_by_role("region", name="État de l'échange").get_by_text(said).first.wait_for()


@pytest.mark.soak
async def test_an_unknown_path_touches_nothing(browser: House) -> None:
    async with browser.enter(day(), "/nulle/part", locked=True) as page:
        await page.get_by_role("heading", name="Page introuvable").wait_for()
        await page.get_by_role("link", name="Retour à la liste").click()
        await page.get_by_role("heading", name="Déverrouiller").wait_for()


@pytest.mark.soak
async def test_in_english(browser: House) -> None:
    async with browser.enter(day(), lang="en") as page:
        await page.get_by_role("heading", name="To deal with").wait_for()

"""Locking: nothing of the person remains, in one key, from every page; and joining, to begin with."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser import checks
from tests.browser.house import House, unlock
from tests.browser.territory import CODE, INVITATION, day, ref

pytestmark = pytest.mark.asyncio(loop_scope="session")
NAME = "FAURE"


async def locked(page: Page) -> None:
    await page.get_by_role("heading", name="Déverrouiller").wait_for()
    assert await page.locator("header.bar").is_hidden()
    assert NAME not in await page.content()
    assert "Leroy" not in await page.content()


async def emptied(page: Page) -> list[int]:
    """How much the browser keeps, once it had the time to forget."""
    count = "(async () => [sessionStorage.length, localStorage.length, (await indexedDB.databases()).length])()"
    found: list[int] = []
    for _ in range(50):
        found = await page.evaluate(count)
        if not any(found):
            break
        await page.wait_for_timeout(50)
    return found


@pytest.mark.soak
@pytest.mark.parametrize("path", ["/", f"/fiche/{ref(1)}", "/nulle/part"])
async def test_one_key_and_nothing_is_left(browser: House, path: str) -> None:
    async with browser.enter(day()) as page:
        await page.evaluate("(path) => window.app.go(path)", path)
        await page.evaluate("sessionStorage.setItem('a', 'FAURE'); localStorage.setItem('b', 'FAURE')")
        await page.evaluate(
            """new Promise((done) => { indexedDB.open("drafts").onsuccess = ({ target }) => {
              target.result.close(); done(); } })"""
        )
        await page.keyboard.press("Alt+l")
        await locked(page)
        assert await page.evaluate("window.peer.locked") is True
        assert await emptied(page) == [0, 0, 0]
        assert await page.evaluate("[app.account, app.mailboxes.length, app.seen.size, app.boxes.size]") == [
            None,
            0,
            0,
            0,
        ]
        assert await page.title() == "Déverrouiller · Navette"


@pytest.mark.soak
async def test_a_page_is_left_before_the_lock_so_that_a_draft_is_kept(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.wait_for_selector(".line")
        await page.evaluate("app.shown = { close: () => (window.left = peer.locked) }")
        await page.keyboard.press("Alt+l")
        await locked(page)
        assert await page.evaluate("window.left") is False


async def test_back_shows_nothing(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.locator(f'a[href="/fiche/{ref(1)}"]').click()
        await page.locator(".patient").wait_for()
        await page.locator("[data-part=lock]").click()
        for move in (page.go_back, page.go_forward):
            await move()
            await locked(page)


@pytest.mark.soak
async def test_the_lock_is_at_the_same_place_everywhere(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.wait_for_selector(".line")
        places = [await page.locator("[data-part=lock]").bounding_box()]
        for path in (f"/fiche/{ref(1)}", "/nulle/part"):
            await page.evaluate("(path) => window.app.go(path)", path)
            places.append(await page.locator("[data-part=lock]").bounding_box())
        assert places[0] is not None
        assert places == [places[0]] * 3


@pytest.mark.soak
async def test_another_person_sees_only_theirs_in_the_same_list(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.locator(f'a[href="/fiche/{ref(1)}"]').click()
        await page.locator(".patient").wait_for()
        await page.evaluate("window.peer.next = 1")
        await page.get_by_role("button", name="Changer de personne").click()  # and the device is asked at once
        await page.get_by_text("Dr Samir Benali").first.wait_for()
        await page.get_by_text("Rien ne vous attend ici.").wait_for()
        assert page.url.endswith("/")
        assert NAME not in await page.content()


@pytest.mark.soak
async def test_the_same_person_is_back_where_they_were(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.locator(f'a[href="/fiche/{ref(1)}"]').click()
        await page.locator(".patient").wait_for()
        await page.keyboard.press("Alt+l")
        await unlock(page)
        await page.locator(".patient").wait_for()


async def test_nobody_there_a_warning_then_the_lock(browser: House) -> None:
    """By keyboard and by pointer; what is said stands beside the buttons, and after the lock where one unlocks."""
    given = {**day(), "idle": {"shared": 31, "own": 31}}
    async with browser.enter(given) as page:
        dialog = page.get_by_role("dialog", name="Toujours là ?")
        go_on, now = dialog.get_by_role("button", name="Continuer"), dialog.get_by_role("button", name="Verrouiller")
        await dialog.wait_for()
        await expect(dialog).to_have_accessible_description(re.compile("se verrouille dans .* est gardé"))
        await expect(go_on).to_be_focused()
        for key, focused in (("Tab", now), ("Shift+Tab", go_on)):
            await page.keyboard.press(key)
            await expect(focused).to_be_focused()
        for way in ("Enter", "Escape"):
            await page.keyboard.press(way)
            await dialog.wait_for(state="hidden")
            await dialog.wait_for()
        await go_on.click()
        await dialog.wait_for(state="hidden")
        await dialog.wait_for()
        await now.click()
        await locked(page)
        assert await page.locator("[data-part=told] .notice").count() == 0  # the person asked for it
        await unlock(page)
        await page.evaluate("window.app.idle.last -= 31000")
        await locked(page)
        await expect(page.get_by_role("status").first).to_contain_text("Cette page s'est verrouillée")


@pytest.mark.soak
async def test_no_question_is_left_open_for_who_comes_next(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.evaluate(CONFIRM)
        await page.get_by_role("dialog", name="Retirer ?").wait_for()
        await page.keyboard.press("Alt+l")
        await locked(page)
        assert await page.locator("dialog[open]").count() == 0
        assert await page.evaluate("window.answered") is False


CONFIRM = """async () => {
  const { src } = document.querySelector("script[type=module]");
  const { confirm } = await import(src.replace("app.js", "confirm.js"));
  void confirm({ title: "Retirer ?", text: "FAURE", yes: "Oui" }).then((answer) => (window.answered = answer));
}"""


@pytest.mark.soak
async def test_an_answer_that_was_being_typed_is_found_again(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.locator(f'a[href="/fiche/{ref(1)}"]').click()
        await page.get_by_role("button", name="Demander une précision").click()
        await page.locator("form.answer textarea").fill("Quelle est la dose ?")
        await page.keyboard.press("Alt+l")
        await locked(page)
        assert "dose" not in await page.content()
        await page.get_by_text("La réponse que vous écriviez est gardée, sous sa fiche.").wait_for()
        await unlock(page)
        await expect(page.locator("form.answer textarea")).to_have_value("Quelle est la dose ?")
        await page.locator("form.answer button.primary").click()
        await page.locator("form.answer").wait_for(state="detached")
        assert await page.evaluate("peer.vault.names('drafts')") == []


@pytest.mark.soak
async def test_who_leaves_a_shared_computer_without_locking_has_locked_it(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.locator(f'a[href="/fiche/{ref(1)}"]').click()
        await page.locator(".patient").wait_for()
        await page.goto("about:blank")
        await page.go_back()
        await locked(page)


@pytest.mark.soak
async def test_the_hour_of_the_server_is_said_beside_that_of_a_wrong_clock(browser: House) -> None:
    async with browser.enter(day()) as page:
        await page.wait_for_selector(".line")
        await page.evaluate("app.mailboxes[0].offset = -3 * 3600; app.refreshBanner()")
        banner = page.get_by_role("region", name="État de l'échange")
        await expect(banner).to_contain_text(re.compile(r"Ce poste dit qu'il est .*; le serveur dit .*Vos fiches"))
        await page.evaluate("app.mailboxes[0].offset = 3; app.refreshBanner()")
        await expect(banner).to_be_hidden()


@pytest.mark.soak
async def test_a_lock_in_one_tab_is_a_lock_in_all(browser: House) -> None:
    """And somebody else's unlock; the same person may have two tabs."""
    async with browser.enter(day()) as page:
        await page.wait_for_selector(".line")
        person = await page.evaluate("app.account.person")
        await page.evaluate("(opened) => new BroadcastChannel('navette').postMessage({ opened })", person)
        for message in ("{ locked: true }", "{ opened: 'somebody else' }"):
            await page.wait_for_selector(".line")
            await page.evaluate(f"new BroadcastChannel('navette').postMessage({message})")
            await locked(page)
            await page.get_by_text("Cette page a été verrouillée depuis un autre onglet.").wait_for()
            await unlock(page)


@pytest.mark.soak
async def test_the_printed_code_opens_however_it_is_typed(browser: House) -> None:
    async with browser.enter({**day(), "passkey": False}, locked=True) as page:
        await page.get_by_text("Ce navigateur ne sait pas déverrouiller seul").wait_for()
        assert await page.locator("[data-part=device]").is_hidden()
        field = page.get_by_label("Les sept groupes de votre feuille de secours")

        async def fail() -> None:
            await field.fill("AAAA")
            await field.press("Enter")
            await page.get_by_role("alert").wait_for()

        assert await checks.spoken(page, fail) == []
        await field.fill(CODE)
        await field.press("Enter")
        await page.wait_for_selector(".line")


@pytest.mark.soak
async def test_a_machine_of_ones_own_is_remembered(browser: House) -> None:
    async with browser.enter(day(), locked=True) as page:
        assert await page.get_by_label("Partagé : rien n'y est gardé").is_checked()
        await page.get_by_label("À moi seul").check()
        await unlock(page)
        assert await page.evaluate("window.peer.shared") is False
        await page.keyboard.press("Alt+l")
        assert await page.get_by_label("À moi seul").is_checked()


@pytest.mark.soak
async def test_the_language_is_offered_everywhere_and_stays(browser: House) -> None:
    """In the address, whatever page one goes to; on one's own machine without it too, on a shared one never."""
    async with browser.enter(day(), "/compte", locked=True) as page:
        ready, english = page.locator("html[data-ready]"), page.locator("html[lang=en]")
        for own in (False, True):
            if own:
                await page.get_by_label("Mine alone").check()
                await page.goto(browser.url + "/compte?lang=fr")
            await page.get_by_role("link", name="English").click()
            await page.wait_for_url("**/compte?lang=en")
            await expect(english.and_(ready)).to_be_attached()
            await unlock(page)
            await page.get_by_role("heading", name="My account").wait_for()
            await page.get_by_role("link", name="To do").click()
            await page.wait_for_url("**/?lang=en")
            await page.keyboard.press("Alt+l")
            await page.get_by_role("heading", name="Unlock").wait_for()
            assert page.url.endswith("/?lang=en")
            kept = await page.evaluate("localStorage.getItem('lang')")
            assert kept == ("en" if own else None)
            await page.reload()
            await expect(english.and_(ready)).to_be_attached()
        await page.goto(browser.url + "/compte")
        await page.wait_for_url("**/compte?lang=en")
        await expect(english.and_(ready)).to_be_attached()


# -- joining


async def type_back(page: Page, *, wrong: bool = False) -> None:
    for field in await page.locator("[data-part=asked] label").all():
        group, symbol = [int(part) for part in (await field.inner_text()).split() if part.strip(",").isdigit()
                         for part in [part.strip(",")]]  # fmt: skip
        right = CODE.split("-")[group - 1][symbol - 1]
        await field.locator("input").fill("Z" if wrong else right.lower())
    await page.get_by_role("button", name="Terminer").click()


@pytest.mark.soak
async def test_from_the_link_to_the_list(browser: House) -> None:
    async with browser.enter(day(), f"/rejoindre#{INVITATION}", locked=True) as page:
        await page.get_by_text("Mme Leroy").wait_for()
        assert INVITATION not in page.url
        await page.get_by_role("button", name="Déverrouiller désormais avec cet appareil").click()
        sheet = await page.locator("[data-part=sheet]").inner_text()
        assert all(group in sheet for group in CODE.split("-"))
        await page.get_by_role("button", name="C'est imprimé : continuer").click()
        assert await page.locator("[data-part=sheet]").is_hidden()
        await type_back(page, wrong=True)
        await page.get_by_text("Ce n'est pas ce que dit la feuille.").wait_for()
        await type_back(page)
        await page.wait_for_selector(".line")
        assert await page.evaluate("window.peer.made") == "passkey"
        assert CODE[:4] not in await page.content()


@pytest.mark.soak
async def test_a_device_that_cannot_leads_to_the_printed_code(browser: House) -> None:
    async with browser.enter({**day(), "passkey": "broken"}, "/rejoindre", locked=True) as page:
        await page.get_by_label("Collez l'invitation").fill("wrong")
        await page.get_by_role("button", name="Continuer").click()
        await page.get_by_role("alert").wait_for()
        await page.get_by_label("Collez l'invitation").fill(f" {INVITATION}\n")
        await page.get_by_role("button", name="Continuer").click()
        await page.get_by_role("button", name="Déverrouiller désormais avec cet appareil").click()
        await page.get_by_text("Ce navigateur ne sait pas déverrouiller seul").wait_for()
        await page.get_by_role("button", name="Utiliser seulement un code imprimé").click()
        await page.get_by_role("heading", name="Votre feuille de secours").wait_for()
        assert await page.evaluate("window.peer.made") == "code"


@pytest.mark.soak
async def test_the_sheet_alone_is_printed(browser: House) -> None:
    async with browser.enter(day(), f"/rejoindre#{INVITATION}", locked=True) as page:
        await page.get_by_role("button", name="Déverrouiller désormais avec cet appareil").click()
        await page.locator("[data-part=sheet]:visible").wait_for()
        await page.emulate_media(media="print")
        assert await page.locator("button:visible").count() == 0
        await page.get_by_text(CODE[:4]).wait_for()

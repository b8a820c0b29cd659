"""Mon compte, “Être prévenu”: an address and its code, the hours, devices; what a push shows; what is offered once."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import Page, expect

from navette.service import contacts, mail
from navette.service.contacts import mark_of, secret_of
from navette.web.keys import CONTEXT
from tests.browser.desks import LONG, ago, calls, desk, faults
from tests.browser.house import House
from tests.browser.site import machine
from tests.browser.test_account import invite, join, site
from tests.browser.test_my_account import locks
from tests.browser.test_worker import Running, page, server, until
from tests.client import world as worlds
from tests.client.world import World
from tests.service.post import PostOffice
from tests.service.test_mail import code_in

__all__ = ["page", "server"]

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.soak]
ADDRESS = "claire.martin@cabinet.example"
WISH = {"email": ADDRESS, "lang": "fr", "immediate": True, "digest": "08:00", "quiet": None}
# A browser that has a push service: the one of the tests is built without.
ABLE = """(permission) => {
  const key = new Uint8Array(65).fill(4);
  const made = { endpoint: "here", options: { applicationServerKey: key.buffer }, getKey: () => new ArrayBuffer(16) };
  made.unsubscribe = async () => (window.reached = null); // it was made for another server key
  const subscribe = async () => (window.reached = made);
  const pushManager = { getSubscription: async () => window.reached ?? null, subscribe };
  navigator.serviceWorker.getRegistration = async () => ({ pushManager });
  Object.defineProperty(Notification, "permission", { configurable: true, get: () => permission });
  Notification.requestPermission = async () => "granted";
}"""
KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"

# What is done once the first list is there.
OFFER = """async () => {
  const here = document.querySelector("script[type=module]").src.split("/").slice(0, 6).join("/");
  window.app.shared = false;
  await (await import(`${here}/pages/offer_told.js`)).offerTold(window.app);
}"""


def told(**contact: Any) -> dict[str, Any]:
    return {**locks(), "told": {"contact": {**WISH, "confirmed": True, "failing": False, **contact}}}


async def test_an_address_its_code_and_the_end_of_it(browser: House) -> None:
    async with desk(browser, "/compte", locks()) as page:
        field = page.get_by_label("Adresse électronique")
        await field.fill(ADDRESS)
        await page.get_by_label("Heures calmes").check()
        await page.get_by_label("de", exact=True).fill("25h")
        await field.press("Enter")
        await page.get_by_role("alert").get_by_text("Ce n'est pas une heure : 25h").wait_for()
        await page.get_by_label("de", exact=True).fill("19h30")
        await field.press("Enter")
        code = page.get_by_label("Code reçu par courriel")
        await expect(code).to_be_focused()
        assert await calls(page, "put") == [{**WISH, "quiet": {"from": "19:30", "to": "07:00"}}]
        await code.fill("654321")
        await code.press("Enter")
        await page.get_by_role("alert").get_by_text("essais restants : 4").wait_for()
        await code.fill(" 123 456 ")
        await code.press("Enter")
        await page.get_by_text(f"Vous êtes prévenu à {ADDRESS}").wait_for()
        assert await calls(page, "confirm code") == ["654321", "123456"]
        await expect(code).to_be_hidden()
        assert await field.input_value() == ADDRESS
        await page.get_by_role("button", name="Ne plus m'écrire").press("Enter")
        await page.get_by_role("dialog").get_by_role("button", name="Ne plus m'écrire").press("Enter")
        await expect(page.get_by_role("button", name="Ne plus m'écrire")).to_be_hidden()
        assert await field.input_value() == ""


async def test_what_is_kept_is_shown_and_changed(browser: House) -> None:
    kept = told(immediate=False, digest=None, quiet={"from": "20:00", "to": "07:00"}, failing=True)
    async with desk(browser, "/compte", kept) as page:
        await page.get_by_text("refuse cette adresse").wait_for()
        await expect(page.get_by_label("Une fois par jour seulement")).to_be_checked()
        await expect(page.get_by_label("Chaque jour, si")).to_be_disabled()  # once a day, never: nobody's wish
        await page.get_by_label("Aussitôt").check()
        await page.get_by_label("Chaque jour, si").uncheck()
        await expect(page.get_by_label("Heure de la journée")).to_be_disabled()
        await page.get_by_label("Une fois par jour seulement").check()
        await page.get_by_label("Heure de la journée").fill("07:45")
        await page.get_by_label("Heures calmes").uncheck()
        save = page.get_by_role("button", name="Enregistrer")
        await save.dblclick()
        await page.get_by_role("button", name="Envoyer un autre code").wait_for()
        [first, *_] = await calls(page, "put")
        assert first == {**WISH, "immediate": False, "digest": "07:45"}
        await page.evaluate("window.desk.failure = 'contact-tries'")
        await page.get_by_role("button", name="Envoyer un autre code").press("Enter")
        await page.get_by_role("alert").wait_for()


async def test_a_server_that_tells_nobody(browser: House) -> None:
    async with desk(browser, "/compte", {**locks(), "told": {"mail": False}}) as page:
        await page.get_by_text("Ce serveur ne prévient personne").wait_for()
        assert await page.get_by_label("Adresse électronique").count() == 1
        await expect(page.get_by_label("Adresse électronique")).to_be_hidden()
        await expect(page.get_by_text("Sur des appareils")).to_be_hidden()


async def test_this_device_is_added_and_taken_away(browser: House) -> None:
    """Hours without an address, where the server sends no e-mail."""
    other = {"id": "device-other", "created": ago(900_000), "told": ago(9000), "failing": True}
    given = {**locks(), "told": {"mail": False}, "pushKey": KEY, "devices": [other]}
    async with desk(browser, "/aide", given) as page:
        await page.evaluate("window.app.shared = false")
        await page.evaluate(ABLE, "default")
        await page.evaluate("window.app.go('/compte')")
        await page.get_by_text("Un autre appareil").wait_for()
        here = page.get_by_role("button", name="Me prévenir sur cet appareil")
        await here.press("Enter")
        await page.locator("strong").get_by_text("Cet appareil").wait_for()
        await expect(here).to_be_hidden()
        [added] = await calls(page, "add device")
        assert (added["endpoint"], len(added["auth"])) == ("here", 22)
        await page.get_by_role("button", name="Enregistrer").press("Enter")
        await expect(page.locator("[data-part=told-remove]")).to_be_visible()
        assert (await calls(page, "put"))[0]["email"] == ""
        await page.get_by_role("button", name="Ne plus le prévenir · Cet appareil").press("Enter")
        await here.wait_for()
        assert await calls(page, "forget device") == ["device-here"]
        await page.evaluate(ABLE, "denied")
        await page.evaluate("window.app.go('/aide')")
        await page.evaluate("window.app.go('/compte')")
        await page.get_by_text("a reçu la consigne").wait_for()
        await page.evaluate("window.app.shared = true")
        await page.evaluate("window.app.go('/aide')")
        await page.evaluate("window.app.go('/compte')")
        await page.get_by_text("que plusieurs personnes utilisent").wait_for()


async def test_a_device_that_its_push_service_forgot_is_added_again(browser: House) -> None:
    async with desk(browser, "/aide", {**locks(), "pushKey": KEY}) as page:
        await page.evaluate("window.app.shared = false")
        await page.evaluate(ABLE, "granted")
        await page.evaluate("window.app.go('/compte')")
        await page.get_by_role("button", name="Me prévenir sur cet appareil").press("Enter")
        await page.locator("strong").get_by_text("Cet appareil").wait_for()
        await page.evaluate(OFFER)
        assert len(await calls(page, "add device")) == 1
        await page.evaluate("window.desk.devices = []")
        await page.evaluate(OFFER)
        assert len(await calls(page, "add device")) == 2
        await page.evaluate("window.app.go('/aide')")
        await page.evaluate("window.app.go('/compte')")
        await page.get_by_role("button", name="Ne plus le prévenir").press("Enter")
        await page.get_by_role("button", name="Me prévenir sur cet appareil").wait_for()
        await page.evaluate(OFFER)
        assert len(await calls(page, "add device")) == 2


async def test_it_is_offered_until_somebody_answers(browser: House) -> None:
    async with desk(browser, "/", {"told": {"mail": True}}) as page:
        card = page.locator(".offer")
        for _ in range(2):
            await page.evaluate(OFFER)
            assert await card.count() == 1
        await page.get_by_role("button", name="Non, merci").press("Enter")
        await expect(page.get_by_role("heading", name="À faire")).to_be_focused()
        await page.evaluate(OFFER)
        assert await card.count() == 0
    for told_already in ({"mail": False}, told()["told"]):
        async with desk(browser, "/", {"told": told_already}) as page:
            await page.evaluate(OFFER)
            assert await page.locator(".offer").count() == 0


@pytest.mark.parametrize("kept", ["waits", "fine"])
async def test_it_can_be_used_by_everybody(kept: str, browser: House) -> None:
    address = f"{LONG.split()[0].lower()}{'x' * 50}@cabinet.example"
    devices = [{"id": "device-other", "created": ago(900_000), "told": None, "failing": True}]
    given = {
        **told(email=address, confirmed=kept == "fine", quiet={"from": "20:00", "to": "07:00"}),
        "devices": devices,
    }
    async with desk(browser, "/compte", {**given, "pushKey": KEY}) as page:
        await page.get_by_text("Un autre appareil").wait_for()
        assert await faults(page) == []


async def test_from_the_offer_to_the_first_letter(
    browser: House, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole, with the real server and a real mail server; then by the link of the letter, and it is over."""
    code, plain = await invite(world), world.server.settings
    async with PostOffice() as office, machine(browser.browser, site(world)) as here:
        given = replace(
            plain,
            smtp_host="127.0.0.1",
            smtp_port=office.port,
            smtp_security="none",
            smtp_from="navette@navette.example",
            public_url=site(world),
        )
        monkeypatch.setattr(worlds.Server, "settings", property(lambda server: given))
        await world.server.restart()
        running = world.server._running
        assert running is not None
        context = running.app[CONTEXT]
        page = here.page
        await join(here, code, place="place-own")
        await page.get_by_role("link", name="Choisir comment").click()
        await page.get_by_label("Adresse électronique").fill(ADDRESS)
        await page.get_by_role("button", name="Enregistrer").click()
        field = page.get_by_label("Code reçu par courriel")
        await expect(field).to_be_focused(timeout=30_000)
        await mail.deliver(context)
        async with asyncio.timeout(30):  # the server's own round may have taken it
            while not office.mails:
                await asyncio.sleep(0.05)
        await field.fill(code_in(office.mails[0]))
        await field.press("Enter")
        await page.get_by_text(f"Vous êtes prévenu à {ADDRESS}").wait_for()
        [contact] = await context.database.all("SELECT person FROM contact WHERE confirmed IS NOT NULL")
        mark = mark_of(secret_of(context), contact[0])
        await contacts.unsubscribe(context, contact[0], mark)
        await page.reload()
        await expect(page.get_by_label("Adresse électronique")).to_have_value("", timeout=30_000)


async def test_what_a_push_shows(page: Page, server: Running) -> None:
    """The worker itself, told by the browser's own tools: the same words, once, whatever came."""
    await page.context.grant_permissions(["notifications"], origin=server.url)
    client = await page.context.new_cdp_session(page)
    seen: list[dict[str, Any]] = []
    client.on("ServiceWorker.workerRegistrationUpdated", lambda found: seen.extend(found["registrations"]))
    await client.send("ServiceWorker.enable")
    await until(page, "(await navigator.serviceWorker.ready).active.state === 'activated'")
    where = {"origin": server.url, "registrationId": seen[0]["registrationId"]}
    for data in ('{"v":1}', "Odile Canarisson"):
        await client.send("ServiceWorker.deliverPushMessage", {**where, "data": data})
    shown = "(await (await navigator.serviceWorker.ready).getNotifications())"
    await until(page, f"{shown}.length === 1")
    found = await page.evaluate(f"async () => {shown}.map(({{ title, body, tag }}) => [title, body, tag])")
    assert found == [["Une fiche vous attend", "Ouvrez Navette pour la voir.", "navette"]]

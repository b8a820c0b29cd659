"""Joining and unlocking in Chromium, with the real server and a device: nothing of what opens leaves the page."""

import pytest
from playwright.async_api import Page, expect

from navette.core.parties import MailboxKind
from navette.envelope.unlock import read_code
from navette.web.pages.first import SHEETS
from navette.web.static import release
from tests.browser.house import House
from tests.browser.site import Machine, at, machine, spellings
from tests.client.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")
NAME, ADDRESS = "Dr Élise Vidal", "dr.vidal@monistrol.example"


def site(world: World) -> str:
    """Passkeys know names, and no addresses of machines."""
    return f"http://localhost:{world.server.port}"


async def invite(world: World) -> str:
    who = {"name": NAME, "profession": "médecin"}
    coordinator = await world.coordinator()
    invited = await coordinator.invite(who, role="mailbox", kind=MailboxKind.PERSONAL, address=ADDRESS)
    return at(invited.code, site(world))


async def join(here: Machine, code: str, *, way: str = "with-device", place: str = "place-shared") -> str:
    """Through the screens, the printed code typed back; gives that code."""
    page = here.page
    if way != "with-words":  # which are offered once the device could not
        await here.goto(f"/rejoindre#{code}")
    await page.locator("[data-part=name]").get_by_text(NAME).wait_for()
    await page.locator(f"[data-part={place}]").check()
    await page.locator(f"[data-part={way}]").click()
    await page.locator("[data-part=code] code").last.wait_for()
    printed = " ".join(await page.locator("[data-part=code] code").all_inner_texts())
    await page.locator("[data-part=printed]").click()
    await type_back(page, printed)
    if way != "with-words":
        await entered(page)
    return printed


async def type_back(page: Page, printed: str) -> None:
    groups = printed.split()
    for asked in await page.locator("[data-part=asked] label").all():
        text = await asked.locator("span").inner_text()
        group, symbol = (int(part) for part in "".join(c if c.isdigit() else " " for c in text).split())
        await asked.locator("input").fill(groups[group - 1][symbol - 1])
    await page.locator("[data-part=check] button.primary").click()


async def entered(page: Page) -> None:
    await page.locator("header.bar:not([hidden])").get_by_text(NAME).first.wait_for()


async def lock(page: Page) -> None:
    await page.keyboard.press("Alt+l")
    await page.get_by_role("heading", name="Déverrouiller").wait_for()


async def test_an_invitation_a_passkey_and_the_list(browser: House, world: World) -> None:
    """Then again, in a page that finds nothing but the passkey."""
    code = await invite(world)
    async with machine(browser.browser, site(world)) as here:
        printed = await join(here, code)
        heard = await here.overheard()
        await lock(here.page)
        await here.goto("/")
        assert await here.kept() == []
        await here.page.locator("[data-part=device]").click()
        await entered(here.page)
        heard += await here.overheard()
        assert len(set(heard)) == 1 < len(heard)
        never = [*spellings(heard[0]), printed.encode(), printed.replace(" ", "").encode(), read_code(printed)]
        assert any(b"/v1/unlock/passkey" in one for one in here.sent)
        assert any(b"/v1/locks/" in one for one in here.sent)
        assert [one[:80] for one in here.sent if any(canary in one for canary in never)] == []


@pytest.mark.soak
async def test_the_printed_code_where_there_is_no_device(browser: House, world: World) -> None:
    code = await invite(world)
    async with (
        machine(browser.browser, site(world)) as first,
        machine(browser.browser, site(world), prf=None) as second,
    ):
        printed = await join(first, code, way="with-code")
        assert await first.credentials() == []
        await second.goto("/")
        await second.page.locator("[data-part=form] [data-part=code]").fill(printed.lower())
        await second.page.keyboard.press("Enter")
        await entered(second.page)


@pytest.mark.soak
async def test_a_device_without_the_extension_leads_to_words(browser: House, world: World) -> None:
    """Nothing was made: the invitation still serves. What makes words slow to guess is fetched then, and not before."""
    code = await invite(world)
    async with machine(browser.browser, site(world), prf=False) as here:
        page = here.page
        await here.goto(f"/rejoindre#{code}")
        await page.locator("[data-part=with-device]").click()
        await page.locator("[data-part=no-device]").wait_for()
        assert not any(b"/v1/join" in one or b"argon2id" in one for one in here.sent)
        await join(here, code, way="with-words")
        words = " ".join(await page.locator("[data-part=phrase-words] code").all_inner_texts())
        assert any(b"argon2id" in one for one in here.sent)
        await page.locator("[data-part=phrase-noted]").click()
        await page.locator("[data-part=phrase-typed]").fill(words)
        await page.keyboard.press("Enter")
        await entered(page)
        await lock(page)
        wrong = words.replace(words[0], "b" if words[0] != "b" else "d", 1)
        for typed, seen in ((wrong, "n'ouvre pas votre dossier"), (words.upper().replace(" ", "-"), "")):
            await page.locator("[data-part=form] [data-part=code]").fill(typed)
            await page.keyboard.press("Enter")
            if seen:
                await page.get_by_role("alert").get_by_text(seen).wait_for()
        await entered(page)
        never = [words.encode(), words.replace(" ", "-").encode(), words.replace(" ", "").encode()]
        assert [one[:80] for one in here.sent if any(canary in one for canary in never)] == []


async def test_a_device_taken_out_is_told_so(browser: House, world: World) -> None:
    """At its next use: on one's own computer that was to stay open, then with its passkey."""
    code = await invite(world)
    async with machine(browser.browser, site(world)) as here:
        await join(here, code, place="place-own")
        await here.goto("/compte")
        await here.page.get_by_role("button", name="Retirer").first.wait_for()
        device = here.page.locator("[data-part=locks] li").filter(has_text="Appareil")
        await device.get_by_role("button", name="Retirer").click()
        await here.page.get_by_role("button", name="Le retirer").click()
        await expect(device).to_have_count(0)
        await here.page.reload()
        said = here.page.get_by_role("alert").get_by_text("Cet appareil n'ouvre plus de compte")
        await said.wait_for()
        await here.page.locator("[data-part=device]").click()
        await expect(said).to_have_count(2)
        assert ["navette open", []] in await here.kept()


async def test_a_shared_computer_keeps_nothing_after_the_lock(browser: House, world: World) -> None:
    code = await invite(world)
    async with machine(browser.browser, site(world)) as here:
        await join(here, code)
        await lock(here.page)
        await here.page.wait_for_function("async () => (await indexedDB.databases()).length === 0")
        assert await here.kept() == []
        await here.page.locator("[data-part=device]").click()
        await entered(here.page)
        await lock(here.page)
        assert await here.kept() == []


async def test_ones_own_computer_stays_open_until_the_lock(browser: House, world: World) -> None:
    """Sealed records, and nothing said of anybody."""
    code = await invite(world)
    async with machine(browser.browser, site(world)) as here:
        await join(here, code, place="place-own")
        kept = str(await here.kept())
        assert "pins.json" in kept
        assert NAME not in kept
        asked = len([one for one in here.sent if b"/v1/unlock" in one])
        await here.page.reload()
        await entered(here.page)
        assert len([one for one in here.sent if b"/v1/unlock" in one]) == asked
        await lock(here.page)
        await here.page.reload()
        await here.page.get_by_role("heading", name="Déverrouiller").wait_for()


@pytest.mark.soak
async def test_another_device_and_another_sheet(browser: House, world: World) -> None:
    code = await invite(world)
    async with machine(browser.browser, site(world)) as first, machine(browser.browser, site(world)) as second:
        printed = await join(first, code, way="with-code")
        await second.goto("/")
        made = await second.page.evaluate(OTHERS, printed)
        assert {one["kind"] for one in made["locks"]} == {"prf", "code"}
        assert len(made["locks"]) == 2
        assert made["code"] != printed
        assert made["again"] == "InvalidStateError"
        await second.page.reload()
        await second.page.locator("[data-part=device]").click()
        await entered(second.page)


OTHERS = """async (printed) => {
  const { src } = document.querySelector("script[type=module]");
  const { client } = await import(src.replace("pages/app.js", "client/client.js"));
  const account = await client.unlockWithCode(printed, { shared: true });
  await account.addPasskey("Portable", { code: printed });
  const again = await account.addPasskey("Encore", { code: printed }).catch((error) => error.name);
  const { words: code, keep } = await account.newCode();
  await keep();
  const locks = await account.locks();
  return { locks, code, again };
}"""


async def test_the_first_list_is_light(browser: House, world: World) -> None:
    """From an empty cache to the list: what was foreseen, and 60 kB of it, but for the answers of the API."""
    sizes: dict[str, int] = {}
    code = await invite(world)
    async with (
        machine(browser.browser, site(world)) as first,
        machine(browser.browser, site(world), prf=None) as second,
    ):
        printed = await join(first, code, way="with-code")
        page, asked = second.page, []
        page.on("requestfinished", lambda request: asked.append(request))
        # What comes once the list is there:
        for later in ("**/rest.*.html", "**/js/client/follow.js", "**/js/pages/after.js"):
            await page.route(later, lambda route: None)
        await second.goto("/")
        await page.locator("[data-part=form] [data-part=code]").fill(printed)
        await page.keyboard.press("Enter")
        await page.get_by_role("heading", name="À faire").wait_for()
        for request in asked:
            path = request.url.removeprefix(second.url)
            if not path.startswith("/v1/"):
                sizes[path] = (await request.sizes())["responseBodySize"]
    files = {release().url(path) for path in (*release().needed(), *SHEETS)}
    assert files | {"/"} <= sizes.keys() <= files | {"/", "/favicon.svg"}
    assert min(sizes.values()) > 0
    assert sum(sizes.values()) <= 60_000

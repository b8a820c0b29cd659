"""What becomes of a fiche when its person may do no more, or the machine does not know the hour; the real server."""

import pytest
from playwright.async_api import expect

from navette.core.handoff import Status
from tests.browser.house import House
from tests.browser.sheets import home, sheet
from tests.browser.site import machine
from tests.browser.test_hostile import LETTER, LIVE, sentence
from tests.client.world import WARD, World

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOURS = 3 * 3600  # seconds


async def test_who_was_taken_out_of_the_ward_is_told_and_sends_nothing(browser: House, world: World) -> None:
    """While writing an answer: it is not sent, it is still there to be given to a colleague, and the list says why."""
    gp, leroy = await world.open("martin"), await world.open("leroy")
    sent = await gp.send([WARD], LETTER, media="text/plain", form="")
    code = await sheet(world, "benali")
    async with machine(browser.browser, home(world), prf=None) as here:
        page = here.page
        await here.goto("/")
        await page.locator("[data-part=form] [data-part=code]").fill(code)
        await page.keyboard.press("Enter")
        await page.locator(f'a[href="/fiche/{sent.reference}"]').first.click(timeout=LIVE)
        await page.get_by_role("button", name="Demander une précision").click(timeout=LIVE)
        await page.locator("form.answer textarea").fill("Quelle est la dose ?")
        await leroy.members.remove("Dr Karim Benali")
        await page.locator("form.answer button.primary").click()
        said = page.locator(".notice.late").filter(has_text=sentence("not-a-member"))
        await expect(said.first).to_be_visible(timeout=LIVE)
        await expect(page.locator("form.answer textarea")).to_have_value("Quelle est la dose ?")
        await page.get_by_role("link", name="À faire").first.click()
        await expect(said.first).to_be_visible(timeout=LIVE)
    assert list((await gp.handoff(sent.reference)).status.values()) == [Status.RECEIVED]


async def test_a_machine_whose_clock_is_wrong_sends_all_the_same(browser: House, world: World) -> None:
    world.server.ahead = HOURS
    await world.server.restart()
    gp = await world.open("martin")
    sent = await gp.send([WARD], LETTER, media="text/plain", form="")
    code = await sheet(world, "leroy")
    async with machine(browser.browser, home(world), prf=None) as here:
        page = here.page
        await here.goto("/")
        await page.locator("[data-part=form] [data-part=code]").fill(code)
        await page.keyboard.press("Enter")
        banner = page.get_by_role("region", name="État de l'échange")
        await expect(banner).to_contain_text("Vos fiches partent quand même", timeout=LIVE)
        await page.locator(f'a[href="/fiche/{sent.reference}"]').first.click(timeout=LIVE)
        await page.get_by_role("button", name="Prendre en charge").click(timeout=LIVE)
        await expect(page.locator("[data-part=states]")).to_contain_text("Mme Leroy", timeout=LIVE)
        world.server.ahead = 0
        await world.server.restart()
        await page.reload()
        await page.locator("[data-part=form] [data-part=code]").fill(code)
        await page.keyboard.press("Enter")
        await expect(page.locator("header.bar")).to_contain_text("Mme Leroy", timeout=LIVE)
        await expect(banner).to_be_hidden()

"""Without a connection, in Chromium, with a real server that is cut off: what is sealed waits, and arrives once."""

import asyncio
import os
import re
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.desks import faults
from tests.browser.gate import Gate, another_tab, gate
from tests.browser.house import House
from tests.browser.territory import day
from tests.browser.writing import SOON, reason, says, send, write
from tests.js.browser import FLAGS, find_chromium

pytestmark = pytest.mark.asyncio(loop_scope="session")
WAITING = "Fiches en attente d'envoi"


@pytest_asyncio.fixture(loop_scope="session")
async def place(template: Path, tmp_path: Path) -> AsyncIterator[Gate]:
    async with gate(template, tmp_path / "world") as made:
        yield made


async def kept_here(page: Page) -> None:
    """The application and its forms are on this machine: its worker comes last."""
    await page.evaluate("navigator.serviceWorker.ready.then(() => null)")


async def test_three_fiches_sealed_without_a_connection_leave_once_each_in_order(browser: House, place: Gate) -> None:
    """The tab closed in between: the pages open all the same, and say what waits."""
    context = await browser.browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    await place.enter(page, "martin")
    await kept_here(page)
    await place.line.cut()
    written, box = [], page.get_by_label(WAITING)
    for why in ("premier motif", "deuxième motif", "troisième motif"):
        written.append(await send(page, why))
        await says(page, "attend, scellée")
        before, page = page, await another_tab(context, place.line.url)
        await before.close()
        box = page.get_by_label(WAITING)
        await expect(box.get_by_role("listitem")).to_have_count(len(written), timeout=SOON)
        assert [await one.inner_text() for one in await box.locator(".reference").all()] == written
    await expect(page.get_by_role("region", name="État de l'échange")).to_contain_text("Pas de connexion")
    await place.line.open()
    await expect(box).to_be_hidden(timeout=SOON)
    ward = await place.open("leroy")
    received = await ward.receive()
    assert [item.reference for item in received] == written
    fiches = [(await ward.collect(item.reference)).fiche.decode() for item in received]
    assert ["premier" in fiches[0], "deuxième" in fiches[1], "troisième" in fiches[2]] == [True] * 3
    await context.close()


@asynccontextmanager
async def computer(house: House, profile: Path) -> AsyncIterator[tuple[Page, asyncio.subprocess.Process]]:
    """A Chromium of its own, that keeps what it has in `profile`; killed in the end, whatever it was doing."""
    path = find_chromium(os.environ.get("NAVETTE_CHROMIUM"))
    assert path
    bare = ["--no-sandbox"] if os.geteuid() == 0 else []
    given = [
        "--headless=new",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        "--accept-lang=fr-FR",
        *FLAGS,
        *bare,
    ]
    said = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(path, *given, "about:blank", stderr=said, start_new_session=True)
    try:
        assert process.stderr is not None
        while b"DevTools listening on" not in (line := await process.stderr.readline()):
            assert line
        browser = await house.browser.browser_type.connect_over_cdp(line.decode().split()[-1])
        yield browser.contexts[0].pages[0], process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # all of it at once, as a power cut does
        await process.wait()


@pytest.mark.soak
async def test_a_power_cut_takes_two_seconds_of_typing_at_most(browser: House, place: Gate, tmp_path: Path) -> None:
    words = ""
    async with computer(browser, tmp_path / "profile") as (page, _):
        await place.enter(page, "martin")
        await write(page, "")
        await reason(page).focus()
        typed: list[tuple[float, str]] = []
        while not typed or typed[-1][0] - typed[0][0] < 4:
            await page.keyboard.insert_text("encore ")
            words += "encore "
            typed.append((time.monotonic(), words))
            await asyncio.sleep(0.1)  # a person types
        cut = time.monotonic()
    safe = max((text for at, text in typed if at < cut - 2), key=len)
    async with computer(browser, tmp_path / "profile") as (page, _):
        await page.goto(place.line.url + "/nouvelle")
        await page.get_by_role("button", name="Continuer : FAURE-TEST").click(timeout=SOON)
        await expect(reason(page)).to_have_value(re.compile(f"^{safe}"))


@pytest.mark.soak
async def test_what_did_not_leave_is_listed_with_what_can_be_done(browser: House) -> None:
    waiting = {"mailbox": "box-ward", "to": ["box-Cardiologie"], "draft": "draft-1", "created": 1_795_341_600}
    jobs = [
        {**waiting, "job": f"job{n}", "reference": f"NV-7K3F-22{n}", "parked": n == 3, "problem": "not-vouched-for"}
        for n in (1, 2, 3)
    ]
    given = day()
    given["people"][0]["mailboxes"][0]["jobs"] = jobs
    async with browser.enter(given) as page:
        box = page.get_by_label(WAITING)
        await expect(box.get_by_role("listitem").first).to_contain_text("NV-7K3F-221 Cardiologie, scellée le")
        refused = page.get_by_label("La fiche NV-7K3F-223 n'est pas partie.")
        await expect(refused).to_contain_text("ne se porte garant")
        assert await faults(page) == []
        await refused.get_by_role("button", name="L'abandonner").click()
        await expect(page.get_by_role("dialog")).to_contain_text("Son destinataire ne l'a jamais reçue")
        await page.keyboard.press("Escape")
        await box.get_by_role("button", name="Essayer maintenant").click()
        await expect(box).to_be_hidden()
        await refused.get_by_role("button", name="L'abandonner").click()
        await page.get_by_role("dialog").get_by_role("button", name="L'abandonner").click()
        await expect(refused).to_be_hidden()

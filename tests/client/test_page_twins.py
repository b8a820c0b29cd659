"""The client in Chromium, from the files the server serves and under its policy: with the browser's own X-Wing."""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

from navette.core.encoding import b64
from navette.core.handoff import Status
from navette.web.static import release
from tests.client.test_exchange_twins import LETTER, pattern
from tests.client.world import CARDIO, FICHE, WARD, World
from tests.conftest import CHROMIUM
from tests.js.browser import FLAGS, find_chromium
from tests.js.engine import ROOT
from tests.js.node import NODE

SCRIPT = f"/static/{release().name}/js/actor.mjs"
ASK = """async ([script, verb, args]) => {
  window.somebody ??= (await import(script)).actor();
  return window.somebody(verb, ...args);
}"""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(NODE)
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(
            executable_path=find_chromium(CHROMIUM), args=list(FLAGS), chromium_sandbox=os.geteuid() != 0
        )
        yield found
        await found.close()


async def ask(page: Page, verb: str, *args: Any) -> Any:
    said = await page.evaluate(ASK, [SCRIPT, verb, args])
    assert "value" in said, (verb, said)
    return said["value"]


async def enter(world: World, page: Page, name: str) -> None:
    """The adapter of the tests is put among the server's scripts: all that it imports is served."""
    adapter = (ROOT / "tests/js/adapters/actor.mjs").read_text()
    served = adapter.replace("../../../navette/web/static/", f"/static/{release().name}/")
    await page.route(f"**{SCRIPT}", lambda route: route.fulfill(body=served, content_type="text/javascript"))
    await page.goto(world.server.url)
    who = world.cast[name]
    records = {"pins.json": b64(who.folder.read("pins.json") or b"")}
    await ask(page, "enter", {"records": records, "seed": b64(who.person.seed)})


async def test_the_exchange_both_ways(world: World, browser: Browser, tmp_path: Any) -> None:
    gp, page = await world.open("martin"), await browser.new_page()
    (tmp_path / "photo.jpg").write_bytes(pattern(4_300_000))
    sent = await gp.send([WARD], FICHE, attachments=[tmp_path / "photo.jpg"])
    await enter(world, page, "leroy")
    await ask(page, "follow")
    assert (await ask(page, "inbox"))[0]["reference"] == sent.reference
    opened = await ask(page, "collect", sent.reference)
    assert opened["fiche"] == b64(FICHE)
    assert (await ask(page, "attachment", sent.reference, 0))["size"] == 4_300_000
    assert (await ask(page, "acknowledge", sent.reference, "accepted"))["status"] == "accepted"
    file = {"name": "lettre.pdf", "size": 5_000_000, "type": "application/pdf"}
    replied = await ask(page, "reply", sent.reference, {**LETTER, "attachments": [file]})
    answer = await gp.collect(replied["reference"])
    saved = await gp.save_attachment(answer, 0, tmp_path / "lettre.pdf")
    assert saved.read_bytes() == pattern(5_000_000)
    assert list((await gp.handoff(sent.reference)).status.values()) == [Status.COMPLETED]
    acts = [one["act"] for one in await ask(page, "events", 3)]
    assert "accepted" in acts
    onward = await ask(page, "send", [CARDIO], LETTER)
    assert (await (await world.open("petit")).collect(onward["reference"])).fiche == FICHE

"""A shared computer, with the real server: nothing of anybody leaves in the clear, and nothing outlives the lock."""

import asyncio
import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.async_api import FilePayload, Page, expect

from navette.envelope.unlock import read_code
from tests.browser.house import House
from tests.browser.sheets import home, sheet
from tests.browser.site import Machine, machine, spellings
from tests.client.world import World
from tests.js.test_scanned import CODE

pytestmark = pytest.mark.asyncio(loop_scope="session")
LIVE = 30_000  # ms
SCAN = CODE.replace("\x1d", "").replace("FAURE", "COELACANTHE").replace("MARGUERITE", "ZEPHYRINE")
MARKS = {
    "family": "COELACANTHE", "given": "ZEPHYRINE", "used": "Œuvrard-Ÿsaÿe", "reason": "Tourterelle à l'œil",
    "file": "échographie Quetzalcoatl", "draft": "Salamandre brûlée", "search": "ornithorynque",
    "question": "Périophtalme", "decline": "Axolotl déjà là",
}  # fmt: skip


def written(mark: str) -> set[bytes]:
    """A text as it could stand in a request or a file: its cases, its accents, its codings."""
    cases = {mark, mark.upper(), mark.lower(), mark.title()}
    forms = {unicodedata.normalize(form, one) for one in cases for form in ("NFC", "NFD")}
    bare = {"".join(c for c in unicodedata.normalize("NFD", one) if not unicodedata.combining(c)) for one in cases}
    found: set[bytes] = set()
    for text in forms | bare:
        raw = text.encode()
        found |= {raw, text.encode("utf-16-le"), text.encode("latin-1", "ignore"), quote(text).encode()}
        found |= {text.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")}
        for shift in range(3):  # wherever it begins in what was coded
            coded = b64encode(bytes(shift) + raw)[4 if shift else 0 : -4]
            found |= {coded, coded.replace(b"+", b"-").replace(b"/", b"_")}
    return found


NEVER = {name: written(mark) for name, mark in MARKS.items()}


def marks_in(raw: bytes, more: Iterable[bytes] = ()) -> list[str]:
    """Which marks some bytes hold."""
    found = [name for name, forms in NEVER.items() if any(form in raw for form in forms)]
    return found + ["secret" for one in more if one in raw]


async def unlock(here: Machine, code: str, name: str) -> None:
    await here.goto("/")
    await enter(here.page, code, name)


async def enter(page: Page, code: str, name: str) -> None:
    await page.locator("[data-part=form] [data-part=code]").fill(code)
    await page.keyboard.press("Enter")
    await expect(page.locator("header.bar")).to_contain_text(name, timeout=LIVE)


async def locked(page: Page) -> None:
    await page.get_by_role("heading", name="Déverrouiller").wait_for()
    await expect(page.locator("header.bar")).to_be_hidden()
    assert marks_in((await page.content()).encode()) == []


async def write(page: Page) -> None:
    """A fiche, marks in all of its parts, up to its draft."""
    await page.get_by_role("link", name="Nouvelle fiche").first.click()
    await expect(page.locator(":focus")).to_have_attribute("role", "combobox", timeout=LIVE)
    await page.keyboard.insert_text(SCAN)
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowUp")  # the identity was checked
    await page.locator("[data-part=identity]").evaluate("(details) => (details.open = true)")
    await page.get_by_label("Nom utilisé", exact=True).fill(MARKS["used"])
    await page.get_by_role("combobox", name="À qui").fill("geri")
    await page.keyboard.press("Enter")
    await page.locator("[data-part=questions] textarea").first.fill(MARKS["draft"])
    joined: FilePayload = {"name": f"{MARKS['file']}.txt", "mimeType": "text/plain", "buffer": MARKS["file"].encode()}
    await page.locator("[data-part=files] input[type=file]").first.set_input_files(joined)
    await expect(page.locator("[data-part=saved]")).to_have_text("Brouillon gardé.", timeout=LIVE)


async def leave(page: Page) -> str:
    """Completed, read again, signed and sent; its reference."""
    await page.locator("[data-part=questions] textarea").first.fill(MARKS["reason"])
    for name in NOTHING:
        await page.get_by_role("main").get_by_role("checkbox", name=name).check()
    await page.keyboard.press("F8")
    await page.keyboard.insert_text("Vit seule")
    await page.keyboard.press("Control+Enter")
    await page.get_by_role("button", name="Signer et envoyer").click()
    sent = page.locator("[data-part=done]:not([hidden])")
    await sent.wait_for(timeout=LIVE)
    return next(word for word in (await sent.inner_text()).split() if word.startswith("NV-"))


async def answer(page: Page, reference: str, action: str, text: str) -> None:
    """By one of the small forms under a fiche."""
    await page.evaluate("document.activeElement.blur()")
    await page.locator(f'a[href="/fiche/{reference}"]').first.click(timeout=LIVE)
    await page.get_by_role("button", name=action).click(timeout=LIVE)
    form = page.locator("form.answer")
    if await form.get_by_role("radio").count():
        await form.get_by_role("radio").last.check()
    await form.locator("textarea").fill(text)


NOTHING = ("Aucun traitement", "Aucune allergie")


async def test_no_mark_leaves_the_pages_and_none_is_left_on_the_computer(
    browser: House, world: World, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Two people at one computer, one after the other; then every byte that it sent, and every file that it keeps."""
    gp_code, ward_code = await sheet(world, "martin"), await sheet(world, "leroy")
    profile = tmp_path / "profile"
    async with machine(browser.browser, home(world), prf=None, profile=profile) as here:
        page = here.page
        await unlock(here, gp_code, "Dr Claire Martin")
        await write(page)
        assert marks_in(str(await here.kept()).encode()) == []
        reference = await leave(page)
        await page.keyboard.press("Alt+l")
        await locked(page)
        await page.go_back()
        await locked(page)
        assert await here.kept() == []

        await enter(page, ward_code, "Mme Leroy")
        assert marks_in((await page.content()).encode()) == []
        await page.locator("[data-part=search]").fill(MARKS["search"])
        await page.locator("[data-part=search]").fill("")
        await answer(page, reference, "Demander une précision", MARKS["question"])
        await expect(page.locator("[data-part=article]")).to_contain_text(MARKS["reason"])
        await page.emulate_media(media="print")
        assert reference in await page.title()
        assert marks_in((await page.title() + page.url).encode()) == []
        await page.emulate_media(media="screen")
        await here.goto("/healthz")  # another document
        await remembered(profile, b"/healthz")
        await page.go_back()
        await locked(page)
        await enter(page, ward_code, "Mme Leroy")
        for action, mark in (("Demander une précision", "question"), ("Refuser", "decline")):
            await page.get_by_role("link", name="À faire").first.click()
            await answer(page, reference, action, MARKS[mark])
            await page.locator("form.answer button.primary").click()
            await page.locator("form.answer").wait_for(state="detached", timeout=LIVE)
        await page.get_by_role("button", name="Verrouiller", exact=True).click()
        await locked(page)
        assert await here.kept() == []
        seeds = [found for name in ("martin", "leroy") for found in spellings(world.cast[name].person.seed)]
        codes = [found for code in (gp_code, ward_code) for found in (code.encode(), read_code(code))]
        secrets = [*seeds, *codes, *(code.replace(" ", "").encode() for code in (gp_code, ward_code))]
        assert [one[:80] for one in here.sent if marks_in(one, secrets)] == []
        assert [one[:80] for one in here.sent if b"/v1/envelopes/" in one and len(one) > 4_096]  # bodies are seen
    assert_nowhere(profile, secrets, b"/nouvelle")
    assert_nowhere(world.server.data, secrets, b"geriatrie@")
    assert marks_in("".join(capfd.readouterr()).encode(), secrets) == []


async def remembered(profile: Path, visit: bytes) -> None:
    """The browser has written down where it went, and what stood in the fields of the pages before."""
    for _ in range(300):
        if any(visit in path.read_bytes() for path in (profile / "Default" / "Sessions").glob("Session_*")):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("nothing was written down")


def assert_nowhere(folder: Path, secrets: list[bytes], control: bytes) -> None:
    """No file holds a mark or a secret. control: what is there, so that the search is known to find."""
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert any(control in raw for raw in files.values())
    found = {path.name: marks for path, raw in files.items() if (marks := marks_in(raw, secrets))}
    assert found == {}

"""A server that lies to the page: the right sentence, nothing run, nothing sealed to another key, the rest goes on."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Page, expect

from navette.core.encoding import b64
from navette.envelope.format import parse
from navette.web.pages.words import words
from navette.web.static import release
from tests.browser.house import House
from tests.browser.sheets import home, sheet
from tests.browser.site import Machine, machine, spellings
from tests.client.test_trust_twins import LIES
from tests.client.world import WARD, Handler, World

pytestmark = pytest.mark.asyncio(loop_scope="session")
LIVE: Final = 30_000  # ms
MARKUP: Final = '"><img src=x onerror="window.ran=1"><script>window.ran=1</script>{{ran}}'
LETTER: Final = b"Bonjour, voici la fiche."
SAID: Final = ".notice, main bdi, main li, main h3, main option"
WATCH: Final = """addEventListener("securitypolicyviolation", ({ violatedDirective }) =>
  (window.violations ??= []).push(violatedDirective))"""
Answer = web.StreamResponse
Change = Callable[[web.Request, bytes], "bytes | Answer | None"]


def sentence(code: str) -> str:
    """The beginning of what a page says of a failure; what is no code is the text itself."""
    errors: Any = words(release(), "fr")["errors"]
    return str(errors[code][0]).partition("{")[0].strip() if code in errors else code


@dataclass
class Liar:
    """Between the page and the server: `lie` gets each answer of the API, and gives what is sent instead, or None."""

    lie: Change | None = None
    told: int = 0
    deposits: list[bytes] = field(default_factory=list)

    async def __call__(self, request: web.Request, handler: Handler) -> Answer:
        if request.method == "PUT" and "/v1/envelopes/" in request.path:
            self.deposits.append(await request.read())
        if self.lie and request.path == "/v1/events" and (given := self.lie(request, b"")):  # it has no end itself
            self.told += 1
            assert isinstance(given, web.StreamResponse)
            return given
        response = await handler(request)
        if self.lie is None or not request.path.startswith("/v1/") or not isinstance(response, web.Response):
            return response
        given = self.lie(request, response.body if isinstance(response.body, bytes) else b"")
        if given is None:
            return response
        self.told += 1
        if isinstance(given, web.StreamResponse):
            return given
        return web.Response(body=given, status=response.status, content_type=response.content_type)

    async def heard(self) -> None:
        """The lie was told."""
        while not self.told:
            await asyncio.sleep(0.05)


def altered(path: str, change: Callable[[Any], object], method: str = "GET") -> Change:
    """JSON whose path ends so, changed in place or to what `change` gives."""

    def lie(request: web.Request, body: bytes) -> bytes | None:
        if request.method != method or not request.path.endswith(path) or not body.startswith(b"{"):
            return None
        value = json.loads(body)
        given = change(value)
        return json.dumps(value if given is None else given).encode()

    return lie


def raw(path: str, data: bytes, kind: str = "application/json") -> Change:
    """Those bytes, whatever was asked under that path."""
    return lambda request, _: web.Response(body=data, content_type=kind) if path in request.path else None


@dataclass(frozen=True)
class Lie:
    """where: what the person does meanwhile; code: whose sentence is shown."""

    name: str
    where: str
    code: str
    change: Change


def _flip(request: web.Request, body: bytes) -> bytes | None:
    return body[:-1] + bytes([body[-1] ^ 1]) if request.method == "GET" and "/v1/envelopes/" in request.path else None


def _first(answer: Any) -> None:
    answer["index"] = 0


def _accepted(answer: Any) -> None:
    for item in answer["items"]:
        item["status"] = "accepted"
        item["urgency"] = {"toString": 1}


def _another_key(request: web.Request, body: bytes) -> bytes | Answer | None:
    """The sender's mailbox is said to have a new key, in a statement that its guardians did not sign."""
    if request.method == "PUT" and "/v1/envelopes/" in request.path:
        problem = {"code": "epoch-superseded", "status": 409, "title": "x", "mailbox": "x"}
        return web.json_response(problem, status=409, content_type="application/problem+json")
    if not request.path.endswith("/entries"):
        return None
    value = json.loads(body)
    value["entries"].append({"statement": '{"act":"epoch"}', "signature": b64(bytes(64))})
    value["size"] += 1
    return json.dumps(value).encode()


def _owner(request: web.Request, _body: bytes) -> Answer | None:
    if request.method != "POST" or "/statements" not in request.path:
        return None
    said = dict.fromkeys(("title", "detail", "owner_name", "owner", "at"), MARKUP)
    return web.json_response(
        {"code": "already-accepted", "status": 409, **said}, status=409, content_type="application/problem+json"
    )


async def _endless() -> AsyncIterator[bytes]:
    while True:
        yield bytes(1 << 16)


def endless(path: str, kind: str) -> Change:
    """An answer without an end, and without a line."""
    return lambda request, _: web.Response(body=_endless(), content_type=kind) if path in request.path else None


def _titles(answer: Any) -> None:
    for form in answer["forms"]:
        form.update(title={"fr": MARKUP, "en": MARKUP}, short={"fr": MARKUP, "en": MARKUP})


def _labels(answer: Any) -> None:
    for lock in answer["locks"]:
        lock.update(label=MARKUP, kind="prf")


DEEP = b'{"items":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
REWRITTEN, DAMAGED = "ledger-rewritten", "server-answer"
SLICE: Final = [
    Lie("an entry of the directory altered", "unlock", REWRITTEN, altered("/entries", LIES[0])),
    Lie("the bytes of the envelope", "fiche", "not-in-the-ledger", _flip),
    Lie("a page instead of JSON", "list", DAMAGED, raw("/inbox", MARKUP.encode(), "text/html")),
    Lie("another key", "answer", REWRITTEN, _another_key),
    Lie("markup in a refusal", "take", "Un collègue a pris cette fiche", _owner),
]
ALL: Final = [
    *(Lie(f"the directory, {n}", "unlock", "", altered("/entries", lie)) for n, lie in enumerate(LIES)),
    Lie("another index", "fiche", "not-in-the-ledger", altered("/statements", _first, "POST")),
    Lie("JSON too deep", "list", DAMAGED, raw("/inbox", DEEP)),
    Lie("NaN", "list", DAMAGED, raw("/inbox", b'{"items":[{"n":NaN}]}')),
    Lie("a list in place of an object", "list", DAMAGED, raw("/inbox", b"[1]")),
    Lie("the same name twice", "list", DAMAGED, raw("/inbox", b'{"items":[],"items":[{"n":1,"n":2}],"last":0}')),
    Lie("a number nobody can count", "list", DAMAGED, raw("/inbox", b'{"items":[{"n":1e400}],"last":-1}')),
    Lie("another type", "list", DAMAGED, altered("/inbox", _accepted)),
    Lie("no UTF-8", "list", DAMAGED, raw("/inbox", b'{"items":"\xff"}')),
    Lie("an answer without an end", "list", DAMAGED, endless("/inbox", "application/json")),
    Lie("a stream without a line", "unlock", "Dr Claire Martin", endless("/v1/events", "text/event-stream")),
    Lie("markup for the name of a lock", "account", MARKUP, altered("/locks", _labels)),
    Lie("markup for the titles of forms", "new", MARKUP, altered("/forms", _titles)),
]


@dataclass
class Ward:
    """Mme Leroy's page, before the liar."""

    world: World
    liar: Liar
    here: Machine
    codes: "itertools.cycle[str]"  # each may be tried ten times a minute
    reference: str

    @property
    def page(self) -> Page:
        return self.here.page

    async def unlock(self) -> None:
        if await self.page.locator("header.bar:not([hidden])").count():
            await self.page.keyboard.press("Alt+l")
            await self.page.get_by_role("heading", name="Déverrouiller").wait_for()
        await self.page.locator("[data-part=form] [data-part=code]").fill(next(self.codes))
        await self.page.keyboard.press("Enter")

    async def list(self) -> None:
        await self.page.get_by_role("link", name="À faire").first.click()

    async def fiche(self) -> None:
        await self.page.locator(f'a[href="/fiche/{self.reference}"]').first.click(timeout=LIVE)

    async def take(self) -> None:
        await self.fiche()
        await self.page.get_by_role("button", name="Prendre en charge").click(timeout=LIVE)

    async def account(self) -> None:
        await self.page.get_by_text("Plus", exact=False).first.click()
        await self.page.get_by_role("link", name="Mon compte").first.click()

    async def new(self) -> None:
        await self.unlock()
        await self.page.get_by_role("link", name="Nouvelle fiche").first.click(timeout=LIVE)

    async def answer(self) -> None:
        await self.fiche()
        await self.page.get_by_role("button", name="Demander une précision").click(timeout=LIVE)
        await self.page.locator("form.answer textarea").fill("Quelle est la dose ?")
        await self.page.locator("form.answer button.primary").click()

    async def enter(self) -> None:
        """Everything is as it should be: the list, and the fiche that is in it."""
        self.liar.lie = None
        await self.unlock()
        await self.list()
        await expect(self.page.locator(f'a[href="/fiche/{self.reference}"]')).to_be_visible(timeout=LIVE)

    async def meet(self, lie: Lie) -> None:
        """The lie is told, the sentence is shown; then the page still does what it should."""
        await self.enter()
        if lie.where in ("unlock", "new", "fiche"):  # a fiche that was in the list is here already
            await self.page.keyboard.press("Alt+l")
            await self.page.get_by_role("heading", name="Déverrouiller").wait_for()
        if lie.where == "list":
            await self.page.get_by_role("link", name="Annuaire").first.click()
        self.liar.lie, self.liar.told = lie.change, 0
        if lie.where == "fiche":
            await self.unlock()
        act: Awaitable[None] = getattr(self, lie.where)()
        await act
        told = self.page.locator(SAID if lie.code else ".notice.late").filter(has_text=sentence(lie.code))
        await expect(told.first, lie.name).to_be_attached(timeout=LIVE)
        await asyncio.wait_for(self.liar.heard(), LIVE / 1000)


@pytest_asyncio.fixture(loop_scope="session")
async def ward(browser: House, world: World) -> AsyncIterator[Ward]:
    liar = Liar()
    await world.server.restart(web.middleware(liar))
    gp = await world.open("martin")
    sent = await gp.send([WARD], LETTER, media="text/plain", form="")
    async with machine(browser.browser, home(world), prf=None) as here:
        await here.page.add_init_script(WATCH)
        await here.goto("/")
        codes = [await sheet(world, "leroy") for _ in range(5)]
        made = Ward(world, liar, here, itertools.cycle(codes), sent.reference)
        yield made
        assert await here.page.evaluate("[window.ran, window.violations]") == [None, None]
        seeds = [found for name in ("leroy", "martin") for found in spellings(world.cast[name].person.seed)]
        assert [one[:80] for one in here.sent if any(seed in one for seed in seeds)] == []
        boxes = gp._place.desk.directory.mailboxes
        sealed = [one for raw in liar.deposits for one in parse(raw).header.recipients]
        assert [one for one in sealed if one.epoch not in boxes[one.mailbox].keys] == []


async def test_what_is_said_of_a_lie(ward: Ward) -> None:
    for lie in SLICE:
        await ward.meet(lie)


@pytest.mark.soak
async def test_what_is_said_of_each_lie(ward: Ward) -> None:
    for lie in ALL:
        await ward.meet(lie)

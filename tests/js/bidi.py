"""Debian's Firefox, which Playwright cannot drive: it speaks WebDriver BiDi by itself (https://w3c.github.io/webdriver-bidi/).

Only what our tests ask of it: go somewhere, run a function there, press keys and buttons as a person does.
"""

import asyncio
import itertools
import json
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

NAMES: Final = ("firefox-esr", "firefox")  # as in ./dev
LISTENING: Final = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
LAUNCH_SECONDS: Final = 120
SEE_SECONDS: Final = 30
REST: Final = "about:blank"
SEE: Final = """async (selector, text, seconds) => {
  const end = performance.now() + seconds * 1000;
  const shown = (one) => one.checkVisibility() && one.innerText.includes(text);
  for (;;) {
    const found = [...document.querySelectorAll(selector)].find(shown);
    if (found) return found.innerText;
    if (performance.now() > end) throw new Error(`${selector} ${text}: never seen in ${document.body.innerText}`);
    await new Promise((done) => setTimeout(done, 30));
  }
}"""
# No page of its own at the first start, no question, no visit to anybody: the tests have the machine to themselves.
PREFERENCES: Final = {
    "app.update.enabled": False, "browser.aboutwelcome.enabled": False, "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore", "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False, "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False, "services.settings.server": "data:,",
    "toolkit.telemetry.reportingpolicy.firstRun": False, "intl.accept_languages": "fr-FR, fr",
    "browser.safebrowsing.update.enabled": False, "privacy.resistFingerprinting": False,
}  # fmt: skip


def find_firefox(named: str | None = None) -> str | None:
    """The Firefox of this machine: the one named, or the first found."""
    return next(filter(None, map(shutil.which, [named] if named else NAMES)), None)


class Refused(AssertionError):
    """The browser refused a command, or a function threw there."""


class Firefox:
    """Commands go out, answers and events come in; `said`: what went to the console of any tab but information."""

    def __init__(self, line: ClientWebSocketResponse) -> None:
        self.said: list[str] = []
        self.spoke = asyncio.Event()
        self._line = line
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._line.send_json({"id": number, "method": method, "params": params})
        found: dict[str, Any] = await answer
        return found

    async def listen(self) -> None:
        """Until the browser hangs up."""
        async for one in self._line:
            if one.type == WSMsgType.TEXT:
                self._hear(json.loads(one.data))
        for answer in self._waiting.values():
            answer.set_exception(Refused("Firefox has gone"))

    def _hear(self, told: dict[str, Any]) -> None:
        if told["type"] == "event":
            if told["method"] == "log.entryAdded" and told["params"]["level"] in ("error", "warn"):
                self.said.append(str(told["params"]["text"]))
                self.spoke.set()
            return
        answer = self._waiting.pop(told["id"])
        if answer.done():  # who asked has gone
            return
        if told["type"] == "error":
            answer.set_exception(Refused(f"{told['error']}: {told['message']}"))
        else:
            answer.set_result(told["result"])

    @asynccontextmanager
    async def tab(self) -> "AsyncIterator[Tab]":
        """A tab with storages of its own."""
        container = (await self.command("browser.createUserContext"))["userContext"]
        try:
            made = await self.command("browsingContext.create", type="tab", userContext=container)
            yield Tab(self, made["context"])
        finally:
            await self.command("browser.removeUserContext", userContext=container)


class Tab:
    """One page at a time."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self.firefox, self.context = firefox, context

    async def goto(self, url: str) -> None:
        await self.firefox.command("browsingContext.navigate", context=self.context, url=url, wait="complete")

    async def run(self, function: str, *arguments: Any) -> Any:
        """What a function of the page gives, awaited; arguments and result are JSON."""
        declared = f"async (text) => JSON.stringify(await ({function})(...JSON.parse(text))) ?? 'null'"
        answer = await self.firefox.command(
            "script.callFunction", functionDeclaration=declared, awaitPromise=True,
            arguments=[{"type": "string", "value": json.dumps(arguments)}], target={"context": self.context},
        )  # fmt: skip
        if answer["type"] == "exception":
            raise Refused("\n".join([answer["exceptionDetails"]["text"], *self.firefox.said]))
        return json.loads(answer["result"]["value"])

    async def see(self, selector: str, text: str = "") -> str:
        """Waits for an element that is shown and holds that text; gives all its text."""
        seen: str = await self.run(SEE, selector, text, SEE_SECONDS)
        return seen

    async def press(self, *keys: str) -> None:
        """Keys one after the other, as WebDriver names them (U+E007 is Enter); a text is typed key by key."""
        await self._type((kind, key) for key in keys for kind in ("keyDown", "keyUp"))

    async def chord(self, *keys: str) -> None:
        """Keys held together."""
        await self._type([*(("keyDown", key) for key in keys), *(("keyUp", key) for key in reversed(keys))])

    async def _type(self, moves: Iterable[tuple[str, str]]) -> None:
        acts = [{"type": kind, "value": key} for kind, key in moves]
        await self._perform({"type": "key", "id": "keyboard", "actions": acts})

    async def click(self, selector: str) -> None:
        """In the middle of the first under that selector."""
        asked = {"type": "css", "value": selector}
        found = await self.firefox.command("browsingContext.locateNodes", context=self.context, locator=asked)
        origin = {"type": "element", "element": {"sharedId": found["nodes"][0]["sharedId"]}}
        await self.run("(one) => document.querySelector(one).scrollIntoView({ block: 'center' })", selector)
        move: dict[str, Any] = {"type": "pointerMove", "x": 0, "y": 0, "origin": origin}
        press = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        await self._perform({"type": "pointer", "id": "mouse", "actions": [move, *press]})

    async def _perform(self, source: Mapping[str, Any]) -> None:
        await self.firefox.command("input.performActions", context=self.context, actions=[source])


@asynccontextmanager
async def open_firefox(executable: str) -> AsyncIterator[Firefox]:
    """Firefox with an empty profile, which goes with it."""
    with tempfile.TemporaryDirectory(prefix="navette-firefox", ignore_cleanup_errors=True) as profile:
        told = "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        Path(profile, "user.js").write_text(told)
        process = await asyncio.create_subprocess_exec(
            executable, "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile, REST,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with _connected(process) as firefox:
                yield firefox
                await firefox.command("browser.close")
                await asyncio.wait_for(process.wait(), LAUNCH_SECONDS)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


@asynccontextmanager
async def _connected(process: asyncio.subprocess.Process) -> AsyncIterator[Firefox]:
    assert process.stderr is not None
    address = await asyncio.wait_for(_address(process.stderr), LAUNCH_SECONDS)
    draining = asyncio.create_task(_drain(process.stderr))
    async with ClientSession() as session, session.ws_connect(f"{address}/session", max_msg_size=0) as line:
        firefox = Firefox(line)
        listening = asyncio.create_task(firefox.listen())
        await firefox.command("session.new", capabilities={})
        await firefox.command("session.subscribe", events=["log.entryAdded"])
        try:
            yield firefox
        finally:
            await line.close()
            await listening
    await draining


async def _address(stderr: asyncio.StreamReader) -> str:
    said = []
    while line := (await stderr.readline()).decode():
        said.append(line)
        if found := LISTENING.search(line):
            return found[1]
    raise Refused("".join(said))


async def _drain(stderr: asyncio.StreamReader) -> None:
    while await stderr.read(1 << 16):
        pass

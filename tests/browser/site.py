"""The whole: the pages and the server they come from, on a name that passkeys know, and a browser with a device."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, CDPSession, ConsoleMessage, Page, Request

from navette.client import invitation
from navette.core.encoding import b64
from tests.js.browser import FLAGS, find_chromium

DEVICE: Final = {
    "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True, "hasPrf": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
OVERHEAR: Final = """
for (const verb of globalThis.CredentialsContainer ? ["create", "get"] : []) {
  const ask = CredentialsContainer.prototype[verb];
  CredentialsContainer.prototype[verb] = async function (options) {
    const found = await ask.call(this, options);
    const first = found?.getClientExtensionResults().prf?.results?.first;
    if (first) (window.overheard ??= []).push([...new Uint8Array(first)]);
    return found;
  };
}
"""


@dataclass
class Machine:
    """A browser of its own, with what it sent. device: its passkeys, when it has any."""

    url: str
    context: BrowserContext
    page: Page
    cdp: CDPSession | None = None
    device: str = ""
    sent: list[bytes] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    async def goto(self, path: str) -> None:
        await self.page.goto(self.url + path)

    async def credentials(self) -> list[Any]:
        assert self.cdp is not None
        found = await self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.device})
        return list(found["credentials"])

    async def overheard(self) -> list[bytes]:
        """What the device gave to the page."""
        return [bytes(one) for one in await self.page.evaluate("window.overheard ?? []")]

    async def kept(self) -> list[Any]:
        """Everything the browser keeps for this site: databases by name with their records, storages."""
        return list(await self.page.evaluate(KEPT))


KEPT: Final = """async () => {
  const open = (name) => new Promise((done) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result); });
  const all = (store) => new Promise((done) => { const r = store.getAllKeys(); r.onsuccess = () => done(r.result); });
  const found = [...Object.entries(localStorage), ...Object.entries(sessionStorage)];
  for (const { name } of await indexedDB.databases()) {
    const database = await open(name);
    for (const one of database.objectStoreNames)
      found.push([name, await all(database.transaction(one).objectStore(one))]);
    database.close();
  }
  found.push(...(await caches.keys()).filter((name) => !name.startsWith("navette-")));
  return document.cookie ? [...found, document.cookie] : found;
}"""


@asynccontextmanager
async def machine(
    browser: Browser, url: str, *, prf: bool | None = True, profile: Path | None = None
) -> AsyncIterator[Machine]:
    """prf: whether its device has the extension; None: no device at all. profile: where on disk its browser keeps."""
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "locale": "fr-FR"}
    if profile is None:
        context = await browser.new_context(**options)
    else:
        path = find_chromium(os.environ.get("NAVETTE_CHROMIUM"))
        options |= {"args": list(FLAGS), "chromium_sandbox": os.geteuid() != 0}
        context = await browser.browser_type.launch_persistent_context(profile, executable_path=path, **options)
    page = context.pages[0] if context.pages else await context.new_page()
    made = Machine(url, context, page)
    await context.add_init_script(OVERHEAR)
    context.on("request", lambda request: made.sent.append(_spelled(request)))
    context.on("weberror", lambda error: made.said.append(str(error.error)))
    context.on("console", lambda line: made.said.append(line.text) if _is_told(line) else None)
    if prf is not None:
        made.cdp = await context.new_cdp_session(page)
        await made.cdp.send("WebAuthn.enable")
        options = {**DEVICE, "hasPrf": prf}
        found = await made.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        made.device = found["authenticatorId"]
    try:
        yield made
    finally:
        await context.close()
    assert not made.said, made.said


def _is_told(line: ConsoleMessage) -> bool:
    """Errors and warnings, but for the browser's own line about an answer that was a refusal."""
    return line.type in ("error", "warning") and not line.text.startswith("Failed to load resource")


def _spelled(request: Request) -> bytes:
    headers = "\n".join(f"{name}: {value}" for name, value in request.headers.items())
    return f"{request.method} {request.url}\n{headers}\n\n".encode() + (request.post_data_buffer or b"")


def at(code: str, url: str) -> str:
    """The same invitation, for the server by another of its names."""
    return invitation.write(replace(invitation.read(code), url=url))


def spellings(secret: bytes) -> list[bytes]:
    """How 32 bytes could be hidden in a request."""
    return [
        secret,
        b64(secret).encode(),
        secret.hex().encode(),
        b64(secret).replace("-", "+").replace("_", "/").encode(),
    ]

"""A small territory: the real server on a real database, and the folders of those who use it."""

import json
import shutil
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from aiohttp.typedefs import Middleware

from navette.client import invitation, pins
from navette.client.coordinator import Coordinator
from navette.client.folder import Folder
from navette.client.invitation import Code
from navette.client.join import join
from navette.client.keyring import Keyring
from navette.client.mailbox import Mailbox
from navette.core.parties import MailboxKind
from navette.envelope.person import Person
from navette.service.context import now
from navette.service.enroll import first_invitation
from navette.settings import Settings
from navette.web.app import create_app

PASSPHRASE = "lusab-babad-gutih-tugad-ludor"
GP, WARD, CARDIO = "dr.martin@monistrol.example", "geriatrie@ch-du-gier.example", "cardiologie@ch-du-gier.example"
# aiohttp drops what still comes in of a request once it stops: who was uploading is cut off then, not before.
GRACE_SECONDS = 0.5
FICHE = b'{"resourceType":"Bundle","type":"document"}'


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def changed(path: str, change: Callable[[dict[str, Any]], object]) -> Middleware:
    """JSON answers to requests whose path ends so, changed on their way: in place, or to what `change` gives."""

    @web.middleware
    async def spoil(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        told = response.status < 300 and response.content_type == "application/json"
        if not (told and request.path.endswith(path)):
            return response
        assert isinstance(response, web.Response)
        assert isinstance(response.body, bytes)
        value = json.loads(response.body)
        given = change(value)
        return web.json_response(value if given is None else given)

    return spoil


def answering(path: str, answer: Callable[[web.Request], web.StreamResponse]) -> Middleware:
    """An answer of the test's own to requests whose path holds `path`."""

    @web.middleware
    async def replace(request: web.Request, handler: Handler) -> web.StreamResponse:
        return answer(request) if path in request.path else await handler(request)

    return replace


@dataclass
class Server:
    """A server that can be stopped, started again, and have a wrong clock."""

    data: Path
    port: int = field(default_factory=unused_port)
    ahead: int = 0
    _running: TestServer | None = None
    middlewares: tuple[Middleware, ...] = ()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.data, production=False, metrics_port=0, rate_per_minute=1_000_000)

    async def start(self) -> None:
        app = create_app(self.settings, lambda: now() + self.ahead)
        app.middlewares.extend(self.middlewares)
        self._running = TestServer(app, port=self.port)
        await self._running.start_server(shutdown_timeout=GRACE_SECONDS)

    async def stop(self) -> None:
        if self._running is not None:
            await self._running.close()
            self._running = None

    async def restart(self, *middlewares: Middleware) -> None:
        """Stopped, and started again with these in the way."""
        await self.stop()
        self.middlewares = middlewares
        await self.start()


@dataclass
class Member:
    """Somebody, and the folder of theirs."""

    person: Person
    home: Path

    @property
    def folder(self) -> Folder:
        return Folder(self.home)


@dataclass
class World:
    """nathalie coordinates; martin is the GP; leroy and benali the ward, petit cardiology; roux has no mailbox."""

    server: Server
    cast: dict[str, Member]
    stack: AsyncExitStack

    async def open(self, name: str, address: str | None = None, clock: Callable[[], float] | None = None) -> Mailbox:
        """That person's mailbox, closed at the end of the test."""
        who = self.cast[name]
        given = {} if clock is None else {"clock": clock}
        return await self.stack.enter_async_context(await Mailbox.open(who.folder, who.person, address, **given))

    async def coordinator(self) -> Coordinator:
        who = self.cast["nathalie"]
        return await self.stack.enter_async_context(await Coordinator.open(who.folder, who.person))


PEOPLE = {
    "martin": ("Dr Claire Martin", MailboxKind.PERSONAL, GP, None),
    "leroy": ("Mme Leroy", MailboxKind.ORGANISATION, WARD, "CH du Gier – Gériatrie"),
    "petit": ("Dr Petit", MailboxKind.ORGANISATION, CARDIO, "CH du Gier – Cardiologie"),
    "benali": ("Dr Karim Benali", None, None, None),
    "roux": ("Mme Roux", None, None, None),
}


async def build(path: Path) -> None:
    """Everybody joins, is confirmed, and the ward has its two members; left in `path` to be copied."""
    server = Server(path / "server")
    await server.start()
    nathalie = await enrol(path / "nathalie", first_code(server))
    cast = {"nathalie": nathalie}
    async with await Coordinator.open(nathalie.folder, nathalie.person) as coordinator:
        for name, (shown, kind, address, mailbox_name) in PEOPLE.items():
            role = "person" if kind is None else "mailbox"
            who = {"name": shown, "profession": "soignant"}
            invited = await coordinator.invite(who, role=role, kind=kind, address=address, mailbox_name=mailbox_name)
            cast[name] = await enrol(path / name, invited.code)
        assert [one.problem for one in await coordinator.confirm()] == [""] * len(PEOPLE)
    async with await Mailbox.open(cast["leroy"].folder, cast["leroy"].person) as ward:
        await ward.members.add("Dr Karim Benali")
    for name in ("martin", "leroy", "benali", "petit"):
        await (await Mailbox.open(cast[name].folder, cast[name].person)).close()
    await server.stop()
    for name, member in cast.items():
        (path / f"{name}.seed").write_bytes(member.person.seed)


def first_code(server: Server) -> str:
    """What the operator hands to the first coordinator."""
    first = first_invitation(server.settings, "Nathalie Blanc")
    identity = {"name": "Nathalie Blanc", "profession": "coordination"}
    vkeys = dict(first.vkeys)
    return invitation.write(
        Code(server.url, first.id, first.secret, "coordinator", identity, None, None, frozenset(), vkeys)
    )


async def enrol(home: Path, code: str) -> Member:
    """Somebody joins, in a folder of their own."""
    joined = await join(code, Folder(home), PASSPHRASE)
    return Member(Keyring(Folder(home)).unlock(joined.code_printed), home)


async def copy(template: Path, path: Path, stack: AsyncExitStack) -> World:
    """The world of `template`, running, at `path`."""
    shutil.copytree(template, path, dirs_exist_ok=True)
    server = Server(path / "server")
    await server.start()
    stack.push_async_callback(server.stop)
    cast = {}
    for seed in path.glob("*.seed"):
        folder = Folder(path / seed.stem)
        pins.save(folder, replace(pins.load(folder), url=server.url))
        cast[seed.stem] = Member(Person(seed.read_bytes()), folder.path)
    return World(server, cast, stack)

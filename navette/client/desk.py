"""A person at work: a folder, keys in memory, one server, and what is believed of its directory."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from navette.client import names, pins, site_forms
from navette.client.annuaire import Annuaire
from navette.client.folder import Folder
from navette.client.http import Api
from navette.client.items import Fault, Party
from navette.client.ledgers import Ledgers
from navette.core.errors import NavetteError
from navette.envelope.person import Person
from navette.envelope.seal import new_message_id
from navette.ledger.directory import Directory

# Failures after which what was believed before is still good to read, and to seal and keep waiting.
ABSENT = ("server-unreachable", "store-busy", "stopping", "not-ready", "internal", "too-many-requests", "disk-full")


class Desk:
    """What every verb stands on.

    holidays: public ones of the territory, this year's and the next's, as the server says; none without it.
    absent: why the server did not answer, None when it did and the directory is up to date. doubt: why its ledger is no
    longer believed: what is here can be read, and nothing is sent.
    """

    holidays: frozenset[date] = frozenset()

    def __init__(self, folder: Folder, person: Person, clock: Callable[[], float] = time.time) -> None:
        """clock: seconds since 1970. Local: keyring-missing, file (the pins)."""
        self.folder, self.person = folder, person
        site_forms.use(folder)
        self.api = Api(pins.load(folder).url, person, clock)
        self.ledgers = Ledgers(self.api, folder)
        self.annuaire = Annuaire(folder, self.ledgers)
        self.absent: NavetteError | None = None
        self.doubt: NavetteError | None = None
        self._skew = 300

    @classmethod
    async def open(cls, folder: Folder, person: Person, clock: Callable[[], float] = time.time) -> "Desk":
        """Asks the server its time, and brings the directory up to date; without it, goes on with what is known."""
        desk = cls(folder, person, clock)
        try:
            server = await desk.api.server()
            desk.holidays = frozenset(server.days("public_holidays") if server.has("public_holidays") else ())
            desk._skew = server.fields("limits").number("clock_skew")
            await desk.sync()
            await site_forms.fetch(folder, desk.api, server)
        except NavetteError as error:
            if error.family == "refused":
                desk.doubt = error
            elif error.code in ABSENT:
                desk.absent = error
            else:
                await desk.close()
                raise
        except BaseException:
            await desk.close()
            raise
        return desk

    async def close(self) -> None:
        """Closes the connections."""
        await self.api.close()

    async def sync(self) -> None:
        """Brings the directory up to date; refuses as `Annuaire.sync` does, and that is the doubt from then on."""
        try:
            await self.annuaire.sync(self.api)
        except NavetteError as error:
            if error.family == "refused" and self.doubt is None:
                self.doubt = error
            raise

    @property
    def directory(self) -> Directory:
        """What is believed of people and mailboxes."""
        return self.annuaire.directory

    @property
    def faults(self) -> list[Fault]:
        """Entries of the directory that break a rule, and the doubt about a ledger."""
        doubts = [] if self.doubt is None else [Fault(self.doubt.code, "ledger", dict(self.doubt.data))]
        return doubts + self.annuaire.faults

    def require_trust(self) -> None:
        """Raises the doubt, if there is one: nothing is sent to a server whose ledger does not hold."""
        if self.doubt is not None:
            raise self.doubt

    def now(self) -> int:
        """Seconds since 1970, for what is signed: this machine's clock, or the server's when ours is out of bounds."""
        return self.api.local_time() + self._correction()

    def new_id(self) -> bytes:
        """An id for a message or a job (16 bytes), in order of time."""
        return new_message_id(self.api.milliseconds() + self._correction() * 1000)

    def _correction(self) -> int:
        return self.api.offset if abs(self.api.offset) >= self._skew else 0

    def today(self) -> date:
        """The day certificates are judged by."""
        return datetime.fromtimestamp(self.now(), UTC).date()

    def party(self, person: bytes, mailbox: bytes) -> Party:
        """A person in a mailbox, with the names vouched for today."""
        who = names.identity(self.directory, person, self.today())
        where = names.identity(self.directory, mailbox, self.today())
        state = self.directory.mailbox(mailbox)
        address = state.address if state else ""
        return Party(person, who.get("name", ""), who.get("profession", ""), mailbox, where.get("name", ""), address)

    def name(self, subject: bytes | None) -> str:
        """The name vouched for today of a person or a mailbox, "" when there is none."""
        return "" if subject is None else names.identity(self.directory, subject, self.today()).get("name", "")

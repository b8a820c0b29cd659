"""The directory as this client believes it: every entry of the ledger annuaire replayed, judged, and counted.

All leaves are here, so the root is computed, not proved: a server that showed somebody else another directory would
have to sign two roots. Entries are kept in directory.jsonl, one a line, to be fetched once.
"""

import json
from collections.abc import Iterable, Iterator

from navette.client.answer import Fields, malformed
from navette.client.folder import Folder
from navette.client.http import Api
from navette.client.items import Fault
from navette.client.ledgers import Leaf, Ledgers
from navette.core.encoding import b64, unb64
from navette.core.errors import NavetteError, Refused
from navette.envelope.statement import SignedStatement
from navette.ledger.directory import Directory
from navette.ledger.tree import Frontier

FILE = "directory.jsonl"
LEDGER = "annuaire"
PAGE = 500


class Annuaire:
    """The replay of the ledger annuaire. directory: what it establishes; faults: entries that break a rule.

    A certificate by a coordinator who is not pinned here establishes nothing and is no fault.
    """

    def __init__(self, folder: Folder, ledgers: Ledgers) -> None:
        """Replays what the folder holds."""
        self._folder, self._ledgers = folder, ledgers
        self._load()

    @property
    def size(self) -> int:
        """How many entries are known."""
        return self._frontier.size

    async def sync(self, api: Api) -> None:
        """Fetches what is new, and believes it once the root of all leaves is the one the checkpoint signs.

        Refuses `ledger-rewritten`, `ledger-shrank` and what `read_checkpoint` refuses: the note is kept in evidence/,
        and what was believed before stays.
        """
        async with self._folder.lock("directory"):
            if self._folder.size(FILE) != self._length:  # another program synced
                self._load()
            try:
                note, fresh = await self._fetch(api)
                self._check(note)
            except BaseException:
                self._load()
                raise
            if fresh:
                lines = b"".join(_line(one) for one in fresh)
                self._folder.extend(FILE, self._length, lines)
                self._length += len(lines)

    def _load(self) -> None:
        """A cache that is not what the pinned checkpoint counted is dropped, and fetched again."""
        self._begin()
        data = self._folder.read(FILE) or b""
        self._length = data.rfind(b"\n") + 1  # what an interrupted append left is not a line
        try:
            self._replay(_read_lines(data[: self._length]))
            intact = self._agrees and self.size <= self._pin.size
        except (NavetteError, ValueError, TypeError):
            intact = False
        if not intact:
            self._begin()
            self._length = 0
            self._folder.remove(FILE)

    def _begin(self) -> None:
        self.directory = Directory(self._ledgers.pins.coordinators)
        self.faults: list[Fault] = []
        self._frontier = Frontier()
        self._pin = self._ledgers.pins.checkpoint(LEDGER)
        self._agrees = True

    async def _fetch(self, api: Api) -> tuple[str, list[SignedStatement]]:
        """Replays what is new; the last page's checkpoint, and the entries."""
        fresh: list[SignedStatement] = []
        self._pin = self._ledgers.pins.checkpoint(LEDGER)
        while True:
            query = [("from", str(self.size)), ("limit", str(PAGE))]
            answer = Fields(await api.get("/v1/ledgers/annuaire/entries", query))
            entries = [_entry(one) for one in answer.many("entries")]
            if not entries and answer.number("size") > self.size:
                raise malformed("entries")
            self._replay(entries)
            fresh += entries
            if self.size >= answer.number("size"):
                return answer.text("checkpoint"), fresh

    def _check(self, note: str) -> None:
        """The leaves must pass through the pinned root and end in the signed one."""
        if not self._agrees:
            error = Refused("ledger-rewritten", old=self._pin.size, new=self.size)
            self._ledgers.keep_evidence(LEDGER, note, error)
            raise error
        self._ledgers.accept(LEDGER, note, self._frontier.root())

    def _replay(self, entries: Iterable[SignedStatement]) -> None:
        for signed in entries:
            index = self.size
            try:
                self.directory.apply(signed)
            except NavetteError as error:
                if error.code != "not-a-coordinator":
                    self.faults.append(Fault(error.code, LEDGER, {"index": index}))
            self._frontier.append(Leaf(index, signed.raw, signed.signature).hash(LEDGER))
            if self.size == self._pin.size:
                self._agrees = self._frontier.root() == self._pin.root


def _entry(answer: Fields) -> SignedStatement:
    return SignedStatement(answer.encoded("statement"), answer.raw("signature", 64))


def _line(signed: SignedStatement) -> bytes:
    return json.dumps([signed.raw.decode(), b64(signed.signature)], ensure_ascii=False).encode() + b"\n"


def _read_lines(data: bytes) -> Iterator[SignedStatement]:
    for line in data.splitlines():
        raw, signature = json.loads(line)
        yield SignedStatement(raw.encode(), unb64(signature, 64))

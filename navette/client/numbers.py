"""The numbers of a mailbox: 1, 2, 3 … without holes. A hole is a fiche the server keeps from us.

inbox/<mailbox>.jsonl remembers each number with its message, one a line, in the order they were learnt: what was
numbered once cannot be renumbered, and a hole stays known until it is filled.
"""

import json
from collections.abc import Mapping

from navette.client.acts import REMOVAL
from navette.client.answer import Fields
from navette.client.desk import Desk
from navette.client.items import Fault
from navette.core.encoding import b64, reference, unb64
from navette.core.errors import NavetteError
from navette.core.retention import What
from navette.envelope.statement import read

PAGE = 200
MOST_HOLES = 100


def _missing(messages: Mapping[int, bytes]) -> list[int]:
    found: list[int] = []
    start = 1
    for n in sorted(messages):
        found += range(start, min(n, start + MOST_HOLES - len(found)))
        start = n + 1
    return found


class Numbers:
    """What this folder has seen of one mailbox's inbox."""

    def __init__(self, desk: Desk, mailbox: bytes) -> None:
        self._desk, self._mailbox = desk, mailbox
        self._file = f"inbox/{b64(mailbox)}.jsonl"
        self.messages: dict[int, bytes] = {}
        self.renumbered: set[int] = set()
        self._length = 0
        self._load()

    async def sync(self) -> None:
        """Learns the numbers that are new, and asks again for those that are missing."""
        async with self._desk.folder.lock("inbox"):
            if self._desk.folder.size(self._file) != self._length:
                self._load()
            fresh: dict[int, bytes] = {}
            for hole in self.holes():
                self._learn(await self._page(hole - 1, 1), fresh)
            after = max(self.messages, default=0)
            while page := await self._page(after, PAGE):
                self._learn(page, fresh)
                after = page[-1][0]
                if len(page) < PAGE:
                    break
            if _missing({**self.messages, **fresh}):
                await self._learn_forgotten(fresh)
            if fresh:
                lines = b"".join(json.dumps([n, b64(one)]).encode() + b"\n" for n, one in fresh.items())
                self._desk.folder.extend(self._file, self._length, lines)
                self._length += len(lines)
                self.messages |= fresh

    def holes(self) -> list[int]:
        """The numbers missing below the highest one seen: the first hundred, whatever number the server makes up."""
        return _missing(self.messages)

    def faults(self, address: str) -> list[Fault]:
        """The holes, and the numbers that were given to another message before."""
        missing = [Fault("number-missing", address, {"n": n}) for n in self.holes()]
        return missing + [Fault("number-reused", address, {"n": n}) for n in sorted(self.renumbered)]

    def find(self, typed: str) -> bytes | None:
        """The latest message of that reference."""
        for n in sorted(self.messages, reverse=True):
            if reference(self.messages[n]) == typed:
                return self.messages[n]
        return None

    def check(self, n: int, message: bytes) -> None:
        """Notes a number that comes with another message than before."""
        if self.messages.get(n, message) != message:
            self.renumbered.add(n)

    def _learn(self, page: list[tuple[int, bytes]], fresh: dict[int, bytes]) -> None:
        for n, message in page:
            self.check(n, message)
            if n not in self.messages:
                fresh[n] = message

    async def _learn_forgotten(self, fresh: dict[int, bytes]) -> None:
        """Numbers of what the server no longer knows: each with its removal, an entry of the ledger that says so."""
        after: int | None = 0
        while after is not None:
            query = [("after", str(after)), ("limit", str(PAGE))]
            answer = Fields(await self._desk.api.get(f"/v1/mailboxes/{b64(self._mailbox)}/removed", query))
            items = answer.many("items")
            self._learn([found for one in items if (found := self._forgotten(one)) is not None], fresh)
            after = answer.number("next") if answer.has("next") and items else None

    def _forgotten(self, fields: Fields) -> tuple[int, bytes] | None:
        """The number and its message; None when the statement does not say so."""
        n, message = fields.number("n"), fields.raw("message", 16)
        value = read(fields.encoded("statement"))
        seqs = value.get("seqs")
        said = (value["type"], value.get("what"), value.get("message"))
        if said != (REMOVAL, What.METADATA, b64(message)) or not isinstance(seqs, Mapping):
            return None
        return (n, message) if seqs.get(b64(self._mailbox)) == str(n) else None

    async def _page(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        query = [("after", str(after)), ("limit", str(limit)), ("open", "0")]
        answer = Fields(await self._desk.api.get(f"/v1/mailboxes/{b64(self._mailbox)}/inbox", query))
        return [(one.number("n"), one.raw("message", 16)) for one in answer.many("items") if one.number("n") > after]

    def _load(self) -> None:
        data = self._desk.folder.read(self._file) or b""
        self._length = data.rfind(b"\n") + 1
        try:
            pairs = [json.loads(line) for line in data[: self._length].splitlines()]
            self.messages = {int(n): unb64(message, 16) for n, message in pairs}
        except (ValueError, TypeError, NavetteError):  # damaged: learnt again
            self.messages, self._length = {}, 0

"""The keys of the mailboxes a person sits in: taken from the seats the server keeps, in memory only.

The seats themselves are kept in seats/, as they came: sealed to the person, so that what was received before can be
opened without the server.
"""

from navette.client.answer import Fields
from navette.client.desk import ABSENT, Desk
from navette.client.items import Fault
from navette.core.encoding import b64
from navette.core.errors import NavetteError
from navette.envelope.seat import SEALED_SEED, KemKey, follow_history, take_seat

Keys = dict[bytes, KemKey]


class Seats:
    """Every epoch key this person can reach, by mailbox."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._keys: dict[bytes, Keys] = {}
        self._faults: dict[bytes, list[Fault]] = {}

    @property
    def faults(self) -> list[Fault]:
        """Seats and history links that hold another key than said."""
        return [fault for found in self._faults.values() for fault in found]

    async def keys(self, mailbox: bytes, needed: bytes | None = None) -> Keys:
        """Epoch id → key; asks the server again when the one needed is not among them.

        Denied: not-a-member.
        """
        known = self._keys.get(mailbox)
        if known is None or (needed is not None and needed not in known):
            self._keys[mailbox] = known = self._take(mailbox, await self._fetch(mailbox))
        return known

    async def _fetch(self, mailbox: bytes) -> Fields:
        name = f"seats/{b64(mailbox)}.json"
        kept = self._desk.folder.read_json(name)
        try:
            value = await self._desk.api.get(f"/v1/mailboxes/{b64(mailbox)}/seats")
        except NavetteError as error:
            if kept is None or error.code not in ABSENT:
                raise
            return Fields(kept)
        answer = Fields(value)
        if value != kept and isinstance(value, dict):
            self._desk.folder.write_json(name, value)
        return answer

    def _take(self, mailbox: bytes, answer: Fields) -> Keys:
        keys: Keys = {}
        self._faults[mailbox] = []
        for seat in answer.many("seats"):
            epoch, sealed = seat.raw("epoch", 32), seat.raw("sealed", SEALED_SEED)
            try:
                keys[epoch] = take_seat(mailbox, epoch, self._desk.person, sealed)
            except NavetteError as error:
                self._faults[mailbox].append(Fault(error.code, b64(mailbox), {"epoch": b64(epoch)}))
        links = {
            one.raw("new", 32): (one.raw("old", 32), one.raw("sealed", SEALED_SEED)) for one in answer.many("history")
        }
        for epoch in list(keys):
            self._follow(mailbox, epoch, links, keys)
        return keys

    def _follow(self, mailbox: bytes, epoch: bytes, links: dict[bytes, tuple[bytes, bytes]], keys: Keys) -> None:
        """Back through the generations, as far as the links go."""
        while epoch in links:
            old, sealed = links[epoch]
            if old in keys:
                return
            try:
                keys[old] = follow_history(mailbox, keys[epoch], old, sealed)
            except NavetteError as error:
                self._faults[mailbox].append(Fault(error.code, b64(mailbox), {"epoch": b64(old)}))
                return
            epoch = old

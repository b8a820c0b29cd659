"""What is trusted from the invitation on: the server's address, the coordinators, the ledgers' keys, and the last
checkpoint of each ledger that was verified. A checkpoint only moves forward, and only by a proof (ledgers.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from navette.client.folder import Folder
from navette.core.encoding import b64, unb64
from navette.core.errors import Local, NavetteError
from navette.ledger.checkpoint import Checkpoint, read_checkpoint, read_vkey
from navette.ledger.tree import EMPTY_ROOT

FILE = "pins.json"
LEDGERS = ("annuaire", "actes")


@dataclass(frozen=True, slots=True)
class Pins:
    """url: of the server. coordinators: person ids. vkeys: ledger → C2SP verifier key. notes: ledger → signed note."""

    url: str
    coordinators: frozenset[bytes]
    vkeys: Mapping[str, str]
    notes: Mapping[str, str]

    def check(self, ledger: str, note: str) -> Checkpoint:
        """A note of that ledger, read and verified with the pinned key; refuses as `read_checkpoint` does."""
        origin, public = read_vkey(self.vkeys[ledger])
        return read_checkpoint(note, origin, public)

    def checkpoint(self, ledger: str) -> Checkpoint:
        """The last one verified; of size 0 before the first."""
        note = self.notes.get(ledger, "")
        if not note:
            return Checkpoint(read_vkey(self.vkeys[ledger])[0], 0, EMPTY_ROOT, "")
        return self.check(ledger, note)


def load(folder: Folder) -> Pins:
    """The pins of a folder. Local: keyring-missing (nobody joined here), file (damaged)."""
    value = folder.read_json(FILE)
    if value is None:
        raise Local("keyring-missing")
    try:
        pins = Pins(
            str(value["url"]),
            frozenset(unb64(one, 32) for one in _list(value["coordinators"])),
            {ledger: str(_mapping(value["ledgers"])[ledger]) for ledger in LEDGERS},
            {ledger: str(_mapping(value["checkpoints"]).get(ledger, "")) for ledger in LEDGERS},
        )
        for ledger in LEDGERS:
            pins.checkpoint(ledger)
    except (NavetteError, KeyError, TypeError) as error:
        raise Local("file", path=FILE, problem="damaged") from error
    return pins


def save(folder: Folder, pins: Pins) -> None:
    """Writes them, durably."""
    folder.write_json(
        FILE,
        {
            "v": "1",
            "url": pins.url,
            "coordinators": sorted(b64(one) for one in pins.coordinators),
            "ledgers": dict(pins.vkeys),
            "checkpoints": {ledger: pins.notes.get(ledger, "") for ledger in LEDGERS},
        },
    )


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError
    return value

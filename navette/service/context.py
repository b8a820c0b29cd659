"""What every use case of the server needs, made once at start-up and passed by hand."""

import asyncio
import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from navette.core.errors import Local, Refused
from navette.envelope.keys import key_id
from navette.ledger.checkpoint import vkey
from navette.service.clocks import Clocks
from navette.service.journal import Journal
from navette.service.notify import Hub
from navette.settings import Settings
from navette.store import reads
from navette.store.database import FILE, Database
from navette.store.disk import sync
from navette.store.ledger import NUMBERS, Signer

KEY_FILE, ORIGIN_FILE = "ledger.key", "ledger.origin"
CACHED_PERSONS = 20_000  # 1.3 kB each


def load_signer(settings: Settings) -> Signer:
    """The exchange's own key, made at the first start (32 bytes, mode 0600). It signs checkpoints, opens nothing.

    The name it signs under is kept beside it: whatever a later command is told, the ledgers have one name. Refuses
    `file` for a key that is none, and for a database whose key is not beside it (with another one, every client would
    see two ledgers); `settings` for another name than the one kept.
    """
    path = settings.data_dir / KEY_FILE
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        if (settings.data_dir / FILE).exists():
            raise Local("file", path=str(path), fault="the key of this database's ledgers is not there")
        _create(path, Ed25519PrivateKey.generate().private_bytes_raw())
    try:
        key = Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    except (OSError, ValueError) as error:
        raise Local("file", path=str(path), fault="not the key of a ledger") from error
    return Signer(_origin(settings), key)


def _origin(settings: Settings) -> str:
    path = settings.data_dir / ORIGIN_FILE
    if not path.exists():
        _create(path, settings.origin.encode())
    kept = path.read_text("utf-8")
    if settings.origin not in (kept, Settings().origin):
        raise Local("settings", name="origin", problem=f"the ledgers of this folder are named {kept}")
    return kept


def _create(path: Path, raw: bytes) -> None:
    """Whole and on disk, name included, or not there; when another process was quicker, its key stays."""
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(partial, path)
    finally:
        partial.unlink()
    sync(path.parent)


def now() -> int:
    """Seconds since 1970."""
    return int(time.time())


@dataclass
class Context:
    """One server: its settings, its database, who listens. clock: seconds since 1970."""

    settings: Settings
    signer: Signer
    hub: Hub
    database: Database
    journal: Journal
    clock: Callable[[], int] = now
    started: int = 0
    _persons: dict[bytes, tuple[bytes, bool]] = field(default_factory=dict)
    _locks: "WeakValueDictionary[bytes, asyncio.Lock]" = field(default_factory=WeakValueDictionary)

    @classmethod
    def create(cls, settings: Settings, clock: Callable[[], int] = now) -> "Context":
        """A server that is not open yet."""
        signer, hub = load_signer(settings), Hub()
        database = Database(settings.data_dir, signer, hub.publish, settings.max_database_mb)
        return cls(settings, signer, hub, database, Journal(database), clock, clock())

    @cached_property
    def ledger_id(self) -> bytes:
        """The `by` of deposit statements: the key id of the checkpoints' key (32 bytes)."""
        return key_id(self.signer.key.public_key().public_bytes_raw())

    @cached_property
    def vkeys(self) -> dict[str, str]:
        """Ledger → C2SP verifier key, to be pinned."""
        public = self.signer.key.public_key().public_bytes_raw()
        return {ledger: vkey(self.signer.origin(ledger), public) for ledger in NUMBERS}

    @cached_property
    def clocks(self) -> Clocks:
        """Public holidays and steps, as the site has set them."""
        return Clocks.of(self.settings)

    @cached_property
    def authority(self) -> str:
        """Host and port that clients sign for (`public_url`); empty when any will do: the request's own Host."""
        url = urlsplit(self.settings.public_url.lower())
        default = {"https": ":443", "http": ":80"}.get(url.scheme, "")
        return url.netloc.removesuffix(default)

    @property
    def blob_dir(self) -> Path:
        """Where attachments lie, sealed."""
        return self.settings.data_dir / "blobs"

    async def person(self, person: bytes) -> tuple[bytes, bool]:
        """(public, coordinator) of a person in the directory; refuses `unknown-signer`.

        A person's id is the hash of its key, and nobody becomes or ceases to be a coordinator: the cache never ages.
        """
        found = self._persons.get(person)
        if found is None:
            found = await reads.person(self.database, person)
            if found is None:
                raise Refused("unknown-signer")
            if len(self._persons) >= CACHED_PERSONS:
                self._persons.pop(next(iter(self._persons)))
            self._persons[person] = found
        return found

    def lock(self, name: bytes) -> asyncio.Lock:
        """The one lock of that name, for as long as somebody holds or awaits it."""
        return self._locks.setdefault(name, asyncio.Lock())

"""What the client keeps on disk: sealed envelopes, signed statements, pins. Never a fiche, never an open key.

    keyring.json       the account seed, wrapped (keyring.py)
    pins.json          what is trusted: coordinators, ledger keys, the last checkpoints verified (pins.py)
    join.json          an enrolment that was not answered yet (join.py)
    invitations.json   a coordinator's invitation secrets, sealed under the account key (coordinator.py)
    directory.jsonl    the entries of the ledger annuaire, in order (annuaire.py)
    inbox/             the numbers seen of each mailbox (receive.py)
    outbox/, failed/   jobs and their sealed envelopes (outbox.py)
    received/, sent/   sealed envelopes and what the ledger said of them
    acts/              statements signed here about handoffs, and their place in the ledger
    seats/             the mailbox keys, sealed to the person
    blobs/             sealed attachments on their way
    forms/             the forms of the server's site (site_forms.py)
    evidence/          checkpoints that contradict each other

Directories are mode 0700, files 0600. A file is replaced whole or not at all: temporary file, fsync, rename, fsync of
the directory.
"""

import asyncio
import fcntl
import json
import os
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from navette.core.errors import Local

FOLDERS = ("acts", "blobs", "evidence", "failed", "forms", "inbox", "outbox", "received", "seats", "sent")


class Folder:
    """A person's home: one folder for one person at one server."""

    def __init__(self, path: Path | None = None) -> None:
        """path: NAVETTE_HOME of the environment when None, or ~/.navette. Local: file (it cannot be made)."""
        self.path = path or Path(os.environ.get("NAVETTE_HOME") or Path.home() / ".navette")
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in FOLDERS:
                (self.path / name).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise _local(error, self.path) from error

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    def write(self, name: str, data: bytes) -> None:
        """Puts `data` durably under that name; Local: file."""
        write_atomic(self.path / name, data)

    def write_json(self, name: str, value: Mapping[str, object]) -> None:
        """The same, for JSON."""
        self.write(name, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode())

    def read(self, name: str) -> bytes | None:
        """The bytes under that name, None when there is nothing; Local: file."""
        path = self.path / name
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _local(error, path) from error

    def read_json(self, name: str) -> dict[str, object] | None:
        """The object under that name, None when there is nothing; Local: file (it does not hold one)."""
        data = self.read(name)
        if data is None:
            return None
        try:
            value = json.loads(data)
        except ValueError as error:
            raise Local("file", path=name, problem="not JSON") from error
        if not isinstance(value, dict):
            raise Local("file", path=name, problem="not an object")
        return value

    def size(self, name: str) -> int:
        """The length of a file; 0 when there is none."""
        path = self.path / name
        return path.stat().st_size if path.exists() else 0

    def extend(self, name: str, at: int, data: bytes) -> None:
        """Writes `data` from offset `at` on, over whatever an interrupted write left there; durable. Local: file."""
        path = self.path / name
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.truncate(at)
                file.seek(at)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            sync_directory(path.parent)
        except OSError as error:
            raise _local(error, path) from error

    def remove(self, name: str) -> None:
        """Removes a file, if it is there."""
        path = self.path / name
        path.unlink(missing_ok=True)
        sync_directory(path.parent)

    def move(self, name: str, to: str) -> None:
        """Renames a file within the folder, durably; nothing when it is not there any more."""
        try:
            os.replace(self.path / name, self.path / to)
        except FileNotFoundError:
            return
        sync_directory((self.path / to).parent)
        sync_directory((self.path / name).parent)

    def names(self, folder: str, suffix: str) -> list[str]:
        """The names in a sub-folder that end so, without the ending, sorted."""
        return sorted(one.name.removesuffix(suffix) for one in (self.path / folder).iterdir() if _ends(one, suffix))

    def older(self, folder: str, time: float) -> list[str]:
        """The files of a sub-folder last written before that time (seconds since 1970), hidden ones too."""
        return [f"{folder}/{one.name}" for one in (self.path / folder).iterdir() if one.stat().st_mtime < time]

    @asynccontextmanager
    async def lock(self, name: str) -> AsyncIterator[None]:
        """One holder at a time, among all the programs that use this folder."""
        descriptor = os.open(self.path / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            while not _try_lock(descriptor):
                await asyncio.sleep(0.02)
            yield
        finally:
            os.close(descriptor)  # and the lock with it


def write_atomic(path: Path, data: bytes) -> None:
    """Durable once it returns; what was there before stays whole until then. Mode 0600. Local: file."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
        sync_directory(path.parent)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise _local(error, path) from error


def sync_directory(path: Path) -> None:
    """Makes a rename in this directory survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _local(error: OSError, path: Path) -> Local:
    return Local("file", path=str(path), problem=error.strerror or type(error).__name__)


def _ends(path: Path, suffix: str) -> bool:
    return path.name.endswith(suffix) and not path.name.startswith(".")


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

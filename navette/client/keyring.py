"""The keyring: the account seed in one file, wrapped by a passphrase and by a printed code, opened in memory only.

    {"v":"1","account":"<16>","person":"<32>","locks":[{"kind":"passphrase","salt":"<16>","wrapped":"<60>"}, …]}

The file is refused when others may read it: a passphrase slows guessing, it does not stop it.
"""

import secrets
import stat

from navette.client.folder import Folder
from navette.core.encoding import b64, unb64
from navette.core.errors import Local, NavetteError, Refused
from navette.envelope.keys import ID
from navette.envelope.person import Person
from navette.envelope.unlock import SALT, Kind, read_code, read_passphrase, unwrap, wrap

FILE = "keyring.json"
WRAPPED = 60


class Keyring:
    """The keyring of a folder, which may not exist yet."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    @property
    def exists(self) -> bool:
        """There is a keyring here."""
        return (self._folder / FILE).exists()

    def create(self, person: Person, passphrase: str, code: str) -> None:
        """Writes the keyring of a person, with both locks.

        Local: keyring-exists. Refused: code-groups, code-mistyped.
        """
        if self.exists:
            raise Local("keyring-exists")
        self._write(person, passphrase, code)

    def unlock(self, secret: str) -> Person:
        """The person, by its passphrase or its printed code.

        Local: keyring-missing, keyring-permissions, keyring-damaged. Refused: lock, code-mistyped (it looks like a
        printed code, and is none).
        """
        account, person_id, locks = self._read()
        mistyped: Refused | None = None
        try:
            return _opened(account, person_id, locks["code"], "code", read_code(secret))
        except Refused as error:
            mistyped = error if error.code == "code-mistyped" else None
        try:
            return _opened(account, person_id, locks["passphrase"], "passphrase", read_passphrase(secret))
        except Refused as error:
            raise mistyped or error from error

    def person_id(self) -> bytes:
        """Whose keyring it is (32 bytes), without unlocking it; the codes of `unlock`, but its refusals."""
        return self._read()[1]

    def change_locks(self, secret: str, passphrase: str, code: str) -> Person:
        """Replaces both locks, once one of the present ones opens: what was printed or remembered opens nothing now."""
        person = self.unlock(secret)
        self._write(person, passphrase, code)
        return person

    def _write(self, person: Person, passphrase: str, code: str) -> None:
        account = secrets.token_bytes(ID)
        locks = [
            _lock(person, account, "passphrase", read_passphrase(passphrase)),
            _lock(person, account, "code", read_code(code)),
        ]
        self._folder.write_json(FILE, {"v": "1", "account": b64(account), "person": b64(person.id), "locks": locks})

    def _read(self) -> tuple[bytes, bytes, dict[str, tuple[bytes, bytes]]]:
        """(account, person id, kind → (salt, wrapped seed))."""
        try:
            mode = (self._folder / FILE).stat().st_mode
        except FileNotFoundError as error:
            raise Local("keyring-missing") from error
        if stat.S_IMODE(mode) & 0o077:
            raise Local("keyring-permissions", path=str(self._folder.path), mode=f"{stat.S_IMODE(mode):04o}")
        try:
            value = self._folder.read_json(FILE) or {}
            if value["v"] != "1":
                raise Local("keyring-damaged")
            listed = value["locks"]
            assert isinstance(listed, list)
            locks = {str(one["kind"]): (unb64(one["salt"], SALT), unb64(one["wrapped"], WRAPPED)) for one in listed}
            if not {"passphrase", "code"} <= locks.keys():
                raise Local("keyring-damaged")
            return unb64(value["account"], ID), unb64(value["person"], 32), locks
        except (NavetteError, KeyError, TypeError, AssertionError) as error:
            raise Local("keyring-damaged") from error


def _lock(person: Person, account: bytes, kind: Kind, secret: bytes) -> dict[str, str]:
    salt = secrets.token_bytes(SALT)
    wrapped, _ = wrap(person.seed, account, kind, secret, salt)
    return {"kind": kind, "salt": b64(salt), "wrapped": b64(wrapped)}


def _opened(account: bytes, person_id: bytes, lock: tuple[bytes, bytes], kind: Kind, secret: bytes) -> Person:
    salt, wrapped = lock
    person = Person(unwrap(wrapped, account, kind, secret, salt))
    if person.id != person_id:
        raise Refused("lock")
    return person

"""Locks on disk: wrapped seeds, what shows that somebody may have one back, and when each last opened."""

from dataclasses import astuple, dataclass

from navette.store.database import Database
from navette.store.transaction import Transaction

COLUMNS = "id, person, account, kind, label, salt, wrapped, login, credential, public_key, sign_count, created, used"
BY_ID = f"SELECT {COLUMNS} FROM lock WHERE id = ?"
BY_CREDENTIAL = f"SELECT {COLUMNS} FROM lock WHERE credential = ?"
OF_PERSON = f"SELECT {COLUMNS} FROM lock WHERE person = ? ORDER BY created"


@dataclass(frozen=True, slots=True)
class Lock:
    """One row, in the order of COLUMNS.

    login: SHA-256 of the login proof, for a code or a passphrase; credential, public_key, sign_count: of a passkey.
    """

    id: bytes
    person: bytes
    account: bytes
    kind: str
    label: str
    salt: bytes
    wrapped: bytes
    login: bytes | None
    credential: bytes | None
    public_key: bytes | None
    sign_count: int
    created: int
    used: int | None = None

    @property
    def said(self) -> tuple[object, ...]:
        """What its owner said of it, the same in a retry: all but what the server found out."""
        return self.person, self.account, self.kind, self.label, self.salt, self.wrapped, self.login, self.credential


async def by_id(database: Database, lock: bytes) -> Lock | None:
    """As of now."""
    row = await database.one(BY_ID, (lock,))
    return None if row is None else Lock(*row)


async def by_credential(database: Database, credential: bytes) -> Lock | None:
    """The lock a passkey opens, as of now."""
    row = await database.one(BY_CREDENTIAL, (credential,))
    return None if row is None else Lock(*row)


async def of_person(database: Database, person: bytes) -> list[Lock]:
    """Somebody's, oldest first."""
    return [Lock(*row) for row in await database.all(OF_PERSON, (person,))]


def find(tx: Transaction, lock: bytes, credential: bytes | None) -> Lock | None:
    """The one of that id, or the one that the same passkey opens already."""
    row = tx.one(BY_ID, (lock,)) or (credential and tx.one(BY_CREDENTIAL, (credential,)))
    return Lock(*row) if row else None


def count(tx: Transaction, person: bytes) -> int:
    """How many a person has."""
    row = tx.one("SELECT count(*) FROM lock WHERE person = ?", (person,))
    return 0 if row is None else int(row[0])


def add(tx: Transaction, lock: Lock) -> None:
    """One more."""
    tx.run("INSERT INTO lock VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", astuple(lock))


def remove(tx: Transaction, lock: bytes, person: bytes) -> None:
    """One less, when it is that person's."""
    tx.run("DELETE FROM lock WHERE id = ? AND person = ?", (lock, person))


def use(tx: Transaction, lock: bytes, used: int, sign_count: int) -> bool:
    """Remembers that it opened; False when it is gone, or when its passkey has counted as far since."""
    changed = tx.run(
        "UPDATE lock SET used = ?, sign_count = ? WHERE id = ? AND (sign_count < ? OR sign_count = 0)",
        (used, sign_count, lock, sign_count),
    )
    return changed == 1

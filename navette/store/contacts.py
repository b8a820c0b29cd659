"""Where people want to be told, on disk."""

from dataclasses import astuple, dataclass

from navette.store.database import Database
from navette.store.transaction import Transaction

COLUMNS = (
    "person, email, lang, immediate, digest, next_digest, quiet_from, quiet_to, confirmed, tries, failing, changed"
)
OF_PERSON = f"SELECT {COLUMNS} FROM contact WHERE person = ?"


@dataclass(frozen=True, slots=True)
class Contact:
    """One row, in the order of COLUMNS."""

    person: bytes
    email: str
    lang: str
    immediate: int
    digest: int | None
    next_digest: int | None
    quiet_from: int | None
    quiet_to: int | None
    confirmed: int | None
    tries: int
    failing: str | None
    changed: int


async def read(database: Database, person: bytes) -> Contact | None:
    """As of now."""
    row = await database.one(OF_PERSON, (person,))
    return None if row is None else Contact(*row)


def find(tx: Transaction, person: bytes) -> Contact | None:
    """In the transaction."""
    row = tx.one(OF_PERSON, (person,))
    return None if row is None else Contact(*row)


def put(tx: Transaction, contact: Contact) -> None:
    """The row as given, whatever it was."""
    values = astuple(contact)
    tx.run(f"INSERT OR REPLACE INTO contact ({COLUMNS}) VALUES ({', '.join('?' * len(values))})", values)


def remove(tx: Transaction, person: bytes) -> bool:
    """With all that was to be told there; False when there was nothing."""
    forget(tx, person)
    return tx.run("DELETE FROM contact WHERE person = ?", (person,)) == 1


def forget(tx: Transaction, person: bytes) -> None:
    """What was still to be sent to somebody."""
    tx.run("DELETE FROM notice WHERE person = ?", (person,))
    tx.run("DELETE FROM letter WHERE person = ? AND next_try IS NOT NULL", (person,))

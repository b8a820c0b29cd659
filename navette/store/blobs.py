"""Attachments: the rows that say how much of a file is certain to be on disk."""

from dataclasses import dataclass

from navette.store.database import Database
from navette.store.transaction import Row, Transaction

COLUMNS = "id, mailbox, size, digest, received, complete, created"
READABLE = (
    "SELECT 1 FROM blob b JOIN member m ON m.person = ?2 WHERE b.id = ?1 AND (m.mailbox = b.mailbox OR EXISTS ("
    "SELECT 1 FROM handoff_blob h JOIN recipient r ON r.handoff = h.handoff "
    "WHERE h.blob = b.id AND r.mailbox = m.mailbox))"
)


@dataclass(frozen=True, slots=True)
class Blob:
    """size: padded, before sealing; received: parts on disk; complete: the digest was checked."""

    id: bytes
    mailbox: bytes
    size: int
    digest: bytes
    received: int
    complete: int
    created: int


def _of(row: Row | None) -> Blob | None:
    return None if row is None else Blob(*row)


def find(tx: Transaction, blob: bytes) -> Blob | None:
    """By id, inside a transaction."""
    return _of(tx.one(f"SELECT {COLUMNS} FROM blob WHERE id = ?", (blob,)))


async def read(database: Database, blob: bytes) -> Blob | None:
    """By id, as of now."""
    return _of(await database.one(f"SELECT {COLUMNS} FROM blob WHERE id = ?", (blob,)))


def add(tx: Transaction, new: Blob) -> None:
    """An attachment announced, nothing of it received."""
    tx.run("INSERT INTO blob VALUES (?, ?, ?, ?, 0, 0, ?)", (new.id, new.mailbox, new.size, new.digest, new.created))


def add_part(tx: Transaction, blob: bytes, part: int, digests: bytes) -> bool:
    """The next part is on disk: False when another was next."""
    if tx.run("UPDATE blob SET received = received + 1 WHERE id = ? AND received = ?", (blob, part)) != 1:
        return False
    tx.run("INSERT INTO blob_part VALUES (?, ?, ?)", (blob, part, digests))
    return True


def digests(tx: Transaction, blob: bytes) -> bytes:
    """SHA-256 of each sealed chunk, one after the other."""
    rows = tx.all("SELECT digests FROM blob_part WHERE blob = ? ORDER BY part", (blob,))
    return b"".join(row[0] for row in rows)


async def part_digests(database: Database, blob: bytes, part: int) -> bytes | None:
    """Of one part, None when it has not arrived."""
    row = await database.one("SELECT digests FROM blob_part WHERE blob = ? AND part = ?", (blob, part))
    return None if row is None else bytes(row[0])


def complete(tx: Transaction, blob: bytes) -> None:
    """The digest is the one announced: the attachment can be named by a deposit."""
    tx.run("UPDATE blob SET complete = 1 WHERE id = ?", (blob,))


def remove(tx: Transaction, blob: bytes) -> None:
    """Forgets an attachment that no deposit names; its file is to be taken away."""
    tx.run("DELETE FROM blob_part WHERE blob = ?", (blob,))
    tx.run("DELETE FROM blob WHERE id = ?", (blob,))
    tx.run("INSERT OR IGNORE INTO discarded VALUES (?)", (blob,))


def reached(tx: Transaction, blob: bytes, mailbox: bytes) -> bool:
    """Whether a fiche sent to the mailbox names the attachment."""
    row = tx.one(
        "SELECT 1 FROM handoff_blob h JOIN recipient r ON r.handoff = h.handoff WHERE h.blob = ? AND r.mailbox = ?",
        (blob, mailbox),
    )
    return row is not None


def abandoned(tx: Transaction, before: int) -> list[bytes]:
    """Announced before that time, and named by no deposit."""
    rows = tx.all(
        "SELECT id FROM blob b WHERE created < ? AND NOT EXISTS (SELECT 1 FROM handoff_blob h WHERE h.blob = b.id)",
        (before,),
    )
    return [bytes(row[0]) for row in rows]


async def announced_by(database: Database, blob: bytes, person: bytes) -> bool:
    """Whether the person is a member of the mailbox that announced it."""
    row = await database.one(
        "SELECT 1 FROM blob b JOIN member m ON m.mailbox = b.mailbox WHERE b.id = ? AND m.person = ?", (blob, person)
    )
    return row is not None


async def may_read(database: Database, blob: bytes, person: bytes) -> bool:
    """Whether the person is a member of the mailbox that announced it, or of one that a fiche naming it was sent to."""
    row = await database.one(READABLE, (blob, person))
    return row is not None

"""Removal on disk: which handoffs hang together, what is old, what goes and what says that it went.

Handoffs that answer each other are one thread, kept and removed together: what was asked and what came back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from navette.core.handoff import Status, resolved
from navette.store.database import Database
from navette.store.transaction import SPAN, Row, Transaction

OF = "h.seq, h.message, h.reply, h.sender_mailbox"
THREADS = (
    "WITH RECURSIVE thread(root, seq, message, reply, sender_mailbox) AS ("
    f"SELECT h.seq, {OF} FROM handoff h WHERE h.seq IN ({{}}) "
    f"UNION SELECT t.root, {OF} FROM thread t JOIN handoff h ON h.reply = t.message "
    f"UNION SELECT t.root, {OF} FROM thread t JOIN handoff h ON h.message = t.reply) "
    "SELECT t.root, t.seq, t.message, t.sender_mailbox, r.mailbox, r.status, r.changed "
    "FROM thread t JOIN recipient r ON r.handoff = t.seq ORDER BY t.root, t.seq"
)
# By the order of deposits, so that a look ends at the first one that is young.
WITH_CONTENT = (
    "SELECT e.handoff, h.received FROM envelope e JOIN handoff h ON h.seq = e.handoff "
    "WHERE e.handoff > ? ORDER BY e.handoff LIMIT ?"
)
WITH_METADATA = "SELECT seq, received FROM handoff WHERE seq > ? ORDER BY seq LIMIT ?"
# The last row of all stays until another follows: its number would be given again.
LAST = "SELECT max(seq) FROM handoff"
HELD = "SELECT scope, target, lifted FROM hold"
FORGOTTEN = "SELECT a.i, a.raw FROM removed_number r JOIN act a ON a.i = r.i WHERE r.message = ? LIMIT 1"
NUMBERS = (
    "SELECT r.n, r.message, a.i, a.raw FROM removed_number r JOIN act a ON a.i = r.i "
    "WHERE r.mailbox = ? AND r.n > ? ORDER BY r.n LIMIT ?"
)
REMOVED = "SELECT handoff, raw FROM act WHERE handoff IN ({}) AND act = 'removal' ORDER BY i"


@dataclass(slots=True)
class Thread:
    """Handoffs that answer each other. seqs, messages, mailboxes: of all of them; changed: the last change of any."""

    seqs: set[int] = field(default_factory=set)
    messages: set[bytes] = field(default_factory=set)
    mailboxes: set[bytes] = field(default_factory=set)
    statuses: set[Status] = field(default_factory=set)
    changed: int = 0

    @property
    def closed(self) -> bool:
        """Nobody has anything left to do with any of them."""
        return resolved(self.statuses)


class Removable(NamedTuple):
    """What a removal needs of a handoff."""

    seq: int
    message: bytes
    digest: bytes
    blobs: int


def marks(values: Sequence[object]) -> str:
    """As many question marks."""
    return ", ".join("?" * len(values))


def threads(rows: Iterable[Row]) -> dict[int, Thread]:
    """The rows of THREADS: the thread of each handoff that was asked for."""
    found: dict[int, Thread] = {}
    for root, seq, message, sender, mailbox, status, changed in rows:
        thread = found.setdefault(root, Thread())
        thread.seqs.add(seq)
        thread.messages.add(message)
        thread.mailboxes |= {sender, mailbox}
        thread.statuses.add(Status(status))
        thread.changed = max(thread.changed, changed)
    return found


@contextmanager
def wiped(tx: Transaction) -> Iterator[None]:
    """What is deleted meanwhile is overwritten in the file, and not only unlinked."""
    tx.run("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        tx.run("PRAGMA secure_delete = OFF")


def removable(tx: Transaction, seq: int) -> Removable | None:
    """By its row's number."""
    row = tx.one("SELECT seq, message, digest, blobs FROM handoff WHERE seq = ?", (seq,))
    return None if row is None else Removable(*row)


def numbers(tx: Transaction, seq: int) -> dict[bytes, int]:
    """Recipient mailbox → its number there."""
    return dict(tx.all("SELECT mailbox, n FROM recipient WHERE handoff = ?", (seq,)))


def envelope(tx: Transaction, seq: int) -> bytes | None:
    """The sealed bytes, None once they are removed."""
    row = tx.one("SELECT raw FROM envelope WHERE handoff = ?", (seq,))
    return None if row is None else bytes(row[0])


def remove_content(tx: Transaction, seq: int, blobs: Iterable[bytes]) -> None:
    """The sealed bytes, and the attachments that no other handoff names; what another names passes to its sender."""
    tx.run("DELETE FROM envelope WHERE handoff = ?", (seq,))
    for blob in blobs:
        tx.run("DELETE FROM handoff_blob WHERE blob = ? AND handoff = ?", (blob, seq))
        heir = tx.one(
            "SELECT h.sender_mailbox FROM handoff_blob b JOIN handoff h ON h.seq = b.handoff "
            "WHERE b.blob = ? ORDER BY h.seq LIMIT 1",
            (blob,),
        )
        if heir is not None:
            tx.run("UPDATE blob SET mailbox = ? WHERE id = ?", (heir[0], blob))
        elif tx.run("DELETE FROM blob WHERE id = ?", (blob,)):
            tx.run("DELETE FROM blob_part WHERE blob = ?", (blob,))
            tx.run("INSERT OR IGNORE INTO discarded VALUES (?)", (blob,))


def acts(tx: Transaction, seq: int) -> list[int]:
    """The entries of the ledger that go with its metadata: all but the removals."""
    return [row[0] for row in tx.all("SELECT i FROM act WHERE handoff = ? AND act <> 'removal' ORDER BY i", (seq,))]


def remove_metadata(tx: Transaction, handoff: Removable, entries: Iterable[int], i: int) -> None:
    """Every row that says who, when and what became of it, but its milestones. i: the removal's entry, which stays."""
    seq = handoff.seq
    tx.run(
        "INSERT INTO removed_number SELECT mailbox, n, ?, ? FROM recipient WHERE handoff = ?", (handoff.message, i, seq)
    )
    for entry in entries:
        tx.run("DELETE FROM event WHERE span = ? AND i = ?", (entry // SPAN, entry))
        tx.run("DELETE FROM act WHERE i = ?", (entry,))
    for table in ("recipient", "reminder", "nudge", "notice", "withheld", "ping"):
        tx.run(f"DELETE FROM {table} WHERE handoff = ?", (seq,))
    tx.run("DELETE FROM handoff WHERE seq = ?", (seq,))


async def discarded(database: Database, limit: int) -> list[bytes]:
    """Attachments whose files are still to be taken away."""
    return [bytes(row[0]) for row in await database.all("SELECT blob FROM discarded LIMIT ?", (limit,))]


def taken_away(tx: Transaction, blobs: Iterable[bytes]) -> None:
    """Their files are no longer there."""
    tx.many("DELETE FROM discarded WHERE blob = ?", [(blob,) for blob in blobs])


Ends = Mapping[tuple[str, bytes], Sequence[int | None]]  # (scope, target) → when holds end; None: in force


def ends(rows: Iterable[Row]) -> Ends:
    """The rows of HELD."""
    found: dict[tuple[str, bytes], list[int | None]] = {}
    for scope, target, lifted in rows:
        found.setdefault((scope, bytes(target)), []).append(lifted)
    return found


class Forgotten(NamedTuple):
    """A removal of metadata: its entry and its statement."""

    i: int
    raw: bytes


async def forgotten(database: Database, message: bytes) -> Forgotten | None:
    """What says that nothing is known of the message any more."""
    row = await database.one(FORGOTTEN, (message,))
    return None if row is None else Forgotten(*row)


async def removed_numbers(
    database: Database, mailbox: bytes, after: int, limit: int
) -> list[tuple[int, bytes, Forgotten]]:
    """(number in the mailbox, message, what says that it is no longer known), in the order of the numbers."""
    rows = await database.all(NUMBERS, (mailbox, after, limit))
    return [(n, message, Forgotten(i, raw)) for n, message, i, raw in rows]

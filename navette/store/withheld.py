"""Copies for a substitute on disk: kept back, then deposited, dropped or found stale (docs/spec/substitutes.md)."""

from enum import StrEnum
from typing import NamedTuple

from navette.core.handoff import Status
from navette.core.parties import Urgency
from navette.store.transaction import Row, Transaction

COLUMNS = "message, digest, handoff, mailbox, substitute, releases, state, changed, released"
ORIGINAL = (
    "SELECT h.seq, h.message, h.sender_mailbox, h.received, h.form, h.urgency, h.due, r.status, r.due_by, r.fired "
    "FROM handoff h LEFT JOIN recipient r ON r.handoff = h.seq AND r.mailbox = ? WHERE h.message = ?"
)
BLOBS = "SELECT blob FROM handoff_blob WHERE handoff = ?"
# A substitute that has it in charge, or is done with it: nobody is waited for any more.
TAKEN = (
    "SELECT 1 FROM withheld w JOIN recipient s ON s.handoff = w.released AND s.mailbox = w.substitute "
    "WHERE w.handoff = ? AND w.mailbox = ? AND s.status IN ('accepted', 'completed')"
)


class State(StrEnum):
    """What has become of a copy."""

    WAITING = "waiting"
    RELEASED = "released"  # deposited: the substitute has it
    DROPPED = "dropped"  # the recipient answered, or the sender took the fiche back
    STALE = "stale"  # its hour came and it could not be deposited: the sender seals another


class Withheld(NamedTuple):
    """One copy. handoff: seq of the fiche it is a copy of; mailbox: the recipient; released: seq of what it became."""

    message: bytes
    digest: bytes
    handoff: int
    mailbox: bytes
    substitute: bytes
    releases: int
    state: State
    changed: int
    released: int | None


class Original(NamedTuple):
    """The fiche a copy is of, and the recipient it waits for. status, due_by, fired: None when it is no recipient."""

    seq: int
    message: bytes
    sender_mailbox: bytes
    received: int
    form: bytes
    urgency: Urgency
    due: int
    status: Status | None
    due_by: int
    fired: int


def original(tx: Transaction, message: bytes, mailbox: bytes) -> Original | None:
    """By message id, with the row of one recipient mailbox."""
    row = tx.one(ORIGINAL, (mailbox, message))
    if row is None:
        return None
    status = None if row[7] is None else Status(row[7])
    return Original._make((*row[:5], Urgency(row[5]), row[6], status, *row[8:]))


def fiche(tx: Transaction, copy: Withheld) -> bytes | None:
    """The message that it is a copy of; None once nothing is known of it any more."""
    row = tx.one("SELECT message FROM handoff WHERE seq = ?", (copy.handoff,))
    return None if row is None else bytes(row[0])


def recipients(tx: Transaction, handoff: int) -> set[bytes]:
    """Whom the fiche went to."""
    return {bytes(row[0]) for row in tx.all("SELECT mailbox FROM recipient WHERE handoff = ?", (handoff,))}


def blobs(tx: Transaction, handoff: int) -> set[bytes]:
    """The attachments of the fiche."""
    return {bytes(row[0]) for row in tx.all(BLOBS, (handoff,))}


def find(tx: Transaction, message: bytes) -> Withheld | None:
    """By the copy's own message id."""
    return _of(tx.one(f"SELECT {COLUMNS} FROM withheld WHERE message = ?", (message,)))


def of(tx: Transaction, handoff: int, mailbox: bytes) -> Withheld | None:
    """The copy that waits, or waited, for that recipient's silence."""
    return _of(tx.one(f"SELECT {COLUMNS} FROM withheld WHERE handoff = ? AND mailbox = ?", (handoff, mailbox)))


def _of(row: Row | None) -> Withheld | None:
    return None if row is None else Withheld._make((*row[:6], State(row[6]), *row[7:]))


def raw(tx: Transaction, copy: Withheld) -> bytes:
    """The sealed bytes of a copy that waits."""
    row = tx.one("SELECT raw FROM withheld WHERE message = ?", (copy.message,))
    if row is None or row[0] is None:
        raise KeyError(copy.message)
    return bytes(row[0])


def keep(tx: Transaction, copy: Withheld, raw: bytes | None) -> None:
    """A new copy; one that is stale makes room for it. raw: None when it is deposited at once."""
    tx.run("DELETE FROM withheld WHERE handoff = ? AND mailbox = ?", (copy.handoff, copy.mailbox))
    tx.run(
        f"INSERT INTO withheld ({COLUMNS}, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*copy[:6], copy.state.value, *copy[7:], raw),
    )


def end(tx: Transaction, copy: Withheld, state: State, now: int, released: int | None = None) -> None:
    """It waits no more, and its bytes are not kept here. released: what it became."""
    tx.run(
        "UPDATE withheld SET state = ?, changed = ?, released = ?, raw = NULL WHERE message = ?",
        (state.value, now, released, copy.message),
    )


def drop(tx: Transaction, handoff: int, mailbox: bytes, now: int) -> None:
    """Nobody is waited for there any more: what waited for it is forgotten."""
    tx.run(
        "UPDATE withheld SET state = 'dropped', changed = ?, raw = NULL "
        "WHERE handoff = ? AND mailbox = ? AND state = 'waiting'",
        (now, handoff, mailbox),
    )


def taken(tx: Transaction, handoff: int, mailbox: bytes) -> bool:
    """Whether the substitute of that recipient has the fiche in charge."""
    return tx.one(TAKEN, (handoff, mailbox)) is not None

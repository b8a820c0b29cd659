"""Handoffs on disk: the routing row, the sealed body apart, one row per recipient mailbox."""

from collections.abc import Iterable
from typing import NamedTuple

from navette.core.handoff import Status
from navette.envelope.format import Envelope
from navette.store.transaction import SPAN, Event, Transaction


class Stored(NamedTuple):
    """What a later operation needs of a handoff: its row's keys, and the bytes it can be recognised by."""

    seq: int
    message: bytes
    digest: bytes
    sender_mailbox: bytes
    i: int
    received: int
    origin: bytes | None  # the mailbox that sent the fiche this one re-routes


class Recipient(NamedTuple):
    """One recipient mailbox's state."""

    mailbox: bytes
    n: int
    status: Status
    due_by: int
    owner: bytes | None
    changed: int


def find(tx: Transaction, message: bytes) -> Stored | None:
    """By message id."""
    row = tx.one(
        "SELECT h.seq, h.message, h.digest, h.sender_mailbox, h.i, h.received, o.sender_mailbox FROM handoff h "
        "LEFT JOIN handoff o ON o.seq = h.rerouted_from WHERE h.message = ?",
        (message,),
    )
    return None if row is None else Stored(*row)


def took_part(tx: Transaction, message: bytes, mailbox: bytes) -> bool:
    """Whether the mailbox sent or received that message, or sent the fiche it re-routes."""
    found = find(tx, message)
    if found is None:
        return False
    return mailbox in (found.sender_mailbox, found.origin) or recipient(tx, found.seq, mailbox) is not None


def continue_elsewhere(tx: Transaction, handoff: Stored, mailbox: bytes) -> bool:
    """Links the handoff to what `mailbox` sent on in reply to it: False when it sent nothing on.

    What went back to the sender alone, a question or an answer, was not sent on.
    """
    row = tx.one(
        "SELECT seq FROM handoff h WHERE reply = ? AND sender_mailbox = ? AND rerouted_from IS NULL AND EXISTS ("
        "SELECT 1 FROM recipient r WHERE r.handoff = h.seq AND r.mailbox <> ?) ORDER BY seq DESC",
        (handoff.message, mailbox, handoff.sender_mailbox),
    )
    if row is None:
        return False
    tx.run("UPDATE handoff SET rerouted_from = ? WHERE seq = ?", (handoff.seq, row[0]))
    tx.run("UPDATE recipient SET rerouted_to = ? WHERE handoff = ? AND mailbox = ?", (row[0], handoff.seq, mailbox))
    return True


def add(tx: Transaction, envelope: Envelope, digest: bytes, now: int, i: int) -> int:
    """The routing row and the sealed bytes; the row's seq."""
    header = envelope.header
    row = tx.one(
        "INSERT INTO handoff (message, digest, sender_mailbox, sender, time, received, reply, form, urgency, due, "
        "pages, blobs, i) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq",
        (
            header.id,
            digest,
            header.sender_mailbox,
            header.sender,
            header.time,
            now,
            header.reply if any(header.reply) else None,
            header.form,
            header.urgency,
            header.due,
            envelope.pages,
            len(header.blobs),
            i,
        ),
    )
    assert row is not None
    seq = int(row[0])
    tx.run("INSERT INTO envelope VALUES (?, ?)", (seq, envelope.raw))
    if header.blobs:
        tx.many("INSERT INTO handoff_blob VALUES (?, ?)", [(seq, blob.id) for blob in header.blobs])
    return seq


def next_number(tx: Transaction, mailbox: bytes) -> int:
    """The mailbox's next deposit number, without holes: what rolls back gives its number back."""
    row = tx.one("UPDATE mailbox SET deposits = deposits + 1 WHERE id = ? RETURNING deposits", (mailbox,))
    if row is None:
        raise KeyError(mailbox)
    return int(row[0])


def add_recipient(tx: Transaction, seq: int, mailbox: bytes, n: int, due_by: int, now: int, next_at: int) -> None:
    """A recipient's row, at the beginning of its life. next_at: when its silence is first looked at."""
    tx.run(
        "INSERT INTO recipient VALUES (?, ?, ?, ?, ?, NULL, ?, NULL, 0, ?)",
        (seq, mailbox, n, Status.REQUESTED.value, due_by, now, next_at),
    )


def recipient(tx: Transaction, seq: int, mailbox: bytes) -> Recipient | None:
    """The row of one recipient."""
    row = tx.one(
        "SELECT mailbox, n, status, due_by, owner, changed FROM recipient WHERE handoff = ? AND mailbox = ?",
        (seq, mailbox),
    )
    return None if row is None else Recipient(row[0], row[1], Status(row[2]), *row[3:])


def recipients(tx: Transaction, seq: int) -> list[Recipient]:
    """The rows of all recipients."""
    rows = tx.all(
        "SELECT mailbox, n, status, due_by, owner, changed FROM recipient WHERE handoff = ? ORDER BY mailbox", (seq,)
    )
    return [Recipient(row[0], row[1], Status(row[2]), *row[3:]) for row in rows]


def change(
    tx: Transaction, seq: int, mailbox: bytes, before: Status, after: Status, owner: bytes | None, now: int
) -> bool:
    """The guarded transition: True when this very call made it. owner None keeps the one there is."""
    changed = tx.run(
        "UPDATE recipient SET status = ?, owner = coalesce(?, owner), changed = ? "
        "WHERE handoff = ? AND mailbox = ? AND status = ?",
        (after.value, owner, now, seq, mailbox, before.value),
    )
    return changed == 1


def tell(tx: Transaction, mailboxes: Iterable[bytes], event: Event) -> None:
    """The event for each of the mailboxes, on disk for who catches up and in memory for who listens."""
    for mailbox in dict.fromkeys(mailboxes):
        tx.run("INSERT INTO event VALUES (?, ?, ?)", (event.i // SPAN, mailbox, event.i))
        tx.tell(mailbox, event)

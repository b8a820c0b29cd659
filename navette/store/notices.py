"""Notices and the e-mails that carry them, on disk: what is to be told, what has left, what was refused."""

from typing import NamedTuple

from navette.core.notices import Preferences, Reason
from navette.store.database import Database
from navette.store.transaction import Transaction, Values

WAITING = "('requested', 'received', 'on-hold')"
MAY = "c.confirmed IS NOT NULL AND c.failing IS NULL"
DEVICE = "EXISTS (SELECT 1 FROM push d WHERE d.person = p.id AND d.failing IS NULL)"
TOLD = (
    f"SELECT p.id, ifnull({MAY}, 0), {DEVICE}, c.immediate, c.digest, c.quiet_from, c.quiet_to "
    "FROM person p LEFT JOIN contact c ON c.person = p.id"
)
OF_MAILBOX = f"{TOLD} WHERE p.id IN (SELECT person FROM member WHERE mailbox = ?) AND ({MAY} OR {DEVICE})"
OF_COORDINATORS = f"{TOLD} WHERE p.coordinator = 1 AND ({MAY} OR {DEVICE})"
# What is waited for in the mailboxes of a person. The first list is that of the partial index, word for word, or
# SQLite would not use it; the second is what is meant.
OPEN = (
    "SELECT count(*) FROM member m JOIN recipient r ON r.mailbox = m.mailbox WHERE m.person = ? "
    f"AND r.status IN ('requested', 'received', 'accepted', 'on-hold') AND r.status IN {WAITING}"
)
# What was closed long ago in the mailboxes of a person, received or sent, and is still there to be opened; but not what
# is held back.
CLOSED = (
    "r.status IN ('rejected', 'completed', 'cancelled') AND r.changed <= ?2 AND NOT EXISTS "
    "(SELECT 1 FROM hold WHERE lifted IS NULL AND (scope = 'all' OR scope = 'mailbox' AND target = m.mailbox "
    "OR scope = 'handoff' AND target = h.message))"
)
KEEPS = (
    "SELECT 1 FROM member m JOIN recipient r ON r.mailbox = m.mailbox JOIN envelope e ON e.handoff = r.handoff "
    f"JOIN handoff h ON h.seq = r.handoff WHERE m.person = ?1 AND {CLOSED} UNION ALL "
    "SELECT 1 FROM member m JOIN handoff h ON h.sender_mailbox = m.mailbox JOIN envelope e ON e.handoff = h.seq "
    f"JOIN recipient r ON r.handoff = h.seq WHERE m.person = ?1 AND {CLOSED} LIMIT 1"
)
DIGESTS = "SELECT person, digest FROM contact WHERE next_digest <= ? LIMIT ?"
PERSONS = (
    "SELECT DISTINCT person FROM (SELECT person FROM notice WHERE letter IS NULL AND not_before <= ? "
    "ORDER BY not_before LIMIT ?)"
)
UNSENT = "SELECT i FROM letter WHERE person = ? AND next_try IS NOT NULL"
RECENT = "SELECT count(*) FROM letter WHERE person = ? AND created > ?"
DUE = (
    "SELECT l.i, l.person, l.tries, c.email, c.lang, ifnull((SELECT max(n.i) FROM notice n WHERE n.letter = l.i), 0) "
    "FROM letter l JOIN contact c ON c.person = l.person "
    "WHERE l.next_try <= ? ORDER BY l.next_try LIMIT ?"
)
# Each notice of a letter, with what has become of the handoff; the reference is made of the message.
CONTENT = (
    "SELECT n.reason, h.message, r.status FROM notice n LEFT JOIN handoff h ON h.seq = n.handoff "
    "LEFT JOIN recipient r ON r.handoff = n.handoff AND r.mailbox = n.mailbox WHERE n.letter = ? ORDER BY n.i"
)


class Contact(NamedTuple):
    """Who is told, by e-mail, on devices or both, and when: who never said is told at once."""

    person: bytes
    by_mail: bool
    on_devices: bool
    preferences: Preferences


class Letter(NamedTuple):
    """An e-mail that has not left. tries: how often it was tried; last: the last notice it tells."""

    i: int
    person: bytes
    tries: int
    email: str
    lang: str
    last: int


class Line(NamedTuple):
    """One notice of a letter. message: the handoff's, None when it is about none; status: the recipient's, now."""

    reason: Reason
    message: bytes | None
    status: str | None


def contacts(tx: Transaction, mailbox: bytes | None) -> list[Contact]:
    """Of a mailbox's members, or of the coordinators: those who may be told."""
    rows = tx.all(OF_COORDINATORS) if mailbox is None else tx.all(OF_MAILBOX, (mailbox,))
    return [Contact(row[0], bool(row[1]), bool(row[2]), _preferences(*row[3:])) for row in rows]


def _preferences(
    immediate: int | None, digest: int | None, quiet_from: int | None, quiet_to: int | None
) -> Preferences:
    if immediate is None:
        return Preferences()
    quiet = None if quiet_from is None or quiet_to is None else (quiet_from, quiet_to)
    return Preferences(bool(immediate), digest, quiet)


def add(tx: Transaction, values: Values) -> None:
    """One notice: person, reason, handoff, mailbox, created, not_before. The same again is one."""
    tx.run(
        "INSERT INTO notice (person, reason, handoff, mailbox, created, not_before) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        values,
    )


def digests_due(tx: Transaction, now: int, limit: int) -> list[tuple[bytes, int]]:
    """(person, minute of the day) of the daily letters whose hour has come."""
    return [(row[0], row[1]) for row in tx.all(DIGESTS, (now, limit))]


def set_next_digest(tx: Transaction, person: bytes, at: int) -> None:
    """When the next daily letter leaves."""
    tx.run("UPDATE contact SET next_digest = ? WHERE person = ?", (at, person))


def may_write(tx: Transaction, person: bytes) -> bool:
    """Whether the person's address was confirmed, and takes letters."""
    return tx.one(f"SELECT 1 FROM contact c WHERE c.person = ? AND {MAY}", (person,)) is not None


def waiting_for(tx: Transaction, person: bytes) -> int:
    """How many handoffs wait for an answer in the person's mailboxes."""
    row = tx.one(OPEN, (person,))
    return 0 if row is None else int(row[0])


def keeps(tx: Transaction, person: bytes, before: int) -> bool:
    """Whether something is kept of what was closed before that time in the person's mailboxes."""
    return tx.one(KEEPS, (person, before)) is not None


def recent(tx: Transaction, person: bytes, since: int) -> int:
    """How many letters were made for somebody since."""
    row = tx.one(RECENT, (person, since))
    return 0 if row is None else int(row[0])


def gather(tx: Transaction, now: int, limit: int) -> None:
    """What is due is put into a letter for each person: the one that could not leave yet, else a new one."""
    for (person,) in tx.all(PERSONS, (now, limit)):
        row = tx.one(UNSENT, (person,)) or tx.one(
            "INSERT INTO letter (person, created, tries, next_try) VALUES (?, ?, 0, ?) RETURNING i", (person, now, now)
        )
        assert row is not None
        tx.run(
            "UPDATE notice SET letter = ? WHERE person = ? AND letter IS NULL AND not_before <= ?",
            (row[0], person, now),
        )


def letters(tx: Transaction, now: int, limit: int) -> list[tuple[Letter, list[Line]]]:
    """What is to leave now, and what it says."""
    found = [Letter(*row) for row in tx.all(DUE, (now, limit))]
    return [(letter, _lines(tx, letter.i)) for letter in found]


def _lines(tx: Transaction, letter: int) -> list[Line]:
    return [Line(Reason(row[0]), row[1], row[2]) for row in tx.all(CONTENT, (letter,))]


def left(tx: Transaction, letter: Letter, now: int) -> None:
    """It has left: its notices are told. What was put to it meanwhile waits for another one."""
    tx.run("UPDATE letter SET sent = ?, next_try = NULL WHERE i = ?", (now, letter.i))
    tx.run("DELETE FROM notice WHERE letter = ? AND i <= ?", (letter.i, letter.last))
    tx.run("UPDATE notice SET letter = NULL WHERE letter = ?", (letter.i,))


def drop(tx: Transaction, letter: int) -> None:
    """There is nothing left to tell: no letter."""
    tx.run("DELETE FROM notice WHERE letter = ?", (letter,))
    tx.run("DELETE FROM letter WHERE i = ?", (letter,))


def take(tx: Transaction, letter: int, until: int) -> None:
    """Whoever asks for what is to leave is not given it before."""
    tx.run("UPDATE letter SET next_try = ? WHERE i = ?", (until, letter))


def postpone(tx: Transaction, letter: Letter, failure: str, at: int) -> None:
    """The mail server could not be reached, or said not now."""
    tx.run("UPDATE letter SET tries = tries + 1, failure = ?, next_try = ? WHERE i = ?", (failure[:200], at, letter.i))


def refuse(tx: Transaction, letter: Letter, failure: str) -> None:
    """The mail server refuses the address for good: nothing more is sent there until its person says where."""
    tx.run("UPDATE letter SET tries = tries + 1, failure = ?, next_try = NULL WHERE i = ?", (failure[:200], letter.i))
    tx.run("DELETE FROM notice WHERE letter = ?", (letter.i,))
    tx.run("UPDATE contact SET failing = ? WHERE person = ?", (failure[:200], letter.person))


def is_waiting(tx: Transaction, letter: int) -> bool:
    """Whether it is still to leave."""
    return tx.one("SELECT 1 FROM letter WHERE i = ? AND next_try IS NOT NULL", (letter,)) is not None


def forget_old(tx: Transaction, before: int) -> None:
    """The records of letters that were made before then, and have left or been given up; the oldest few at a time."""
    tx.run(
        "DELETE FROM letter WHERE i < (SELECT min(i) FROM letter) + 200 AND created < ? AND next_try IS NULL", (before,)
    )


PENDING = (
    "SELECT EXISTS (SELECT 1 FROM notice WHERE letter IS NULL AND not_before <= ?) "
    "OR EXISTS (SELECT 1 FROM letter WHERE next_try <= ?) OR EXISTS (SELECT 1 FROM contact WHERE next_digest <= ?)"
)


async def pending(database: Database, now: int) -> bool:
    """Whether there is anything to do."""
    row = await database.one(PENDING, (now, now, now))
    return row is not None and bool(row[0])
